"""Days as an office sees them: working days, quarters, school years.  Nothing here is law; the clock counts that."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from random import Random

from ehcp_desk.domain.dates import school_year

ONE = timedelta(days=1)
_CLOSED = frozenset({(12, 25), (12, 26), (1, 1)})


def open_day(day: date) -> bool:
    """True where the council's offices are open."""
    return day.weekday() < 5 and (day.month, day.day) not in _CLOSED


def on_or_before(day: date) -> date:
    """The last open day up to ``day``."""
    while not open_day(day):
        day -= ONE
    return day


def on_or_after(day: date) -> date:
    """The first open day from ``day``."""
    while not open_day(day):
        day += ONE
    return day


def next_monday(day: date) -> date:
    """The first Monday after ``day``."""
    return day + timedelta(days=7 - day.weekday())


def quarter_start(day: date) -> date:
    """The first day of the calendar quarter ``day`` lies in."""
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def add_months(month: date, count: int) -> date:
    """The first day of the month ``count`` months from the one ``month`` lies in."""
    whole = month.year * 12 + month.month - 1 + count
    return date(whole // 12, whole % 12 + 1, 1)


def year_group_on(born: date, day: date) -> int:
    """National curriculum year of a child in the school year of ``day``: 0 is Reception, negative before it."""
    starts = school_year(day)
    age = starts - born.year - ((born.month, born.day) > (8, 31))
    return age - 4


def moment(rng: Random, day: date, today: date) -> datetime:
    """A time of the working day at which something was written down; early in the morning where that is today."""
    if day >= today:
        return datetime.combine(today, time(8, rng.randrange(10, 50)), UTC)
    return datetime.combine(day, time(rng.randrange(8, 17), rng.randrange(60)), UTC)
