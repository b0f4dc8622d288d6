"""What a plan leaves open, its amendment requests, section I and the checklist of a sign-off."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ehcp_desk.domain.plan_checklist import checklist, red
from ehcp_desk.domain.plan_content import PlanLine, lines_of
from ehcp_desk.domain.plan_gaps import GapKind, advice_days, as_sentence, flags_of, gaps
from ehcp_desk.domain.plan_history import amendments, met_share, place_history, results
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.planning import changed_lines
from tests.support.plans import DAY, PLAN, THERAPY, VAGUE, Memory


@pytest.fixture
def memory() -> Memory:
    made = Memory()
    made.add(NewFact("plan_version", DAY, {"version": "1", "purpose": "draft"}))
    made.add(*changed_lines(DAY, made.recorded, 1, PLAN))
    made.add(NewFact("advice_received", date(2026, 9, 1), {"body": "speech_and_language"}))
    made.add(NewFact("advice_received", date(2025, 10, 30), {"body": "psychology"}))
    return made


def found(memory: Memory, **more: object) -> dict[GapKind, list[str]]:
    """The lines with each kind of gap."""
    made: dict[GapKind, list[str]] = {}
    for gap in gaps(lines_of(memory.recorded, 1), advice_days(memory.recorded), DAY, **more):  # type: ignore[arg-type]
        made.setdefault(gap.kind, []).append(gap.line.id)
    return made


def test_a_plan_tells_which_line_leaves_what_open(memory: Memory) -> None:
    assert found(memory) == {GapKind.VAGUE: ["F2"], GapKind.ADVICE: ["B2", "F2"]}


def test_advice_is_old_from_the_day_its_months_are_full(memory: Memory) -> None:
    assert found(memory, months=13) == {GapKind.VAGUE: ["F2"]}
    memory.add(
        NewFact(
            "advice_report",
            DAY,
            {"body": "psychology", "author": "Dr Vane", "written_on": "2026-02-01", "whose": "parent"},
        )
    )
    assert GapKind.ADVICE not in found(memory)


def test_a_need_and_an_outcome_that_no_provision_names(memory: Memory) -> None:
    bare = [replace(THERAPY, id="F1", parts={}), replace(VAGUE, id="F2", parts={"needs": "B2"})]
    memory.add(*changed_lines(DAY, memory.recorded, 1, {"F": bare, "E": [PlanLine("E1", "E", "Reads a menu")]}))
    told = found(memory)
    assert told[GapKind.NEED] == ["B1"]
    assert told[GapKind.OUTCOME] == ["E1"]
    assert told[GapKind.MEASURE] == ["E1"]
    assert set(told[GapKind.ADVICE]) == {"B2", "F1", "F2"}


def test_a_line_that_names_one_removed_since_says_so(memory: Memory) -> None:
    memory.add(NewFact("plan_line_removed", DAY, {"version": "1", "line": "B2"}))
    assert found(memory)[GapKind.LINK] == ["F2"]


def test_the_parts_of_a_line_are_read_with_its_words() -> None:
    assert not flags_of(replace(THERAPY, id="F1"))
    for part in ("who", "often", "long"):
        lacking = replace(THERAPY, parts={k: v for k, v in THERAPY.parts.items() if k != part})
        assert flags_of(lacking), part
    assert as_sentence(THERAPY) == (
        "Speech and language therapy on listening, delivered by a speech and language therapist, once a week, "
        "for 30 minutes, in a group of 3"
    )
    assert flags_of(replace(THERAPY, parts={**THERAPY.parts, "often": "as required"}))
    assert not flags_of(PlanLine("B1", "B", "Regular support")), "a need is not provision"


def test_amendments_keep_every_request_and_its_newest_answer(memory: Memory) -> None:
    asked = memory.add(NewFact("amendment_requested", DAY, {"by": "Jo Farrowdale", "about": "F2"}, "Say how often"))[0]
    (one,) = amendments(memory.recorded)
    assert one.open
    for answer in ("refused", "part"):
        memory.add(
            NewFact("amendment_answered", DAY, {"request": str(asked.id), "answer": answer}, f"Because {answer}")
        )
    (one,) = amendments(memory.recorded)
    assert (one.answer, one.reasons, one.open) == ("part", "Because part", False)


def test_the_newest_result_of_an_outcome_counts_and_the_irrelevant_does_not(memory: Memory) -> None:
    for name, on, result in (("E1", date(2026, 2, 1), "not_met"), ("E1", date(2026, 9, 1), "met"),
                             ("E2", date(2026, 9, 1), "part"), ("E3", date(2026, 9, 1), "not_relevant")):  # fmt: skip
        memory.add(NewFact("outcome_result", on, {"outcome": name, "result": result}))
    assert met_share(results(memory.recorded)) == (1, 2)
    assert len(results(memory.recorded)) == 4


def test_section_i_tells_what_was_asked_offered_and_decided_in_order(memory: Memory) -> None:
    memory.add(NewFact("setting_replied", date(2026, 10, 9), {"setting": "Windle Hill"}))
    memory.add(NewFact("setting_preferred", date(2026, 9, 2), {"setting": "Larkspur", "by": "parent"}))
    decision = {"did": "to", "what": "Name Windle Hill", "by": "A panel", "evidence": "The replies"}
    memory.add(NewFact("decision", DAY, {**decision, "about": "placement"}, "It can meet the needs"))
    memory.add(NewFact("decision", DAY, decision, "About something else"))
    assert [(s.kind, s.reasons) for s in place_history(memory.recorded)] == [
        ("setting_preferred", ""), ("setting_replied", ""), ("decision", "It can meet the needs")]  # fmt: skip


def test_the_checklist_is_worked_out_and_turns_green_item_by_item(memory: Memory) -> None:
    def reds() -> set[str]:
        return {c.key for c in red(checklist(memory.recorded, lines_of(memory.recorded, 1), DAY, 24))}

    assert reds() == {"wording", "placement", "sections"}
    asked = memory.add(NewFact("amendment_requested", DAY, {"by": "Jo"}, "Say how often"))[0]
    assert "amendments" in reds()
    memory.add(NewFact("amendment_answered", DAY, {"request": str(asked.id), "answer": "accepted"}, "F2 says it now"))
    right = replace(VAGUE, id="F2", text="Precision teaching of reading", parts={
        **VAGUE.parts, "who": "a teaching assistant", "often": "each school day", "long": "15 minutes"})  # fmt: skip
    memory.add(*changed_lines(DAY, memory.recorded, 1, {
        "F": [replace(THERAPY, id="F1"), right], "A": [PlanLine("", "A", "I like trains")],
        "I": [PlanLine("", "I", "Windle Hill Primary")]}))  # fmt: skip
    memory.add(NewFact("decision", DAY, {"did": "to", "what": "Name it", "by": "A panel", "evidence": "Replies",
                                         "about": "placement"}, "It can meet the needs"))  # fmt: skip
    assert reds() == set()
