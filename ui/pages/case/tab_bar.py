"""The tabs of a case: words with their count in a lighter ink, and a bar under the chosen one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QTabBar, QWidget

from ui.theme.appearance import current
from ui.theme.sheet import grown
from ui.theme.type_scale import Role, font
from ui.widgets.cell_painting import width_of

HIGH, SIDE, GAP = 32, 9, 6


class TabRow(QWidget):
    """The tabs at the left, the acts at the right, and the rule under both."""

    def __init__(self, tabs: QTabBar, acts: Sequence[QWidget]) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 1)
        line.setSpacing(8)
        line.addWidget(tabs, 1, Qt.AlignmentFlag.AlignBottom)
        for act in acts:
            line.addWidget(act, 0, Qt.AlignmentFlag.AlignTop)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The rule."""
        QPainter(self).fillRect(QRectF(0, self.height() - 1, self.width(), 1), QColor(current().tokens.control))


class CaseTabs(QTabBar):
    """A tab bar that is drawn by hand and spoken by Qt.  ``set_count`` puts a count after a tab's words."""

    def __init__(self, titles: list[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Parts of the case")
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._counts = [""] * len(titles)
        self._titles = titles
        for title in titles:
            self.addTab(title)
        current().changed.connect(self._restyle)

    def set_count(self, place: int, words: str) -> None:
        """``9``, ``6 of 7``; empty for none.  Read out after the tab's words."""
        if self._counts[place] != words:
            self._counts[place] = words
            self.setTabText(place, f"{self._titles[place]} {words}".strip())
            self._restyle()

    def set_counts(self, counts: Mapping[str, str]) -> None:
        """The count of each tab by its title."""
        for title, words in counts.items():
            self.set_count(self._titles.index(title), words)

    def tabSizeHint(self, index: int) -> QSize:
        """Wide enough for the words in their strong form, so that choosing a tab moves nothing."""
        percent = current().percent
        width = width_of(self._titles[index], font(Role.STRONG, percent)) + 2 * SIDE
        if self._counts[index]:
            width += width_of(self._counts[index], font(Role.SMALL, percent)) + GAP
        return QSize(round(width), grown(HIGH, percent))

    def minimumTabSizeHint(self, index: int) -> QSize:
        """Tabs are never squeezed; where they do not fit, they scroll."""
        return self.tabSizeHint(index)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Words, count and bar; the rule under all of them."""
        painter, look = QPainter(self), current()
        tokens = look.tokens
        for place in range(self.count()):
            box, chosen = QRectF(self.tabRect(place)), place == self.currentIndex()
            role = Role.STRONG if chosen else Role.BODY
            painter.setFont(font(role, look.percent))
            painter.setPen(QColor(tokens.ink if chosen else tokens.ink2))
            left = box.left() + SIDE
            words = QRectF(left, 0, box.width(), box.height() - 2)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self._titles[place])
            if self._counts[place]:
                left += width_of(self._titles[place], font(role, look.percent)) + GAP
                painter.setFont(font(Role.SMALL, look.percent))
                painter.setPen(QColor(tokens.ink3))
                painter.drawText(
                    QRectF(left, 0, 80, box.height() - 2), Qt.AlignmentFlag.AlignVCenter, self._counts[place]
                )
            if chosen:
                painter.fillRect(QRectF(box.left(), box.height() - 3, box.width(), 3), QColor(tokens.accent))

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()
