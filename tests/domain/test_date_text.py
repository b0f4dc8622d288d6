"""Dates as people type them: read when there is one day they can mean, answered with a sentence when there is not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehcp_desk.domain.date_text import AHEAD, EITHER, PAST, Aim, read_date
from ehcp_desk.domain.dates import in_words, with_weekday
from ehcp_desk.domain.errors import BadInput

TODAY = date(2026, 10, 30)  # a Friday


@pytest.mark.parametrize(
    ("typed", "aim", "meant"),
    [
        ("today", PAST, date(2026, 10, 30)),
        ("Yesterday", PAST, date(2026, 10, 29)),
        ("tomorrow", AHEAD, date(2026, 10, 31)),
        ("3/11", AHEAD, date(2026, 11, 3)),
        ("3 nov", AHEAD, date(2026, 11, 3)),
        ("3nov", AHEAD, date(2026, 11, 3)),
        ("nov 3", AHEAD, date(2026, 11, 3)),
        ("3rd of November, 2026", PAST, date(2026, 11, 3)),
        ("3.11.26", PAST, date(2026, 11, 3)),
        ("3-11-2026", PAST, date(2026, 11, 3)),
        ("2026-11-03", PAST, date(2026, 11, 3)),
        ("14 sept", PAST, date(2026, 9, 14)),
        ("fri", PAST, date(2026, 10, 30)),
        ("fri", AHEAD, date(2026, 10, 30)),
        ("mon", PAST, date(2026, 10, 26)),
        ("mon", AHEAD, date(2026, 11, 2)),
        ("on wednesday", PAST, date(2026, 10, 28)),
        ("+14", PAST, date(2026, 11, 13)),
        ("-2w", PAST, date(2026, 10, 16)),
        ("+ 3 days", AHEAD, date(2026, 11, 2)),
        ("3 march", PAST, date(2026, 3, 3)),
        ("3 march", AHEAD, date(2027, 3, 3)),
        ("29 feb", PAST, date(2024, 2, 29)),
        ("29 feb", AHEAD, date(2028, 2, 29)),
        ("30/10", EITHER, date(2026, 10, 30)),
        ("25 sept", EITHER, date(2026, 9, 25)),
        ("25 jan", EITHER, date(2027, 1, 25)),
        ("30 jul", EITHER, date(2026, 7, 30)),
        ("30 jan", EITHER, date(2027, 1, 30)),
        ("+2w", EITHER, date(2026, 11, 13)),
        ("Tuesday 3 March 2026", PAST, date(2026, 3, 3)),
        ("  3   March   2026 ", PAST, date(2026, 3, 3)),
    ],
)
def test_what_is_typed_is_read(typed: str, aim: Aim, meant: date) -> None:
    assert read_date(typed, TODAY, aim) == meant


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Type a date"),
        ("31 February 2026", "February 2026 has 28 days. Type another date."),
        ("31/4", "April 2026 has 30 days"),
        ("0/3", "March 2026 has 31 days"),
        ("11/13", "The day comes first: 13/11 is 13 November."),
        ("32/13", "There is no month 13"),
        ("3 ju", "June or July"),
        ("t", "Tuesday or Thursday"),
        ("monday 3 march 2026", "3 March 2026 is a Tuesday, not a Monday"),
        ("next fri", "different days"),
        ("3/11/2070", "The year 2070 cannot be right"),
        ("3/11", "could be 2025 or 2026"),
        ("+9999w", "The year 2218 cannot be right"),
        ("-9999w", "The year 1835 cannot be right"),
        ("soon", "is not a date the desk can read"),
        ("2026-02-31", "February 2026 has 28 days"),
    ],
)
def test_what_cannot_be_meant_is_answered_with_what_to_type(typed: str, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_date(typed, TODAY)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("29 jul", "29 July could be 2026 or 2027 here. Type the year as well."),
        ("31 jan", "31 January could be 2026 or 2027 here. Type the year as well."),
        ("mon", "Type the day and the month."),
        ("friday", "Type the day and the month."),
    ],
)
def test_a_day_that_may_lie_on_either_side_of_today_is_asked_for(typed: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read_date(typed, TODAY, EITHER)


@given(day=st.dates(date(1990, 1, 1), date(2060, 12, 31)), aim=st.sampled_from(Aim))
def test_every_date_written_in_full_is_read_back(day: date, aim: Aim) -> None:
    for written in (in_words(day), with_weekday(day), day.isoformat(), f"{day.day}/{day.month}/{day.year}"):
        assert read_date(written, TODAY, aim) == day


@given(st.text(max_size=20))
def test_no_text_at_all_brings_anything_but_a_date_or_a_sentence(typed: str) -> None:
    try:
        assert isinstance(read_date(typed, TODAY), date)
    except BadInput as refused:
        assert str(refused).endswith(".")
