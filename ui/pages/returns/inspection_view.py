"""The inspection lists on the Returns page: who is on them, and what their checks find, each a click from its case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ehcp_desk.clock.counting import add_months
from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.annex_a import InspectionLists
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import Cancelled
from ehcp_desk.domain.sen2 import Finding
from ehcp_desk.ports.work import Progress
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.annex.definitions import load_lists
from ehcp_desk.services.oversight.annex.making import inspection_lists, write_inspection_lists
from ui.context import PageContext
from ui.dialogs.files import Files
from ui.models.row_model import RowModel
from ui.pages.returns import inspection_rows as rows
from ui.pages.returns import sen2_rows
from ui.tasks import Job
from ui.widgets.buttons import ActionButton, Kind
from ui.widgets.panel import PAD, PageHeader, Panel
from ui.widgets.row_table import RowTable
from ui.widgets.segments import Segments
from ui.widgets.text import label

FOUND, LIST_1, LIST_2 = "found", "list-1", "list-2"
ROW = 25


@dataclass(frozen=True, slots=True)
class _Listed:
    """One list's table and its model."""

    model: RowModel[rows.Listed]
    table: RowTable[rows.Listed]


class InspectionView(QWidget):
    """``load`` works the lists out off the GUI thread, as at ``day``; a case's reference is one click from its page."""

    def __init__(self, context: PageContext, files: Files, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._files = context, files
        self.day = context.desk.today()
        self.made: InspectionLists | None = None
        self._job: Job | None = None
        self._stale = True
        self._found: dict[int, Finding] = {}
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(8)
        stack.addWidget(self._make_header())
        stack.addWidget(self._make_panel(), 1)
        context.events.changed.connect(lambda changed: self._changed(changed))

    def _make_header(self) -> PageHeader:
        self.header = PageHeader("Inspection lists", " ")
        self.back = ActionButton("A month earlier", self.earlier, "caret-left")
        self.on = ActionButton("A month later", self.later, "caret-right")
        self.files = ActionButton("Write the files", self.write_files, "export", kind=Kind.PRIMARY)
        for action in (self.back, self.on, self.files):
            self.header.add_action(action)
        return self.header

    def _make_panel(self) -> Panel:
        self.panel = Panel("Annex A", note=" ")
        choices = ((FOUND, "What the checks find"), (LIST_1, "List 1, plans"), (LIST_2, "List 2, no plan"))
        self.parts = Segments(choices, FOUND, lambda _part: self._show_part(), "What to look at", dense=True)
        self.panel.add_to_heading(self.parts)
        self.said = label("", "second", wrap=True)
        self.said.setContentsMargins(PAD, 8, PAD, 8)
        self.panel.add(self.said)
        self.found: RowModel[sen2_rows.Found] = RowModel(
            sen2_rows.found_columns(), sen2_rows.found_sentence, row_id=lambda r: r[0]
        )
        self.found_table: RowTable[sen2_rows.Found] = RowTable(
            self.found, "What the checks find", two_line=False, row_height=ROW
        )
        self._connect(self.found_table, self._open_found)
        self.lists = {name: self._make_list(name) for name in (LIST_1, LIST_2)}
        self._stack = QStackedWidget()
        self._stack.addWidget(self.found_table)
        for listed in self.lists.values():
            self._stack.addWidget(listed.table)
        self.panel.add(self._stack, 1)
        return self.panel

    def _make_list(self, name: str) -> _Listed:
        definition = load_lists().table(name)
        model: RowModel[rows.Listed] = RowModel(
            rows.list_columns(definition), rows.list_sentence, row_id=lambda r: r[0]
        )
        table: RowTable[rows.Listed] = RowTable(model, definition.title, two_line=False, row_height=ROW)
        self._connect(table, lambda number: self._open_listed(name, number))
        return _Listed(model, table)

    def _connect(self, table: RowTable[Any], go: Any) -> None:
        table.opened.connect(go)
        table.acted.connect(lambda number, _key: go(number))

    # -- what the page asks ------------------------------------------------------------------------------------

    def load(self) -> None:
        """Work the lists out where that is wanted."""
        if self._stale or self.made is None:
            self._work_out()

    def show_changes(self) -> None:
        """F5: work them out again."""
        self._work_out()

    def panes(self) -> list[QWidget]:
        """What F6 moves between."""
        part = self.parts.chosen
        return [self.found_table if part == FOUND else self.lists[part].table]

    def earlier(self) -> None:
        """As at the same day a month before."""
        self._go(add_months(self.day, -1))

    def later(self) -> None:
        """A month on, up to today."""
        self._go(min(add_months(self.day, 1), self._context.desk.today()))

    def _go(self, day: date) -> None:
        if day != self.day:
            self.day = day
            self._work_out()

    def write_files(self) -> None:
        """Every file of the lists into a folder, from the record as it stands at that moment."""
        folder = self._files.folder(self, "Where to write the inspection lists")
        if folder is not None:
            desk, day, messages = self._context.desk, self.day, self._context.messages
            self._context.dispatcher.read(self, lambda p: _write(desk, day, folder, p), messages.done, messages.failed,
                                          title="Writing the inspection lists")  # fmt: skip

    # -- working out -------------------------------------------------------------------------------------------

    def _work_out(self) -> None:
        desk, day = self._context.desk, self.day
        if self._job is not None:
            self._job.cancel()
        self._stale = False
        self.on.setEnabled(day < desk.today())
        self._job = self._context.dispatcher.read(
            self, lambda p: inspection_lists(desk, day, p), self._show, self._failed, title="Working out the lists"
        )

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Cancelled) and self._job is not None and not self._job.cancelled:
            return
        self._stale = True
        self._context.messages.failed(error)

    def _changed(self, changed: Any) -> None:
        """The record changed: worked out again when the lists are next gone to, or with F5."""
        if changed.about("cases", "facts", "owners", "settings", "returns"):
            self._stale = True

    # -- showing -----------------------------------------------------------------------------------------------

    def _show(self, made: InspectionLists) -> None:
        self.made = made
        plans, asked = len(made.rows[LIST_1]), len(made.rows[LIST_2])
        without = so_many(asked, "child", "children")
        self.header.sentence.setText(
            f"As at {in_words(made.as_at)}. {so_many(plans, 'plan')} in place, {without} without one and a request under way."
        )
        self._found = dict(enumerate(made.findings, 1))
        self.found.set_rows(self._found.items())
        for name, listed in self.lists.items():
            listed.model.set_rows(enumerate(made.rows[name], 1))
        self._show_part()

    def _show_part(self) -> None:
        part, made = self.parts.chosen, self.made
        if made is None:
            return
        self.panel.set_note(f"{made.errors:,} errors, {made.queries:,} queries")
        if part == FOUND:
            words = "The checks are those of a community tool. Enter goes to the case."
            self._stack.setCurrentWidget(self.found_table)
        else:
            words = made.definitions.table(part).who
            self._stack.setCurrentWidget(self.lists[part].table)
        self.said.setText(" ".join(filter(None, (words, made.left_out_words))))

    def _open_found(self, number: int) -> None:
        if number in self._found:
            self._context.open_case(self._found[number].case_id)

    def _open_listed(self, name: str, number: int) -> None:
        if self.made is not None and 0 < number <= len(self.made.rows[name]):
            self._context.open_case(self.made.rows[name][number - 1].case_id)


def _write(desk: Desk, day: date, folder: Path, progress: Progress) -> str:
    written = write_inspection_lists(desk, inspection_lists(desk, day, progress), folder)
    return f"{len(written)} files are in {folder}."
