"""Whether the tables of a window still say whom and what their rows are about."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from ui.a11y import accessible_name
from ui.models.cells import Bar, Entry, StateCell, TwoLine
from ui.models.columns import Column, Kind
from ui.models.row_model import VALUE, RowModel
from ui.theme import marks
from ui.theme.appearance import current
from ui.theme.sheet import grown
from ui.theme.type_scale import Role, font
from ui.widgets.cell_painting import EDGE, GAP, MARK, MARK_GAP, width_of
from ui.widgets.row_table import RowTable

NAME, SAID = 130, 100
"""Pixels of words, at 100 %, that say enough where they are longer: in the first column, and in the one that stretches."""
ROWS = 40


def squeezed(root: QWidget) -> list[str]:
    """Tables whose first or stretching column is gone or too narrow for what it tells, or that are wider than their room."""
    found = []
    for table in root.findChildren(RowTable):
        model, head = table.model(), table.horizontalHeader()
        if not isinstance(model, RowModel) or not table.isVisibleTo(root) or not model.rowCount():
            continue
        room = table.viewport().width()
        for number, enough in _telling(model):
            wanted = _wanted(model, number, enough)
            has = 0 if head.isSectionHidden(number) else head.sectionSize(number)
            if has < wanted:
                found.append(f"{accessible_name(table)}, {model.columns[number].name}: {has} of {wanted} in {room}")
        shown = sum(head.sectionSize(n) for n in range(model.columnCount()) if not head.isSectionHidden(n))
        if shown > room + 1:
            found.append(f"{accessible_name(table)}: columns of {shown} in {room}")
    return found


def _telling(model: RowModel[Any]) -> list[tuple[int, int]]:
    first = next(n for n, column in enumerate(model.columns) if column.kind is not Kind.CHECK)
    return [(first, NAME), *((n, SAID) for n, column in enumerate(model.columns) if column.stretch and n != first)]


def _wanted(model: RowModel[Any], number: int, enough: int) -> int:
    """Pixels of the column: the longest words of it whole, or enough of them."""
    column, percent = model.columns[number], current().percent
    rows = [row for row in range(min(ROWS, model.rowCount())) if model.id_at(row) is not None]
    longest = max((_pixels(column, model.index(row, number).data(VALUE), percent) for row in rows), default=0.0)
    edges = (EDGE if number == 0 else GAP / 2) + GAP / 2
    return round(min(longest, grown(enough, percent)) + edges) - 1 if longest else 0


def _pixels(column: Column[Any], value: object, percent: int) -> float:
    """How wide the words a cell begins with are drawn; an entry's state goes below them."""
    match value:
        case TwoLine(top=words, wrap=True):
            return width_of(words, font(Role.BODY, percent)) / 1.6
        case TwoLine(top=words, bold=bold):
            return width_of(words, font(Role.STRONG if bold else Role.BODY, percent))
        case StateCell(mark=mark, words=words):
            role = Role.STRONG if marks.look(mark).bold else Role.BODY
            return width_of(words, font(role, percent)) + grown(MARK, percent) + MARK_GAP
        case Bar(words=words):
            return width_of(words, font(Role.BODY, percent)) + 30
        case Entry() | None:
            return 0.0
    return width_of(str(value), font(Role.STRONG if column.kind is Kind.STRONG else Role.BODY, percent))
