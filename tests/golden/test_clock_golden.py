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


def test_every_rule_has_an_example() -> None:
    shown = {rule.split(" ")[0] for _, example in EXAMPLES for rule in example["expect"]}
    assert set(LAW.ids) - shown == set()


@pytest.mark.parametrize("rule", ["A_", "R_"])
def test_the_great_families_have_at_least_ten_examples(rule: str) -> None:
    assert sum(any(name.startswith(rule) for name in example["expect"]) for _, example in EXAMPLES) >= 10
