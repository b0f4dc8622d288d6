"""What to look at beside a form; it scrolls by itself, so that it never makes the form scroll."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from ui.widgets.scrolled import Scrolled


class DialogSide(QScrollArea):
    """A dialog builds into ``stack``; ``form`` is what it stands beside."""

    def __init__(self, width: int, shown: bool, form: QWidget) -> None:
        super().__init__()
        self._form = form
        self.setProperty("part", "dialog_side")
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = Scrolled("sunk")
        self.stack = QVBoxLayout(inside)
        self.stack.setContentsMargins(16, 14, 16, 14)
        self.stack.setSpacing(6)
        self.setWidget(inside)
        self.setFixedWidth(width)
        self.setVisible(shown)

    def swap_keys(self) -> None:
        """F6: between the form and the side."""
        here = self.window().focusWidget()
        target = self._form if here is not None and self.isAncestorOf(here) else self
        for child in target.findChildren(QWidget):
            if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisible() and child.isEnabled():
                child.setFocus(Qt.FocusReason.TabFocusReason)
                return
