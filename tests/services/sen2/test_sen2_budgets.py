"""A personal budget in the return is the one taken up on census day, 15 January 2026 (sen2.md 1.6, item 4.4)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.sen2 import request

PLAN = (
    ("request_received", "2024-03-04", {"source": "school"}),
    ("assess_decision_notified", "2024-04-10", {"outcome": "assess"}),
    ("final_plan_sent", "2024-07-18"),
)
PAID = ("direct_payment_started", "2024-09-02")
Told = tuple[Any, ...]


def budget(**said: str) -> Told:
    return "personal_budget", "2024-09-02", {"taken_up": "yes", "direct": "E", **said}


def taken(*facts: Told) -> str:
    return request(*PLAN, *facts)["Assessment"]["NamedPlan"]["PB"]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ((budget(),), "1"),
        ((budget(to="2026-07-31"),), "1"),
        ((budget(to="2026-01-15"),), "1"),
        ((budget(to="2026-01-14"),), "0"),
        ((PAID, budget(to="2025-07-31")), "0"),
        ((PAID, budget(taken_up="no")), "0"),
        ((PAID,), "1"),
        ((PAID, ("direct_payment_ended", "2025-07-31")), "0"),
        ((PAID, ("direct_payment_ended", "2025-07-31"), ("direct_payment_started", "2025-09-01")), "1"),
        ((PAID, ("direct_payment_ended", "2026-03-31")), "1"),
        ((), "0"),
    ],
)  # fmt: skip
def test_a_budget_counts_to_its_last_day_and_payments_only_where_no_budget_is_on_record(
    facts: tuple[Told, ...], said: str
) -> None:
    assert taken(*facts) == said


def test_what_a_budget_with_a_day_ahead_pays_for_is_told() -> None:
    plan = request(*PLAN, budget(to="2026-07-31", organised="no"))["Assessment"]["NamedPlan"]
    assert (plan["PB"], plan["OA"], plan["DP"]) == ("1", "0", "E")
