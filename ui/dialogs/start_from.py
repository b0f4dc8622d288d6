"""Where somebody starts from: the council's templates, put into the words at the keys (needs.md C15)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from ehcp_desk.domain.practice import Template
from ui.dialogs.fields import ChoiceBox, Field, choice
from ui.widgets.field_grid import FieldLine


class StartFrom(Field):
    """Choosing a template adds its words to ``into``, below what stands there; the choice goes back to none."""

    def __init__(self, into: QPlainTextEdit, words: str, key: str) -> None:
        self.box = ChoiceBox()
        super().__init__(words, self.box, key=key)
        self._into = into
        self.box.setMaximumWidth(420)
        self.box.activated.connect(self._take)
        self.hide()

    def offer(self, templates: Sequence[Template], wanted: bool = True) -> None:
        """Offer these; the field is not there where there are none or it is not wanted."""
        self.box.clear()
        self.box.addItem("no template", "")
        for one in templates:
            self.box.addItem(one.name, one.words)
        self.setVisible(wanted and bool(templates))

    def _take(self, place: int) -> None:
        words = str(self.box.itemData(place) or "")
        self.box.setCurrentIndex(0)
        if not words:
            return
        before = self._into.toPlainText().rstrip()
        start = len(before) + 1 if before else 0
        self._into.setPlainText(f"{before}\n{words}" if before else words)
        cursor = self._into.textCursor()
        cursor.setPosition(start)
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        self._into.setTextCursor(cursor)
        self._into.setFocus()


class Whose(QWidget):
    """What a contact starts from, and whose account it is where somebody enters it for a colleague."""

    def __init__(self, into: QPlainTextEdit) -> None:
        super().__init__()
        self.start_from = StartFrom(into, "Start from &a template", "Alt+A")
        self.behalf = choice([], typed=True)
        if (line_edit := self.behalf.lineEdit()) is not None:
            line_edit.setPlaceholderText("nobody; it is my own")
        line = FieldLine((self.start_from, Field("Written &for a colleague", self.behalf, key="Alt+F")), (1, 1))
        line.setContentsMargins(0, 0, 0, 0)
        self.setLayout(line)

    def offer(self, templates: Sequence[Template], colleagues: Sequence[str]) -> None:
        """Offer the council's templates and the people at work."""
        self.start_from.offer(templates)
        self.behalf.clear()
        self.behalf.addItems(["", *colleagues])

    @property
    def colleague(self) -> str:
        """Whose account it is; empty where it is the writer's own."""
        return self.behalf.currentText().strip()
