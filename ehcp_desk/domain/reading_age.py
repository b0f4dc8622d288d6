"""How old somebody must be to read a text with ease: the Flesch-Kincaid grade, and the sentences that raise it most.

Grade = 0.39 × words a sentence + 11.8 × syllables a word − 15.59 (Kincaid and others, 1975, a report of the United
States Navy); a reader of grade n is about n + 5 years old.  It counts length only, so it is a help and never a rule.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SENTENCE = re.compile(r"(?<=[.!?])[”\"’)]*\s+|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_VOWELS = re.compile(r"[aeiouyàâäéèêëîïôöùûü]+")
_PARTED = re.compile(r"[^aeiouyct]ia")
_SILENT = re.compile(r"(?:[^aeiouyl]e|[^aeiouyrtd]ed|[aeiouy][^aeiouycgsxz]es)$")
_ADDRESS = re.compile(r"\S*(?:@|://|www\.)\S*|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|[\d()+ -]{7,}")
OLDEST, YOUNGEST, HARDEST = 21, 5, 3
PLAIN_AGE = 12
"""A letter that a reader of this age can follow is plain enough; above it the screen names the hardest sentences."""


@dataclass(frozen=True, slots=True)
class HardSentence:
    """A sentence with the grade it would have by itself."""

    text: str
    grade: float


@dataclass(frozen=True, slots=True)
class ReadingAge:
    """``grade`` is the Flesch-Kincaid grade, ``age`` the reader's age in whole years; ``hardest`` the worst first."""

    grade: float
    age: int
    hardest: tuple[HardSentence, ...] = ()

    @property
    def words(self) -> str:
        """``A reader of about 11 can follow it``."""
        return f"A reader of about {self.age} can follow it"


def reading_age(text: str) -> ReadingAge:
    """The reading age of a text; an empty one asks nothing of anybody."""
    sentences = [s for s in (_SENTENCE.split(_ADDRESS.sub(" ", text))) if _WORD.search(s)]
    if not sentences:
        return ReadingAge(0.0, YOUNGEST)
    grade = _grade("\n".join(sentences), len(sentences))
    rated = sorted((HardSentence(" ".join(s.split()), _grade(s, 1)) for s in sentences), key=lambda h: -h.grade)
    worst = tuple(h for h in rated[:HARDEST] if _age(h.grade) > PLAIN_AGE)
    return ReadingAge(grade, _age(grade), worst)


def syllables(word: str) -> int:
    """How many syllables an English word has, near enough: runs of vowels, without a silent e at the end.

    >>> [syllables(w) for w in ("plan", "appeal", "education", "made", "needed", "table")]
    [1, 2, 4, 1, 2, 2]
    """
    plain = word.casefold()
    parted = len(_PARTED.findall(plain))  # me-di-ation, but so-cial
    return max(1, len(_VOWELS.findall(plain)) + parted - bool(_SILENT.search(plain)))


def _grade(text: str, sentences: int) -> float:
    words = _WORD.findall(text)
    return round(0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59, 1)


def _age(grade: float) -> int:
    return min(OLDEST, max(YOUNGEST, round(grade + 5)))
