"""The days a letter gives are those of the limit that counts now, not of a round that is over."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.letters.compiling import compile_notice
from ehcp_desk.services.letters.next_letter import next_letter
from ehcp_desk.services.records.case_view import case_view
from tests.support.notices import TODAY

PLAN = (
    NewFact("assess_decision_notified", date(2026, 7, 1), {"outcome": "assess"}),
    NewFact("draft_plan_served", date(2026, 7, 20)),
    NewFact("final_plan_sent", date(2026, 8, 10)),
)


def told(desk: Desk, ref: str, kind: str, on: date, **attrs: str) -> None:
    record(desk, ref, NewFact(kind, on, attrs))


def at(desk: Desk, ref: str, kind: str, on: date = TODAY) -> dict[str, str]:
    return dict(compile_notice(desk, ref, kind, on).values)


def review_that(desk: Desk, ref: str, outcome: str) -> None:
    record(desk, ref, PLAN)
    told(desk, ref, "review_meeting_held", date(2026, 9, 1))
    told(desk, ref, "review_decision_notified", date(2026, 9, 10), outcome=outcome)


def test_a_change_without_a_review_has_its_own_eight_weeks(desk: Desk, maisie: str) -> None:
    review_that(desk, maisie, "amend")
    told(desk, maisie, "amendment_notice_sent", date(2026, 9, 10), basis="review")
    told(desk, maisie, "amended_plan_sent", date(2026, 10, 12))
    notice = compile_notice(desk, maisie, "amendment_notice", TODAY)
    assert notice.values["amended_by"] == "25 December 2026"
    assert [dict(start.attrs) for start in notice.starts] == [{"basis": "other"}] and notice.limits == ()


def test_after_a_review_that_kept_the_plan_it_may_still_be_changed(desk: Desk, maisie: str) -> None:
    review_that(desk, maisie, "keep")
    same_day = compile_notice(desk, maisie, "amendment_notice", date(2026, 9, 10))
    assert any("is not the letter for it" in why for why in same_day.refused)
    notice = compile_notice(desk, maisie, "amendment_notice", TODAY)
    assert notice.refused == () and [dict(start.attrs) for start in notice.starts] == [{"basis": "other"}]


def test_the_plan_after_a_reassessment_is_reviewed_when_the_last_review_says(desk: Desk, maisie: str) -> None:
    review_that(desk, maisie, "keep")
    told(desk, maisie, "reassessment_requested", date(2026, 9, 14), source="parent")
    told(desk, maisie, "reassessment_decision_notified", date(2026, 9, 20), outcome="reassess")
    assert at(desk, maisie, "draft_plan")["final_by"] == "27 December 2026"
    told(desk, maisie, "draft_plan_served", date(2026, 10, 5))
    assert at(desk, maisie, "final_plan")["first_review_by"] == "10 September 2027"


def test_what_was_agreed_at_mediation_dates_the_draft(desk: Desk, maisie: str) -> None:
    record(desk, maisie, PLAN[0])
    told(desk, maisie, "no_plan_decision_notified", date(2026, 8, 1))
    told(desk, maisie, "mediation_agreement", date(2026, 10, 1), about="make_plan")
    assert at(desk, maisie, "draft_plan")["final_by"] == "17 December 2026"


def test_the_tribunals_own_day_stands_in_what_must_be_done(desk: Desk, maisie: str) -> None:
    record(desk, maisie, PLAN)
    told(desk, maisie, "tribunal_order", date(2026, 10, 20), order="amend_contents")
    before = at(desk, maisie, "order_compliance")["steps"]
    told(desk, maisie, "tribunal_direction", date(2026, 10, 20), rule="T_ORD_AMEND", date="2026-11-06")
    assert "24 November 2026" in before
    assert "6 November 2026" in at(desk, maisie, "order_compliance")["steps"]


def test_the_letter_of_a_move_is_about_the_move_ahead(desk: Desk, maisie: str) -> None:
    review_that(desk, maisie, "amend")
    told(desk, maisie, "phase_transfer_planned", date(2026, 9, 1), phase="primary_to_secondary")
    assert any("lies ahead" in why for why in compile_notice(desk, maisie, "phase_transfer", TODAY).refused)
    told(desk, maisie, "phase_transfer_planned", date(2027, 9, 1), phase="primary_to_secondary")
    told(desk, maisie, "phase_transfer_planned", date(2031, 1, 1), phase="secondary_to_post16")
    assert "1 September 2027" in at(desk, maisie, "phase_transfer")["phase"]


@pytest.mark.parametrize(("ahead", "of_a_move"), [(-30, False), (200, True)])
def test_a_changed_plan_long_after_a_move_has_no_letter_of_a_move(
    desk: Desk, maisie: str, ahead: int, of_a_move: bool
) -> None:
    review_that(desk, maisie, "amend")
    told(desk, maisie, "phase_transfer_planned", TODAY + timedelta(ahead), phase="primary_to_secondary")
    record(desk, maisie, NewFact("amended_plan_sent", TODAY))
    view = case_view(desk, maisie)
    found = next_letter(view.case, view.facts, view.filed, view.timeline)
    assert (found == "phase_transfer") is of_a_move
