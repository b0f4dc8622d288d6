"""Buttons with an icon and the key that does the same, drawn as a key cap (design.md sections 1 and 6)."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QStylePainter, QWidget

from ui.as_written import said
from ui.theme import icons
from ui.theme.appearance import current
from ui.theme.sheet import CONTROL, DENSE, grown
from ui.theme.tokens import Tokens
from ui.theme.type_scale import Role

_GAP, _SIDE, _ICON = 8, 13, 16


class Kind(StrEnum):
    """How much a button matters.  One primary on a page, besides Record a contact."""

    PRIMARY = "primary"
    PLAIN = "plain"
    QUIET = "link"


class ActionButton(QPushButton):
    """A button with an icon, its words and, where there is one, its key.  The accessible name is the words."""

    def __init__(
        self,
        words: str,
        on_click: Callable[[], object] | None = None,
        icon: str = "",
        key: str = "",
        kind: Kind = Kind.PLAIN,
        dense: bool = False,
        icon_weight: str = icons.REGULAR,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(words, parent)
        self._icon, self._weight, self._key, self._kind = icon, icon_weight, key, kind
        self.setProperty("kind", str(kind))
        self.setProperty("dense", dense)
        self.setAccessibleName(said(words))
        if key:
            self.setAccessibleDescription(key)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if on_click is not None:
            self.clicked.connect(lambda: on_click())

    @property
    def key(self) -> str:
        """The key that stands on it; empty where none does."""
        return self._key

    def set_words(self, words: str) -> None:
        """Change what the button says and is called."""
        self.setText(words)
        self.setAccessibleName(said(words))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Wide enough for icon, words and key cap."""
        percent = current().percent
        dense = bool(self.property("dense"))
        width = self._words_width() + 2 * (10 if dense else _SIDE) + 2
        width += grown(_ICON, percent) + _GAP if self._icon else 0
        width += self._cap_width() + _GAP if self._key else 0
        return QSize(width, grown(DENSE if dense else CONTROL, percent))

    def minimumSizeHint(self) -> QSize:
        """A button is never squeezed."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The box from the style sheet, then icon, words and key cap in one line."""
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        tokens = current().tokens
        colour = self._colour(tokens)
        left = float(self._start())
        middle = self.rect().center().y() + 1
        if self._icon:
            side = grown(_ICON, current().percent)
            icons.paint(painter, self._icon, left, round(middle - side / 2), side, colour, self._weight)
            left += side + _GAP
        painter.setFont(self._font())
        painter.setPen(QColor(colour))
        width = self._words_width()
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextHideMnemonic
        painter.drawText(QRectF(left, 0, width + 2, self.height()), flags, self.text())
        if self._key:
            draw_key_cap(painter, left + width + _GAP, middle, self._key, colour, tokens, self._kind is Kind.PRIMARY)

    def _start(self) -> int:
        content = self.sizeHint().width() - 2 * (10 if self.property("dense") else _SIDE) - 2
        return max(4, (self.width() - content) // 2)

    def _colour(self, tokens: Tokens) -> str:
        if not self.isEnabled():
            return tokens.disabled
        if self._kind is Kind.PRIMARY:
            return tokens.accent if tokens.contrast else tokens.on_accent
        return tokens.link if self._kind is Kind.QUIET else tokens.ink

    def _font(self) -> QFont:
        return current().font(Role.STRONG if self._kind is Kind.PRIMARY else Role.BODY)

    def _words_width(self) -> int:
        metrics = QFontMetrics(current().font(Role.STRONG if self._kind is Kind.PRIMARY else Role.BODY))
        return metrics.horizontalAdvance(said(self.text()))

    def _cap_width(self) -> int:
        return key_cap_width(self._key)


def key_cap_width(key: str) -> int:
    """Pixels a key cap takes."""
    return QFontMetrics(current().font(Role.SMALL)).horizontalAdvance(key) + 10


def draw_key_cap(
    painter: QPainter, left: float, middle: float, key: str, colour: str, tokens: Tokens, on_accent: bool
) -> None:
    """A key as a small cap: on a primary button outlined in its text colour, elsewhere on ``sunk``."""
    box = QRectF(left + 0.5, middle - 9 + 0.5, key_cap_width(key) - 1, 17)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colour if on_accent else tokens.line), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush if on_accent else QColor(tokens.sunk))
    painter.drawRoundedRect(box, 3, 3)
    painter.setFont(current().font(Role.SMALL))
    painter.setPen(QColor(colour if on_accent else tokens.ink3))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, key)
    painter.restore()


class IconButton(QPushButton):
    """An icon alone: only for close, calendar and caret.  ``name`` is what it is called."""

    def __init__(
        self, icon: str, name: str, on_click: Callable[[], object] | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self.setProperty("kind", "bare")
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFixedSize(26, 26)
        if on_click is not None:
            self.clicked.connect(lambda: on_click())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The icon in the middle, darker under the mouse."""
        painter = QPainter(self)
        tokens = current().tokens
        colour = tokens.ink if self.underMouse() else tokens.ink2
        icons.paint(painter, self._icon, (self.width() - 16) / 2, (self.height() - 16) / 2, 16, colour)
