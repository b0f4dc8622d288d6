"""As at a past day the chronology shows exactly what was on record then: corrections, withdrawals, late entries, marks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.store import open_store
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.case import Child, YearGroup
from ehcp_desk.domain.document_details import Details
from ehcp_desk.domain.papers import Chronology, LineMark
from ehcp_desk.domain.record import NewFact
from ehcp_desk.ports.today import Calendar
from ehcp_desk.services.casework.attaching import Attachment
from ehcp_desk.services.casework.details import change_child
from ehcp_desk.services.casework.filing import describe_document, file_document
from ehcp_desk.services.casework.marking import mark_entries
from ehcp_desk.services.casework.recording import NewRequest, correct, open_request, record, withdraw
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.case_view import case_view
from ehcp_desk.services.records.chronology import chronology
from tests.services.records.test_papers_of_a_case import on

FIRST = date(2026, 6, 24)
LATE = date(2026, 10, 29)


def told(value: Chronology) -> Chronology:
    """All a chronology says but the seal it would be printed under."""
    return replace(value, head=replace(value.head, seal="", seal_day=None, entry=0))


def test_what_was_corrected_or_withdrawn_later_still_stood_then(desk: Desk, maisie: str) -> None:
    yesterday = on(desk, LATE)
    wrong = record(yesterday, maisie, NewFact("note", date(2026, 9, 1), note="As first written")).facts[0]
    gone = record(yesterday, maisie, NewFact("note", date(2026, 9, 2), note="To be withdrawn")).facts[0]
    then = told(chronology(yesterday, maisie, as_at=LATE))
    correct(desk, wrong, NewFact("note", date(2026, 9, 3), note="As put right"), "Slip")
    withdraw(desk, gone, "Another child")
    assert told(chronology(desk, maisie, as_at=LATE)) == then
    now = str(chronology(desk, maisie).lines)
    assert "As put right" in now and "As first written" not in now and "To be withdrawn" not in now


def test_a_document_said_to_be_something_else_later_is_what_it_was_then(desk: Desk, maisie: str) -> None:
    yesterday = on(desk, LATE)
    file_document(yesterday, maisie, Attachment("report.pdf", b"one"), Details("Report", received=date(2026, 9, 1)))
    then = told(chronology(yesterday, maisie, as_at=LATE))
    assert "Report (report.pdf)" in str(then.lines)
    number = case_view(desk, maisie).documents[0].id
    describe_document(desk, maisie, number, Details("Letter", "Ama Osei", received=date(2026, 9, 1)))
    file_document(desk, maisie, Attachment("later.pdf", b"two"), Details("Later"))
    assert told(chronology(desk, maisie, as_at=LATE)) == then


def test_the_child_is_called_what_the_record_called_them_then(desk: Desk, maisie: str) -> None:
    yesterday = on(desk, LATE)
    then = told(chronology(yesterday, maisie, as_at=LATE))
    child = case_view(desk, maisie).case.child
    other = replace(child, surname="Osei", born=None, setting="Elm Bank", year_group=YearGroup(7, 2026))
    change_child(desk, maisie, child, other)
    assert told(chronology(desk, maisie, as_at=LATE)) == then
    assert chronology(desk, maisie).child == "Maisie Osei"


def test_marks_are_as_of_then_and_follow_a_correction_with_a_word_about_it(desk: Desk, maisie: str) -> None:
    yesterday = on(desk, LATE)
    entry = record(yesterday, maisie, NewFact("note", date(2026, 9, 1), note="A visit")).facts[0]
    mark_entries(yesterday, maisie, [entry], "agreed", "the parents")
    then = told(chronology(yesterday, maisie, as_at=LATE))
    mark_entries(desk, maisie, [entry], "disputed", "the parents", says="There was none")
    assert told(chronology(desk, maisie, as_at=LATE)) == then
    assert chronology(desk, maisie).lines[-1].answers[0].mark is LineMark.DISPUTED
    correct(desk, entry, NewFact("note", date(2026, 9, 1), note="A call"), "Slip")
    assert "before the entry was corrected" in chronology(desk, maisie).lines[-1].notes[-1].words


def test_approximate_days_are_told_after_the_exact_ones_of_that_day(desk: Desk, maisie: str) -> None:
    day = date(2026, 9, 1)
    record(desk, maisie, NewFact("note", day, note="About then", approximate=True))
    record(desk, maisie, NewFact("note", day, note="Just then"))
    assert [(line.approximate, line.event) for line in chronology(desk, maisie).lines[1:]] == [
        (False, "Note: Just then."),
        (True, "Note: About then."),
    ]


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["note", "late", "correct", "withdraw", "mark", "child"]), st.integers(0, 9), st.booleans()
    ),
    min_size=1,
    max_size=7,
)


@pytest.fixture(scope="module")
def rules() -> Ruleset:
    return Ruleset.load()


@pytest.fixture(scope="module")
def empty(rules: Ruleset) -> Iterator[Desk]:
    """One record for every example: each opens a case of its own."""
    with TemporaryDirectory() as folder:
        store = open_store(str(Path(folder) / "then.db"), create=True)
        yield Desk(store, rules, "Joy Addo", Calendar(FIRST))
        store.close()


@given(acts=ACTS)
@settings(max_examples=25)
def test_whatever_is_done_afterwards_every_past_day_is_told_as_it_was(
    empty: Desk, acts: list[tuple[str, int, bool]]
) -> None:
    with empty.store.read() as work:
        ref = f"SEN/{work.journal_head()[0] + 1}"
    open_request(empty, NewRequest(ref, Child(0, "Farrowdale", ref, date(2020, 3, 14)), FIRST, "parent"))
    day, seen = FIRST, {FIRST: told(chronology(empty, ref, as_at=FIRST))}
    for kind, number, same_day in acts:
        day += timedelta(0 if same_day else 3)
        do(on(empty, day), ref, kind, number)
        seen[day] = told(chronology(on(empty, day), ref, as_at=day))
    later = on(empty, day + timedelta(90))
    for past, value in seen.items():
        assert told(chronology(later, ref, as_at=past)) == value


def do(desk: Desk, ref: str, kind: str, number: int) -> None:
    """One act on the record, on the desk's day."""
    view = case_view(desk, ref)
    standing = [f for f in view.facts if f.stands and f.fact.kind == "note"]
    if kind in ("note", "late") or (kind in ("correct", "withdraw", "mark") and not standing):
        back = timedelta(0 if kind == "note" else number)
        record(desk, ref, NewFact("note", desk.today() - back, note=f"Note {number}", approximate=number > 7))
    elif kind == "correct":
        correct(desk, standing[number % len(standing)].id, NewFact("note", FIRST, note=f"Right {number}"), "Slip")
    elif kind == "withdraw":
        withdraw(desk, standing[number % len(standing)].id, "Slip")
    elif kind == "mark":
        mark_entries(
            desk, ref, [standing[number % len(standing)].id], ("agreed", "disputed")[number % 2], "the parents"
        )
    else:
        child = view.case.child
        change_child(desk, ref, child, replace(child, setting=f"{child.setting}x"))
