"""The one painter of the clock strip: three sizes, chosen by width (design.md section 8)."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from ehcp_desk.domain.strip import END, SIX, SIXTEEN, STAGES, TWENTY, Strip
from ehcp_desk.domain.wording import Mark
from ui.theme import marks
from ui.theme.tokens import Pattern, Tokens
from ui.theme.type_scale import Role, font
from ui.widgets import strip_words
from ui.widgets.patterns import fill

MEDIUM_FROM, LARGE_FROM = 320, 720


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the strip stands: its left, its width, padding, and the track's top and height, in pixels."""

    left: float
    top: float
    width: float
    pad: float
    track_top: float
    track_height: float
    scale: float = 1.0

    def x(self, day: float) -> float:
        """The place of a day; everything from day 182 on stands at the end."""
        return self.left + self.pad + min(max(day, 0), END) / END * (self.width - 2 * self.pad)

    def box(self, start: float, end: float) -> QRectF:
        """The track from a day up to a day."""
        first = round(self.x(start))
        return QRectF(first, self.track_top, round(self.x(end)) - first, self.track_height)

    @property
    def bottom(self) -> float:
        """The lower edge of the track."""
        return self.track_top + self.track_height


def height_for(width: float, percent: int = 100) -> int:
    """Pixels high at a width: 18, 40 or 106, the last two growing with the text."""
    grow = max(1.0, percent / 100)
    if width < MEDIUM_FROM:
        return 18
    return round(40 + 14 * (grow - 1)) if width < LARGE_FROM else round(16 + 90 * grow)


def frame_for(rect: QRectF, percent: int = 100) -> Frame:
    """The strip's frame in a rectangle, centred up and down."""
    high = height_for(rect.width(), percent)
    top = round(rect.top() + (rect.height() - high) / 2)
    if rect.width() < MEDIUM_FROM:
        return Frame(rect.left(), top, rect.width(), 1, top + 5, 8)
    if rect.width() < LARGE_FROM:
        return Frame(rect.left(), top, rect.width(), 4, top + 12, 10)
    grow = max(1.0, percent / 100)
    return Frame(rect.left(), top, rect.width(), 6, round(top + 44 * grow), 16, grow)


def paint_strip(painter: QPainter, rect: QRectF, strip: Strip, tokens: Tokens, percent: int = 100) -> None:
    """Draw a strip into a rectangle, in the size its width asks for."""
    frame = frame_for(rect, percent)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    size = "small" if rect.width() < MEDIUM_FROM else "medium" if rect.width() < LARGE_FROM else "large"
    if not strip.known:
        _dotted(painter, frame, tokens)
    elif strip.stop is not None:
        _ended(painter, frame, strip, tokens)
    else:
        _outlines(painter, frame, tokens, dashed=size != "small")
        _fills(painter, frame, strip, tokens)
        _LIMITS[size](painter, frame, tokens)
    if size == "medium":
        strip_words.numbers(painter, [frame.x(d) for d in (SIX, SIXTEEN, TWENTY)], frame.bottom + 3, tokens, percent)
    if size != "small":
        _rings(painter, frame, strip, tokens, large=size == "large")
    if strip.today is not None:
        _today(painter, frame, strip, tokens, size, percent)
    if size == "large":
        strip_words.large(painter, frame, strip, tokens, percent)
    painter.restore()


