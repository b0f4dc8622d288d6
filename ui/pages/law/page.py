"""Law: every time limit in force, and what a changed rule or bank holiday would move before it is applied."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QWidget

from ehcp_desk.clock.model import State
from ehcp_desk.clock.rules import Rule
from ehcp_desk.domain.errors import Cancelled, DeskError
from ehcp_desk.services.oversight import law_changes
from ehcp_desk.services.oversight.change_file import read_change
from ehcp_desk.services.oversight.law_changes import LawChanged
from ehcp_desk.services.oversight.law_of_record import AppliedChange
from ehcp_desk.services.oversight.law_preview import Preview, preview
from ehcp_desk.services.oversight.law_view import rule_words
from ui.context import PageContext
from ui.events import Changed
from ui.pages.law.applied import AppliedPanel, ReasonFor
from ui.pages.law.limits import LimitsPanel, WholeRule
from ui.pages.law.moved import MovedPanel
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
        self.try_file = ActionButton("Try a changed rule or holiday", self._choose, "folder-open")
        self.apply = ActionButton("Apply", self.ask_apply, kind=Kind.PRIMARY)
        for action in (self.back, self.try_file, self.apply):
            self.header.add_action(action)
        self.content.addWidget(self.header)
        self.applied = AppliedPanel(self.ask_withdraw)
        self.content.addWidget(self.applied)
        self.limits, self.whole = LimitsPanel(self._choose_rule), WholeRule()
        self.moved = MovedPanel(context.open_case)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(8)
        self._columns.addWidget(self.limits, 1)
        self._columns.addWidget(self.whole)
        self._columns.addWidget(self.moved, 1)
        self.content.addLayout(self._columns, 1)
        self.applied.hide()
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
        return [self.limits.table, self.moved.table, self.whole.reading, self.applied.table]

    def show_changes(self) -> None:
        """F5: read anew."""
        self._reread()

    def help_words(self) -> str:
        """What this page is for."""
        return ("Every time limit in force, with where it is written and how sure we are of the text. Try a file with a "
                "changed rule or bank holiday to see every live date it would move; nothing changes until you apply it, "
                "and an applied change can be withdrawn.")  # fmt: skip

    # -- the time limits -----------------------------------------------------------------------------------------

    def _reread(self) -> None:
        desk = self._context.desk
        count = self.limits.show_law(desk.law, desk.today())
        if self._found is None:
            self.header.set_sentence(
                f"{count} time limits in force. Each has its source, and says how sure we are of it."
            )
        self._context.dispatcher.read(
            self, lambda _p: law_changes.changes_of(desk), self._show_applied, self._context.messages.failed
        )

    def _show_applied(self, changes: tuple[AppliedChange, ...]) -> None:
        self.applied.show_changes(changes)

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
        if found is not None:
            count = len(found.moved)
            words = f"moving {count} date{'' if count == 1 else 's'}" if count else "moving no date"
            self.apply.set_words(f"Apply, {words}")

    # -- trying ------------------------------------------------------------------------------------------------

    def _choose(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Try a changed rule or holiday", "", FILES)
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
        late = sum(1 for m in found.moved if m.state_then != m.state_now and m.state_then is State.OVERDUE)
        said = f"{escape(found.file.name)} would move <b>{len(found.moved)} live dates</b>; <b>{late or 'none'} would become "
        said += "overdue</b>. Nothing has been changed."
        self.header.set_sentence(said, rich=True)
        self._turn()
        (self.moved.table if found.moved else self.back).setFocus()

    # -- applying ------------------------------------------------------------------------------------------------

    def ask_apply(self) -> None:
        """Ask for the reason, then apply."""
        found = self._found
        if found is None:
            return
        count = len(found.moved)
        ReasonFor(
            self._context, self, "Apply a change to the law", f"Make {found.file.name} part of this record’s law?",
            f"{count} live dates move on {found.moved_cases} cases, for everybody who works on this record. The change, "
            "your name and the reason go into the journal, and it can be withdrawn.",
            f"Apply, moving {count} date{'' if count == 1 else 's'}", self._apply,
        ).open()  # fmt: skip

    def _apply(self, reason: str) -> None:
        found, desk = self._found, self._context.desk
        if found is None:
            return
        self._write(
            f"Applying {found.file.name}",
            lambda progress: law_changes.apply(desk, found.file, reason, progress),
            f"{found.file.name} is part of this record’s law now",
        )

    def ask_withdraw(self, name: str) -> None:
        """Ask for the reason, then take an applied change back."""
        desk = self._context.desk

        def go(reason: str) -> None:
            self._write(
                f"Withdrawing {name}",
                lambda progress: law_changes.withdraw(desk, name, reason, progress),
                f"{name} is no longer part of this record’s law",
            )

        ReasonFor(
            self._context, self, "Withdraw a change to the law", f"Take {name} out of this record’s law?",
            "Every date is worked out again without it, for everybody who works on this record.", "Withdraw it", go,
        ).open()  # fmt: skip

    def _write(self, title: str, work: Any, said: str) -> None:
        self.apply.setEnabled(False)
        self._context.dispatcher.write(self, work, lambda done: self._done(done, said), self._not_done, title=title)

    def _done(self, done: LawChanged, said: str) -> None:
        self.apply.setEnabled(True)
        self._context.events.tell(done.changes.kinds, done.changes.cases, self)
        self.show_limits()
        count = len(done.changed)
        self._context.messages.done(f"{said}: {count or 'no'} case{'' if count == 1 else 's'} changed.")

    def _not_done(self, error: Exception) -> None:
        self.apply.setEnabled(True)
        self._reread()
        if isinstance(error, Cancelled):
            error = DeskError("Stopped before every case was worked out again under the changed law. Each case is whole; "
                              "run ehcp-desk migrate to finish.")  # fmt: skip
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
