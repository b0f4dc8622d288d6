"""What is drawn by hand and stands for a picture: a screen reader is told so.

Qt gives the role of a graphic to a label that holds a picture and to nothing a program can ask for by name; an
accessible interface made in Python is freed by two owners.  So a drawing is a label whose picture is never seen.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QWidget


class Drawn(QLabel):
    """Paint it as any widget; ``tell`` gives what it is called and what it shows, in words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        unseen = QPixmap(QSize(1, 1))
        unseen.fill(Qt.GlobalColor.transparent)
        self.setPixmap(unseen)

    def tell(self, name: str, words: str) -> None:
        """Its name, and what one would see."""
        self.setAccessibleName(name)
        self.setAccessibleDescription(words)
