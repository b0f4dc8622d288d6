"""Reading a date cell: a date, or the reason it is not one.  Nothing is guessed.

Day comes before month, as it is written in the United Kingdom, whatever the separator; a column stated to be written
month first (see :class:`DateStyle`) is read that way, and in one that only looks so nothing is read that could be either.
A year of four digits in front is ISO.  A year of two digits is
20yy; in a date of birth that would then lie in the future, 19yy.  Forms that leave out the year or the day, name a
week or a range, or run digits together are refused with a reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from ehcp_desk.domain.dates import DAYS, MONTHS, earliest_birth, in_words
from ehcp_desk.exchange.cells import Cell, NeverCalculated, text_of

PLANS_BEGAN = date(2014, 9, 1)  # Children and Families Act 2014 Part 3 came into force
_SERIAL_ZERO = date(1899, 12, 30)
_SERIAL_ZERO_1904 = date(1904, 1, 1)
_SERIALS = range(20_000, 80_000)  # October 1954 to January 2119
_WRITTEN_OUT = r"(?:(?P<weekday>[a-z]{3,9})\.?,?[ ]+)?"
_CLOCK = r"(?:[ t]+\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\.\d+)?z?)?"
_LATE_UTC = re.compile(r"[ t]23[:.]\d{2}(?:[:.]\d{2})?(?:\.\d+)?z$")
_NUMERIC = re.compile(r"(\d{1,2})([/.\-])(\d{1,2})\2(\d{4}|\d{2})" + _CLOCK)
_ISO = re.compile(r"(\d{4})([/.\-])(\d{1,2}|[a-z]{3})\2(\d{1,2})" + _CLOCK)
_WORDY = re.compile(
    _WRITTEN_OUT + r"(\d{1,2})(?:st|nd|rd|th)?(?:[ ]+of)?[ \-/.]*([a-z]{3,9})[ \-/.,]*'?(\d{4}|\d{2})" + _CLOCK
)
_MONTH_FIRST_WORDY = re.compile(_WRITTEN_OUT + r"([a-z]{3,9})\.?[ ]+(\d{1,2})(?:st|nd|rd|th)?,?[ ]+(\d{4})" + _CLOCK)
_WEEK_OR_RANGE = re.compile(r"\bw/?[cebk]\b|week|half term|\d\s*(?:-|–|to|or|/)\s*\d{1,2}(?:st|nd|rd|th)?\s+[a-z]{3}")
_NO_YEAR = re.compile(r"\d{1,2}(?:st|nd|rd|th)?[ /.\-]+(?:[a-z]{3,9}|\d{1,2})")
_NO_DAY = re.compile(r"(?:[a-z]{3,9}|\d{1,2})[ /.\-]+\d{4}|\d{4}[/\-]\d{1,2}")
_RUN_TOGETHER = re.compile(r"\d{6}|\d{8}")
_MONTH_NUMBERS = {name[:size].lower(): n for n, name in enumerate(MONTHS, 1) for size in (3, len(name))} | {"sept": 9}
_WEEKDAYS = {name[:size].lower(): n for n, name in enumerate(DAYS) for size in (3, len(name))} | {"tues": 1, "thurs": 3}
_NOT_YET_WORDS = """
tbc, tba, tbd, n/a, na, n.a., -, --, ---, –, ?, ??, ???, pending, awaiting, awaited, waiting, outstanding, none, nil,
no, due, unknown, ongoing, not known, not yet, not recd, not received, not sent, not issued, to follow, to be confirmed
"""
NOT_YET = frozenset(word.strip() for word in _NOT_YET_WORDS.split(","))


class DateStyle(StrEnum):
    """Which part of ``04/03/2026`` is the day.

    Nobody chooses ``UNSETTLED``: other dates of the column can only be month first, none only day first, and nobody has
    said which it is.
    """

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"
    UNSETTLED = "unsettled"


@dataclass(frozen=True, slots=True)
class NotADate:
    """Why a cell was not read as a date.

    ``doubtful`` is True when the cell means some day that cannot be told or cannot be (31 February, the year 2052):
    a person must look.  It is False when the cell only says that there is no date yet (TBC).  ``two_ways`` says that it
    is either of two days until somebody says how the column is written.
    """

    reason: str
    doubtful: bool = True
    two_ways: bool = False


Reading = date | NotADate


class DateReader:
    """Reads the date cells of one column's style, remembering texts it has met.  ``today`` is the day of the import;
    ``since_1904`` says that bare numbers count days from 1904."""

    def __init__(self, today: date, style: DateStyle = DateStyle.DAY_FIRST, since_1904: bool = False) -> None:
        self._zero = _SERIAL_ZERO_1904 if since_1904 else _SERIAL_ZERO
        self.today = today
        self.style = style
        self._earliest_birth = earliest_birth(today)
        self.events: dict[Cell, Reading] = {}
        """What cells of days came to so far; real dates that can be right are not kept here."""
        self._births: dict[Cell, Reading] = {}

    def event(self, cell: Cell) -> Reading:
        """The day something happened: on or after 1 September 2014 and not after today."""
        if type(cell) is date and PLANS_BEGAN <= cell <= self.today:
            return cell
        found = self.events.get(cell)
        if found is None:
            read = self._read(cell, birth=False)
            found = self.events[cell] = read if isinstance(read, NotADate) else self._plausible_event(read)
        return found

    def birth(self, cell: Cell) -> Reading:
        """A date of birth: not after today and not more than forty years ago."""
        found = self._births.get(cell)
        if found is None:
            read = self._read(cell, birth=True)
            found = self._births[cell] = read if isinstance(read, NotADate) else self._plausible_birth(read)
        return found

    def _plausible_event(self, day: date) -> Reading:
        if day > self.today:
            return NotADate(self._in_the_future(day))
        if day < PLANS_BEGAN:
            return NotADate(f"{in_words(day)} is before EHC plans began, on {in_words(PLANS_BEGAN)}")
        return day

    def _plausible_birth(self, day: date) -> Reading:
        if day > self.today:
            return NotADate(self._in_the_future(day))
        if day < self._earliest_birth:
            return NotADate(f"{in_words(day)} would make them {self.today.year - day.year}, too old for a plan")
        return day

    def _in_the_future(self, day: date) -> str:
        words = f"the year {day.year}" if day.year > self.today.year else in_words(day)
        return f"{words} is in the future"

    def _read(self, cell: Cell, *, birth: bool) -> Reading:
        if isinstance(cell, str):
            return self._read_text(cell, birth)
        if isinstance(cell, datetime | date):
            day = cell.date() if isinstance(cell, datetime) else cell
            return day if day.year > 1900 else NotADate("a formula that was never calculated", doubtful=False)
        if isinstance(cell, NeverCalculated) or cell == time(0):
            return NotADate("a formula that was never calculated", doubtful=False)
        if isinstance(cell, float | int) and not isinstance(cell, bool) and int(cell) in _SERIALS:
            return self._zero + timedelta(days=int(cell))
        return NotADate(f"'{text_of(cell)}' is not a date")

    def _read_text(self, written: str, birth: bool) -> Reading:
        text = written
        if not (found := _NUMERIC.fullmatch(written)):
            text = " ".join(written.split()).lower()
            found = _NUMERIC.fullmatch(text)
        if found:
            first, _, second, year = found.groups()
            if self.style is DateStyle.UNSETTLED and first != second and max(int(first), int(second)) <= 12:
                return NotADate(
                    f"'{written.strip()}' could be day or month first: say which the column is", two_ways=True
                )
            day, month = (second, first) if self.style is DateStyle.MONTH_FIRST else (first, second)
            return self._build(day, month, year, birth, written)
        if found := _ISO.fullmatch(text):
            month = found[3] if found[3].isdigit() else str(_MONTH_NUMBERS.get(found[3], 99))
            read = self._build(found[4], month, found[1], birth, written)
            return _in_our_time(read, text) if isinstance(read, date) else read
        if found := _WORDY.fullmatch(text):
            weekday, day, month, year = found.groups()
        elif found := _MONTH_FIRST_WORDY.fullmatch(text):
            weekday, month, day, year = found.groups()
        elif len(text) == 5 and text.isascii() and text.isdigit() and int(text) in _SERIALS:
            return self._zero + timedelta(days=int(text))
        else:
            return _refusal(text, written)
        number = _MONTH_NUMBERS.get(month)
        if number is None:
            return _refusal(text, written)
        read = self._build(day, str(number), year, birth, written)
        return read if weekday is None or isinstance(read, NotADate) else _agreeing(read, weekday, written)

    def _build(self, day: str, month: str, year: str, birth: bool, written: str) -> Reading:
        number = int(year)
        if len(year) == 2:
            number += 2000
            if birth and number > self.today.year:
                number -= 100
        d, m = int(day), int(month)
        if m == 0 or d == 0:
            return NotADate(f"'{written.strip()}' has no {'day' if d == 0 else 'month'}")
        if m > 12:
            first = "month" if self.style is DateStyle.MONTH_FIRST else "day"
            return NotADate(f"'{written.strip()}' has no such month (dates are read {first} first)")
        try:
            read = date(number, m, d)
        except ValueError:
            year_too = f" {number}" if (d, m) == (29, 2) else ""
            return NotADate(f"{d} {MONTHS[m - 1]}{year_too} does not exist")
        if len(year) == 2 and birth and read > self.today:
            return date(number - 100, m, d) if (d, m) != (29, 2) else NotADate(f"{d} {MONTHS[m - 1]} does not exist")
        return read


def _in_our_time(day: date, text: str) -> date:
    """The day in the United Kingdom of a day written in universal time (``...T23:30:00Z``): in summer the next one."""
    if not _LATE_UTC.search(text):
        return day
    return datetime(day.year, day.month, day.day, 23, tzinfo=UTC).astimezone(ZoneInfo("Europe/London")).date()


def _agreeing(day: date, weekday: str, written: str) -> Reading:
    """The day, when the weekday written beside it is the right one."""
    named = _WEEKDAYS.get(weekday)
    if named is None:
        return NotADate(f"'{written.strip()}' is not a date")
    if named != day.weekday():
        return NotADate(f"{in_words(day)} was a {DAYS[day.weekday()]}, not a {DAYS[named]}")
    return day


def _refusal(text: str, written: str) -> NotADate:
    """Why a text that fits no form of date is not one."""
    shown = f"'{written.strip()}'"
    if text in NOT_YET:
        return NotADate(f"{shown} is not a date", doubtful=False)
    if _WEEK_OR_RANGE.search(text):
        return NotADate(f"{shown} is not one day")
    if _NO_YEAR.fullmatch(text):
        return NotADate(f"{shown} has no year")
    if _NO_DAY.fullmatch(text):
        return NotADate(f"{shown} has no day")
    if _RUN_TOGETHER.fullmatch(text):
        return NotADate(f"{shown} could be read in more than one way")
    return NotADate(f"{shown} is not a date", doubtful=any(c.isdigit() for c in text))


def evidence_of_style(cells: list[str]) -> tuple[int, int, int]:
    """How many all-number dates can only be day first, can only be month first, and could be either.

    A value proves its style when one of its first two numbers is above 12.
    """
    day_first = month_first = either = 0
    for cell in cells:
        found = _NUMERIC.fullmatch(" ".join(cell.split()).lower())
        if found is None:
            continue
        first, second = int(found[1]), int(found[3])
        if first > 12 >= second:
            day_first += 1
        elif second > 12 >= first:
            month_first += 1
        elif first != second:  # 4 April is 4 April either way
            either += 1
    return day_first, month_first, either


_KINDS = ((_NUMERIC, "numbers"), (_ISO, "ISO"), (_WORDY, "words"), (_MONTH_FIRST_WORDY, "words, month first"))


def style_name(cell: Cell) -> str:
    """Which way of writing a date this cell uses, for counting styles in a column; empty when it is none."""
    if isinstance(cell, date):
        return "real dates"
    if not isinstance(cell, str):
        return "numbers of days" if isinstance(cell, float | int) and not isinstance(cell, bool) else ""
    text = " ".join(cell.split()).lower()
    for pattern, called in _KINDS:
        if found := pattern.fullmatch(text):
            shape = "".join("9" if c.isdigit() else c for c in text if not c.isalpha()) if called == "numbers" else ""
            return f"{called} {shape}{len(found[found.lastindex or 0])}" if called != "ISO" else called
    return ""
