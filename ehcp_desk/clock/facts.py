"""Checking a fact against the vocabulary, with a sentence a person can act on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from ehcp_desk.clock.dates import in_words, read_iso
from ehcp_desk.clock.model import Fact
from ehcp_desk.clock.vocabulary import FACT_KINDS, Attr, AttrType, FactKind, Family

__all__ = [
    "FACT_KINDS", "Attr", "AttrType", "BadFact", "FactKind", "Family", "check_attrs", "check_fact", "did_you_mean", "kind_of",
]  # fmt: skip
_NUMBER = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,2})?")


class BadFact(ValueError):
    """A fact that the vocabulary does not allow; the message is one sentence fit to show."""


def kind_of(kind: str) -> FactKind:
    """The kind of fact with this id.  Raises BadFact for an unknown one."""
    found = FACT_KINDS.get(kind)
    if found is None:
        raise BadFact(f"There is no fact called {kind!r}{did_you_mean(kind, FACT_KINDS)}.")
    return found


def check_fact(fact: Fact) -> FactKind:
    """The kind of a sound fact.  Raises BadFact for an unknown kind, attribute or value, or one that is missing."""
    kind = kind_of(fact.kind)
    check_attrs(kind.id, kind.attrs, fact.attrs)
    return kind


def check_attrs(kind: str, attrs: Mapping[str, Attr], given: Mapping[str, str]) -> None:
    """Check what a fact of ``kind`` says besides its day.  Raises BadFact as :func:`check_fact` does."""
    for name in given:
        if name not in attrs:
            raise BadFact(f"{kind} has no attribute {name!r}{did_you_mean(name, attrs)}.")
    for attr in attrs.values():
        _check_value(kind, attr, given)


def label(fact: Fact) -> str:
    """The fact as a short phrase: ``Final plan sent on 3 March 2026``."""
    kind = FACT_KINDS.get(fact.kind)
    return f"{kind.title if kind else fact.kind} on {in_words(fact.on)}"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``; did you mean 'x'?`` where something known is close, else nothing."""
    close = get_close_matches(word, list(known), n=1)
    return f"; did you mean {close[0]!r}" if close else ""


def _check_value(kind: str, attr: Attr, given: Mapping[str, str]) -> None:
    value = given.get(attr.name)
    if not value:
        if attr.required:
            raise BadFact(f"{kind} must say {attr.name!r}{_allowed(attr)}.")
        return
    if attr.type is AttrType.CHOICE and value not in attr.values:
        raise BadFact(f"{kind} cannot have {attr.name} {value!r}{_allowed(attr)}.")
    if attr.type is AttrType.NUMBER and not _NUMBER.fullmatch(value):
        raise BadFact(f"{kind} needs a plain number for {attr.name!r}, such as 35 or 2.5, not {value!r}.")
    if attr.type is AttrType.ENTRY and not (value.isascii() and value.isdigit()):
        raise BadFact(f"{kind} needs the number of an entry for {attr.name!r}, not {value!r}.")
    if attr.type is AttrType.DATE:
        try:
            read_iso(value)
        except ValueError as problem:
            raise BadFact(f"The {attr.name!r} date of {kind} is wrong: {problem}") from None


def _allowed(attr: Attr) -> str:
    return f" ({' | '.join(attr.values)})" if attr.type is AttrType.CHOICE else ""
