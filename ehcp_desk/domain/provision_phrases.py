"""Finding phrases in a line, in time that grows with its length and no faster.

A line is cut into words; phrases are kept word by word in a tree, so that a line is walked once whatever the number of
phrases.  There are no regular expressions over whole lines: nothing a person pastes can make the search run away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")
NUMBER, ANY, CLOCK = "{n}", "{any}", "{clock}"
SLOTS = frozenset({NUMBER, ANY, CLOCK})
MOST_WORDS = 14
"""The longest phrase, in words; longer ones are refused, so that no place in a line is looked at for long."""

_SHAPES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "“": '"', "”": '"'})
_CUT = re.compile(
    r"(?P<word>[^\W\d_]+)|(?P<clock>(?:[01]?\d|2[0-3])[.:][0-5]\d(?![\d.]))|(?P<number>\d+(?:[.,]\d+)*|[½¼¾])|(?P<own>(?<=[^\W\d_])'s\b)|(?P<dash>(?<=\s)[-–](?=\s)|—)"
    r"|(?P<sign>[^\w\s\-–])"
)


class Word(NamedTuple):
    """One word, number or sign of a line: as it is compared, and where it stands.

    ``start`` and ``end`` are in characters; ``clock`` is a number that may be a time of day (9.20); ``plain`` is no sign.
    """

    text: str
    start: int
    end: int
    number: bool = False
    clock: bool = False
    plain: bool = True


class Found(NamedTuple, Generic[T]):
    """A phrase found: what it stands for, and from which word to which (``end`` is the word after it)."""

    what: T
    start: int
    end: int

    def inside(self, other: Found[T]) -> bool:
        """True where this stands within the other."""
        return other.start <= self.start and self.end <= other.end


def words_of(line: str, numbers: frozenset[str] = frozenset()) -> list[Word]:
    """The words of a line.  Hyphens part words and are dropped; ``numbers`` are the words that count as one."""
    shaped = line.translate(_SHAPES)
    made = []
    for cut in _CUT.finditer(shaped):
        kind, text = cut.lastgroup, cut.group().lower()
        number = kind in ("number", "clock") or text in numbers
        made.append(Word(text, cut.start(), cut.end(), number, kind == "clock", kind in ("word", "number", "clock")))
    return made


@dataclass(slots=True)
class _Branch(Generic[T]):
    next: dict[str, _Branch[T]] = field(default_factory=dict)
    lists: dict[str, _Branch[T]] = field(default_factory=dict)
    here: list[T] = field(default_factory=list)


def _keys(word: Word) -> tuple[str, ...]:
    """What a word may stand for in a phrase, itself first."""
    if not word.number:
        return (word.text, ANY) if word.plain else (word.text,)
    return (word.text, NUMBER, CLOCK, ANY) if word.clock else (word.text, NUMBER, ANY)


class Phrases(Generic[T]):
    """Phrases and what each stands for.  A phrase may name a list, ``{role}``, whose phrases may stand in that place."""

    def __init__(self, lists: Mapping[str, Phrases[str]] | None = None) -> None:
        self._root: _Branch[T] = _Branch()
        self._lists = lists or {}
        self._firsts: frozenset[str] = frozenset()

    def add(self, phrase: Sequence[str], what: T) -> None:
        """Add a phrase, word by word; ``NUMBER``, ``CLOCK`` and ``ANY`` stand for a number, a time and any one word."""
        self._firsts = frozenset()
        branch = self._root
        for word in phrase:
            named = word.startswith("{") and word not in SLOTS
            branch = (branch.lists if named else branch.next).setdefault(word.strip("{}") if named else word, _Branch())
        if what not in branch.here:
            branch.here.append(what)

    def find(self, words: Sequence[Word]) -> Iterator[Found[T]]:
        """Every phrase in these words; from one place only the longest of those that stand for the same."""
        known: dict[tuple[str, int], tuple[int, ...]] = {}
        firsts = self._first_words()
        for start, word in enumerate(words):
            if word.text not in firsts and not word.number:
                continue
            ends: dict[int, tuple[int, T]] = {}
            for end, what in self._from(words, start, known):
                if end > ends.get(id(what), (0, what))[0]:
                    ends[id(what)] = (end, what)
            yield from (Found(what, start, end) for end, what in ends.values())

    def _first_words(self) -> frozenset[str]:
        """The words a phrase may begin with, so that most of a line is passed over at once."""
        if not self._firsts:
            lists = (self._lists[name]._first_words() for name in self._root.lists)
            self._firsts = frozenset(self._root.next).union(*lists)
        return self._firsts

    def _from(
        self, words: Sequence[Word], start: int, known: dict[tuple[str, int], tuple[int, ...]]
    ) -> list[tuple[int, T]]:
        """Where the phrases that begin at ``start`` end; ``known`` keeps what the lists were found to be, place by place."""
        found: list[tuple[int, T]] = []
        ahead = [(self._root, start)]
        while ahead:
            branch, place = ahead.pop()
            for what in branch.here:
                found.append((place, what))
            if place == len(words):
                continue
            word, after = words[place], branch.next
            for key in _keys(word):
                if key in after:
                    ahead.append((after[key], place + 1))
            for name, then in branch.lists.items():
                for end in self._ends(name, words, place, known):
                    ahead.append((then, end))
        return found

    def _ends(
        self, name: str, words: Sequence[Word], place: int, known: dict[tuple[str, int], tuple[int, ...]]
    ) -> tuple[int, ...]:
        """Where the phrases of a list end that begin here."""
        listed, word = self._lists[name], words[place]
        if word.text not in listed._root.next and not (word.number and NUMBER in listed._root.next):
            return ()
        if (name, place) not in known:
            known[name, place] = tuple({end for end, _what in listed._from(words, place, known)})
        return known[name, place]
