"""What a manager finds in the demo on a Monday: each once, in a size that fits, and nothing else changed by it."""

from __future__ import annotations

from datetime import date

import pytest

from ehcp_desk.domain.bands import past_20_weeks
from ehcp_desk.domain.worklist import week_on
from ehcp_desk.services.upkeep.authority.composition import Kind, compose
from ehcp_desk.services.upkeep.authority.staffing import STILL_HOLDING
from tests.services.demo.conftest import Tell

DAY = date(2026, 10, 30)


@pytest.mark.parametrize(("total", "left_behind"), [(3300, 40), (600, 7), (60, 2), (10, 0)])
def test_the_leaver_s_cases_scale_with_the_authority(total: int, left_behind: int) -> None:
    counts = compose(total, DAY).counts
    assert counts[Kind.LEFT_BEHIND] == left_behind
    assert counts[Kind.WEEK_43] == counts[Kind.ORDER_NOT_STARTED] == int(left_behind > 0)


def test_a_leaver_holds_them_still(tell: Tell) -> None:
    authority, cases = tell(3300, DAY)
    number = authority.world.roster.by_name[STILL_HOLDING[0]].id
    held = [case for case in cases if case.owner_id == number]
    assert len(held) == 40
    assert all(next(p for p in authority.staff.posts if p.name == STILL_HOLDING[0]).left_on < DAY for _ in held[:1])


@pytest.mark.parametrize("seed", [1, 7])
def test_a_case_in_its_43rd_week_was_left_alone_and_nobody_wrote_why(tell: Tell, seed: int) -> None:
    _, cases = tell(3300, DAY, seed)
    found = [case for case in cases[-42:] if (week := week_on(case.summary.received, DAY)) and week.ordinal == 43
             and past_20_weeks(case.summary, DAY)]  # fmt: skip
    assert len(found) == 1
    kinds = {fact.kind for fact, _, _ in found[0].facts}
    assert not kinds & {"delay", "manager_review"} and found[0].summary.awaiting == ("psychology",)
    assert (DAY - max(fact.on for fact, _, _ in found[0].facts)).days > 70


def test_an_order_waits(tell: Tell) -> None:
    _, cases = tell(3300, DAY)
    ordered = [
        c for c in cases if c.owner_id and any(d.rule.startswith("T_ORD_") and d.met_on is None for d in c.deadlines)
    ]
    assert any(not case.ref.startswith("DEMO-") for case in ordered)


def test_some_delays_have_a_cause_some_reviews_are_done_and_some_are_not(tell: Tell) -> None:
    _, cases = tell(3300, DAY)
    late = [case for case in cases if past_20_weeks(case.summary, DAY) is not None]
    told = [{fact.kind for fact, _, _ in case.facts} for case in late]
    assert 0.3 < sum("delay" in kinds for kinds in told) / len(told) < 0.9
    assert 0 < sum("manager_review" in kinds for kinds in told) < len(told)
    assert any(fact.attrs.get("promised") for case in late for fact, _, _ in case.facts if fact.kind == "advice_chased")
