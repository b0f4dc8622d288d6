"""The clock strip as a widget: medium or large by its width; focusable, spoken, and F4 opens the proof."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ehcp_desk.domain.strip import Strip
from ui.theme.appearance import current
from ui.widgets.drawn import Drawn
from ui.widgets.pictures import Picture
from ui.widgets.strip_painter import height_for, paint_strip

NAME = "20-week clock"


class ClockStrip(Drawn):
    """Give it a strip with ``show_strip``; it says the strip's sentence to a screen reader.

    ``why_asked`` is emitted by F4, Enter or a double click.
    """

    why_asked = Signal()

    def __init__(self, strip: Strip | None = None, focusable: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._strip: Strip | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if focusable else Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(NAME)
        self.take_along = Picture(self, self.accessibleName, self._draw, self.accessibleDescription, "words")
        current().changed.connect(self._restyle)
        if strip is not None:
            self.show_strip(strip)

    def show_strip(self, strip: Strip) -> None:
        """Draw another strip."""
        self._strip = strip
        self.tell(NAME, strip.sentence)
        self.setToolTip(strip.sentence)
        self.update()

    def heightForWidth(self, width: int) -> int:
        """18, 40 or 106 pixels, more with larger text."""
        return height_for(width, current().percent)

    def sizeHint(self) -> QSize:
        """The height its width now asks for."""
        return QSize(420, height_for(max(self.width(), 420), current().percent))

    def minimumSizeHint(self) -> QSize:
        """The smallest strip."""
        return QSize(96, 18)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """One painter for every size."""
        self._draw(QPainter(self), QRectF(self.rect()))

    def _draw(self, painter: QPainter, box: QRectF) -> None:
        if self._strip is not None:
            paint_strip(painter, box, self._strip, current().tokens, current().percent)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F4 and Enter ask why."""
        if event.key() in (Qt.Key.Key_F4, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.why_asked.emit()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """A date is a door."""
        self.why_asked.emit()

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()
