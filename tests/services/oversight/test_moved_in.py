"""A plan that moved in from another council: its duties are this council's on every list and paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ehcp_desk.clock.facts import FACT_KINDS
from ehcp_desk.clock.model import State
from ehcp_desk.domain.case import Child, Stage
from ehcp_desk.domain.orphans import Orphan
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.reviews import reviews_of
from ehcp_desk.services.casework.recording import NewRequest, correct, open_request, record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.due_days import due_days
from ehcp_desk.services.oversight.orphans import forgotten
from ehcp_desk.services.oversight.ownership import assign
from ehcp_desk.services.oversight.reviewing import review_board
from ehcp_desk.services.oversight.staffing import staff
from ehcp_desk.services.records.case_view import case_view
from ehcp_desk.services.records.handover import pick_up_sheet
from ehcp_desk.services.records.inspection_pack import inspection_pack

REF = "SEN/9"
NAMED = "Joy Addo"


@pytest.fixture
def moved(team: Desk) -> Desk:
    """A plan made on 12 January 2026 that moved in on 31 August, held by Joy; the day is 30 October."""
    team_id = next(iter(staff(team).teams))
    child = Child(0, "Quill", "Ada", date(2014, 3, 1))
    plan = {"from_authority": "Norham", "made_on": "2026-01-12"}
    open_request(team, NewRequest(REF, child, date(2026, 8, 31), "", team_id=team_id, plan=plan))
    assign(team, [REF], NAMED, "starting")
    return team


def test_a_child_who_comes_with_a_plan_has_a_case_and_no_request(moved: Desk) -> None:
    view = case_view(moved, REF)
    assert [e.fact.kind for e in view.facts if e.fact.kind in FACT_KINDS] == ["plan_transferred_in"]
    assert view.stage is Stage.PLAN and {d.rule[:2] for d in view.timeline.deadlines} == {"D_"}


def test_a_request_in_hand_when_the_plan_moves_in_asks_for_nothing_more(team: Desk, maisie: str) -> None:
    record(team, maisie, NewFact("plan_transferred_in", date(2026, 9, 14), {"made_on": "2026-05-20"}))
    running = {d.rule for d in case_view(team, maisie).timeline.deadlines if d.state in (State.RUNNING, State.OVERDUE)}
    assert running == {"D_INFORM", "D_REVIEW_12M"}
    assert case_view(team, maisie).row.case.summary.next_rule == "D_INFORM"


def test_its_papers_name_the_caseworker_and_count_what_was_missed(moved: Desk) -> None:
    sheet = pick_up_sheet(moved, REF)
    assert sheet.deadlines and {limit.owner for limit in sheet.deadlines} == {NAMED}
    [missed] = [s for s in inspection_pack(moved, REF).sections if s.title == "Time limits missed"]
    assert [row[:2] for row in missed.rows] == [("Tell the family about the transfer", "12 October 2026")]


def test_the_calendar_holds_its_duties(moved: Desk) -> None:
    assert [(entry.on, entry.title) for entry in due_days(moved, NAMED)] == [
        (date(2026, 10, 12), f"{REF}: Tell the family about the transfer"),
        (date(2027, 1, 12), f"{REF}: Review the plan that moved in"),
    ]


def test_the_board_counts_its_review_in_the_month_of_the_limit_that_governs(moved: Desk) -> None:
    board = review_board(moved)
    assert list(board.named("due_2027-01").cases) and not board.named("no_limit").cases
    due = reviews_of(case_view(moved, REF).facts, case_view(moved, REF).timeline).next_due
    assert due is not None and (due.rule, due.due) == ("D_REVIEW_12M", date(2027, 1, 12))


@pytest.mark.parametrize("made", [date(2026, 1, 12), date(2025, 1, 12)])
def test_its_review_without_a_meeting_is_told_whichever_limit_governs(moved: Desk, made: date) -> None:
    [plan] = [e for e in case_view(moved, REF).facts if e.fact.kind == "plan_transferred_in"]
    right = NewFact(plan.fact.kind, plan.fact.on, {**plan.fact.attrs, "made_on": made.isoformat()})
    if right.attrs != plan.fact.attrs:
        correct(moved, plan.id, right, "misread")
    later = replace(moved, days=replace(moved.days, fixed=date(2026, 11, 25)))
    assert [one.kind for one in forgotten(later, (Orphan.REVIEW,))] == [Orphan.REVIEW]
    record(later, REF, NewFact("review_meeting_planned", date(2026, 12, 9)))
    assert forgotten(later, (Orphan.REVIEW,)) == []
