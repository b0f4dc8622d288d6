"""A field of a form: its label above, the control, a hint, and the sentence where it cannot be right (design.md 11)."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from ui.theme.appearance import current
from ui.theme.sheet import grown
from ui.theme.type_scale import Role
from ui.widgets.key_cap import KeyCap
from ui.widgets.notices import ErrorLine
from ui.widgets.text import label, repolish

LABEL_GAP = 3
_CHANGES = ("textChanged", "currentTextChanged", "toggled", "changed")
"""What each kind of control calls its news that something else stands in it."""
LONG_LABEL = 36
"""Characters from which the words over a field may take two lines."""


class Field(QWidget):
    """One question of a form.

    ``words`` is the label, with ``&`` before the letter that Alt goes with.  ``key`` shows that letter as a cap.
    ``control`` is what is typed or chosen in; ``focus_on`` the part of it that takes the focus where it has parts.
    """

    def __init__(
        self,
        words: str,
        control: QWidget,
        hint: str = "",
        key: str = "",
        focus_on: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.control = control
        self._focus_on = focus_on or control
        self.words = words.replace("&", "")
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(LABEL_GAP)
        head = QHBoxLayout()
        head.setSpacing(6)
        long = len(words) > LONG_LABEL  # it runs on to a second line where the form is narrow
        self.label = label(words, Role.STRONG, wrap=long)
        self.label.setBuddy(self._focus_on)
        head.addWidget(self.label, int(long))
        if key:
            head.addWidget(KeyCap(key))
        if not long:
            head.addStretch(1)
        stack.addLayout(head)
        stack.addWidget(control)
        self.hint = label(hint, Role.SMALL, wrap=True)
        self.hint.setVisible(bool(hint))
        stack.addWidget(self.hint)
        self.problem = ErrorLine()
        stack.addWidget(self.problem)
        if not self._focus_on.accessibleName():
            self._focus_on.setAccessibleName(self.words)
        if hint:
            self._focus_on.setAccessibleDescription(hint)
        for part in {control, self._focus_on}:
            for changed in filter(None, (getattr(part, name, None) for name in _CHANGES)):
                changed.connect(self._right_again)

    def set_hint(self, hint: str) -> None:
        """Change the hint, which is also the control's description."""
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
        self._focus_on.setAccessibleDescription(hint)

    def set_wrong(self, sentence: str) -> None:
        """Mark the field wrong with a sentence, or right again where it is empty."""
        self.problem.say(sentence)
        self._focus_on.setProperty("wrong", bool(sentence))
        self._focus_on.setAccessibleDescription(sentence or self.hint.text())
        repolish(self._focus_on)

    def _right_again(self, *_: object) -> None:
        """What was wrong is being put right: nothing is said of it until the form is read again."""
        if self.problem.sentence:
            self.set_wrong("")

    def take_focus(self) -> None:
        """Put the keyboard into the field."""
        self._focus_on.setFocus(Qt.FocusReason.OtherFocusReason)


def line_edit(name: str = "", width: int = 0, most: int = 200) -> QLineEdit:
    """A line to type in, as wide as what goes in it."""
    made = QLineEdit()
    made.setMaxLength(most)
    made.setAccessibleName(name)
    if width:
        made.setMaximumWidth(width)
    return made


class NumberLine(QLineEdit):
    """A whole number that is typed.  ``number`` is None while what stands there is none, or is out of bounds."""

    WIDTH = 140

    def __init__(self, least: int, most: int, number: int) -> None:
        super().__init__(str(number))
        self.setMaximumWidth(self.WIDTH)
        self.bound(least, most)

    def bound(self, least: int, most: int) -> None:
        """Numbers from one to another are accepted."""
        self._bounds = least, most

    @property
    def number(self) -> int | None:
        """The number typed."""
        typed = self.text().replace(",", "").strip()
        least, most = self._bounds
        return int(typed) if typed.isascii() and typed.isdigit() and least <= int(typed) <= most else None

    @property
    def why_not(self) -> str:
        """The sentence for a number that cannot be taken; empty where it can."""
        least, most = self._bounds
        return "" if self.number is not None else f"Give a whole number from {least:,} to {most:,}."


class Writing(QPlainTextEdit):
    """Several lines to type in, as many as asked for and more where there is room.  Tab goes on to the next field."""

    def __init__(self, lines: int = 4) -> None:
        super().__init__()
        self._lines = lines
        self.setTabChangesFocus(True)

    def sizeHint(self) -> QSize:
        """As high as its lines."""
        return QSize(200, self._lines * self.fontMetrics().lineSpacing() + 16)

    def minimumSizeHint(self) -> QSize:
        """Two lines at least."""
        return QSize(120, 2 * self.fontMetrics().lineSpacing() + 16)


def text_edit(lines: int = 4) -> QPlainTextEdit:
    """Several lines to type in."""
    return Writing(lines)


SHORTEST_LIST = 240
"""Pixels a list to choose from keeps, whatever it offers, with text of the usual size."""


class ChoiceBox(QComboBox):
    """A list to choose from, which the wheel moves only while it has the keys: rolling past it changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def minimumSizeHint(self) -> QSize:
        """Where there is no room for the longest words a list still fits; it shows them whole when it is open."""
        return super().minimumSizeHint().boundedTo(QSize(grown(SHORTEST_LIST, current().percent), 10_000))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the form roll on."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


def choice(values: list[tuple[str, str]], width: int = 0, typed: bool = False) -> QComboBox:
    """A list to choose from, of (value, words); ``typed`` also lets words of one's own be written."""
    made = ChoiceBox()
    for value, words in values:
        made.addItem(words, value)
    made.setEditable(typed)
    if typed:
        made.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    if width:
        made.setMaximumWidth(width)
    return made


def chosen(box: QComboBox) -> str:
    """The value chosen, or the words typed where they match none."""
    if box.isEditable():
        typed = box.currentText().strip()
        found = next((i for i in range(box.count()) if box.itemText(i).casefold() == typed.casefold()), -1)
        return str(box.itemData(found)) if found >= 0 and box.itemData(found) is not None else typed
    value = box.currentData()
    return "" if value is None else str(value)
