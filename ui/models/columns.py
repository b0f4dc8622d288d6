"""A column as a value: its title, what it shows, how it sorts, how it is spoken and how it is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from ui.models.cells import Bar, Entry, StateCell, TwoLine

R = TypeVar("R")

DATE, DATE_FIRST = 129, 138
"""Pixels of a column of whole dates, which are never elided ("30 September 2025"); the second for one at a table's edge."""
TELLING = 210
"""Pixels of a column of sentences under which it tells nothing: others give way first."""
_STRETCH_LEAST = 0.65
"""How much of its width a stretching column keeps before others give way, where it does not say it itself."""


class Kind(StrEnum):
    """How a cell is drawn.  ``SECOND`` is plain words in the colour of labels; ``ACTION`` an underlined link."""

    TEXT = "text"
    STRONG = "strong"
    SECOND = "second"
    TWO_LINE = "two_line"
    STATE = "state"
    STRIP = "strip"
    BAR = "bar"
    ENTRY = "entry"
    CHECK = "check"
    ACTION = "action"


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column over rows of ``R``.

    ``value`` gives what is drawn: words, or one of :mod:`ui.models.cells`, or a strip.  ``text`` (for copying) and
    ``spoken`` (for a screen reader) are worked out from it where they are not given.  ``sort`` is the key the
    source orders by, empty where the column cannot be sorted.  ``width`` is pixels at 100 %; ``stretch`` takes the
    room that is left, and ``least`` marks the one a table is for: what it keeps before the others give way.
    ``narrow`` keeps the column when the window is under 1024 wide.
    """

    key: str
    title: str
    value: Callable[[R], Any]
    width: int = 120
    kind: Kind = Kind.TEXT
    right: bool = False
    sort: str = ""
    stretch: bool = False
    least: int = 0
    narrow: bool = False
    hidden: bool = False
    text: Callable[[R], str] | None = None
    spoken: Callable[[R], str] | None = None
    spoken_title: str = ""

    @property
    def kept_width(self) -> int:
        """Pixels at 100 % the others have to leave it."""
        return (self.least or round(self.width * _STRETCH_LEAST)) if self.stretch else self.width

    @property
    def name(self) -> str:
        """What a screen reader calls the column."""
        return self.spoken_title or self.title or self.key


def words_of(value: object) -> str:
    """A cell as one line of plain words, for copying."""
    match value:
        case None:
            return "–"
        case TwoLine(top=top, bottom=bottom):
            return f"{top}, {bottom}" if bottom else top
        case StateCell(words=words, second=second):
            return f"{words}, {second}" if second else words
        case Bar(value=number, words=words, limit=limit):
            return words or (f"{number:g} of {limit:g}" if limit is not None else f"{number:g}")
        case Entry(top=top, bottom=bottom, state=state, aside=aside):
            return ", ".join(part for part in (top, bottom, words_of(state) if state else "", aside) if part)
        case _:
            spoken = getattr(value, "sentence", None)
            return str(spoken) if spoken is not None else str(value)
