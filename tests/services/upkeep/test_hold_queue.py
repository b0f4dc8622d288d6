"""The hold queue: likely duplicates are held with their candidates, and a person decides each; verified in one act."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from db.store import open_store
from ehcp_desk.domain.case import Contactable
from ehcp_desk.domain.document_details import Details
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.finding import DocumentText
from ehcp_desk.domain.identifiers import upn_check_letter
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.people import Role
from ehcp_desk.domain.record import NewFact, promises
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.exchange.trackers import TrackerReader
from ehcp_desk.services.casework.attaching import Attachment
from ehcp_desk.services.casework.filing import file_document
from ehcp_desk.services.casework.planning import start_version
from ehcp_desk.services.casework.recording import find, record, settle
from ehcp_desk.services.casework.same_child import possible_duplicates, say_another
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.ownership import assign
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
    assert ("5 June 2025; Who asked: Parent", "B7 said so; what this case had stands") in [
        (f.note, f.attrs.get("reason")) for f in facts if f.kind == "kept_from_import"]  # fmt: skip


@pytest.mark.parametrize("other", ["B7,H330229010852,Whitlock,Daisy", "B7,,Whitlock,Rose"])
def test_a_row_a_person_has_sent_to_its_case_goes_there_next_month(reading: Desk, tmp_path: Path, other: str) -> None:
    first = FIRST.replace("A1,,", f"B7,{upn_check_letter('330229010899')}330229010899,")
    bring(reading, tried(reading, tmp_path, first))
    row = HEADS + f"{other},28/07/2017,Parent,02/06/2025,,\n"
    bring(reading, tried(reading, tmp_path, row))
    assert [one.ref for one in held_cases(reading)[1]] == ["B7 (2)"]
    merge_into(reading, "B7 (2)", "B7", WHY)
    [again] = tried(reading, tmp_path, row.replace(",,\n", ",Y,30/06/2025\n")).plan.rows
    assert (again.case, again.outcome.value) == ("B7", "updated")


def test_a_rejected_row_leaves_the_lists_and_does_not_come_again(held: Desk, tmp_path: Path) -> None:
    reject(held, ["B7"], WHY)
    assert [row.case.ref for row in listed(held, CaseQuery(held.today(), Scope.LIVE))[1]] == ["A1"]
    assert not tried(held, tmp_path, ALIKE).plan.writes


def test_what_a_colleague_wrote_on_a_held_case_goes_with_it_whole(held: Desk) -> None:
    for ref, on, words in (("A1", date(2025, 9, 1), "Rang mum, all well"), ("B7", date(2025, 9, 10), "Mum is worried")):
        record(held, ref, NewFact("contact", on, {"channel": "phone", "direction": "in", "with": "Mother"}, words))
    for ref, due, what in (("A1", "2025-10-01", "Send the form"), ("B7", "2025-12-01", "Ring back about it")):
        record(held, ref, NewFact("promise_made", date(2025, 9, 10), {"due": due, "to": "Mother"}, what))
    merge_into(held, "B7", "A1", WHY)
    view = case_view(held, "A1")
    standing = [f for f in view.facts if f.stands]
    [came] = [f for f in standing if f.fact.note == "Mum is worried"]
    assert (came.fact.kind, came.fact.on) == ("contact", date(2025, 9, 10))
    assert dict(came.fact.attrs) == {"channel": "phone", "direction": "in", "with": "Mother"}
    assert came.source.startswith("B7, where ") and held.user in came.source
    assert [(p.what, p.due) for p in promises(view.facts) if p.kept_on is None] == [
        ("Send the form", date(2025, 10, 1)), ("Ring back about it", date(2025, 12, 1))]  # fmt: skip
    assert not [f for f in standing if f.fact.attrs.get("heading") in ("Contact", "Promise made")]


def test_documents_links_and_people_go_with_a_held_case(held: Desk) -> None:
    record(held, "A1", NewFact("note", date(2025, 7, 1), note="Moves every number along"))
    complaint = {"reference": "C1", "stage": "one", "answer_by": "2025-07-20", "by": "Parent"}
    paper = Attachment("letter.txt", b"Dear council, this is slow", DocumentText("Dear council, this is slow", ""))
    record(held, "B7", NewFact("complaint", date(2025, 7, 1), complaint, "Slow"), attach=paper)
    [asked] = [f.id for f in case_view(held, "B7").facts if f.fact.kind == "complaint"]
    record(held, "B7", NewFact("complaint_answered", date(2025, 7, 9), {"complaint": str(asked), "outcome": "upheld"}))
    with held.store.write(held.user, held.now()) as work:
        child = work.case(find(work, "B7")).child
        work.add_contactable(Contactable(0, child.id, "Rowan Whitlock", "father", phone="01632 960001"))
    merge_into(held, "B7", "A1", WHY)
    view = case_view(held, "A1")
    [made] = [f for f in view.facts if f.fact.kind == "complaint"]
    [answer] = [f for f in view.facts if f.fact.kind == "complaint_answered"]
    assert answer.fact.attrs["complaint"] == str(made.id)
    with held.store.read() as work:
        [filed] = work.documents(view.case.id)
        assert (filed.id, work.document_bytes(filed.id)) == (made.document_id, b"Dear council, this is slow")
        assert [one.name for one in work.contactables(view.case.child.id)] == ["Rowan Whitlock"]
        assert "A1" in [work.case(hit.case_id).ref for hit in work.find_text("slow", 9)]


def test_what_is_known_of_a_document_goes_with_it(held: Desk) -> None:
    record(held, "A1", NewFact("note", date(2025, 7, 1), note="Moves every number along"))
    file_document(held, "A1", Attachment("other.txt", b"Of the other case"))
    file_document(held, "B7", Attachment("report.txt", b"First"), Details(what="Report", author="Ama Osei"))
    [first] = case_view(held, "B7").filed
    [advice] = record(held, "B7", NewFact("advice_received", date(2025, 8, 9), {"body": "health"})).facts
    newer = Details("Report", "Ama Osei", version="2", version_of=first.row.id, entries=(advice,))
    file_document(held, "B7", Attachment("report 2.txt", b"Second"), newer)
    merge_into(held, "B7", "A1", WHY)
    view = case_view(held, "A1")
    found = {one.row.filename: one for one in view.filed}
    assert found["report.txt"].details.author == "Ama Osei"
    assert found["report 2.txt"].details.version_of == found["report.txt"].row.id
    assert found["report 2.txt"].details.entries == tuple(f.id for f in view.facts if f.fact.kind == "advice_received")


def test_of_two_accounts_of_one_thing_the_other_is_kept_whole_in_words(held: Desk) -> None:
    for ref, on, words in (("A1", date(2025, 8, 1), "Short"), ("B7", date(2025, 8, 9), "Long, by Dr Ama Osei")):
        record(held, ref, NewFact("advice_received", on, {"body": "health"}, words))
    record(held, "B7", NewFact("advice_received", date(2025, 8, 9), {"body": "psychology"}, "Another body"))
    merge_into(held, "B7", "A1", WHY)
    standing = [f.fact for f in case_view(held, "A1").facts if f.stands]
    assert [(f.on, f.attrs["body"]) for f in standing if f.kind == "advice_received"] == [
        (date(2025, 8, 1), "health"), (date(2025, 8, 9), "psychology")]  # fmt: skip
    kept = {f.attrs["heading"]: f.note for f in standing if f.kind == "kept_from_import"}
    assert kept["Advice received"] == "9 August 2025; Who was asked: Health; Long, by Dr Ama Osei"
    assert kept["Surname"] == "Whitlok"


def test_a_held_case_somebody_has_worked_on_is_not_rejected(held: Desk) -> None:
    record(held, "B7", NewFact("contact", date(2025, 9, 10), {"channel": "phone", "direction": "in"}, "Mum is worried"))
    with pytest.raises(BadInput, match="B7 has been worked on by hand"):
        reject(held, ["B7"], WHY)
    assert [f.fact.note for f in case_view(held, "B7").facts if f.stands and f.fact.kind == "contact"] == [
        "Mum is worried"]  # fmt: skip


def test_a_held_case_somebody_said_to_be_another_childs_is_not_rejected(held: Desk) -> None:
    say_another(held, "B7", "A1", WHY)
    with pytest.raises(BadInput, match="B7 has been worked on by hand"):
        reject(held, ["B7"], WHY)


def test_a_held_case_that_was_only_given_to_somebody_may_be_rejected(held: Desk) -> None:
    with held.store.write(held.user, held.now()) as work:
        work.add_officer("Joy Addo", Role.CASEWORKER)
    assign(held, ["B7"], "Joy Addo", "to look into it")
    reject(held, ["B7"], WHY)
    assert held_cases(held)[0] == 0


def test_what_came_from_a_held_case_is_not_rejected_with_the_next(held: Desk) -> None:
    record(held, "B7", NewFact("note", date(2025, 9, 10), note="Written by hand"))
    with held.store.write(held.user, held.now()) as work:
        settle(work, replace(work.case(find(work, "A1")), held="somebody asks"))
    merge_into(held, "B7", "A1", WHY)
    with pytest.raises(BadInput, match="A1 has been worked on by hand"):
        reject(held, ["A1"], WHY)


def test_a_plan_stays_with_its_case(held: Desk) -> None:
    start_version(held, "B7", "draft")
    for act in (lambda: reject(held, ["B7"], WHY), lambda: merge_into(held, "B7", "A1", WHY)):
        with pytest.raises(BadInput, match="worked on by hand"):
            act()


def test_a_restricted_file_is_not_laid_open_by_a_merge(held: Desk) -> None:
    with held.store.write(held.user, held.now()) as work:
        work.restrict(work.case(find(work, "B7")).child.id, [held.user], WHY)
        work.append(NewEntry("restricted", find(work, "B7"), {"to": [held.user], "reason": WHY}))
        work.log_opening([find(work, "B7")], WHY)
    with pytest.raises(BadInput, match="restrict A1 first"):
        merge_into(held, "B7", "A1", WHY)


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


def test_verifying_one_import_says_nothing_of_another_on_the_same_case(reading: Desk, tmp_path: Path) -> None:
    for text in (FIRST, FIRST.replace("02/06/2025,,", "02/06/2025,Y,01/07/2025")):
        bring(reading, tried(reading, tmp_path, text))
    waiting = CaseQuery(reading.today(), Scope.LIVE, migrated=True)
    verify_migrated(reading, (), WHY, number=1)
    assert migrated(reading, 1) == (0, [])
    assert [(one.ref, one.imports) for one in migrated(reading, 2)[1]] == [("A1", (2,))]
    assert [row.case.ref for row in listed(reading, waiting)[1]] == ["A1"]
    assert [m.fact.attrs["import"] for m in case_view(reading, "A1").unverified] == ["2"]
    verify_migrated(reading, ["A1"], WHY)
    assert (migrated(reading), listed(reading, waiting)[0]) == ((0, []), 0)


def test_a_restricted_case_that_is_held_does_not_shut_the_queue(held: Desk, tmp_path: Path) -> None:
    with held.store.write("Mina Okafor", held.now()) as work:
        settle(work, replace(work.case(find(work, "A1")), held="somebody asks"))
        work.restrict(work.case(find(work, "B7")).child.id, ["Carl Brindle"], WHY)
        work.append(NewEntry("restricted", find(work, "B7"), {"to": ["Carl Brindle"], "reason": WHY}))
    with closing(open_store(f"{tmp_path}/desk.db", user="Carl Brindle")) as store:
        total, found = held_cases(replace(held, store=store, user="Carl Brindle"))
    assert (total, [one.ref for one in found]) == (1, ["A1"])
