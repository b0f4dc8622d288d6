"""What an entry may say and who may write it: each of these shut a case, or let a proof be typed, before it was refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ehcp_desk.clock.facts import FACT_KINDS
from ehcp_desk.domain.case import Child
from ehcp_desk.domain.case_kinds import CASE_KINDS
from ehcp_desk.domain.contact_kinds import SAID
from ehcp_desk.domain.document_details import Details
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.procedures import BREAKDOWN, Limit
from ehcp_desk.domain.record import NewFact, RecordedFact
from ehcp_desk.services.casework.answer_limits import set_limit
from ehcp_desk.services.casework.attaching import Attachment
from ehcp_desk.services.casework.details import change_child
from ehcp_desk.services.casework.entry_rules import why_unchanged
from ehcp_desk.services.casework.filing import file_document
from ehcp_desk.services.casework.recording import NewRequest, correct, open_request, record, withdraw
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.letters.sweep import shown_by_letters
from ehcp_desk.services.letters.working import _next_number
from ehcp_desk.services.oversight.late_entries import writing_up
from ehcp_desk.services.oversight.ownership import name_psychologist
from ehcp_desk.services.oversight.rescuing import put_first
from ehcp_desk.services.records.case_view import case_view
from ehcp_desk.services.records.chronology import chronology, is_late_entry
from ehcp_desk.services.upkeep.checking import verify_record

DAY = date(2026, 10, 30)
DECIDED = {"did": "to", "what": "fund a place", "by": "Joy Addo", "evidence": "The report"}
BY_THEIR_ACT = sorted(kind.id for kind in CASE_KINDS.values() if not kind.by_hand and kind.id not in SAID)


def entry(desk: Desk, ref: str, number: int) -> RecordedFact:
    return next(f for f in case_view(desk, ref).facts if f.id == number)


def forged(desk: Desk, ref: str, fact: NewFact) -> RecordedFact:
    """An entry as one that is refused today may stand on a record already."""
    with desk.store.write("Joy Addo", desk.now()) as work:
        return work.add_fact(case_view(desk, ref).case.id, fact)


def test_a_value_that_says_nothing_is_not_kept(desk: Desk, maisie: str) -> None:
    [made] = record(desk, maisie, NewFact("decision", DAY, {**DECIDED, "told_on": " "}, "Because")).facts
    assert "told_on" not in entry(desk, maisie, made).fact.attrs
    right = NewFact("decision", DAY, {**DECIDED, "told_on": "", "rights": ""}, "Because of the report")
    [put_right] = correct(desk, made, right, "The words").facts
    assert dict(entry(desk, maisie, put_right).fact.attrs) == DECIDED


def test_a_case_that_holds_an_empty_day_opens(desk: Desk, maisie: str) -> None:
    made = forged(desk, maisie, NewFact("decision", DAY, {**DECIDED, "told_on": ""}, "Because"))
    assert any("fund a place" in line.event for line in chronology(desk, maisie).lines)
    [right] = correct(desk, made.id, NewFact("decision", DAY, {**made.fact.attrs}, "Because of it"), "The words").facts
    assert "told_on" not in entry(desk, maisie, right).fact.attrs


@pytest.mark.parametrize("kind", BY_THEIR_ACT)
def test_what_only_an_act_writes_cannot_be_typed(desk: Desk, maisie: str, kind: str) -> None:
    before = case_view(desk, maisie).facts
    with pytest.raises(BadInput) as refused:
        record(desk, maisie, NewFact(kind, DAY, {}, "x"))
    said = str(refused.value)
    assert any(words in said for words in ("own act", "in the plan itself", "Documents tab", "The log of copies"))
    assert case_view(desk, maisie).facts == before


def test_of_what_an_act_wrote_only_the_day_and_the_words_are_put_right(desk: Desk, maisie: str) -> None:
    [made] = put_first(desk, maisie, "The family leaves on Monday", DAY).facts
    with pytest.raises(BadInput, match="written by its own act"):
        correct(desk, made, NewFact("rescue_first", DAY, {"day": "2026-11-05"}, "x"), "Another day")
    kept = entry(desk, maisie, made).fact.attrs
    [right] = correct(desk, made, NewFact("rescue_first", DAY, kept, "The family leaves on Tuesday"), "Misheard").facts
    assert entry(desk, maisie, right).fact.note == "The family leaves on Tuesday"
    with pytest.raises(BadInput, match="written by its own act"):
        correct(desk, record(desk, maisie, NewFact("note", DAY, note="x")).facts[0],
                NewFact("audit_graded", DAY, {"audit": "A", "grade": "Good", "by": "Joy Addo"}), "A slip")  # fmt: skip


def test_a_bad_number_that_is_on_the_record_crashes_nothing(desk: Desk, maisie: str) -> None:
    sent = {"kind": "final_plan", "to": "x", "how": "post", "entry": "abc", "digest": "z", "rights": "yes"}
    paper = {"plan": "1", "by": "x"}
    papers = (
        NewFact("notice_sent", DAY, sent),
        *(NewFact("working_document", DAY, {**paper, "number": n}) for n in ("2.5", "4")),
    )
    recorded = [forged(desk, maisie, one) for one in papers]
    assert shown_by_letters(recorded) == set()
    assert _next_number(recorded) == 5


def test_an_entry_is_named_by_its_number_as_it_is_written(desk: Desk, maisie: str) -> None:
    [made] = record(
        desk, maisie, NewFact("promise_made", DAY, {"due": "2026-11-02", "to": "Mother"}, "Ring back")
    ).facts
    [moved] = record(
        desk, maisie, NewFact("promise_moved", DAY, {"promise": f"00{made}", "due": "2026-11-05"}, "Leave")
    ).facts
    assert entry(desk, maisie, moved).fact.attrs["promise"] == str(made)
    assert case_view(desk, maisie).promises[0].due == date(2026, 11, 5)
    [kept] = record(desk, maisie, NewFact("promise_kept", DAY, {"promise": f"0{made}"})).facts
    assert case_view(desk, maisie).promises[0].kept_on == DAY
    correct(desk, kept, NewFact("promise_kept", date(2026, 10, 30), {"promise": f"000{made}"}, "By phone"), "How")
    assert case_view(desk, maisie).promises[0].kept_on == DAY


@pytest.mark.parametrize("number", ["9" * 23, "9" * 5000])
def test_a_number_no_entry_can_have_is_refused_in_a_sentence(desk: Desk, maisie: str, number: str) -> None:
    with pytest.raises(BadInput, match="needs the number of an entry"):
        record(desk, maisie, NewFact("promise_kept", DAY, {"promise": number}))


@pytest.mark.parametrize("kind", sorted(kind.id for kind in FACT_KINDS.values() if kind.planned and kind.id != "born"))
def test_nothing_is_planned_further_ahead_than_anybody_plans(desk: Desk, maisie: str, kind: str) -> None:
    said = {
        a.name: next(iter(a.values), "2026-11-02")
        for a in FACT_KINDS[kind].attrs.values()
        if a.required or a.name == "from"
    }
    with pytest.raises(BadInput, match="12 November 2206 is more than five years ahead; check the year"):
        record(desk, maisie, NewFact(kind, date(2206, 11, 12), said))
    assert record(desk, maisie, NewFact(kind, date(2031, 10, 30), said)).facts


def test_a_child_is_not_born_on_a_day_to_come(desk: Desk, maisie: str) -> None:
    with pytest.raises(BadInput, match="has not come yet"):
        record(desk, maisie, NewFact("born", date(2026, 10, 31)))


def test_a_day_past_the_calendar_shuts_neither_the_chronology_nor_the_report_of_late_writing(
    desk: Desk, maisie: str
) -> None:
    planned = forged(desk, maisie, NewFact("review_meeting_planned", date(2206, 11, 12)))
    late = record(desk, maisie, NewFact("note", date(2026, 7, 1), note="Visit")).facts[0]
    lines = {line.entry: line for line in chronology(desk, maisie).lines}
    assert not is_late_entry(planned, desk) and is_late_entry(entry(desk, maisie, late), desk)
    assert lines[late].recorded_on is not None
    assert {lag.name: lag.late for lag in writing_up(desk).kinds}["Review meeting planned"] == 0


@pytest.mark.parametrize("kind", ["assigned", "unassigned", "imported", "import_verified", "kept_from_import", "taken_out",
                                  "held_for_checking", "checked", "bundle_kept", "child_changed"])  # fmt: skip
def test_what_the_case_holds_too_is_put_right_by_its_own_act(desk: Desk, maisie: str, kind: str) -> None:
    made = forged(desk, maisie, NewFact(kind, DAY))
    for act in (
        lambda: withdraw(desk, made.id, "A slip"),
        lambda: correct(desk, made.id, NewFact(kind, DAY, note="x"), "A slip"),
    ):
        with pytest.raises(BadInput, match=r"was written by its own act; .*\."):
            act()
    with desk.store.read() as work:
        kept = work.fact(made.id)
    assert kept is not None and kept.stands
    assert "(" not in why_unchanged(kept).partition(";")[2], "the window names no command"


def psychologist(desk: Desk, ref: str) -> str:
    return case_view(desk, ref).case.psychologist


def test_the_psychologist_of_a_case_is_whom_its_entries_name(desk: Desk, maisie: str) -> None:
    def named(who: str, on: date) -> int:
        return record(desk, maisie, NewFact("psychologist_named", on, {"to": who})).facts[0]

    first = named("Dr Aoife Lund", date(2026, 10, 1))
    assert psychologist(desk, maisie) == "Dr Aoife Lund"
    named("Dr Ben Roe", date(2026, 9, 1))
    assert psychologist(desk, maisie) == "Dr Aoife Lund", "written up late"
    name_psychologist(desk, maisie, "Dr Cass Ito")
    again = named("Dr Dee Marsh", DAY)
    assert psychologist(desk, maisie) == "Dr Dee Marsh"
    [right] = correct(desk, first, NewFact("psychologist_named", DAY, {"to": "Dr Aoife Lunde"}), "Her name").facts
    assert psychologist(desk, maisie) == "Dr Dee Marsh", "named first, whatever was corrected since"
    withdraw(desk, again, "Another child")
    assert psychologist(desk, maisie) == "Dr Cass Ito"
    last = next(f.id for f in case_view(desk, maisie).facts if f.fact.attrs.get("to") == "Dr Cass Ito")
    correct(desk, last, NewFact("note", DAY, note="Dr Cass Ito rang"), "She only rang")
    assert psychologist(desk, maisie) == "Dr Aoife Lunde"
    for number in (
        right,
        *(
            f.id
            for f in case_view(desk, maisie).facts
            if f.stands and f.fact.kind == "psychologist_named" and f.id != right
        ),
    ):
        withdraw(desk, number, "Another child")
    assert psychologist(desk, maisie) == ""
    assert all(ok for _, ok, _ in verify_record(desk))


def test_the_day_an_answer_is_due_follows_the_day_that_is_put_right(desk: Desk, maisie: str) -> None:
    set_limit(desk, Limit("Complaints", "complaint.one", 10, "working_days", date(2020, 1, 1)))
    said = {"reference": "C1", "stage": "one", "by": "Mother"}

    def due(number: int) -> str:
        return entry(desk, maisie, number).fact.attrs["answer_by"]

    [made] = record(desk, maisie, NewFact("complaint", date(2026, 10, 19), said, "Late")).facts
    assert due(made) == "2026-11-02"
    kept = entry(desk, maisie, made).fact.attrs
    [words] = correct(desk, made, NewFact("complaint", date(2026, 10, 19), kept, "Late again"), "Misread").facts
    assert due(words) == "2026-11-02"
    [moved] = correct(desk, words, NewFact("complaint", date(2026, 9, 21), kept, "Late again"), "Date stamp").facts
    assert due(moved) == "2026-10-05"
    chosen = {**entry(desk, maisie, moved).fact.attrs, "answer_by": "2026-10-20"}
    [own] = correct(desk, moved, NewFact("complaint", date(2026, 9, 21), chosen, "Late again"), "Agreed").facts
    [stays] = correct(desk, own, NewFact("complaint", date(2026, 9, 22), chosen, "Late again"), "Date stamp").facts
    assert due(stays) == "2026-10-20"


def test_an_unplanned_end_that_was_planned_owes_no_plan(desk: Desk, maisie: str) -> None:
    set_limit(desk, Limit("Placements", BREAKDOWN, 5, "working_days", date(2020, 1, 1)))
    said = {"setting": "The Reeds School", "planned": "no", "by": "The school"}
    [made] = record(desk, maisie, NewFact("placement_ended", date(2026, 10, 19), said, "It broke down")).facts
    kept = entry(desk, maisie, made).fact.attrs
    assert kept["plan_by"]
    [right] = correct(
        desk, made, NewFact("placement_ended", date(2026, 10, 19), {**kept, "planned": "yes"}, "It ended"), "Misread"
    ).facts
    assert "plan_by" not in entry(desk, maisie, right).fact.attrs


def test_a_birth_in_another_century_is_a_slip(desk: Desk, maisie: str) -> None:
    """Taken as said, it made a child of five eighteen hundred years old, and the file due to be disposed of."""
    seen = case_view(desk, maisie).case.child
    with pytest.raises(BadInput, match="Born on 4 March 215, they would be too old for a plan; check the year"):
        change_child(desk, maisie, seen, replace(seen, born=date(215, 3, 4)))
    change_child(desk, maisie, seen, replace(seen, born=date(2019, 3, 14)))
    child = Child(0, "Hushaby", "Wilfrid", date(1969, 12, 31))
    with pytest.raises(BadInput, match="SEN/1: born on 31 December 1969, they would be too old for a plan"):
        open_request(desk, NewRequest("SEN/1", child, date(2010, 3, 1), "parent"))
    open_request(desk, NewRequest("SEN/1", replace(child, born=date(1970, 1, 1)), date(2010, 3, 1), "parent"))
    with pytest.raises(BadInput, match="check the year"):
        record(desk, maisie, NewFact("born", date(1215, 3, 4)))


def test_a_filing_is_undone_but_corrected_only_by_saying_what_the_document_is(desk: Desk, maisie: str) -> None:
    [filed] = file_document(desk, maisie, Attachment("note.txt", b"From the school"), Details(what="Note")).facts
    told = entry(desk, maisie, filed).fact
    for right in (NewFact("document_filed", date(2026, 10, 29), told.attrs), NewFact("note", DAY, note="x")):
        with pytest.raises(BadInput, match="is said on the Documents tab"):
            correct(desk, filed, right, "A slip")
    withdraw(desk, filed, "Undone straight away")
    assert not entry(desk, maisie, filed).stands
    assert all(ok for _, ok, _ in verify_record(desk))


def test_a_request_beside_a_plan_is_a_reassessment(desk: Desk, maisie: str) -> None:
    record(desk, maisie, NewFact("final_plan_sent", date(2026, 9, 10)))
    second = NewFact("request_received", date(2026, 10, 1), {"source": "parent"})
    with pytest.raises(BadInput, match=r"has a plan in force on 1 October 2026; .*'Re-assessment requested'"):
        record(desk, maisie, second)
    record(desk, maisie, NewFact("reassessment_requested", date(2026, 10, 1), {"source": "parent"}))
    record(desk, maisie, NewFact("request_received", date(2026, 3, 3), {"source": "parent"}))  # written up late
    record(desk, maisie, NewFact("plan_ceased", date(2026, 9, 30)))
    record(desk, maisie, second)


@pytest.mark.parametrize(
    ("kind", "says"),
    [("absent_from_area", "Away from the area: give the first day away ('from'); leave the last one empty while they are "
                          "still away."),
     ("setting_closed", "Setting closed: give the first day closed ('from').")],
)  # fmt: skip
def test_an_absence_or_a_closure_says_its_first_day_and_may_still_be_going_on(
    desk: Desk, maisie: str, kind: str, says: str
) -> None:
    before = case_view(desk, maisie).facts
    with pytest.raises(BadInput) as refused:
        record(desk, maisie, NewFact(kind, DAY, {"to": "2026-10-28"}))
    assert (str(refused.value), case_view(desk, maisie).facts) == (says, before)
    [made] = record(desk, maisie, NewFact(kind, DAY, {"from": "2026-10-01"})).facts
    with pytest.raises(BadInput, match="give the first day"):
        correct(desk, made, NewFact(kind, DAY, {"to": "2026-10-28"}), "They are back")
    old = forged(desk, maisie, NewFact(kind, DAY, {"to": "2026-10-27"}))
    [right] = correct(desk, old.id, NewFact(kind, DAY, {"to": "2026-10-28"}), "They came back later").facts
    assert dict(entry(desk, maisie, right).fact.attrs) == {"to": "2026-10-28"}
