"""View tabs in one row: those that do not fit stand behind More, and the one chosen is always shown."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from ui.theme.appearance import current
from ui.widgets.view_tabs import ViewTabs

GAP = 8


class ViewRow(QWidget):
    """The tabs at the left, More at the right where it is needed, and the rule under both."""

    def __init__(self, tabs: ViewTabs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tabs = tabs
        tabs.setUsesScrollButtons(False)
        self.more = QPushButton("More")
        self.more.setProperty("dense", True)
        self.more.setAccessibleName(f"More {tabs.accessibleName().lower()}")
        self._menu = QMenu(self.more)
        self.more.setMenu(self._menu)
        self._menu.aboutToShow.connect(self._fill)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 1)
        line.setSpacing(GAP)
        line.addWidget(tabs, 1)
        line.addWidget(self.more, 0, Qt.AlignmentFlag.AlignTop)
        tabs.changed.connect(self.arrange)
        current().changed.connect(self.arrange)

    @property
    def behind(self) -> list[int]:
        """The tabs that do not fit."""
        return [n for n in range(self._tabs.count()) if not self._tabs.isTabVisible(n)]

    def arrange(self) -> None:
        """Show as many as fit, in their order, and the one chosen."""
        tabs = self._tabs
        wide = [tabs.tabSizeHint(n).width() for n in range(tabs.count())]
        room = self.width() - (0 if sum(wide) <= self.width() else self.more.sizeHint().width() + GAP)
        shown = {tabs.currentIndex()}
        left = room - (wide[tabs.currentIndex()] if tabs.currentIndex() >= 0 else 0)
        for n in range(tabs.count()):
            if n not in shown:
                left -= wide[n]
                if left < 0:
                    break
                shown.add(n)
        for n in range(tabs.count()):
            tabs.setTabVisible(n, n in shown)
        self.more.setVisible(len(shown) < tabs.count())

    def _fill(self) -> None:
        self._menu.clear()
        for place in self.behind:
            self._menu.addAction(self._tabs.with_count(place), partial(self._tabs.setCurrentIndex, place))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, other tabs."""
        super().resizeEvent(event)
        self.arrange()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The rule under all of it."""
        QPainter(self).fillRect(QRectF(0, self.height() - 2, self.width(), 1), QColor(current().tokens.control))
