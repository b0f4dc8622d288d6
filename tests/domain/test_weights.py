"""What a case weighs: stage and needs, in numbers the council can change."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.case import Stage
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.weights import USUAL, WORDS, checked, needs_on, recorded_needs, weights_of
from ehcp_desk.domain.worklist import Summary

DAY = date(2026, 10, 30)


def test_every_stage_of_a_live_case_and_every_need_has_words_and_a_number() -> None:
    assert set(WORDS) == set(USUAL)
    assert {"deciding", "assessing", "drafting", "unknown", "plan"} <= set(USUAL)


def test_needs_add_to_the_stage_and_the_council_s_number_wins() -> None:
    usual = weights_of(None)
    assert usual.of(Stage.DRAFTING, ("appeal", "not_attending")) == pytest.approx(1.4 + 1.5 + 0.8)
    assert weights_of('{"drafting": 3}').of(Stage.DRAFTING, ()) == 3.0
    assert usual.of(Stage.CLOSED, ()) == 0.0


@pytest.mark.parametrize(
    ("facts", "needs"),
    [
        ([], set()),
        ([Fact("appeal_received", date(2026, 5, 1))], {"appeal"}),
        ([Fact("appeal_received", date(2026, 5, 1)), Fact("tribunal_order", date(2026, 9, 1), {"order": "dismissed"})], set()),
        ([Fact("appeal_received", date(2026, 5, 1)), Fact("appeal_withdrawn", date(2026, 6, 1))], set()),
        ([Fact("tribunal_order", date(2025, 9, 1)), Fact("appeal_received", date(2026, 5, 1))], {"appeal"}),
        ([Fact("appeal_sent_to_la", date(2026, 5, 1))], {"appeal"}),
        ([Fact("appeal_registered", date(2026, 5, 1))], {"appeal"}),
        ([Fact("appeal_registered", date(2026, 5, 1)), Fact("appeal_withdrawn", date(2026, 6, 1))], set()),
        ([Fact("appeal_received", date(2026, 5, 1)), Fact("appeal_not_opposed", date(2026, 5, 6)),
          Fact("appeal_registered", date(2026, 5, 8))], set()),
        ([Fact("tribunal_order", date(2026, 5, 1))], set()),
        ([Fact("education_status", date(2026, 1, 1), {"status": "not_attending"}),
          Fact("education_status", date(2026, 2, 1), {"status": "attending"})], set()),
        ([Fact("education_status", date(2026, 2, 1), {"status": "off_rolled"})], {"not_attending"}),
        ([Fact("setting_preferred", date(2026, 2, 1), {"setting": "Larkspur"})], {"preference"}),
    ],
)  # fmt: skip
def test_needs_are_read_from_what_stands(facts: list[Fact], needs: set[str]) -> None:
    assert recorded_needs(facts) == needs


def test_a_preference_matters_until_the_plan_is_final_and_a_review_when_it_is_near() -> None:
    drafting = Summary(Stage.DRAFTING, DAY)
    assert needs_on(drafting, frozenset({"preference"}), DAY) == {"preference"}
    far = Summary(Stage.PLAN, DAY, next_rule="R_NEXT_REVIEW", next_due=DAY + timedelta(28))
    near = Summary(Stage.PLAN, DAY, next_rule="R_NEXT_REVIEW", next_due=DAY + timedelta(27))
    assert needs_on(far, frozenset({"preference"}), DAY) == set()
    assert needs_on(near, frozenset(), DAY) == {"review"}


def test_numbers_out_of_reason_are_refused_and_the_usual_are_not_kept() -> None:
    assert checked({"plan": 0.2, "drafting": 2}) == {"drafting": 2}
    for wrong in ({"plans": 1.0}, {"plan": -1.0}, {"plan": 200.0}):
        with pytest.raises(BadInput):
            checked(wrong)
