"""What a manager finds in the demo on a Monday: each once, in a size that fits, and nothing else changed by it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest

from ehcp_desk.domain.bands import past_20_weeks
from ehcp_desk.domain.worklist import week_on
from ehcp_desk.services.upkeep.authority.composition import Kind, compose
from ehcp_desk.services.upkeep.authority.scenarios import SCENARIOS
from ehcp_desk.services.upkeep.authority.staffing import STILL_HOLDING
from ehcp_desk.services.upkeep.bulk import BulkCase
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


@pytest.mark.parametrize("day", [DAY, date(2026, 11, 22)])
@pytest.mark.parametrize(("total", "seeds"), [(40, range(1, 11)), (300, range(1, 11)), (600, (2, 5, 9))])
def test_every_seed_and_size_has_all_that_a_manager_must_find(
    tell: Tell, total: int, seeds: Iterable[int], day: date
) -> None:
    for seed in seeds:
        authority, cases = tell(total, day, seed)
        assert len(forgotten(cases, day)) == 1, seed
        assert sum(_order_waits(case) and not case.ref.startswith("DEMO-") for case in cases) >= 1, seed
        number = authority.world.roster.by_name[STILL_HOLDING[0]].id
        assert sum(case.owner_id == number for case in cases) >= 2, seed
        assert {case.ref for case in cases if case.ref.startswith("DEMO-")} == {scenario.ref for scenario in SCENARIOS}


@pytest.mark.parametrize("seed", [1, 2, 7])
def test_a_case_in_its_43rd_week_was_left_alone_and_nobody_wrote_why(tell: Tell, seed: int) -> None:
    _, cases = tell(3300, DAY, seed)
    assert len(forgotten(cases[-42:], DAY)) == 1


def forgotten(cases: Iterable[BulkCase], day: date) -> list[BulkCase]:
    """The cases in their 43rd week, past the limit, that wait for a psychologist and of which nobody wrote lately, or why."""
    return [
        case
        for case in cases
        if (week := week_on(case.summary.received, day)) and week.ordinal == 43
        and past_20_weeks(case.summary, day) and case.summary.awaiting == ("psychology",)
        and not {fact.kind for fact, _, _ in case.facts} & {"delay", "manager_review"}
        and (day - max(fact.on for fact, _, _ in case.facts)).days > 70
    ]  # fmt: skip


def _order_waits(case: BulkCase) -> bool:
    return case.owner_id is not None and any(d.rule.startswith("T_ORD_") and d.met_on is None for d in case.deadlines)


def test_an_order_waits(tell: Tell) -> None:
    _, cases = tell(3300, DAY)
    assert any(_order_waits(case) and not case.ref.startswith("DEMO-") for case in cases)


def test_some_delays_have_a_cause_some_reviews_are_done_and_some_are_not(tell: Tell) -> None:
    _, cases = tell(3300, DAY)
    late = [case for case in cases if past_20_weeks(case.summary, DAY) is not None]
    told = [{fact.kind for fact, _, _ in case.facts} for case in late]
    assert 0.3 < sum("delay" in kinds for kinds in told) / len(told) < 0.9
    assert 0 < sum("manager_review" in kinds for kinds in told) < len(told)
    assert any(fact.attrs.get("promised") for case in late for fact, _, _ in case.facts if fact.kind == "advice_chased")
