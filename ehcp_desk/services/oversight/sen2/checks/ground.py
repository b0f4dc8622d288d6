"""What every check stands on: the year, the councils, the choices, and where a finding is put."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from ehcp_desk.domain.schools import School
from ehcp_desk.domain.sen2 import Counts

Add = Callable[..., None]
"""Puts a finding down: the rule, which of the Person's requests it is on, what it looked at, and the item where the rule
names several."""
FLAGS = ("1", "0")
RANKS = ("1", "2")
POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}")
DAYS_TO_DECIDE, DAYS_TO_REFUSE, DAYS_TO_ISSUE, DAYS_TO_TELL = 42, 112, 140, 28


@dataclass(slots=True)
class Tally:
    """What is counted on the way for the rules about the whole return, and for its head."""

    persons: int = 0
    requests: int = 0
    live: int = 0
    new: int = 0
    excepted: int = 0
    moved_in: int = 0
    ceased: int = 0
    since: Counter[str] = field(default_factory=Counter)
    """What happened after the census of the last return: plans made, moved in and ceased."""
    not_stated: int = 0
    other_source: int = 0
    sourced: int = 0
    other_reason: int = 0
    upns: set[str] = field(default_factory=set)
    ulns: set[str] = field(default_factory=set)
    named: dict[int, str] = field(default_factory=dict)
    """Who was seen, by name and day of birth, with the UPN."""
    placed: Counter[str] = field(default_factory=Counter)

    def counts(self) -> Counts:
        """What the return holds."""
        return Counts(self.persons, self.requests, self.live, self.new, self.moved_in, self.ceased)


@dataclass(frozen=True, slots=True)
class Ground:
    """The year a return is checked for: ISO days, the census before (``last_census``), the council's own code, the codes of
    others, and the choices."""

    year: int
    first: str
    last: str
    own: str
    councils: Mapping[str, str]
    upn_councils: frozenset[str]
    ethnicities: frozenset[str]
    needs: frozenset[str]
    choices: Mapping[str, str]
    tags: frozenset[str]
    tally: Tally
    last_census: str = ""
    year_ago: str = ""
    four_weeks_ago: str = ""
    schools: Mapping[str, School] = field(default_factory=dict)


@lru_cache(maxsize=65536)
def number(day: str) -> int:
    """An ISO day as a number to subtract by; -1 for a text that is no day."""
    try:
        return date.fromisoformat(day).toordinal() if len(day) == 10 else -1
    except ValueError:
        return -1


def between(first: str, last: str) -> int | None:
    """Days from one day to another; None where either is missing or no day."""
    start, end = number(first), number(last)
    return end - start if start > 0 and end > 0 else None


def age(born: str, on: str) -> int:
    """Whole years on a day; both are days."""
    return int(on[:4]) - int(born[:4]) - (on[5:] < born[5:])


def later_by_months(day: str, months: int) -> str:
    """The corresponding day months later, as far as comparing needs it: the day of the month is kept."""
    place = int(day[:4]) * 12 + int(day[5:7]) - 1 + months
    return f"{place // 12:04d}-{place % 12 + 1:02d}{day[7:]}"
