"""How late things are written down, by team, person and kind of entry; Enter opens the cases of the late ones (C9)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from ehcp_desk.domain.dates import day_count, in_words
from ehcp_desk.domain.late_entries import Lag
from ehcp_desk.domain.wording import Mark
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.late_entries import WritingUp, print_writing_up, writing_up
from ui.context import PageContext
from ui.dialogs.files import Files
from ui.models.cells import Bar
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.pages.registers.register import Register
from ui.theme.type_scale import Role
from ui.widgets.panel import PAD, Panel
from ui.widgets.row_table import RowTable
from ui.widgets.segments import Segments
from ui.widgets.text import label

BY = (("team", "By team"), ("person", "By person"), ("kind", "By kind of entry"))
MONTHS = (("1", "1 month"), ("3", "3 months"), ("12", "12 months"))
LagRow = tuple[int, Lag]


class WritingRegister(Register):
    """One row a team, a person or a kind of entry, the most late entries first."""

    sentence = (
        "Days between what happened and its entry. Late is more than two working days; late entries are never hidden."
    )
    paper = "How late things are written down"

    def __init__(self, context: PageContext, files: Files, parent: QWidget | None = None) -> None:
        super().__init__(context, files, parent)
        self.told: WritingUp | None = None
        self.panel = Panel("Entries written", note=" ", aside=" ")
        self.by = Segments(BY, "team", lambda _key: self._fill(), "By what", dense=True)
        self.months = Segments(MONTHS, "3", lambda _key: self.load(), "Written in the last", dense=True)
        self.panel.add_to_heading(self.by)
        self.panel.add_to_heading(self.months)
        self.said = label(" ", Role.SMALL, wrap=True)
        self.said.setContentsMargins(PAD, 8, PAD, 8)
        self.panel.add(self.said)
        self.rows: RowModel[LagRow] = RowModel(
            (
                Column("name", "Who or what", lambda r: r[1].name, 240, Kind.STRONG, stretch=True, narrow=True),
                Column("entries", "Entries", lambda r: f"{r[1].entries:,}", 100, Kind.STRONG, right=True),
                Column("median", "Median", lambda r: r[1].median_words, 120, right=True),
                Column("longest", "Longest", lambda r: day_count(r[1].longest), 120, right=True),
                Column("late", "Written late", _late, 300, Kind.BAR, narrow=True),
            ),
            lambda r: f"{r[1].name}: {r[1].late_words} late, median {r[1].median_words}",
            row_id=lambda r: r[0],
        )
        self.table = RowTable(self.rows, "Entries written", two_line=False, settings=context.settings)
        self.table.opened.connect(self._open)
        self.panel.add(self.table, 1)
        self.body.addWidget(self.panel, 1)

    def panes(self) -> list[QWidget]:
        """How it is divided, over how long, and the list."""
        return [self.by, self.months, self.table]

    def load(self) -> None:
        """Read anew."""
        desk, months = self.context.desk, int(self.months.chosen)
        self.context.dispatcher.latest(
            self, lambda progress: writing_up(desk, months, progress), self._show, self.context.messages.failed,
            title="Reading what was written",
        )  # fmt: skip

    def printer(self) -> Callable[[Desk, Sequence[Path]], object]:
        """The report of the months chosen."""
        return partial(print_writing_up, months=int(self.months.chosen))

    def _show(self, told: WritingUp) -> None:
        self.told = told
        self.panel.set_note(f"since {in_words(told.since)}")
        self.said.setText(f"Of all entries, {told.whole.late_words}, were written late; median: {told.whole.median_words}. "
                          "What a file brought in, and corrections, are left out.")  # fmt: skip
        self._fill()

    def _fill(self) -> None:
        if self.told is not None:
            self.rows.set_rows(list(enumerate(self.told.by(self.by.chosen), 1)))

    def _open(self, number: int) -> None:
        place = self.rows.find(number)
        row = self.rows.row_at(place) if place is not None else None
        if row is not None and row[1].cases:
            query = CaseQuery(self.context.desk.today(), Scope.ALL, only=row[1].cases)
            self.context.navigate("cases", query=query, words=f"Written late: {row[1].name}")


def _late(row: LagRow) -> Bar:
    lag = row[1]
    return Bar(lag.late, max(1, lag.entries), mark=Mark.OVERDUE if lag.late else Mark.RUNNING, hatched=bool(lag.late),
               words=lag.late_words)  # fmt: skip
