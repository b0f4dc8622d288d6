"""The one focus ring: 2 px, 1 px clear of the control, whoever has the keys (design.md section 10)."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFocusFrame, QMenu, QMenuBar, QScrollArea, QWidget

from ui.theme.appearance import current

NO_RING = "no_ring"
"""Set this property to True on a widget that draws its own ring."""


class FocusFrame(QFocusFrame):
    """Follows the focus through every window.  Lists draw their own ring inside their rows."""

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        app.focusChanged.connect(self._follow)

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        drawn_elsewhere = (QAbstractItemView, QMenu, QMenuBar, QScrollArea)
        if now is None or isinstance(now, drawn_elsewhere) or now.isWindow() or now.property(NO_RING):
            self.setWidget(None)  # type: ignore[arg-type]
            return
        self.setWidget(now)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Two pixels at the edge of a frame that stands three clear of the control."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(current().tokens.focus), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
