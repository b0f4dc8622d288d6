"""What stands inside a scroll area: it scrolls only when its parts cannot be made smaller.

Qt asks a scrolled widget with wrapped words for its preferred height and scrolls below that; a form with a text box
that can shrink should shrink first.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QWidget


class Scrolled(QWidget):
    """A widget on ``ground`` whose height for a width is the least its layout can do with.

    ``squeezed`` lets it be made as narrow as the window, for a page whose parts rearrange themselves by their width.
    """

    def __init__(self, ground: str = "canvas", squeezed: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._squeezed = squeezed
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", ground)

    def heightForWidth(self, width: int) -> int:
        """The least height at a width."""
        layout = self.layout()
        return max(layout.totalMinimumHeightForWidth(width), 1) if layout is not None else super().heightForWidth(width)

    def minimumSizeHint(self) -> QSize:
        """Wrapped words ask for the height they would need when squeezed; here only the width that is needed."""
        layout = self.layout()
        wanted = super().minimumSizeHint()
        if self._squeezed:
            wanted.setWidth(1)
        return QSize(wanted.width(), 1) if layout is not None and layout.hasHeightForWidth() else wanted
