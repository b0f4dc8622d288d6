"""The short lists of the case page: a table that shows its selection only while it has the keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import ceil
from typing import TypeVar

from PySide6.QtCore import QItemSelectionModel, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QSizePolicy

from ui.models.columns import Column
from ui.models.row_model import RowModel
from ui.models.row_source import Group
from ui.theme.appearance import current
from ui.theme.sheet import grown
from ui.theme.type_scale import Role, font
from ui.widgets.cell_painting import EDGE, GAP, Brush, width_of
from ui.widgets.row_table import RowTable

R = TypeVar("R")


class ShortList(RowTable[R]):
    """A list in a panel.  ``lasting`` keeps the selection in sight when the keys are elsewhere.

    ``keyed`` maps keys to acts on the row under the keys (F4 why, Delete and so on).
    """

    def __init__(
        self,
        columns: Sequence[Column[R]],
        name: str,
        row_height: int,
        sentence: Callable[[R], str] | None = None,
        row_id: Callable[[R], int] | None = None,
        headed: bool = False,
        lasting: bool = False,
        empty: str = "",
    ) -> None:
        self.lasting = lasting
        self._empty = empty
        self.keyed: dict[int, Callable[[int], object]] = {}
        self.model_of_rows: RowModel[R] = RowModel(columns, sentence, row_id=row_id)
        super().__init__(self.model_of_rows, name, headed=headed, row_height=row_height)
        self.model_of_rows.setParent(self)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizeAdjustPolicy(QAbstractScrollArea.SizeAdjustPolicy.AdjustIgnored)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(40)

    def show_rows(self, rows: Sequence[R], groups: Sequence[Group] = ()) -> None:
        """Show these rows, keeping the place where the row is still there."""
        self.model_of_rows.set_rows(rows, groups)
        self.setAccessibleDescription("" if rows else self._empty)
        self._quieten()

    def fit_column(self, key: str, words: Iterable[str], role: Role = Role.BODY, beside: int = 0) -> None:
        """Make a column as wide as the longest of these words and ``beside`` pixels: dates and states never elide."""
        place = next(n for n, column in enumerate(self.model_of_rows.columns) if column.key == key)
        face = font(role, current().percent)
        widest = max((width_of(one, face) for one in words), default=0.0)
        least = grown(self.model_of_rows.columns[place].width, current().percent)
        last = EDGE if place == len(self.model_of_rows.columns) - 1 else GAP / 2
        self.set_width(place, max(least, ceil(widest + beside + GAP / 2 + last) + 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows, or one sentence where there are none."""
        super().paintEvent(event)
        if self._empty and not self.model_of_rows.rowCount():
            look, painter = current(), QPainter(self.viewport())
            brush = Brush(painter, look.tokens, look.percent)
            box = QRectF(EDGE, 4, self.viewport().width() - 2 * EDGE, 24)
            brush.line(box, self._empty, Role.BODY, look.tokens.ink3)

    def row_now(self) -> R | None:
        """The row under the keys."""
        return self.model_of_rows.row_at(self.currentIndex().row())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keys are."""
        super().focusInEvent(event)
        index = self.currentIndex()
        if not index.isValid() and self.model_of_rows.rowCount():
            index = self.model_of_rows.index(0, 0)
        if index.isValid():
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.selectionModel().setCurrentIndex(index, flags)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A list without the keys is quiet, unless something beside it follows the selection."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._quieten()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys of this list first, then those of every table."""
        act, row_id = self.keyed.get(event.key()), self.current_id()
        if act is not None and row_id is not None and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            act(row_id)
            return
        super().keyPressEvent(event)

    def _quieten(self) -> None:
        if not self.lasting and not self.hasFocus():
            self.selectionModel().clearSelection()
