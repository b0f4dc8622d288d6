"""The one document model that the PDF and its accessible HTML twin are both made from.

Blocks stand in reading order.  Text is always plain text: nothing in a run is ever read as markup.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from ehcp_desk.domain.papers import StripFigure
from ehcp_desk.domain.wording import Mark


class Icon(StrEnum):
    """An outline drawn beside words; the value is the file in ``icons/`` or a row of five boxes."""

    MET = "check-circle-fill"
    MET_LATE = "check-circle"
    RUNNING = "clock"
    DUE_SOON = "hourglass-medium-fill"
    OVERDUE = "warning-octagon-fill"
    RELIEVED = "scales-fill"
    UNASSIGNED = "user-circle-dashed-bold"
    UNKNOWN = "question-bold"
    ENDED = "minus-circle"
    PLANNING = "flag"
    LATE_ENTRY = "pencil-simple-line"
    DISPUTED = "arrows-left-right"
    ALLEGED = "question"
    AGREED = "check"
    CORRECTED = "arrow-u-up-left"
    UP = "arrow-up-bold"
    DOWN = "arrow-down-bold"
    EQUAL = "equals-bold"
    WELL_BELOW = "box-1"
    BELOW = "box-2"
    ON_TARGET = "box-3"
    ABOVE = "box-4"
    WELL_ABOVE = "box-5"


class Tone(StrEnum):
    """Ink of words that are not a state."""

    INK = "ink"
    QUIET = "quiet"
    FAINT = "faint"


class Align(StrEnum):
    """Which edge of its column a cell keeps to."""

    LEFT = "left"
    RIGHT = "right"
    CENTRE = "centre"


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one weight and ink; ``icon`` stands before them and is never the only sign.

    ``link`` is the anchor of a heading of the same paper; only the web twin can be gone through by it.
    """

    text: str
    strong: bool = False
    tone: Tone | Mark = Tone.INK
    icon: Icon | None = None
    link: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph's worth of runs; ``small`` is the size of second lines."""

    runs: tuple[Run, ...]
    small: bool = False


Cell = tuple[Line, ...]


def words(text: str, *, strong: bool = False, tone: Tone | Mark = Tone.INK, small: bool = False) -> Line:
    """A line of one run."""
    return Line((Run(text, strong, tone),), small)


def marked(icon: Icon, text: str, *, tone: Tone | Mark = Tone.QUIET, small: bool = True, strong: bool = False) -> Line:
    """A line that opens with an icon: the marked line under an event, or a state and its words."""
    return Line((Run(text, strong, tone, icon),), small)


@dataclass(frozen=True, slots=True)
class Heading:
    """Level 1 is the title of the document, 2 a section, 3 a part of one.  ``aside`` stands at the right; ``ruled``
    draws a line; ``anchor`` is what a run's ``link`` goes to."""

    level: int
    text: str
    aside: Line | None = None
    ruled: bool = False
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``boxed`` draws a 1.5 pt frame round what must be read first."""

    line: Line
    boxed: bool = False


@dataclass(frozen=True, slots=True)
class Points:
    """A list of points, each a line of its own; ``numbered`` where their order matters."""

    items: tuple[Line, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Pairs:
    """Names and their words, in two columns."""

    rows: tuple[tuple[str, Line], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: ``share`` of the width (any scale), and how its cells stand.

    A column that ``fits`` is as wide as its longest line, up to its limit, so that dates and states do not wrap; the
    others divide what is left by their shares.
    """

    title: str
    share: float
    align: Align = Align.LEFT
    row_head: bool = False
    fits: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose head row is repeated on each page and whose rows are never split.

    A row of one cell, in a table of more columns, heads the rows beneath it and is never last on a page.

    ``caption`` is for the accessible twin (the heading above says it on paper).  ``head`` False leaves the head row
    to the ear only.  ``compact`` sets rows closer.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    head: bool = True
    compact: bool = False


@dataclass(frozen=True, slots=True)
class StripBlock:
    """The clock strip; its captions print beneath, its spoken words are the accessible form."""

    figure: StripFigure


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """One point: the letter or word on the axis, the month in full, and its figure with its words.

    ``low`` and ``high`` bound a figure that is forecast.  ``aim`` is the target of this point, where it has its own.
    """

    label: str
    full: str
    value: Decimal | None
    words: str
    low: Decimal | None = None
    high: Decimal | None = None
    aim: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ChartBlock:
    """A line of points against an optional target; its table is the accessible form."""

    title: str
    points: tuple[ChartPoint, ...]
    suffix: str = ""
    target: Decimal | None = None
    target_words: str = ""


@dataclass(frozen=True, slots=True)
class PictureBlock:
    """A PNG or JPEG picture as wide as the text; ``alt`` says in words what it shows, ``caption`` stands beneath."""

    content: bytes
    alt: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """Two stacks side by side, read left then right; ``left_share`` of the width goes to the left."""

    left: tuple[Block, ...]
    right: tuple[Block, ...]
    left_share: float = 0.5


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across, between parts."""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts on a new page."""


Block = (
    Heading | Paragraph | Points | Pairs | Table | StripBlock | ChartBlock | PictureBlock | Columns | Rule | PageBreak
)


@dataclass(frozen=True, slots=True)
class Document:
    """A paper ready to be rendered.

    ``name`` stands at the right of the head (``Chronology, full version``) with ``standing`` in bold after it;
    ``reference`` at the left of the foot; ``seal`` at its right.  ``scale`` multiplies the type (1.6 is large print).
    A paper that goes out in the council's own name has no ``mark`` of the desk; ``logo`` is a PNG or JPEG file.
    Of a ``bound`` paper the corner below the foot is left free for the page number of the bundle.
    """

    title: str
    name: str
    as_at: str
    council: str
    service: str
    reference: str
    seal: str
    author: str
    blocks: tuple[Block, ...]
    standing: str = ""
    language: str = "en-GB"
    landscape: bool = False
    scale: float = 1.0
    mark: bool = True
    logo: bytes = b""
    bound: bool = False
