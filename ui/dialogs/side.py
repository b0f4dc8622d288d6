"""What to look at beside a form; it scrolls by itself, so that it never makes the form scroll."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout

from ui.widgets.scrolled import Scrolled


class DialogSide(QScrollArea):
    """A dialog builds into ``stack``."""

    def __init__(self, width: int, shown: bool) -> None:
        super().__init__()
        self.setProperty("part", "dialog_side")
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = Scrolled("sunk")
        self.stack = QVBoxLayout(inside)
        self.stack.setContentsMargins(16, 14, 16, 14)
        self.stack.setSpacing(6)
        self.setWidget(inside)
        self.setFixedWidth(width)
        self.setVisible(shown)
