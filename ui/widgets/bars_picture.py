"""A list of bars, taken along as a picture: its heading, its words and bars as they stand, and the table behind them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QItemSelectionModel, QPoint, QRectF
from PySide6.QtGui import QPainter, QRegion
from PySide6.QtWidgets import QWidget

from ui.models.row_model import RowModel
from ui.theme.appearance import current
from ui.theme.type_scale import Role, line_height
from ui.widgets.cell_painting import EDGE, Brush
from ui.widgets.pictures import Picture
from ui.widgets.row_table import RowTable


def bars_picture(table: RowTable[Any], model: RowModel[Any]) -> Picture:
    """The picture of a short list of bars whose rows are all here; its menu opens with the right button and the menu key."""

    def high() -> int:
        return round(line_height(Role.STRONG, current().percent)) + 8

    def draw(painter: QPainter, box: QRectF) -> None:
        look = current()
        brush = Brush(painter, look.tokens, look.percent)
        heading = QRectF(EDGE, 4, box.width() - 2 * EDGE, high() - 4)
        brush.line(heading, table.accessibleName(), Role.STRONG, look.tokens.ink)
        inside, chosen, here = table.viewport(), table.selectionModel(), table.currentIndex()
        held, quiet = chosen.selection(), chosen.blockSignals(True)
        chosen.clear()  # the row under the keys is of the moment, not of the picture
        inside.render(painter, QPoint(0, high()), QRegion(inside.rect()), QWidget.RenderFlag.DrawChildren)
        chosen.setCurrentIndex(here, QItemSelectionModel.SelectionFlag.NoUpdate)
        chosen.select(held, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        chosen.blockSignals(quiet)

    def rows() -> list[tuple[str, ...]]:
        heads = tuple(column.name for column in model.columns)
        return [heads, *model.reading(range(model.rowCount()))[1](lambda _done, _total, _what: None)]

    return Picture(table, table.accessibleName, draw, rows, high)
