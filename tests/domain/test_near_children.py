"""Near children are found as looking at every pair would find them, and the work grows with the file, not its square."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from ehcp_desk.domain.case import Child
from ehcp_desk.domain.importing import ChildIdentity
from ehcp_desk.domain.likeness import likeness, slip_keys
from ehcp_desk.domain.near_children import MANY, NearIndex

BIRTHS = st.dates(date(2001, 1, 1), date(2024, 12, 31))


def person(child: ChildIdentity) -> Child:
    return Child(0, child.surname, child.forenames, child.born, upn=child.upn, uln=child.uln)


@st.composite
def slips(draw: st.DrawFn) -> tuple[date, date]:
    """A birth, and the same with one slip: a figure mistyped, two neighbours or the day and the month swapped."""
    born = draw(BIRTHS)
    figures, place = list(f"{born:%Y%m%d}"), draw(st.integers(0, 7))
    slip = draw(st.sampled_from(("figure", "neighbours", "day and month")))
    if slip == "figure":
        figures[place] = draw(st.sampled_from("0123456789"))
    elif slip == "neighbours":
        figures[place : place + 2] = reversed(figures[place : place + 2])
    else:
        figures[4:] = figures[6:] + figures[4:6]
    try:
        return born, date.fromisoformat("".join(figures))
    except ValueError:
        reject()


@given(slips())
def test_births_one_slip_apart_have_a_key_in_common(births: tuple[date, date]) -> None:
    one, other = births
    assert likeness(Child(0, "Moss", "Ivy", one), Child(0, "Moss", "Ivy", other))[1]
    assert set(slip_keys(one)) & set(slip_keys(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("2017-07-28", "2017-07-29"), ("2017-07-28", "2017-07-18"), ("2017-03-07", "2017-07-03"),
     ("2017-12-01", "2017-10-21"), ("2017-01-10", "2010-01-10"), ("2012-10-10", "2021-10-10")],
)  # fmt: skip
def test_each_slip_is_found_among_many_of_the_name(one: str, other: str) -> None:
    index = NearIndex()
    for number in range(3 * MANY):
        index.add(f"far {number}", ChildIdentity("Moss", "Ivy", date(2003, 1, 1) + timedelta(days=400 * (number % 5))))
    index.add("near", ChildIdentity("Moss", "Ivy", date.fromisoformat(one)))
    asked = ChildIdentity("Moss", "Ivy", date.fromisoformat(other))
    wanted = likeness(person(asked), Child(0, "Moss", "Ivy", date.fromisoformat(one)))[0] > 0
    assert ("near" in {ref for ref, _ in index.near(asked)}) >= wanted


PEOPLE = st.builds(
    ChildIdentity,
    st.sampled_from(("Moss", "Mosse", "Whitlock")),
    st.sampled_from(("Ivy", "Ivie")),
    st.one_of(st.none(), st.dates(date(2016, 1, 1), date(2016, 3, 31))),
    upn=st.sampled_from(("", "", "A1")),
    uln=st.sampled_from(("", "", "", "77")),
)


@given(st.lists(PEOPLE, min_size=MANY, max_size=5 * MANY), PEOPLE)
def test_nothing_that_is_alike_is_missed(others: list[ChildIdentity], asked: ChildIdentity) -> None:
    index = NearIndex()
    for number, other in enumerate(others):
        index.add(str(number), other)
    found = {ref for ref, _ in index.near(asked)}
    alike = {str(n) for n, other in enumerate(others) if likeness(person(asked), person(other))[0]}
    assert alike <= found


def test_a_name_half_the_county_bears_is_not_compared_with_every_other() -> None:
    def compared(many: int) -> int:
        index, looked = NearIndex(), 0
        for number in range(many):
            child = ChildIdentity("Khan", "Ali", date(2001, 1, 1) + timedelta(days=number * 17 % 8000))
            looked += sum(1 for _ in index.near(child))
            index.add(str(number), child)
        return looked

    assert compared(2000) < 2000 * 120
