"""Registers over all cases: appeals and orders, panels, the steps to a final plan, how late things are written down."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.commands import Command
from ui.context import PageContext
from ui.dialogs.files import Files
from ui.events import Changed
from ui.pages.registers.appeals import AppealsRegister
from ui.pages.registers.drafts import DraftsRegister
from ui.pages.registers.panels import PanelsRegister
from ui.pages.registers.register import Register
from ui.pages.registers.writing import WritingRegister
from ui.widgets.buttons import ActionButton
from ui.widgets.page import Page
from ui.widgets.panel import PageHeader
from ui.widgets.segments import Segments

APPEALS, PANELS, DRAFTS, WRITING = "appeals", "panels", "drafts", "writing"
VIEWS = ((APPEALS, "Appeals"), (PANELS, "Panels"), (DRAFTS, "Drafts"), (WRITING, "Late entries"))


def make(context: PageContext) -> RegistersPage:
    """The page, for the window."""
    return RegistersPage(context)


class RegistersPage(Page):
    """One register at a time.  Enter opens what a line is about."""

    title = "Registers"

    def __init__(self, context: PageContext, files: Files | None = None, parent: QWidget | None = None) -> None:
        super().__init__("Registers", parent)
        kept = files or Files()
        self.header = PageHeader("Registers", " ")
        self.header.add_action(ActionButton("Print", self._print, "printer", "Ctrl+P"))
        self.appeals = AppealsRegister(context, kept)
        self.panels = PanelsRegister(context, kept)
        self.drafts = DraftsRegister(context, kept)
        self.writing = WritingRegister(context, kept)
        self.views: dict[str, Register] = {
            APPEALS: self.appeals,
            PANELS: self.panels,
            DRAFTS: self.drafts,
            WRITING: self.writing,
        }
        self.tabs = Segments(VIEWS, APPEALS, self._turn, "Registers")
        self._stack = QStackedWidget()
        for view in self.views.values():
            self._stack.addWidget(view)
        self.content.addWidget(self.header)
        self.content.addWidget(self.tabs)
        self.content.addWidget(self._stack, 1)
        context.events.changed.connect(self._changed)

    # -- what the window asks --------------------------------------------------------------------------------

    def arrive(self, **kw: Any) -> None:
        """Read the register anew; ``view`` goes to one by its key."""
        self.tabs.choose(str(kw.get("view", "")) or self.tabs.chosen)
        self._turn(self.tabs.chosen)

    def panes(self) -> list[QWidget]:
        """The registers, then what is in the one shown."""
        return [self.tabs, *self._view().panes()]

    def commands(self) -> list[Command]:
        """Printing."""
        return [Command("print", "Print the register", "Desk", "Ctrl+P", self._print)]

    def show_changes(self) -> None:
        """F5: read anew."""
        self._view().load()

    def help_words(self) -> str:
        """What this page is for."""
        return ("Appeals: every appeal and order, what falls next first; Enter opens the appeal of the case. Panels: put cases "
                "before a panel, print the agenda with Ctrl+P, record what was decided and the tasks, and see how earlier tasks "
                "stand. Drafts: where every open assessment is on its way to the final plan; Enter opens the cases of a step. "
                "Late entries: how long after it happened each thing was written down, by team, person and kind.")  # fmt: skip

    def _view(self) -> Register:
        return self.views[self.tabs.chosen or APPEALS]

    def _turn(self, key: str) -> None:
        self._stack.setCurrentWidget(self.views[key])
        self.header.set_sentence(self.views[key].sentence)
        self.views[key].load()

    def _print(self) -> None:
        self._view().print_it()

    def _changed(self, changed: Changed) -> None:
        if self.isVisible() and changed.about("cases", "facts", "owners"):
            self._view().load()
