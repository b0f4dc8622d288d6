"""Which children on the record are likely the same one: the same number, or names and births that are alike.

A likeness is never acted on by itself: a person says "the same child" or "another child", and the reason is kept.
Names are compared folded and in any order ("Zoë Çelik" and "Celik Zoe"); births one slip apart (a figure mistyped,
two figures or the day and the month swapped) count as alike only where the name is the same.  Names that only sound
alike are possible, never more: twins are often named so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import combinations
from typing import Protocol

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, JaroWinkler

from ehcp_desk.domain.case import Child
from ehcp_desk.domain.identifiers import plain_identifier

CERTAIN, LIKELY, POSSIBLE = 100, 80, 60
ALIKE = 80
"""Of 100: two spellings of one name score more, two names of siblings mostly less."""
ALIKE_FROM_THE_FRONT = 0.88
"""The same for names that begin alike and end otherwise: Maisie and Maisy, but not Anna and Anya."""
SAME_BIRTH, SLIP_APART = "same date of birth", "dates of birth one slip apart"
NUMBERS = {"upn": "UPN", "uln": "ULN", "nhs": "NHS number"}


class Named(Protocol):
    """Whoever can be compared: a child on record, or who a row of a file says it is about."""

    @property
    def surname(self) -> str:
        """The surname."""

    @property
    def forenames(self) -> str:
        """The first names."""

    @property
    def known_as(self) -> str:
        """The name the child goes by; empty where it is no other."""

    @property
    def born(self) -> date | None:
        """The date of birth."""

    @property
    def upn(self) -> str:
        """The unique pupil number."""

    @property
    def uln(self) -> str:
        """The unique learner number."""

    @property
    def nhs(self) -> str:
        """The NHS number."""


@dataclass(frozen=True, slots=True)
class Likely:
    """Two children and why they may be one: ``score`` is CERTAIN, LIKELY or POSSIBLE."""

    one: Child
    other: Child
    score: int
    why: tuple[str, ...]


def likeness(one: Named, other: Named, births: str | None = None) -> tuple[int, tuple[str, ...]]:
    """How likely two entries are one child, and why; (0, ()) where nothing says so.

    ``births`` is what is said of their births (``SAME_BIRTH``, ``SLIP_APART``), where whoever asks knows it already.
    """
    if births is None:
        births = _births(one.born, other.born)
    numbers = []
    if one.upn and other.upn and _same_number(one.upn, other.upn):
        numbers.append(NUMBERS["upn"])
    if one.uln and other.uln and _same_number(one.uln, other.uln):
        numbers.append(NUMBERS["uln"])
    if one.nhs and other.nhs and _same_number(one.nhs, other.nhs):
        numbers.append(NUMBERS["nhs"])
    if not numbers and not births:
        return 0, ()
    same_name, alike_name = _names(
        one.surname, one.forenames, one.known_as, other.surname, other.forenames, other.known_as
    )
    named = ("same name",) if same_name else ("names alike",) if alike_name else ()
    if numbers:
        why = (*[f"same {words}" for words in numbers], *named, *((births,) if births else ()))
        return (CERTAIN if alike_name or births == SAME_BIRTH else POSSIBLE), why
    if alike_name and births == SAME_BIRTH:
        return (CERTAIN if same_name else LIKELY), (*named, births)
    if same_name:
        return POSSIBLE, (*named, births)
    if births == SAME_BIRTH and _sound_alike(one, other):
        return POSSIBLE, ("names that sound alike", births)
    return 0, ()


def likely_same(child: Child, among: Iterable[Child]) -> tuple[Likely, ...]:
    """Those among some children who may be this one, the likeliest first."""
    scored = [(other, *likeness(child, other)) for other in among if other.id != child.id or child.id == 0]
    found = [Likely(child, other, score, why) for other, score, why in scored if score]
    return tuple(sorted(found, key=lambda hit: (-hit.score, hit.other.id)))


def duplicates(children: Sequence[Child], progress: Callable[[int, int], object] | None = None) -> list[Likely]:
    """Every pair of children who may be one, the likeliest first, then the longest on record.

    Only children who share a number, a date of birth or a whole name are compared, so that the work grows with the
    record and not with its square.  ``progress`` is told how many groups are done, and of how many.
    """
    groups = [group for group in _grouped(children) if len(group) > 1]
    seen: set[tuple[int, int]] = set()
    found: list[Likely] = []
    for done, group in enumerate(groups, 1):
        for one, other in combinations(group, 2):
            pair = (min(one.id, other.id), max(one.id, other.id))
            if pair in seen:
                continue
            seen.add(pair)
            score, why = likeness(one, other)
            if score:
                found.append(Likely(one, other, score, why) if one.id < other.id else Likely(other, one, score, why))
        if progress is not None and done % 1000 == 0:
            progress(done, len(groups))
    return sorted(found, key=lambda hit: (-hit.score, hit.one.id, hit.other.id))


def _grouped(children: Sequence[Child]) -> Iterator[list[Child]]:
    for key in (*(_number(name) for name in NUMBERS), _born, _whole_name):
        groups: dict[object, list[Child]] = {}
        for child in children:
            value = key(child)
            if value:
                groups.setdefault(value, []).append(child)
        yield from groups.values()


def _number(name: str) -> Callable[[Child], object]:
    return lambda child: plain_identifier(getattr(child, name))


def _born(child: Child) -> object:
    return child.born


def _whole_name(child: Child) -> object:
    return _folded(child.surname), _folded(child.forenames)


def _same_number(one: str, other: str) -> bool:
    return one == other or plain_identifier(one) == plain_identifier(other)


@lru_cache(maxsize=4096)
def _names(surname: str, forenames: str, known: str, surname2: str, forenames2: str, known2: str) -> tuple[bool, bool]:
    """(the same name, names alike): by surname and first name each, or the whole name in another order."""
    mine, theirs = (_folded(surname), _firsts(forenames, known)), (_folded(surname2), _firsts(forenames2, known2))
    if mine[0] == theirs[0] and not set(mine[1]).isdisjoint(theirs[1]):
        return True, True
    whole = fuzz.token_sort_ratio(f"{mine[1][0]} {mine[0]}", f"{theirs[1][0]} {theirs[0]}")
    alike = _alike(mine[0], theirs[0]) and any(_alike(a, b) for a in mine[1] for b in theirs[1])
    return whole == 100, alike or whole == 100


def _sound_alike(one: Named, other: Named) -> bool:
    """Surnames and first names with the same consonants, as other spellings have (Mohammed and Muhammad, Reed and Reid)."""
    return _sound(one.surname) == _sound(other.surname) != "" and any(
        _sound(mine) == _sound(theirs) and len(_sound(mine)) > 1
        for mine in _firsts(one.forenames, one.known_as)
        for theirs in _firsts(other.forenames, other.known_as)
    )


def _alike(one: str, other: str) -> bool:
    return fuzz.ratio(one, other) >= ALIKE or JaroWinkler.similarity(one, other) >= ALIKE_FROM_THE_FRONT


def first_names_apart(one: str, other: str) -> bool:
    """Whether two first names are two names, and not spellings, parts or an initial of one: Ada and Bea, but not Daisy and
    Daisy May."""
    mine, theirs = _folded(one).split(), _folded(other).split()
    if not mine or not theirs or not set(mine).isdisjoint(theirs):
        return False
    if 1 in (len(mine[0]), len(theirs[0])) and mine[0][0] == theirs[0][0]:
        return False
    return not _alike(" ".join(mine), " ".join(theirs))


def _firsts(forenames: str, known_as: str) -> tuple[str, ...]:
    known = _folded(known_as)
    return (_folded(forenames), known) if known else (_folded(forenames),)


def _births(one: date | None, other: date | None) -> str:
    if one is None or other is None:
        return "a date of birth is missing"
    if one == other:
        return SAME_BIRTH
    return SLIP_APART if births_alike(one, other) else ""


def births_alike(one: date, other: date) -> bool:
    """Whether two births are the same, or one slip apart: a figure mistyped, two swapped, or the day and the month."""
    if one == other or (one.day == other.month and one.month == other.day and one.year == other.year):
        return True
    return OSA.distance(_figures(one), _figures(other), score_cutoff=1) <= 1


@lru_cache(maxsize=32)
def a_slip_from(number: int) -> frozenset[int]:
    """The days or months that are this one, or one slip from it in their two figures."""
    return frozenset(other for other in range(32) if OSA.distance(f"{number:02}", f"{other:02}", score_cutoff=1) <= 1)


@lru_cache(maxsize=4096)
def years_alike(one: int, other: int) -> bool:
    """Whether two years are the same, or one slip apart in their four figures."""
    return OSA.distance(f"{one:04}", f"{other:04}", score_cutoff=1) <= 1


@lru_cache(maxsize=8192)
def _figures(day: date) -> str:
    return day.isoformat().replace("-", "")


@lru_cache(maxsize=8192)
def slip_keys(born: date) -> tuple[int, int, int, str]:
    """Two births that are one slip apart have one of these keys in common, and so have two that are the same.

    A figure mistyped leaves two of year, month and day as they were: a key is the birth as a number, without its day, its
    month or its year.  Figures swapped, or the day with the month, leave the figures themselves.
    """
    year, month, day = born.year * 10_000, born.month * 100, born.day
    return year + month, year + day, month + day, "".join(sorted(_figures(born)))


_DOUBLED = re.compile(r"(.)\1+")
_PLAIN = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "’": "",
                        "'": "", "‘": "", "`": "", "ʼ": "", "-": " "})  # fmt: skip


@lru_cache(maxsize=16384)
def _sound(name: str) -> str:
    """The first letter of a name and its further consonants, each once where it is doubled; ``h`` is not heard."""
    folded = _folded(name)
    return _DOUBLED.sub(r"\1", folded[:1] + "".join(c for c in folded[1:] if c not in "aeiouyh "))


@lru_cache(maxsize=65536)
def _folded(text: str) -> str:
    plain = " ".join(text.casefold().translate(_PLAIN).split())
    if plain.isascii():
        return plain
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))


def parts_of_name(child: Named) -> Iterator[object]:
    """Two names of one birth that are alike mostly have one of these in common: a surname, the first names, the words in
    whatever order, or how both sound."""
    surname, forenames = _folded(child.surname), _folded(child.forenames)
    if surname:
        yield "surname", surname
    if forenames:
        yield "first names", forenames
    yield "words", " ".join(sorted(f"{surname} {forenames}".split()))
    if surname and forenames:
        yield "sound", _sound(child.surname), _sound(child.forenames)


def differing(one: Child, other: Child, words: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    """Fields where two entries differ: (words of the field, the one's value, the other's)."""
    return tuple(
        (title, _plain_value(getattr(one, name)), _plain_value(getattr(other, name)))
        for name, title in words.items()
        if getattr(one, name) != getattr(other, name)
    )


def _plain_value(value: object) -> str:
    return "" if value is None else str(value)
