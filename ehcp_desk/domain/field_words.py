"""The field's own words in plain English: what people ask when they see one for the first time."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TypeVar

from ehcp_desk.clock.reading import Place

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FieldWord:
    """A word, what else people call it, what it means, and where the law uses it (empty where only practice does)."""

    word: str
    also: tuple[str, ...]
    means: str
    source: str


@lru_cache(maxsize=1)
def field_words() -> tuple[FieldWord, ...]:
    """The words that ship with the program, in the order of a case's life.  Raises RuleError where the file is wrong."""
    text = files("ehcp_desk.rules.words").joinpath("words.toml").read_text(encoding="utf-8")
    place = Place("words.toml")
    keys = ("word", "also", "means", "source")
    rows = (place.table(entry, set(keys), needed=keys[:3]) for entry in place.items(tomllib.loads(text), "word"))
    return tuple(
        FieldWord(place.text(row, "word"), tuple(place.words(row, "also")), place.text(row, "means"), row["source"])
        for row in rows
    )


def words_matching(typed: str) -> list[FieldWord]:
    """The words that what was typed could mean, best first; every word where nothing was typed."""
    return ranked(typed, ((word, (word.word, *word.also)) for word in field_words()))


def ranked(typed: str, things: Iterable[tuple[T, Sequence[str]]]) -> list[T]:
    """Things of which one name holds every typed word, best first: the whole name, its beginning, a word's beginning.

    The first name of a thing counts before its others.  Things that fit equally well keep their order.
    """
    wanted = typed.casefold().split()
    found: list[tuple[tuple[int, int], T]] = []
    for thing, names in things:
        fits = [(_fit(wanted, name.casefold()), place > 0) for place, name in enumerate(names)]
        best = min((fit for fit in fits if fit[0] < _NO_FIT), default=None)
        if best is not None:
            found.append(((best[0], int(best[1])), thing))
    return [thing for _rank, thing in sorted(found, key=lambda pair: pair[0])]


_NO_FIT = 4


def _fit(wanted: list[str], name: str) -> int:
    whole = " ".join(wanted)
    if not all(word in name for word in wanted):
        return _NO_FIT
    if name == whole:
        return 0
    if name.startswith(whole):
        return 1
    return 2 if all(f" {word}" in f" {name}" for word in wanted) else 3
