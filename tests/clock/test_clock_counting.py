"""The statutory phrases on worked examples, and against dateutil and the holidays package."""

from __future__ import annotations

import doctest
from datetime import date, timedelta

import holidays
import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from ehcp_desk.clock import counting
from ehcp_desk.clock.calendars import in_tribunal_recess
from ehcp_desk.clock.counting import Period, Unit, add_months, before, beginning_with, eve_of, starting_with, within
from tests.support.clock_facts import LAW, day

CALENDAR = LAW.calendar
DAYS = st.dates(date(2014, 1, 1), date(2036, 12, 31))


def test_the_worked_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(counting).failed == 0


@pytest.mark.parametrize(
    ("start", "weeks", "due"),
    [
        ("2026-03-03", 6, "2026-04-14"),
        ("2026-03-03", 16, "2026-06-23"),
        ("2026-03-03", 20, "2026-07-21"),
        ("2024-02-29", 20, "2024-07-18"),
        ("2025-12-31", 6, "2026-02-11"),
    ],
)
def test_within_weeks_lands_on_the_same_weekday(start: str, weeks: int, due: str) -> None:
    found = within(day(start), Period(Unit.WEEKS, weeks))
    assert found == day(due)
    assert found.weekday() == day(start).weekday()


def test_fifteen_days_beginning_with_the_first_end_on_the_fifteenth() -> None:
    assert beginning_with(date(2026, 10, 1), Period(Unit.DAYS, 15)) == date(2026, 10, 15)


def test_twelve_months_starting_with_a_leap_day_are_clipped_and_their_eve_is_the_cautious_day() -> None:
    assert starting_with(date(2024, 2, 29), Period(Unit.MONTHS, 12)) == date(2025, 2, 28)
    assert eve_of(date(2025, 11, 25)) == date(2025, 11, 24)


def test_months_are_never_chained() -> None:
    assert add_months(date(2026, 1, 31), 2) == date(2026, 3, 31)
    assert add_months(add_months(date(2026, 1, 31), 1), 1) == date(2026, 3, 28)


def test_five_months_before_counts_back_by_month() -> None:
    assert before(date(2019, 9, 1), Period(Unit.MONTHS, 5)) == date(2019, 4, 1)
    assert before(date(2019, 8, 31), Period(Unit.MONTHS, 5)) == date(2019, 3, 31)


def test_working_days_need_a_calendar() -> None:
    with pytest.raises(ValueError, match="needs a calendar"):
        within(date(2026, 1, 5), Period(Unit.WORKING_DAYS, 3))


@given(DAYS, st.integers(-60, 60))
def test_months_agree_with_dateutil(start: date, months: int) -> None:
    assert add_months(start, months) == start + relativedelta(months=months)


def test_bank_holidays_agree_with_the_holidays_package_for_every_year() -> None:
    known = holidays.country_holidays("GB", subdiv="ENG", years=range(2011, 2041))
    assert set(CALENDAR.holidays) == {found for found in known if found.weekday() < 5}


@pytest.mark.parametrize(
    "once",
    ["2011-04-29", "2012-06-04", "2012-06-05", "2020-05-08", "2022-06-02", "2022-06-03", "2022-09-19", "2023-05-08"],
)
def test_days_proclaimed_once_are_there(once: str) -> None:
    assert day(once) in CALENDAR.holidays


@pytest.mark.parametrize("usual", ["2012-05-28", "2020-05-04", "2022-05-30"])
def test_days_that_gave_way_are_working_days(usual: str) -> None:
    assert CALENDAR.working.counts(day(usual).toordinal())


def _walk(start: date, n: int, counts: object, first_counts: bool = False) -> date:
    """The slow oracle: one day at a time."""
    assert callable(counts)
    found, left = start, n
    if first_counts and counts(start):
        left -= 1
    while left:
        found += timedelta(days=1)
        left -= bool(counts(found))
    return found


ENGLAND = holidays.country_holidays("GB", subdiv="ENG", years=range(2011, 2041))


def _works(found: date) -> bool:
    return found.weekday() < 5 and found not in ENGLAND


def _tribunal(found: date) -> bool:
    return _works(found) and not in_tribunal_recess(found)


@given(DAYS, st.integers(1, 40))
def test_working_days_agree_with_counting_one_by_one(start: date, n: int) -> None:
    assert within(start, Period(Unit.WORKING_DAYS, n), CALENDAR.working) == _walk(start, n, _works)
    assert within(start, Period(Unit.TRIBUNAL_DAYS, n), CALENDAR.tribunal) == _walk(start, n, _tribunal)


@given(DAYS, st.integers(2, 40))
def test_working_days_beginning_with_count_the_first_day_where_it_works(start: date, n: int) -> None:
    assert beginning_with(start, Period(Unit.WORKING_DAYS, n), CALENDAR.working) == _walk(start, n, _works, True)


@given(DAYS, st.integers(1, 30))
def test_working_days_before_leave_exactly_that_many_to_the_day(start: date, n: int) -> None:
    latest = before(start, Period(Unit.WORKING_DAYS, n), CALENDAR.working)
    assert _works(latest)
    assert sum(_works(latest + timedelta(days=i)) for i in range((start - latest).days)) == n


@given(DAYS)
def test_rolling_forward_finds_the_first_day_the_tribunal_counts(start: date) -> None:
    found = date.fromordinal(CALENDAR.tribunal.roll(start.toordinal()))
    expected = start
    while not _tribunal(expected):
        expected += timedelta(days=1)
    assert found == expected


@pytest.mark.parametrize(
    ("ends", "rolled"),
    [
        ("2025-08-05", "2025-09-01"),
        ("2025-12-25", "2026-01-02"),
        ("2026-01-01", "2026-01-02"),
        ("2025-07-31", "2025-07-31"),
    ],
)
def test_the_tribunal_leaves_out_august_and_christmas(ends: str, rolled: str) -> None:
    assert date.fromordinal(CALENDAR.tribunal.roll(day(ends).toordinal())) == day(rolled)
