"""Every time limit has a worked example of its own, and it counts as the table of the tests counts."""

from __future__ import annotations

from datetime import date

import pytest
from dateutil.relativedelta import relativedelta

from ehcp_desk.clock.dates import with_weekday
from ehcp_desk.clock.rules import Rule
from ehcp_desk.services.oversight.law_view import example
from tests.support.clock_facts import LAW
from tests.support.clock_rules import ROWS


@pytest.mark.parametrize("day", [date(2026, 10, 30), date(2024, 2, 29), date(2027, 7, 31), date(2025, 12, 31)], ids=str)
@pytest.mark.parametrize("rule", LAW.rules, ids=lambda rule: f"{rule.id} {rule.limb}".strip())
def test_every_limb_of_every_limit_has_its_own_example(rule: Rule, day: date) -> None:
    row = next(row for row in ROWS if (row.rule, row.limb) == (rule.id, rule.limb))
    counted_from = day - relativedelta(months=1) if rule.count_from else day
    told = " ".join(example(LAW, rule, day))
    assert with_weekday(counted_from) in told
    assert with_weekday(row.count(counted_from)) in told
