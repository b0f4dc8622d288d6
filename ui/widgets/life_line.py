"""A case's life line drawn: years across, lanes down, a shape of its own for each lane; focusable, spoken, taken along."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ehcp_desk.domain.dates import MONTHS, in_words
from ehcp_desk.domain.life_line import SPANS, Lane, LifeLine, Moment
from ehcp_desk.domain.wording import Mark
from ui.as_written import tip
from ui.theme import marks
from ui.theme.appearance import current
from ui.theme.type_scale import Role, font, line_height
from ui.widgets.cell_painting import Brush, width_of
from ui.widgets.drawn import Drawn
from ui.widgets.pictures import Picture

NAME = "Life line of the case"
GAP, SIGN, NEAR = 8, 4.5, 7
LEAST_DAYS = 60
"""A case begun yesterday is drawn over so many days all the same."""


class LifeLineFace(Drawn):
    """Give it a life line with ``show_line``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line: LifeLine | None = None
        self._whose = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(NAME)
        self.take_along = Picture(
            self, self._title, self._titled, lambda: self._line.table if self._line else [], lambda: _high() + 8
        )
        current().changed.connect(self._fit)

    def show_line(self, line: LifeLine, whose: str = "") -> None:
        """Draw another; ``whose`` is the reference its picture is called by."""
        self._line, self._whose = line, whose
        self.tell(NAME, line.sentence)
        self._fit()
        self.update()

    def _fit(self) -> None:
        self.setFixedHeight(self.sizeHint().height())

    def sizeHint(self) -> QSize:
        """A line of words for each lane, and one for the years."""
        return QSize(420, (len(self._line.lanes) + 1 if self._line else 2) * _high() + 4)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The whole of it."""
        self._draw(QPainter(self), QRectF(self.rect()))

    def event(self, event: QEvent) -> bool:
        """A tool tip says what the mouse is on."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip and self._line is not None:
            found = _Drawing(self._line, QRectF(self.rect()), _brush(None)).at(QPointF(event.pos()))
            words = "; ".join(f"{in_words(one.on)}: {one.words}" for one in found)
            QToolTip.showText(event.globalPos(), tip(words) if words else "", self)
            return True
        return super().event(event)

    def _title(self) -> str:
        return f"{NAME}, {self._whose}" if self._whose else NAME

    def _titled(self, painter: QPainter, box: QRectF) -> None:
        """As it leaves the page: under its title and the day it is as at."""
        if self._line is not None:
            brush = _brush(painter)
            words = f"{self._title()}, as at {in_words(self._line.as_at)}"
            brush.line(QRectF(4, 4, box.width() - 8, _high()), words, Role.STRONG, brush.tokens.ink)
            self._draw(painter, box.adjusted(0, _high() + 8, 0, 0))

    def _draw(self, painter: QPainter, box: QRectF) -> None:
        if self._line is not None:
            _Drawing(self._line, box, _brush(painter)).paint()


def _brush(painter: QPainter | None) -> Brush:
    look = current()
    return Brush(painter, look.tokens, look.percent)  # type: ignore[arg-type]  # measured without one


def _high() -> int:
    return round(line_height(Role.SMALL, current().percent)) + 3


