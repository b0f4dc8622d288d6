"""The one focus ring: 2 px, 1 px clear of the control, whoever has the keys (design.md section 10); and what has them is
brought into sight."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFocusFrame, QMenu, QMenuBar, QScrollArea, QWidget
from shiboken6 import isValid

from ui.theme.appearance import current

CLEAR = 16
"""Pixels above and below what has the keys that are brought into sight with it, for the ring."""
NO_RING = "no_ring"
"""Set this property to True on a widget that draws its own ring."""


class FocusRing(QObject):
    """Follows the focus through every window.  Lists draw their own ring inside their rows.

    Qt makes the frame a child of the window it stands in, so it goes when a dialog goes, and is made again.
    """

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._frame: FocusFrame | None = None
        app.focusChanged.connect(self._follow)

    @property
    def ringed(self) -> QWidget | None:
        """The widget the ring stands round; None where it stands round none."""
        return self._frame.widget() if self._frame is not None and isValid(self._frame) else None

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and QApplication.mouseButtons() == Qt.MouseButton.NoButton:
            bring_into_sight(now)
        drawn_elsewhere = (QAbstractItemView, QMenu, QMenuBar, QScrollArea)
        none = now is None or isinstance(now, drawn_elsewhere) or now.isWindow() or bool(now.property(NO_RING))
        if self._frame is None or not isValid(self._frame):
            if none:
                return
            self._frame = FocusFrame()
        self._frame.setWidget(None if none else now)  # type: ignore[arg-type]


def bring_into_sight(widget: QWidget) -> None:
    """Scroll everything a widget stands in until it is seen: Qt itself scrolls only the nearest, and only for Tab."""
    above = widget.parentWidget()
    while above is not None and not widget.isWindow():
        if isinstance(above, QScrollArea) and above.isVisible():
            above.ensureWidgetVisible(widget, 0, CLEAR)
        above = None if above.isWindow() else above.parentWidget()


class FocusFrame(QFocusFrame):
    """The ring itself."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Two pixels at the edge of a frame that stands three clear of the control."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(current().tokens.focus), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
