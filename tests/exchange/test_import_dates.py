"""Date cells: read day first, or refused with the reason a person will see."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehcp_desk.domain.dates import MONTHS
from ehcp_desk.exchange.cells import NeverCalculated
from ehcp_desk.exchange.planning.dates import PLANS_BEGAN, DateReader, DateStyle, NotADate, style_name

TODAY = date(2026, 10, 30)
EVENTS = st.dates(PLANS_BEGAN, TODAY)


def read(cell: object, style: DateStyle = DateStyle.DAY_FIRST) -> date | NotADate:
    return DateReader(TODAY, style).event(cell)  # type: ignore[arg-type]


def refusal(cell: object) -> str:
    found = read(cell)
    assert isinstance(found, NotADate), f"{cell!r} was read as {found}"
    return found.reason


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("21-Jul-25", date(2025, 7, 21)),
        ("17.08.2018", date(2018, 8, 17)),
        ("4 March 2026", date(2026, 3, 4)),
        ("04/03/2026", date(2026, 3, 4)),
        ("4/3/26", date(2026, 3, 4)),
        ("2026-03-04", date(2026, 3, 4)),
        ("2024-Jan-18 00:00:00", date(2024, 1, 18)),
        ("04/03/2026 14:30", date(2026, 3, 4)),
        (" 04/03/2026\u00a0", date(2026, 3, 4)),
        ("Wednesday 4 March 2026", date(2026, 3, 4)),
        ("Wed, 4th March 2026", date(2026, 3, 4)),
        ("March 4th, 2026", date(2026, 3, 4)),
        ("9 Sept 2025", date(2025, 9, 9)),
        ("29/02/2024", date(2024, 2, 29)),
        (date(2026, 3, 4), date(2026, 3, 4)),
        (datetime(2026, 3, 4, 9, 15), date(2026, 3, 4)),
        (46085.0, date(2026, 3, 4)),
        ("46085", date(2026, 3, 4)),
    ],
)
def test_the_ways_people_write_a_day(cell: object, day: date) -> None:
    assert read(cell) == day


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("31/02/2026", "31 February does not exist"),
        ("29/02/2025", "29 February 2025 does not exist"),
        ("00/05/2026", "'00/05/2026' has no day"),
        ("04/03/2052", "the year 2052 is in the future"),
        ("04/03/52", "the year 2052 is in the future"),
        ("31/10/2026", "31 October 2026 is in the future"),
        ("31/08/2014", "31 August 2014 is before EHC plans began, on 1 September 2014"),
        ("TBC", "'TBC' is not a date"),
        ("w/c 12 May", "'w/c 12 May' is not one day"),
        ("12-14 May 2026", "'12-14 May 2026' is not one day"),
        ("12 May", "'12 May' has no year"),
        ("12/05", "'12/05' has no year"),
        ("May 2026", "'May 2026' has no day"),
        ("040326", "'040326' could be read in more than one way"),
        ("04032026", "'04032026' could be read in more than one way"),
        ("05/17/2026", "'05/17/2026' has no such month (dates are read day first)"),
        ("Monday 4 March 2026", "4 March 2026 was a Wednesday, not a Monday"),
        (12.0, "'12' is not a date"),
        (True, "'TRUE' is not a date"),
        ("asked Pete", "'asked Pete' is not a date"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(cell: object, reason: str) -> None:
    assert refusal(cell) == reason


@pytest.mark.parametrize("cell", [NeverCalculated("J5+42"), time(0, 0), date(1899, 12, 30), datetime(1899, 12, 31)])
def test_a_formula_never_calculated_is_never_a_date(cell: object) -> None:
    assert refusal(cell) == "a formula that was never calculated"


@pytest.mark.parametrize(("cell", "doubtful"), [("TBC", False), ("n/a", False), ("yes", False), ("31/02/2026", True)])
def test_only_a_day_that_was_meant_is_doubtful(cell: str, doubtful: bool) -> None:
    found = read(cell)
    assert isinstance(found, NotADate)
    assert found.doubtful is doubtful


@pytest.mark.parametrize(
    ("cell", "born"),
    [
        ("27/06/17", date(2017, 6, 27)),
        ("30/10/26", date(2026, 10, 30)),
        ("02/02/98", date(1998, 2, 2)),
        ("29/02/96", date(1996, 2, 29)),
    ],
)
def test_a_two_digit_year_of_birth_is_never_in_the_future(cell: str, born: date) -> None:
    assert DateReader(TODAY).birth(cell) == born


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("12/12/2026", "12 December 2026 is in the future"),
        ("17/08/1971", "17 August 1971 would make them 55, too old for a plan"),
    ],
)
def test_a_birth_that_cannot_be_is_refused(cell: str, reason: str) -> None:
    found = DateReader(TODAY).birth(cell)
    assert isinstance(found, NotADate)
    assert found.reason == reason


def test_month_first_is_read_only_where_it_is_stated() -> None:
    assert read("03/04/2026") == date(2026, 4, 3)
    assert read("03/04/2026", DateStyle.MONTH_FIRST) == date(2026, 3, 4)


@given(EVENTS, st.sampled_from(["/", ".", "-"]), st.booleans())
def test_every_numeric_form_of_a_day_is_read_back(day: date, mark: str, short: bool) -> None:
    year = f"{day.year % 100:02}" if short else str(day.year)
    assert read(f"{day.day}{mark}{day.month:02}{mark}{year}") == day


@given(EVENTS, st.booleans(), st.sampled_from([" ", "-"]))
def test_every_worded_form_of_a_day_is_read_back(day: date, short: bool, mark: str) -> None:
    name = MONTHS[day.month - 1]
    assert read(f"{day.day}{mark}{name[:3] if short else name}{mark}{day.year}") == day


@given(st.dates(date(1960, 1, 1), date(2110, 12, 31)))
def test_a_serial_number_and_its_day_are_read_alike(day: date) -> None:
    serial = float((day - date(1899, 12, 30)) / timedelta(days=1))
    assert read(serial) == read(day)


@given(st.text(max_size=30))
def test_any_text_is_a_plausible_day_or_a_reason(text: str) -> None:
    found = read(text)
    assert found.reason if isinstance(found, NotADate) else PLANS_BEGAN <= found <= TODAY


def test_styles_are_told_apart() -> None:
    cells = [date(2026, 3, 4), "2026-03-04", "04/03/2026", "04/03/26", "4.3.2026", "4 March 2026", "04-Mar-26"]
    assert len({style_name(cell) for cell in cells}) == len(cells)
    assert style_name("TBC") == ""
