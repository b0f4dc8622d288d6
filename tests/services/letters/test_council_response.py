"""The council's response, its working documents and its dates on a real record."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pytest

from ehcp_desk.domain.appeals import email_subject
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.letter_terms import RESPONSE_PARTS
from ehcp_desk.domain.plan_content import PlanLine
from ehcp_desk.domain.record import NewFact
from ehcp_desk.printing import Printer
from ehcp_desk.services.casework.planning import save_section, start_version
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.letters.response import compile_response, read_appeal, write_response
from ehcp_desk.services.letters.working import (
    file_working_document,
    record_sending,
    working_document,
    write_working_document,
)
from ehcp_desk.services.oversight.appeals import appeals
from ehcp_desk.services.oversight.due_days import due_days
from ehcp_desk.services.oversight.ownership import assign
from ehcp_desk.services.records.case_view import case_view
from tests.support.notices import TODAY, complete, fact

APPEAL = [
    fact("appeal_sent_to_la", "2026-10-12"),
    fact("appeal_registered", "2026-10-12", number="EH000/26/00123", type="contents", officer="Ruth Castellan",
         representative="Ama Osei, solicitor"),
]  # fmt: skip


@pytest.fixture
def appealed(desk: Desk, maisie: str) -> Desk:
    printing = replace(desk, papers=Printer())
    complete(printing, maisie, "final_plan")
    record(printing, maisie, [*APPEAL, fact("final_plan_sent", "2026-10-05")])
    return printing


def test_the_response_lists_what_is_missing_until_every_part_is_written(
    appealed: Desk, maisie: str, tmp_path: Path
) -> None:
    found = compile_response(appealed, maisie)
    assert {s.element.id for s in found.missing} == {
        "opposed", "views", "reasons", "code", "attainment", "behaviour", "provision", "travel"}  # fmt: skip
    for state in found.missing:
        assert maisie not in state.sentence
        assert "record REF" in state.sentence
    for part in RESPONSE_PARTS:
        record(appealed, maisie, NewFact("response_written", TODAY, {"part": part}, f"What we say of {part}."))
    found = compile_response(appealed, maisie)
    assert found.ready
    write_response(appealed, found, tmp_path / "response.docx")
    text = "\n".join(p.text for p in docx.Document(str(tmp_path / "response.docx")).paragraphs)
    for words in ("EH000/26/00123", "Ama Osei, solicitor", "Ruth Castellan", "Tidewater House, 12 Quay Street, ",
                  *(f"What we say of {part}." for part in RESPONSE_PARTS)):  # fmt: skip
        assert words in text
    assert (
        text.index("What we say of opposed.")
        < text.index("What we say of views.")
        < text.index("What we say of travel.")
    )


def test_what_the_record_knows_is_not_written_twice(appealed: Desk, maisie: str) -> None:
    record(appealed, maisie, fact("child_views", "2026-10-20", method="meeting", note="I like the small room."))
    values = compile_response(appealed, maisie).values
    assert values["part_views"] == "I like the small room."
    assert "5 October 2026: The council sent the final plan." in values["part_summary"]
    assert "25 August 2026" in values["part_assessments"]


def test_without_an_appeal_there_is_nothing_to_respond_to(desk: Desk, maisie: str) -> None:
    found = compile_response(desk, maisie)
    assert not found.ready
    assert "no appeal is on the record" in found.refused[0]
    assert found.appeal.due.due is None


def test_the_date_of_the_registration_letter_wins_and_the_others_stand_beside_it(appealed: Desk, maisie: str) -> None:
    due = read_appeal(appealed, maisie).due
    # Thirty working days after 12 October 2026 (no bank holiday falls in them), and six weeks after it.
    assert (due.letter, due.computed, due.six_weeks) == (None, date(2026, 11, 23), date(2026, 11, 23))
    record(appealed, maisie, fact("tribunal_direction", "2026-10-13", rule="T_RESPONSE", date="2026-11-20"))
    due = read_appeal(appealed, maisie).due
    assert (due.due, due.computed) == (date(2026, 11, 20), date(2026, 11, 23))
    assert due.lines[0].startswith("20 November 2026: the Tribunal’s letter recorded on 13 October 2026")
    assert [d.state for d in read_appeal(appealed, maisie).dates if d.on == due.due] == ["21 days left"]
    record(appealed, maisie, fact("la_response_sent", "2026-10-28"))
    assert [d.state for d in read_appeal(appealed, maisie).dates if d.on == due.due] == ["met 23 days early"]


def test_over_august_the_two_sources_differ_and_the_earlier_is_kept_until_the_letter_is_recorded(
    team: Desk, maisie: str
) -> None:
    record(team, maisie, [fact("assess_decision_notified", "2026-06-29", outcome="refuse"),
                          fact("appeal_sent_to_la", "2026-07-06")])  # fmt: skip
    due = read_appeal(team, maisie).due
    # 7 to 31 July holds 19 of the tribunal's days, August none, and 31 August is a bank holiday: eleven more in September.
    assert (due.computed, due.six_weeks, due.due) == (date(2026, 9, 15), date(2026, 8, 17), date(2026, 8, 17))
    assert due.lines[-1].startswith("The sources differ.")
    assert due.lines[0].startswith("15 September")
    sent = replace(due, responded=date(2026, 8, 20))
    assert sent.lines[0] == "20 August 2026: the response was sent, 3 days late."
    assert replace(due, responded=date(2026, 8, 16)).lines[0].endswith("sent, 1 day early.")
    assert not any("differ" in line for line in sent.lines), "there is nothing left to choose"


@pytest.mark.parametrize(("ending", "words"), [
    (fact("tribunal_order", "2026-10-20", order="dismissed"), "the Tribunal decided the appeal"),
    (fact("appeal_withdrawn", "2026-10-20"), "the appeal was withdrawn"),
    (fact("appeal_not_opposed", "2026-10-20", about="placement"),
     "the council told the Tribunal that it does not oppose the appeal"),
])  # fmt: skip
def test_of_an_appeal_that_is_over_no_response_is_said_to_be_due(
    appealed: Desk, maisie: str, ending: NewFact, words: str
) -> None:
    before = read_appeal(appealed, maisie)
    assert before.due.heading == "The response is due:"
    assert [d.state for d in before.dates] == ["24 days left"]
    record(appealed, maisie, ending)
    appeal = read_appeal(appealed, maisie)
    assert (appeal.due.heading, appeal.due.lines) == (
        "The response:", (f"20 October 2026: {words}; none is due any more.",))  # fmt: skip
    assert [d.state for d in appeal.dates if d.what == before.dates[0].what] == ["ended"]
    record(appealed, maisie, fact("appeal_received", "2026-10-21"))
    assert not read_appeal(appealed, maisie).due.over, "another one has begun"


def test_the_calendar_holds_the_hearing_and_directions_without_names(appealed: Desk, maisie: str) -> None:
    assign(appealed, [maisie], "Joy Addo", "Appeal")
    record(appealed, maisie, [
        fact("hearing_listed", "2026-10-20", date="2027-01-25", where="By video, Maisie Farrowdale"),
        fact("tribunal_direction", "2026-10-20", rule="bundle", date="2027-01-11", note="Maisie's bundle")])  # fmt: skip
    found = [(d.on, d.title) for d in due_days(appealed, "Joy Addo")]
    assert (date(2027, 1, 25), f"{maisie}: Tribunal hearing") in found
    assert (date(2027, 1, 11), f"{maisie}: Bundle directed by the Tribunal") in found
    assert not any("Maisie" in d.title + d.words for d in due_days(appealed, "Joy Addo"))
    assert [d.what for d in read_appeal(appealed, maisie).dates][-2:] == ["Bundle", "Hearing"]


def test_an_appeal_lodged_again_takes_up_nothing_of_the_one_withdrawn(appealed: Desk, maisie: str) -> None:
    assign(appealed, [maisie], "Joy Addo", "Appeal")
    record(appealed, maisie, [
        fact("tribunal_direction", "2026-10-13", rule="T_RESPONSE", date="2026-11-20"),
        fact("tribunal_direction", "2026-10-13", rule="bundle", date="2027-01-11"),
        fact("hearing_listed", "2026-10-14", date="2027-01-25", where="By video")])  # fmt: skip
    assert len([d for d in due_days(appealed, "Joy Addo") if "ribunal" in d.title and d.on.year == 2027]) == 2
    record(appealed, maisie, fact("appeal_withdrawn", "2026-10-16"))
    assert not [d for d in due_days(appealed, "Joy Addo") if "ribunal" in d.title and d.on.year == 2027]
    record(appealed, maisie, [fact("appeal_received", "2026-10-18"), fact("appeal_sent_to_la", "2026-10-19")])
    appeal = read_appeal(appealed, maisie)
    assert (appeal.number, appeal.hearing, appeal.due.letter) == ("", None, None)
    assert (appeal.due.computed, appeal.due.due) == (date(2026, 11, 30), date(2026, 11, 30))
    assert [d.on for d in appeal.dates] == [date(2026, 11, 30)]
    record(appealed, maisie, fact("hearing_listed", "2026-10-20", date="2027-02-25", where="By video"))
    assert [d.on for d in due_days(appealed, "Joy Addo") if "hearing" in d.title] == [date(2027, 2, 25)]


def test_the_register_keeps_the_day_the_case_keeps(team: Desk, maisie: str) -> None:
    record(team, maisie, [fact("assess_decision_notified", "2026-06-29", outcome="refuse"),
                          fact("appeal_sent_to_la", "2026-07-06")])  # fmt: skip
    assert appeals(team)[0].appeal.response_due == read_appeal(team, maisie).due.due == date(2026, 8, 17)
    record(team, maisie, [fact("tribunal_direction", "2026-07-07", rule="T_RESPONSE", date="2026-08-07"),
                          fact("tribunal_direction", "2026-07-08", rule="bundle", date="2026-09-07")])  # fmt: skip
    assert appeals(team)[0].appeal.response_due == read_appeal(team, maisie).due.due == date(2026, 8, 7)


def test_two_appeals_at_once_both_keep_their_days(appealed: Desk, maisie: str) -> None:
    assign(appealed, [maisie], "Joy Addo", "Appeal")
    record(appealed, maisie, [fact("hearing_listed", "2026-10-14", date="2027-01-25", where="By video"),
                              fact("appeal_received", "2026-10-18")])  # fmt: skip
    assert read_appeal(appealed, maisie).hearing == date(2027, 1, 25)
    record(appealed, maisie, fact("appeal_withdrawn", "2026-10-20"))
    assert [d.on for d in due_days(appealed, "Joy Addo") if "hearing" in d.title] == [date(2027, 1, 25)]


def test_a_working_document_has_the_standard_key_and_its_numbers_go_up(
    appealed: Desk, maisie: str, tmp_path: Path
) -> None:
    start_version(appealed, maisie, "amended")
    therapy = next(line for line in working_lines(appealed, maisie) if line.id == "F1")
    save_section(appealed, maisie, "F", [replace(therapy, parts={**therapy.parts, "often": "twice a week"})])
    record(
        appealed,
        maisie,
        NewFact("amendment_requested", TODAY, {"by": "Jo Farrowdale", "about": "B1"}, "Also three steps."),
    )
    path = tmp_path / "working.docx"
    made = write_working_document(appealed, maisie, path)
    assert (made.number, made.appeal) == (1, "EH000/26/00123")
    runs = [run for p in docx.Document(str(path)).paragraphs for run in p.runs]
    looks = {run.text.strip(): (run.bold, run.italic, run.font.strike) for run in runs}
    assert looks["Also three steps."] == (True, None, None)
    said = "\n".join(p.text for p in docx.Document(str(path)).paragraphs)
    assert "; who: " in said and "; how often: " in said, "each part stands under its name"
    assert looks["twice"] == (None, True, None)
    assert looks["once"] == (None, True, True)
    assert made.versions == "version 2 of the plan, with the changes up to version 3"
    file_working_document(appealed, maisie, "Joy Addo")
    file_working_document(appealed, maisie, "Jo Farrowdale", path)
    kept = read_appeal(appealed, maisie).working
    assert [(f.fact.attrs["number"], f.fact.attrs["by"]) for f in kept] == [("1", "Joy Addo"), ("2", "Jo Farrowdale")]
    assert [d.details.what for d in case_view(appealed, maisie).filed] == ["Working document 1", "Working document 2"]
    with pytest.raises(BadInput, match=r"name it working\.docx"):
        write_working_document(appealed, maisie, tmp_path / "working.pdf")


def working_lines(desk: Desk, ref: str) -> tuple[PlanLine, ...]:
    plan = case_view(desk, ref).plan
    assert plan is not None
    return plan.lines(len(plan.versions))


def test_the_plan_under_appeal_is_the_one_before_it(appealed: Desk, maisie: str) -> None:
    assert working_document(appealed, maisie).versions == "version 2 of the plan, with the changes up to version 2"


def test_what_was_sent_is_kept_with_its_digest_and_the_response_stops_the_clock_once(
    appealed: Desk, maisie: str
) -> None:
    file_working_document(appealed, maisie, "Joy Addo")
    record_sending(appealed, maisie, "Response", "the Tribunal", "email", TODAY, 1)
    view = case_view(appealed, maisie)
    sent = read_appeal(appealed, maisie).sent[0].fact.attrs
    assert sent["digest"] == view.filed[0].row.sha256
    assert [f.fact.kind for f in view.facts].count("la_response_sent") == 1
    record_sending(appealed, maisie, "Response", "the parents", "email", TODAY)
    assert [f.fact.kind for f in case_view(appealed, maisie).facts].count("la_response_sent") == 1
    with pytest.raises(BadInput, match="has no document 9"):
        record_sending(appealed, maisie, "Bundle", "the Tribunal", "email", TODAY, 9)


def test_the_email_subject_has_the_tribunals_pattern(appealed: Desk, maisie: str) -> None:
    assert email_subject(read_appeal(appealed, maisie), "Maisie Farrowdale", "Response") == (
        "not yet listed - EH000/26/00123 - Maisie Farrowdale - Response"
    )
