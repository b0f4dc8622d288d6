"""The demo sends plans in the summer too: no month lies between the older plans and those counted one by one."""

from __future__ import annotations

from datetime import date

import pytest

from ehcp_desk.services.upkeep.authority.composition import first_counted
from ehcp_desk.services.upkeep.authority.days import add_months
from tests.services.demo.conftest import Tell


@pytest.mark.parametrize("day", [date(2026, 10, 1), date(2026, 11, 22), date(2026, 12, 31)])
@pytest.mark.parametrize("seed", [1, 7])
def test_every_month_before_those_counted_one_by_one_has_plans(tell: Tell, day: date, seed: int) -> None:
    _, cases = tell(1500, day, seed)
    sent = [fact.on for case in cases for fact, _, _ in case.facts if fact.kind == "final_plan_sent"]
    counted = first_counted(day)
    for back in range(1, 7):
        month = add_months(counted, -back)
        assert sum(month <= on < add_months(month, 1) for on in sent) >= 3, month
