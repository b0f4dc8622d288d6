"""Every time limit has a worked example of its own, and it counts as the table of the tests counts."""

from __future__ import annotations

from datetime import date

import pytest
from dateutil.relativedelta import relativedelta

from ehcp_desk.clock.changing import lay_over
from ehcp_desk.clock.dates import with_weekday
from ehcp_desk.clock.rules import Rule
from ehcp_desk.services.oversight.law_view import example, rule_words
from tests.clock.test_clock_changing import final_plan
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


def test_an_example_starts_on_a_day_on_which_its_version_was_in_force() -> None:
    shipped = final_plan()
    until = shipped.replace("in_force = 2014-09-01", "in_force = 2026-11-01\nuntil = 2026-12-01").replace(
        "weeks = 20", "weeks = 18"
    )
    after = shipped.replace("in_force = 2014-09-01", "in_force = 2026-12-01").replace("weeks = 20", "weeks = 16")
    law = lay_over(LAW, "two.toml", until + after)
    told = [rule_words(law, rule, date(2026, 11, 20)) for rule in law.versions("A_FINAL_PLAN")]
    assert [(one.example[0].split(" (")[0], one.example[1][:15]) for one in told] == [
        ("Request received on Saturday 31 October 2026", "Within 20 weeks"),
        ("Request received on Friday 20 November 2026", "Within 18 weeks"),
        ("Request received on Tuesday 1 December 2026", "Within 16 weeks"),
    ]
