"""One child entered twice: found, found to be one, found to be two, and taken back; nothing is ever deleted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ehcp_desk.domain.case import Child, Contactable, YearGroup
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.services.casework.details import add_person, change_child
from ehcp_desk.services.casework.recording import NewRequest, open_request, record, withdraw
from ehcp_desk.services.casework.same_child import known_like, merge, possible_duplicates, say_another, split
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.worklist import listed
from ehcp_desk.services.records.case_view import case_view
from ehcp_desk.services.upkeep.checking import verify_record

OLD, NEW = "SEN/1", "SEN/2"


def enter(desk: Desk, ref: str, child: Child, **more: object) -> None:
    open_request(desk, NewRequest(ref, child, date(2026, 10, 1), "parent", **more))  # type: ignore[arg-type]


@pytest.fixture
def twice(team: Desk) -> Desk:
    """Zoë Çelik, and again as Zoe Celic with a number and a mother's telephone."""
    enter(team, OLD, Child(0, "Çelik", "Zoë", date(2015, 4, 3), "F", "", YearGroup(6, 2026), "Larkspur Primary"))
    enter(team, NEW, Child(0, "Celic", "Zoe", date(2015, 4, 3), nhs="9434765919", known_as="Zo"))
    add_person(team, NEW, Contactable(0, 0, "Efua Çelik", "Mother", "07700 900100", parental_responsibility=True))
    record(
        team,
        NEW,
        NewFact("sensitivity", date(2026, 10, 2), {"about": "contact", "review": "2027-01-04"}, "Text first."),
    )
    return team


def names(desk: Desk, ref: str) -> list[str]:
    return [p.name for p in case_view(desk, ref).people]


def found(desk: Desk, words: str) -> set[str]:
    return {r.case.ref for r in listed(desk, CaseQuery(desk.today(), Scope.ALL, search=words))[1]}


def test_a_child_like_one_on_the_record_is_shown_with_why(twice: Desk) -> None:
    hits = known_like(twice, Child(0, "Celik", "Zoe", date(2015, 4, 3)))
    assert [(h.refs, h.why) for h in hits] == [
        ((OLD,), ("same name", "same date of birth")),
        ((NEW,), ("names alike", "same date of birth")),
    ]
    numbered = known_like(twice, Child(0, "Somebody", "Else", date(2001, 1, 1), nhs="9434765919"))
    assert [(h.refs, h.why) for h in numbered] == [((NEW,), ("same NHS number",))]
    assert known_like(twice, Child(0, "Quayle", "Otis", date(2015, 4, 3))) == ()


def test_the_same_child_is_linked_and_another_is_not_and_why_is_kept(twice: Desk) -> None:
    known = known_like(twice, Child(0, "Celik", "Zoe", date(2015, 4, 3)))[0]
    with pytest.raises(BadInput, match="say why it is the same child"):
        enter(twice, "SEN/3", Child(0, "Celik", "Zoe"), same_as=known.child.id)
    enter(twice, "SEN/3", Child(0, "Celik", "Zoe"), same_as=known.child.id, why="Mother confirmed")
    assert case_view(twice, "SEN/3").case.child.id == known.child.id
    enter(twice, "SEN/4", Child(0, "Çelik", "Zoë", date(2015, 4, 3)), another_than=(OLD,), why="Cousin")
    view = case_view(twice, "SEN/4")
    assert view.case.child.id != known.child.id
    assert [(f.fact.attrs["ref"], f.fact.note) for f in view.facts if f.fact.kind == "another_child"] == [
        (OLD, "Cousin")
    ]
    assert not any({OLD, "SEN/4"} <= {*p.refs, *p.other_refs} for p in possible_duplicates(twice))


def test_possible_duplicates_are_listed_until_somebody_says_they_are_two(twice: Desk) -> None:
    pairs = possible_duplicates(twice)
    assert [(p.refs, p.other_refs, p.likely.why) for p in pairs] == [
        ((OLD,), (NEW,), ("names alike", "same date of birth"))
    ]
    with pytest.raises(BadInput, match="Say why"):
        say_another(twice, OLD, NEW, "")
    note = say_another(twice, NEW, OLD, "Cousins").facts[0]
    assert possible_duplicates(twice) == ()
    withdraw(twice, note, "They are one after all")
    assert len(possible_duplicates(twice)) == 1


