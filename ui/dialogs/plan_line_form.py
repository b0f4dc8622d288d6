"""The fields of one line of a plan: its words, and beneath them the parts its section has."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QResizeEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from ehcp_desk.clock.vocabulary import AttrType
from ehcp_desk.domain.date_text import AHEAD
from ehcp_desk.domain.plan_content import PlanLine
from ehcp_desk.domain.plan_gaps import advisers_in
from ehcp_desk.domain.plan_sections import PARTS, SECTIONS, Section
from ehcp_desk.domain.provision_wording import Flag
from ehcp_desk.domain.terms import BODIES, body_words
from ui.dialogs.fields import Field, choice, chosen, line_edit, text_edit
from ui.theme.appearance import current
from ui.widgets.date_field import DateField

Control = QLineEdit | QComboBox | DateField
LEAST = 215
"""Pixels a part needs at 100 %; as many stand side by side as fit, three at most."""
_HINTS = {"needs": "Its name, like B1; several with commas.", "outcomes": "Its name, like E1; several with commas.",
          "group": "A number, or 1 for one to one."}  # fmt: skip


class PlanLineForm(QWidget):
    """``line()`` is what is typed; ``changed`` is emitted as one types."""

    changed = Signal()

    def __init__(self, today: date) -> None:
        super().__init__()
        self._today = today
        self._loading = False
        self._columns = 0
        self.section = SECTIONS["F"]
        self.fields: dict[str, Field] = {}
        self._controls: dict[str, Control] = {}
        self.words: QPlainTextEdit = text_edit(3)
        self.words.textChanged.connect(self._tell)
        self.words_field = Field("&Words", self.words)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(8)
        stack.addWidget(self.words_field)
        stack.addLayout(self._grid)

    def show_section(self, section: Section) -> None:
        """Lay out the parts of a section."""
        self.section = section
        for field in self.fields.values():
            self._grid.removeWidget(field)
            field.hide()
            field.deleteLater()
        self.fields.clear()
        self._controls.clear()
        self.words_field.label.setText(f"&{section.line}")
        self.words.setAccessibleName(section.line)
        for name in section.parts:
            control = self._control(name)
            self._controls[name] = control
            focus = control.line if isinstance(control, DateField) else None
            self.fields[name] = Field(PARTS[name].title, control, _HINTS.get(name, ""), focus_on=focus, parent=self)
            self.fields[name].show()
        self._columns = 0
        self._arrange()

    def show_line(self, line: PlanLine) -> None:
        """Put a line in."""
        self._loading = True
        self.words.setPlainText(line.text)
        for name, control in self._controls.items():
            _put(control, line.part(name))
        self._loading = False

    def line(self, name: str = "") -> PlanLine:
        """What is typed, as a line of this name."""
        parts = {part: words for part, control in self._controls.items() if (words := _said(part, control))}
        return PlanLine(name, self.section.id, self.words.toPlainText().strip(), parts)

    def wrong(self) -> Field | None:
        """The first part that cannot be read: a date that is none."""
        for name, control in self._controls.items():
            if isinstance(control, DateField) and control.read() is None and control.line.text().strip():
                return self.fields[name]
        return None

    def underline(self, flags: tuple[Flag, ...]) -> None:
        """Mark the words that leave something open, where they stand in the words of the line."""
        text = self.words.toPlainText()
        begin = len(text) - len(text.lstrip())
        marked = []
        for flag in flags:
            if flag.end <= len(text.strip()):
                one = QTextEdit.ExtraSelection()
                cursor = QTextCursor(self.words.document())
                cursor.setPosition(begin + flag.start)
                cursor.setPosition(begin + flag.end, QTextCursor.MoveMode.KeepAnchor)
                look = QTextCharFormat()
                look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
                look.setUnderlineColor(QColor(current().tokens.overdue.text))
                one.cursor, one.format = cursor, look
                marked.append(one)
        self.words.setExtraSelections(marked)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many parts side by side as fit."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        least = LEAST * current().percent // 100
        columns = max(1, min(3, self.width() // least))
        if columns == self._columns:
            return
        for place, field in enumerate(self.fields.values()):
            self._grid.removeWidget(field)
            self._grid.addWidget(field, place // columns, place % columns, Qt.AlignmentFlag.AlignTop)
        for column in range(3):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self._columns = columns

    def _control(self, name: str) -> Control:
        title = PARTS[name].title
        if PARTS[name].type is AttrType.DATE:
            day = DateField(self._today, title, None, AHEAD, required=False)
            day.changed.connect(self._tell)
            return day
        if name == "advice":
            box = choice([("", ""), *((code, body_words(code)) for code in BODIES if code != "parents")], typed=True)
            box.setAccessibleName(title)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(8)
            box.currentTextChanged.connect(self._tell)
            return box
        line = line_edit(title)
        line.textChanged.connect(self._tell)
        return line

    def _tell(self, *_args: object) -> None:
        if not self._loading:
            self.changed.emit()


def _put(control: Control, words: str) -> None:
    if isinstance(control, DateField):
        control.set_day(date.fromisoformat(words) if words else None)
    elif isinstance(control, QComboBox):
        control.setEditText(", ".join(body_words(body) for body in advisers_in(words)))
    else:
        control.setText(words)


def _said(name: str, control: Control) -> str:
    if isinstance(control, DateField):
        return control.day.isoformat() if control.day is not None else ""
    if isinstance(control, QComboBox):
        words = chosen(control)
        return ", ".join(advisers_in(words)) if name == "advice" else words
    return control.text().strip()


def parts_of(line: PlanLine) -> Mapping[str, str]:
    """The parts a line says, as the form would give them back."""
    return {**line.parts, **({"advice": ", ".join(advisers_in(line.part("advice")))} if line.part("advice") else {})}
