"""Draws an entry of the timeline: its day, its icon on a line that joins them, two lines of words (design.md 6)."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QWidget

from ui.models.row_model import ROW
from ui.pages.case.timeline_words import Happening
from ui.theme import icons
from ui.theme.appearance import current
from ui.theme.sheet import grown
from ui.theme.type_scale import Role, font, line_height
from ui.widgets.cell_delegate import CellDelegate
from ui.widgets.cell_painting import Brush, width_of

DAY, ICON, WORDS = 78, 16, 40
"""Pixels for the day (right-aligned), the icon, and from the day's end to where the words begin."""
SIDE = 12


def day_words(entry: Happening) -> str:
    """``28 October``, ``about 24 May 2019``."""
    return f"about {entry.day}" if entry.approximate else entry.day


class TimelineDelegate(CellDelegate):
    """``fit`` gives the day the room that the longest of them needs, for a date is never cut short."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._day = DAY

    def fit(self, entries: Iterable[Happening]) -> None:
        """Measure the days of these entries."""
        face = font(Role.SMALL, current().percent)
        widest = max((width_of(words, face) for words in {day_words(e) for e in entries}), default=0.0)
        self._day = max(grown(DAY, current().percent), ceil(widest) + 2)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Ground, joining line, day, icon and words; a corrected entry in the colour of second lines."""
        entry = index.data(ROW)
        if not isinstance(entry, Happening):
            super().paint(painter, option, index)
            return
        look = current()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        tokens = look.tokens.selected if chosen else look.tokens
        box = QRectF(option.rect)
        painter.save()
        painter.fillRect(box, QColor(tokens.surface))
        brush = Brush(painter, tokens, look.percent)
        first = QRectF(box.left() + SIDE, box.top() + 4, self._day, line_height(Role.BODY, look.percent))
        brush.line(first, day_words(entry), Role.SMALL, tokens.ink2, right=True)
        centre = first.right() + 16
        if index.row() + 1 < index.model().rowCount():
            painter.fillRect(QRectF(centre, first.top() + 20, 1, box.height() - 18), QColor(tokens.line))
        icons.paint(painter, entry.icon, round(centre - ICON / 2), round(first.top() + 1), ICON, tokens.ink2)
        left = first.right() + WORDS - 8
        self._words(brush, QRectF(left, first.top(), box.right() - left - SIDE, first.height()), entry)
        self._paint_ring(painter, option, index)
        painter.restore()

    def _words(self, brush: Brush, line: QRectF, entry: Happening) -> None:
        tokens = brush.tokens
        brush.line(line, entry.top, Role.BODY, tokens.ink if entry.stands else tokens.ink3)
        if not entry.stands:
            width = min(line.width(), width_of(entry.top, font(Role.BODY, brush.percent)))
            brush.painter.fillRect(QRectF(line.left(), round(line.center().y()), width, 1), QColor(tokens.ink3))
        second = QRectF(line.left(), line.bottom() - 1, line.width(), line_height(Role.SMALL, brush.percent))
        remark = entry.changed or entry.late
        words = entry.bottom if not remark else f"{entry.bottom} · " if entry.bottom else ""
        room = width_of(remark, font(Role.SMALL, brush.percent)) + 18 if remark else 0.0
        taken = min(width_of(words, font(Role.SMALL, brush.percent)) + 1, max(0.0, second.width() - room))
        if words:
            brush.line(QRectF(second.left(), second.top(), taken, second.height()), words, Role.SMALL, tokens.ink3)
        if remark:
            left = second.left() + taken
            icons.paint(
                brush.painter, "pencil-simple-line", round(left), round(second.center().y() - 7), 14, tokens.ink2
            )
            brush.line(second.adjusted(taken + 18, 0, 0, 0), remark, Role.SMALL, tokens.ink2)
