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
DRAFT = fact("draft_plan_served", "2026-06-20")
FINAL = fact("final_plan_sent", "2026-07-20")


@pytest.mark.parametrize(
    ("facts", "stage"),
    [
        ([], Stage.UNKNOWN),
        ([ASKED], Stage.DECIDING),
        ([ASKED, AGREED], Stage.ASSESSING),
        ([ASKED, REFUSED], Stage.REFUSED),
        ([ASKED, REFUSED, fact("agreed_to_assess", "2026-05-01", basis="mediation")], Stage.ASSESSING),
        ([ASKED, REFUSED, fact("tribunal_order", "2026-05-01", order="assess")], Stage.ASSESSING),
        ([ASKED, AGREED, DRAFT], Stage.DRAFTING),
        ([ASKED, AGREED, fact("no_plan_decision_notified", "2026-06-20")], Stage.NO_PLAN),
        ([ASKED, AGREED, DRAFT, FINAL], Stage.PLAN),
        ([ASKED, fact("request_withdrawn", "2026-03-20")], Stage.WITHDRAWN),
        ([ASKED, AGREED, DRAFT, FINAL, fact("cease_decision_notified", "2026-09-01")], Stage.CLOSED),
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
