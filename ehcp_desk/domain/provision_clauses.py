"""Cutting a line of Section F into clauses, each judged by itself: a good sentence must not excuse a vague one beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ehcp_desk.domain.provision_phrases import Found, Word
from ehcp_desk.domain.provision_rules import Aspect, Rule, Sign

Signs = Sequence[Found[Rule]]
SAYS: dict[Sign, tuple[Aspect, ...]] = {
    Sign.WHO: (Aspect.WHO,),
    Sign.OFTEN: (Aspect.OFTEN,),
    Sign.LONG: (Aspect.LONG,),
    Sign.THROUGHOUT: (Aspect.OFTEN, Aspect.LONG),
}
_ENDS = frozenset(".!?;")
_JOINS = frozenset({"and", "plus", "also", "alongside", "&"})
_JOIN_WITHIN = 3
"""Words between "and" and the vague word it joins: "and will have access to"."""
# A sentence that begins like this goes on with what the one before it says.
_GOES_ON = frozenset({"this", "these", "it", "they", "each", "session", "sessions", "which"})
_GOES_ON_THE = frozenset({"session", "sessions", "programme", "group", "work", "therapist", "exercises", "lessons"})
# After these the words are about what the provision is for, not about more of it.
_PURPOSE = frozenset({"including", "include", "enable", "so", "such", "to", "for"})
_ANEW = frozenset({"will", "so", "therefore", ";", ".", ":"})
_USUAL_NEEDS = (Aspect.WHO, Aspect.OFTEN)


@dataclass(frozen=True, slots=True)
class Clause:
    """Signs judged together; ``said`` counts what an earlier clause of the sentence says for this one too."""

    signs: tuple[Found[Rule], ...]
    inherited: frozenset[Aspect] = frozenset()

    @property
    def said(self) -> set[Aspect]:
        """What the clause says of who, how often and how long."""
        return {*said_by(self.signs), *self.inherited}

    @property
    def head(self) -> Found[Rule]:
        """What names the provision: its first word for one, else who gives it, else whatever there is."""
        order = (Sign.PROVISION, Sign.WHO)
        return next((s for kind in order for s in self.signs if s.what.sign is kind), self.signs[0])

    @property
    def lacking(self) -> tuple[Aspect, ...]:
        """What this kind of provision has to say and the clause does not."""
        rule = self.head.what
        needs = rule.aspects if rule.sign is Sign.PROVISION else _USUAL_NEEDS
        return tuple(aspect for aspect in needs if aspect not in self.said)


def said_by(signs: Signs) -> set[Aspect]:
    """Who, how often, how long: those that these signs give."""
    return {aspect for sign in signs for aspect in SAYS.get(sign.what.sign, ())}


def starts_anew(words: Sequence[Word], after: int) -> int:
    """Where, after a stated need or outcome, something else may begin; past the end where nothing does."""
    return next((n + 1 for n in range(after, len(words)) if words[n].text in _ANEW), len(words))


def clauses_of(words: Sequence[Word], signs: Signs) -> Iterator[Clause]:
    """The clauses of a line, in order."""
    who: frozenset[Aspect] = frozenset()
    for start, end in _sentences(words, signs):
        if start and words[start - 1].text != ";":
            who = frozenset()
        inside = [s for s in signs if start <= s.start < end]
        for part in _parts(words, inside, start):
            if part:
                clause = Clause(tuple(part), who - said_by(part))
                who |= clause.said & {Aspect.WHO}
                yield clause


def _sentences(words: Sequence[Word], signs: Signs) -> list[tuple[int, int]]:
    """Stretches of words that speak of one thing: sentences, with those that only go on joined to the one before."""
    made: list[tuple[int, int]] = []
    cuts = [0, *(n + 1 for n, word in enumerate(words) if word.text in _ENDS), len(words)]
    for start, end in zip(cuts, cuts[1:], strict=False):
        if start == end:
            continue
        if made and (not _has_own(signs, start, end) or _goes_on(words, start, end) or not _has_own(signs, *made[-1])):
            made[-1] = (made[-1][0], end)
        else:
            made.append((start, end))
    return made


def _has_own(signs: Signs, start: int, end: int) -> bool:
    """True where a sentence states provision of its own, and not only a need beside it."""
    kinds = {s.what.sign for s in signs if start <= s.start < end}
    if kinds & {Sign.NEED, Sign.OUTCOME} and Sign.WHO not in kinds:
        return False
    return bool(kinds & {Sign.PROVISION, Sign.VAGUE})


def _goes_on(words: Sequence[Word], start: int, end: int) -> bool:
    first, second = words[start].text, words[start + 1].text if start + 1 < end else ""
    return first in _GOES_ON or (first == "the" and second in _GOES_ON_THE)


def _parts(words: Sequence[Word], signs: Signs, start: int) -> Iterator[Signs]:
    """A sentence cut where a vague word joined on would hide behind a first half that says everything."""
    done = start
    for sign in signs:
        if not sign.what.apart:
            continue
        joint = next((n for n in range(sign.start - 1, max(done, sign.start - 2 - _JOIN_WITHIN), -1)
                      if words[n].text in _JOINS), None)  # fmt: skip
        if joint is None or any(words[n].text in _PURPOSE for n in range(done, joint)):
            continue
        left = [s for s in signs if done <= s.start < joint]
        if left and not Clause(tuple(left)).lacking:
            yield left
            done = joint
    yield [s for s in signs if s.start >= done]
