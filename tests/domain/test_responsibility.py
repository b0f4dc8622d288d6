"""Nobody is not an answer: every hole in a staff list still ends in a named person."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehcp_desk.domain.access import Sight
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.people import Absence, Officer, Role, Staff, Team, days_words, read_days
from ehcp_desk.domain.responsibility import (
    SERVICE_MANAGER_POST,
    responsible_for,
    team_of,
    told_for,
    told_of_restricted,
)

DAY = date(2026, 10, 30)
JOY = Officer(1, "Joy Addo", team_id=1)
THANDI = Officer(2, "Thandi Mbeki", team_id=1)
RUTH = Officer(3, "Ruth Castellan", Role.MANAGER, 1)
HEAD = Officer(4, "Imre Vantongeren", Role.SERVICE_MANAGER)
DEPUTY = Officer(5, "Ada Quill", Role.SERVICE_MANAGER)
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
        (None, staff(THANDI, RUTH, HEAD, absences=(away(3, 2),)), "Thandi Mbeki", "cover for the team manager"),
        (
            1,
            staff(JOY, THANDI, RUTH, HEAD, absences=(away(1), away(3, 2))),
            "Thandi Mbeki",
            "cover for the team manager",
        ),
        (None, staff(RUTH, HEAD, teams=(), absences=(away(4, 3),)), "Ruth Castellan", "cover for the service manager"),
        (None, staff(THANDI, RUTH, HEAD, absences=(away(3, 2), away(2))), "Imre Vantongeren", "service manager"),
        (None, staff(RUTH, HEAD, DEPUTY, absences=(away(3), away(4, 3))), "Ada Quill", "service manager"),
        (
            None,
            staff(RUTH, replace(HEAD, left_on=date(2026, 10, 29)), teams=(), absences=(away(4, 3),)),
            SERVICE_MANAGER_POST,
            "service manager",
        ),
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


PEOPLE = st.lists(st.tuples(st.sampled_from(list(Role)), st.none() | st.integers(1, 2)), max_size=5)
AWAY = st.lists(st.tuples(st.integers(1, 5), st.none() | st.integers(1, 5)), max_size=6)
SOME = st.sets(st.integers(1, 5))


@given(
    owner=st.none() | st.integers(1, 6),
    team=st.none() | st.integers(1, 3),
    people=PEOPLE,
    managers=st.tuples(st.none() | st.integers(1, 6), st.none() | st.integers(1, 6)),
    covered=AWAY,
    left=SOME,
    off=SOME,
)
def test_it_never_answers_nobody_nor_somebody_absent_while_whoever_may_answer_is_there(
    owner: int | None,
    team: int | None,
    people: list[tuple[Role, int | None]],
    managers: tuple[int | None, int | None],
    covered: list[tuple[int, int | None]],
    left: set[int],
    off: set[int],
) -> None:
    everybody = staff(
        *(
            Officer(i, f"Person {i}", role, of, left_on=date(2020, 1, 1) if i in left else None,
                    days_off=frozenset({4}) if i in off else frozenset())
            for i, (role, of) in enumerate(people, 1)
        ),
        absences=tuple(away(who, cover) for who, cover in covered),
        teams=(Team(1, "North", managers[0]), Team(2, "South", managers[1])),
    )  # fmt: skip
    found = responsible_for(owner, team, everybody, DAY)
    may = _who_may_answer(owner, team, everybody)
    at_work = {number for number in may if everybody.there(everybody.officers[number], DAY)}
    assert found.name and found.team_id == team_of(owner, team, everybody)
    assert found.officer_id in (at_work or may | {None}), "there, where anybody who may answer is"
    assert found.officer_id is not None or (found.name == SERVICE_MANAGER_POST and not _heads(everybody))
    told = told_for(owner, team, DAY, everybody, DAY)
    assert told.name and (told.officer_id is None or everybody.officers[told.officer_id].works_on(DAY))


def _heads(everybody: Staff) -> set[int]:
    return {o.id for o in everybody.officers.values() if o.role is Role.SERVICE_MANAGER and o.works_on(DAY)}


def _who_may_answer(owner: int | None, team: int | None, everybody: Staff) -> set[int]:
    """The owner, the team's manager, the service managers, and whoever covers for any of them, as long as in post."""
    people = everybody.officers

    def in_post(number: int | None) -> bool:
        return number is not None and number in people and people[number].works_on(DAY)

    its = everybody.teams.get(team_of(owner, team, everybody) or 0)
    asked = {owner, its.manager_id if its else None} | _heads(everybody)
    found = {number for number in asked if in_post(number)}
    while more := {a.cover_id for a in everybody.absences if a.officer_id in found and in_post(a.cover_id)} - found:
        found |= more
    return {number for number in found if number is not None}


def test_of_a_restricted_case_somebody_above_who_is_there_is_told_before_those_named() -> None:
    sight = Sight(("Joy Addo",), True, datetime(2026, 10, 1, 9, tzinfo=UTC))
    everybody = staff(JOY, THANDI, RUTH, HEAD, absences=(away(3, 2),))
    first = responsible_for(None, 1, everybody, DAY)
    assert first.name == "Thandi Mbeki", "who covers for Ruth and does not see it"
    seeing = told_of_restricted(first, 1, sight, everybody, DAY)
    assert seeing is not None and (seeing.name, seeing.why) == ("Imre Vantongeren", "service manager")
    alone = staff(JOY, HEAD, absences=(away(4),))
    seeing = told_of_restricted(responsible_for(None, 1, alone, DAY), 1, sight, alone, DAY)
    assert seeing is not None and seeing.name == "Joy Addo", "the service manager is away"


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
