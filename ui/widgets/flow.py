"""Widgets in a row that runs on to further rows where the window is narrow."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

_NEVER_SMALLER = (QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.MinimumExpanding)


class Flow(QObject):
    """Lays out a host's children left to right, wrapping; the host grows as high as the rows need."""

    def __init__(self, host: QWidget, widgets: Sequence[QWidget], gap: int = 8) -> None:
        super().__init__(host)
        self._host, self._gap = host, gap
        self.widgets: list[QWidget] = []
        host.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        host.installEventFilter(self)
        for widget in widgets:
            self.add(widget)

    @property
    def shown(self) -> list[QWidget]:
        """The widgets that take room: one that was hidden leaves no gap."""
        return [widget for widget in self.widgets if not widget.isHidden()]

    def add(self, widget: QWidget, place: int | None = None) -> None:
        """Put a widget at a place, or at the end."""
        widget.setParent(self._host)
        widget.installEventFilter(self)
        self.widgets.insert(len(self.widgets) if place is None else place, widget)
        widget.show()
        self.lay_out()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Lay out again when the host or a widget changes size."""
        resized = watched is self._host and isinstance(event, QResizeEvent)
        changed = watched is not self._host and event.type() is QEvent.Type.DynamicPropertyChange
        if resized or changed or event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self.lay_out()
        return False

    def lay_out(self) -> None:
        """Place every widget in the middle of its row; remember how high that came out."""
        y = 0
        for row in self._rows(self._host.width()):
            high = max((size.height() for _, size, _ in row), default=0)
            for widget, size, left in row:
                widget.setGeometry(left, y + (high - size.height()) // 2, size.width(), size.height())
            y += high + self._gap
        self._host.setFixedHeight(max(1, y - self._gap))

    def height_in(self, width: int) -> int:
        """How high the rows would come out in this width."""
        rows = [max((size.height() for _, size, _ in row), default=0) for row in self._rows(width)]
        return sum(rows) + self._gap * (len(rows) - 1)

    def _rows(self, room: int) -> list[list[tuple[QWidget, QSize, int]]]:
        """The widgets of each row, with their size and their left edge."""
        rows: list[list[tuple[QWidget, QSize, int]]] = [[]]
        x = 0
        for widget in self.shown:
            size = self._size(widget, room)
            if x and x + size.width() > max(1, room):
                rows.append([])
                x = 0
            rows[-1].append((widget, size, x))
            x += size.width() + self._gap
        return rows

    def _size(self, widget: QWidget, room: int) -> QSize:
        """As large as it wishes; one that may be squeezed is never wider than the row."""
        wanted = widget.sizeHint()
        width = min(wanted.width(), widget.maximumWidth())
        if widget.sizePolicy().horizontalPolicy() not in _NEVER_SMALLER:
            width = min(width, max(1, room))
        return QSize(max(width, widget.minimumWidth()), max(wanted.height(), widget.minimumHeight()))
