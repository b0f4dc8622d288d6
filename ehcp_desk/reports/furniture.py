"""The head and the foot that stand on every page of a paper."""

from __future__ import annotations

from dataclasses import dataclass

from ehcp_desk.reports.breaking import Breaker, SetLine
from ehcp_desk.reports.content import content_foot
from ehcp_desk.reports.fonts import SEMIBOLD
from ehcp_desk.reports.model import Align, Document, Line, Run, Tone, words
from ehcp_desk.reports.pieces import Drawn, Picture, Piece, box, line
from ehcp_desk.reports.setting import put
from ehcp_desk.reports.styles import ACCENT, HAIRLINE, TONES, Sheet, Type

# Space between the head and the body, and between the body and the foot, in points.
HEAD_GAP = 8.0
# A logo is as large as fits here, in points.
LOGO_HIGH, LOGO_WIDE = 44.0, 150.0
_FOOT_LINES = 2
_LEAST_ROOM = 0.3
"""The least share of the first head that the council's name and service need."""
_CORNER = 30.0
"""Points kept free at the right below the foot of a bound paper: a page number of five signs."""


@dataclass(frozen=True, slots=True)
class Furniture:
    """Heads and foot, set once, and the room they leave for the body.

    The digest of the words stands under the seal, in the margin below the foot, so that it takes no room from the body.
    """

    first_head: Piece
    head: Piece
    sheet: Sheet
    breaker: Breaker
    left: tuple[SetLine, ...]
    right: tuple[SetLine, ...]
    below: tuple[SetLine, ...]
    corner: float
    foot_height: float

    @property
    def first_room(self) -> float:
        """The height of the body on the first page."""
        return self._room(self.first_head)

    @property
    def room(self) -> float:
        """The height of the body on later pages."""
        return self._room(self.head)

    def _room(self, head: Piece) -> float:
        taken = self.sheet.top + head.height + self.foot_height + self.sheet.bottom
        return self.sheet.height - taken - 2 * HEAD_GAP

    def foot(self, number: int, total: int) -> Piece:
        """The foot of one page: reference · Page n of N · Seal."""
        sheet, kind = self.sheet, self.sheet.small
        x, width = sheet.margin, sheet.measure
        piece = Piece(self.foot_height, drawn=[line(x, 0, x + width, 0, 0.5, HAIRLINE)])
        page = self.breaker.lines(words(f"Page {number} of {total}", tone=Tone.QUIET), kind.size, width)
        for lines, align in ((self.left, Align.LEFT), (tuple(page), Align.CENTRE), (self.right, Align.RIGHT)):
            put(list(lines), kind, x, 4.0, width, align, piece.words, piece.drawn)
        under = 4.0 + kind.leading * len(self.right)
        put(list(self.below), kind, x, under, width - self.corner, Align.RIGHT, piece.words, piece.drawn)
        return piece


def furniture(document: Document, sheet: Sheet, breaker: Breaker, digest: str) -> Furniture:
    """Sets the head of the first page, the smaller head of the others, and the foot with the digest of the words."""
    kind = sheet.small
    left = breaker.lines(words(document.reference, tone=Tone.QUIET), kind.size, (sheet.measure / 2 - 48 * sheet.scale))
    right = breaker.lines(words(document.seal, tone=Tone.QUIET), kind.size, (sheet.measure / 2 - 48 * sheet.scale))
    content = breaker.lines(words(content_foot(digest), tone=Tone.FAINT), kind.size, sheet.measure / 2)
    if len(left) > _FOOT_LINES:
        left = _shortened(document.reference, kind, breaker, (sheet.measure / 2 - 48 * sheet.scale))
    height = 4.0 + kind.leading * max(len(left), len(right), 1)
    return Furniture(
        _first_head(document, sheet, breaker),
        _later_head(document, sheet, breaker),
        sheet,
        breaker,
        tuple(left),
        tuple(right),
        tuple(content),
        _CORNER if document.bound else 0.0,
        height,
    )


