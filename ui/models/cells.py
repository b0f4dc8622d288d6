"""What a cell holds besides plain words.  Each is a value; the delegate knows how to draw it."""

from __future__ import annotations

from dataclasses import dataclass

from ehcp_desk.domain.wording import Mark


@dataclass(frozen=True, slots=True)
class TwoLine:
    """Two lines: the second is small and lighter.  ``wrap`` lets the first run on to the second line instead."""

    top: str
    bottom: str = ""
    bold: bool = False
    wrap: bool = False
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class StateCell:
    """A state: its mark, its exact words and, below, a date or a reason."""

    mark: Mark
    words: str
    second: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A number drawn as a bar from 0 to ``full``; ``limit`` is a 2 px ink mark, ``added`` what a preview adds
    (or, below zero, takes away).  ``mark`` gives the colour; ``words`` stand at the right where given."""

    value: float
    full: float
    limit: float | None = None
    added: float = 0
    mark: Mark = Mark.RUNNING
    words: str = ""
    hatched: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a short list: an icon, two lines at the left; a state or words and a date at the right."""

    top: str
    bottom: str = ""
    icon: str = ""
    state: StateCell | None = None
    aside: str = ""
    strong: bool = False
