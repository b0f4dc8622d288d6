"""A final plan dated before the request of the assessment now open: whoever saves it is told, and old records are left alone."""

from __future__ import annotations

from datetime import date

import pytest

from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.recording import correct, record
from ehcp_desk.services.desk import Desk


def plan(day: str) -> NewFact:
    return NewFact("final_plan_sent", date.fromisoformat(day))


def early(warnings: tuple[str, ...]) -> list[str]:
    return [said for said in warnings if "comes before" in said]


@pytest.mark.parametrize("day", ["2016-10-20", "2025-06-01", "2026-06-23"])
def test_a_final_plan_before_the_request_is_said_first_and_once(desk: Desk, maisie: str, day: str) -> None:
    warnings = record(desk, maisie, plan(day)).warnings
    [said] = early(warnings)
    assert warnings[0] == said
    assert said.startswith("Final plan sent on ") and "request received on 24 June 2026, which cannot be" in said


def test_a_final_plan_corrected_to_a_day_before_the_request_is_said_too(desk: Desk, maisie: str) -> None:
    [number] = record(desk, maisie, plan("2026-10-20")).facts
    assert early(correct(desk, number, plan("2016-10-20"), "A slip").warnings)


def test_nothing_is_said_where_the_plan_answers_the_request_or_no_assessment_is_open(desk: Desk, maisie: str) -> None:
    record(desk, maisie, NewFact("request_received", date(2026, 9, 1), {"source": "school"}))
    assert early(record(desk, maisie, plan("2026-08-20")).warnings) == [], "the first request is the one that is open"
    assert early(record(desk, maisie, plan("2019-05-02")).warnings) == [], "a plan is in force: the record is filled in"


def test_a_new_request_after_a_refusal_is_held_against_the_plan(desk: Desk, maisie: str) -> None:
    record(desk, maisie, NewFact("assess_decision_notified", date(2026, 7, 1), {"outcome": "refuse"}))
    record(desk, maisie, NewFact("request_received", date(2026, 9, 1), {"source": "parent"}))
    [said] = early(record(desk, maisie, plan("2026-08-20")).warnings)
    assert "request received on 1 September 2026" in said


def test_what_another_act_saves_says_nothing_of_an_old_plan(desk: Desk, maisie: str) -> None:
    record(desk, maisie, plan("2016-10-20"))
    assert early(record(desk, maisie, NewFact("note", date(2026, 10, 1), {}, "Rang home")).warnings) == []
