"""The balance: it always adds up, and it is the stage of each day that is counted."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.case import OPEN_STAGES, STAGE_WORDS, Stage, stage_moves, stage_of
from ehcp_desk.services.oversight.returns import compute_monthly
from ehcp_desk.services.oversight.spans import month_end
from tests.support.memory_store import MemoryStore, day, desk, fact

OCTOBER = date(2026, 10, 1)


def rows(store: MemoryStore, month: date = OCTOBER, today: str = "2026-11-02") -> dict[str, tuple[int, int, int, int]]:
    flow = compute_monthly(desk(store, today), month).flow
    return {line.stage: (line.opening, line.came_in, line.went_out, line.closing) for line in flow}


def test_carried_over_received_resolved_not_pursued_carried_forward() -> None:
    """9 + 115 - 93 - 16 = 15, told in the desk's own events (needs.md Fig51)."""
    store = MemoryStore()
    for number in range(9 + 115):
        received = "2026-09-15" if number < 9 else "2026-10-05"
        end = {
            True: [fact("assess_decision_notified", "2026-10-20", outcome="refuse")],
            False: [fact("request_withdrawn", "2026-10-21")] if number < 93 + 16 else [],
        }[number < 93]
        store.add(fact("request_received", received), *end)
    result = compute_monthly(desk(store), OCTOBER)
    everything = result.flow[-1]
    assert (everything.opening, everything.came_in, everything.went_out, everything.closing) == (9, 115, 109, 15)
    assert dict(everything.ways) == {"refused": 93, "withdrawn": 16}


def test_a_case_that_comes_and_goes_within_the_month_is_in_and_out() -> None:
    store = MemoryStore()
    store.add(fact("request_received", "2026-10-02"), fact("request_withdrawn", "2026-10-09"))
    found = rows(store)
    assert found["Deciding whether to assess"] == (0, 1, 1, 0)
    assert found["All open cases"] == (0, 1, 1, 0)


def test_a_case_that_comes_back_is_counted_in_again() -> None:
    store = MemoryStore()
    store.add(
        fact("request_received", "2026-06-01"),
        fact("assess_decision_notified", "2026-07-01", outcome="refuse"),
        fact("agreed_to_assess", "2026-10-12", basis="own_motion"),
    )
    found = rows(store)
    assert found["Gathering advice"] == (0, 1, 0, 1)
    assert found["All open cases"] == (0, 1, 0, 1)


def test_moving_between_stages_leaves_all_open_cases_as_they_were() -> None:
    store = MemoryStore()
    store.add(
        fact("request_received", "2026-09-01"),
        fact("assess_decision_notified", "2026-10-05", outcome="assess"),
        fact("draft_plan_served", "2026-10-25"),
    )
    found = rows(store)
    assert found["Deciding whether to assess"] == (1, 0, 1, 0)
    assert found["Gathering advice"] == (0, 1, 1, 0)
    assert found["Writing the plan"] == (0, 1, 0, 1)
    assert found["All open cases"] == (1, 0, 0, 1)


def test_a_decision_and_a_plan_on_one_day_count_by_the_end_of_the_day() -> None:
    store = MemoryStore()
    store.add(
        fact("request_received", "2026-09-01"),
        fact("assess_decision_notified", "2026-10-05", outcome="assess"),
        fact("draft_plan_served", "2026-10-05"),
    )
    assert rows(store)["Gathering advice"] == (0, 0, 0, 0)


def test_a_case_with_no_request_date_is_in_the_balance_and_its_stage_is_named() -> None:
    store = MemoryStore()
    store.add(fact("note", "2026-10-05"), unassigned_since=day("2026-10-05"))
    found = rows(store)
    assert found["Request date not known"] == (0, 1, 0, 1)
    assert found["All open cases"] == (0, 1, 0, 1)


def test_one_months_closing_is_the_next_months_opening_over_a_year_end_and_a_leap_february() -> None:
    store = MemoryStore()
    for number in range(60):
        received = date(2027, 11, 20) + timedelta(3 * number)
        facts = [Fact("request_received", received)]
        if number % 3 == 0:
            facts.append(Fact("request_withdrawn", received + timedelta(40)))
        store.add(*facts)
    months = [date(2027, 11, 1), date(2027, 12, 1), date(2028, 1, 1), date(2028, 2, 1), date(2028, 3, 1)]
    found = [rows(store, month, "2028-06-01")["All open cases"] for month in months]
    assert [row[3] for row in found[:-1]] == [row[0] for row in found[1:]]
    assert month_end(date(2028, 2, 1)) == date(2028, 2, 29)


_KINDS = st.sampled_from(
    [
        ("request_received", {}),
        ("became_responsible", {}),
        ("assess_decision_notified", {"outcome": "assess"}),
        ("assess_decision_notified", {"outcome": "refuse"}),
        ("agreed_to_assess", {}),
        ("no_plan_decision_notified", {}),
        ("draft_plan_served", {}),
        ("final_plan_sent", {}),
        ("request_withdrawn", {}),
        ("plan_transferred_in", {}),
        ("moved_away", {}),
        ("cease_decision_notified", {}),
        ("tribunal_order", {"order": "assess"}),
        ("mediation_agreement", {"about": "make_plan"}),
        ("contact", {}),
        ("advice_requested", {"body": "psychology"}),
    ]
)
_FACTS = st.builds(
    lambda kind, offset: Fact(kind[0], date(2026, 8, 15) + timedelta(offset), kind[1]), _KINDS, st.integers(0, 120)
)
_HISTORIES = st.lists(st.lists(_FACTS, min_size=1, max_size=7), max_size=8)


@settings(max_examples=60, deadline=None)
@given(_HISTORIES, st.sampled_from(["2026-10-14", "2026-11-02", "2027-01-05"]))
def test_whatever_the_histories_every_row_balances_and_agrees_with_the_stage_of_each_day(
    histories: list[list[Fact]], today: str
) -> None:
    store = MemoryStore()
    for facts in histories:
        store.add(*facts, unassigned_since=min(f.on for f in facts))
    result = compute_monthly(desk(store, today), OCTOBER)
    assert all(line.balances for line in result.flow)
    for line in result.lines:
        if line.definition.kind.value in ("rate", "count") and not line.definition.over:
            assert sum(c.counted for c in line.cases) == line.figure.numerator
            assert len(line.cases) == line.figure.denominator
    for stage in (s for s in OPEN_STAGES if s is not Stage.UNKNOWN):
        row = next(line for line in result.flow if line.stage == STAGE_WORDS[stage])
        eve, close = date(2026, 9, 30), result.as_at
        assert row.opening == sum(stage_of(facts, eve) is stage for facts in histories)
        assert row.closing == sum(stage_of(facts, close) is stage for facts in histories)
    assert result.line("K12").figure.numerator == result.flow[-1].closing


@settings(max_examples=100, deadline=None)
@given(st.lists(_FACTS, max_size=10))
def test_the_moves_of_a_case_are_its_stage_at_the_end_of_each_day(facts: list[Fact]) -> None:
    ends = dict(stage_moves(facts))
    for on, stage in ends.items():
        assert stage_of(facts, on) is stage
    for fact_ in facts:
        before = [d for d in ends if d <= fact_.on]
        assert stage_of(facts, fact_.on) is (ends[max(before)] if before else Stage.UNKNOWN)
