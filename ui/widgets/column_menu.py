"""The column chooser of a table: tick what to show, and sort without a mouse."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHeaderView, QMenu, QWidget

from ui.models.columns import Kind
from ui.models.row_model import RowModel

NO_ROOM = "There is no room for it in this window."


def columns_menu(
    rows: RowModel[Any],
    hidden: Collection[str],
    head: QHeaderView,
    show: Callable[[str, bool], object],
    parent: QWidget,
) -> QMenu:
    """Every column but the first and the boxes, ticked where it is wanted, with or without room for it; and every order
    the rows can stand in."""
    menu = QMenu(parent)
    for number, column in enumerate(rows.columns):
        if number == 0 or column.kind is Kind.CHECK:
            continue
        wanted = column.key not in hidden
        act = QAction(column.name, menu)
        act.setCheckable(True)
        act.setChecked(wanted)
        if wanted and head.isSectionHidden(number):
            act.setText(f"{column.name} (no room in this window)")
        act.toggled.connect(partial(show, column.key))
        menu.addAction(act)
    menu.addSeparator()
    order = menu.addMenu("Sort by")
    for column in rows.columns:
        if column.sort:
            order.addAction(column.name, partial(rows.sort_by, column.sort, False))
    return menu
