"""A new change of the law that would do nothing, or that no table of days could hold, is refused in a sentence; one that a
record applied long ago goes on being read."""

from __future__ import annotations

from datetime import date

import pytest

from ehcp_desk.clock.changing import lay_over
from ehcp_desk.clock.loading import packaged_texts
from ehcp_desk.clock.reading import RuleError
from tests.clock.test_clock_changing import final_plan
from tests.support.clock_facts import LAW

MORE = '[[once]]\non = {on}\nname = "Royal day"\nlaw = "Royal proclamation"\n'
MOVED = '[[moved]]\non = {on}\ninstead_of = 2027-05-03\nwhy = "Jubilee"\nlaw = "Royal proclamation"\n'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (MORE.format(on="2026-12-25"), "Friday 25 December 2026 is a bank holiday already \\(Christmas Day\\)"),
        (MOVED.format(on="2027-05-31"), "Monday 31 May 2027 is a bank holiday already"),
        (MORE.format(on="2026-11-06") * 2, "Friday 6 November 2026 is a bank holiday already \\(Royal day\\)"),
        ('names = ["A"]\n[years]\n2031 = [2031-02-01]\n', "Saturday 1 February 2031 is no working day"),
        ('names = ["A"]\n[years]\n1 = [0001-01-01]\n', "'on' must be a date from 1980 to 2070|stands in the row of 1"),
        ('names = ["A"]\n[years]\n9999 = [9999-12-31]\n', "must be a date from 1980 to 2070"),
        ("[years]\n2031 = []\n", "year 2031 names no day"),
    ],
)  # fmt: skip
def test_a_new_day_off_is_one_more_and_can_be_one(text: str, says: str) -> None:
    with pytest.raises(RuleError, match=f"^try.toml: .*({says})"):
        lay_over(LAW, "try.toml", text, new=True)
    lay_over(LAW, "try.toml", text)


def test_a_whole_holiday_file_tells_its_days_in_their_years_and_may_be_laid_over() -> None:
    text = packaged_texts()["bank_holidays_england.toml"]
    again = lay_over(LAW, "bank_holidays_england.toml", text, new=True)
    assert set(again.calendar.holidays) == set(LAW.calendar.holidays)
    moved = lay_over(LAW, "moved.toml", MOVED.format(on="2027-05-07"), new=True).calendar.holidays
    assert date(2027, 5, 7) in moved and date(2027, 5, 3) not in moved


@pytest.mark.parametrize(
    ("period", "most"),
    [("weeks = 521", 520), ("weeks = 99999999", 520), ("days = 3651", 3650), ("months = 121", 120),
     ("working_days = 2501", 2500)],
)  # fmt: skip
def test_a_period_no_table_of_days_could_hold_is_refused(period: str, most: int) -> None:
    long = final_plan(**{"period = { weeks = 20 }": f"period = {{ {period} }}"})
    with pytest.raises(RuleError, match=f"^try.toml, rule A_FINAL_PLAN: key .*no time limit is longer.*at most {most}"):
        lay_over(LAW, "try.toml", long)
    unit = period.partition(" = ")[0]
    kept = lay_over(LAW, "try.toml", long.replace(period, f"{unit} = {most}"))
    assert kept.versions("A_FINAL_PLAN")[0].period.n == most


def test_brackets_without_end_are_no_sound_file() -> None:
    with pytest.raises(RuleError, match=r"^try.toml is not sound TOML: brackets stand in brackets too deep"):
        lay_over(LAW, "try.toml", "a=" + "[" * 2000 + "]" * 2000)


def test_a_day_taken_away_twice_is_missed_even_where_no_other_is_left() -> None:
    days = sorted(LAW.calendar.holidays)
    text = "".join(f'[[removed]]\non = {on}\nwhy = "x"\nlaw = "y"\n' for on in (*days, days[0]))
    with pytest.raises(RuleError, match=r"^try.toml: .* is not a bank holiday\.$"):
        lay_over(LAW, "try.toml", text)
