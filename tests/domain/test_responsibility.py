"""Nobody is not an answer: every hole in a staff list still ends in a named person."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehcp_desk.domain.people import Absence, Officer, Role, Staff, Team
from ehcp_desk.domain.responsibility import SERVICE_MANAGER_POST, responsible_for

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
)
def test_it_never_answers_nobody(
    owner: int | None, team: int | None, roles: list[Role], covers: list[tuple[int, int | None]], left: set[int]
) -> None:
    people = [
        Officer(i, f"Person {i}", r, 1, left_on=date(2020, 1, 1) if i in left else None) for i, r in enumerate(roles, 1)
    ]
    everybody = staff(
        *people, absences=tuple(away(o, c) for o, c in covers), teams=(Team(1, "North", 1), Team(2, "South"))
    )
    found = responsible_for(owner, team, everybody, DAY)
    assert found.name
    assert found.officer_id is None or everybody.officers[found.officer_id].works_on(DAY)
