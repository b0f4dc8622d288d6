"""The drawn calendar of a proof: one row for each statutory week, the last cell the limit (design.md section 9).

Decoration: the steps beside it say the same in words, so a screen reader passes it over.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ehcp_desk.clock.days_drawn import DrawnDay, WeekRow
from ehcp_desk.domain.dates import MONTHS
from ui.theme.appearance import current
from ui.theme.sheet import grown
from ui.theme.tokens import Tokens
from ui.theme.type_scale import Role

CELL_WIDE, CELL_HIGH, LABEL, TOTAL, HEAD, KEY = 30, 20, 58, 44, 24, 30
SQUARE, THICK = 2, 2
"""Corner and edge in pixels of the box on a limit.  What is done is round and the governing limit thicker, so that each is
told from the others without colour."""


class ProofCalendar(QWidget):
    """Give it rows with ``show_days``."""

    def __init__(self) -> None:
        super().__init__()
        self._heads: tuple[str, ...] = ()
        self._rows: tuple[WeekRow, ...] = ()
        self._limits: frozenset[date] = frozenset()
        self._done: frozenset[date] = frozenset()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        current().changed.connect(self._resized)

    def show_days(
        self, heads: tuple[str, ...], rows: tuple[WeekRow, ...], limits: frozenset[date], done: frozenset[date]
    ) -> None:
        """Draw these weeks, with a box on each limit and on each day something was done."""
        self._heads, self._rows, self._limits, self._done = heads, rows, limits, done
        self._resized()

    def _resized(self) -> None:
        self._wide, self._high = grown(CELL_WIDE, current().percent), grown(CELL_HIGH, current().percent)
        self._label, self._total = grown(LABEL, current().percent), grown(TOTAL, current().percent)
        self.setFixedSize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        """Seven cells across between the week and the count; a row for each week; the key beneath."""
        if not self._rows:
            return QSize(0, 0)
        wide = self._label + 7 * self._wide + self._total
        return QSize(wide, HEAD + len(self._rows) * self._high + KEY)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Heads, weeks, rules, boxes, key."""
        if not self._rows:
            return
        painter, tokens = QPainter(self), current().tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self._paint_heads(painter, tokens)
        for place, row in enumerate(self._rows):
            self._paint_row(painter, tokens, place, row)
        self._paint_months(painter, tokens)
        for place, row in enumerate(self._rows):
            for column, day in enumerate(row.days):
                self._paint_box(painter, tokens, self._cell(place, column), day)
        self._paint_key(painter, tokens)

    def _cell(self, place: int, column: int) -> QRectF:
        return QRectF(self._label + column * self._wide, HEAD + place * self._high, self._wide, self._high)

    def _font(self, strong: bool = False) -> QFont:
        return current().font(Role.SMALL_STRONG if strong else Role.SMALL)

    def _paint_heads(self, painter: QPainter, tokens: Tokens) -> None:
        for column, words in enumerate(self._heads):
            last = column == len(self._heads) - 1
            painter.setFont(self._font(last))
            painter.setPen(QColor(tokens.ink if last else tokens.ink2))
            painter.drawText(QRectF(self._label + column * self._wide, 0, self._wide, HEAD), _CENTRE, words)

    def _paint_row(self, painter: QPainter, tokens: Tokens, place: int, row: WeekRow) -> None:
        marked = any(day.day in self._limits for day in row.days)
        line = QRectF(0, HEAD + place * self._high, self._label - 8, self._high)
        painter.setFont(self._font(marked))
        painter.setPen(QColor(tokens.ink if marked else tokens.ink2))
        painter.drawText(line, _RIGHT, f"week {row.week}")
        total = QRectF(self._label + 7 * self._wide + 10, line.top(), self._total, self._high)
        painter.drawText(total, _LEFT, str(row.total))
        for column, day in enumerate(row.days):
            self._paint_day(painter, tokens, self._cell(place, column), day)
        if marked:
            below = HEAD + (place + 1) * self._high
            painter.fillRect(QRectF(0, below, self.width(), 1), QColor(tokens.ink))

    def _paint_day(self, painter: QPainter, tokens: Tokens, cell: QRectF, day: DrawnDay) -> None:
        ground = tokens.surface
        if day.today:
            ground = tokens.ink
        elif day.governing:
            ground = tokens.due_soon.tint
        elif day.gone:
            ground = tokens.running.tint
        painter.fillRect(cell, QColor(ground))
        painter.setPen(QPen(QColor(tokens.line), 1))
        painter.drawLine(cell.topRight(), cell.bottomRight())
        painter.drawLine(cell.bottomLeft(), cell.bottomRight())
        first, limit = day.day.day == 1, day.day in self._limits
        painter.setFont(self._font(first or limit or day.today))
        quiet = bool(day.why_not)
        painter.setPen(QColor(tokens.surface if day.today else tokens.ink3 if quiet else tokens.ink))
        words = MONTHS[day.day.month - 1][:3] if first else str(day.day.day)
        painter.drawText(cell, _CENTRE, words)
        if quiet:
            painter.fillRect(
                QRectF(cell.left() + 7, round(cell.center().y()), cell.width() - 14, 1), QColor(tokens.ink3)
            )
        if day.holiday and not quiet:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(QColor(tokens.ink))
            painter.drawEllipse(QRectF(cell.right() - 6, cell.top() + 3, 3, 3))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _paint_months(self, painter: QPainter, tokens: Tokens) -> None:
        """The stepped rule between one month and the next, and the frame of the whole."""
        painter.setPen(QPen(QColor(tokens.control), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for place, row in enumerate(self._rows):
            for column, day in enumerate(row.days):
                cell = self._cell(place, column)
                if column and row.days[column - 1].day.month != day.day.month:
                    painter.drawLine(cell.topLeft(), cell.bottomLeft())
                if place and self._rows[place - 1].days[column].day.month != day.day.month:
                    painter.drawLine(cell.topLeft(), cell.topRight())
        frame = QRectF(self._label, HEAD, 7 * self._wide, len(self._rows) * self._high)
        painter.drawRect(frame)

    def _paint_box(self, painter: QPainter, tokens: Tokens, cell: QRectF, day: DrawnDay) -> None:
        limit, done = day.day in self._limits, day.day in self._done
        if not (limit or done or day.governing):
            return
        edge = tokens.due_soon.text if day.governing else tokens.ink if limit else tokens.met.text
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if limit or day.governing:
            _box(painter, cell, edge, THICK + 1 if day.governing else THICK)
        if done:
            _ring(painter, cell.adjusted(3, 3, -3, -3) if limit else cell, tokens.met.text)
        painter.restore()

    def _paint_key(self, painter: QPainter, tokens: Tokens) -> None:
        """What the boxes mean, in the order they are likely to be looked for."""
        top, left = HEAD + len(self._rows) * self._high + 10, 0.0
        painter.setFont(self._font())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for words, edge, ground in (
            ("done", tokens.met.text, tokens.surface),
            ("today", tokens.ink, tokens.ink),
            ("limit", tokens.ink, tokens.surface),
        ):
            painter.setBrush(QColor(ground))
            (_ring if words == "done" else _box)(painter, QRectF(left, top + 2, 18, 12), edge)
            painter.setPen(QColor(tokens.ink2))
            wide = painter.fontMetrics().horizontalAdvance(words)
            painter.drawText(QRectF(left + 22, top, wide + 2, 16), _LEFT, words)
            left += wide + 36
        painter.setBrush(QColor(tokens.ink))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(QRectF(left + 2, top + 6, 4, 4))
        painter.setPen(QColor(tokens.ink2))
        painter.drawText(QRectF(left + 12, top, self.width() - left, 16), _LEFT, "bank holiday")


def _box(painter: QPainter, cell: QRectF, edge: str, thick: int = THICK) -> None:
    """Square, its edge inside the cell."""
    painter.setPen(QPen(QColor(edge), thick))
    painter.drawRoundedRect(cell.adjusted(thick / 2, thick / 2, -thick / 2, -thick / 2), SQUARE, SQUARE)


def _ring(painter: QPainter, cell: QRectF, edge: str) -> None:
    """Round at both ends."""
    inside = cell.adjusted(1, 1, -1, -1)
    painter.setPen(QPen(QColor(edge), THICK))
    painter.drawRoundedRect(inside, inside.height() / 2, inside.height() / 2)


_CENTRE = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
