"""Near children are found as looking at every pair would find them, and the work grows with the file, not its square."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from ehcp_desk.domain import near_children
from ehcp_desk.domain.case import Child
from ehcp_desk.domain.identifiers import plain_identifier
from ehcp_desk.domain.importing import ChildIdentity
from ehcp_desk.domain.likeness import births_alike, likeness, slip_keys
from ehcp_desk.domain.near_children import MANY, MOST_OF_A_BIRTH, NearIndex

BIRTHS = st.dates(date(2001, 1, 1), date(2024, 12, 31))


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
    wanted = likeness(asked, Child(0, "Moss", "Ivy", date.fromisoformat(one)))[0] > 0
    assert ("near" in {found.ref for found in index.alike(asked, 50)[0]}) == wanted


@given(BIRTHS, st.lists(BIRTHS, min_size=MANY, max_size=3 * MANY), slips())
def test_of_many_of_one_name_those_one_slip_apart_are_found_and_no_others(
    asked: date, others: list[date], near: tuple[date, date]
) -> None:
    index, births = NearIndex(), [*others, *near]
    for number, born in enumerate(births):
        index.add(str(number), ChildIdentity("Moss", "Ivy", born))
    for one in (asked, near[0], others[0]):
        found, _ = index.alike(ChildIdentity("Moss", "Ivy", one), 100)
        assert {hit.ref for hit in found} == {str(n) for n, born in enumerate(births) if births_alike(one, born)}


PEOPLE = st.builds(
    ChildIdentity,
    st.sampled_from(("Moss", "Mosse", "St. Moss", "St Moss", "Whitlock", "Ivy", "")),
    st.sampled_from(("Ivy", "Ivie", "Mohammed", "Muhammad", "Moss", "")),
    st.one_of(
        st.none(), st.sampled_from((date(2016, 1, 2), date(2016, 2, 1))), st.dates(date(2016, 1, 1), date(2016, 3, 31))
    ),
    upn=st.sampled_from(("", "", "A1", "a 1")),
    uln=st.sampled_from(("", "", "", "77")),
)


def worth(one: ChildIdentity, other: ChildIdentity) -> bool:
    """Whether two share a number, a name as it is written or a birth: others are compared only once they are on record."""
    numbers = ((one.upn, other.upn), (one.uln, other.uln))
    same_number = any(a and b and plain_identifier(a) == plain_identifier(b) for a, b in numbers)
    return same_number or one.name == other.name or (one.born is not None and one.born == other.born)


@given(st.lists(PEOPLE, max_size=5 * MANY), PEOPLE, st.integers(1, 200), st.sets(st.integers(0, 5 * MANY)))
def test_looking_at_every_pair_finds_the_same_with_the_same_scores(
    others: list[ChildIdentity], asked: ChildIdentity, most: int, apart: set[int]
) -> None:
    index = NearIndex()
    for number, other in enumerate(others):
        index.add(str(number), other)
    found, crowded = index.alike(asked, most, {str(number) for number in apart})
    slowly = {
        str(n): said
        for n, other in enumerate(others)
        if n not in apart and asked.name.strip() and (said := likeness(asked, other))[0] and worth(asked, other)
    }
    best = sorted((score for score, _ in slowly.values()), reverse=True)
    assert not crowded
    assert {one.ref: (one.score, one.why) for one in found}.items() <= slowly.items()
    assert [one.score for one in found] == best[:most]


def test_few_of_many_are_those_first_entered() -> None:
    index = NearIndex()
    for number in range(3 * MANY):
        index.add(str(number), ChildIdentity("Moss", "Ivy", date(2016, 1, 2)))
    assert [one.ref for one in index.alike(ChildIdentity("Moss", "Ivy", date(2016, 1, 2)), 3, {"1"})[0]] == [
        "0",
        "2",
        "3",
    ]


def child_of(number: int, births: int, names: int) -> ChildIdentity:
    letters = "".join(chr(ord("a") + number % names // 26**place % 26) for place in range(4))
    born = date(2001, 1, 1) + timedelta(days=number % births * 17 % 8000) if births else None
    return ChildIdentity(f"Moss{letters}", f"I{letters[::-1]}", born)


class Counted:
    """A way to compare two, and how often it was asked."""

    def __init__(self, compare: Callable[..., object]) -> None:
        self.compare, self.times = compare, 0

    def __call__(self, *pair: object, **said: object) -> object:
        self.times += 1
        return self.compare(*pair, **said)


def compared(many: int, births: int, names: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many pairs are compared while so many children are entered, each looked for first."""
    index = NearIndex()
    with monkeypatch.context() as patch:
        counted = [Counted(getattr(near_children, name)) for name in ("likeness", "ratio")]
        for name, one in zip(("likeness", "ratio"), counted, strict=True):
            patch.setattr(near_children, name, one)
        for number in range(many):
            child = child_of(number, births, names)
            index.alike(child, 3)
            index.add(str(number), child)
    return sum(one.times for one in counted)


# One name, one birth, both, one birth and many names or few, no birth at all.
@pytest.mark.parametrize(
    ("births", "names"), [(8000, 1), (4000, 30_000), (1, 1), (1, 30_000), (1, 40), (0, 1), (0, 40)]
)
def test_the_work_grows_with_the_file_and_not_its_square(
    births: int, names: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    few, many = (compared(rows, births, names, monkeypatch) for rows in (1000, 4000))
    assert many < max(6 * few, 4000 * 20)


def test_a_birth_of_too_many_is_looked_through_by_the_parts_of_names_and_said() -> None:
    index, born = NearIndex(), date(2001, 1, 1)
    for number in range(MOST_OF_A_BIRTH + 1):
        index.add(f"far {number}", child_of(number, 1, 30_000))
    assert index.alike(ChildIdentity("Vole", "Petra", date(2011, 5, 6)), 3) == ([], "")
    for ref, (surname, forenames) in {
        "surname": ("Volé", "Petre"),
        "sound": ("Reed", "Mohammed"),
        "turned": ("Ada", "Quill"),
    }.items():
        index.add(ref, ChildIdentity(surname, forenames, born))
    for ref, (surname, forenames) in {
        "surname": ("Vole", "Petra"),
        "sound": ("Reid", "Muhammad"),
        "turned": ("Quill", "Ada"),
    }.items():
        found, crowded = index.alike(ChildIdentity(surname, forenames, born), 3)
        assert ([one.ref for one in found], crowded) == ([ref], "born on 1 January 2001")
