"""The hold queue: likely duplicates are held with their candidates, and a person decides each; verified in one act."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.exchange.trackers import TrackerReader
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.casework.same_child import possible_duplicates
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.worklist import listed
from ehcp_desk.services.records.case_view import case_view
from ehcp_desk.services.upkeep.bringing import Trial, bring, trial
from ehcp_desk.services.upkeep.checking import verify_record
from ehcp_desk.services.upkeep.holding import held_cases, keep_apart, merge_into, reject
from ehcp_desk.services.upkeep.migrated import migrated, verify_migrated

HEADS = "Ref,UPN,Surname,First name,DOB,Requested by,Date request received,Decision to assess,Decision sent\n"
FIRST = HEADS + "A1,,Whitlock,Daisy,28/07/2017,Parent,02/06/2025,,\n"
ALIKE = HEADS + "B7,H330229010852,Whitlok,Daisy,28/07/2017,Parent,02/06/2025,Y,30/06/2025\n"
SCORED = "may be the same child as A1, score 80 (names alike, same date of birth)"
WHY = "Checked with the school"


@pytest.fixture
def reading(desk: Desk) -> Iterator[Desk]:
    yield replace(desk, trackers=TrackerReader())
    assert [name for name, ok, _ in verify_record(desk) if not ok] == []


def tried(desk: Desk, tmp_path: Path, text: str) -> Trial:
    path = tmp_path / "tracker.csv"
    path.write_text(text, encoding="utf-8")
    return trial(desk, path)


@pytest.fixture
def held(reading: Desk, tmp_path: Path) -> Desk:
    for text in (FIRST, ALIKE):
        bring(reading, tried(reading, tmp_path, text))
    return reading


def test_a_child_like_one_on_the_record_is_held_with_a_score(reading: Desk, tmp_path: Path) -> None:
    bring(reading, tried(reading, tmp_path, FIRST))
    certificate = tried(reading, tmp_path, ALIKE).plan.certificate
    assert certificate.held == 1
    assert certificate.to_look_at[0].reason == SCORED


def test_a_child_like_one_of_the_same_file_is_held_with_a_score(reading: Desk, tmp_path: Path) -> None:
    certificate = tried(reading, tmp_path, FIRST + ALIKE.removeprefix(HEADS)).plan.certificate
    assert (certificate.created, certificate.held) == (1, 1)
    assert certificate.to_look_at[0].reason == SCORED


@pytest.mark.parametrize("row", [
    "B7,,Whitlock,Rose,28/07/2017,Parent,02/06/2025,,",  # a twin
    "B7,,Whitlok,Daisy,28/07/2016,Parent,02/06/2025,,",  # alike, and born another year
    "B7,,Fenn,Robin,28/07/2017,Parent,02/06/2025,,",
])  # fmt: skip
def test_others_are_not_held(reading: Desk, tmp_path: Path, row: str) -> None:
    assert tried(reading, tmp_path, FIRST + row + "\n").plan.certificate.created == 2


def test_the_queue_lists_reasons_rows_and_candidates(held: Desk) -> None:
    total, [one] = held_cases(held)
    assert (total, one.ref, one.reasons, one.rows, one.imports) == (1, "B7", (SCORED,), ("tracker.csv, row 2",), (2,))
    assert [(c.ref, c.score, c.why) for c in one.candidates] == [("A1", 80, ("names alike", "same date of birth"))]


def test_a_case_of_its_own_is_released_and_not_asked_about_again(held: Desk) -> None:
    keep_apart(held, ["B7"], WHY)
    assert held_cases(held) == (0, [])
    assert case_view(held, "B7").case.held == ""
    assert possible_duplicates(held) == ()


def test_merged_into_the_case_it_is_nothing_is_lost_and_nothing_overwritten(held: Desk, tmp_path: Path) -> None:
    merge_into(held, "B7", "a1", WHY)
    view = case_view(held, "A1")
    kinds = [f.fact.kind for f in view.facts if f.stands]
    assert kinds.count("request_received") == 1
    assert "assess_decision_notified" in kinds
    assert (view.case.child.surname, view.case.child.upn) == ("Whitlock", "H330229010852")
    assert [row.case.ref for row in listed(held, CaseQuery(held.today(), Scope.LIVE))[1]] == ["A1"]
    assert held_cases(held)[0] == 0
    assert possible_duplicates(held) == ()
    again = tried(held, tmp_path, ALIKE.replace("30/06/2025", "01/07/2025")).plan
    assert again.certificate.created == 0
    assert again.rows[0].case == "A1"


def test_another_day_for_the_same_thing_is_kept_word_for_word(reading: Desk, tmp_path: Path) -> None:
    bring(reading, tried(reading, tmp_path, FIRST))
    bring(reading, tried(reading, tmp_path, ALIKE.replace("02/06/2025", "05/06/2025")))
    merge_into(reading, "B7", "A1", WHY)
    facts = [f.fact for f in case_view(reading, "A1").facts if f.stands]
    assert [f.on for f in facts if f.kind == "request_received"] == [date(2025, 6, 2)]
    assert ("5 June 2025", "B7 said so; what this case had stands") in [
        (f.note, f.attrs.get("reason")) for f in facts if f.kind == "kept_from_import"]  # fmt: skip


def test_a_rejected_row_leaves_the_lists_and_does_not_come_again(held: Desk, tmp_path: Path) -> None:
    reject(held, ["B7"], WHY)
    assert [row.case.ref for row in listed(held, CaseQuery(held.today(), Scope.LIVE))[1]] == ["A1"]
    assert not tried(held, tmp_path, ALIKE).plan.writes


def test_what_was_worked_on_by_hand_is_not_taken_out(held: Desk) -> None:
    record(held, "B7", NewFact("complaint", date(2025, 7, 1), {
        "reference": "C1", "stage": "one", "answer_by": "2025-07-20", "by": "Parent"}, "Slow"))  # fmt: skip
    [complaint] = [f.id for f in case_view(held, "B7").facts if f.fact.kind == "complaint"]
    record(
        held, "B7", NewFact("complaint_answered", date(2025, 7, 9), {"complaint": str(complaint), "outcome": "upheld"})
    )
    for act in (lambda: reject(held, ["B7"], WHY), lambda: merge_into(held, "B7", "A1", WHY)):
        with pytest.raises(BadInput, match="worked on by hand"):
            act()


@pytest.mark.parametrize("act", [
    lambda desk: keep_apart(desk, ["A1"], WHY), lambda desk: reject(desk, ["A1"], WHY),
    lambda desk: merge_into(desk, "A1", "B7", WHY), lambda desk: merge_into(desk, "B7", "B7", WHY),
    lambda desk: keep_apart(desk, ["B7"], ""), lambda desk: reject(desk, [], WHY),
    lambda desk: merge_into(desk, "B7", "Z9", WHY),
])  # fmt: skip
def test_what_cannot_be_decided_is_refused(held: Desk, act: object) -> None:
    with pytest.raises(BadInput):
        act(held)  # type: ignore[operator]
    assert held_cases(held)[0] == 1


def test_what_came_in_is_marked_until_somebody_verifies_it(held: Desk) -> None:
    total, found = migrated(held)
    assert (total, [(one.ref, one.rows, one.imports) for one in found]) == (
        2, [("A1", ("tracker.csv, row 2",), (1,)), ("B7", ("tracker.csv, row 2",), (2,))])  # fmt: skip
    verify_migrated(held, ["A1"], WHY)
    assert [one.ref for one in migrated(held)[1]] == ["B7"]
    assert migrated(held, 1) == (0, [])
    with pytest.raises(BadInput, match="B7 is held"):
        verify_migrated(held, (), WHY, number=2)
    keep_apart(held, ["B7"], WHY)
    verify_migrated(held, (), WHY, number=2)
    assert migrated(held) == (0, [])


def test_news_from_a_later_file_is_to_be_verified_again(held: Desk, tmp_path: Path) -> None:
    verify_migrated(held, ["A1"], WHY)
    bring(held, tried(held, tmp_path, FIRST.replace("02/06/2025,,", "02/06/2025,Y,01/07/2025")))
    assert "A1" in [one.ref for one in migrated(held)[1]]


@pytest.mark.parametrize(("refs", "reason", "number"), [(["A1"], "", None), ((), WHY, None), (["Z"], WHY, None)])
def test_verifying_needs_cases_and_a_reason(held: Desk, refs: list[str], reason: str, number: int | None) -> None:
    with pytest.raises(BadInput):
        verify_migrated(held, refs, reason, number)
