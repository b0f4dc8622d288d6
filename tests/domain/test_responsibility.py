"""Nobody is not an answer: every hole in a staff list still ends in a named person."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.people import Absence, Officer, Role, Staff, Team, days_words, read_days
from ehcp_desk.domain.responsibility import SERVICE_MANAGER_POST, responsible_for, told_for

DAY = date(2026, 10, 30)
JOY = Officer(1, "Joy Addo", team_id=1)
THANDI = Officer(2, "Thandi Mbeki", team_id=1)
RUTH = Officer(3, "Ruth Castellan", Role.MANAGER, 1)
HEAD = Officer(4, "Imre Vantongeren", Role.SERVICE_MANAGER)
TEAM = Team(1, "North", 3)


def staff(*officers: Officer, absences: tuple[Absence, ...] = (), teams: tuple[Team, ...] = (TEAM,)) -> Staff:
    return Staff({o.id: o for o in officers}, {t.id: t for t in teams}, absences)


def away(officer_id: int, cover_id: int | None = None) -> Absence:
    return Absence(officer_id, officer_id, date(2026, 10, 26), date(2026, 11, 6), cover_id)


@pytest.mark.parametrize(
    ("owner", "everybody", "name", "why"),
    [
        (1, staff(JOY, THANDI, RUTH, HEAD), "Joy Addo", "owner"),
        (1, staff(JOY, THANDI, RUTH, HEAD, absences=(away(1, 2),)), "Thandi Mbeki", "cover"),
        (1, staff(JOY, THANDI, RUTH, HEAD, absences=(away(1),)), "Ruth Castellan", "team manager"),
        (1, staff(JOY, THANDI, RUTH, HEAD, absences=(away(1, 2), away(2, 1))), "Ruth Castellan", "team manager"),
        (None, staff(JOY, RUTH, HEAD), "Ruth Castellan", "team manager"),
        (None, staff(JOY, RUTH, HEAD, absences=(away(3),)), "Imre Vantongeren", "service manager"),
        (None, staff(JOY, HEAD, teams=(Team(1, "North"),)), "Imre Vantongeren", "service manager"),
        (None, staff(HEAD, absences=(away(4),)), "Imre Vantongeren", "service manager"),
        (None, staff(), SERVICE_MANAGER_POST, "service manager"),
        (99, staff(HEAD), "Imre Vantongeren", "service manager"),
    ],
)
def test_each_hole_is_filled(owner: int | None, everybody: Staff, name: str, why: str) -> None:
    found = responsible_for(owner, 1, everybody, DAY)
    assert (found.name, found.why) == (name, why)


def test_of_two_absences_the_one_with_a_cover_counts() -> None:
    short = Absence(7, 1, date(2026, 10, 29), date(2026, 10, 30))
    for both in ((short, away(1, 2)), (away(1, 2), short)):
        assert responsible_for(1, 1, staff(JOY, THANDI, RUTH, HEAD, absences=both), DAY).why == "cover"


def test_a_leaver_answers_for_nothing_after_the_last_day() -> None:
    gone = Officer(1, "Mo Underhill", team_id=1, left_on=date(2026, 10, 29))
    assert responsible_for(1, 1, staff(gone, RUTH), date(2026, 10, 29)).name == "Mo Underhill"
    assert responsible_for(1, 1, staff(gone, RUTH), DAY).name == "Ruth Castellan"


@given(
    owner=st.none() | st.integers(1, 6),
    team=st.none() | st.integers(1, 2),
    roles=st.lists(st.sampled_from(list(Role)), max_size=5),
    covers=st.lists(st.tuples(st.integers(1, 5), st.none() | st.integers(1, 5)), max_size=5),
    left=st.sets(st.integers(1, 5)),
    off=st.sets(st.integers(1, 5)),
)
def test_it_never_answers_nobody(
    owner: int | None,
    team: int | None,
    roles: list[Role],
    covers: list[tuple[int, int | None]],
    left: set[int],
    off: set[int],
) -> None:
    people = [
        Officer(i, f"Person {i}", r, 1, left_on=date(2020, 1, 1) if i in left else None,
                days_off=frozenset({4}) if i in off else frozenset())
        for i, r in enumerate(roles, 1)
    ]  # fmt: skip
    everybody = staff(
        *people, absences=tuple(away(o, c) for o, c in covers), teams=(Team(1, "North", 1), Team(2, "South"))
    )
    found = responsible_for(owner, team, everybody, DAY)
    assert found.name
    assert found.officer_id is None or everybody.officers[found.officer_id].works_on(DAY)
    told = told_for(owner, team, DAY, everybody, DAY)
    assert told.name and (told.officer_id is None or everybody.officers[told.officer_id].works_on(DAY))


PART = Officer(1, "Joy Addo", team_id=1, days_off=frozenset({4}))
"""DAY is a Friday."""
SATURDAY, THURSDAY, MONDAY = date(2026, 10, 31), date(2026, 10, 29), date(2026, 11, 2)


@pytest.mark.parametrize(
    ("everybody", "day", "name", "why"),
    [
        (staff(PART, RUTH, HEAD), THURSDAY, "Joy Addo", "owner"),
        (staff(PART, RUTH, HEAD), DAY, "Ruth Castellan", "team manager"),
        (staff(PART, RUTH, HEAD), SATURDAY, "Joy Addo", "owner"),
        (staff(PART, THANDI, RUTH, absences=(away(1, 2),)), DAY, "Thandi Mbeki", "cover"),
        (staff(JOY, replace(THANDI, days_off=PART.days_off), RUTH, absences=(away(1, 2),)), DAY, "Ruth Castellan",
         "team manager"),
        (staff(PART, replace(RUTH, days_off=PART.days_off), HEAD), DAY, "Imre Vantongeren", "service manager"),
        (staff(PART, RUTH, replace(HEAD, days_off=PART.days_off), absences=(away(3),)), DAY, "Imre Vantongeren",
         "service manager"),
        (staff(PART, teams=(Team(1, "North", 1),)), DAY, SERVICE_MANAGER_POST, "service manager"),
    ],
)  # fmt: skip
def test_a_day_off_is_a_hole_like_any_other(everybody: Staff, day: date, name: str, why: str) -> None:
    found = responsible_for(1, 1, everybody, day)
    assert (found.name, found.why) == (name, why)


def test_on_a_day_off_only_what_falls_due_before_the_owner_is_back_goes_to_whoever_is_there() -> None:
    everybody = staff(PART, RUTH, HEAD)
    told = {due: told_for(1, 1, due, everybody, DAY).name for due in (THURSDAY, DAY, SATURDAY, MONDAY, None)}
    assert told == {
        THURSDAY: "Joy Addo", DAY: "Ruth Castellan", SATURDAY: "Ruth Castellan", MONDAY: "Joy Addo", None: "Joy Addo",
    }  # fmt: skip
    assert told_for(1, 1, MONDAY, staff(PART, RUTH, absences=(away(1),)), DAY).name == "Ruth Castellan"


def test_days_are_read_and_said() -> None:
    assert read_days("Mon, tue,Thursday") == {2, 4}
    assert days_words(Officer(1, "Joy Addo", days_off=frozenset({2, 4}))) == "Mon, Tue, Thu"
    assert days_words(JOY) == "Mon to Fri"
    for wrong in ("", "Sun", "every day"):
        with pytest.raises(BadInput, match="which days"):
            read_days(wrong)


def test_somebody_always_away_is_never_back() -> None:
    assert staff(PART).back(PART, DAY) == MONDAY
    always = Absence(1, 1, date(2020, 1, 1), date(2040, 1, 1))
    assert staff(PART, absences=(always,)).back(PART, DAY) is None
