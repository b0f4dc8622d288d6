"""Dates as people write them, and dates read from ISO text with a sentence where they cannot exist."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)


def in_words(day: date) -> str:
    """``3 March 2026``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def with_weekday(day: date) -> str:
    """``Tuesday 3 March 2026``."""
    return f"{WEEKDAYS[day.weekday()]} {in_words(day)}"


@lru_cache(maxsize=20_000)
def read_iso(text: str) -> date:
    """The date in ``YYYY-MM-DD`` text.  Raises ValueError with one sentence for any other text or no such day."""
    match = _ISO.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a date; write it as YYYY-MM-DD.")
    year, month, day = (int(part) for part in match.groups())
    try:
        return date(year, month, day)
    except ValueError:
        pass
    if 1 <= month <= len(MONTHS):
        raise ValueError(f"{day} {MONTHS[month - 1]} {year} does not exist.")
    raise ValueError(f"{text} does not exist: there is no month {month}.")
