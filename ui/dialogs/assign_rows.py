"""The rows of the assign dialog: each case, the person it goes to, why them, and its handover note."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QLabel,
    QPlainTextEdit,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ehcp_desk.domain.spreading import Suggestion
from ehcp_desk.domain.wording import Mark
from ehcp_desk.services.oversight.move_preview import MovePreview, MoveRow
from ehcp_desk.services.oversight.worklist import WorkRow
from ui.as_written import tip
from ui.dialogs.fields import Field, text_edit
from ui.theme.appearance import current
from ui.theme.sheet import grown
from ui.theme.type_scale import Role
from ui.widgets.panel import rule
from ui.widgets.scrolled import Scrolled
from ui.widgets.state_chip import StateChip
from ui.widgets.text import label

HEADS = ("Child", "Reference", "Next limit", "Weight", "To", "Because", "Note")
STAYS = "leave as it is"
LEAST = 110
"""Pixels the list keeps on the smallest screen; past that it scrolls by itself."""


class AssignRows(QStackedWidget):
    """Two pages: the cases with whom each goes to, and the handover note of each, drafted from the record."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("rows")
        self.boxes: dict[int, QComboBox] = {}
        self.notes: dict[int, QPlainTextEdit] = {}
        self._because: dict[int, QLabel] = {}
        self._chips: dict[int, StateChip] = {}
        self._rows: dict[int, MoveRow] = {}
        self._suggested: dict[int, Suggestion] = {}

    def show_rows(self, preview: MovePreview) -> None:
        """Lay both pages out."""
        self._rows = {row.row.case.id: row for row in preview.rows}
        self._suggested = {row.row.case.id: row.suggested for row in preview.rows if row.suggested is not None}
        for name, page in (("Cases", self._table(preview)), ("Handover notes", self._notes_page(preview))):
            area = QScrollArea()
            area.setWidgetResizable(True)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            area.setAccessibleName(name)
            area.setMinimumHeight(grown(LEAST, current().percent))
            area.setWidget(page)
            self.addWidget(area)
        for case_id in self._rows:
            self._say(case_id)

    def _table(self, preview: MovePreview) -> QWidget:
        box = QFrame()
        box.setProperty("part", "box")
        grid = QGridLayout(box)
        grid.setContentsMargins(1, 3, 12, 3)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        for column, words in enumerate(HEADS):
            head = label(words, Role.SMALL_STRONG)
            head.setContentsMargins(12 if not column else 0, 3, 0, 5)
            grid.addWidget(head, 0, column)
        grid.addWidget(rule(strong=True), 1, 0, 1, len(HEADS))
        for place, row in enumerate(preview.rows):
            self._add_row(grid, 2 * place + 2, row, preview)
            if place < len(preview.rows) - 1:
                grid.addWidget(rule(), 2 * place + 3, 0, 1, len(HEADS))
        grid.setColumnStretch(0, 1)
        holder = Scrolled("surface")
        stack = QVBoxLayout(holder)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.addWidget(box)
        stack.addStretch(1)
        return holder

    def _add_row(self, grid: QGridLayout, line: int, row: MoveRow, preview: MovePreview) -> None:
        case, case_id = row.row.case, row.row.case.id
        name = label(case.name, Role.STRONG)
        name.setContentsMargins(12, 0, 0, 0)
        weight = label(f"{row.weight:.1f}")
        weight.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        due = row.row.next
        state = (
            StateChip(due.mark, due.words, plain=True)
            if due
            else StateChip(Mark.UNKNOWN, "no limit running", plain=True)
        )
        box = QComboBox()
        box.setProperty("dense", True)
        box.addItem(STAYS if case.owner else "choose somebody", "")
        for person in preview.people:
            if person != case.owner:
                box.addItem(person, person)
        box.setMinimumWidth(150)
        box.setAccessibleName(f"Who {case.name} goes to")
        wanted = row.suggested.name if row.suggested is not None else ""
        box.setCurrentIndex(max(0, box.findData(wanted)))
        box.currentIndexChanged.connect(partial(self._moved, case_id))
        because, chip = label("", "second"), StateChip(Mark.UNKNOWN, "", plain=True)
        self.boxes[case_id], self._because[case_id], self._chips[case_id] = box, because, chip
        ref = label(case.ref, "second")
        ref.setToolTip(tip(f"The child lives in {row.area}") if row.area else "")
        cells = (name, ref, state, weight, box, because, chip)
        for column, cell in enumerate(cells):
            grid.addWidget(cell, line, column)

    def _notes_page(self, preview: MovePreview) -> QWidget:
        holder = Scrolled("surface")
        stack = QVBoxLayout(holder)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(11)
        stack.addWidget(
            label(
                "Drafted from the record. Add what is not written elsewhere: what was said, what they fear, what to "
                "do first.",
                "second",
                wrap=True,
            )
        )
        for row in preview.rows:
            writing = text_edit(3)
            writing.setPlainText(row.note or row.draft)
            writing.textChanged.connect(partial(self._written, row.row.case.id))
            self.notes[row.row.case.id] = writing
            stack.addWidget(Field(f"{row.row.case.name}, {row.row.case.ref}", writing))
        stack.addStretch(1)
        return holder

    def _moved(self, case_id: int, _place: int) -> None:
        self._say(case_id)
        self.changed.emit()

    def _written(self, case_id: int) -> None:
        self._say(case_id)
        self.changed.emit()

    def _say(self, case_id: int) -> None:
        row, to = self._rows[case_id], self.target(case_id)
        suggested = self._suggested.get(case_id)
        fits = suggested is not None and suggested.name == to
        self._because[case_id].setText(
            suggested.because if fits and suggested is not None else "your choice" if to else "–"
        )
        typed = self.typed_note(case_id)
        if self.missing(case_id):
            self._chips[case_id].show_state(Mark.UNKNOWN, "needs a note")
        elif not typed:
            self._chips[case_id].show_state(Mark.ENDED, "none")
        elif typed == row.draft and not row.note:
            self._chips[case_id].show_state(Mark.ENDED, "drafted")
        else:
            self._chips[case_id].show_state(Mark.MET, "written")

    def suggest(self, suggested: Mapping[int, Suggestion]) -> None:
        """Put another spread into the lines; a case it says nothing of stays."""
        self._suggested = dict(suggested)
        self.as_suggested()

    def as_suggested(self) -> None:
        """Send every case where the suggestions have it; one they say nothing of stays."""
        self._send({case_id: one.name for case_id, one in self._suggested.items()})

    def target(self, case_id: int) -> str:
        """The person chosen for a case; empty where it stays."""
        value = self.boxes[case_id].currentData()
        return str(value or "")

    def typed_note(self, case_id: int) -> str:
        """The words in the note of a case."""
        writing = self.notes.get(case_id)
        return writing.toPlainText().strip() if writing is not None else ""

    def note(self, case_id: int) -> str:
        """The handover note to keep for a case: empty where its holder's own, already on the record, says it all."""
        typed = self.typed_note(case_id)
        return "" if typed == self._rows[case_id].note else typed

    def missing(self, case_id: int) -> bool:
        """True where the case moves, its holder is at work, and its note was emptied."""
        return self._rows[case_id].needs_note and bool(self.target(case_id)) and not self.typed_note(case_id)

    def written(self) -> dict[int, str]:
        """The notes somebody wrote in: those that no longer say what the record or its draft offered."""
        offered = {case_id: (row.note or row.draft).strip() for case_id, row in self._rows.items()}
        return {n: words for n, was in offered.items() if (words := self.typed_note(n)) != was}

    def put_note(self, case_id: int, words: str) -> None:
        """Put words back into the note of a case, where it is still here."""
        if case_id in self.notes:
            self.notes[case_id].setPlainText(words)

    def all_to(self, name: str) -> None:
        """Send every case to one person."""
        self._send(dict.fromkeys(self.boxes, name))

    def _send(self, to: Mapping[int, str]) -> None:
        """Put everybody into the lines, and say once that it changed: each change counts all the loads."""
        for case_id, box in self.boxes.items():
            with QSignalBlocker(box):
                box.setCurrentIndex(max(0, box.findData(to.get(case_id, ""))))
            self._say(case_id)
        self.changed.emit()

    def chosen(self) -> list[tuple[WorkRow, str]]:
        """(case, person) for every case that moves."""
        return [(row.row, self.target(case_id)) for case_id, row in self._rows.items() if self.target(case_id)]
