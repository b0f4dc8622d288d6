"""A month is counted as at its last day, or as at today while it is not over; later facts wait."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from ehcp_desk.clock.engine import compute
from ehcp_desk.clock.model import Fact
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.returns import compute_monthly
from tests.support.memory_store import MemoryStore, day, desk, fact

OCTOBER = date(2026, 10, 1)


def counted(store: MemoryStore, code: str, today: str, month: date = OCTOBER) -> list[str]:
    result = compute_monthly(desk(store, today), month)
    return sorted(case.ref for case in result.line(code).cases if case.counted)


def test_a_month_that_is_over_stands_as_at_its_last_day_and_one_that_is_not_is_provisional() -> None:
    store = MemoryStore()
    over = compute_monthly(desk(store, "2026-11-01"), date(2026, 10, 17))
    assert (over.month, over.as_at, over.provisional) == (OCTOBER, date(2026, 10, 31), False)
    for today in ("2026-10-01", "2026-10-31"):
        running = compute_monthly(desk(store, today), OCTOBER)
        assert (running.as_at, running.provisional) == (day(today), True)


def test_what_happened_after_the_as_at_day_is_not_counted() -> None:
    store = MemoryStore()
    store.add(fact("request_received", "2026-05-01"), fact("final_plan_sent", "2026-11-01"), ref="sent in November")
    store.add(fact("request_received", "2026-11-01"), ref="asked in November")
    assert counted(store, "K12", "2026-11-20") == ["sent in November"]
    assert counted(store, "K14", "2026-11-20") == ["sent in November"]
    assert counted(store, "K21", "2026-11-20") == []


def test_last_months_return_is_the_same_whatever_has_happened_since() -> None:
    store = MemoryStore()
    store.add(
        fact("request_received", "2026-06-01"),
        fact("assess_decision_notified", "2026-07-01", outcome="assess"),
        ref="old",
        unassigned_since=day("2026-06-01"),
    )
    before = compute_monthly(desk(store, "2026-11-01"), OCTOBER)
    facts = store.facts[1]
    store.facts[1] = (
        *facts,
        fact("advice_requested", "2026-11-05", body="psychology"),
        fact("final_plan_sent", "2026-11-20"),
        fact("assigned", "2026-11-06", to="Joy Addo"),
    )
    after = compute_monthly(desk(store, "2026-12-01"), OCTOBER)
    assert [line.figure for line in after.lines] == [line.figure for line in before.lines]
    assert after.flow == before.flow
    assert [line.cases for line in after.lines] == [line.cases for line in before.lines]


def test_a_case_assigned_since_was_still_nobodys_at_the_end_of_the_month() -> None:
    store = MemoryStore()
    store.add(
        fact("request_received", "2026-10-05"),
        fact("assigned", "2026-11-04", to="Joy Addo", from_=""),
        ref="was free",
        owner_id=1,
        owner="Joy Addo",
        owned_since=day("2026-11-04"),
    )
    store.add(
        fact("request_received", "2026-10-05"),
        fact("unassigned", "2026-11-04", from_="Joy Addo"),
        ref="was held",
        unassigned_since=day("2026-11-04"),
    )
    assert counted(store, "U01", "2026-11-10") == ["was free"]
    assert counted(store, "U01", "2026-11-10", date(2026, 11, 1)) == ["was held"]


def test_a_relief_claimed_after_the_month_does_not_excuse_it() -> None:
    store = MemoryStore()
    store.add(
        fact("request_received", "2026-05-01"),
        fact("final_plan_sent", "2026-10-20"),
        fact("relief_claimed", "2026-11-03", relief="EX_PERSONAL", rule="A_FINAL_PLAN", evidence="x"),
        ref="late",
    )
    result = compute_monthly(desk(store, "2026-11-10"), OCTOBER)
    assert result.line("K01").figure.denominator == 1


def test_a_decision_due_today_is_not_late_until_the_day_is_over() -> None:
    store = MemoryStore()
    store.add(fact("request_received", "2026-09-02"), ref="due on the 14th")
    assert compute_monthly(desk(store, "2026-10-14"), OCTOBER).line("K05").figure.denominator == 0
    assert compute_monthly(desk(store, "2026-10-15"), OCTOBER).line("K05").figure.denominator == 1


def test_a_decision_due_on_the_last_day_of_the_month_counts_in_that_month() -> None:
    store = MemoryStore()
    store.add(fact("request_received", "2026-09-19"), ref="due on the 31st")
    result = compute_monthly(desk(store, "2026-11-10"), OCTOBER)
    assert [(c.ref, c.due, c.counted) for c in result.line("K05").cases] == [
        ("due on the 31st", day("2026-10-31"), False)
    ]
    assert compute_monthly(desk(store, "2026-11-10"), date(2026, 11, 1)).line("K05").figure.denominator == 0


def test_a_leap_february_has_its_29th_day_and_december_its_31st() -> None:
    store = MemoryStore()
    store.add(fact("request_received", "2028-02-29"), ref="leap")
    store.add(fact("request_received", "2027-12-31"), ref="year end")
    assert counted(store, "K07", "2028-06-01", date(2028, 2, 1)) == ["leap"]
    assert counted(store, "K07", "2028-06-01", date(2027, 12, 1)) == ["year end"]
    last_year = compute_monthly(desk(store, "2029-06-01"), date(2029, 2, 1)).line("K07").last_year
    assert last_year is not None and last_year.value == 1


_STEPS = st.sampled_from(
    [
        ("request_received", {}),
        ("assess_decision_notified", {"outcome": "assess"}),
        ("assess_decision_notified", {"outcome": "refuse"}),
        ("draft_plan_served", {}),
        ("final_plan_sent", {}),
        ("request_withdrawn", {}),
        ("no_plan_decision_notified", {}),
    ]
)
_HISTORY = st.lists(st.builds(lambda step, gap: (step, gap), _STEPS, st.integers(0, 90)), min_size=1, max_size=6)


@settings(max_examples=80, deadline=None)
@given(_HISTORY)
def test_every_due_date_on_a_list_is_one_the_clock_gives(history: list[tuple[tuple[str, dict[str, str]], int]]) -> None:
    store, on = MemoryStore(), date(2026, 3, 1)
    facts = []
    for (kind, attrs), gap in history:
        on += timedelta(gap)
        facts.append(Fact(kind, on, attrs))
    store.add(*facts, unassigned_since=facts[0].on)
    here: Desk = desk(store)
    result = compute_monthly(here, OCTOBER)
    for code, rule in (
        ("K12", "A_FINAL_PLAN"),
        ("K02", "A_FINAL_PLAN"),
        ("K05", "A_DECIDE_ASSESS"),
        ("K06", "A_DECIDE_NOT_ISSUE"),
    ):
        clock = {d.due for d in compute(facts, Ruleset.load(), result.as_at).deadlines if d.rule == rule}
        assert {case.due for case in result.line(code).cases} - {None} <= clock, code
