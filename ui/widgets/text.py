"""Words on a page: labels by role, and links that are always underlined."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCursor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget

from ui.as_written import tip
from ui.theme.type_scale import Role


def label(words: str, role: Role | str = Role.BODY, parent: QWidget | None = None, wrap: bool = False) -> QLabel:
    """A label in one of the roles of type (also ``"second"``, body in the colour of labels).  Plain text only."""
    made = QLabel(words, parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", str(role))
    if wrap:
        let_wrap(made)
    return made


def let_wrap(made: QLabel) -> None:
    """Let a label run on to more lines, and take the height that needs at the width it is given."""
    policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    made.setWordWrap(True)
    made.setSizePolicy(policy)


def set_role(made: QLabel, role: Role | str) -> None:
    """Change a label's role after it was made."""
    made.setProperty("role", str(role))
    repolish(made)


def repolish(widget: QWidget) -> None:
    """Let the style sheet look again at a widget whose properties have changed."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


class NoteLabel(QLabel):
    """Small words that may be none: with nothing to say it takes no line of its own."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", str(Role.SMALL))
        self.setWordWrap(True)
        self.hide()

    def setText(self, words: str) -> None:
        """Say it, or go where there is nothing to say."""
        super().setText(words)
        self.setVisible(bool(words))


class ElidingLabel(QLabel):
    """One line that gives way: cut at the end with the whole in the tool tip, so that a title beside it never is."""

    def __init__(self, words: str, role: Role | str = Role.BODY, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", str(role))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        """It may be squeezed to nothing."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The words as far as there is room."""
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(self.foregroundRole()))
        box = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, box.width())
        self.setToolTip(tip(self.text()) if shown != self.text() else "")
        painter.drawText(box, self.alignment() | Qt.AlignmentFlag.AlignVCenter, shown)


class Link(QPushButton):
    """A link in a line of text or at the right of a panel's title: underlined, in the link colour."""

    def __init__(self, words: str, on_click: Callable[[], object] | None = None, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.setProperty("kind", "link")
        self.setProperty("dense", True)
        self.setCursor(QCursor(Qt.CursorShape.PointingHandCursor))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        font = self.font()
        font.setUnderline(True)
        self.setFont(font)
        if on_click is not None:
            self.clicked.connect(lambda: on_click())
