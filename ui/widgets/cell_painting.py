"""Drawing the pieces of a cell: words that elide, two lines, a state, a bar."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTextLayout

from ehcp_desk.domain.wording import Mark
from ui.models.cells import Bar, StateCell, TwoLine
from ui.theme import icons, marks
from ui.theme.tokens import Pattern, Tokens
from ui.theme.type_scale import Role, font, line_height
from ui.widgets.patterns import fill

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
MARK, MARK_GAP = 14, 6
EDGE, GAP = 13, 10
"""Pixels inside the first and last cells of a row, and between columns."""
_AIR = 4
"""Pixels of a cell that words on several lines leave free above and below."""


@dataclass(slots=True)
class Brush:
    """A painter with the colours and the text size of now."""

    painter: QPainter
    tokens: Tokens
    percent: int

    def line(self, box: QRectF, words: str, role: Role, colour: str, right: bool = False) -> None:
        """One line of words, elided at the end where it does not fit."""
        face = font(role, self.percent)
        self.painter.setFont(face)
        self.painter.setPen(QColor(colour))
        room = QFontMetricsF(face)
        if room.horizontalAdvance(words) > box.width():
            words = room.elidedText(words, Qt.TextElideMode.ElideRight, box.width())
        self.painter.drawText(box, _RIGHT if right else _LEFT, words)

    def pair(self, box: QRectF) -> tuple[QRectF, QRectF]:
        """Two line boxes standing together in the middle of a cell."""
        first, second = line_height(Role.BODY, self.percent), line_height(Role.SMALL, self.percent)
        top = box.top() + (box.height() - first - second + 2) / 2 - 1
        return (
            QRectF(box.left(), round(top), box.width(), first),
            QRectF(box.left(), round(top) + first - 1, box.width(), second),
        )

    @property
    def icon(self) -> int:
        """Pixels of a mark beside words."""
        return round(MARK * max(100, self.percent) / 100)

    def mark(self, box: QRectF, mark: Mark) -> float:
        """The mark's icon at the left of a line; gives the pixels it took."""
        look = marks.look(mark)
        colour = marks.colours(mark, self.tokens).text
        top = round(box.top() + (box.height() - self.icon) / 2)
        icons.paint(self.painter, look.icon, round(box.left()), top, self.icon, colour, look.weight)
        return self.icon + MARK_GAP


def width_of(words: str, face: QFont) -> float:
    """Pixels a line of words takes."""
    return QFontMetricsF(face).horizontalAdvance(words)


def paint_two_line(brush: Brush, box: QRectF, cell: TwoLine, right: bool = False) -> None:
    """Two lines, or one that runs on to a second."""
    role = Role.STRONG if cell.bold else Role.BODY
    tokens = brush.tokens
    if cell.wrap:
        _paint_wrapped(brush, box, cell.top, role)
        return
    if not cell.bottom or box.height() < 34:
        _top_line(brush, box, cell, role, right)
        return
    first, second = brush.pair(box)
    _top_line(brush, first, cell, role, right)
    brush.line(second, cell.bottom, Role.SMALL, tokens.ink3, right)


