"""What one person carries, as a bar up to their limit, with what a change would add or take away (design.md 12)."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.models.cells import Bar
from ui.theme.appearance import current
from ui.widgets.cell_painting import Brush, paint_bar


class LoadBar(QWidget):
    """Decoration: the figures stand in words beside it."""

    def __init__(self, bar: Bar) -> None:
        super().__init__()
        self._bar = bar
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        current().changed.connect(self.update)

    def show_bar(self, bar: Bar) -> None:
        """Change it."""
        self._bar = bar
        self.update()

    def sizeHint(self) -> QSize:
        """Fourteen high, for the limit mark stands clear of the bar."""
        return QSize(120, 14)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The bar of the tables."""
        look = current()
        painter = QPainter(self)
        paint_bar(Brush(painter, look.tokens, look.percent), QRectF(self.rect()), self._bar)
