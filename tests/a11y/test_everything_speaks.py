"""Every page and dialog by ear: what can be reached has a name, tables say their columns and their cells."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QTableView

from tests.a11y.shown import DIALOGS, PLACES, Shown
from ui.a11y import accessible_name, problems
from ui.models.columns import Kind
from ui.models.row_model import RowModel
from ui.widgets.row_table import RowTable

ROWS = 25
SPOKEN = (QAccessible.Role.Cell, QAccessible.Role.ColumnHeader)


@pytest.mark.parametrize("place", PLACES)
def test_a_page_can_be_used_by_ear(shown: Shown, place: str) -> None:
    shown.go(place)
    assert problems(shown.window) == []


@pytest.mark.parametrize("key", DIALOGS)
def test_a_dialog_can_be_used_by_ear(shown: Shown, key: str) -> None:
    with shown.dialog(key) as dialog:
        assert problems(dialog) == []
        assert accessible_name(dialog)


@pytest.mark.parametrize("place", PLACES)
def test_tables_are_named_and_their_columns_and_cells_speak(shown: Shown, place: str) -> None:
    page = shown.go(place)
    silent: list[str] = []
    for table in (t for t in page.findChildren(QTableView) if t.isVisibleTo(page)):
        assert accessible_name(table), f"a table of {place} has no name"
        heard = QAccessible.queryAccessibleInterface(table)
        model = table.model()
        for column in range(model.columnCount()):
            title = model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.AccessibleTextRole)
            title = title or model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole)
            if not title:
                silent.append(f"{accessible_name(table)}: column {column}")
        for place in range(min(heard.childCount(), ROWS * model.columnCount())):
            cell = heard.child(place)
            if cell.role() in SPOKEN and not cell.text(QAccessible.Text.Name).strip():
                silent.append(f"{accessible_name(table)}: {cell.role().name} {place}")
    assert silent == []


@pytest.mark.parametrize("place", PLACES)
def test_a_row_is_one_sentence(shown: Shown, place: str) -> None:
    """Down reads a row's first cell: it says more than that cell where there is more in the row."""
    page, bare = shown.go(place), []
    for table in page.findChildren(RowTable):
        model = table.model()
        assert isinstance(model, RowModel)
        row = next((n for n in range(min(ROWS, model.rowCount())) if model.id_at(n) is not None), None)
        if row is None or not table.isVisibleTo(page):
            continue
        heard, first = model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole), model.index(row, 0).data() or ""
        more = [n for n in range(1, model.columnCount()) if (model.index(row, n).data() or "–") != "–"]
        if more and model.columns[0].kind is not Kind.CHECK and heard == f"{model.columns[0].name}: {first}":
            bare.append(f"{accessible_name(table)}: {heard}")
    assert bare == []
