"""Days within an entry, and which entry may come before which: what cannot be is refused in one sentence, and no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ehcp_desk.clock.vocabulary import FACT_KINDS, AttrType
from ehcp_desk.domain.case_kinds import CASE_KINDS, attrs_of
from ehcp_desk.domain.contact_kinds import SAID
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.people import Officer
from ehcp_desk.domain.people_kinds import PEOPLE_KINDS
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.entry_days import check_days
from ehcp_desk.services.casework.recording import correct, record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.leaving import leave
from ehcp_desk.services.records.case_view import case_view

DAY = date(2026, 10, 30)
DELAY = NewFact("delay", DAY, {"cause": "family", "party": "The family", "next": "Ask"}, "x")
COMPLAINT = NewFact(
    "complaint", DAY, {"reference": "C1", "stage": "one", "by": "Mother", "answer_by": "2026-11-20"}, "Late"
)
PROMISE = NewFact("promise_made", DAY, {"due": "2026-11-10", "to": "Mother"}, "Ring the school")
PANEL = NewFact("panel_item", DAY, {"panel": "complex", "day": "2026-11-20"}, "To fund a place")
AGREED = NewFact("mediation_agreement", DAY, {"about": "contents", "agreed_by": "2026-11-10"})
REPORT = NewFact(
    "advice_report", DAY, {"body": "psychology", "author": "E P", "whose": "council", "written_on": "2026-10-20"}
)
DATED = [(kind, attr.name) for kind in {**FACT_KINDS, **CASE_KINDS, **PEOPLE_KINDS}
         for attr in (*attrs_of(kind).values(), *SAID.get(kind, {}).values()) if attr.type is AttrType.DATE]  # fmt: skip


@pytest.mark.parametrize(("kind", "name"), DATED)
@pytest.mark.parametrize("day", ["1889-12-31", "2062-10-01"])
def test_no_day_of_any_entry_lies_where_no_childs_case_does(kind: str, name: str, day: str) -> None:
    with pytest.raises(BadInput, match=r"check the (year|day)"):
        check_days(NewFact(kind, DAY, {name: day}), DAY)


@pytest.mark.parametrize(
    ("fact", "changed", "why"),
    [
        (PROMISE, {"due": "2026-10-01"}, "1 October 2026 .Due on. is before the day of the entry, 30 October 2026"),
        (PROMISE, {"due": "2062-10-01"}, "too far ahead to be right; check the year"),
        (COMPLAINT, {"answer_by": "2026-10-01"}, "before the day of the entry"),
        (PANEL, {"day": "1999-12-20"}, "before the day of the entry"),
        (PANEL, {"day": "2062-12-20"}, "too far ahead to be right"),
        (REPORT, {"written_on": "2026-10-31"}, "has not come yet"),
        (AGREED, {"agreed_by": "2016-10-10"},
         "10 October 2016 .Date agreed for doing it. is before the day of the entry, 30 October 2026; check both days"),
        (replace(REPORT, on=date(2026, 10, 10)), {}, "after the day of the entry"),
        (DELAY, {"from": "2026-10-09", "to": "2026-10-02"},
         "2 October 2026 comes before 9 October 2026, its first day"),
    ],
)  # fmt: skip
def test_a_day_that_cannot_be_is_one_sentence_and_nothing_is_recorded(
    desk: Desk, maisie: str, fact: NewFact, changed: dict[str, str], why: str
) -> None:
    before = case_view(desk, maisie).facts
    with pytest.raises(BadInput, match=why) as refused:
        record(desk, maisie, replace(fact, attrs={**fact.attrs, **changed}))
    assert len(str(refused.value).splitlines()) == 1
    assert case_view(desk, maisie).facts == before


def test_days_that_can_be_are_taken(desk: Desk, maisie: str) -> None:
    """The last day of a placement may be years away, and a matter recorded late belongs to a panel of before."""
    for fact in (
        PROMISE, COMPLAINT, PANEL, REPORT, AGREED, replace(AGREED, attrs={"about": "other", "agreed_by": DAY.isoformat()}),
        replace(PROMISE, attrs={"due": DAY.isoformat()}),
        replace(PANEL, on=date(2026, 9, 1), attrs={"panel": "complex", "day": "2026-09-10"}),
        replace(PROMISE, on=date(2026, 10, 20), attrs={"due": "2026-10-01"}, approximate=True),
        NewFact("consent", DAY, {"by": "Mother", "scope": "Health", "answer": "given", "to": "2044-07-31"}),
    ):  # fmt: skip
        record(desk, maisie, fact)


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (COMPLAINT, NewFact("complaint_answered", DAY, {"complaint": "", "outcome": "upheld"})),
        (PROMISE, NewFact("promise_kept", DAY, {"promise": ""})),
        (PROMISE, NewFact("promise_moved", DAY, {"promise": "", "due": "2026-12-01"}, "They are away")),
        (PANEL, NewFact("panel_decided", DAY, {"item": "", "outcome": "agreed", "by": "Chair"}, "Because")),
    ],
)
def test_an_answer_does_not_come_before_what_it_answers(
    desk: Desk, maisie: str, asked: NewFact, answer: NewFact
) -> None:
    [number] = record(desk, maisie, asked).facts
    [link] = [name for name, value in answer.attrs.items() if not value]
    given = replace(answer, attrs={**answer.attrs, link: str(number)})
    early = replace(given, on=date(2026, 10, 29))
    with pytest.raises(BadInput, match=rf"on 29 October 2026 would come before .* 30 October 2026 \(entry {number}\)"):
        record(desk, maisie, early)
    [made] = record(desk, maisie, given).facts
    with pytest.raises(BadInput, match="would come before what it is about"):
        correct(desk, made, early, "The wrong day")
    [again] = correct(desk, number, replace(asked, note="More of it"), "Left out").facts
    early = replace(early, attrs={**early.attrs, link: str(again)})
    with pytest.raises(BadInput, match="would come before what it is about"):
        correct(desk, made, early, "The wrong day")


def test_what_a_file_told_may_be_put_right_without_its_days(desk: Desk, maisie: str) -> None:
    odd = replace(COMPLAINT, attrs={**COMPLAINT.attrs, "answer_by": "2026-10-01"})
    with desk.store.write("Joy Addo", desk.now()) as work:
        made = work.add_fact(case_view(desk, maisie).case.id, odd)
        answer = NewFact("complaint_answered", date(2026, 10, 1), {"complaint": str(made.id), "outcome": "upheld"})
        early = work.add_fact(made.case_id, answer)
    [right] = correct(desk, made.id, replace(odd, note="Too late"), "Their words").facts
    correct(desk, early.id, replace(answer, attrs={"complaint": str(right), "outcome": "part"}), "A slip")
    with pytest.raises(BadInput, match="before the day of the entry"):
        correct(desk, right, replace(odd, attrs={**odd.attrs, "answer_by": "2026-10-02"}), "Another day")
    with pytest.raises(BadInput, match="before the day of the entry"):
        correct(desk, right, replace(odd, on=date(2026, 10, 28)), "Another day")


@pytest.mark.parametrize(
    ("last", "why"),
    [
        ("1999-01-01", "too long ago to be right; check the year"),
        ("2062-01-01", "too far ahead to be right; check the year"),
        ("2026-08-31", "before their first day, 1 September 2026"),
    ],
)
def test_nobody_leaves_on_a_day_that_cannot_be(team: Desk, last: str, why: str) -> None:
    with team.store.write("x", team.now()) as work:
        officer = work.add_officer("Edie Marlowe", next(iter(work.staff().officers.values())).role, None, 1.0, "",
                                   False, date(2026, 9, 1), None, frozenset())  # fmt: skip
    with pytest.raises(BadInput, match=why):
        leave(team, officer.id, date.fromisoformat(last))
    assert isinstance(officer, Officer)
    with team.store.read() as work:
        assert work.staff().officers[officer.id].left_on is None
    leave(team, officer.id, date(2026, 12, 24))
