"""Closures in a change file: read strictly, no law, and what is wrong is named."""

from __future__ import annotations

import re
from datetime import date

import pytest

from ehcp_desk.clock.changing import closures_in, lay_over
from ehcp_desk.clock.closures import setting_key
from ehcp_desk.clock.facts import check_fact
from ehcp_desk.clock.reading import RuleError
from tests.clock.test_clock_changing import ROYAL
from tests.support.clock_facts import LAW

SUMMER = """[[closure]]
setting = "Larkspur Primary"
from = 2026-07-23
to = 2026-09-02
evidence = "Term dates, page 4"
"""

LATER = SUMMER.replace("2026-09-02", "2026-09-30").replace("2026-07-23", "2026-09-02")
"""It begins on the last day of the other."""


def test_a_closure_says_which_setting_from_when_to_when_and_how_it_is_known() -> None:
    (one,) = closures_in("summer.toml", SUMMER)
    assert (one.setting, one.first, one.last, one.evidence) == (
        "Larkspur Primary", date(2026, 7, 23), date(2026, 9, 2), "Term dates, page 4")  # fmt: skip
    assert (one.days, one.opens_a_ground) == (42, True)
    assert check_fact(one.fact).id == "setting_closed"
    assert dict(one.fact.attrs) == {"from": "2026-07-23", "to": "2026-09-02", "setting": "Larkspur Primary"}
    assert one.fact.on == date(2026, 7, 23)


@pytest.mark.parametrize(("last", "opens"), [("2026-08-19", True), ("2026-08-18", False)])
def test_four_weeks_running_open_a_ground_and_less_does_not(last: str, opens: bool) -> None:
    (one,) = closures_in("summer.toml", SUMMER.replace("2026-09-02", last))
    assert one.opens_a_ground is opens


def test_closures_change_no_law_and_stand_beside_what_does() -> None:
    assert lay_over(LAW, "summer.toml", SUMMER) is LAW
    mixed = lay_over(LAW, "autumn.toml", ROYAL + SUMMER)
    assert mixed.digest == lay_over(LAW, "autumn.toml", ROYAL).digest != LAW.digest
    assert [one.setting for one in closures_in("autumn.toml", ROYAL + SUMMER)] == ["Larkspur Primary"]
    assert closures_in("royal.toml", ROYAL) == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (SUMMER.replace("[[closure]]", "[[closures]]"), "try.toml: unknown key 'closures'; did you mean 'closure'"),
        (SUMMER.replace("setting =", "setting_ ="), "unknown key 'setting_'; did you mean 'setting'"),
        (SUMMER.replace('setting = "Larkspur Primary"\n', ""), "key 'setting' is missing"),
        (SUMMER.replace('evidence = "Term dates, page 4"\n', ""), "key 'evidence' is missing"),
        (SUMMER.replace("Term dates, page 4", " "), "key 'evidence' of a closure is empty"),
        (SUMMER.replace("Larkspur Primary", ""), "key 'setting' of a closure is empty"),
        (SUMMER.replace("2026-09-02", '"2 September"'), "key 'to' must be a date such as"),
        (SUMMER.replace("2026-09-02", "2026-07-22"),
         "the closure of Larkspur Primary ends on 22 July 2026, before it begins on 23 July 2026"),
        (SUMMER.replace("2026-09-02", "2027-09-02"),
         "the closure of Larkspur Primary lasts more than a year, from 23 July 2026 to 2 September 2027"),
        (SUMMER.replace("2026-", "2206-"), "the closure of Larkspur Primary is not between 1980 and 2070; check its years"),
        (SUMMER.replace("2026-", "1979-"), "the closure of Larkspur Primary is not between 1980 and 2070"),
        (SUMMER + LATER.replace("Larkspur Primary", "larkspur  PRIMARY"),
         "two closures of larkspur  PRIMARY overlap, from 23 July 2026 and from 2 September 2026; write them as one"),
        ('closure = "all"\n', "key 'closure' must be a list"),
        ("closure = [1]\n", "expected a table"),
        ("closure = []\n", "it changes nothing; write [[rule]], [[once]], [[moved]], [[removed]], [years] or [[closure]]"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_the_near_miss(text: str, says: str) -> None:
    with pytest.raises(RuleError) as caught:
        closures_in("try.toml", text)
    assert says in str(caught.value)
    assert str(caught.value).startswith("try.toml") and "\n" not in str(caught.value)


def test_one_setting_may_close_twice_and_two_settings_at_once() -> None:
    assert len(closures_in("summer.toml", SUMMER + LATER.replace("2026-09-02", "2026-09-03"))) == 2
    assert len(closures_in("summer.toml", SUMMER + SUMMER.replace("Larkspur", "Reeds"))) == 2


def test_a_closure_of_one_day_and_one_of_just_a_year_are_taken_and_one_without_a_day_is_named() -> None:
    (one,) = closures_in("day.toml", SUMMER.replace("2026-09-02", "2026-07-23"))
    assert one.days == 1
    (year,) = closures_in("year.toml", SUMMER.replace("2026-09-02", "2027-07-24"))
    assert (year.last - year.first).days == 366
    for key in ("from", "to"):
        text = re.sub(rf"(?m)^{key} = .*$", f'{key} = ""', SUMMER)
        with pytest.raises(RuleError, match=f"key '{key}' must be a date"):
            closures_in("day.toml", text)


def test_two_closures_that_touch_on_one_day_overlap_whichever_comes_first() -> None:
    touching = LATER.replace("2026-09-02", "2026-09-02")
    for text in (SUMMER + touching, touching + SUMMER):
        with pytest.raises(RuleError, match="overlap"):
            closures_in("two.toml", text)


def test_names_of_settings_are_compared_without_capitals_and_spaces_at_the_ends() -> None:
    assert setting_key("  Larkspur \t PRIMARY ") == "larkspur primary"


def test_the_first_and_the_last_year_of_the_calendar_are_within_it() -> None:
    for first, last in (("1980-01-01", "1980-02-01"), ("2070-12-01", "2070-12-31")):
        (one,) = closures_in("edge.toml", SUMMER.replace("2026-07-23", first).replace("2026-09-02", last))
        assert (str(one.first), str(one.last)) == (first, last)
