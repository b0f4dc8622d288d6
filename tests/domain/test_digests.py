"""What each person is told in the morning, and that nobody is left out."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehcp_desk.clock.model import State
from ehcp_desk.domain.digests import MOST_LINES, Digest, DueCase, Step, Upward, WaitingCase, digests, read_ladder
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.people import Absence, Officer, Role, Staff, Team
from ehcp_desk.domain.responsibility import SERVICE_MANAGER_POST, responsible_for

DAY = date(2026, 10, 30)
STAFF = Staff(
    {
        1: Officer(1, "Joy Addo", team_id=1, email="joy@westmarsh.example"),
        2: Officer(2, "Ruth Castellan", Role.MANAGER, 1, email="ruth@westmarsh.example"),
        3: Officer(3, "Imre Vantongeren", Role.SERVICE_MANAGER, email="imre@westmarsh.example"),
    },
    {1: Team(1, "North", 2)},
)


def case(ref: str, late: int | None = None, owner: int | None = 1, free: int | None = None, left: int = 3) -> DueCase:
    """A case of team North, so many days late, or with so many left."""
    answers = responsible_for(owner, 1, STAFF, DAY)
    if late is None:
        return DueCase(ref, 1, answers, "Send the final plan", DAY + timedelta(left), State.RUNNING, left, free)
    return DueCase(ref, 1, answers, "Send the final plan", DAY - timedelta(late), State.OVERDUE, late, free)


def told(*cases: DueCase, waiting: tuple[WaitingCase, ...] = (), staff: Staff = STAFF) -> dict[str, Digest]:
    return {digest.to: digest for digest in digests(DAY, cases, waiting, staff)}


def test_a_caseworker_reads_what_is_due_most_urgent_first() -> None:
    (mine,) = told(case("B", left=7), case("A", late=2), case("C", left=0), case("D", left=20)).values()
    assert mine.subject == "EHCP Desk: 1 overdue, 1 due today, 1 in the next 7 days"
    assert mine.cases == ("A", "C", "B", "D")
    assert "A  Send the final plan, due 28 October 2026, overdue by 2 days" in mine.body
    places = [mine.body.index(words) for words in ("Overdue (1)", "Due today (1)", "In the next 7 days (1)", "Later")]
    assert places == sorted(places)


def test_the_manager_of_a_case_nobody_holds_is_told_how_long() -> None:
    (found,) = told(case("A", owner=None, free=12)).values()
    assert (found.to, found.role, found.address) == ("Ruth Castellan", "manager", "ruth@westmarsh.example")
    assert found.subject == "EHCP Desk: 1 without a caseworker"
    assert "A  for 12 days" in found.body


def test_the_ladder_tells_the_manager_after_a_week_and_the_service_after_a_month() -> None:
    assert list(told(case("A", late=4))) == ["Joy Addo"]
    assert list(told(case("A", late=5))) == ["Joy Addo", "Ruth Castellan"]
    everybody = told(case("A", late=20))
    assert list(everybody) == ["Imre Vantongeren", "Joy Addo", "Ruth Castellan"]
    assert "long overdue (1)" in everybody["Imre Vantongeren"].body
    assert "Joy Addo answers for it" in everybody["Imre Vantongeren"].body
    assert "Nothing is due from you" in everybody["Imre Vantongeren"].body
    assert "This is what is due from you" in everybody["Joy Addo"].body


def on_leave(officer_id: int, cover_id: int | None = None) -> Absence:
    return Absence(officer_id, officer_id, DAY, DAY + timedelta(7), cover_id)


def test_the_ladder_climbs_past_whoever_stands_in_for_the_manager_on_a_case_of_their_own() -> None:
    staff = replace(STAFF, absences=(on_leave(2, 1),))
    answers = responsible_for(1, 1, staff, DAY)
    late = DueCase("A", 1, answers, "Send the final plan", DAY, State.OVERDUE, 5)
    assert list(told(late, staff=staff)) == ["Imre Vantongeren", "Joy Addo"], "Joy covers for Ruth, and is late herself"
    free = replace(late, answers=responsible_for(None, 1, staff, DAY), unassigned_days=5)
    assert list(told(free, staff=staff)) == ["Joy Addo"], "there she answers in Ruth's place, as Ruth would alone"
    thandi = Officer(4, "Thandi Mbeki", team_id=1)
    other = Staff({**STAFF.officers, 4: thandi}, STAFF.teams, (on_leave(2, 4),))
    assert list(told(late, staff=other)) == ["Joy Addo", "Thandi Mbeki"], (
        "another who stands in is told like the manager"
    )


def test_a_case_older_here_than_the_teams_is_told_to_the_manager_of_its_holder() -> None:
    late = DueCase("A", None, responsible_for(1, None, STAFF, DAY), "Send the final plan", DAY, State.OVERDUE, 5)
    assert list(told(late)) == ["Joy Addo", "Ruth Castellan"]
    cover = Officer(4, "Thandi Mbeki")
    staff = Staff({**STAFF.officers, 4: cover}, STAFF.teams, (on_leave(1, 4),))
    covered = replace(late, answers=responsible_for(1, None, staff, DAY))
    assert list(told(covered, staff=staff)) == ["Ruth Castellan", "Thandi Mbeki"], "the holder's team, not the cover's"


def test_a_post_that_nobody_holds_is_told_too() -> None:
    empty = Staff({}, {})
    answers = responsible_for(None, None, empty, DAY)
    (found,) = told(DueCase("A", None, answers, unassigned_days=3), staff=empty).values()
    assert (found.to, found.officer_id, found.address) == (SERVICE_MANAGER_POST, None, "")


def test_a_long_list_is_cut_and_counted() -> None:
    (mine,) = told(*(case(f"A{n:03}", late=1) for n in range(MOST_LINES + 3))).values()
    assert f"Overdue ({MOST_LINES + 3})" in mine.body
    assert "  and 3 more" in mine.body
    assert len(mine.cases) == MOST_LINES + 3


@given(
    st.lists(st.tuples(st.integers(0, 60), st.booleans(), st.booleans()), max_size=30),
    st.dictionaries(st.integers(1, 3), st.none(), max_size=3),
)
def test_every_case_that_is_due_reaches_somebody_and_nobody_twice(
    rows: list[tuple[int, bool, bool]], gone: dict[int, None]
) -> None:
    staff = Staff({k: v for k, v in STAFF.officers.items() if k not in gone}, STAFF.teams)
    cases = []
    for number, (days, late, free) in enumerate(rows):
        owner = None if free or 1 in gone else 1
        answers = responsible_for(owner, 1, staff, DAY)
        state = State.OVERDUE if late else State.RUNNING
        cases.append(DueCase(f"R{number}", 1, answers, "Duty", DAY, state, days, 1 if owner is None else None))
    found = digests(DAY, cases, (), staff)
    assert {ref for digest in found for ref in digest.cases} == {c.ref for c in cases}
    assert len({digest.to for digest in found}) == len(found)
    for digest in found:
        assert len(set(digest.cases)) == len(digest.cases)
        assert digest.to.strip()


def test_a_ladder_is_read_and_refused_in_a_sentence() -> None:
    assert read_ladder("10 service manager, 3 team manager") == (
        Step(3, Upward.TEAM_MANAGER), Step(10, Upward.SERVICE_MANAGER),
    )  # fmt: skip
    assert read_ladder("") == read_ladder(None)
    with pytest.raises(BadInput, match="'3 director' is not a step"):
        read_ladder("3 director")
