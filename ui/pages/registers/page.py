"""Registers over all cases: appeals, panels, steps to a final plan, late entries, notes, moves ahead, and lists."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from ui.commands import Command
from ui.context import PageContext
from ui.dialogs.files import Files
from ui.pages.registers.appeals import AppealsRegister
from ui.pages.registers.drafts import DraftsRegister
from ui.pages.registers.lists import ListsRegister
from ui.pages.registers.notes import NotesRegister
from ui.pages.registers.panels import PanelsRegister
from ui.pages.registers.register import Register
from ui.pages.registers.transfers import TransfersRegister
from ui.pages.registers.writing import WritingRegister
from ui.widgets.buttons import ActionButton
from ui.widgets.not_read import NotRead
from ui.widgets.views_page import ViewsPage

APPEALS, PANELS, DRAFTS, WRITING, NOTES, MOVES = "appeals", "panels", "drafts", "writing", "notes", "moves"
LISTS = "lists"
VIEWS = (
    (APPEALS, "Appeals"),
    (PANELS, "Panels"),
    (DRAFTS, "Drafts"),
    (WRITING, "Late entries"),
    (NOTES, "Notes"),
    (MOVES, "Moves ahead"),
    (LISTS, "Lists"),
)


def make(context: PageContext) -> RegistersPage:
    """The page, for the window."""
    return RegistersPage(context)


class RegistersPage(ViewsPage[Register]):
    """One register at a time.  Enter opens what a line is about."""

    title = "Registers"
    kinds = ("cases", "facts", "owners")

    def __init__(self, context: PageContext, files: Files | None = None, parent: QWidget | None = None) -> None:
        kept = files or Files()
        self.appeals = AppealsRegister(context, kept)
        self.panels = PanelsRegister(context, kept)
        self.drafts = DraftsRegister(context, kept)
        self.writing = WritingRegister(context, kept)
        self.notes = NotesRegister(context, kept)
        self.moves = TransfersRegister(context, kept)
        self.lists = ListsRegister(context, kept)
        held = {
            APPEALS: self.appeals,
            PANELS: self.panels,
            DRAFTS: self.drafts,
            WRITING: self.writing,
            NOTES: self.notes,
            MOVES: self.moves,
            LISTS: self.lists,
        }
        acts = (ActionButton("Print", lambda: self._print(), "printer", "Ctrl+P"),)
        super().__init__(context, "Registers", "Registers", VIEWS, held, acts, parent)
        self.not_read = NotRead(context, self)
        self.content.insertWidget(2, self.not_read)

    # -- what the window asks --------------------------------------------------------------------------------

    def arrive(self, **kw: Any) -> None:
        """Read the view anew; ``view`` goes to one by its key, ``which`` to one of the lists."""
        if kw.get("which"):
            self.lists.choose(str(kw["which"]))
        super().arrive(**kw)
        self.not_read.look()

    def commands(self) -> list[Command]:
        """Printing."""
        return [Command("print", "Print the register", "Desk", "Ctrl+P", self._print)]

    def help_words(self) -> str:
        """What this page is for."""
        return ("Appeals: every appeal and order, what falls next first; Enter opens the appeal of the case. Panels: put cases "
                "before a panel, print the agenda with Ctrl+P, record what was decided and the tasks, and see how earlier tasks "
                "stand. Drafts: where every open assessment is on its way to the final plan; Enter opens the cases of a step. "
                "Late entries: how long after it happened each thing was written down, by team, person and kind. "
                "Notes: those of the council’s own kinds, counted and listed. "
                "Moves ahead: who changes phase in the next Septembers, by need and type of place. "
                "Lists: complaints and challenges, placements that need a look, places wanted, exclusions, groups of children; "
                "choose one at the top.")  # fmt: skip

    def _print(self) -> None:
        self.view.print_it()
