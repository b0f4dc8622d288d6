"""Files whose period has run out, what keeps some of them, and what may be done about one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from ehcp_desk.clock.counting import add_months
from ehcp_desk.domain.access import Act
from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.retention import STANDING_WORDS, Kept, RetentionRule, Standing
from ehcp_desk.domain.wording import Mark
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.upkeep.retention import due_by, rule_in_use
from ui.context import PageContext
from ui.models.cells import StateCell, TwoLine
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.pages.rights.asking import ask_dispose, ask_hold, ask_lift, ask_rule
from ui.theme.type_scale import Role
from ui.widgets.buttons import ActionButton
from ui.widgets.buttons import Kind as ButtonKind
from ui.widgets.flow import Flow
from ui.widgets.notices import EmptyState
from ui.widgets.panel import PAD, Panel
from ui.widgets.row_table import RowTable
from ui.widgets.segments import Segments
from ui.widgets.text import label

AHEAD = (("0", "By today"), ("12", "In a year"), ("60", "In five years"))
MARKS = {Standing.DUE: Mark.DUE_SOON, Standing.HELD: Mark.RELIEVED, Standing.OPEN: Mark.RUNNING,
         Standing.LATER: Mark.PLANNING, Standing.UNKNOWN: Mark.UNKNOWN}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """What the view shows: the rule in use and the files whose period runs out by the day."""

    rule: RetentionRule
    files: tuple[Kept, ...]


def _find(desk: Desk, by: date) -> Found:
    return Found(rule_in_use(desk), tuple(due_by(desk, by)))


class KeepingView(QWidget):
    """The list, the acts on the file under the keys, and the period in use."""

    sentence = "Files whose period has run out. A named person disposes of each, with a reason."

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._found = context, Found(rule_in_use(context.desk), ())
        self.panel = Panel("Period has run out", note=" ", aside=" ")
        self.ahead = Segments(AHEAD, "0", lambda _key: self.load(), "Run out by when", dense=True)
        self.panel.add_to_heading(self.ahead)
        self.said = label(" ", Role.SMALL, wrap=True)
        self.said.setContentsMargins(PAD, 8, PAD, 8)
        self.panel.add(self.said)
        self.table = self._make_table()
        self.panel.add(self.table, 1)
        self.empty = EmptyState("folder-open", "Nothing to dispose of", "No file reaches the end of its period by then.",
                                "Change the period", self.change_rule)  # fmt: skip
        self.panel.add(self.empty, 1)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(8)
        self._across = QWidget()
        stack.addWidget(self._across)
        stack.addWidget(self.panel, 1)
        desk = context.desk
        self.period = ActionButton("Change the period", self.change_rule)
        self.hold = ActionButton("Place a hold", lambda: self._ask(ask_hold))
        self.lift = ActionButton("Lift a hold", lambda: self._ask(ask_lift))
        self.dispose = ActionButton("Dispose of it", lambda: self._ask(ask_dispose), kind=ButtonKind.PRIMARY)
        Flow(
            self._across,
            (
                self.period,
                self.hold,
                self.lift,
                self.dispose,
            ),
        )  # on a second row where the window is narrow
        for button, act in ((self.period, Act.SETTINGS), (self.dispose, Act.DISPOSE)):
            if not desk.may(act):
                button.setToolTip(desk.why_not(act))
        self._name_buttons()

    def _make_table(self) -> RowTable[Kept]:
        self.rows: RowModel[Kept] = RowModel(
            (
                Column("child", "Child", lambda k: TwoLine(k.name, k.ref, bold=True), 210, Kind.TWO_LINE, narrow=True),
                Column("born", "Born", lambda k: in_words(k.born) if k.born else "not known", 140),
                Column("due", "Runs out on", lambda k: in_words(k.due) if k.due else "–", 140, narrow=True),
                Column("state", "How it stands", lambda k: StateCell(MARKS[k.standing], STANDING_WORDS[k.standing]), 160,
                       Kind.STATE, narrow=True),
                Column("why", "Because", lambda k: f"{k.why[:1].upper()}{k.why[1:]}", 320, Kind.SECOND, stretch=True),
            ),
            lambda k: f"{k.name}, {k.ref}, {STANDING_WORDS[k.standing]}: {k.why}",
            row_id=lambda k: k.case_id,
        )  # fmt: skip
        table = RowTable(self.rows, "Files whose period runs out", settings=self._context.settings)
        table.opened.connect(self._context.open_case)
        table.current_changed.connect(lambda *_: self._name_buttons())
        return table

    def panes(self) -> list[QWidget]:
        """The list."""
        return [self.table]

    def load(self) -> None:
        """Read anew."""
        desk = self._context.desk
        by = add_months(desk.today(), int(self.ahead.chosen))
        self._context.dispatcher.latest(self, lambda _p: _find(desk, by), self._show, self._context.messages.failed)

    def change_rule(self) -> None:
        """Ask for another period."""
        ask_rule(self._context, self, self._found.rule.id).open()

    def _show(self, found: Found) -> None:
        self._found = found
        self.rows.set_rows(found.files)
        self.table.setVisible(bool(found.files))
        self.empty.setVisible(not found.files)
        may_go = sum(one.standing is Standing.DUE for one in found.files)
        self.panel.set_note(f"{so_many(len(found.files), 'file')}, {may_go} may go" if found.files else "")
        rule = found.rule
        self.said.setText(f"Files are kept for {rule.title}: {rule.certainty}. {rule.source}.")
        self._name_buttons()

    def current(self) -> Kept | None:
        """The file under the keys."""
        number = self.table.current_id()
        return next((one for one in self._found.files if one.case_id == number), None)

    def _name_buttons(self) -> None:
        one, desk = self.current(), self._context.desk
        self.period.setEnabled(desk.may(Act.SETTINGS))
        self.hold.setEnabled(one is not None and desk.may(Act.RECORD))
        self.lift.setEnabled(one is not None and bool(one.holds) and desk.may(Act.RECORD))
        self.dispose.setEnabled(one is not None and one.standing is Standing.DUE and desk.may(Act.DISPOSE))

    def _ask(self, make: Callable[[PageContext, QWidget, Kept], QDialog]) -> None:
        one = self.current()
        if one is not None:
            make(self._context, self, one).open()