@pytest.mark.parametrize(("ref", "into"), [(NEW, OLD), (OLD, NEW)])
def test_two_become_one_with_everything_of_both_and_go_back_whole(twice: Desk, ref: str, into: str) -> None:
    before = {r: (case_view(twice, r).case.child, names(twice, r)) for r in (OLD, NEW)}
    merge(twice, ref, into, "Same NHS number on both letters")
    views = {r: case_view(twice, r) for r in (OLD, NEW)}
    one = views[OLD].case.child
    assert views[NEW].case.child == one
    assert (one.surname, one.nhs, one.setting) == (before[into][0].surname, "9434765919", "Larkspur Primary")
    assert names(twice, OLD) == names(twice, NEW) == ["Efua Çelik"]
    assert [b.words for b in views[OLD].banners] == ["Text first."]
    assert views[OLD].other_cases == ((NEW, ""),)
    assert found(twice, "07700 900100") == {OLD, NEW} == found(twice, one.surname)
    assert [r.case.name for r in listed(twice, CaseQuery(twice.today(), Scope.ALL))[1]] == [one.name, one.name]
    assert possible_duplicates(twice) == ()
    split(twice, ref, "The letters were mixed up")
    after = {r: (case_view(twice, r).case.child, names(twice, r)) for r in (OLD, NEW)}
    assert after == before
    assert found(twice, "07700 900100") == {NEW}
    assert [b.words for b in case_view(twice, OLD).banners] == []
    assert all(ok for _, ok, _ in verify_record(twice))


def test_what_was_changed_after_the_merge_is_not_undone_by_the_split(twice: Desk) -> None:
    merge(twice, NEW, OLD, "One child")
    now = case_view(twice, OLD).case.child
    change_child(twice, OLD, now, replace(now, nhs="9434765870", setting="Windle Hill"), "New letter")
    split(twice, NEW, "Two after all")
    assert case_view(twice, OLD).case.child.nhs == "9434765870"
    assert case_view(twice, OLD).case.child.known_as == ""
    assert case_view(twice, NEW).case.child.nhs == "9434765919"


def test_a_request_for_a_child_that_was_merged_goes_to_the_one_kept(twice: Desk) -> None:
    merge(twice, NEW, OLD, "One child")
    enter(twice, "SEN/3", Child(0, "Celic", "Zoe", date(2015, 4, 3)))
    assert case_view(twice, "SEN/3").case.child.id == case_view(twice, OLD).case.child.id


def test_the_trail_says_who_what_and_why_and_only_splitting_takes_it_back(twice: Desk) -> None:
    merge(twice, NEW, OLD, "One child")
    with pytest.raises(BadInput, match="already stand under one child"):
        merge(twice, NEW, OLD, "Again")
    entry = next(f for f in case_view(twice, NEW).facts if f.fact.kind == "children_merged")
    assert (entry.recorded_by, entry.fact.note, entry.fact.attrs["ref"]) == ("Joy Addo", "One child", OLD)
    with pytest.raises(BadInput, match="split them"):
        withdraw(twice, entry.id, "Oops")
    with twice.store.read() as work:
        for ref in (OLD, NEW):
            number = work.find_case(ref)
            assert number is not None
            assert "children_merged" in [e.kind for e in work.journal(case_id=number)]
    split(twice, OLD, "Two")
    with pytest.raises(BadInput, match="nothing to split"):
        split(twice, OLD, "Two")


def test_three_entries_of_one_child_come_apart_in_the_order_they_came_together(twice: Desk) -> None:
    enter(twice, "SEN/3", Child(0, "Celik", "Zoey", date(2015, 4, 3)))
    merge(twice, "SEN/3", NEW, "One child")
    merge(twice, NEW, OLD, "One child")
    assert {case_view(twice, r).case.child.id for r in (OLD, NEW, "SEN/3")} == {case_view(twice, OLD).case.child.id}
    assert names(twice, OLD) == ["Efua Çelik"]
    split(twice, "SEN/3", "Not with the first")
    assert case_view(twice, NEW).case.child == case_view(twice, "SEN/3").case.child
    assert case_view(twice, OLD).case.child.surname == "Çelik"
    split(twice, "SEN/3", "Nor with the second")
    assert case_view(twice, "SEN/3").case.child.forenames == "Zoey"
    assert case_view(twice, NEW).case.child.known_as == "Zo"