def _paint_wrapped(brush: Brush, box: QRectF, words: str, role: Role) -> None:
    """Words on as many lines as the cell is high, the last one elided where more would follow."""
    face, high = font(role, brush.percent), line_height(role, brush.percent)
    lines = wrapped(words, face, box.width(), max(1, int((box.height() + 4) // high)))
    pitch = min(high, (box.height() - _AIR) // len(lines))  # drawn closer rather than against the edges of their row
    top = box.top() + (box.height() - (len(lines) - 1) * pitch - high) / 2
    for place, line in enumerate(lines):
        brush.line(QRectF(box.left(), round(top + place * pitch), box.width(), high), line, role, brush.tokens.ink)


def wrapped(words: str, face: QFont, width: float, most: int) -> list[str]:
    """Words broken into at most ``most`` lines; whatever is left stands whole on the last, to be elided where it is drawn."""
    words = " ".join(words.split())
    lines: list[str] = []
    layout, start = QTextLayout(words, face), 0
    layout.beginLayout()
    while len(lines) < most - 1 and (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        start = line.textStart() + line.textLength()
        lines.append(words[line.textStart() : start].strip())
    layout.endLayout()
    return [*lines, words[start:]] if words[start:] else lines


def _top_line(brush: Brush, box: QRectF, cell: TwoLine, role: Role, right: bool) -> None:
    colour = brush.tokens.ink
    if cell.mark is not None:
        colour = marks.colours(cell.mark, brush.tokens).text
        box = box.adjusted(brush.mark(box, cell.mark), 0, 0, 0)
    brush.line(box, cell.top, role, colour, right)


def paint_state(brush: Brush, box: QRectF, cell: StateCell, right: bool = False) -> None:
    """Icon and exact words in the state's colour, with a date or a reason below."""
    tokens = brush.tokens
    look = marks.look(cell.mark)
    colour = marks.colours(cell.mark, tokens).text
    role = Role.STRONG if look.bold else Role.BODY
    first, second = brush.pair(box) if cell.second and box.height() >= 34 else (box, None)
    if right:
        width = width_of(cell.words, font(role, brush.percent))
        left = max(first.left(), first.right() - width - brush.icon - MARK_GAP)
        brush.mark(QRectF(left, first.top(), brush.icon, first.height()), cell.mark)
        brush.line(first.adjusted(brush.icon + MARK_GAP, 0, 0, 0), cell.words, role, colour, right=True)
        if second is not None:
            brush.line(second, cell.second, Role.SMALL, tokens.ink3, right=True)
        return
    taken = brush.mark(first, cell.mark)
    brush.line(first.adjusted(taken, 0, 0, 0), cell.words, role, colour)
    if second is not None:
        brush.line(second.adjusted(taken, 0, 0, 0), cell.second, Role.SMALL, tokens.ink3)


def paint_bar(brush: Brush, box: QRectF, bar: Bar, high: float = 8) -> None:
    """A bar from 0 to its full length; the limit a 2 px ink mark, what a preview adds in the accent."""
    painter, tokens = brush.painter, brush.tokens
    if bar.words:
        face = font(Role.BODY, brush.percent)
        room = max(28.0, width_of(bar.words, face) + 4)
        brush.line(QRectF(box.right() - room, box.top(), room, box.height()), bar.words, Role.BODY, tokens.ink, True)
        box = box.adjusted(0, 0, -room - 8, 0)
    track = QRectF(round(box.left()), round(box.center().y() - high / 2), round(box.width()), high)
    state = marks.colours(bar.mark, tokens)
    per = track.width() / bar.full if bar.full else 0.0
    if bar.limit is not None:
        painter.fillRect(track, QColor(tokens.sunk))
        if tokens.contrast:
            painter.setPen(QColor(tokens.line))
            painter.drawRect(track.adjusted(0, 0, -1, -1))
    kept = min(bar.value, bar.value + bar.added)
    pattern = Pattern.RISING if bar.hatched else Pattern.SOLID
    length = min(track.width(), round(kept * per))
    fill(painter, QRectF(track.left(), track.top(), length, high), state, tokens, pattern)
    if bar.added > 0:
        start = track.left() + length
        painter.fillRect(QRectF(start, track.top(), round(bar.added * per), high), QColor(tokens.accent))
    elif bar.added < 0:
        painter.setPen(QColor(tokens.control))
        painter.drawRect(QRectF(track.left() + length, track.top(), round(-bar.added * per), high - 1))
    if bar.limit is not None:
        painter.fillRect(
            QRectF(round(track.left() + bar.limit * per) - 1, track.top() - 3, 2, high + 6), QColor(tokens.ink)
        )
