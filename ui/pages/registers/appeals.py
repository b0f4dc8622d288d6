"""The appeals register: every appeal and order, what falls next first; Enter opens the appeal of the case (needs.md I2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from ehcp_desk.clock.model import State
from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.dates import short
from ehcp_desk.domain.wording import Mark, state_words
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.appeals import AppealLine, appeals, print_appeals
from ui.context import PageContext
from ui.dialogs.files import Files
from ui.models.cells import StateCell, TwoLine
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.pages.registers.register import Register
from ui.widgets.notices import EmptyState
from ui.widgets.panel import Panel
from ui.widgets.row_table import RowTable
from ui.widgets.segments import Segments

OPEN, EVERY = "open", "all"


class AppealsRegister(Register):
    """One row an appeal."""

    sentence = "Every appeal and every order, with what it obliges the council to do. What falls next stands first."
    paper = "Appeals register"

    def __init__(self, context: PageContext, files: Files, parent: QWidget | None = None) -> None:
        super().__init__(context, files, parent)
        self.panel = Panel("Appeals and orders", note=" ", aside=" ")
        self.which = Segments(((OPEN, "Open"), (EVERY, "All")), OPEN, lambda _key: self.load(), "Which", dense=True)
        self.panel.add_to_heading(self.which)
        self.rows: RowModel[AppealLine] = RowModel(
            (
                Column("child", "Child", lambda r: TwoLine(r.child, r.ref, bold=True), 180, Kind.TWO_LINE, narrow=True),
                Column("about", "What about", self._about, 250, Kind.TWO_LINE, stretch=True),
                Column("stage", "How far", self._stage, 220, Kind.TWO_LINE),
                Column("next", "Next", self._next, 260, Kind.STATE, narrow=True),
                Column("owner", "Answers for it", lambda r: r.owner, 140),
            ),
            row_id=lambda r: r.id,
        )
        self.table = RowTable(self.rows, "Appeals and orders", settings=context.settings)
        self.table.opened.connect(self._open)
        self.panel.add(self.table, 1)
        self.empty = EmptyState(
            "scales", "No appeal is open", "An appeal stands here from the day it is recorded on its case."
        )
        self.panel.add(self.empty, 1)
        self.body.addWidget(self.panel, 1)
        self.empty.hide()

    def panes(self) -> list[QWidget]:
        """Which are shown, and the list."""
        return [self.which, self.table]

    def load(self) -> None:
        """Read anew."""
        desk, closed = self.context.desk, self.which.chosen == EVERY
        self.context.dispatcher.latest(
            self, lambda progress: appeals(desk, closed, progress=progress), self._show, self.context.messages.failed,
            title="Reading the appeals",
        )  # fmt: skip

    def printer(self) -> Callable[[Desk, Sequence[Path]], object]:
        """The register as it is filtered."""
        return partial(print_appeals, closed=self.which.chosen == EVERY)

    def _show(self, found: tuple[AppealLine, ...]) -> None:
        late = sum(one.appeal.next is not None and one.appeal.next.late for one in found)
        self.panel.set_note(f"{so_many(len(found), 'appeal')}, {late} past a day" if found else "")
        self.rows.set_rows(list(found))
        self.table.setVisible(bool(found))
        every = self.which.chosen == EVERY
        self.empty.heading.setText("No appeal is on the record" if every else "No appeal is open")
        self.empty.setVisible(not found)

    def _about(self, line: AppealLine) -> TwoLine:
        a, day = line.appeal, self.context.desk.today()
        lodged = f"lodged {short(a.lodged, day)}" if a.lodged else "the day it was lodged is not recorded"
        return TwoLine(a.about or "What it is about is not recorded", f"{a.number}, {lodged}" if a.number else lodged)

    def _stage(self, line: AppealLine) -> TwoLine:
        a, day = line.appeal, self.context.desk.today()
        if a.ordered is not None:
            return TwoLine(line.stage, f"{a.ordered[1]}, {short(a.ordered[0], day)}")
        return TwoLine(line.stage, f"hearing {short(a.hearing, day)}" if a.hearing else "")

    def _next(self, line: AppealLine) -> StateCell:
        a, day = line.appeal, self.context.desk.today()
        if a.next is None:
            return StateCell(
                Mark.MET if not a.open else Mark.UNKNOWN, "nothing is owed" if not a.open else "no day is recorded"
            )
        many = len(a.duties)
        more = f", and {many - 1} more" if many > 1 else ""
        what = f"{a.next.what}{more}"
        if a.next.late:
            return StateCell(
                Mark.OVERDUE, state_words(State.OVERDUE, (day - a.next.on).days), f"{short(a.next.on, day)}: {what}"
            )
        return StateCell(Mark.RUNNING, short(a.next.on, day), what)

    def _open(self, entry: int) -> None:
        place = self.rows.find(entry)
        line = self.rows.row_at(place) if place is not None else None
        if line is not None:
            self.context.navigate("case", case_id=line.appeal.case_id, tab="Appeal")
