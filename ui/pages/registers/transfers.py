"""The moves between phases of the next Septembers, by need and type of place; Enter opens the children (needs.md H3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.transfers import TransferLine, print_transfers, transfer_forecast
from ui.context import PageContext
from ui.dialogs.files import Files
from ui.models.cells import Bar
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.pages.registers.register import Register
from ui.widgets.notices import EmptyState
from ui.widgets.panel import Panel
from ui.widgets.row_table import RowTable
from ui.widgets.segments import Segments

YEARS = (("1", "1 September"), ("3", "3 Septembers"), ("6", "6 Septembers"))


class TransfersRegister(Register):
    """One row a September, a move, a need and a type of place."""

    sentence = "Who moves between phases in the Septembers ahead, by need, by where they are taught now and by the type wanted."
    paper = "Moves ahead"

    def __init__(self, context: PageContext, files: Files, parent: QWidget | None = None) -> None:
        super().__init__(context, files, parent)
        self.panel = Panel("Moves ahead", note=" ", aside=" ")
        self.years = Segments(YEARS, "3", lambda _key: self.load(), "How far ahead", dense=True)
        self.panel.add_to_heading(self.years)
        self._most = 1
        self.rows: RowModel[TransferLine] = RowModel(
            (
                Column(
                    "september",
                    "Sept.",
                    lambda r: str(r.september),
                    64,
                    Kind.STRONG,
                    narrow=True,
                    spoken_title="September",
                ),
                Column("move", "Move", lambda r: r.move, 196),
                Column("need", "Need", lambda r: r.need, 200, stretch=True, narrow=True),
                Column("now", "Taught now", lambda r: r.now, 200),
                Column("wanted", "Wanted instead", lambda r: r.wanted or "–", 160),
                Column("children", "Children", self._bar, 130, Kind.BAR, narrow=True),
                Column("planned", "Planned", lambda r: str(r.planned), 76, right=True),
            ),
            row_id=lambda r: r.id,
        )
        self.table = RowTable(self.rows, "Moves ahead", two_line=False, settings=context.settings)
        self.table.opened.connect(self._open)
        self.panel.add(self.table, 1)
        self.empty = EmptyState("flag", "Nobody moves", "A child with a plan and a school year stands here.")
        self.panel.add(self.empty, 1)
        self.body.addWidget(self.panel, 1)
        self.empty.hide()

    def panes(self) -> list[QWidget]:
        """How far ahead, and the list."""
        return [self.years, self.table]

    def load(self) -> None:
        """Read anew."""
        desk, years = self.context.desk, int(self.years.chosen)
        self.context.dispatcher.latest(
            self, lambda progress: transfer_forecast(desk, years, progress=progress), self._show,
            self.context.messages.failed, title="Counting the moves",
        )  # fmt: skip

    def printer(self) -> Callable[[Desk, Sequence[Path]], object]:
        """The forecast as far ahead as it is shown."""
        return partial(print_transfers, years=int(self.years.chosen))

    def _show(self, lines: tuple[TransferLine, ...]) -> None:
        self._most = max((len(line.cases) for line in lines), default=1)
        children, planned = sum(len(line.cases) for line in lines), sum(line.planned for line in lines)
        self.panel.set_note(f"{so_many(children, 'move')}, {planned:,} with a day planned" if lines else "")
        self.rows.set_rows(list(lines))
        self.table.setVisible(bool(lines))
        self.empty.setVisible(not lines)

    def _bar(self, line: TransferLine) -> Bar:
        return Bar(len(line.cases), self._most, words=f"{len(line.cases):,}")

    def _open(self, number: int) -> None:
        place = self.rows.find(number)
        line = self.rows.row_at(place) if place is not None else None
        if line is not None:
            query = CaseQuery(self.context.desk.today(), Scope.ALL, only=line.cases)
            self.context.navigate("cases", query=query, words=f"{line.move}, September {line.september}: {line.need}")
