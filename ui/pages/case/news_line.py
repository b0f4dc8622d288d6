"""The line that says others changed the case while it is shown."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout

from ui.a11y import announce
from ui.widgets.buttons import ActionButton
from ui.widgets.text import label


class NewsLine(QFrame):
    """Hidden until there is news; ``on_show`` shows what was changed."""

    def __init__(self, on_show: Callable[[], object]) -> None:
        super().__init__()
        self.setProperty("part", "banner")
        inside = QHBoxLayout(self)
        inside.setContentsMargins(12, 4, 8, 4)
        self.words = label("", wrap=True)
        inside.addWidget(self.words, 1)
        inside.addWidget(ActionButton("Show it", on_show, key="F5", dense=True))
        self.hide()

    def tell(self, words: str) -> None:
        """Show it, and say it to a screen reader."""
        self.words.setText(words)
        self.show()
        announce(self, f"{words} F5 shows it.")
