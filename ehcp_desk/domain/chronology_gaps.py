"""What a chronology leaves open: lines without a source, silences, and limits that were missed or are not answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.papers import Chronology, ChronologyLine, StatutoryLimit
from ehcp_desk.domain.wording import Mark

SILENT_WEEKS = 6
"""Weeks without an entry that are pointed out where nobody says otherwise."""
MISSED = frozenset({Mark.OVERDUE, Mark.MET_LATE})


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing is on the record between two days, or since ``after`` where ``before`` is None."""

    after: date
    before: date | None
    weeks: int

    @property
    def words(self) -> str:
        """``Nothing for 9 weeks, from 1 May to 3 July 2026``."""
        until = (
            f"from {in_words(self.after)} to {in_words(self.before)}"
            if self.before
            else f"since {in_words(self.after)}"
        )
        return f"Nothing for {self.weeks} weeks, {until}"


@dataclass(frozen=True, slots=True)
class Gaps:
    """What somebody ought to look at before the chronology goes out."""

    unsourced: tuple[ChronologyLine, ...] = ()
    silences: tuple[Silence, ...] = ()
    missed: tuple[StatutoryLimit, ...] = ()

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.unsourced) + len(self.silences) + len(self.missed)


def gaps_of(value: Chronology, as_at: date, weeks: int = SILENT_WEEKS) -> Gaps:
    """The gaps of a whole chronology.  ``weeks`` is how long a silence may last before it is one."""
    return Gaps(
        tuple(line for line in value.lines if not line.sourced),
        _silences([line.on for line in value.lines], as_at, weeks),
        tuple(limit for limit in value.limits if limit.mark in MISSED),
    )


def _silences(days: Sequence[date], as_at: date, weeks: int) -> tuple[Silence, ...]:
    found = []
    listed = sorted(set(days))
    for after, before in zip(listed, [*listed[1:], None], strict=True) if listed else ():
        until = before or as_at
        if until - after > timedelta(weeks=weeks):
            found.append(Silence(after, before, (until - after).days // 7))
    return tuple(found)
