"""Runs the examples in the TOML files beside this one, which people who know the law can read and add to."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ehcp_desk.clock.dates import in_words
from ehcp_desk.clock.facts import check_fact
from ehcp_desk.clock.model import Deadline, Fact, State
from tests.support.clock_facts import LAW, timeline

HERE = Path(__file__).parent
WORDS = {state: state.value.replace("_", " ") for state in State}


def _examples() -> list[tuple[str, dict[str, Any]]]:
    found = []
    for path in sorted(HERE.glob("*.toml")):
        for example in tomllib.loads(path.read_text(encoding="utf-8"))["example"]:
            found.append((f"{path.stem}: {example['name']}", example))
    return found


EXAMPLES = _examples()
# One file a family; how the ids of its rules begin.
FAMILIES: dict[str, tuple[str, ...]] = {
    "assessment": ("A_", "O_"), "reviews": ("R_",), "transfers": ("P_",), "reassessment": ("RA_",), "ceasing": ("C_",),
    "moves": ("D_",), "mediation": ("M_",), "appeals": ("T_APPEAL_", "T_RESPONSE"), "orders": ("T_ORD_",),
    "unopposed": ("T_UNOPP_", "T_REC_"), "related": ("G_",),
}  # fmt: skip


def _fact(row: dict[str, Any]) -> Fact:
    attrs = {name: value for name, value in row.items() if name not in ("fact", "on")}
    fact = Fact(row["fact"], row["on"], attrs)
    check_fact(fact)
    return fact


def _said(deadline: Deadline) -> str:
    days = "" if deadline.state is State.ENDED else f" {deadline.days}"
    return f"{in_words(deadline.due)}: {WORDS[deadline.state]}{days}"


@pytest.mark.parametrize(("name", "example"), EXAMPLES, ids=[name for name, _ in EXAMPLES])
def test_the_clock_says_what_the_example_says(name: str, example: dict[str, Any]) -> None:
    assert example["source"] and isinstance(example["as_at"], date)
    found = timeline(example["as_at"], *map(_fact, example["facts"]))
    told = {" ".join(filter(None, (d.rule, d.subject))): _said(d) for d in found.deadlines}
    assert {rule: told.get(rule) for rule in example["expect"]} == example["expect"]
    for words in example.get("warns", ()):
        assert any(words in warning for warning in found.warnings), found.warnings
    if "warns" not in example:
        assert not [warning for warning in found.warnings if "refused" in warning or "cannot be" in warning]


def _limb(expected: str) -> tuple[str, str]:
    """The rule and limb of a line such as ``P_LATEST_MEETING school``; what follows a rule without limbs is whom it is
    about."""
    rule, _, rest = expected.partition(" ")
    return rule, rest if rest in {version.limb for version in LAW.versions(rule)} else ""


def test_every_limb_of_every_rule_has_an_example_with_a_date() -> None:
    shown = {_limb(line) for _, example in EXAMPLES for line in example["expect"]}
    assert {(rule.id, rule.limb) for rule in LAW.rules} - shown == set()


def test_every_rule_belongs_to_one_family() -> None:
    for rule in LAW.ids:
        assert sum(rule.startswith(starts) for starts in FAMILIES.values()) == 1, rule
    assert FAMILIES.keys() == {path.stem for path in HERE.glob("*.toml")}


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_has_at_least_ten_examples_of_its_own(family: str) -> None:
    named = [example for name, example in EXAMPLES if name.startswith(f"{family}: ")]
    for example in named:
        assert any(line.startswith(FAMILIES[family]) for line in example["expect"]), example["name"]
    assert len({example["name"] for example in named}) == len(named) >= 10


def test_an_expectation_the_clock_does_not_meet_fails() -> None:
    name, example = EXAMPLES[0]
    rule, said = next(iter(example["expect"].items()))
    with pytest.raises(AssertionError):
        test_the_clock_says_what_the_example_says(name, {**example, "expect": {rule: f"{said}0"}})
