"""Advice asked for in a re-assessment stands in every queue that a first assessment's stands in, and weighs nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ehcp_desk.domain.case import Child, Stage
from ehcp_desk.domain.orphans import Orphan
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.worklist import ANY_ADVICE, CaseQuery, Scope
from ehcp_desk.services.casework.recording import NewRequest, open_request, record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.clinic import clinic_pack
from ehcp_desk.services.oversight.orphans import forgotten
from ehcp_desk.services.oversight.ownership import assign
from ehcp_desk.services.oversight.queues import advice_queue, by_age, re_assessed
from ehcp_desk.services.oversight.staffing import staff
from ehcp_desk.services.oversight.team import Load, team_view
from ehcp_desk.services.oversight.worklist import listed

DAY = date(2026, 10, 30)
REF = "SEN/1"


def ago(days: int) -> date:
    return DAY - timedelta(days)


def tell(desk: Desk, kind: str, days: int, **attrs: str) -> None:
    record(desk, REF, NewFact(kind, ago(days), attrs))


def load(desk: Desk) -> Load:
    return next(one for one in team_view(desk).loads if one.name == "Joy Addo")


@pytest.fixture
def plan(team: Desk) -> Desk:
    """A plan in force, made without the psychologist's advice and with no review near, held by Joy."""
    team_id = next(iter(staff(team).teams))
    open_request(team, NewRequest(REF, Child(0, "Farrowdale", "Maisie"), ago(700), "parent", team_id=team_id))
    assign(team, [REF], "Joy Addo", "starting")
    tell(team, "assess_decision_notified", 670, outcome="assess")
    for body in ("psychology", "health"):
        tell(team, "advice_requested", 660, body=body)
    tell(team, "advice_chased", 600, body="psychology", who="Ama Osei", promised=ago(590).isoformat())
    tell(team, "final_plan_sent", 560)
    tell(team, "review_meeting_held", 230)
    tell(team, "review_decision_notified", 220, outcome="keep")
    return team


@pytest.fixture
def again(plan: Desk) -> Desk:
    """The same, with a re-assessment agreed and the psychologist asked 50 days ago."""
    tell(plan, "reassessment_requested", 65, source="parent")
    tell(plan, "reassessment_decision_notified", 52, outcome="reassess")
    tell(plan, "advice_requested", 50, body="psychology")
    return plan


def test_a_plan_with_no_re_assessment_waits_for_nobody(plan: Desk) -> None:
    tell(plan, "advice_requested", 50, body="health")
    assert advice_queue(plan, "psychology") == advice_queue(plan, "health") == ()
    assert forgotten(plan, (Orphan.ADVICE,)) == []
    assert set(team_view(plan).queues.values()) == {()}


def test_the_queue_counts_from_the_asking_in_the_re_assessment(again: Desk) -> None:
    (one,) = advice_queue(again, "psychology")
    assert (one.ref, one.asked, one.weeks, one.again) == (REF, ago(50), 7, True)
    assert re_assessed([one, replace(one, again=False)]) == ", 1 being re-assessed" and re_assessed([]) == ""
    assert (one.promised, one.who) == (None, "nobody named"), "what was promised for the first plan says nothing of now"
    view = team_view(again)
    assert view.queues == {"psychology": (one,), "health": ()}
    assert [len(cases) for _, cases in by_age([one])] == [0, 1, 0, 0]
    (team_id,) = staff(again).teams
    assert team_view(again, team_id).queues == view.queues and advice_queue(again, "psychology", team_id) == (one,)
    with again.store.read() as work:
        for body in ("psychology", ANY_ADVICE):
            assert list(work.case_ids(CaseQuery(DAY, Scope.LIVE, awaiting=body))) == [one.id]
            assert list(work.case_ids(CaseQuery(DAY, Scope.OPEN, awaiting=body))) == []
    told = next(section for section in clinic_pack(again).sections if section.title == "Psychology advice")
    assert [row[:2] for row in told.rows] == [("Maisie Farrowdale", REF)]


def test_what_is_waited_for_is_said_on_the_list(again: Desk) -> None:
    _, (row,) = listed(again, CaseQuery(DAY, Scope.PLANS))
    assert (row.waiting_for, row.next_step) == ("Psychology advice, asked 10 September", "Chase the psychologist")
    assert row.next is not None and row.next.rule == "RA_FINAL" and row.week is None
    tell(again, "advice_received", 0, body="psychology")
    _, (row,) = listed(again, CaseQuery(DAY, Scope.PLANS))
    assert (row.waiting_for, row.next_step) == ("The review under way", "Send the new plan")


def test_late_and_unchased_is_forgotten_until_it_is_chased(again: Desk) -> None:
    (one,) = forgotten(again, (Orphan.ADVICE,))
    assert (one.why, one.days) == ("Psychology: asked 10 September 2026, never chased", 8)
    tell(again, "advice_chased", 8, body="psychology")
    assert [one.why for one in forgotten(again, (Orphan.ADVICE,))] == ["Psychology: last chased 22 October 2026"]
    tell(again, "advice_chased", 2, body="psychology")
    assert forgotten(again, (Orphan.ADVICE,)) == []
    early = replace(again, days=replace(again.days, fixed=ago(8)))
    assert forgotten(early, (Orphan.ADVICE,)) == [], "not late on the last of the six weeks"


@pytest.mark.parametrize(
    ("kind", "attrs"),
    [
        ("reassessment_decision_notified", {"outcome": "refuse"}),
        ("request_withdrawn", {}),
        ("amended_plan_sent", {"basis": "reassessment"}),
        ("final_plan_sent", {}),
        ("not_amending_notified", {}),
        ("plan_ceased", {"reason": "8"}),
        ("plan_transferred_out", {}),
    ],
)
def test_nobody_is_waited_for_once_it_has_ended(again: Desk, kind: str, attrs: dict[str, str]) -> None:
    tell(again, kind, 0, **attrs)
    assert advice_queue(again, "psychology") == () and set(team_view(again).queues.values()) == {()}
    assert forgotten(again, (Orphan.ADVICE,)) == []


def test_a_re_assessment_that_was_ordered_waits_too(plan: Desk) -> None:
    tell(plan, "reassessment_requested", 200, source="parent")
    tell(plan, "reassessment_decision_notified", 190, outcome="refuse")
    tell(plan, "tribunal_order", 60, order="assess")
    tell(plan, "advice_requested", 55, body="health")
    (one,) = advice_queue(plan, "health")
    assert one.asked == ago(55) and forgotten(plan, (Orphan.ADVICE,))[0].why.startswith("Health: asked")


def test_a_plan_that_waits_weighs_what_it_weighed(again: Desk) -> None:
    tell(again, "reassessment_decision_notified", 1, outcome="refuse")  # and is counted with the rest of the plans
    before, counted = load(again), team_view(again).open_cases
    tell(again, "tribunal_order", 0, order="assess")
    tell(again, "advice_requested", 0, body="psychology")
    assert len(advice_queue(again, "psychology")) == 1
    after = load(again)
    assert (
        (after.open_cases, after.plans, after.weight) == (before.open_cases, before.plans, before.weight) == (0, 1, 0.2)
    )
    assert team_view(again).open_cases == counted == 0
    with again.store.read() as work:
        (row,) = work.case_rows(work.case_ids(CaseQuery(DAY, Scope.PLANS)))
    assert row.summary.stage is Stage.PLAN
