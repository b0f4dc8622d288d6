"""One duty has one name: in a list, on the case, in its proof and on paper; a list only leaves out what stands in brackets."""

from __future__ import annotations

import pytest

from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.duties import duty_about, short_duty

RULES = [(rule.id, rule.duty) for rule in Ruleset.load().rules]


@pytest.mark.parametrize(("rule", "duty"), RULES)
def test_a_list_says_the_duty_as_the_case_says_it(rule: str, duty: str) -> None:
    said, listed = duty_about(rule, duty, ""), short_duty(rule, duty)
    assert said == listed or said.startswith(f"{listed} ("), f"{rule}: {said} on the case, {listed} in a list"


def test_the_names_are_the_ones_people_use() -> None:
    named = {rule: duty_about(rule, duty, "") for rule, duty in RULES}
    assert named["A_DECIDE_ASSESS"] == "Decide whether to assess"
    assert named["A_DECIDE_NOT_ISSUE"] == "Decide on a plan"  # it falls whether there will be a plan or none
    assert named["A_DRAFT_TARGET"] == "Serve the draft plan"  # that it is a planning date stands beside it
    assert named["A_FINAL_PLAN"] == "Send the final plan"


def test_two_limits_of_one_case_are_told_apart() -> None:
    """What stands in brackets stays where there is room: the two months to appeal are not the month of a certificate."""
    appeals = {duty_about(rule, duty, "") for rule, duty in RULES if duty.startswith("Appeal (")}
    assert appeals == {"Appeal (two months from the decision)", "Appeal (one month from the certificate)"}


def test_a_day_set_by_somebody_else_is_said_as_that() -> None:
    assert duty_about("M_OTHER", "Do what was agreed at mediation", "agreed") == (
        "Do what was agreed at mediation, by the day agreed"
    )
    assert duty_about("T_ORD", "Send the plan ordered", "directed") == "Send the plan ordered, by the Tribunal’s day"
