"""How often the wording check is right, on three sets of labelled lines; a change that makes it worse fails here.

``dev`` was tuned on; ``held_out`` was written before tuning and ``fresh`` after it, both before the rules saw them.  What
each gave when it was first read is in ``docs/decisions/wording.md``.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ehcp_desk.domain.provision_rules import Aspect
from ehcp_desk.domain.provision_wording import Flag, check_line

FOLDER = Path(__file__).parent.parent / "data" / "wording"
SETS = ("dev", "held_out", "fresh")
ASPECTS = {"who": Aspect.WHO, "often": Aspect.OFTEN, "long": Aspect.LONG}


def labelled(name: str) -> dict[str, list[Any]]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def text_of(entry: Any) -> str:
    return entry if isinstance(entry, str) else str(entry[0])


@dataclass(frozen=True)
class Score:
    """Lines flagged that should be, that should not be, and lines missed."""

    right: int
    wrong: list[str]
    missed: list[str]

    @property
    def precision(self) -> float:
        return self.right / (self.right + len(self.wrong))

    @property
    def recall(self) -> float:
        return self.right / (self.right + len(self.missed))


def score(name: str) -> Score:
    right, wrong, missed = 0, [], []
    for kind, entries in labelled(name).items():
        for text in map(text_of, entries):
            flagged = bool(check_line(text))
            if kind == "clear":
                wrong += [text] if flagged else []
            elif flagged:
                right += 1
            else:
                missed.append(text)
    return Score(right, wrong, missed)


@pytest.mark.parametrize("name", SETS)
def test_vague_lines_are_found_and_good_lines_left_alone(name: str) -> None:
    found = score(name)
    assert found.precision >= 0.98, found.wrong
    assert found.recall >= 0.98, found.missed


@pytest.mark.parametrize("name", SETS)
def test_the_words_a_reader_would_ring_are_the_words_flagged(name: str) -> None:
    wanted, missed = 0, []
    for text, words, _missing in labelled(name)["vague"]:
        flags = check_line(text)
        for phrase in words.split("|"):
            at = text.index(phrase)
            wanted += 1
            if not any(flag.start < at + len(phrase) and at < flag.end for flag in flags):
                missed.append((text, phrase))
    assert 1 - len(missed) / wanted >= 0.9, missed


@pytest.mark.parametrize("name", SETS)
def test_what_is_missing_is_what_a_reader_would_miss(name: str) -> None:
    """Who, how often and how long are judgements: nine in ten of those named are right, and nine in ten are named."""
    both = named = wanted = 0
    for text, _words, missing in labelled(name)["vague"]:
        expected = {ASPECTS[word] for word in missing.split()}
        found = {aspect for flag in check_line(text) for aspect in flag.missing}
        both, named, wanted = both + len(expected & found), named + len(found), wanted + len(expected)
    assert both / named >= 0.87
    assert both / wanted >= 0.9


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize(("kind", "words"), [("need", "states a need"), ("outcome", "states an outcome")])
def test_a_need_or_an_outcome_alone_is_called_one(name: str, kind: str, words: str) -> None:
    entries = labelled(name)[kind]
    called = [text for text, _phrase in entries if words in " ".join(flag.why for flag in check_line(text))]
    assert len(called) / len(entries) >= 0.85, {text for text, _phrase in entries} - set(called)


@pytest.mark.parametrize("name", SETS)
def test_every_flag_quotes_its_line_and_says_why_in_one_sentence(name: str) -> None:
    def sound(text: str, flag: Flag) -> bool:
        return text[flag.start : flag.end] == flag.words != "" and flag.why.endswith(".") and flag.why.count(". ") == 0

    entries = [text_of(entry) for entries in labelled(name).values() for entry in entries]
    assert [text for text in entries if not all(sound(text, flag) for flag in check_line(text))] == []


def test_there_are_enough_lines_and_none_twice() -> None:
    lines = [text_of(e) for name in SETS for entries in labelled(name).values() for e in entries]
    assert len(lines) == len(set(lines)) >= 400
