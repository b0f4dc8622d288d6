"""Whatever is of one team's cases alone says so: on screen, as JSON and on every page printed; nothing else speaks of a team."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import pytest

from ehcp_desk.cli.main import build_parser
from tests.cli.conftest import Desk

TEAM, SAID = "North", "Cases of the team North only."
ASKED: tuple[tuple[str, ...], ...] = (
    ("actions",), ("appeals",), ("drafts",), ("drafts", "issued"), ("list", "plans_by_need"), ("list", "at_risk"), ("notes",),
    ("pack", "clinic"), ("pack", "escalation"), ("pack", "monday"), ("reviews",), ("reviews", "decision"), ("transfers",),
)  # fmt: skip
GIVEN_A_TEAM = {("reassign",), ("staff", "add"), ("staff", "change")}
"""They put cases or a person in a team."""
TITLED = ("pack", "clinic"), ("pack", "monday"), ("pack", "escalation")
"""Packs answer with the title of their paper and no figure."""


def commands(parser: argparse.ArgumentParser, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command that takes a team."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, one in action.choices.items():
                yield from commands(one, (*before, name))
        elif "--team" in action.option_strings:
            yield before


def test_no_command_that_takes_a_team_is_forgotten_here() -> None:
    asked = {words[: len(one)] for one in commands(build_parser()) for words in ASKED}
    assert set(commands(build_parser())) - GIVEN_A_TEAM <= asked


@pytest.mark.parametrize("words", ASKED, ids=" ".join)
def test_what_is_of_one_team_says_so_wherever_it_is_read(demo: Desk, tmp_path: Path, words: tuple[str, ...]) -> None:
    pdf, twin = tmp_path / "one.pdf", tmp_path / "one.html"
    files = ("--out", str(pdf), "--html", str(twin))
    shown = demo(*words, "--team", "north", *files)
    assert shown.code == 0 and (f", {TEAM}: " if words in TITLED else SAID) in shown.out
    paper = twin.read_text(encoding="utf-8")
    assert f", {TEAM}</h1>" in paper and SAID in paper
    assert demo(*words, "--team", "north", *files, "--json").json["team"] == TEAM
    whole = demo(*words, *files)
    assert whole.code == 0 and "Cases of the team" not in whole.out + twin.read_text(encoding="utf-8")
    assert demo(*words, *files, "--json").json["team"] is None


def test_a_pack_of_one_case_is_of_no_team(demo: Desk, tmp_path: Path) -> None:
    answer = demo("pack", "escalation", "SEN/26-1", "--team", TEAM, "--out", str(tmp_path / "one.pdf"))
    assert answer.code == 2 and "leave --team out" in answer.err


@pytest.mark.parametrize("words", [("plans_by_need", "--publish"), ("groups",)], ids=" ".join)
def test_numbers_without_small_ones_are_not_given_of_one_team(
    demo: Desk, tmp_path: Path, words: tuple[str, ...]
) -> None:
    pdf = tmp_path / "one.pdf"
    answer = demo("list", *words, "--team", TEAM, "--out", str(pdf))
    assert answer.code == 2 and not pdf.exists()
    assert answer.err.strip().endswith("without small numbers is of the whole council: what is left out of one team could be "
                                       "worked out from the others; leave --team out.")  # fmt: skip
