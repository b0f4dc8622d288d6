"""The dimming of a window while a dialog stands before it (design.md section 2)."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme.appearance import current


class Scrim(QWidget):
    """Covers ``window`` from edge to edge.  Decoration: it takes no focus and says nothing."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setGeometry(window.rect())
        window.installEventFilter(self)
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grow with the window."""
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The token at its strength; nothing in high contrast."""
        tokens = current().tokens
        if tokens.scrim_strength:
            colour = QColor(tokens.scrim)
            colour.setAlphaF(tokens.scrim_strength)
            QPainter(self).fillRect(self.rect(), colour)
