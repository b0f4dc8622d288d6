"""Tab order as reading order: the order in which things stand in their layouts, whenever they were made."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget

from ui.a11y import tab_in_order
from ui.widgets.flow import Flow


def reading_order(widget: QWidget) -> Iterator[QWidget]:
    """Everything inside a widget that the Tab key can reach, in the order of its layouts."""
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus == Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
        yield widget
    inside = widget.widget() if isinstance(widget, QScrollArea) else None
    if inside is not None:
        yield from reading_order(inside)
    layout = widget.layout()
    if layout is not None:
        yield from _in_layout(layout)
    for flow in (child for child in widget.children() if isinstance(child, Flow)):
        for held in flow.widgets:
            yield from reading_order(held)


def _in_layout(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield from reading_order(widget)
        elif inner is not None:
            yield from _in_layout(inner)


def tab_as_read(*parts: QWidget) -> None:
    """Make Tab go through these parts one after another, each in its reading order."""
    tab_in_order([widget for part in parts for widget in reading_order(part)])
