"""Where a case is follows from its facts, whatever order they were written down in."""

from datetime import date
from itertools import permutations

import pytest

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.case import Stage, stage_of


def fact(kind: str, on: str, **attrs: str) -> Fact:
    return Fact(kind, date.fromisoformat(on), attrs)


ASKED = fact("request_received", "2026-03-03", source="parent")
AGREED = fact("assess_decision_notified", "2026-04-10", outcome="assess")
REFUSED = fact("assess_decision_notified", "2026-04-10", outcome="refuse")
NO_PLAN = fact("no_plan_decision_notified", "2026-06-20")
DRAFT = fact("draft_plan_served", "2026-06-20")
FINAL = fact("final_plan_sent", "2026-07-20")
CEASE = fact("cease_decision_notified", "2026-09-01")
CEASED = fact("plan_ceased", "2026-11-10")
PLAN = [ASKED, AGREED, DRAFT, FINAL]


@pytest.mark.parametrize(
    ("facts", "stage"),
    [
        ([], Stage.UNKNOWN),
        ([ASKED], Stage.DECIDING),
        ([ASKED, AGREED], Stage.ASSESSING),
        ([ASKED, REFUSED], Stage.REFUSED),
        ([ASKED, REFUSED, fact("agreed_to_assess", "2026-05-01", basis="mediation")], Stage.ASSESSING),
        ([ASKED, REFUSED, fact("tribunal_order", "2026-05-01", order="assess")], Stage.ASSESSING),
        ([ASKED, REFUSED, fact("appeal_not_opposed", "2026-05-01", about="assess")], Stage.ASSESSING),
        ([ASKED, AGREED, NO_PLAN, fact("appeal_not_opposed", "2026-08-01", about="make_plan")], Stage.DRAFTING),
        ([*PLAN, CEASE, CEASED, fact("appeal_not_opposed", "2026-12-01", about="cease")], Stage.PLAN),
        ([*PLAN, fact("appeal_not_opposed", "2026-12-01", about="contents")], Stage.PLAN),
        ([ASKED, REFUSED, fact("mediation_agreement", "2026-05-01", about="other")], Stage.REFUSED),
        ([ASKED, AGREED, DRAFT], Stage.DRAFTING),
        ([ASKED, AGREED, NO_PLAN], Stage.NO_PLAN),
        ([ASKED, AGREED, DRAFT, FINAL], Stage.PLAN),
        ([ASKED, fact("request_withdrawn", "2026-03-20")], Stage.WITHDRAWN),
        ([*PLAN, CEASE], Stage.PLAN),
        ([*PLAN, CEASE, CEASED], Stage.CLOSED),
        ([*PLAN, CEASE, CEASED, fact("tribunal_order", "2027-02-01", order="maintain")], Stage.PLAN),
        ([*PLAN, CEASE, fact("tribunal_order", "2027-02-01", order="maintain_and_amend")], Stage.PLAN),
        ([*PLAN, fact("reassessment_requested", "2026-09-01"), fact("request_withdrawn", "2026-09-10")], Stage.PLAN),
        ([*PLAN, fact("request_received", "2026-09-01", source="parent")], Stage.PLAN),
        ([*PLAN, fact("tribunal_order", "2026-12-01", order="assess")], Stage.PLAN),
        ([*PLAN, fact("assess_decision_notified", "2026-12-01", outcome="refuse")], Stage.PLAN),
        ([*PLAN, fact("moved_away", "2026-09-01")], Stage.PLAN),
        ([*PLAN, fact("moved_away", "2026-09-01"), fact("plan_transferred_out", "2026-09-20")], Stage.CLOSED),
        ([*PLAN, CEASED, fact("request_received", "2027-01-10", source="parent")], Stage.DECIDING),
        ([ASKED, AGREED, fact("moved_away", "2026-09-01")], Stage.CLOSED),
        ([ASKED, REFUSED, fact("request_received", "2026-09-01", source="school")], Stage.DECIDING),
    ],
)
def test_stage_whatever_the_order(facts: list[Fact], stage: Stage) -> None:
    for order in list(permutations(facts))[:24]:
        assert stage_of(order) is stage


def test_stage_as_at_a_day_counts_only_what_had_happened() -> None:
    facts = [ASKED, AGREED, DRAFT, FINAL]
    assert stage_of(facts, date(2026, 6, 19)) is Stage.ASSESSING
    assert stage_of(facts, date(2026, 6, 20)) is Stage.DRAFTING
