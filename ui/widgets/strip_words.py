"""The words on the clock strip: the numbers under the medium one, the labels and the flag of the large one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from ehcp_desk.domain.dates import short
from ehcp_desk.domain.strip import PAST, SIX, STAGES, TWENTY, Limit, Strip
from ui.theme import icons, marks
from ui.theme.tokens import Tokens
from ui.theme.type_scale import Role, font

if TYPE_CHECKING:
    from ui.widgets.strip_painter import Frame

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_GAP = 5
_MARK = 14


def numbers(painter: QPainter, places: list[float], top: float, tokens: Tokens, percent: int) -> None:
    """6, 16 and 20 under their lines."""
    painter.setFont(font(Role.SMALL, percent))
    painter.setPen(QColor(tokens.ink2))
    for x, words in zip(places, ("6", "16", "20"), strict=True):
        painter.drawText(QRectF(x - 20, top, 40, 16 * percent / 100), Qt.AlignmentFlag.AlignCenter, words)


def flag(painter: QPainter, frame: Frame, x: float, words: str, tokens: Tokens, face: QFont) -> None:
    """Today's flag, kept inside the strip."""
    width = QFontMetricsF(face).horizontalAdvance(words) + 20
    left = min(max(frame.left, x - width / 2), frame.left + frame.width - width)
    box = QRectF(round(left), frame.top + 19 * frame.scale, round(width), 18 * frame.scale)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.ink))
    painter.drawRoundedRect(box, 3, 3)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setFont(face)
    painter.setPen(QColor(tokens.surface))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)


def large(painter: QPainter, frame: Frame, strip: Strip, tokens: Tokens, percent: int) -> None:
    """Stage names above the track, and beneath it what each limit is and how it stands."""
    if not strip.known:
        _put(painter, frame.x(0), frame.bottom + 6, "Request date not known", font(Role.BODY, percent), tokens.ink3)
        return
    _stage_names(painter, frame, tokens, percent)
    labels = [_Label(limit, frame, strip, percent) for limit in strip.limits]
    labels[2].keep_clear_of(labels[1])
    for earlier, later in ((labels[0], labels[1]), (labels[1], labels[2])):
        if later.left < earlier.right + _GAP:
            earlier.drop_state()
    received = QFontMetricsF(font(Role.STRONG, percent)).horizontalAdvance(_received(strip))
    if labels[0].words and labels[0].words_left < frame.x(0) + received + 2 * _GAP:
        labels[0].drop_state()
    taken = labels[0].line - _GAP - labels[0].date_width
    _request(painter, frame, strip, tokens, percent, taken)
    for label in labels:
        label.paint(painter, tokens)


def _stage_names(painter: QPainter, frame: Frame, tokens: Tokens, percent: int) -> None:
    face = font(Role.BODY, percent)
    names = [(start, end, name, tokens.ink2) for start, end, name in STAGES]
    names.append((TWENTY, 182, PAST, tokens.ink3))
    for start, end, name, colour in names:
        left = frame.x(start) + (_GAP + 1 if start else 1)
        if QFontMetricsF(face).horizontalAdvance(name) <= frame.x(end) - left - _GAP:
            _put(painter, left, frame.top, name, face, colour)


def _request(painter: QPainter, frame: Frame, strip: Strip, tokens: Tokens, percent: int, room_to: float) -> None:
    if strip.received is None:
        return
    plain, strong = font(Role.BODY, percent), font(Role.STRONG, percent)
    left, row = frame.x(0), 18 * frame.scale
    fits = left + QFontMetricsF(plain).horizontalAdvance("Request received") + 2 * _GAP <= room_to
    if fits:
        _put(painter, left, frame.bottom + 6, "Request received", plain, tokens.ink3)
    _put(painter, left, frame.bottom + 6 + row, _received(strip), strong, tokens.ink)


def _received(strip: Strip) -> str:
    return short(strip.received, strip.as_at) if strip.received is not None else ""


def _put(painter: QPainter, left: float, top: float, words: str, face: QFont, colour: str) -> float:
    """Words on one line; gives the place where they end."""
    metrics = QFontMetricsF(face)
    width = metrics.horizontalAdvance(words)
    painter.setFont(face)
    painter.setPen(QColor(colour))
    painter.drawText(QRectF(left, top, width + 4, metrics.height()), _LEFT, words)
    return left + width


class _Label:
    """What stands under one limit: weeks and date, then its mark and words, right-aligned to its line."""

    def __init__(self, limit: Limit, frame: Frame, strip: Strip, percent: int) -> None:
        self.limit = limit
        self.line = frame.x(limit.day)
        self.top = frame.bottom + 6
        self.row = 18 * frame.scale
        self.plain, self.strong = font(Role.BODY, percent), font(Role.STRONG, percent)
        self.weeks = f"{limit.weeks} weeks "
        self.date = short(limit.on, strip.as_at) if limit.on is not None else ""
        self.words = limit.words
        self.on_the_right = False
        self.mark_size = round(_MARK * frame.scale)

    @property
    def date_width(self) -> float:
        return QFontMetricsF(self.plain).horizontalAdvance(self.weeks) + QFontMetricsF(self.strong).horizontalAdvance(
            self.date
        )

    @property
    def words_width(self) -> float:
        icon = self.mark_size + 4 if self.limit.mark is not None else 0
        return QFontMetricsF(self.plain).horizontalAdvance(self.words) + icon if self.words else 0

    @property
    def left(self) -> float:
        """The left edge of the wider of its two lines."""
        width = max(self.date_width, self.words_width)
        return self.line + _GAP + 2 if self.on_the_right else self.line - _GAP - width

    @property
    def right(self) -> float:
        return self.left + max(self.date_width, self.words_width)

    @property
    def words_left(self) -> float:
        """Where its second line begins."""
        return self.left if self.on_the_right else self.line - _GAP - self.words_width

    def keep_clear_of(self, earlier: _Label) -> None:
        """Move to the far side of the line where the label before it leaves no room."""
        if self.limit.day > SIX and self.left < earlier.line + _GAP:
            self.on_the_right = True

    def drop_state(self) -> None:
        """Keep only the date."""
        self.words = ""

    def paint(self, painter: QPainter, tokens: Tokens) -> None:
        end = self.line - _GAP
        start = self.left if self.on_the_right else end - self.date_width
        place = _put(painter, start, self.top, self.weeks, self.plain, tokens.ink2)
        _put(painter, place, self.top, self.date, self.strong, tokens.ink)
        if not self.words:
            return
        start = self.left if self.on_the_right else end - self.words_width
        top = self.top + self.row
        colour = tokens.ink2
        if self.limit.mark is not None:
            look = marks.look(self.limit.mark)
            colour = marks.colours(self.limit.mark, tokens).text
            middle = top + QFontMetricsF(self.plain).height() / 2
            icons.paint(
                painter,
                look.icon,
                round(start),
                round(middle - self.mark_size / 2),
                self.mark_size,
                colour,
                look.weight,
            )
            start += self.mark_size + 4
        _put(painter, start, top, self.words, self.plain, colour)
