"""Reading a date as people type it: ``3/11``, ``3 nov``, ``today``, ``fri``, ``+14``.  Never guesses.

A date that could mean two days, or that does not exist, is answered with one sentence that says what to type.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from enum import Enum

from ehcp_desk.domain.dates import DAYS, MONTHS, in_words
from ehcp_desk.domain.errors import BadInput

EARLIEST, LATEST = 1990, 2060
"""Years outside these are taken for slips of the fingers."""
NEAR = 92
"""Days from today within which a day without a year is meant, where it may lie on either side of today."""
SLIP = 31
"""A day without a year this near on the wrong side of today may well be the one meant, so the year is asked for."""

_SHIFT = re.compile(r"^([+-])\s*(\d{1,4})\s*(d|days?|w|weeks?)?$")
_NUMBERS = re.compile(r"^(\d{1,2})\s*[/.\- ]\s*(\d{1,2})(?:\s*[/.\- ]\s*(\d{2}|\d{4}))?$")
_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
_DAY_MONTH = re.compile(r"^(\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?[\s\-/.]*([a-z]+)[\s\-/.,]*(\d{2}|\d{4})?$")
_MONTH_DAY = re.compile(r"^([a-z]+)\s*(\d{1,2})(?:st|nd|rd|th)?(?:[\s,]+(\d{4}))?$")


class Aim(Enum):
    """Which way a date without a year or a weekday alone looks: what happened, what is to come, or either."""

    PAST = "past"
    AHEAD = "ahead"
    EITHER = "either"


PAST, AHEAD, EITHER = Aim.PAST, Aim.AHEAD, Aim.EITHER


def read_date(text: str, today: date, aim: Aim = PAST) -> date:
    """The day meant by ``text``.

    Without a year it is the last such day up to today (``PAST``) or the first from today on (``AHEAD``), unless one
    just the other way is far nearer; with ``EITHER`` it is the nearest such day, where that is near.  Raises BadInput,
    with the sentence to show, where nothing or more than one day could be meant.
    """
    words = " ".join(text.casefold().replace(",", " ").split())
    if not words:
        raise BadInput("Type a date, such as 3 November.")
    named = {"today": 0, "now": 0, "yesterday": -1, "tomorrow": 1}.get(words)
    if named is not None:
        return today + timedelta(days=named)
    words = _without_weekday(words)
    for reader in (_shifted, _iso, _numbers, _worded, _weekday):
        found = reader(words, today, aim)
        if found is not None:
            return _agreeing(found, text)
    raise BadInput(f"“{text.strip()}” is not a date the desk can read. Type it as 3 November 2026 or 3/11/2026.")


def _shifted(words: str, today: date, _aim: Aim) -> date | None:
    match = _SHIFT.match(words)
    if match is None:
        return None
    days = int(match[2]) * (7 if (match[3] or "").startswith("w") else 1)
    found = today + timedelta(days=days if match[1] == "+" else -days)
    return _made(found.day, found.month, found.year)


def _iso(words: str, _today: date, _aim: Aim) -> date | None:
    match = _ISO.match(words)
    return _made(int(match[3]), int(match[2]), int(match[1])) if match else None


def _numbers(words: str, today: date, aim: Aim) -> date | None:
    match = _NUMBERS.match(words)
    if match is None:
        return None
    day, month, year = int(match[1]), int(match[2]), match[3]
    if month > 12 and day <= 12:
        raise BadInput(f"There is no month {month}. The day comes first: {month}/{day} is {month} {MONTHS[day - 1]}.")
    return _in_year(day, month, year, today, aim)


def _worded(words: str, today: date, aim: Aim) -> date | None:
    match = _DAY_MONTH.match(words)
    if match is not None:
        day, name, year = int(match[1]), match[2], match[3]
    else:
        match = _MONTH_DAY.match(words)
        if match is None:
            return None
        day, name, year = int(match[2]), match[1], match[3]
    month = _one_of(name, MONTHS, "month")
    return _in_year(day, month + 1, year, today, aim) if month is not None else None


def _weekday(words: str, today: date, aim: Aim) -> date | None:
    words = words.removeprefix("on ")
    if words.startswith(("last ", "next ", "this ")):
        raise BadInput("Type the day and the month: people mean different days by “last”, “this” and “next”.")
    wanted = _one_of(words, DAYS, "day")
    if wanted is None:
        return None
    if aim is EITHER:
        raise BadInput(f"That could be the {DAYS[wanted]} before or after. Type the day and the month.")
    gap = (today.weekday() - wanted) % 7 if aim is PAST else (wanted - today.weekday()) % 7
    return today + timedelta(days=-gap if aim is PAST else gap)


def _one_of(name: str, names: tuple[str, ...], kind: str) -> int | None:
    """Which month or weekday a word of at least three letters begins; ambiguous beginnings are refused."""
    if not name.isalpha():
        return None
    found = [n for n, full in enumerate(names) if full.casefold().startswith(name)]
    if kind == "month" and name == "sept":
        return 8
    if len(found) == 1 and len(name) >= 2:
        return found[0]
    if len(found) > 1:
        meant = " or ".join(names[n] for n in found)
        raise BadInput(f"“{name}” could be {meant}. Type a letter more.")
    return None


def _in_year(day: int, month: int, year: str | None, today: date, aim: Aim) -> date:
    if year is not None:
        return _made(day, month, int(year) if len(year) == 4 else 2000 + int(year))
    if not 1 <= month <= 12:
        raise BadInput(f"There is no month {month}. Type a month from 1 to 12.")
    before, after = _occurrences(day, month, today)
    if before is None or after is None:
        return _made(day, month, today.year)
    wanted, other = (before, after) if aim is PAST else (after, before)
    if aim is EITHER:
        wanted = min(before, after, key=lambda on: abs(on - today))
        unclear = abs((wanted - today).days) > NEAR
    else:
        unclear = wanted != today and abs((other - today).days) <= SLIP and abs((wanted - today).days) > SLIP
    if unclear:
        raise BadInput(f"{day} {MONTHS[month - 1]} could be {before.year} or {after.year} here. Type the year as well.")
    return wanted


def _occurrences(day: int, month: int, today: date) -> tuple[date | None, date | None]:
    """The last such day up to today, and the first from today on; None for a day no year has."""
    made = []
    for year in range(today.year - 8, today.year + 9):
        if month <= 12 and 1 <= day <= monthrange(year, month)[1]:
            made.append(date(year, month, day))
    before = [on for on in made if on <= today]
    after = [on for on in made if on >= today]
    return (before[-1], after[0]) if before and after else (None, None)


def _made(day: int, month: int, year: int) -> date:
    """The day, or a sentence that says why there is none."""
    if not 1 <= month <= 12:
        raise BadInput(f"There is no month {month}. Type a month from 1 to 12.")
    if not EARLIEST <= year <= LATEST:
        raise BadInput(f"The year {year} cannot be right. Type a year from {EARLIEST} to {LATEST}.")
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise BadInput(f"{MONTHS[month - 1]} {year} has {last} days. Type another date.")
    return date(year, month, day)


def _without_weekday(words: str) -> str:
    """``tuesday 3 march`` as ``3 march``: the weekday is checked afterwards."""
    first, _, rest = words.partition(" ")
    if rest and any(char.isdigit() for char in rest) and _day_index(first) is not None:
        return rest
    return words


def _day_index(word: str) -> int | None:
    if len(word) < 3 or not word.isalpha():
        return None
    return next((n for n, full in enumerate(DAYS) if full.casefold().startswith(word)), None)


def _agreeing(found: date, text: str) -> date:
    """A weekday that was typed with the date has to be that date's own."""
    typed = text.casefold().replace(",", " ").split()
    said = _day_index(typed[0]) if len(typed) > 1 else None
    if said is not None and said != found.weekday():
        raise BadInput(f"{in_words(found)} is a {DAYS[found.weekday()]}, not a {DAYS[said]}. Check the date.")
    return found
