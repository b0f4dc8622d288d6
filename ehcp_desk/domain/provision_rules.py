"""The plain rules of the wording check, read strictly from data: whatever is wrong is named with its file and phrase."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Any

from ehcp_desk.clock.reading import Place, RuleError
from ehcp_desk.domain.provision_phrases import ANY, MOST_WORDS, SLOTS, Phrases, words_of

MARKERS, VAGUE = "markers.toml", "vague.toml"
SIZE, COMPLETE = "size", "complete"
_SLOT = re.compile(r"\{(\w+)\}")
_MAYBE = re.compile(r"\(([^()]*)\)")


class Aspect(StrEnum):
    """What provision has to say, as the contract writes it."""

    WHO = "who"
    OFTEN = "how often"
    LONG = "how long"


_ASPECTS = tuple(aspect.value for aspect in Aspect)


class Sign(StrEnum):
    """What a phrase is a sign of; the values are the tables of the rule files."""

    WHO = "who"
    OFTEN = "how_often"
    LONG = "how_long"
    THROUGHOUT = "throughout"
    SIZE = "size"
    HIDDEN = "hidden"
    NOT_WHO = "not_who"
    PROVISION = "provision"
    NEED = "need"
    OUTCOME = "outcome"
    HEADING = "heading"
    ASIDE = "aside"
    VAGUE = "vague"


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One entry of a rule file: what its phrases are a sign of.

    ``aspects`` are what a vague word leaves open, or what a kind of provision needs.  ``unless`` is what silences a
    vague word: aspects, ``size`` or ``complete``; None where nothing does.  One that is judged
    ``apart`` does not share what is said before the "and" it follows.
    """

    sign: Sign
    why: str = ""
    aspects: tuple[Aspect, ...] = ()
    unless: frozenset[str] | None = None
    apart: bool = False


@dataclass(frozen=True, slots=True)
class WordingRules:
    """Every phrase with its rule, and the words that count as a number."""

    phrases: Phrases[Rule]
    numbers: frozenset[str]


@lru_cache(maxsize=1)
def load_wording_rules() -> WordingRules:
    """The rules that ship with the program; read once.  Raises RuleError where a file is wrong."""
    room = files("ehcp_desk.rules.wording")
    return read_wording_rules(*(room.joinpath(name).read_text(encoding="utf-8") for name in (MARKERS, VAGUE)))


def read_wording_rules(markers: str, vague: str) -> WordingRules:
    """Rules from the text of the two files.  Raises RuleError for the first thing that is wrong."""
    table, place = _parse(MARKERS, markers), Place(MARKERS)
    signs = [sign for sign in Sign if sign is not Sign.VAGUE]
    tables = ["lists", *(sign.value for sign in signs)]
    body = place.table(table, set(tables), needed=tables)
    lists = _Lists(body["lists"])
    book: Phrases[Rule] = Phrases(lists.named)
    for sign in signs:
        entries = place.items(body, sign) if sign is Sign.PROVISION else [body[sign]]
        for entry in entries:
            known = {"phrases", "needs"} if sign is Sign.PROVISION else {"phrases"}
            row = place.table(entry, known, needed=sorted(known))
            _put(book, lists, Place(MARKERS, sign), row, Rule(sign, aspects=_aspects(place, row, "needs")))
    place = Place(VAGUE)
    for entry in place.items(place.table(_parse(VAGUE, vague), {"vague"}, needed=("vague",)), "vague"):
        _put(book, lists, *_vague(entry))
    return WordingRules(book, lists.numbers)


def _vague(entry: Any) -> tuple[Place, Mapping[str, Any], Rule]:
    phrases = entry.get("phrases") if isinstance(entry, Mapping) else None
    place = Place(VAGUE, str(phrases[0]) if isinstance(phrases, list) and phrases else "without phrases")
    row = place.table(entry, {"phrases", "why", "open", "unless", "apart"}, needed=("phrases", "why"))
    why = place.text(row, "why")
    if not why.endswith("."):
        raise place.wrong("'why' must be a sentence with a full stop")
    unless = place.words(row, "unless")
    for word in unless:
        if word not in {*_ASPECTS, SIZE, COMPLETE}:
            raise place.unknown("word in 'unless'", word, (*_ASPECTS, SIZE, COMPLETE))
    rule = Rule(
        Sign.VAGUE,
        why,
        _aspects(place, row, "open"),
        frozenset(unless) if unless else None,
        place.flag(row, "apart"),
    )
    return place, row, rule


def _aspects(place: Place, row: Mapping[str, Any], key: str) -> tuple[Aspect, ...]:
    words = place.words(row, key)
    for word in words:
        if word not in _ASPECTS:
            raise place.unknown(f"word in {key!r}", word, _ASPECTS)
    return tuple(aspect for aspect in Aspect if aspect in words)


def _put(book: Phrases[Rule], lists: _Lists, place: Place, row: Mapping[str, Any], rule: Rule) -> None:
    phrases = place.words(row, "phrases")
    if not phrases:
        raise place.wrong("'phrases' is empty")
    for phrase in phrases:
        for form in lists.forms_of(phrase, place):
            book.add(form, rule)


def _parse(name: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise RuleError(f"{name} is not sound TOML: {problem}") from None


class _Lists:
    """The lists a phrase may name."""

    def __init__(self, given: Any) -> None:
        place = Place(MARKERS, "lists")
        self.named: dict[str, Phrases[str]] = {}
        self.numbers: frozenset[str] = frozenset()
        table = place.table(given, set(given) if isinstance(given, Mapping) else set(), needed=("number",))
        for name in table:
            self.named[name] = Phrases()
            for phrase in place.words(table, name):
                for form in self.forms_of(phrase, place, within=name):
                    self.named[name].add(form, name)
        self.numbers = frozenset(place.words(table, "number"))

    def forms_of(self, phrase: str, place: Place, within: str = "") -> Iterator[tuple[str, ...]]:
        """A phrase in all its forms, each as words.  Raises RuleError where it cannot be used."""
        for name in _SLOT.findall(phrase):
            if f"{{{name}}}" not in SLOTS and (within or name not in self.named):
                raise place.unknown(f"list in the phrase {phrase!r}", name, (*self.named, "n", "any"))
        for written in _maybe(phrase):
            words = tuple(_words(written))
            if not words or len(words) > MOST_WORDS or words[0] == ANY:
                raise place.wrong(
                    f"the phrase {phrase!r} is empty, begins with {{any}} or has more than {MOST_WORDS} words"
                )
            yield words


def _maybe(phrase: str) -> list[str]:
    """A phrase with and without each part in brackets."""
    found = _MAYBE.search(phrase)
    if found is None:
        return [phrase]
    before, after = phrase[: found.start()], phrase[found.end() :]
    return [*_maybe(before + found[1] + after), *_maybe(before + after)]


def _words(form: str) -> Sequence[str]:
    """The words of a phrase as a line's are cut, with its slots kept."""
    made: list[str] = []
    for part in re.split(r"(\{\w+\}|(?<!\S)'s?(?!\S))", form):
        made += [part] if part.startswith("{") or part in ("'s", "'") else [word.text for word in words_of(part)]
    return made
