"""The short lists of the case page: a table that shows its selection only while it has the keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractScrollArea, QSizePolicy

from ui.models.columns import Column
from ui.models.row_model import RowModel
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
    ) -> None:
        self.lasting = lasting
        self.keyed: dict[int, Callable[[int], object]] = {}
        self.model_of_rows: RowModel[R] = RowModel(columns, sentence, row_id=row_id)
        super().__init__(self.model_of_rows, name, headed=headed, row_height=row_height)
        self.model_of_rows.setParent(self)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizeAdjustPolicy(QAbstractScrollArea.SizeAdjustPolicy.AdjustIgnored)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(40)

    def show_rows(self, rows: Sequence[R]) -> None:
        """Show these rows, keeping the place where the row is still there."""
        self.model_of_rows.set_rows(rows)
        self._quieten()

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


def by_place(rows: Sequence[Any]) -> Callable[[Any], int]:
    """Ids for rows that have none of their own: their place, from 1."""
    places = {id(row): place for place, row in enumerate(rows, 1)}
    return lambda row: places[id(row)]
