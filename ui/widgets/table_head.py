"""The head of a table: words in 12/600 over a rule, a caret by the sort, 6 16 20 over a strip (design.md section 7)."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QHeaderView, QStyle, QWidget

from ehcp_desk.domain.strip import SIX, SIXTEEN, TWENTY
from ui.models.columns import Kind
from ui.models.row_model import RowModel
from ui.theme import icons
from ui.theme.appearance import current
from ui.theme.desk_style import BOX, paint_check
from ui.theme.sheet import grown
from ui.theme.type_scale import Role, font
from ui.widgets.cell_painting import EDGE, GAP, Brush, width_of
from ui.widgets.strip_painter import frame_for

HEIGHT = 31


class TableHead(QHeaderView):
    """Sections never move by themselves; a click on a column that can be sorted asks for that order."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionsMovable(False)
        self.setMinimumSectionSize(28)
        self.setAccessibleName("Column headings")

    def sizeHint(self) -> QSize:
        """One height for every table; a head is as wide as its table, so no section is measured for it."""
        return QSize(0, grown(HEIGHT, current().percent))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Words, caret, scale or box; the rule beneath."""
        tokens = current().tokens
        painter.save()
        painter.fillRect(rect, QColor(tokens.surface))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(tokens.control))
        model = self.model()
        if isinstance(model, RowModel):
            self._paint_inside(painter, rect, section, model)
        painter.restore()

    def _paint_inside(self, painter: QPainter, rect: QRect, section: int, model: RowModel[object]) -> None:
        look = current()
        brush = Brush(painter, look.tokens, look.percent)
        column = model.columns[section]
        after = range(self.visualIndex(section) + 1, self.count())
        last = all(self.isSectionHidden(self.logicalIndex(place)) for place in after)
        left = EDGE if section == 0 else GAP / 2
        box = QRectF(rect).adjusted(left, 0, -EDGE if last else -GAP / 2, -2)
        if column.kind is Kind.CHECK:
            self._paint_box(painter, box, model)
        elif column.kind is Kind.STRIP:
            self._paint_scale(brush, box)
        else:
            self._paint_words(brush, box, section, model)

    def _paint_words(self, brush: Brush, box: QRectF, section: int, model: RowModel[object]) -> None:
        column = model.columns[section]
        sorted_here = bool(column.sort) and model.order.key == column.sort
        if sorted_here and column.right:
            box.adjust(0, 0, -16, 0)
        brush.line(box, column.title, Role.SMALL_STRONG, brush.tokens.ink2, column.right)
        if sorted_here:
            width = width_of(column.title, font(Role.SMALL_STRONG, brush.percent))
            left = box.right() + 3 if column.right else min(box.right() - 12, box.left() + width + 4)
            caret = "caret-down" if model.order.descending else "caret-up"
            icons.paint(
                brush.painter, caret, round(left), round(box.center().y() - 6), 12, brush.tokens.ink2, icons.BOLD
            )

    def _paint_scale(self, brush: Brush, box: QRectF) -> None:
        """The scale itself: 6, 16 and 20 over where their lines stand; 6 wide apart or not at all."""
        frame = frame_for(box, brush.percent)
        face = font(Role.SMALL_STRONG, brush.percent)
        brush.painter.setFont(face)
        brush.painter.setPen(QColor(brush.tokens.ink2))
        ends_at = box.left() - 4
        for day, words in ((SIX, "6"), (SIXTEEN, "16"), (TWENTY, "20")):
            width = width_of(words, face)
            left = max(frame.x(day) - width / 2, ends_at + 4)
            brush.painter.drawText(
                QRectF(left, box.top(), width + 2, box.height()), Qt.AlignmentFlag.AlignVCenter, words
            )
            ends_at = left + width

    def _paint_box(self, painter: QPainter, box: QRectF, model: RowModel[object]) -> None:
        chosen, total = len(model.chosen), model.total()
        flag = QStyle.StateFlag.State_Off if not chosen else QStyle.StateFlag.State_NoChange
        if total and chosen == total:
            flag = QStyle.StateFlag.State_On
        paint_check(painter, QRectF(box.left(), box.top(), BOX, box.height()), flag | QStyle.StateFlag.State_Enabled,
                    current().tokens)  # fmt: skip
