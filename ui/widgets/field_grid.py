"""Fields side by side, and below each other where the room is too narrow for that (large text on a small screen)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QBoxLayout, QGridLayout, QLabel, QStyle, QWidget

from ui.widgets.segments import Segments
from ui.widgets.text import ElidingLabel

_TOP = Qt.AlignmentFlag.AlignTop


class FieldGrid(QGridLayout):
    """Rows of widgets, columns of one width.  One alone in its row takes the whole of it.  ``top`` lets lower ones stand
    at the top of their row."""

    def __init__(self, rows: Sequence[Sequence[QWidget]], down: int = 10, top: bool = False) -> None:
        super().__init__()
        self._rows = [tuple(row) for row in rows]
        self._columns = max(map(len, self._rows))
        self._top = top
        self._below: bool | None = None
        self.setHorizontalSpacing(16)
        self.setVerticalSpacing(down)
        self._place(False)

    def fold(self, room: int) -> None:
        """Stand in one column where the rows are wider than ``room`` (pixels)."""
        columns = zip(*(row for row in self._rows if len(row) == self._columns), strict=True)
        least = sum(max(_least(widget) for widget in column) for column in columns)
        self._place(least + self.horizontalSpacing() * (self._columns - 1) > room)

    def _place(self, below: bool) -> None:
        if below == self._below:
            return
        self._below = below
        for row in self._rows:
            for widget in row:
                self.removeWidget(widget)
        for column in range(self._columns):
            self.setColumnStretch(column, int(column == 0 or not below))
        along = _TOP if self._top and not below else Qt.AlignmentFlag(0)
        line = 0
        for row in self._rows:
            for column, widget in enumerate(row):
                if below:
                    self.addWidget(widget, line + column, 0, along)
                else:
                    self.addWidget(widget, line, column, 1, -1 if len(row) == 1 else 1, along)
            line += len(row) if below else 1


class FieldLine(QBoxLayout):
    """Widgets in one line; one that is hidden takes no room.  ``shares`` of what is left over, one for each; where nobody
    has one it stays empty at the end."""

    def __init__(self, widgets: Sequence[QWidget], shares: Sequence[int], gap: int = 12, top: bool = False) -> None:
        super().__init__(QBoxLayout.Direction.LeftToRight)
        self._widgets, self._shares = tuple(widgets), tuple(shares)
        self.setSpacing(gap)
        for widget, share in zip(widgets, shares, strict=True):
            self.addWidget(widget, share, _TOP if top else Qt.AlignmentFlag(0))
        if not any(shares):
            self.addStretch(1)

    def fold(self, room: int) -> None:
        """Stand below each other where the line is wider than ``room`` (pixels)."""
        least = sum(_least(widget) for widget in self._widgets) + self.spacing() * (len(self._widgets) - 1)
        below = least > room
        self.setDirection(QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight)
        for place, share in enumerate(self._shares):
            self.setStretch(place, 0 if below else share)


def fold_all(root: QWidget, room: int) -> None:
    """Fold every grid and every row of choices of a form that has ``room`` pixels, a scroll bar's among them."""
    room -= QApplication.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
    for segments in root.findChildren(Segments):
        segments.fold(room)
    for grid in root.findChildren(FieldGrid):
        grid.fold(room)
    for line in root.findChildren(FieldLine):
        line.fold(room)
    for words in root.findChildren(QLabel):
        if not words.wordWrap() and not isinstance(words, ElidingLabel) and words.minimumSizeHint().width() > room:
            words.setWordWrap(True)


def _least(widget: QWidget) -> int:
    return max(widget.minimumSizeHint().width(), widget.minimumWidth())
