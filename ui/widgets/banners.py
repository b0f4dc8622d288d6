"""What everybody must know before they are in touch: a line a banner, on the case page and in Record a contact."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.profile import Statement
from ui.theme import icons
from ui.widgets.note_line import NoteLine


class Banners(QWidget):
    """What everybody must know before they are in touch, above everything else of the case; away where there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._stack = QVBoxLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.setSpacing(4)
        self.lines: list[NoteLine] = []
        self.hide()

    def show_banners(self, banners: Sequence[Statement], day: date, trouble: str = "") -> None:
        """A line a banner, with its day to be looked at again where that has come; before them what cannot be read."""
        for line in self.lines:
            line.hide()
            line.deleteLater()
        self.lines = []
        if trouble:
            self._put("Cannot be read", trouble)
        for banner in banners:
            about, _, words = banner.said.partition(": ")
            due = banner.review is not None and banner.review <= day
            again = f" (to be looked at again since {in_words(banner.review)})" if due and banner.review else ""
            self._put(about, f"{words}{again}")
        self.setVisible(bool(self.lines))

    def _put(self, about: str, words: str) -> None:
        line = NoteLine("warning-octagon", icons.FILL, about)
        line.setProperty("part", "banner")
        line.say(words)
        self.lines.append(line)
        self._stack.addWidget(line)
