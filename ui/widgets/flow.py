"""Widgets in a row that runs on to further rows where the window is narrow."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget


class Flow(QObject):
    """Lays out a host's children left to right, wrapping; the host grows as high as the rows need."""

    def __init__(self, host: QWidget, widgets: Sequence[QWidget], gap: int = 8) -> None:
        super().__init__(host)
        self._host, self._gap = host, gap
        self._widgets: list[QWidget] = []
        host.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        host.installEventFilter(self)
        for widget in widgets:
            self.add(widget)

    def add(self, widget: QWidget) -> None:
        """Put a widget at the end."""
        widget.setParent(self._host)
        widget.installEventFilter(self)
        self._widgets.append(widget)
        widget.show()
        self.lay_out()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Lay out again when the host or a widget changes size."""
        resized = watched is self._host and isinstance(event, QResizeEvent)
        grown = watched is not self._host and event.type() in (
            QEvent.Type.LayoutRequest,
            QEvent.Type.DynamicPropertyChange,
        )
        if resized or grown or event.type() is QEvent.Type.Show:
            self.lay_out()
        return False

    def lay_out(self) -> None:
        """Place every widget in the middle of its row; remember how high that came out."""
        rows: list[list[tuple[QWidget, QSize, int]]] = [[]]
        x, room = 0, max(1, self._host.width())
        for widget in self._widgets:
            size = self._size(widget)
            if x and x + size.width() > room:
                rows.append([])
                x = 0
            rows[-1].append((widget, size, x))
            x += size.width() + self._gap
        y = 0
        for row in rows:
            high = max((size.height() for _, size, _ in row), default=0)
            for widget, size, left in row:
                widget.setGeometry(left, y + (high - size.height()) // 2, size.width(), size.height())
            y += high + self._gap
        self._host.setFixedHeight(max(1, y - self._gap))

    def _size(self, widget: QWidget) -> QSize:
        wanted = widget.sizeHint()
        width = max(min(wanted.width(), widget.maximumWidth()), widget.minimumWidth())
        return QSize(width, max(wanted.height(), widget.minimumHeight()))
