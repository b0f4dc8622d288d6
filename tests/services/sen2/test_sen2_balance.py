"""What was live at the last census and what came and went since make what is live now, whatever part of the year it was."""

from __future__ import annotations

from dataclasses import replace

from ehcp_desk.domain.case import Child
from ehcp_desk.domain.sen2 import Counts
from ehcp_desk.services.oversight.sen2.checks.whole import Checker, not_run
from ehcp_desk.services.oversight.sen2.profiles import load_profile
from tests.support.sen2 import CHOICES, SETTINGS, FactLine, told, year_of

ASKED: FactLine = ("request_received", "2024-06-03")
CASES: tuple[tuple[FactLine, ...], ...] = (
    (ASKED, ("final_plan_sent", "2024-10-01")),
    (ASKED, ("final_plan_sent", "2024-10-01"), ("amended_plan_sent", "2025-06-02")),
    # Between 1 January and the census of 2025: in both returns, but nothing that changed since.
    (ASKED, ("final_plan_sent", "2025-01-10")),
    (ASKED, ("final_plan_sent", "2024-10-01"), ("plan_ceased", "2025-01-08", {"reason": "3"})),
    (ASKED, ("plan_transferred_in", "2025-01-09", {"from_authority": "331", "made_on": "2023-05-01"})),
    # In the year between the two.
    (ASKED, ("final_plan_sent", "2025-03-03")),
    (ASKED, ("plan_transferred_in", "2025-04-01", {"from_authority": "331", "made_on": "2023-05-01"})),
    (("plan_transferred_in", "2025-04-01", {"made_on": "2023-05-01"}), ("plan_ceased", "2025-11-03", {"reason": "3"})),
    (ASKED, ("final_plan_sent", "2024-10-01"), ("plan_ceased", "2025-09-01", {"reason": "3"})),
    # Between 1 January and the census of 2026.
    (ASKED, ("final_plan_sent", "2026-01-06")),
    (ASKED, ("final_plan_sent", "2024-10-01"), ("plan_ceased", "2026-01-07", {"reason": "3"})),
)


def checked(year: int, **choices: str) -> Checker:
    checker = Checker(load_profile(year), replace(SETTINGS, choices=CHOICES | choices))
    for number, facts in enumerate(CASES, 1):
        child = Child(number, "Sample", f"Rowan {number}", None, "F", f"P{number:012d}")
        if (person := told(*facts, child=child, year=year_of(year, **choices))) is not None:
            checker.person(person)
    return checker


def unbalanced(checker: Checker, last: Counts) -> list[str]:
    return [found.message for found in checker.whole(last) if found.rule == "D-F04"]


def test_a_record_nobody_changed_balances_from_census_to_census() -> None:
    last = checked(2025).tally.counts()
    assert (last.live_plans, checked(2026).tally.counts().live_plans) == (6, 7)
    for choice in ("first", "current", "first_if_new"):
        assert unbalanced(checked(2026, plan_start=choice), last) == []
    (said,) = unbalanced(checked(2026), replace(last, live_plans=8))
    assert "8 in the last return + 2 made + 2 transferred in - 3 ceased since 16 January 2025 is 9, not 7" in said


def test_new_plans_are_those_of_the_year_and_not_of_the_days_to_its_census() -> None:
    assert checked(2025).tally.counts().new_plans == 5
    assert checked(2026).tally.counts().new_plans == 2


def test_where_the_days_to_the_census_are_left_out_nothing_can_balance_and_it_says_so() -> None:
    last = checked(2025, after_the_year="left_out").tally.counts()
    assert unbalanced(checked(2026, after_the_year="left_out"), last) == []
    assert "after_the_year" in dict(not_run({}, last, {"after_the_year": "left_out"}))["D-F04"]
    assert "D-F04" not in dict(not_run({}, last, CHOICES))
