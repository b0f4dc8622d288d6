"""Who each of many cases might go to: by weight for each post, then by who knows them, never to somebody not there."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ehcp_desk.domain.people import Absence, Officer, Staff
from ehcp_desk.domain.spreading import Parcel, Room, postcode_area, spread

DAY = date(2026, 10, 30)
JOY, THANDI, PIA = (
    Officer(1, "Joy Addo", team_id=1),
    Officer(2, "Thandi Mbeki", team_id=2),
    Officer(3, "Pia L", fte=0.5),
)
PEOPLE = (JOY, THANDI, PIA)


def staff(*absences: Absence) -> Staff:
    return Staff({o.id: o for o in PEOPLE}, {}, absences)


def parcel(case: int, **said: object) -> Parcel:
    kept = {"weight": 1.0, "due": None, "holder": None, "team_id": None, **said}
    return Parcel(case, **kept)  # type: ignore[arg-type]


def test_half_a_post_gets_half_as_much() -> None:
    found = spread([parcel(n) for n in range(50)], PEOPLE, {}, staff(), DAY)
    shares = Counter(one.name for one in found.values())
    assert (shares["Joy Addo"], shares["Thandi Mbeki"], shares["Pia L"]) == (20, 20, 10)


def test_what_somebody_carries_already_counts() -> None:
    found = spread([parcel(1), parcel(2)], (JOY, THANDI), {1: 5.0}, staff(), DAY)
    assert {one.name for one in found.values()} == {"Thandi Mbeki"} and found[1].because == "most room"


def test_who_knows_the_family_the_school_or_the_area_goes_before_an_equal() -> None:
    known = [parcel(1, family=frozenset({2})), parcel(2, school=frozenset({2})), parcel(3, team_id=2)]
    for one, because in zip(known, ("knows the family", "knows the school", "most room"), strict=True):
        assert spread([one], (JOY, THANDI), {}, staff(), DAY)[one.case].name == "Thandi Mbeki"
        assert spread([one], (JOY, THANDI), {}, staff(), DAY)[one.case].because == because
    heavier = spread([parcel(3, team_id=2)], (JOY, THANDI), {2: 0.5}, staff(), DAY)[3]
    assert (heavier.name, heavier.because) == ("Thandi Mbeki", "same team")


def test_an_urgent_case_does_not_go_to_somebody_away_on_the_day() -> None:
    due = DAY + timedelta(7)
    away = Absence(1, 1, due, due)
    (found,) = spread([parcel(1, due=due)], (JOY, THANDI), {2: 3.0}, staff(away), DAY).values()
    assert (found.name, found.because) == ("Thandi Mbeki", "there on the day")
    (later,) = spread([parcel(1, due=due + timedelta(30))], (JOY, THANDI), {2: 3.0}, staff(away), DAY).values()
    assert later.name == "Joy Addo"


def test_nobody_is_given_their_own_case_and_nobody_gives_nothing() -> None:
    assert spread([parcel(1, holder=1)], (JOY,), {}, staff(), DAY) == {}
    assert spread([parcel(1)], (), {}, staff(), DAY) == {}


def test_nobody_is_given_an_open_case_past_the_limit_while_somebody_has_room() -> None:
    """A newcomer carries no plans, so by weight alone every case of a whole team went to them."""
    rooms = {1: Room(0, 20), 2: Room(15, 20), 3: Room(8, 10)}
    cases = [parcel(n, assessed=True) for n in range(27)]
    found = spread(cases, PEOPLE, {2: 190.0, 3: 95.0}, staff(), DAY, rooms)
    assert Counter(one.name for one in found.values()) == {"Joy Addo": 20, "Thandi Mbeki": 5, "Pia L": 2}
    assert {found[n].because for n in range(20)} == {"most room"} and found[26].because == "has room"
    # Past the limits all share alike, each by their hours; a plan in force goes by weight.
    more = spread([parcel(n, assessed=True) for n in range(52)], PEOPLE, {2: 190.0, 3: 95.0}, staff(), DAY, rooms)
    assert Counter(one.name for one in more.values()) == {"Joy Addo": 30, "Thandi Mbeki": 15, "Pia L": 7}
    plans = spread([parcel(n) for n in range(52)], PEOPLE, {2: 190.0, 3: 95.0}, staff(), DAY, rooms)
    assert {one.name for one in plans.values()} == {"Joy Addo"}


def test_an_urgent_case_goes_past_a_limit_before_it_goes_to_somebody_away() -> None:
    due = DAY + timedelta(7)
    rooms = {1: Room(0, 20), 2: Room(20, 20)}
    (found,) = spread(
        [parcel(1, due=due, assessed=True)], (JOY, THANDI), {2: 3.0}, staff(Absence(1, 1, due, due)), DAY, rooms
    ).values()
    assert found.name == "Thandi Mbeki"


@given(
    st.lists(st.floats(0.1, 3), min_size=1, max_size=40), st.dictionaries(st.sampled_from([1, 2, 3]), st.floats(0, 30))
)
def test_with_nothing_else_known_the_last_case_never_makes_anybody_heavier_than_the_others(
    weights: list[float], carried: dict[int, float]
) -> None:
    found = spread([parcel(n, weight=w) for n, w in enumerate(weights)], PEOPLE, carried, staff(), DAY)
    assert set(found) == set(range(len(weights)))
    given_to: Counter[str] = Counter()
    for case, one in found.items():
        given_to[one.name] += weights[case]  # type: ignore[assignment]
    each = {o.name: (carried.get(o.id, 0.0) + given_to[o.name]) / o.fte for o in PEOPLE}
    least = min(each.values())
    for officer in PEOPLE:
        if given_to[officer.name]:
            assert each[officer.name] - max(weights) / officer.fte <= least + max(weights) / 0.5 + 1e-9


def test_who_works_in_the_area_of_the_postcode_goes_before_an_equal_and_it_is_said() -> None:
    near = parcel(3, area="WM3", near=frozenset({2}))
    assert spread([near], (JOY, THANDI), {}, staff(), DAY)[3].name == "Thandi Mbeki"
    heavier = spread([near], (JOY, THANDI), {2: 0.5}, staff(), DAY)[3]
    assert (heavier.name, heavier.because) == ("Thandi Mbeki", "works in WM3")


def test_the_area_is_the_first_half_of_a_postcode() -> None:
    told = {" wm3 4xx": "WM3", "SW1A1AA": "SW1A", "ZZ99 5ZZ": "ZZ99", "": "", "Westmarsh": "", "WM3": ""}
    assert {typed: postcode_area(typed) for typed in told} == told
