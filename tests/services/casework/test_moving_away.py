"""A child who moves away before a plan was made: what the page and the lists say, before, on and after the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ehcp_desk.clock.model import State
from ehcp_desk.domain.case import Stage
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.case_view import case_view
from ehcp_desk.services.records.inspection_pack import inspection_pack
from ehcp_desk.services.upkeep.checking import verify_record
from ehcp_desk.services.upkeep.recomputing import recompute

DAY = date(2026, 10, 30)
MONTHS_LATER = date(2027, 3, 1)


def on(desk: Desk, day: date) -> Desk:
    return replace(desk, days=replace(desk.days, fixed=day))


def late(desk: Desk) -> int:
    with desk.store.read() as work:
        return work.count(CaseQuery(desk.today(), Scope.ALL, overdue=True))


def still_due(desk: Desk, ref: str) -> set[str]:
    states = (State.RUNNING, State.OVERDUE)
    return {d.rule for d in case_view(desk, ref).timeline.deadlines if d.state in states and d.binds}


@pytest.fixture
def assessed(desk: Desk, maisie: str) -> str:
    """A child whose final plan is due on 11 November 2026."""
    record(desk, maisie, NewFact("assess_decision_notified", date(2026, 7, 31), {"outcome": "assess"}))
    return maisie


def test_once_the_child_has_gone_nothing_runs_on_and_nothing_is_missed(desk: Desk, assessed: str) -> None:
    record(desk, assessed, NewFact("moved_away", DAY))
    for day in (DAY, MONTHS_LATER):
        view = case_view(on(desk, day), assessed)
        assert view.stage is view.row.case.summary.stage is Stage.CLOSED
        assert view.next is None and not still_due(on(desk, day), assessed) and late(on(desk, day)) == 0
    pack = inspection_pack(on(desk, MONTHS_LATER), assessed)
    [missed] = [s for s in pack.sections if s.title == "Time limits missed"]
    assert not any("final plan" in row[0].lower() for row in missed.rows)


def test_a_move_announced_ahead_ends_nothing_before_its_day_on_the_page_or_in_a_list(desk: Desk, assessed: str) -> None:
    day = DAY + timedelta(20)
    record(desk, assessed, NewFact("moved_away", day))
    assert "A_FINAL_PLAN" in still_due(desk, assessed)
    eve = case_view(on(desk, day - timedelta(1)), assessed)
    assert eve.stage is eve.row.case.summary.stage is Stage.ASSESSING
    assert late(on(desk, day - timedelta(1))) == 1, "due on 11 November, and the child moves on the 19th"
    assert not still_due(on(desk, day), assessed) and case_view(on(desk, day), assessed).stage is Stage.CLOSED
    record(on(desk, day), assessed, NewFact("note", day, {}, "The file went to the new council"))
    row = case_view(on(desk, day), assessed).row.case
    assert (row.summary.stage, row.summary.next_due, late(on(desk, day))) == (Stage.CLOSED, None, 0)


@pytest.mark.parametrize("day", [DAY, DAY + timedelta(20)])
def test_the_lists_are_as_the_facts_have_them_whenever_that_is_looked_at(desk: Desk, assessed: str, day: date) -> None:
    record(desk, assessed, NewFact("moved_away", day))
    for later in (DAY, day, MONTHS_LATER):
        assert [what for what, ok, _ in verify_record(on(desk, later)) if not ok] == []
        assert recompute(on(desk, later)).changed == ()
