"""The published return: who came and who went is not told by the plans in place of two months, nor by the run of months."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ehcp_desk.domain.returns import MonthlyReturn
from ehcp_desk.domain.suppressing import Equation, Table, bounds
from ehcp_desk.services.oversight.publishing import publish, published_table
from tests.services.returns.asking import month
from tests.support.memory_store import MemoryStore, fact

OLD = (fact("request_received", "2023-01-09"), fact("final_plan_sent", "2023-05-22"))
FLOW: Equation = {"K23.n": 1, "K23@2026-09.n": -1, "K21.n": -1, "K41-in.n": -1, "K25.n": 1, "K41-out.n": 1}
"""Plans in place are those of the month before, and who came, less who went."""


def published(kept: int, new: int, moved_in: int, ceased: int, moved_out: int) -> MonthlyReturn:
    """The return of a month in which so many plans came and went."""
    store = MemoryStore()
    every = (
        (kept, OLD), (new, (fact("request_received", "2026-06-08"), fact("final_plan_sent", "2026-10-20"))),
        (moved_in, (fact("plan_transferred_in", "2026-10-08"),)),
        (ceased, (*OLD, fact("plan_ceased", "2026-10-09", reason="2"))),
        (moved_out, (*OLD, fact("plan_transferred_out", "2026-10-12"))),
    )  # fmt: skip
    for many, facts in every:
        for _ in range(many):
            store.add(*facts)
    return month(store)


def told(result: MonthlyReturn, threshold: int) -> list[tuple[str, int, float]]:
    """The small numbers left out that a reader who knows how plans come and go places in a range under the threshold."""
    table, out = published_table(result), publish(result, threshold).out
    assert sum(factor * table.cells[name] for name, factor in FLOW.items()) == 0, "what a reader knows is so"
    known, found = Table(table.cells, (*table.equations, FLOW), table.implied), []
    for name in sorted(out):
        if 0 < table.cells[name] < threshold:
            least, most = bounds(known, out, name)
            assert least <= table.cells[name] <= most
            if most - least < threshold - 1e-6:
                found.append((name, table.cells[name], most - least))
    return found


@pytest.mark.parametrize("threshold", [5, 10])
def test_plans_ceased_do_not_follow_from_the_plans_in_place_of_two_months(threshold: int) -> None:
    result = published(kept=60, new=12, moved_in=11, ceased=3, moved_out=14)
    assert "K25.n" in publish(result, threshold).out
    assert told(result, threshold) == []


FEW = st.one_of(st.integers(0, 6), st.integers(5, 20))


@given(st.integers(20, 60), FEW, FEW, FEW, FEW)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_of_plans_that_come_and_go_no_small_number_is_worked_out(
    kept: int, new: int, moved_in: int, ceased: int, moved_out: int
) -> None:
    assert told(published(kept, new, moved_in, ceased, moved_out), 5) == []


def test_the_run_of_months_does_not_say_who_came_and_went_in_each() -> None:
    result = published(kept=60, new=12, moved_in=11, ceased=3, moved_out=14)
    at = next(place for place, trend in enumerate(result.trends) if trend.code == "K26")
    title = result.line("K26").definition.title
    shown = publish(result).paper.series
    assert len(shown) == len(result.trends) - 1 and title not in [one.title for one in shown]
    assert result.trends[at].points[-1].month == date(2026, 10, 1), "the return itself keeps its run"
    assert not any(name.startswith("K26@") for name in published_table(result).cells)
