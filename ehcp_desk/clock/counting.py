"""How the Regulations count time: one named function for each form of words.

law.md B1 and J are the authority.  Every function takes the day it counts from and gives back one day; months are
always counted in one step from that day and clipped to the end of the month, never chained.  Working days and
tribunal days come from a :class:`~ehcp_desk.clock.calendars.DayTable`.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ehcp_desk.clock.calendars import DayTable

DAYS_IN_WEEK = 7


class Phrase(StrEnum):
    """The forms of words a time limit is written in."""

    WITHIN = "within"
    BEGINNING_WITH = "beginning_with"
    STARTING_WITH = "starting_with"
    BEFORE = "before"
    FIXED = "fixed"


class Unit(StrEnum):
    """What is counted."""

    WEEKS = "weeks"
    DAYS = "days"
    MONTHS = "months"
    WORKING_DAYS = "working_days"
    TRIBUNAL_DAYS = "tribunal_days"
    SCHOOL_DAYS = "school_days"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class Period:
    """An amount of time: ``n`` of a unit, or a fixed day of the trigger's year less ``n`` weeks and ``eve`` days."""

    unit: Unit
    n: int
    month: int = 0
    day: int = 0
    eve: int = 0

    @property
    def days(self) -> int | None:
        """The number of plain days, where the unit has one."""
        if self.unit is Unit.WEEKS:
            return self.n * DAYS_IN_WEEK
        return self.n if self.unit is Unit.DAYS else None


def add_months(day: date, months: int) -> date:
    """The corresponding date ``months`` later (or earlier), clipped to the end of that month.

    >>> add_months(date(2026, 1, 31), 1), add_months(date(2024, 2, 29), 12)
    (datetime.date(2026, 2, 28), datetime.date(2025, 2, 28))
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def within(day: date, period: Period, table: DayTable | None = None) -> date:
    """The last day "within N of" an event: the day of the event is day 0 and is not counted (law.md J1).

    >>> within(date(2026, 3, 3), Period(Unit.WEEKS, 20))
    datetime.date(2026, 7, 21)
    """
    if period.unit is Unit.MONTHS:
        return add_months(day, period.n)
    plain = period.days
    if plain is not None:
        return day + timedelta(days=plain)
    if period.n == 0:
        return day
    return date.fromordinal(_needed(table, period).after(day.toordinal(), period.n))


def beginning_with(day: date, period: Period, table: DayTable | None = None) -> date:
    """The last day of "N days beginning with" a day: that day is counted as day 1 (law.md J5).

    >>> beginning_with(date(2026, 10, 1), Period(Unit.DAYS, 15))
    datetime.date(2026, 10, 15)
    """
    plain = period.days
    if plain is not None:
        return day + timedelta(days=plain - 1)
    return date.fromordinal(_needed(table, period).beginning(day.toordinal(), period.n))


def starting_with(day: date, period: Period) -> date:
    """The due date of "N months starting with" a day: the corresponding date, as everybody uses it (law.md J3).

    Strictly the period ends on the eve; :func:`eve_of` gives that day, shown as the cautious date.  Where a shorter month
    cuts the corresponding date off, the period is over with that month and both are one day.

    >>> starting_with(date(2024, 11, 25), Period(Unit.MONTHS, 12))
    datetime.date(2025, 11, 25)
    """
    return add_months(day, period.n)


def eve_of(day: date) -> date:
    """The strictest reading of a limit: the day before its due date (law.md J6)."""
    return day - timedelta(days=1)


def before(day: date, period: Period, table: DayTable | None = None) -> date:
    """The latest day for a step that must come "at least N before" a day.

    >>> before(date(2019, 9, 1), Period(Unit.MONTHS, 5))
    datetime.date(2019, 4, 1)
    """
    if period.unit is Unit.MONTHS:
        return add_months(day, -period.n)
    plain = period.days
    if plain is not None:
        return day - timedelta(days=plain)
    return date.fromordinal(_needed(table, period).before(day.toordinal(), period.n))


def fixed_in_year(day: date, period: Period) -> date:
    """A fixed day of the calendar year of ``day``, less ``period.n`` weeks (regulation 18; law.md J4).

    >>> fixed_in_year(date(2027, 9, 1), Period(Unit.FIXED, 0, 2, 15))
    datetime.date(2027, 2, 15)
    """
    return date(day.year, period.month, period.day) - timedelta(days=period.n * DAYS_IN_WEEK + period.eve)


def _needed(table: DayTable | None, period: Period) -> DayTable:
    if table is None:
        raise ValueError(f"Counting {period.unit.value.replace('_', ' ')} needs a calendar.")
    return table
