"""Writing a plan on a real record of either kind: versions, lines, conflicts, outcomes and the sign-off."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ehcp_desk.domain.errors import BadInput, Conflict
from ehcp_desk.domain.plan_content import PlanLine
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.planning import judge_outcomes, save_lines, save_section, sign_off, start_version
from ehcp_desk.services.casework.recording import correct, record, withdraw
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.case_view import case_view
from ehcp_desk.services.records.chronology import chronology
from ehcp_desk.services.records.plan_view import read_plan, version_of
from ehcp_desk.services.upkeep.checking import verify_record
from tests.support.plans import PLAN, READING, SPOKEN, THERAPY

DAY = date(2026, 10, 30)


@pytest.fixture
def planned(desk: Desk, maisie: str) -> str:
    start_version(desk, maisie, "draft")
    save_lines(desk, maisie, PLAN)
    return maisie


def test_a_plan_is_written_shown_and_changed_in_a_new_version(desk: Desk, planned: str) -> None:
    plan = read_plan(desk, planned)
    first = plan.lines(1)
    assert [line.id for line in first] == ["B1", "B2", "E1", "F1", "F2"]
    start_version(desk, planned, "final")
    save_section(desk, planned, "B", [replace(first[0], text="Follows one step only")])
    plan = read_plan(desk, planned)
    assert plan.lines(1) == first
    assert plan.lines(2)[0].text == "Follows one step only"
    assert [d.line.id for d in plan.compare(1, 2)] == ["B1", "B2"]
    assert (version_of(plan, planned).number, version_of(plan, planned, 1).purpose) == (2, "draft")
    with pytest.raises(BadInput, match="no version 7"):
        version_of(plan, planned, 7)
    assert all(ok for _, ok, _ in verify_record(desk))


def test_saving_what_is_there_already_writes_nothing(desk: Desk, planned: str) -> None:
    before = len(read_plan(desk, planned).recorded)
    lines = [line for line in read_plan(desk, planned).lines(1) if line.section == "F"]
    assert save_section(desk, planned, "F", lines).facts == ()
    assert len(read_plan(desk, planned).recorded) == before


def test_lines_stand_in_the_plan_and_not_one_by_one_in_the_chronology_or_the_timeline(desk: Desk, planned: str) -> None:
    number = save_section(desk, planned, "A", [PlanLine("", "A", "I like trains")]).facts[0]
    withdraw(desk, number, "Typed in the wrong case")
    view = case_view(desk, planned)
    assert {f.fact.kind for f in view.facts} == {"request_received", "plan_version"}
    assert not any("I like trains" in line.event for line in chronology(desk, planned).lines)
    assert view.plan is not None
    assert len(view.plan.lines(1)) == 5


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([replace(THERAPY, text=" ")], "has no words"),
        ([replace(THERAPY, id="F9")], "F9 is not in the version being written"),
        ([replace(THERAPY, parts={"needs": "B7"})], "the plan has no line B7"),
        ([replace(THERAPY, parts={"needs": "E1"})], "'E1' is not the name of a line of section B, C, D"),
        ([replace(THERAPY, parts={"baseline": "none"})], "has no 'where things are now'"),
        ([replace(THERAPY, parts={"colour": "red"})], "has no 'colour'"),
        ([replace(THERAPY, id="F1"), replace(THERAPY, id="F1")], "F1 is given twice"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_line_is_refused_and_nothing_is_kept(
    desk: Desk, planned: str, lines: list[PlanLine], words: str
) -> None:
    before = read_plan(desk, planned).recorded
    with pytest.raises(BadInput, match=words):
        save_lines(desk, planned, {"B": [SPOKEN], "F": lines} if "B7" in words else {"F": lines})
    assert read_plan(desk, planned).recorded == before


def test_a_line_still_naming_one_that_was_removed_does_not_stop_another_from_being_written(
    desk: Desk, planned: str
) -> None:
    save_section(desk, planned, "B", [line for line in read_plan(desk, planned).lines(1) if line.id == "B1"])
    lines = [line for line in read_plan(desk, planned).lines(1) if line.section == "F"]
    save_section(desk, planned, "F", [replace(lines[0], text="Therapy on speech"), lines[1]])
    assert [line.text for line in read_plan(desk, planned).lines(1)][-2:] == ["Therapy on speech", lines[1].text]
    with pytest.raises(BadInput, match="F2: the plan has no line B2"):
        save_section(desk, planned, "F", [lines[0], replace(lines[1], text="Other words")])


def test_a_target_date_that_does_not_exist_is_refused(desk: Desk, planned: str) -> None:
    with pytest.raises(BadInput, match="31 February"):
        save_section(desk, planned, "E", [PlanLine("", "E", "Reads a menu", {"target": "2027-02-31"})])


def test_a_case_without_a_plan_says_what_to_do(desk: Desk, maisie: str) -> None:
    for act in (lambda: save_section(desk, maisie, "B", [SPOKEN]), lambda: sign_off(desk, maisie, "Ruth")):
        with pytest.raises(BadInput, match="has no plan yet; start its first version"):
            act()
    with pytest.raises(BadInput, match="no final plan yet"):
        start_version(desk, maisie, "amended")
    with pytest.raises(BadInput, match="not 'finale'; did you mean 'final'"):
        start_version(desk, maisie, "finale")
    with pytest.raises(BadInput, match="no section 'Z'"):
        save_section(desk, maisie, "Z", [])


def test_two_people_at_one_plan_the_second_is_told_who_and_what(desk: Desk, planned: str) -> None:
    seen = case_view(desk, planned).case.version
    other = replace(desk, user="Thandi Mbeki")
    save_section(other, planned, "A", [PlanLine("", "A", "I like trains")], seen)
    with pytest.raises(Conflict, match=r"Thandi Mbeki changed SEN/26118 at .*Line of the plan written"):
        save_section(desk, planned, "B", [], seen)
    assert len(read_plan(desk, planned).lines(1)) == 6


def test_a_red_checklist_needs_a_reason_and_the_version_is_closed_by_signing(desk: Desk, planned: str) -> None:
    with pytest.raises(BadInput, match="how often and how long: 1 of 2 lines leaves something open: F2"):
        sign_off(desk, planned, "Ruth Castellan")
    with pytest.raises(BadInput, match="name of the person"):
        sign_off(desk, planned, " ", "A reason")
    sign_off(desk, planned, "Ruth Castellan", "The tribunal sits on Monday")
    plan = read_plan(desk, planned)
    (version,) = plan.versions
    assert version.signed is not None
    assert (version.open, version.signed.by, version.signed.reason) == (
        False,
        "Ruth Castellan",
        "The tribunal sits on Monday",
    )
    assert version.signed.digest == plan.digest(1)
    for act in (lambda: save_section(desk, planned, "B", []), lambda: sign_off(desk, planned, "Ruth", "Again")):
        with pytest.raises(BadInput, match="version 1 of the plan is signed off; start a new version"):
            act()
    start_version(desk, planned, "final")
    save_section(desk, planned, "B", [READING])


def test_a_closed_version_can_neither_be_withdrawn_from_nor_corrected(desk: Desk, planned: str) -> None:
    line = read_plan(desk, planned).lines(1)[0].fact_id
    begun = read_plan(desk, planned).versions[0].fact_id
    with pytest.raises(BadInput, match="has lines written in it"):
        withdraw(desk, begun, "A slip")
    with pytest.raises(BadInput, match="in the plan itself"):
        correct(
            desk, line, NewFact("plan_line", DAY, {"version": "1", "section": "B", "line": "B1"}, "Other"), "A slip"
        )
    start_version(desk, planned, "final")
    with pytest.raises(BadInput, match="Version 1 of the plan is closed"):
        withdraw(desk, line, "A slip")


@pytest.mark.parametrize("gone", ["sent", "given", "followed"])
def test_a_sign_off_is_taken_back_only_until_the_plan_has_gone_out(desk: Desk, planned: str, gone: str) -> None:
    """Found by a reviewer: taken back after the final plan was sent, it opened that version for writing."""
    sign_off(desk, planned, "Ruth Castellan", "All of it was talked over")
    withdraw(desk, read_plan(desk, planned).versions[0].signed.fact_id, "Too early")
    assert read_plan(desk, planned).versions[0].open
    signed = sign_off(desk, planned, "Ruth Castellan", "All of it was talked over").facts[0]
    if gone == "sent":
        record(desk, planned, NewFact("final_plan_sent", DAY))
    elif gone == "given":
        plan = str(read_plan(desk, planned).versions[0].fact_id)
        record(desk, planned, NewFact("plan_issued", DAY, {"plan": plan, "to": "Mother", "how": "post"}))
    else:
        start_version(desk, planned, "final")
    with pytest.raises(BadInput, match="Version 1 of the plan has gone out or been followed by another"):
        withdraw(desk, signed, "A slip")
    assert read_plan(desk, planned).versions[0].signed is not None


def test_outcomes_are_judged_together_and_only_outcomes_of_the_plan(desk: Desk, planned: str) -> None:
    with pytest.raises(BadInput, match="has an outcome E9; its outcomes are E1"):
        judge_outcomes(desk, planned, DAY, {"E9": ("met", "")})
    with pytest.raises(BadInput, match="at least one"):
        judge_outcomes(desk, planned, DAY, {})
    with pytest.raises(BadInput, match="cannot have result 'so so'"):
        judge_outcomes(desk, planned, DAY, {"E1": ("so so", "")})
    judge_outcomes(desk, planned, DAY, {"E1": ("part", "Three steps with a picture")})
    assert read_plan(desk, planned).outcomes_met == (0, 1)


def test_an_amendment_request_is_answered_with_its_reasons(desk: Desk, planned: str) -> None:
    asked = NewFact(
        "amendment_requested", DAY, {"by": "Jo Farrowdale", "about": "F2"}, "Say how often", source="Letter"
    )
    number = record(desk, planned, asked).facts[0]
    with pytest.raises(BadInput, match="cannot be recorded without words"):
        record(desk, planned, NewFact("amendment_answered", DAY, {"request": str(number), "answer": "refused"}))
    record(
        desk, planned, NewFact("amendment_answered", DAY, {"request": str(number), "answer": "part"}, "Weekly from May")
    )
    (one,) = read_plan(desk, planned).amendments
    assert (one.by, one.source, one.answer, one.reasons) == ("Jo Farrowdale", "Letter", "part", "Weekly from May")


def test_a_plan_goes_past_what_somebody_asked_for_only_with_a_reason(desk: Desk, planned: str) -> None:
    before = DAY - timedelta(days=1)

    def ask(on: date) -> int:
        told = {"by": "Jo Farrowdale", "about": "F2"}
        wanted = NewFact("amendment_requested", on, told, "Say how often", source="Letter")
        return record(desk, planned, wanted).facts[0]

    asked = ask(before)
    for kind in ("final_plan_sent", "amended_plan_sent"):
        with pytest.raises(BadInput, match=rf"1 amendment asked for and not answered \(entry {asked}\)"):
            record(desk, planned, NewFact(kind, DAY))
    record(desk, planned, NewFact("amended_plan_sent", before, note="The hearing is tomorrow; answers follow."))
    answer = {"request": str(asked), "answer": "accepted"}
    record(desk, planned, NewFact("amendment_answered", DAY, answer, "It says daily now"))
    record(desk, planned, NewFact("final_plan_sent", DAY))
    ask(DAY)
    sign_off(desk, planned, "Ruth Castellan", "Two more changes wait for the school")
    record(desk, planned, NewFact("amended_plan_sent", DAY))


@pytest.mark.parametrize(
    "kind", ["plan_line", "plan_line_removed", "plan_version", "plan_signed_off", "outcome_result"]
)
def test_nothing_slips_into_a_plan_past_its_own_acts(desk: Desk, planned: str, kind: str) -> None:
    attrs = {
        "plan_line": {"version": "1", "section": "B", "line": "B1"}, "plan_line_removed": {"version": "1", "line": "B1"},
        "plan_version": {"version": "2", "purpose": "final"}, "outcome_result": {"outcome": "E1", "result": "met"},
        "plan_signed_off": {"version": "1", "by": "Somebody", "digest": "0", "red": "0"},
    }[kind]  # fmt: skip
    note = record(desk, planned, NewFact("note", DAY, note="A note")).facts[0]
    for act in (
        lambda: record(desk, planned, NewFact(kind, DAY, attrs, "Other words")),
        lambda: correct(desk, note, NewFact(kind, DAY, attrs, "Other words"), "A slip"),
    ):
        with pytest.raises(BadInput, match="in the plan itself"):
            act()
