"""The view over a RowModel: fixed heights, one row at a time, Enter opens, Space previews, Ctrl+C copies."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Generic, TypeVar

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QToolTip, QWidget

from ehcp_desk.domain.safe_text import pasted_cell
from ui.a11y import announce
from ui.models.columns import Kind
from ui.models.row_model import RowModel
from ui.settings_store import SettingsStore
from ui.theme.appearance import current
from ui.theme.sheet import grown
from ui.widgets.cell_delegate import CellDelegate
from ui.widgets.column_choice import ColumnChoice, settings_above
from ui.widgets.column_menu import NO_ROOM, columns_menu
from ui.widgets.column_room import fitting
from ui.widgets.column_sharing import Sharing
from ui.widgets.entry_painting import entries_overflow, three_lines
from ui.widgets.table_head import TableHead

R = TypeVar("R")
COMFORTABLE_TWO, COMFORTABLE_ONE, COMPACT, GROUP_ROW = 38, 30, 26, 25
LEAST_ROWS, AROUND = 4, 6
_QT_MOST = 16_777_215
"""No widget can be higher."""


class RowTable(QTableView, Generic[R]):
    """``name`` is its accessible name and the name its widths and density are remembered under.

    ``start_selected`` puts the first row under the keys at once: usual where there is a head, not in short lists.
    ``last_to_go`` names columns that give way only after the others where there is no room, the first of them first.
    ``opened`` (Enter, double click) and ``previewed`` (Space) carry a row's id; ``current_changed`` the id under the
    keys or None; ``acted`` the id and the key of an ACTION column that was clicked; ``copied``
    how many lines are on the clipboard.
    """

    opened = Signal(int)
    previewed = Signal(int)
    current_changed = Signal(object)
    acted = Signal(int, str)
    copied = Signal(int)

    def __init__(
        self,
        model: RowModel[R],
        name: str,
        two_line: bool = True,
        settings: SettingsStore | None = None,
        headed: bool = True,
        row_height: int = 0,
        start_selected: bool | None = None,
        last_to_go: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._rows = model
        self._two_line, self._height = two_line, row_height
        self._choice = ColumnChoice(name, model.columns, settings)
        self._compact = self._choice.compact
        self._kept_id: int | None = None
        self._fitted: int | None = None
        self._grows = self._tall = False
        self._widths: dict[int, int] = {}
        self._last_to_go = tuple(last_to_go)
        self._heir, self._bequest = "", 0
        self._sharing, self._fits = Sharing(model), False
        self._start_selected = headed if start_selected is None else start_selected
        self.setAccessibleName(name)
        self._head = TableHead(self)
        self.setHorizontalHeader(self._head)
        self._head.setVisible(headed)
        self._head.sectionClicked.connect(self._head_clicked)
        self._head.sectionResized.connect(self._remember_width)
        self.setItemDelegate(CellDelegate(self))
        self._dress()
        self.setModel(model)
        self._size_columns()
        self._size_rows()
        model.modelAboutToBeReset.connect(self._keep_place)
        model.modelReset.connect(self._back_to_place)
        model.chosen_changed.connect(lambda _count: self._head.viewport().update())
        self.selectionModel().currentRowChanged.connect(self._current_changed)
        current().changed.connect(self._restyle)

    def _dress(self) -> None:
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(20)

    # -- sizes -----------------------------------------------------------------------------------------------

    @property
    def compact(self) -> bool:
        """True where rows are 26 high."""
        return self._compact

    def set_compact(self, compact: bool) -> None:
        """Change the density, and remember it for this list."""
        self._compact = compact
        self._choice.compact = compact
        self._size_rows()

    def row_height(self) -> int:
        """Pixels of an ordinary row at the density and text size of now."""
        base = self._height or (COMPACT if self._compact else COMFORTABLE_TWO if self._two_line else COMFORTABLE_ONE)
        high = grown(base, current().percent)
        return max(high, three_lines(current().percent) + AROUND) if self._tall else high

    def fit_height(self, most: int = 0, grows: bool = False) -> None:
        """Make the table exactly as high as its rows (short lists in panels), ``most`` rows at the most; one that ``grows``
        takes more where its panel has room, up to all its rows."""
        self._fitted, self._grows = most, grows
        if self._measure_entries():
            self.verticalHeader().setDefaultSectionSize(self.row_height())
        rows = self._rows.rowCount()
        shown = min(rows, most) if most else rows
        head = self._head.sizeHint().height() if self._head.isVisibleTo(self) else 0
        # The last hairline is the panel's own edge.
        height = head + sum(self.rowHeight(row) for row in range(shown)) - (1 if shown == rows else 0)
        self.setFixedHeight(max(0, height))
        if grows and shown < rows:
            self.setMaximumHeight(min(head + rows * self.row_height(), _QT_MOST))
        self.updateGeometry()  # a fixed height alone does not reach the layouts above
        if shown == rows:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _restyle(self) -> None:
        self._size_columns()
        self._size_rows()

    def minimumSizeHint(self) -> QSize:
        """Never lower than its head and a few rows, so that on a small screen the page scrolls instead."""
        head = self._head.sizeHint().height() if self._head.isVisibleTo(self) else 0
        rows = min(LEAST_ROWS, max(1, self._rows.rowCount()))
        return QSize(super().minimumSizeHint().width(), head + rows * self.row_height())

    def _size_rows(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self.row_height())
        self._lay_groups()
        if self._fitted is not None:
            self.fit_height(self._fitted, self._grows)
        self.viewport().update()

    def _measure_entries(self) -> bool:
        """Whether its entries now want another height: a third line where their state would cut a name."""
        was, self._tall = self._tall, entries_overflow(self._rows, self.viewport().width(), current().percent)
        return self._tall != was

    def _lay_groups(self) -> None:
        self.clearSpans()
        height = grown(GROUP_ROW, current().percent)
        for row in self._rows.group_rows():
            self.setSpan(row, 0, 1, self._rows.columnCount())
            self.setRowHeight(row, height)

    def _size_columns(self) -> None:
        widths = self._choice.widths
        self._head.blockSignals(True)
        for number, column in enumerate(self._rows.columns):
            stretch = QHeaderView.ResizeMode.Stretch
            fixed = QHeaderView.ResizeMode.Fixed if column.kind is Kind.CHECK else QHeaderView.ResizeMode.Interactive
            self._head.setSectionResizeMode(number, stretch if column.stretch else fixed)
            self._widths[number] = widths.get(column.key, 0) or grown(column.kept_width, current().percent)
        for number in range(len(self._rows.columns)):
            self._head.resizeSection(number, self._width(number))
        self._head.blockSignals(False)
        self._fit_columns()

    def set_width(self, number: int, width: int) -> None:
        """Make a column this wide, because what it shows needs it; the others give way."""
        self._widths[number] = width
        self._head.resizeSection(number, width)
        self._fit_columns()

    def _remember_width(self, section: int, _old: int, new: int) -> None:
        column = self._rows.columns[section]
        nobody = self._fits or QGuiApplication.mouseButtons() == Qt.MouseButton.NoButton
        if column.stretch or nobody or not self._head.isVisible():
            return
        self._widths[section] = new = new - (self._bequest if column.key == self._heir else 0)
        self._choice.keep_width(column.key, new)

    def show_column(self, key: str, on: bool) -> None:
        """Show or hide a column, and remember it; others give way to one that is asked for."""
        self._choice.show(key, on)
        self._size_columns()

    def _ask_for(self, key: str, on: bool) -> None:
        """The same from the chooser: it says so where there is no room for the column all the same."""
        self.show_column(key, on)
        number = next(n for n, column in enumerate(self._rows.columns) if column.key == key)
        if on and self._head.isSectionHidden(number):
            QToolTip.showText(self._head.mapToGlobal(self._head.rect().center()), NO_ROOM, self)
            announce(self, NO_ROOM)

    def leave_out(self, keys: frozenset[str], heir: str = "", kind: str = "") -> None:
        """Hide columns that are empty in lists of this kind, unless the person asks for them, and give their room to ``heir``.

        What the person shows and hides in lists of this kind is remembered apart from what they chose in the others.
        """
        if kind != self._choice.kind:
            self._choice.left_out, self._heir, self._choice.kind = keys, heir, kind
            self._size_columns()
            self.viewport().update()

    def _width(self, number: int) -> int:
        return self._widths[number] + (self._bequest if self._rows.columns[number].key == self._heir else 0)

    def columns_menu(self, parent: QWidget | None = None) -> QMenu:
        """The column chooser."""
        return columns_menu(self._rows, self._choice.hidden, self._head, self._ask_for, parent or self)

    # -- place -----------------------------------------------------------------------------------------------

    def current_id(self) -> int | None:
        """The id under the keys; None on a heading or in an empty table."""
        return self._rows.id_at(self.currentIndex().row())

    def selected_ids(self) -> list[int]:
        """Ids of the selected rows, in the order of the table."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [row_id for row in rows if (row_id := self._rows.id_at(row)) is not None]

    def select_id(self, row_id: int) -> bool:
        """Go to a row by its id; False where it is not in the table."""
        row = self._rows.find(row_id)
        if row is None:
            return False
        self.select_row(row)
        return True

    def select_row(self, row: int) -> None:
        """Go to a row."""
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(self._rows.index(row, 0), flags)

    def _keep_place(self) -> None:
        self._kept_id = self.current_id()

    def _back_to_place(self) -> None:
        self._fit_columns()
        self._lay_groups()
        if self._fitted is not None:
            self.fit_height(self._fitted, self._grows)
        if self._kept_id is not None and self.select_id(self._kept_id):
            return
        if self._start_selected or self.hasFocus():
            self._select_first()

    def _select_first(self) -> None:
        first = next((r for r in range(min(self._rows.rowCount(), 50)) if self._rows.id_at(r) is not None), None)
        if first is not None:
            self.select_row(first)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys come in on a row, never on nothing."""
        on_nothing = not self.currentIndex().isValid()  # Qt goes to the first cell by itself, and leaves it unselected
        super().focusInEvent(event)
        if on_nothing:
            self._select_first()
        self.viewport().update()

    def _current_changed(self, now: QModelIndex, before: QModelIndex) -> None:
        for index in (now, before):
            if index.isValid():
                self.viewport().update()
        self.current_changed.emit(self._rows.id_at(now.row()) if now.isValid() else None)

    # -- acts ------------------------------------------------------------------------------------------------

    def _head_clicked(self, section: int) -> None:
        column = self._rows.columns[section]
        if column.kind is Kind.CHECK:
            self._rows.choose_all(len(self._rows.chosen) < self._rows.total())
        elif column.sort:
            again = self._rows.order.key == column.sort and not self._rows.order.descending
            self._rows.sort_by(column.sort, again)

    def copy_rows(self) -> None:
        """Put the selected rows on the clipboard as text, one a line with tabs; those not here yet are read first."""
        columns = [n for n, c in enumerate(self._rows.columns)
                   if not self._head.isSectionHidden(n) and c.kind is not Kind.CHECK]  # fmt: skip
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        self._rows.words_of(rows, partial(self._copy, columns))

    def _copy(self, columns: Sequence[int], lines: Sequence[Sequence[str]]) -> None:
        text = "\n".join("\t".join(pasted_cell(words[n]) for n in columns) for words in lines)
        QGuiApplication.clipboard().setText(text)
        self.copied.emit(len(lines))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Space and Ctrl+C; everything else is Qt's."""
        key, row = event.key(), self.currentIndex().row()
        row_id = self._rows.id_at(row)
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_rows()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and row >= 0:
            if row_id is None:
                self._rows.fold(row)
                self.select_row(row)
            elif key == Qt.Key.Key_Space:
                self._space(row_id)
            else:
                self.opened.emit(row_id)
        else:
            super().keyPressEvent(event)

    def _space(self, row_id: int) -> None:
        if any(c.kind is Kind.CHECK for c in self._rows.columns):
            ids = self.selected_ids() or [row_id]
            self._rows.choose(ids, row_id not in self._rows.chosen)
        else:
            self.previewed.emit(row_id)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A box, a caret or a link does its act; the rest selects."""
        index = self.indexAt(event.position().toPoint())
        row_id = self._rows.id_at(index.row()) if index.isValid() else None
        super().mousePressEvent(event)
        if not index.isValid() or event.button() != Qt.MouseButton.LeftButton:
            return
        column = self._rows.columns[index.column()]
        if row_id is None:
            self._rows.fold(index.row())
        elif column.kind is Kind.CHECK:
            self._rows.choose([row_id], row_id not in self._rows.chosen)
        elif column.kind is Kind.ACTION and index.data():
            self.acted.emit(row_id, column.key)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click opens."""
        index = self.indexAt(event.position().toPoint())
        row_id = self._rows.id_at(index.row()) if index.isValid() else None
        if row_id is not None and self._rows.columns[index.column()].kind is not Kind.CHECK:
            self.opened.emit(row_id)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Columns and order, on the right button and the menu key."""
        if self._head.isVisible():
            self.columns_menu().exec(event.globalPos())

    def showEvent(self, event: QShowEvent) -> None:
        """What the person chose is remembered with the settings of the window it is shown in."""
        super().showEvent(event)
        if self._choice.remember_in(settings_above(self)):
            self._compact = self._choice.compact
            self._size_columns()
            self._size_rows()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns that do not fit give way, from the right; child, state and due stay."""
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Show what the person chose, as far as there is room; the last one shown takes what is left."""
        columns, hidden, room = self._rows.columns, self._choice.hidden, self.viewport().width()
        gone = sum(self._widths[n] for n, c in enumerate(columns) if c.key in self._choice.left_out & hidden)
        shown, self._bequest = fitting(
            columns, hidden, self._widths, room, self._last_to_go, self._heir, gone, self._choice.asked
        )
        for number in range(len(columns)):
            if self._head.isSectionHidden(number) == (number in shown):
                self._head.setSectionHidden(number, number not in shown)
        alone = not any(columns[n].stretch for n in shown)
        self._head.setStretchLastSection(False)
        self._fits = True
        own = {n: self._width(n) for n in shown}
        for number, width in self._sharing.widths(shown, own, room, self._choice.widths).items():
            self._head.resizeSection(number, width)
        self._fits = False
        self._head.setStretchLastSection(alone)
        if self._measure_entries():
            self._size_rows()
