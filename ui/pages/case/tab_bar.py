"""The tabs of a case: words with their count in a lighter ink, and a bar under the chosen one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QTabBar, QVBoxLayout, QWidget

from ui.theme.appearance import current
from ui.theme.sheet import grown
from ui.theme.type_scale import Role, font
from ui.widgets.cell_painting import width_of

HIGH, SIDE, GAP = 32, 9, 6
GAP_ACTS = 8


class TabRow(QWidget):
    """The tabs at the left, those that do not fit behind More, the acts at the right, and the rule under all of them.

    With the largest text on a small screen the acts stand under the rule.
    ``offer`` says whether a tab is there at all.  The tab chosen is always shown; the last ones go behind More first.
    """

    def __init__(self, tabs: CaseTabs, acts: Sequence[QWidget]) -> None:
        super().__init__()
        self._tabs, self._acts = tabs, acts
        self._there = [True] * tabs.count()
        self._acts_below = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.more = QPushButton("More")
        self.more.setProperty("dense", True)
        self.more.setAccessibleName("More parts of the case")
        self._menu = QMenu(self.more)
        self.more.setMenu(self._menu)
        self._menu.aboutToShow.connect(self._fill)
        both = QVBoxLayout(self)
        both.setContentsMargins(0, 0, 0, 1)
        both.setSpacing(0)
        self._line, self._below = QHBoxLayout(), QHBoxLayout()
        for line in (self._line, self._below):
            line.setSpacing(GAP_ACTS)
            both.addLayout(line)
        self._line.addWidget(tabs, 1, Qt.AlignmentFlag.AlignBottom)
        for act in (self.more, *acts):
            self._line.addWidget(act, 0, Qt.AlignmentFlag.AlignTop)
        self._below.addStretch(1)
        tabs.currentChanged.connect(lambda _place: self.arrange())
        tabs.resized.connect(self.arrange)

    def offer(self, place: int, there: bool) -> None:
        """Let a tab be there, or not."""
        self._there[place] = there
        self.arrange()

    @property
    def behind(self) -> list[int]:
        """The tabs that are there and do not fit."""
        return [n for n, there in enumerate(self._there) if there and not self._tabs.isTabVisible(n)]

    def arrange(self) -> None:
        """Show as many tabs as fit, in their order, and the one chosen."""
        listed = [n for n, there in enumerate(self._there) if there or n == self._tabs.currentIndex()]
        wide = {n: self._tabs.tabSizeHint(n).width() for n in listed}
        acts = sum(act.sizeHint().width() + GAP_ACTS for act in self._acts)
        more = self.more.sizeHint().width() + GAP_ACTS
        room = self.width()
        self._put_below(max(wide.values()) + more + acts > room)
        room -= 0 if self._acts_below else acts
        if sum(wide.values()) > room:
            room -= more
        shown = {self._tabs.currentIndex()}
        left = room - wide.get(self._tabs.currentIndex(), 0)
        for n in listed:
            if n in shown:
                continue
            left -= wide[n]
            if left < 0:
                break
            shown.add(n)
        for n in range(self._tabs.count()):
            if self._tabs.isTabVisible(n) != (n in shown):
                self._tabs.setTabVisible(n, n in shown)
        self.more.setVisible(len(shown) < len(listed))

    def _put_below(self, below: bool) -> None:
        """Where the widest tab, More and the acts do not fit beside each other, the acts stand under the rule."""
        if below == self._acts_below:
            return
        self._acts_below = below
        self._below.setContentsMargins(0, GAP_ACTS if below else 0, 0, 0)
        for place, act in enumerate(self._acts):
            (self._line if below else self._below).removeWidget(act)
            if below:
                self._below.insertWidget(place, act)
            else:
                self._line.addWidget(act, 0, Qt.AlignmentFlag.AlignTop)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, other tabs."""
        super().resizeEvent(event)
        self.arrange()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The rule, under the tabs."""
        y = self._line.geometry().bottom() + 1
        QPainter(self).fillRect(QRectF(0, y, self.width(), 1), QColor(current().tokens.control))

    def _fill(self) -> None:
        self._menu.clear()
        for place in self.behind:
            self._menu.addAction(self._tabs.tabText(place), partial(self._tabs.setCurrentIndex, place))


class CaseTabs(QTabBar):
    """A tab bar that is drawn by hand and spoken by Qt.  ``set_count`` puts a count after a tab's words.

    ``resized`` says that its tabs want another width.
    """

    resized = Signal()

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
        self.resized.emit()
