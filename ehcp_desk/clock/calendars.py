"""Which days count: working days of England and the days the tribunal counts, as tables built once.

Bank holidays are data (``rules/bank_holidays_england.toml``), because proclaimed days cannot be worked out.  A table
answers "the n-th working day after" with two list look-ups, never by walking over days.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

FIRST_YEAR, LAST_YEAR = 1980, 2070
FIRST_DAY = date(FIRST_YEAR, 1, 1).toordinal()
LAST_DAY = date(LAST_YEAR, 12, 31).toordinal()
_SATURDAY = 5
_AUGUST, _JANUARY, _DECEMBER, _CHRISTMAS = 8, 1, 12, 25


class DayTable:
    """The days that count between 1980 and 2070, numbered.  All days are proleptic ordinals."""

    __slots__ = ("_days", "_upto")

    def __init__(self, left_out: Iterable[int]) -> None:
        skip = frozenset(left_out)
        days: list[int] = []
        upto: list[int] = []
        for day in range(FIRST_DAY, LAST_DAY + 1):
            # Ordinal 1 was a Monday.
            if (day - 1) % 7 < _SATURDAY and day not in skip:
                days.append(day)
            upto.append(len(days))
        self._days = days
        self._upto = upto

    def counts(self, day: int) -> bool:
        """True where this day is one that counts."""
        return self._number(day) != self._number(day - 1)

    def between(self, first: int, last: int) -> int:
        """How many counting days there are after ``first`` up to and including ``last``."""
        return self._number(last) - self._number(first)

    def after(self, day: int, n: int) -> int:
        """The n-th counting day after ``day``, which is not itself counted."""
        return self._days[self._number(day) + n - 1]

    def beginning(self, day: int, n: int) -> int:
        """The n-th counting day, ``day`` itself being the first where it counts."""
        return self._days[self._number(day - 1) + n - 1]

    def before(self, day: int, n: int) -> int:
        """The n-th counting day before ``day``."""
        return self._days[self._number(day - 1) - n]

    def roll(self, day: int) -> int:
        """``day`` where it counts, else the next day that does."""
        return self._days[self._number(day - 1)]

    def _number(self, day: int) -> int:
        return self._upto[day - FIRST_DAY] if day >= FIRST_DAY else 0


@dataclass(frozen=True, eq=False)
class Calendar:
    """The bank holidays of England, and the two day tables that follow from them.

    ``holidays`` maps each bank holiday to its name; ``known_from`` and ``known_to`` are the first and last year the
    data file speaks for, outside which only weekends are left out and the derivation says so.
    """

    holidays: Mapping[date, str]
    known_from: int
    known_to: int
    digest: str = ""

    @cached_property
    def working(self) -> DayTable:
        """Monday to Friday, not a bank holiday in England."""
        return DayTable(day.toordinal() for day in self.holidays)

    @cached_property
    def tribunal(self) -> DayTable:
        """Working days outside August and outside 25 December to 1 January (law.md B2, F)."""
        return DayTable({day.toordinal() for day in self.holidays} | tribunal_closed_days())

    def knows(self, first: date, last: date) -> bool:
        """True where the data file speaks for every year from ``first`` to ``last``."""
        return self.known_from <= first.year and last.year <= self.known_to

    def holidays_between(self, first: date, last: date) -> tuple[date, ...]:
        """The bank holidays from ``first`` to ``last``, both included, in order."""
        return tuple(sorted(day for day in self.holidays if first <= day <= last))


def in_tribunal_recess(day: date) -> bool:
    """True in August and from 25 December to 1 January, which the tribunal does not count in SEN appeals."""
    return (
        day.month == _AUGUST
        or (day.month == _DECEMBER and day.day >= _CHRISTMAS)
        or (day.month == _JANUARY and day.day == 1)
    )


def tribunal_closed_days() -> set[int]:
    """Every day of the tribunal's recesses within the tables."""
    closed: set[int] = set()
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        august = date(year, _AUGUST, 1).toordinal()
        christmas = date(year, _DECEMBER, _CHRISTMAS).toordinal()
        closed.update(range(august, august + 31))
        closed.update(range(christmas, christmas + 8))
    closed.add(FIRST_DAY)
    return closed
