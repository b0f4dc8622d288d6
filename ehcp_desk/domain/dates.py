"""Dates as people write them (design.md section 13)."""

from __future__ import annotations

from datetime import date, datetime

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
OLDEST_YEARS = 40
"""The oldest anybody with a case can be: a plan may run to 25, and old cases stay on the record."""


def earliest_birth(day: date) -> date:
    """The first birthday of anybody who can have a case on ``day``; one before it is a slip in the year."""
    return date(max(1, day.year - OLDEST_YEARS), 1, 1)


def whole_years(born: date, day: date) -> int:
    """Age in whole years.  Somebody born on 29 February is a year older on 1 March of a year that has no such day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def school_year(day: date) -> int:
    """The calendar year in which the school year of ``day`` began, on its 1 September."""
    return day.year if day.month >= 9 else day.year - 1


def in_words(day: date) -> str:
    """``3 March 2026``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def with_weekday(day: date) -> str:
    """``Tuesday 3 March 2026``."""
    return f"{DAYS[day.weekday()]} {in_words(day)}"


def short(day: date, today: date) -> str:
    """Without the year when it is this year's and space is short: ``3 March``."""
    return f"{day.day} {MONTHS[day.month - 1]}" if day.year == today.year else in_words(day)


def between(first: date, last: date, today: date) -> str:
    """A range without saying a month twice: ``9 to 13 November``."""
    if (first.year, first.month) == (last.year, last.month):
        return short(last, today) if first == last else f"{first.day} to {short(last, today)}"
    return f"{short(first, today)} to {short(last, today)}"


def narrow(day: date) -> str:
    """For the head of a narrow number column, the one place besides charts where a month is shortened: ``3 Mar``."""
    return f"{day.day} {MONTHS[day.month - 1][:3]}"


def month_words(month: date) -> str:
    """``October 2026``."""
    return f"{MONTHS[month.month - 1]} {month.year}"


def local(moment: datetime) -> datetime:
    """A moment as the wall clock of the council shows it."""
    from zoneinfo import ZoneInfo

    return moment.astimezone(ZoneInfo("Europe/London"))


def at_time(moment: datetime) -> str:
    """``Friday 30 October 2026, 09:47``."""
    return f"{with_weekday(moment.date())}, {moment:%H:%M}"


def ruleset_words(name: str, lead: str = "") -> str:
    """``England, 1 September 2026`` for ``england@2026-09-01``, with ``and NAME`` for a change laid over it
    (``england@2026-09-01+NAME``); anything else as it stands.  ``lead`` stands before the day:
    ``England, law in force at 1 September 2026``."""
    text, *changes = name.split("+")
    place, _, day = text.partition("@")
    try:
        return " and ".join((f"{place.capitalize()}, {lead}{in_words(date.fromisoformat(day))}", *changes))
    except ValueError:
        return name


def day_count(days: int) -> str:
    """``1 day``, ``12 days``, ``2,829 days``."""
    return "1 day" if days == 1 else f"{days:,} days"
