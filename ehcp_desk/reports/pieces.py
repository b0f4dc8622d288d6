"""What a page is made of once type is set: pieces that are never split unless taller than a page, and their pages.

Inside a piece y runs downwards from its top and x from the left edge of the paper, in points.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO

from ehcp_desk.reports.model import Icon

# x, baseline y, face, size, ink, words
Words = tuple[float, float, str, float, str, str]


@dataclass(frozen=True, slots=True)
class Sign:
    """An icon whose left foot stands at ``x`` on the baseline ``y``."""

    x: float
    y: float
    icon: Icon
    size: float
    ink: str


@dataclass(frozen=True, slots=True)
class Shape:
    """A run of straight lines: an outline, a filled figure, or both.  ``clip`` hatches it in white, / or \\."""

    points: tuple[tuple[float, float], ...]
    fill: str = ""
    ink: str = ""
    thickness: float = 0.5
    dash: tuple[float, ...] = ()
    closed: bool = False
    hatch: str = ""


@dataclass(frozen=True, slots=True)
class Ring:
    """A ring filled with white, centred on (x, y)."""

    x: float
    y: float
    radius: float
    ink: str
    thickness: float = 1.5


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG or JPEG picture whose upper left corner stands at (x, y)."""

    x: float
    y: float
    width: float
    height: float
    content: bytes

    @classmethod
    def within(cls, content: bytes, x: float, y: float, wide: float, high: float) -> Picture:
        """The picture as large as fits in a box, in its own proportions."""
        from reportlab.lib.utils import ImageReader

        across, down = ImageReader(BytesIO(content)).getSize()
        shrunk = min(wide / across, high / down)
        return cls(x, y, across * shrunk, down * shrunk, content)


Drawn = Sign | Shape | Ring | Picture


@dataclass(slots=True)
class Piece:
    """Something set in type.

    ``gap`` is the space above it, dropped at the top of a page.  ``keep`` ties it to the piece that follows.  ``head``
    is drawn again above it where it opens a page (the head row of its table).  ``new_page`` starts one.  ``labels`` are
    words inside a picture: the accessible forms say them otherwise.  ``marks`` are the numbers and bullets of points, read
    before the words they stand at and no words of the paper's own.
    """

    height: float
    words: list[Words] = field(default_factory=list)
    drawn: list[Drawn] = field(default_factory=list)
    gap: float = 0.0
    keep: bool = False
    head: Piece | None = None
    new_page: bool = False
    bookmark: tuple[int, str] | None = None
    labels: list[Words] = field(default_factory=list)
    marks: list[Words] = field(default_factory=list)


@dataclass(slots=True)
class Page:
    """The pieces of one page, each with the distance of its top from the top of the body."""

    placed: list[tuple[float, Piece]] = field(default_factory=list)
    used: float = 0.0


def line(x1: float, y1: float, x2: float, y2: float, thickness: float, ink: str, dash: tuple[float, ...] = ()) -> Shape:
    """A straight line."""
    return Shape(((x1, y1), (x2, y2)), ink=ink, thickness=thickness, dash=dash)


def box(
    x: float, y: float, width: float, height: float, fill: str = "", ink: str = "", thickness: float = 0.5,
    dash: tuple[float, ...] = (), hatch: str = "",
) -> Shape:  # fmt: skip
    """An upright box with its top left corner at (x, y)."""
    corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    return Shape(corners, fill, ink, thickness, dash, True, hatch)


def moved(piece: Piece, down: float) -> Piece:
    """The same piece with everything in it lower by ``down``."""
    return replace(
        piece,
        words=_lowered(piece.words, down),
        drawn=[_lower(d, down) for d in piece.drawn],
        labels=_lowered(piece.labels, down),
        marks=_lowered(piece.marks, down),
    )


def _lowered(words: list[Words], down: float) -> list[Words]:
    return [(x, y + down, face, size, ink, text) for x, y, face, size, ink, text in words]


def _lower(drawn: Drawn, down: float) -> Drawn:
    if isinstance(drawn, Shape):
        return replace(drawn, points=tuple((x, y + down) for x, y in drawn.points))
    return replace(drawn, y=drawn.y + down)


def stacked(pieces: Iterable[Piece]) -> Piece:
    """Pieces one under another as a single piece."""
    whole = Piece(0.0)
    for piece in pieces:
        down = whole.height + (piece.gap if whole.height else 0.0)
        lower = moved(piece, down)
        whole.words.extend(lower.words)
        whole.drawn.extend(lower.drawn)
        whole.labels.extend(lower.labels)
        whole.marks.extend(lower.marks)
        whole.height = down + piece.height
    return whole


def paged(pieces: Sequence[Piece], first_room: float, room: float) -> list[Page]:
    """Pieces on pages: ``first_room`` is the height of the first page's body, ``room`` of every later one."""
    pages = [Page()]
    at = 0
    while at < len(pieces):
        group = [pieces[at]]
        while group[-1].keep and at + len(group) < len(pieces):
            group.append(pieces[at + len(group)])
        here = first_room if len(pages) == 1 else room
        need = sum(p.height + p.gap for p in group)
        page = pages[-1]
        if page.placed and (group[0].new_page or page.used + need > here):
            pages.append(Page())
            here = room
        for piece in group:
            _place(piece, pages, here, first_room, room)
        at += len(group)
    return pages


def _place(piece: Piece, pages: list[Page], here: float, first_room: float, room: float) -> None:
    """On the last page; a piece taller than a page flows on from one to the next."""
    head = piece.head
    while True:
        page = pages[-1]
        here = first_room if len(pages) == 1 else room
        if page.placed and page.used + piece.gap + piece.height > here and piece.height <= room:
            pages.append(Page())
            continue
        if head is not None and not page.placed:
            page.placed.append((0.0, head))
            page.used = head.height
        top = page.used + (piece.gap if page.placed else 0.0)
        if top + piece.height <= here:
            page.placed.append((top, piece))
            page.used = top + piece.height
            return
        upper, rest = _parted(piece, here - top)
        if upper is None:
            if not page.placed or (head is not None and len(page.placed) == 1):
                page.placed.append((top, piece))
                page.used = here
                return
            pages.append(Page())
            continue
        page.placed.append((top, upper))
        page.used = here
        pages.append(Page())
        piece = rest


def _parted(piece: Piece, room: float) -> tuple[Piece | None, Piece]:
    """A piece cut between lines so that its upper part is no taller than ``room``; None where not a line fits."""
    limit = room - 4.0
    upper_words = [w for w in piece.words if w[1] <= limit]
    lower_words = [w for w in piece.words if w[1] > limit]
    if not upper_words or not lower_words:
        return None, piece
    rise = min(w[1] - w[3] * 1.2 for w in lower_words)
    upper = Piece(room, upper_words, [d for d in piece.drawn if _foot(d) <= limit], piece.gap)
    lower = Piece(piece.height, lower_words, [d for d in piece.drawn if _foot(d) > limit], head=piece.head)
    rest = moved(lower, -rise)
    rest.height = piece.height - rise
    return upper, rest


def _foot(drawn: Drawn) -> float:
    return max(y for _, y in drawn.points) if isinstance(drawn, Shape) else drawn.y
