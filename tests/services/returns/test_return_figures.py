"""Known histories with known answers: what each figure counts, and the list that is the figure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ehcp_desk.domain.errors import BadInput, Cancelled
from ehcp_desk.domain.returns import Comparison
from ehcp_desk.services.oversight.returns import compute_monthly
from tests.services.returns.asking import OCTOBER, counted, figure, month
from tests.support.memory_store import MemoryStore, day, desk, fact


def plan(store: MemoryStore, received: str, sent: str, *more: object, ref: str = "") -> None:
    store.add(fact("request_received", received, source="parent"), fact("final_plan_sent", sent), *more, ref=ref)  # type: ignore[arg-type]


def test_two_of_169_is_one_point_two_per_cent_and_never_two(store: MemoryStore) -> None:
    for number in range(169):
        plan(store, "2026-05-20", "2026-10-07" if number < 2 else "2026-10-08")
    assert figure(month(store), "K02") == (2, 169, "1.2")


def test_day_140_is_in_time_and_day_141_is_not(store: MemoryStore) -> None:
    plan(store, "2026-05-20", "2026-10-07", ref="in time")
    plan(store, "2026-05-20", "2026-10-08", ref="a day late")
    result = month(store)
    assert counted(result, "K02") == ["in time"]
    assert [(c.ref, c.days, c.due) for c in result.line("K02").cases] == [
        ("a day late", 141, day("2026-10-07")),
        ("in time", 140, day("2026-10-07")),
    ]


def test_a_month_with_no_plan_has_no_rate_rather_than_nought_per_cent(store: MemoryStore) -> None:
    store.add(fact("request_received", "2026-10-05"))
    assert figure(month(store), "K02") == (0, 0, "")


def test_a_lawful_exception_leaves_k01_and_stays_in_k02(store: MemoryStore) -> None:
    plan(store, "2026-05-01", "2026-10-20", ref="late")
    claim = fact("relief_claimed", "2026-09-01", relief="EX_PERSONAL", rule="A_FINAL_PLAN", evidence="letter 4")
    plan(store, "2026-05-01", "2026-10-20", claim, ref="late and excused")
    plan(store, "2026-06-10", "2026-10-20", ref="in time")
    result = month(store)
    assert figure(result, "K02") == (1, 3, "33.3")
    assert figure(result, "K01") == (1, 2, "50.0")
    excused = next(c for c in result.line("K02").cases if c.ref == "late and excused")
    assert excused.why.startswith("Exceptional personal circumstances")


@pytest.mark.parametrize(
    ("relief", "rule"),
    [("EX_STAFF_SHORTAGE", "A_FINAL_PLAN"), ("EX_MISSED_APPT", "A_FINAL_PLAN"), ("EX_PERSONAL", "A_DECIDE_ASSESS")],
)
def test_a_ground_the_law_does_not_give_for_twenty_weeks_excuses_nothing(
    store: MemoryStore, relief: str, rule: str
) -> None:
    plan(
        store, "2026-05-01", "2026-10-20", fact("relief_claimed", "2026-06-01", relief=relief, rule=rule, evidence="x")
    )
    assert figure(month(store), "K01") == (0, 1, "0.0")


def test_a_plan_whose_time_an_order_set_is_left_out_and_listed_with_the_reason(store: MemoryStore) -> None:
    plan(store, "2025-10-01", "2026-10-20", fact("tribunal_order", "2026-07-20", order="assess"), ref="ordered")
    store.add(fact("final_plan_sent", "2026-10-20"), ref="undated")
    plan(store, "2026-10-25", "2026-10-20", ref="backwards")
    plan(store, "2026-07-01", "2026-10-20", ref="plain")
    result = month(store)
    assert [c.ref for c in result.line("K02").cases] == ["plain"]
    assert {x.ref for x in result.left_out if x.code == "K02"} == {"ordered", "undated", "backwards"}
    assert all(x.why for x in result.left_out)
    assert figure(result, "K21") == (4, 4, "4")


def test_a_refusal_the_council_reversed_itself_keeps_the_first_twenty_weeks(store: MemoryStore) -> None:
    plan(
        store,
        "2026-01-05",
        "2026-10-20",
        fact("assess_decision_notified", "2026-02-10", outcome="refuse"),
        fact("agreed_to_assess", "2026-06-01", basis="own_motion"),
    )
    result = month(store)
    assert figure(result, "K02") == (0, 1, "0.0")
    assert result.line("K02").cases[0].days == 288


def test_a_plan_from_another_council_is_not_a_new_plan(store: MemoryStore) -> None:
    store.add(fact("plan_transferred_in", "2026-09-01"), fact("final_plan_sent", "2026-10-20"))
    assert figure(month(store), "K21") == (0, 0, "0")


def test_bands_and_averages_of_the_months_plans(store: MemoryStore) -> None:
    for received in ("2026-06-15", "2026-05-21", "2026-02-01", "2025-06-01"):
        plan(store, received, "2026-10-08")
    result = month(store)
    bands = [figure(result, f"K03-{name}")[0] for name in ("up-to-20", "20-52", "over-52", "unknown")]
    assert bands == [2, 1, 1, 0]
    days = 115 + 140 + 249 + 494
    assert result.line("K04").figure.value == (Decimal(days) / 7 / 4).quantize(Decimal("0.1"))
    assert "median 27.8 weeks" in result.line("K04").sentence


def test_decisions_count_in_the_month_they_were_due_told_or_not(store: MemoryStore) -> None:
    told = fact("assess_decision_notified", "2026-10-12", outcome="assess")
    store.add(fact("request_received", "2026-08-31"), told, ref="on the day")
    store.add(fact("request_received", "2026-08-30"), told, ref="a day late")
    store.add(fact("request_received", "2026-09-01"), ref="still waiting")
    store.add(fact("request_received", "2026-09-01"), fact("request_withdrawn", "2026-10-01"), ref="withdrawn")
    store.add(fact("request_received", "2026-09-25"), told, ref="due in November")
    result = month(store)
    assert figure(result, "K05") == (1, 3, "33.3")
    assert counted(result, "K05") == ["on the day"]


def test_refusals_are_a_share_of_decisions_told_not_of_requests(store: MemoryStore) -> None:
    for outcome in ("refuse", "assess", "assess"):
        store.add(
            fact("request_received", "2026-09-20"), fact("assess_decision_notified", "2026-10-12", outcome=outcome)
        )
    store.add(fact("request_received", "2026-10-20"))
    assert figure(month(store), "K10") == (1, 3, "33.3")


def test_no_plan_decisions_by_the_end_of_week_sixteen(store: MemoryStore) -> None:
    for received in ("2026-06-30", "2026-06-29"):
        store.add(fact("request_received", received), fact("no_plan_decision_notified", "2026-10-20"), ref=received)
    result = month(store)
    assert figure(result, "K06") == (1, 2, "50.0")
    assert counted(result, "K06") == ["2026-06-30"]


def test_requests_by_source_add_up_to_requests(store: MemoryStore) -> None:
    for source in ("parent", "young_person", "school", "post16", "health", "social_care", "a neighbour", ""):
        store.add(fact("request_received", "2026-10-06", source=source))
    store.add(fact("request_received", "2026-09-30", source="parent"))
    result = month(store)
    parts = [figure(result, f"K08-{name}")[0] for name in ("family", "school", "health", "social-care", "other")]
    assert parts == [2, 2, 1, 1, 2]
    assert figure(result, "K07") == (8, 8, "8")


def test_a_request_entered_again_while_the_case_is_open_counts_once_and_a_new_one_counts(store: MemoryStore) -> None:
    store.add(fact("request_received", "2026-10-02"), fact("request_received", "2026-10-09"), ref="entered twice")
    store.add(
        fact("request_received", "2025-03-02"),
        fact("assess_decision_notified", "2025-04-02", outcome="refuse"),
        fact("request_received", "2026-10-12"),
        ref="asked again",
    )
    assert sorted(counted(month(store), "K07")) == ["asked again", "entered twice"]


def test_last_year_is_compared_by_polarity_and_absent_where_the_record_does_not_reach(store: MemoryStore) -> None:
    plan(store, "2025-06-01", "2025-10-10")
    plan(store, "2025-01-01", "2025-10-10")
    plan(store, "2026-06-10", "2026-10-10")
    result = month(store)
    last = result.line("K02").last_year
    assert last is not None and last.value == Decimal("50.0")
    assert result.line("K02").comparison is Comparison.IMPROVED
    assert result.line("K04").comparison is Comparison.IMPROVED
    assert result.line("K07").comparison is Comparison.NONE
    earlier = month(store, date(2025, 10, 1))
    assert earlier.line("K02").last_year is None
    assert earlier.line("K02").comparison is Comparison.NONE


def test_thirteen_months_end_with_the_month_itself(store: MemoryStore) -> None:
    plan(store, "2025-12-01", "2026-02-28", ref="February")
    plan(store, "2026-07-01", "2026-10-10")
    trend = next(t for t in month(store).trends if t.code == "K21")
    assert trend.points[0].month == date(2025, 10, 1)
    assert len(trend.points) == 13
    assert [p.figure.value for p in trend.points[2:]] == [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1]
    # Before the record begins there is no figure, which is not the same as nought.
    assert [p.figure.value for p in trend.points[:2]] == [None, None]


def test_a_month_that_has_not_begun_is_refused_with_a_sentence(store: MemoryStore) -> None:
    with pytest.raises(BadInput, match=r"December 2026 has not begun"):
        month(store, date(2026, 12, 1))


def test_stop_is_heard_while_the_cases_are_read(store: MemoryStore) -> None:
    store.add(fact("request_received", "2026-10-01"))

    def stop(done: int, total: int, doing: str) -> None:
        raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        compute_monthly(desk(store), OCTOBER, stop)


def test_every_figure_is_its_list_counted(store: MemoryStore) -> None:
    """One month with something in every figure: rows and figures agree line by line."""
    for number in range(30):
        received = date.fromordinal(day("2026-04-20").toordinal() + 6 * number).isoformat()
        facts = [fact("request_received", received, source=("parent", "school", "health")[number % 3])]
        if number % 2:
            facts += [
                fact("assess_decision_notified", "2026-10-14", outcome=("assess", "refuse")[number % 4 == 3]),
                fact("advice_requested", "2026-10-15", body="psychology"),
            ]
        if number % 5 == 0:
            facts.append(fact("final_plan_sent", "2026-10-28"))
        store.add(*facts, unassigned_since=day(received))
    result = month(store)
    for line in result.lines:
        rows, inside = len(line.cases), sum(case.counted for case in line.cases)
        if line.definition.over:
            assert inside == rows == line.figure.numerator, line.code
        elif line.definition.kind.value in ("rate", "count"):
            assert (inside, rows) == (line.figure.numerator, line.figure.denominator), line.code
        elif line.definition.kind.value == "mean":
            assert rows == line.figure.denominator, line.code
            weeks = Decimal(sum(case.days or 0 for case in line.cases)) / 7
            assert line.figure.numerator is not None
            assert abs(line.figure.numerator - weeks) < Decimal("0.0001"), line.code
        if line.definition.whole:
            assert line.figure.numerator == line.figure.denominator, line.code
    assert result.line("K12").figure.value == result.flow[-1].closing
