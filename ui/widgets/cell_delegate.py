"""The delegate of every table: draws a cell by its column's kind, the hairline, the selection and the focus ring."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from ehcp_desk.domain.strip import Strip
from ui.as_written import tip
from ui.models.cells import Bar, Entry, StateCell, TwoLine
from ui.models.columns import Column, Kind
from ui.models.row_model import GROUP, VALUE, RowModel
from ui.models.row_source import Group
from ui.theme import icons
from ui.theme.appearance import current
from ui.theme.desk_style import BOX, paint_check
from ui.theme.type_scale import Role, font
from ui.widgets.cell_painting import EDGE, GAP, Brush, paint_bar, paint_state, paint_two_line, width_of
from ui.widgets.entry_painting import paint_entry
from ui.widgets.strip_painter import paint_strip

Index = QModelIndex | QPersistentModelIndex
_FLAG = QStyle.StateFlag


class CellDelegate(QStyledItemDelegate):
    """Shared by RowTable and its short-list form.  Draws only; ticking a box is done by the table."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Background, hairline, the cell by its kind, and the ring of the current row."""
        look = current()
        selected = bool(option.state & _FLAG.State_Selected)
        tokens = look.tokens.selected if selected else look.tokens
        box = QRectF(option.rect)
        painter.save()
        group = index.data(GROUP)
        ground = look.tokens.sunk if group is not None and not selected else tokens.surface
        painter.fillRect(box, QColor(ground))
        painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), QColor(look.tokens.line))
        brush = Brush(painter, tokens, look.percent)
        if isinstance(group, Group):
            self._paint_group(brush, box, group, index)
        else:
            self._paint_cell(brush, option, index)
        self._paint_ring(painter, option, index)
        painter.restore()

    def _paint_cell(self, brush: Brush, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        if not isinstance(model, RowModel):
            return
        column = model.columns[index.column()]
        box = self._inside(option, index)
        if column.kind is Kind.CHECK:
            self._paint_box(brush, option, index)
            return
        value = index.data(VALUE)
        if value is None and model.row_at(index.row()) is None:
            self._paint_waiting(brush, box, index)
            return
        self._paint_value(brush, box, column, value)

    def _paint_value(self, brush: Brush, box: QRectF, column: Column[object], value: object) -> None:
        match value:
            case None:
                if column.kind is not Kind.STRIP:
                    brush.line(box, "–", Role.BODY, brush.tokens.ink3, column.right)
            case TwoLine():
                paint_two_line(brush, box, value, column.right)
            case StateCell():
                paint_state(brush, box, value, column.right)
            case Bar():
                paint_bar(brush, box, value)
            case Entry():
                paint_entry(brush, box, value)
            case Strip():
                paint_strip(brush.painter, box, value, brush.tokens, brush.percent)
            case _:
                self._paint_words(brush, box, column, str(value))

    def _paint_words(self, brush: Brush, box: QRectF, column: Column[object], words: str) -> None:
        tokens = brush.tokens
        role = Role.STRONG if column.kind is Kind.STRONG else Role.BODY
        colour = {Kind.SECOND: tokens.ink3, Kind.ACTION: tokens.link}.get(column.kind, tokens.ink)
        brush.line(box, words, role, colour, column.right)
        if column.kind is Kind.ACTION and words:
            width = min(box.width(), width_of(words, font(Role.BODY, brush.percent)))
            left = box.right() - width if column.right else box.left()
            brush.painter.fillRect(QRectF(left, round(box.center().y()) + 8, width, 1), QColor(colour))

    def _paint_waiting(self, brush: Brush, box: QRectF, index: Index) -> None:
        """A bar in place of words that have not arrived, its length different from row to row."""
        length = box.width() * (0.45 + 0.1 * ((index.row() + index.column()) % 4))
        bar = QRectF(box.left(), box.center().y() - 4, max(12.0, length), 8)
        brush.painter.fillRect(bar, QColor(brush.tokens.sunk))

    def _paint_group(self, brush: Brush, box: QRectF, group: Group, index: Index) -> None:
        model = index.model()
        left = box.left() + EDGE
        if group.foldable and isinstance(model, RowModel):
            caret = "caret-right" if model.is_shut(group) else "caret-down"
            icons.paint(brush.painter, caret, left, box.center().y() - 7, 14, brush.tokens.ink2)
            left += 18
        width = width_of(group.title, font(Role.STRONG, brush.percent))
        brush.line(QRectF(left, box.top(), width + 1, box.height() - 1), group.title, Role.STRONG, brush.tokens.ink)
        count = QRectF(left + width + 4, box.top(), max(0.0, box.right() - left - width - 4), box.height() - 1)
        brush.line(count, group.count, Role.BODY, brush.tokens.ink3)

    def _paint_box(self, brush: Brush, option: QStyleOptionViewItem, index: Index) -> None:
        ticked = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        state = _FLAG.State_Enabled | (_FLAG.State_On if ticked else _FLAG.State_Off)
        left = option.rect.left() + EDGE
        box = QRectF(left, option.rect.top(), BOX, option.rect.height() - 1)
        # In high contrast a selected row inverts its boxes too, or an empty one looks filled; elsewhere it is only tinted.
        paint_check(brush.painter, box, state, brush.tokens if brush.tokens.contrast else current().tokens)

    def _inside(self, option: QStyleOptionViewItem, index: Index) -> QRectF:
        """The cell without its sides and its hairline."""
        first = index.column() == 0
        box = QRectF(option.rect)
        return box.adjusted(EDGE if first else GAP / 2, 0, -EDGE if self._is_last(option, index) else -GAP / 2, -1)

    def _is_last(self, option: QStyleOptionViewItem, index: Index) -> bool:
        view = option.widget
        header = getattr(view, "horizontalHeader", None)
        if header is None:
            return True
        bar = header()
        after = range(bar.visualIndex(index.column()) + 1, bar.count())
        return all(bar.isSectionHidden(bar.logicalIndex(place)) for place in after)

    def _paint_ring(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """2 px of focus inside the edge of the whole current row, while its table has the keys."""
        view = option.widget
        if not isinstance(view, QAbstractItemView) or not view.hasFocus() or view.currentIndex().row() != index.row():
            return
        box, colour = QRectF(option.rect), QColor(current().tokens.focus)
        painter.fillRect(QRectF(box.left(), box.top(), box.width(), 2), colour)
        painter.fillRect(QRectF(box.left(), box.bottom() - 2, box.width(), 2), colour)
        if option.rect.left() <= 0:
            painter.fillRect(QRectF(box.left(), box.top(), 2, box.height()), colour)
        if self._is_last(option, index) or index.data(GROUP) is not None:
            painter.fillRect(QRectF(box.right() - 2, box.top(), 2, box.height()), colour)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Rows and columns are sized by the table, never by their content."""
        return QSize(0, 0)

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        """The whole of a cell that may have been cut short."""
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return super().helpEvent(event, view, option, index)
        words = index.data(Qt.ItemDataRole.DisplayRole)
        QToolTip.showText(event.globalPos(), tip(str(words)) if words else "", view)
        return True
