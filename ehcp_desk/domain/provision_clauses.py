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
_MOST_PARTS = 40
"""A sentence is cut so often and no more, so that one with thousands of vague words is still read at once."""
# A sentence that begins like this goes on with what the one before it says.
_GOES_ON = frozenset({"this", "these", "it", "they", "each", "session", "sessions", "which"})
_GOES_ON_THE = frozenset({"session", "sessions", "programme", "group", "work", "therapist", "exercises", "lessons"})
# After these the words are about what the provision is for, not about more of it.
_PURPOSE = frozenset({"including", "include", "enable", "so", "such", "to"})
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


@dataclass(slots=True)
class _Sentence:
    """Signs between two stops.  ``own`` where it states provision of its own; ``listed`` where it follows a semicolon."""

    start: int
    end: int
    signs: list[Found[Rule]]
    own: bool
    listed: bool

    @property
    def stands(self) -> bool:
        """True where what follows need not belong to it: it names provision, or a role and a time."""
        said = said_by(self.signs)
        return self.own or (Aspect.WHO in said and len(said) > 1)


def clauses_of(words: Sequence[Word], signs: Signs) -> Iterator[Clause]:
    """The clauses of a line, in order."""
    who: frozenset[Aspect] = frozenset()
    for sentence in _sentences(words, signs):
        if not sentence.listed:
            who = frozenset()
        for part in _parts(words, sentence):
            clause = Clause(tuple(part), who - said_by(part))
            who |= clause.said & {Aspect.WHO}
            yield clause


def _sentences(words: Sequence[Word], signs: Signs) -> list[_Sentence]:
    """The sentences that speak of one thing each; one that only goes on is joined to the one before."""
    made: list[_Sentence] = []
    stops = [n + 1 for n, word in enumerate(words) if word.text in _ENDS]
    start, place = 0, 0
    for end in [*stops, len(words)]:
        inside: list[Found[Rule]] = []
        while place < len(signs) and signs[place].start < end:
            inside.append(signs[place])
            place += 1
        if end > start:
            now = _Sentence(start, end, inside, _has_own(inside), start > 0 and words[start - 1].text == ";")
            if made and (not now.own or not made[-1].stands or _goes_on(words, start, end)):
                made[-1].end, made[-1].own = end, made[-1].own or now.own
                made[-1].signs += inside
            else:
                made.append(now)
        start = end
    return [sentence for sentence in made if sentence.signs]


def _has_own(signs: Signs) -> bool:
    """True where a sentence states provision of its own, and not only a need beside it."""
    kinds = {s.what.sign for s in signs}
    if kinds & {Sign.NEED, Sign.OUTCOME} and Sign.WHO not in kinds:
        return False
    return bool(kinds & {Sign.PROVISION, Sign.VAGUE})


def _goes_on(words: Sequence[Word], start: int, end: int) -> bool:
    first, second = words[start].text, words[start + 1].text if start + 1 < end else ""
    return first in _GOES_ON or (first == "the" and second in _GOES_ON_THE)


def _parts(words: Sequence[Word], sentence: _Sentence) -> Iterator[Signs]:
    """A sentence cut where a vague word joined on would hide behind a first half that says everything but who."""
    done, rest = sentence.start, sentence.signs
    for sign in [s for s in rest if s.what.apart][:_MOST_PARTS]:
        first = max(done + 1, sign.start - 1 - _JOIN_WITHIN)
        joint = next((n for n in range(sign.start - 1, first - 1, -1) if words[n].text in _JOINS), None)
        if joint is None or any(words[n].text in _PURPOSE for n in range(done, joint)):
            continue
        left = [s for s in rest if s.start < joint]
        if left and not set(Clause(tuple(left)).lacking) - {Aspect.WHO}:
            yield left
            done, rest = joint, [s for s in rest if s.start >= joint]
    yield rest
