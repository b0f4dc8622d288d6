"""One number of a board and the cases behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the board and the cases it counts, each with its day where it has one, the earliest first; ``late``
    of them are past it.  ``key`` names the figure to a command, and stays."""

    key: str
    group: str
    title: str
    days: Mapping[int, date | None]
    late: int = 0

    @property
    def heading(self) -> str:
        """The title where it begins a line."""
        return self.title[:1].upper() + self.title[1:]

    @property
    def cases(self) -> tuple[int, ...]:
        """The cases, in order."""
        return tuple(self.days)
