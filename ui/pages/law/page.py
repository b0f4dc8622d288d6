"""Law: every time limit in force, and what a changed rule, bank holiday or closure would do before it is applied."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QWidget

from ehcp_desk.clock.rules import Rule
from ehcp_desk.ports.work import Progress
from ehcp_desk.services.oversight import law_changes
from ehcp_desk.services.oversight.change_file import ChangeFile, read_change
from ehcp_desk.services.oversight.law_changes import LawChanged
from ehcp_desk.services.oversight.law_of_record import AppliedChange
from ehcp_desk.services.oversight.law_preview import Preview, preview
from ehcp_desk.services.oversight.law_view import rule_words
from ui.context import PageContext
from ui.events import Changed
from ui.pages.law.applied import AppliedPanel, ReasonFor
from ui.pages.law.closed import ClosedPanel
from ui.pages.law.limits import LimitsPanel, WholeRule
from ui.pages.law.moved import MovedPanel
from ui.pages.law.words import act_words, tried_words, will_words
from ui.tasks import Job
from ui.widgets.buttons import ActionButton, Kind
from ui.widgets.page import MIDDLE, Page, room
from ui.widgets.panel import PageHeader

SIDE = 452
FILES = "Changes to the law (*.toml);;Every file (*)"


def make(context: PageContext) -> LawPage:
    """The page, for the window."""
    return LawPage(context)


class LawPage(Page):
    """The time limits; or, once a file is tried, the dates it would move and the one button that applies it."""

    title = "Law"

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__("Law", parent)
        self._context = context
        self._found: Preview | None = None
        self._job: Job | None = None
        self.header = PageHeader("Law")
        self.back = ActionButton("Back to the time limits", self.show_limits, "caret-left")
        self.try_file = ActionButton("Try a changed rule, holiday or closure", self._choose, "folder-open")
        self.apply = ActionButton("Apply", self.ask_apply, kind=Kind.PRIMARY)
        for action in (self.back, self.try_file, self.apply):
            self.header.add_action(action)
        self.content.addWidget(self.header)
        self.applied = AppliedPanel(self.ask_withdraw, self.ask_again)
        self.content.addWidget(self.applied)
        self.limits, self.whole = LimitsPanel(self._choose_rule), WholeRule()
        self.moved = MovedPanel(context.open_case)
        self.closed = ClosedPanel()
        self.content.addWidget(self.closed)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(8)
        self._columns.addWidget(self.limits, 1)
        self._columns.addWidget(self.whole)
        self._columns.addWidget(self.moved, 1)
        self.content.addLayout(self._columns, 1)
        self.applied.hide()
        self.closed.hide()
        self._turn()
        context.events.changed.connect(self._changed)

    # -- what the window asks --------------------------------------------------------------------------------

    def arrive(self, **kw: Any) -> None:
        """``path`` tries a file at once; ``rule`` goes to one time limit by its id."""
        self._reread()
        if kw.get("path"):
            self.try_change(Path(str(kw["path"])))
        elif kw.get("rule"):
            self.show_limits()
            rows = self.limits.rows
            found = next((n for n in range(rows.rowCount()) if (r := rows.row_at(n)) and r[1].id == kw["rule"]), None)
            if found is not None:
                self.limits.table.select_row(found)

    def panes(self) -> list[QWidget]:
        """The list that is shown, then what stands beside it."""
        return [self.limits.table, self.closed.table, self.moved.table, self.whole.reading, self.applied.table]

    def show_changes(self) -> None:
        """F5: read anew."""
        self._reread()

    def help_words(self) -> str:
        """What this page is for."""
        return ("Every time limit in force, with where it is written and how sure we are of the text. Try a file with a "
                "changed rule, a bank holiday or the closure of a setting to see every live date it would move or lift; "
                "nothing changes until you apply it, and an applied change can be withdrawn.")  # fmt: skip

    # -- the time limits -----------------------------------------------------------------------------------------

    def _reread(self) -> None:
        desk = self._context.desk
        count = self.limits.show_law(desk.law, desk.today())
        if self._found is None:
            self.header.set_sentence(
                f"{count} time limits in force. Each has its source, and says how sure we are of it."
            )
        self._context.dispatcher.latest(
            self,
            lambda _p: (law_changes.changes_of(desk), law_changes.lacking(desk)),
            lambda found: self.applied.show_changes(*found),
            self._context.messages.failed,
        )

    def _choose_rule(self, rule: Rule) -> None:
        desk = self._context.desk
        self.whole.show_rule(rule_words(desk.law, rule, desk.today()))

    def show_limits(self) -> None:
        """Leave the trial; nothing was changed."""
        self._found = None
        self._turn()
        self._reread()
        self.limits.table.setFocus()

    def _turn(self) -> None:
        """Show the limits, or the dates a change would move."""
        found = self._found
        self.limits.setVisible(found is None)
        self.whole.setVisible(found is None)
        self.moved.setVisible(found is not None)
        self.back.setVisible(found is not None)
        self.apply.setVisible(found is not None)
        self.closed.setVisible(found is not None and bool(found.reach.closures))
        if found is not None:
            self.apply.set_words(act_words(found))

    # -- trying ------------------------------------------------------------------------------------------------

    def _choose(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Try a changed rule, holiday or closure", "", FILES)
        if name:
            self.try_change(Path(name))

    def try_change(self, path: Path) -> None:
        """See what a file would do; nothing is changed."""
        desk = self._context.desk
        if self._job is not None:
            self._job.cancel()
        self._job = self._context.dispatcher.read(
            self,
            lambda progress: preview(desk, read_change(path), progress),
            self._tried,
            self._context.messages.failed,
            title=f"Trying {path.name}",
        )

    def _tried(self, found: Preview) -> None:
        self._found = found
        self._context.messages.over()
        self.moved.show_preview(found)
        self.closed.show_reach(found.reach)
        self.header.set_sentence(tried_words(found), rich=True)
        self._turn()
        (self.moved.table if self.moved.table.isVisibleTo(self) else self.back).setFocus()

    # -- applying ------------------------------------------------------------------------------------------------

    def ask_apply(self) -> None:
        """Ask for the reason, then apply."""
        found = self._found
        if found is not None:
            heading = f"Apply {found.file.name} to this record?"
            ReasonFor(self._context, self, "Apply a change", heading, will_words(found), act_words(found),
                      lambda reason: self._apply(found.file, reason)).open()  # fmt: skip

    def _apply(self, file: ChangeFile, reason: str) -> None:
        desk = self._context.desk
        self._write(f"Applying {file.name}", lambda progress: law_changes.apply(desk, file, reason, progress))

    def ask_again(self, change: AppliedChange, cases: int) -> None:
        """Ask for the reason, then record an applied change's closures on the cases that came since."""
        file = ChangeFile(change.name, change.text)
        on = f"{cases} case{'' if cases == 1 else 's'}"
        ReasonFor(
            self._context, self, "Record closures", f"Record the closures of {change.name} on {on} more?",
            "These children came to its settings after it was applied. Whoever has the closures already is passed over.",
            f"Record on {on}", lambda reason: self._apply(file, reason),
        ).open()  # fmt: skip

    def ask_withdraw(self, name: str) -> None:
        """Ask for the reason, then take an applied change back."""
        desk = self._context.desk

        def go(reason: str) -> None:
            self._write(f"Withdrawing {name}", lambda progress: law_changes.withdraw(desk, name, reason, progress))

        ReasonFor(
            self._context, self, "Withdraw a change", f"Take {name} back?",
            "Every date is worked out again without it, and the closures it recorded are marked as withdrawn on their "
            "cases, for everybody who works on this record.", "Withdraw it", go,
        ).open()  # fmt: skip

    def _write(self, title: str, work: Callable[[Progress], LawChanged]) -> None:
        self.apply.setEnabled(False)
        self._context.dispatcher.write(self, work, self._done, self._not_done, title=title)

    def _done(self, done: LawChanged) -> None:
        self.apply.setEnabled(True)
        self._context.events.tell(done.changes.kinds, done.changes.cases, self)
        self.show_limits()
        self._context.messages.done(done.words)

    def _not_done(self, error: Exception) -> None:
        self.apply.setEnabled(True)
        self._reread()
        self._context.messages.failed(error)

    def _changed(self, changed: Changed) -> None:
        if self.isVisible() and changed.initiator is not self and changed.about("law"):
            self._reread()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Under 1280 the rule in full drops below the list."""
        super().resizeEvent(event)
        wide = room(self) >= MIDDLE
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self.whole.setMinimumWidth(SIDE if wide else 0)
        self.whole.setMaximumWidth(SIDE if wide else 16777215)
        self.whole.setMinimumHeight(0 if wide else 220)
