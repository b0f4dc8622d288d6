"""Actions: the register of what was promised, agreed, ordered or decided, with its owner, until it is closed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from ehcp_desk.domain.dates import short
from ehcp_desk.domain.wording import Mark
from ehcp_desk.ports.work import Progress
from ehcp_desk.services.oversight.actions import Action, Shown, actions, print_actions
from ui.commands import Command
from ui.context import PageContext
from ui.dialogs.files import Files, file_name
from ui.events import Changed
from ui.models.cells import StateCell, TwoLine
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.widgets.buttons import ActionButton
from ui.widgets.not_read import NotRead
from ui.widgets.notices import EmptyState
from ui.widgets.page import Page
from ui.widgets.panel import PageHeader, Panel
from ui.widgets.row_table import RowTable
from ui.widgets.segments import Segments

CHOICES = ((Shown.OPEN, "Open"), (Shown.OVERDUE, "Overdue"), (Shown.CLOSED, "Done"), (Shown.ALL, "All"))


def make(context: PageContext) -> ActionsPage:
    """The page, for the window."""
    return ActionsPage(context)


class ActionsPage(Page):
    """One row an action.  Enter opens its case at the entry it comes from."""

    title = "Actions"

    def __init__(self, context: PageContext, files: Files | None = None, parent: QWidget | None = None) -> None:
        super().__init__("Actions", parent)
        self._context, self.files = context, files or Files()
        self.header = PageHeader("Actions", " ")
        self.shown = Segments(
            tuple((one.value, words) for one, words in CHOICES), Shown.OPEN.value, self._reread, "Which"
        )
        self.header.add_action(ActionButton("Print", self._print, "printer", "Ctrl+P"))
        self.header.add_action(self.shown)
        self.content.addWidget(self.header)
        self.not_read = NotRead(context, self)
        self.content.addWidget(self.not_read)
        self.rows: RowModel[Action] = RowModel(
            (
                Column(
                    "what",
                    "What",
                    lambda a: TwoLine(a.promise.what, a.since_words),
                    280,
                    Kind.TWO_LINE,
                    stretch=True,
                    narrow=True,
                ),
                Column("source", "Comes from", lambda a: TwoLine(a.source, _to(a)), 200, Kind.TWO_LINE),
                Column("child", "Child", lambda a: TwoLine(a.child, a.ref), 190, Kind.TWO_LINE, narrow=True),
                Column("owner", "Answers for it", lambda a: a.owner, 160),
                Column("state", "How it stands", self._state, 200, Kind.STATE, narrow=True),
            ),
            lambda a: f"{a.promise.what}, {a.child}, {a.owner}, {a.words}",
        )
        self.table = RowTable(self.rows, "Actions")
        self.table.opened.connect(self._open)
        self._panel = Panel()
        self._panel.add(self.table, 1)
        self._empty = EmptyState("check-circle", "No action is on that list", "What is promised or agreed stands here.")
        self._panel.add(self._empty)
        self.content.addWidget(self._panel, 1)
        context.events.changed.connect(self._changed)

    def arrive(self, **_kw: Any) -> None:
        """Read anew."""
        self._reread()
        self.not_read.look()

    def panes(self) -> list[QWidget]:
        """Which are shown, and the list."""
        return [self.shown, self.table]

    def commands(self) -> list[Command]:
        """Printing."""
        return [Command("print", "Print the action register", "Desk", "Ctrl+P", self._print)]

    def show_changes(self) -> None:
        """F5: read anew."""
        self._reread()

    def help_words(self) -> str:
        """What this page is for."""
        return ("Everything promised, agreed, ordered or decided on any case, with whoever answers for it, the day it was first "
                "promised for and how often that moved. Enter opens the case at the entry; Ctrl+P prints it.")  # fmt: skip

    def _changed(self, changed: Changed) -> None:
        if self.isVisible() and changed.about("facts", "owners", "cases"):
            self._reread()

    def _reread(self, _chosen: str = "") -> None:
        desk, shown = self._context.desk, Shown(self.shown.chosen)
        self._context.dispatcher.latest(
            self, lambda progress: actions(desk, shown, progress=progress), self._show, self._context.messages.failed,
            title="Reading the actions",
        )  # fmt: skip

    def _show(self, found: tuple[Action, ...]) -> None:
        late = sum(a.is_open and a.days_late > 0 for a in found)
        many = "1 action" if len(found) == 1 else f"{len(found):,} actions"
        self.header.set_sentence(f"{many}, <b>{late:,} overdue</b>, the oldest day first.", rich=True)
        self.rows.set_rows(list(found))
        self.table.setVisible(bool(found))
        self._empty.setVisible(not found)

    def _state(self, action: Action) -> StateCell:
        day = self._context.desk.today()
        mark = Mark.MET if not action.is_open else Mark.OVERDUE if action.days_late > 0 else Mark.RUNNING
        if action.is_open and action.promise.due == day:
            mark = Mark.DUE_SOON  # as on the list of whoever keeps it
        second = action.evidence if not action.is_open else short(action.promise.due, day)
        return StateCell(mark, action.words, second)

    def _open(self, entry: int) -> None:
        place = self.rows.find(entry)
        action = self.rows.row_at(place) if place is not None else None
        if action is not None:
            self._context.navigate("case", case_id=action.case_id, entry=entry)

    def _print(self) -> None:
        name = file_name("Action register", str(self._context.desk.today()))
        path = self.files.save_as(self, "Save the action register", name)
        if path is None:
            return
        desk, shown = self._context.desk, Shown(self.shown.chosen)

        def work(_progress: Progress) -> Path:
            print_actions(desk, [path], shown)
            return path

        def done(made: Path) -> None:
            self._context.messages.done(f"The action register is in {made.name}.")
            self.files.show(made)

        self._context.dispatcher.read(
            self, work, done, self._context.messages.failed, title="Printing the action register"
        )


def _to(action: Action) -> str:
    return f"to {action.promise.to}" if action.promise.to and action.promise.source != "audit" else ""
