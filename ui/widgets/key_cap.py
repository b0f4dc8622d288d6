"""A key drawn small beside words.  Decoration: what it does is said by the shortcut or the mnemonic itself."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme.appearance import current
from ui.widgets.buttons import draw_key_cap, key_cap_width


class KeyCap(QWidget):
    """The cap of one key, such as ``Alt+W``."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key
        self._size()
        current().changed.connect(self._size)

    def _size(self) -> None:
        self.setFixedSize(key_cap_width(self._key), 18)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The cap on ``sunk``."""
        tokens = current().tokens
        draw_key_cap(QPainter(self), 0, self.height() / 2, self._key, tokens.ink3, tokens, False)
