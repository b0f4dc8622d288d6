"""Rules of SEN2 at their edges: the last day, value or year that is right, and the first that is not."""

from __future__ import annotations

from typing import Any

import pytest

from ehcp_desk.domain.sen2 import Node, Person
from ehcp_desk.services.oversight.sen2.checks.whole import Checker
from ehcp_desk.services.oversight.sen2.profiles import load_profile
from ehcp_desk.services.oversight.sen2.returning import header_of
from tests.support.records import NOW
from tests.support.sen2 import SETTINGS, at, changed

R = ("Requests", 0)
A = (*R, "Assessment")
N = (*A, "NamedPlan")
D = (*N, "PlanDetail", 0)
V = (*R, "ActivePlans")
P = (*V, "PlacementDetail", 0)
Where = tuple[str | int, ...]


def rules(*nodes: Node, year: int = 2026) -> set[str]:
    checker = Checker(load_profile(year), SETTINGS)
    return {f.rule for node in nodes for f in checker.person(Person(node, ("SEN/1", "SEN/2"), (1, 2)))}


def with_values(where: Where, **values: Any) -> Node:
    """The sound Person with values put, or taken out where None."""
    node = changed(lambda n: at(n, *where).update(values))
    held = at(node, *where)
    for tag in [tag for tag, value in values.items() if value is None]:
        del held[tag]
    return node


EDGES: tuple[tuple[str, int, Where, dict[str, Any], bool], ...] = (
    # Live plans end with the school year in which a person turns 25: 24 on 31 August is the last age.
    ("D-P05", 2026, (), {"PersonBirthDate": "2000-09-01"}, False),
    ("D-P05", 2026, (), {"PersonBirthDate": "2000-08-31"}, True),
    ("D-R04", 2026, R, {"RequestSource": "12"}, True), ("D-R04", 2026, R, {"RequestSource": "5"}, False),
    ("D-R04", 2025, R, {"RequestSource": "9"}, True), ("D-R04", 2025, R, {"RequestSource": None}, False),
    ("D-R13", 2026, R, {"RequestOutcomeDate": "2025-04-14"}, False),
    ("D-R13", 2026, R, {"RequestOutcomeDate": "2025-04-15"}, True),
    ("D-A08", 2026, A, {"AssessmentOutcome": "H", "AssessmentOutcomeDate": "2025-01-01",
                        "NamedPlan": {"StartDate": "2024-12-31"}}, True),
    ("D-A08", 2026, A, {"AssessmentOutcome": "H", "AssessmentOutcomeDate": "2024-12-31",
                        "NamedPlan": {"StartDate": "2024-12-31"}}, False),
    ("D-A12", 2026, A, {"AssessmentOutcome": "H", "OtherTribunal": "7"}, True),
    ("D-A12", 2026, A, {"AssessmentOutcome": "H", "OtherTribunal": None}, False),
    # 2024 had 366 days: the corresponding day is two years, the day after is more.
    ("D-A19", 2026, R, {"ReceivedDate": "2023-07-18"}, False), ("D-A19", 2026, R, {"ReceivedDate": "2023-07-17"}, True),
    ("D-V12", 2026, P, {"LeavingDate": "2026-01-15"}, False), ("D-V12", 2026, P, {"LeavingDate": "2026-01-14"}, True),
    # The outcome of a review was voluntary in 2024.
    ("D-V28", 2024, V, {"ReviewMeeting": "2023-12-01", "LastReview": "2023-12-20"}, False),
    ("D-V28", 2024, V, {"ReviewOutcome": "X"}, True), ("D-V28", 2025, V, {"LastReview": "2024-12-20"}, True),
)  # fmt: skip


@pytest.mark.parametrize(("rule", "year", "where", "values", "found"), EDGES)
def test_a_rule_answers_from_its_edge_and_not_before(
    rule: str, year: int, where: Where, values: dict[str, Any], found: bool
) -> None:
    assert (rule in rules(with_values(where, **values), year=year)) is found


def test_two_of_one_name_and_number_are_one_number_twice_and_not_two_children() -> None:
    assert rules(changed(), changed()) == {"D-P14"}
    assert rules(changed(), with_values((), UPN=None, UniqueLearnerNumber="9276308686")) == {"D-P23"}


@pytest.mark.parametrize(("where", "tag", "rule"), [(N, "PlanDetail", "D-N16"), (V, "SENneed", "D-V22")])
def test_ranks_that_are_missing_are_not_ranks_that_are_shared(where: Where, tag: str, rule: str) -> None:
    two = [{"URN": f"10000{n}", "SENunitIndicator": "0", "ResourcedProvisionIndicator": "0"} for n in (1, 2)]
    if tag == "SENneed":
        two = [{"SENtype": "ASD"}, {"SENtype": "HI"}]
    assert rules(with_values(where, **{tag: two})) == {rule}


@pytest.mark.parametrize(
    ("rule", "year", "tag", "value"),
    [
        ("D-H05", 2026, "LEA", "331"), ("D-H07", 2026, "SerialNo", "²²²"), ("D-H08", 2026, "DateTime", "2026-02-30T09:30:00"),
        ("D-H08", 2026, "DateTime", "nineteen characters"), ("D-H11", 2025, "DSCO", "X"), ("D-H11", 2024, "DSCO", "Y"),
    ],
)  # fmt: skip
def test_the_header_at_its_edges(rule: str, year: int, tag: str, value: str) -> None:
    profile = load_profile(year)
    header, checker = header_of(profile, SETTINGS, NOW), Checker(profile, SETTINGS)
    assert checker.header(header) == []
    header["Source"][tag] = value
    assert {f.rule for f in checker.header(header)} == {rule}


def test_the_social_care_officer_may_be_left_out_in_2025() -> None:
    profile = load_profile(2025)
    header = header_of(profile, SETTINGS, NOW)
    header["Source"].pop("DSCO", None)
    assert Checker(profile, SETTINGS).header(header) == []
