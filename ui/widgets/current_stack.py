"""Pages of which one is shown, none made higher by another."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget


class CurrentStack(QStackedWidget):
    """Qt asks for the height of the highest of all its pages, so that a short one would scroll because another is long.

    Whoever lays it out gives it its height.
    """

    def hasHeightForWidth(self) -> bool:
        """Never: its own layout would answer for all pages."""
        return False