def _outlines(painter: QPainter, frame: Frame, tokens: Tokens, dashed: bool) -> None:
    painter.setPen(QPen(QColor(tokens.control), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for start, end, _ in STAGES:
        painter.drawRect(frame.box(start, end).adjusted(0, 0, -1, -1))
    if dashed:
        painter.setPen(QPen(QColor(tokens.control), 1, Qt.PenStyle.DashLine))
        painter.drawRect(frame.box(TWENTY, END).adjusted(0, 0, -1, -1))


def _dotted(painter: QPainter, frame: Frame, tokens: Tokens) -> None:
    painter.setPen(QPen(QColor(tokens.control), 1, Qt.PenStyle.DashLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(frame.box(0, TWENTY).adjusted(0, 0, -1, -1))


def _ended(painter: QPainter, frame: Frame, strip: Strip, tokens: Tokens) -> None:
    """Filled to the end of the case, a 3 px stop, then a thin line to where the 20 weeks would have been."""
    stop = frame.x(strip.stop or 0)
    middle = frame.track_top + frame.track_height / 2
    painter.fillRect(QRectF(stop, middle - 0.5, max(0.0, frame.x(TWENTY) - stop), 1), QColor(tokens.control))
    _fills(painter, frame, strip, tokens)
    painter.fillRect(QRectF(round(stop) - 1, frame.track_top - 3, 3, frame.track_height + 6), QColor(tokens.ink))


def _fills(painter: QPainter, frame: Frame, strip: Strip, tokens: Tokens) -> None:
    for segment in strip.segments:
        box = frame.box(segment.start, segment.end)
        if box.width() < 1 and segment.mark in (Mark.OVERDUE, Mark.RELIEVED):
            box.setWidth(1)
        state = marks.colours(segment.mark, tokens)
        late = segment.mark in (Mark.OVERDUE, Mark.RELIEVED)
        plain = Pattern.SOLID if not late and not tokens.contrast else None
        fill(painter, box, state, tokens, plain)
        if tokens.contrast and not late:
            painter.setPen(QPen(QColor(tokens.line), 1))
            painter.drawRect(box.adjusted(0, 0, -1, -1))
    if strip.torn:
        _torn(painter, frame, tokens)


def _torn(painter: QPainter, frame: Frame, tokens: Tokens) -> None:
    """Two 3 px teeth bitten out of the end."""
    right, top, half = round(frame.x(END)), frame.track_top, frame.track_height / 2
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.surface))
    for tooth in (0, 1):
        y = top + tooth * half
        painter.drawPolygon(QPolygonF([QPointF(right + 1, y - 0.5), QPointF(right - 3, y + half / 2),
                                       QPointF(right + 1, y + half + 0.5)]))  # fmt: skip
    painter.restore()


def _line(painter: QPainter, x: float, top: float, bottom: float, width: float, tokens: Tokens) -> None:
    """A limit line with a 1 px halo of surface."""
    left = round(x - width / 2) if width >= 2 else round(x)
    painter.fillRect(QRectF(left - 1, top, width + 2, bottom - top), QColor(tokens.surface))
    painter.fillRect(QRectF(left, top, width, bottom - top), QColor(tokens.ink))


def _limits_small(painter: QPainter, frame: Frame, tokens: Tokens) -> None:
    for day in (SIX, SIXTEEN):
        painter.fillRect(QRectF(round(frame.x(day)), frame.track_top, 1, frame.track_height), QColor(tokens.surface))
    _line(painter, frame.x(TWENTY), frame.top, frame.top + 18, 2, tokens)


def _limits_medium(painter: QPainter, frame: Frame, tokens: Tokens) -> None:
    for day in (SIX, SIXTEEN):
        _line(painter, frame.x(day), frame.track_top - 2, frame.bottom + 3, 2, tokens)
    _line(painter, frame.x(TWENTY), frame.track_top - 6, frame.bottom + 3, 3, tokens)


def _limits_large(painter: QPainter, frame: Frame, tokens: Tokens) -> None:
    for week in range(27):
        painter.fillRect(QRectF(round(frame.x(week * 7)), frame.bottom, 1, 4), QColor(tokens.control))
    for day in (SIX, SIXTEEN):
        _line(painter, frame.x(day), frame.top + 2, frame.bottom + 6, 1.5, tokens)
    _line(painter, frame.x(TWENTY), frame.top + 2, frame.bottom + 10, 3, tokens)


_LIMITS = {"small": _limits_small, "medium": _limits_medium, "large": _limits_large}


def _rings(painter: QPainter, frame: Frame, strip: Strip, tokens: Tokens, large: bool) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    radius = 7.5 if large else 3.5
    middle = frame.track_top + frame.track_height / 2
    for ring in strip.rings:
        pen = QPen(QColor(tokens.met.text), 1.6)
        if ring.approximate:
            pen.setStyle(Qt.PenStyle.DotLine if large else Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(QColor(tokens.surface))
        x = frame.x(ring.day)
        painter.drawEllipse(QPointF(x, middle), radius, radius)
        if large:
            painter.setPen(QPen(QColor(tokens.met.text), 1.8))
            painter.drawPolyline([QPointF(x - 3.2, middle + 0.2), QPointF(x - 0.9, middle + 2.6),
                                  QPointF(x + 3.4, middle - 2.4)])  # fmt: skip
    painter.restore()


def _today(painter: QPainter, frame: Frame, strip: Strip, tokens: Tokens, size: str, percent: int) -> None:
    x = round(frame.x(strip.today or 0))
    ink = QColor(tokens.ink)
    if size == "large":
        painter.fillRect(
            QRectF(x - 1, frame.top + 37 * frame.scale, 2, frame.bottom - frame.top - 37 * frame.scale), ink
        )
        words = "Today" if strip.week is None else f"Today · week {strip.week}"
        strip_words.flag(painter, frame, x, words, tokens, font(Role.SMALL_STRONG, percent))
        return
    wide, high = (7, 4) if size == "small" else (10, 6)
    base = frame.track_top - 1 if size == "small" else frame.track_top - 4
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawPolygon(QPolygonF([QPointF(x - wide / 2, base - high), QPointF(x + wide / 2, base - high),
                                   QPointF(x, base)]))  # fmt: skip
    painter.restore()
    if size == "medium":
        painter.fillRect(QRectF(x - 1, base - 2, 2, frame.bottom + 2 - base), ink)
