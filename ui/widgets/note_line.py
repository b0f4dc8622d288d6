"""One line in a box that is to be read first: an icon, a strong lead and its words."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy

from ui.as_written import tip
from ui.theme import icons
from ui.theme.appearance import current
from ui.widgets.text import label


class NoteLine(QFrame):
    """One line in a box: an icon, a strong lead and its words, elided with the whole in the tooltip."""

    def __init__(self, icon: str, weight: str, lead: str) -> None:
        super().__init__()
        self.setProperty("part", "panel")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._icon, self._weight, self._lead = icon, weight, lead
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 4, 12, 4)
        line.setSpacing(9)
        self._mark = QLabel()
        self._mark.setFixedSize(14, 18)
        self.words = label("", wrap=True)
        self.words.setTextFormat(Qt.TextFormat.RichText)
        line.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.words, 1, Qt.AlignmentFlag.AlignTop)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        current().changed.connect(self._dress)
        self._dress()

    def say(self, words: str) -> None:
        """Show the words after the lead."""
        self.words.setText(f"<b style='font-weight:600'>{escape(self._lead)}:</b> {escape(words)}")
        self.setToolTip(tip(f"{self._lead}: {words}"))
        self.setAccessibleName(f"{self._lead}: {words}")

    def _dress(self) -> None:
        ink = current().tokens.ink
        self._mark.setPixmap(icons.pixmap(self._icon, 14, ink, self._weight, self.devicePixelRatioF()))
