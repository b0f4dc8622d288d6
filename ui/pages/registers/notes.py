"""Notes of the council's own kinds: how many of each, and the notes; Enter opens the case (needs.md C13)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QWidget

from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.dates import in_words, short
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.note_register import NoteLine, NoteRegister, note_register, print_notes
from ui.context import PageContext
from ui.dialogs.files import Files
from ui.models.cells import TwoLine
from ui.models.columns import DATE, Column, Kind
from ui.models.row_model import RowModel
from ui.pages.registers.register import Register
from ui.widgets.notices import EmptyState
from ui.widgets.panel import Panel
from ui.widgets.row_table import RowTable
from ui.widgets.segments import Segments

MONTHS = (("1", "1 month"), ("3", "3 months"), ("12", "12 months"))

HOW = "Notes are written on a case with Add a fact, and listed here by the kind chosen there."
"""What an empty register says of how it is filled."""


class NotesRegister(Register):
    """One row a note, the newest first; the kind chosen says how many there are of each."""

    sentence = "Notes of the council’s own kinds, over all cases. The kinds stand under Settings, Notes and decisions."
    paper = "Notes by kind"

    def __init__(self, context: PageContext, files: Files, parent: QWidget | None = None) -> None:
        super().__init__(context, files, parent)
        self.told: NoteRegister | None = None
        self.panel = Panel("Notes", note=" ", aside=" ")
        self.kind = QComboBox()
        self.kind.setAccessibleName("Kind of note")
        self.kind.setMinimumContentsLength(26)
        self.kind.activated.connect(lambda _place: self._fill())
        self.months = Segments(MONTHS, "12", lambda _key: self.load(), "Of the last", dense=True)
        self.panel.add_to_heading(self.kind)
        self.panel.add_to_heading(self.months)
        self.rows: RowModel[NoteLine] = RowModel(
            (
                Column("child", "Child", lambda r: TwoLine(r.child, r.ref, bold=True), 180, Kind.TWO_LINE, narrow=True),
                Column("on", "Day", lambda r: short(r.on, context.desk.today()), DATE),
                Column("kind", "Kind", lambda r: r.kind, 170, narrow=True),
                Column("note", "Note", lambda r: TwoLine(" ".join(r.words.split()), wrap=True), 300, Kind.TWO_LINE,
                       stretch=True),
                Column("by", "Written by", lambda r: TwoLine(r.by, wrap=True), 180, Kind.TWO_LINE),
            ),
            lambda r: ", ".join((r.kind, *r.cells)),
            row_id=lambda r: r.id,
        )  # fmt: skip
        self.table = RowTable(self.rows, "Notes by kind", settings=context.settings)
        self.table.opened.connect(self._open)
        self.panel.add(self.table, 1)
        self.empty = EmptyState("note-pencil", "No note of this kind", HOW)
        self.panel.add(self.empty, 1)
        self.body.addWidget(self.panel, 1)
        self.empty.hide()

    def panes(self) -> list[QWidget]:
        """Of which kind, over how long, and the list."""
        return [self.kind, self.months, self.table]

    def load(self) -> None:
        """Read anew."""
        desk, months = self.context.desk, int(self.months.chosen)
        self.context.dispatcher.latest(
            self, lambda progress: note_register(desk, months, progress=progress), self._show,
            self.context.messages.failed, title="Reading the notes",
        )  # fmt: skip

    def printer(self) -> Callable[[Desk, Sequence[Path]], object]:
        """The register as it is filtered."""
        return partial(print_notes, months=int(self.months.chosen), kind=self._chosen)

    @property
    def _chosen(self) -> str:
        return str(self.kind.currentData() or "")

    def _show(self, told: NoteRegister) -> None:
        self.told, chosen = told, self._chosen
        self.kind.clear()
        self.kind.addItem(f"Every kind ({len(told.lines):,})", "")
        for one in told.kinds:
            self.kind.addItem(f"{one} ({len(told.of(one)):,})", one)
        self.kind.setCurrentIndex(max(0, self.kind.findData(chosen)))
        self._fill()

    def _fill(self) -> None:
        if self.told is None:
            return
        found = self.told.of(self._chosen)
        cases = so_many(len({line.case_id for line in found}), "case")
        since = in_words(self.told.since)
        self.panel.set_note(f"{so_many(len(found), 'note')} on {cases} since {since}" if found else f"since {since}")
        self.rows.set_rows(list(found))
        self.table.setVisible(bool(found))
        self.empty.heading.setText("No note of this kind" if self._chosen else "No note has a kind yet")
        self.empty.setVisible(not found)

    def _open(self, entry: int) -> None:
        place = self.rows.find(entry)
        line = self.rows.row_at(place) if place is not None else None
        if line is not None:
            self.context.navigate("case", case_id=line.case_id, tab="Timeline")