def _shortened(text: str, kind: Type, breaker: Breaker, width: float) -> list[SetLine]:
    """As much of a long reference as two lines hold, with an ellipsis: the body gives it whole."""
    length = len(text)
    while length > 1:
        length = length * 9 // 10
        lines = breaker.lines(words(text[:length].rstrip() + "…", tone=Tone.QUIET), kind.size, width)
        if len(lines) <= _FOOT_LINES:
            return lines
    return []


def _first_head(document: Document, sheet: Sheet, breaker: Breaker) -> Piece:
    x, width, scale = sheet.margin, sheet.measure, sheet.scale
    piece = Piece(0.0)
    side, indent = 19.0 * scale, 0.0
    if document.mark:
        piece.drawn.extend(_product_mark(x, 3.0 * scale, side))
        indent = side + 7 * scale
    elif document.logo:
        picture = Picture.within(document.logo, x, 1.0, LOGO_WIDE, LOGO_HIGH)
        piece.drawn.append(picture)
        side, indent = picture.height, picture.width + 10 * scale
    name = Line(
        (Run(document.name + " "), Run(document.standing, strong=True)) if document.standing else (Run(document.name),)
    )
    size = sheet.body.size
    for share in (0.66, 0.5):  # words that take the name's room are broken shorter before the name gives way
        told = [*breaker.lines(name, size, width * share), *breaker.lines(words(document.as_at), size, width * share)]
        left_room, down = width - indent - max((t.width for t in told), default=0.0) - 14 * scale, 0.0
        if left_room >= _LEAST_ROOM * width:
            break
    if left_room < _LEAST_ROOM * width:  # beside logo and reference there is none for a name: it goes under them
        down, indent, left_room = max(side, sheet.body.leading * len(told)) + 4 * scale, 0.0, width
    own = [
        *breaker.lines(words(document.council, strong=True), size, left_room),
        *breaker.lines(words(document.service), size, left_room),
    ]
    heights = (
        down + put(own, sheet.body, x + indent, down, width, Align.LEFT, piece.words, piece.drawn),
        put(told, sheet.body, x, 0.0, width, Align.RIGHT, piece.words, piece.drawn),
    )
    piece.height = max(*heights, side + 3 * scale) + 5.0 * scale
    piece.drawn.append(line(x, piece.height, x + width, piece.height, 1.0, TONES[Tone.INK]))
    return piece


def _later_head(document: Document, sheet: Sheet, breaker: Breaker) -> Piece:
    x, width, kind = sheet.margin, sheet.measure, sheet.small
    piece = Piece(0.0)
    left = breaker.lines(words(document.council, strong=True), kind.size, width * 0.4, SEMIBOLD)
    standing = f" {document.standing}" if document.standing else ""
    room = width - max((line.width for line in left), default=0.0) - 14 * sheet.scale
    told = breaker.lines(words(f"{document.name}{standing}. {document.as_at}"), kind.size, room)
    heights = (
        put(left, kind, x, 0.0, width, Align.LEFT, piece.words, piece.drawn),
        put(told, kind, x, 0.0, width, Align.RIGHT, piece.words, piece.drawn),
    )
    piece.height = max(heights) + 3.0
    piece.drawn.append(line(x, piece.height, x + width, piece.height, 1.0, TONES[Tone.INK]))
    return piece


def _product_mark(x: float, y: float, side: float) -> list[Drawn]:
    """Three bars, 6, 16 and 20 long, on a square of the accent colour."""
    mark: list[Drawn] = [box(x, y, side, side, fill=ACCENT)]
    unit = side * 0.66 / 20
    for place, length in enumerate((6, 16, 20)):
        top = y + side * (0.2 + place * 0.235)
        mark.append(box(x + side * 0.17, top, unit * length, side * 0.13, fill="#FFFFFF"))
    return mark