class _Drawing:
    """One painting of one life line: the lanes' names at the left, the years beneath."""

    def __init__(self, line: LifeLine, box: QRectF, brush: Brush) -> None:
        self.line, self.box, self.brush, self.high = line, box, brush, _high()
        face = font(Role.SMALL, brush.percent)
        named = max((width_of(lane.value, face) for lane in Lane), default=0.0) + GAP
        self.left, self.right = box.left() + named + GAP, box.right() - GAP
        days = max((line.as_at - line.first).days, LEAST_DAYS)
        self.first, self.days = line.as_at - timedelta(days), days

    def x(self, day: date) -> float:
        """The place of a day."""
        return self.left + (self.right - self.left) * (day - self.first).days / self.days

    def middle(self, lane: Lane) -> float:
        """The height of a lane."""
        return self.box.top() + (self.line.lanes.index(lane) + 0.5) * self.high

    def at(self, place: QPointF) -> list[Moment]:
        """What happened under the mouse."""

        def near(one: Moment) -> bool:
            beside, above = abs(self.x(one.on) - place.x()), abs(self.middle(one.lane) - place.y())
            return beside <= NEAR and above <= self.high / 2

        return [one for one in self.line.moments if near(one)]

    def paint(self) -> None:
        """Years, lanes, stretches, days."""
        self.brush.painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._years()
        tokens = self.brush.tokens
        for lane in self.line.lanes:
            middle = self.middle(lane)
            self.brush.line(QRectF(self.box.left() + GAP / 2, middle - self.high / 2, self.left, self.high), lane.value,
                            Role.SMALL, tokens.ink2)  # fmt: skip
            if lane not in SPANS:
                self.brush.painter.fillRect(
                    QRectF(self.left, round(middle), self.right - self.left, 1), QColor(tokens.line)
                )
        self._spans()
        for one in self.line.moments:
            self._sign(one.lane, QPointF(self.x(one.on), self.middle(one.lane)))

    def _years(self) -> None:
        """A line at each 1 January, or of a short life at the first of each month; the words where there is room."""
        bottom = self.box.top() + len(self.line.lanes) * self.high
        painter, tokens, free = self.brush.painter, self.brush.tokens, self.left - GAP
        painter.fillRect(QRectF(self.left, bottom, self.right - self.left, 1), QColor(tokens.control))
        face = font(Role.SMALL, self.brush.percent)
        for day, words in self._ticks():
            x, wide = round(self.x(day)), width_of(words, face)
            painter.fillRect(QRectF(x, self.box.top(), 1, bottom - self.box.top() + 4), QColor(tokens.line))
            if x >= free and x + wide <= self.right:
                self.brush.line(QRectF(x + 2, bottom + 2, wide + 4, self.high), words, Role.SMALL, tokens.ink3)
                free = x + wide + 2 * GAP

    def _ticks(self) -> list[tuple[date, str]]:
        last = self.line.as_at
        if self.days > 3 * 365:
            return [(date(year, 1, 1), str(year)) for year in range(self.first.year + 1, last.year + 1)]
        months = range(self.first.year * 12 + self.first.month, last.year * 12 + last.month)
        return [(date(m // 12, m % 12 + 1, 1), f"{MONTHS[m % 12][:3]} {m // 12}") for m in months]

    def _spans(self) -> None:
        """Boxes with their words, a shade darker in turn so that two that meet are two."""
        tokens, painter = self.brush.tokens, self.brush.painter
        for number, span in enumerate(self.line.spans):
            left, right = self.x(span.start), self.x(span.end or self.line.as_at)
            box = QRectF(round(left), self.middle(span.lane) - self.high / 2 + 2, max(2.0, right - left), self.high - 4)
            painter.setPen(QPen(QColor(tokens.control), 1))
            painter.setBrush(QColor(tokens.sunk if number % 2 else tokens.surface))
            painter.drawRect(box)
            if box.width() > 40:
                self.brush.line(box.adjusted(4, 0, -3, 0), span.words, Role.SMALL, tokens.ink)

    def _sign(self, lane: Lane, at: QPointF) -> None:
        """The shape of a lane: a square, a ring, a triangle, a stroke."""
        tokens, painter, r = self.brush.tokens, self.brush.painter, SIGN
        state = marks.colours(Mark.OVERDUE if lane is Lane.DISPUTES else Mark.RUNNING, tokens)
        painter.setPen(QPen(QColor(state.text), 1.6))
        painter.setBrush(QColor(tokens.surface))
        if lane is Lane.ASSESSMENT:
            painter.drawRect(QRectF(at.x() - r + 0.5, at.y() - r + 0.5, 2 * r - 1, 2 * r - 1))
        elif lane is Lane.REVIEWS:
            painter.drawEllipse(at, r, r)
        elif lane is Lane.DISPUTES:
            painter.drawPolygon(QPolygonF([at + QPointF(0, -r), at + QPointF(r, r - 1), at + QPointF(-r, r - 1)]))
        else:
            painter.drawLine(at + QPointF(0, -r), at + QPointF(0, r))
