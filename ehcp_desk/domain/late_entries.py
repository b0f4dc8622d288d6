"""How long it takes to write things down: the days between what happened and its entry, and which entries are late.

An entry is late more than two working days after what it tells of: the line the chronology marks late entries by
(needs.md C9).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

LATE_AFTER_WORKING_DAYS = 2


@dataclass(frozen=True, slots=True)
class Written:
    """One entry: its case, its lag in days and whether it was late; ``kind``, ``by`` and ``team`` are in words."""

    case_id: int
    kind: str
    by: str
    team: str
    days: int
    late: bool


@dataclass(frozen=True, slots=True)
class Lag:
    """The lag of some entries: how many, their median and longest in days, how many late, and the cases of those, the
    longest lag first."""

    name: str
    entries: int
    median: float
    longest: int
    late: int
    cases: tuple[int, ...]

    @property
    def late_share(self) -> float:
        """Late ones in per cent of all."""
        return 100 * self.late / self.entries if self.entries else 0.0

    @property
    def median_words(self) -> str:
        """``same day``, ``1 day``, ``2.5 days``."""
        return "same day" if not self.median else "1 day" if self.median == 1 else f"{self.median:g} days"

    @property
    def late_words(self) -> str:
        """``12 of 340, 3.5%``."""
        return f"{self.late:,} of {self.entries:,}, {self.late_share:.1f}%"


def lag_of(name: str, entries: Iterable[Written]) -> Lag:
    """The lag of entries under a name."""
    listed = list(entries)
    days = [one.days for one in listed]
    late = sorted((one for one in listed if one.late), key=lambda one: (-one.days, one.case_id))
    return Lag(name, len(listed), float(median(days)) if days else 0.0, max(days, default=0), len(late),
               tuple(dict.fromkeys(one.case_id for one in late)))  # fmt: skip
