"""What advice a case awaits follows from its facts: in a first assessment, and in a re-assessment beside a plan in force."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehcp_desk.clock.model import Fact
from ehcp_desk.clock.program import Base
from ehcp_desk.domain.awaited import TOLD_FROM, advice_awaited
from ehcp_desk.domain.case import OPEN_STAGES, Stage, stage_of
from ehcp_desk.services.casework.deriving import derive
from tests.support.clock_facts import LAW


def fact(kind: str, on: str, **attrs: str) -> Fact:
    return Fact(kind, date.fromisoformat(on), attrs)


PLAN = [
    fact("request_received", "2025-03-03", source="parent"),
    fact("assess_decision_notified", "2025-04-10", outcome="assess"),
    fact("advice_requested", "2025-04-11", body="psychology"),  # the plan was made without it
    fact("final_plan_sent", "2025-07-20"),
]
AGAIN = fact("reassessment_requested", "2026-06-01", source="parent")
AGREED = fact("reassessment_decision_notified", "2026-06-12", outcome="reassess")
REFUSED = fact("reassessment_decision_notified", "2026-06-12", outcome="refuse")
ASKED = [
    fact("advice_requested", "2026-06-15", body="psychology"),
    fact("advice_requested", "2026-06-16", body="health"),
]
CAME = fact("advice_received", "2026-07-20", body="psychology")
UNDER_WAY = [*PLAN, AGAIN, AGREED, *ASKED]
REVIEWED = fact("review_decision_notified", "2026-07-01", outcome="amend")
NOTICE = fact("amendment_notice_sent", "2026-07-02", basis="review")
BOTH = ("psychology", "health")
TOLD = [
    *((kind, {}) for kind in TOLD_FROM - {"advice_requested", "advice_received", "review_decision_notified"}),
    *((kind, {"body": body}) for kind in ("advice_requested", "advice_received") for body in BOTH),
    *((kind, {"outcome": said}) for kind in ("assess_decision_notified", "reassessment_decision_notified")
      for said in ("assess", "refuse")),
    *(("review_decision_notified", {"outcome": said}) for said in ("keep", "amend", "cease")),
    *(("amended_plan_sent", {"basis": said}) for said in ("review", "order", "reassessment", "other")),
    ("tribunal_order", {"order": "assess"}), ("mediation_agreement", {"about": "assess"}),
    ("appeal_not_opposed", {"about": "assess"}), ("amendment_notice_sent", {"basis": "review"}),
]  # fmt: skip
HISTORIES = st.lists(
    st.builds(
        lambda told, on: Fact(told[0], on, told[1]),
        st.sampled_from(sorted(TOLD, key=str)),
        st.dates(date(2026, 1, 1), date(2026, 6, 30)),
    ),
    max_size=12,
    unique_by=lambda f: f.on,
)


@pytest.mark.parametrize(
    ("facts", "bodies"),
    [
        (PLAN[:3], ("psychology",)),
        (PLAN, ()),
        ([*PLAN, *ASKED], ()),  # asked for with no assessment open, say for a review
        ([*PLAN, AGAIN, *ASKED], BOTH),
        (UNDER_WAY, BOTH),
        ([*PLAN, AGREED, *ASKED], BOTH),  # the council may re-assess though nobody asked
        ([*UNDER_WAY, CAME], ("health",)),
        ([*PLAN, AGAIN, *ASKED, REFUSED], ()),
        ([*PLAN, AGAIN, REFUSED, fact("tribunal_order", "2026-06-14", order="assess"), *ASKED], BOTH),
        ([*PLAN, AGAIN, REFUSED, fact("mediation_agreement", "2026-06-14", about="assess"), *ASKED], BOTH),
        ([*PLAN, AGAIN, REFUSED, fact("appeal_not_opposed", "2026-06-14", about="assess"), *ASKED], BOTH),
        ([*PLAN, AGAIN, REFUSED, fact("agreed_to_assess", "2026-06-14", basis="own_motion"), *ASKED], BOTH),
        ([*PLAN, AGAIN, REFUSED, fact("tribunal_order", "2026-06-14", order="dismissed"), *ASKED], ()),
        ([*PLAN, fact("tribunal_order", "2026-06-14", order="amend_contents"), *ASKED], ()),
        ([*PLAN, fact("request_received", "2026-06-01", source="school"), *ASKED], BOTH),
        ([*UNDER_WAY, fact("amended_plan_sent", "2026-08-20")], ()),
        ([*UNDER_WAY, fact("amended_plan_sent", "2026-08-20", basis="reassessment")], ()),
        ([*UNDER_WAY, fact("amended_plan_sent", "2026-08-20", basis="order")], ()),
        ([*UNDER_WAY, fact("amended_plan_sent", "2026-08-20", basis="review")], BOTH),
        ([*UNDER_WAY, fact("amended_plan_sent", "2026-08-20", basis="other")], BOTH),
        ([*UNDER_WAY, fact("final_plan_sent", "2026-08-20")], ()),
        ([*UNDER_WAY, fact("not_amending_notified", "2026-08-20")], ()),
        ([*UNDER_WAY, REVIEWED, NOTICE, fact("not_amending_notified", "2026-08-20")], BOTH),
        ([*PLAN, REVIEWED, fact("amended_plan_sent", "2026-07-03", basis="review"),
          fact("reassessment_requested", "2026-07-06"), fact("advice_requested", "2026-07-07", body="health"),
          fact("not_amending_notified", "2026-08-20")], ()),
        ([*UNDER_WAY, fact("no_plan_decision_notified", "2026-08-20")], ()),
        ([*UNDER_WAY, fact("request_withdrawn", "2026-08-20")], ()),
        ([*UNDER_WAY, fact("plan_ceased", "2026-08-20", reason="8")], ()),
        ([*UNDER_WAY, fact("plan_transferred_out", "2026-08-20")], ()),
        ([*UNDER_WAY, fact("moved_away", "2026-08-20")], BOTH),  # the plan is this council's until it is transferred
        ([*UNDER_WAY, fact("cease_decision_notified", "2026-08-20")], BOTH),  # and stands while the family may appeal
        ([*UNDER_WAY, fact("review_decision_notified", "2026-08-20", outcome="keep")], BOTH),
        ([fact("plan_transferred_in", "2026-05-01"), fact("became_responsible", "2026-05-01"), *ASKED], ()),
        ([fact("plan_transferred_in", "2026-05-01"), AGAIN, *ASKED], BOTH),
    ],
)  # fmt: skip
def test_what_is_awaited_and_until_when(facts: list[Fact], bodies: tuple[str, ...]) -> None:
    kept = derive(1, facts, LAW, date(2026, 9, 30)).summary
    asked = {f.attrs["body"]: f.on for f in facts if f.kind == "advice_requested"}
    assert (kept.awaiting, kept.awaiting_since) == (bodies, min((asked[body] for body in bodies), default=None))


def test_a_second_re_assessment_does_not_wait_for_what_the_one_before_asked() -> None:
    over = [*UNDER_WAY, fact("amended_plan_sent", "2026-08-20", basis="reassessment")]
    third = [fact("reassessment_requested", "2027-09-01"), fact("advice_requested", "2027-09-20", body="social_care")]
    kept = derive(1, [*over, *third], LAW).summary
    assert (kept.awaiting, kept.awaiting_since) == (("social_care",), date(2027, 9, 20))


@given(HISTORIES)
@settings(max_examples=300, deadline=None)
def test_only_a_case_with_an_assessment_open_waits_and_the_kinds_told_from_are_all_it_needs(
    history: list[Fact],
) -> None:
    facts = sorted(history, key=lambda f: f.on)
    stage = stage_of(facts)
    found = advice_awaited(facts, stage, None)
    assert found == advice_awaited([f for f in facts if f.kind in TOLD_FROM], stage, None)
    assert not found or stage in (*OPEN_STAGES, Stage.PLAN)


@given(HISTORIES)
@settings(max_examples=400, deadline=None)
def test_who_is_waited_for_beside_a_plan_has_an_open_limit_by_the_clock(history: list[Fact]) -> None:
    derived = derive(1, [*PLAN, *history], LAW)
    if derived.summary.stage is Stage.PLAN and derived.summary.awaiting:
        limits = {d.subject for d in derived.deadlines if d.rule == "A_ADVICE_RESPONSE" and d.base is Base.OPEN}
        assert set(derived.summary.awaiting) <= limits
