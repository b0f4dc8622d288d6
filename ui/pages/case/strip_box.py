"""The large clock strip in its panel, always as high as its width asks for."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout

from ui.theme.appearance import current
from ui.widgets.clock_strip import ClockStrip
from ui.widgets.strip_painter import height_for

SIDE, EDGE = 11, 4


class StripBox(QFrame):
    """A panel without a heading round the strip."""

    def __init__(self, strip: ClockStrip) -> None:
        super().__init__()
        self.setProperty("part", "panel")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._strip = strip
        inside = QVBoxLayout(self)
        inside.setContentsMargins(SIDE, EDGE, SIDE, EDGE)
        inside.addWidget(strip)
        current().changed.connect(self._fit)

    def _fit(self) -> None:
        self._strip.setFixedHeight(height_for(self.width() - 2 * SIDE, current().percent))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the width."""
        super().resizeEvent(event)
        self._fit()
