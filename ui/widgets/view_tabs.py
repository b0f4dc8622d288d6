"""Tabs with counts: saved views above a list, and the tabs of a case.  A rule beneath, the accent under the chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QTabBar, QWidget

from ui.as_written import caption, said
from ui.theme.appearance import current
from ui.theme.sheet import grown
from ui.theme.type_scale import Role
from ui.widgets.cell_painting import Brush
from ui.widgets.focus_frame import NO_RING

HEIGHT, SIDE, GAP = 34, 12, 6


class ViewTabs(QTabBar):
    """``show_views`` takes (key, title, count words); ``on_change`` is called with the key of
    the one chosen; ``side`` is the room at each side of a title; ``changed`` says that other tabs, counts or another choice
    want another width."""

    changed = Signal()

    def __init__(
        self,
        name: str,
        on_change: Callable[[str], object] | None = None,
        parent: QWidget | None = None,
        side: int = SIDE,
    ) -> None:
        super().__init__(parent)
        self._side = side
        self._counts: list[str] = []
        self._keys: list[str] = []
        self._on_change = on_change
        self.setAccessibleName(name)
        self.setProperty(NO_RING, True)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.currentChanged.connect(self._changed)

    def show_views(self, views: Sequence[tuple[str, str, str]]) -> None:
        """Set the tabs, keeping the chosen one where it is still there."""
        kept = self.chosen
        self.blockSignals(True)
        while self.count():
            self.removeTab(0)
        self._keys = [key for key, _, _ in views]
        self._counts = [count for _, _, count in views]
        for number, (_key, title, count) in enumerate(views):
            self.addTab(caption(title))
            self.setAccessibleTabName(number, f"{title}, {count}" if count else title)
        if kept in self._keys:
            self.setCurrentIndex(self._keys.index(kept))
        self.blockSignals(False)
        self.changed.emit()

    def set_count(self, key: str, count: str) -> None:
        """Change the words after one title."""
        if key in self._keys:
            number = self._keys.index(key)
            self._counts[number] = count
            self.setAccessibleTabName(
                number, f"{said(self.tabText(number))}, {count}" if count else said(self.tabText(number))
            )
            self.setTabText(number, self.tabText(number))
            self.update()
            self.changed.emit()

    def with_count(self, number: int) -> str:
        """A title with its count, as the caption of a menu."""
        return f"{self.tabText(number)} {self._counts[number]}".strip()

    @property
    def chosen(self) -> str:
        """The key of the chosen tab; empty where there are none."""
        return self._keys[self.currentIndex()] if 0 <= self.currentIndex() < len(self._keys) else ""

    @property
    def words(self) -> str:
        """The title of the chosen tab; empty where there are none."""
        return said(self.tabText(self.currentIndex())) if self.currentIndex() >= 0 else ""

    def choose(self, key: str) -> None:
        """Go to a tab by its key."""
        if key in self._keys:
            self.setCurrentIndex(self._keys.index(key))

    def _changed(self, _number: int) -> None:
        self.changed.emit()
        if self._on_change is not None and self.chosen:
            self._on_change(self.chosen)

    def tabSizeHint(self, index: int) -> QSize:
        """Wide enough at weight 600, so that choosing moves nothing."""
        look = current()
        width = QFontMetrics(look.font(Role.STRONG)).horizontalAdvance(said(self.tabText(index))) + 2 * self._side
        count = self._counts[index] if index < len(self._counts) else ""
        if count:
            width += GAP + QFontMetrics(look.font(Role.SMALL)).horizontalAdvance(count)
        return QSize(width, grown(HEIGHT, look.percent))

    def minimumTabSizeHint(self, index: int) -> QSize:
        """Titles are never cut."""
        return self.tabSizeHint(index)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Words and counts, the rule beneath all, 3 px of accent under the chosen, and the ring."""
        painter = QPainter(self)
        look = current()
        tokens = look.tokens
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), QColor(tokens.control))
        brush = Brush(painter, tokens, look.percent)
        for index in filter(self.isTabVisible, range(self.count())):
            box, on = QRectF(self.tabRect(index)), index == self.currentIndex()
            role = Role.STRONG if on else Role.BODY
            left = box.left() + self._side
            width = QFontMetrics(look.font(role)).horizontalAdvance(said(self.tabText(index)))
            words = QRectF(left, box.top(), width + 1, box.height() - 3)
            brush.line(words, said(self.tabText(index)), role, tokens.ink if on else tokens.ink2)
            count = QRectF(left + width + GAP, box.top(), box.width(), box.height() - 3)
            brush.line(count, self._counts[index] if index < len(self._counts) else "", Role.SMALL, tokens.ink3)
            if on and self.hasFocus():
                painter.setPen(QPen(QColor(tokens.focus), 2))
                painter.drawRoundedRect(box.adjusted(2, 3, -2, -5), 4, 4)
            if on:
                painter.fillRect(QRectF(box.left(), self.height() - 3, box.width(), 3), QColor(tokens.accent))
