"""Reviews that fall due are counted from the plans; how many are late and how many appeals come is the service's own."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pytest

from ehcp_desk.domain.forecast.plans import (
    PlanCourse,
    PlanRates,
    add_plans,
    plan_course_of,
    rates_of,
    with_plans,
)
from ehcp_desk.domain.forecast.simulating import Runs
from ehcp_desk.domain.forecast.summing import duty_outlooks, months_ahead
from ehcp_desk.domain.forecast.values import MonthPast

TODAY = date(2026, 11, 1)
MONTHS = [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)]


def on(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def _said(kind: str) -> dict[str, str]:
    _, _, made_on = kind.partition("@")
    return {"made_on": made_on} if made_on else {"outcome": kind.partition("=")[2]}


def plan(*facts: tuple[str, str], as_at: date = TODAY) -> PlanCourse:
    said = [(re.split("[=@]", kind)[0], on(day), _said(kind)) for kind, day in facts]
    found = plan_course_of(said, as_at.toordinal())
    assert found is not None
    return found


def test_each_review_is_a_year_from_the_last_and_a_ceased_plan_has_no_more() -> None:
    one = plan(("final_plan_sent", "2024-02-29"), ("review_decision_notified=keep", "2025-03-10"))
    assert one.counted == [(on("2025-02-28"), on("2025-03-10")), (on("2026-03-10"), None)]
    gone = plan(("final_plan_sent", "2025-01-15"), ("plan_ceased", "2025-10-01"))
    assert gone.counted == []
    ceased = plan(("final_plan_sent", "2025-01-15"), ("review_decision_notified=cease", "2025-12-20"))
    assert ceased.counted == [(on("2026-01-15"), on("2025-12-20"))], "reviewed in time, and none after it"
    assert plan_course_of([("request_received", on("2026-01-01"), {})], on("2026-11-01")) is None


def test_a_plan_that_came_back_is_counted_again_by_the_later_of_two_limits() -> None:
    went = (("final_plan_sent", "2024-09-10"), ("plan_transferred_out", "2025-08-28"))
    same = plan(*went, ("plan_transferred_in", "2026-09-10"))
    assert same.counted == [(on("2026-12-10"), None)], (
        "three months from the move, and nothing fell due while it was gone"
    )
    changed = plan(*went, ("plan_transferred_in@2026-05-12", "2026-09-10"))
    assert changed.counted == [(on("2027-05-12"), None)]
    reviewed = plan(*went, ("plan_transferred_in", "2026-06-10"), ("review_decision_notified=keep", "2026-08-20"))
    assert reviewed.counted == [(on("2026-09-10"), on("2026-08-20")), (on("2027-08-20"), None)]
    missed = plan(
        ("final_plan_sent", "2024-06-10"), ("plan_transferred_out", "2025-08-28"), ("plan_transferred_in", "2026-06-10")
    )
    assert missed.counted[0] == (on("2025-06-10"), None), "it fell due while the plan was ours"


def test_a_plan_that_moved_in_and_one_made_after_one_that_ceased_have_their_reviews() -> None:
    came = plan(("plan_transferred_in@2026-05-12", "2026-09-10"))
    assert came.counted == [(on("2027-05-12"), None)]
    ours = plan(("final_plan_sent", "2026-01-12"), ("plan_transferred_in", "2026-08-31"))
    assert ours.counted == [(on("2027-01-12"), None)]
    anew = plan(("final_plan_sent", "2024-09-10"), ("plan_ceased", "2025-08-28"), ("final_plan_sent", "2026-06-10"))
    assert anew.counted == [(on("2027-06-10"), None)]


def test_an_appeal_received_and_then_registered_is_one() -> None:
    one = plan(
        ("appeal_received", "2026-02-09"), ("appeal_registered", "2026-02-16"), ("appeal_received", "2026-09-01")
    )
    assert one.appeals == [on("2026-02-09"), on("2026-09-01")]


def test_the_months_gone_by_count_what_fell_due_and_what_was_late() -> None:
    late = plan(("final_plan_sent", "2025-09-10"), ("review_decision_notified=keep", "2026-09-20"))
    good = plan(
        ("final_plan_sent", "2025-09-12"),
        ("review_decision_notified=amend", "2026-09-01"),
        ("appeal_received", "2026-09-03"),
    )
    (month,) = with_plans([MonthPast(date(2026, 9, 1), {"open": 3.0}, {})], [late, good])
    assert month.figures == {"open": 3.0, "reviews": 2, "reviews_late": 1, "appeals": 1}
    assert month.duties == {"reviews": (2, 1)}
    rates = rates_of([late, good], TODAY.toordinal())
    assert (rates.due, rates.in_time, rates.appeals) == (2, 1, 1)
    assert [a.default for a in rates.assumptions] == [False, False, False]


def runs_of(rates: PlanRates, plans: list[PlanCourse], seed: int = 1) -> Runs:
    out = Runs({}, {}, {})
    add_plans(out, plans, rates, MONTHS, 2000, seed)
    return out


def test_the_months_ahead_hold_every_due_day_and_a_share_of_them_is_late() -> None:
    plans = [plan(("final_plan_sent", f"2025-12-{day:02d}")) for day in range(1, 21)]
    out = runs_of(PlanRates(100, 60, 24, 365), plans)
    assert out.figures["reviews"][0].tolist() == [0, 20, 0] and (out.due["reviews"] == [0, 20, 0]).all()
    december = months_ahead(out, MONTHS)[1].figures
    assert december["reviews_late"].median == pytest.approx(8, abs=1) and december["appeals"].median == pytest.approx(
        2, abs=1
    )
    assert december["reviews_late"].low < 8 < december["reviews_late"].high
    assert np.array_equal(out.missed["reviews"], runs_of(PlanRates(100, 60, 24, 365), plans).missed["reviews"]), (
        "seeded"
    )
    wide = months_ahead(runs_of(PlanRates(2, 1, 24, 365), plans), MONTHS)[1].figures["reviews_late"]
    assert wide.high - wide.low > december["reviews_late"].high - december["reviews_late"].low, (
        "a short record is less sure"
    )


def test_reviews_may_be_the_first_duty_to_break() -> None:
    plans = [plan(("final_plan_sent", f"2025-12-{day:02d}")) for day in range(1, 21)]
    out = runs_of(PlanRates(100, 20, 0, 365), plans)
    quiet = np.zeros((2000, 3), dtype=int)
    for key in ("decision", "psychology", "health", "no_plan", "final"):
        out.due[key] = out.missed[key] = quiet
    past = with_plans([MonthPast(date(2026, 10, 1), {}, {})], [])
    found = {duty.key: duty for duty in duty_outlooks(out, MONTHS, past, 0.5)}
    assert found["reviews"].rule == "R_NEXT_REVIEW" and found["reviews"].month == date(2026, 12, 1)
    assert found["reviews"].first > 0.9 and found["final"].first == 0
