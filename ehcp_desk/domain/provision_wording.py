"""The wording check: which lines of Section F leave open who, how often or how long, and with which words.

A reader's aid in plain rules, which are data (``ehcp_desk/rules/wording``): it explains, and never stops anybody.
Read first: ``check_line``.  Why it is as it is, and what it cannot see: ``docs/decisions/wording.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ehcp_desk.domain.provision_clauses import Clause, clauses_of, said_by, starts_anew
from ehcp_desk.domain.provision_phrases import Found, Word, words_of
from ehcp_desk.domain.provision_rules import COMPLETE, SIZE, Aspect, Rule, Sign, WordingRules, load_wording_rules

_LINE_ENDS = re.compile(r"\r\n|\r|\n")
_BULLET = re.compile(r"\s*(?:[-–—*•◦▪·o]\s+|[•◦▪·])")
_NUMBERING = re.compile(r"\s*\(?(?:[ivx]{1,4}|[a-z]|[A-Z]?\.?\d{1,2}(?:\.\d{1,2})*)[.):](?:\s+|$)")
_HEADING_WORDS, _OPENING_WORDS = 10, 8
_STOPS = (".", ";", "!", "?")
IN_PART = "This provision is stated only in part."
NEED_ONLY = "This states a need and no provision."
OUTCOME_ONLY = "This states an outcome and no provision."
NOTHING = "No provision is stated here that this check can recognise."


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing to look at: ``line[start:end]`` are the words, ``why`` one plain sentence, ``missing`` what is not said."""

    start: int
    end: int
    words: str
    why: str
    missing: tuple[Aspect, ...]


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """A line with its number, from 1, and what there is to say about it; no flags means nothing."""

    line: int
    text: str
    flags: tuple[Flag, ...]


def lines_of(text: str) -> list[str]:
    """The lines of a text, as an editor counts them; whatever the line ends are, and without a last empty one."""
    lines = _LINE_ENDS.split(text.removeprefix("\ufeff"))
    return lines[:-1] if lines[-1] == "" else lines


def check_line(line: str, rules: WordingRules | None = None) -> tuple[Flag, ...]:
    """What there is to say about one line of Section F, in the order of its words."""
    rules = rules or load_wording_rules()
    bullet, number = _BULLET.match(line), _NUMBERING.match(line)
    begins = max((m.end() for m in (bullet, number) if m is not None), default=0)
    words = [word for word in words_of(line, rules.numbers) if word.start >= begins]
    if not any(word.plain for word in words):
        return ()
    signs = _seen(rules.phrases.find(words))
    if _set_aside(words, signs, bulleted=bullet is not None) or _is_heading(words, rules):
        return ()
    statement = _states_no_provision(words, signs)
    if statement is not None:
        return (_flag(line, words, statement, _why_none(statement.what.sign), tuple(Aspect)),)
    flags = [flag for clause in clauses_of(words, signs) for flag in _flags_of(line, words, clause)]
    return tuple(sorted(flags, key=lambda flag: (flag.start, flag.end)))


def _why_none(sign: Sign) -> str:
    return {Sign.NEED: NEED_ONLY, Sign.OUTCOME: OUTCOME_ONLY}.get(sign, NOTHING)


_ORDER = {Sign.HIDDEN: 0, Sign.NOT_WHO: 1, Sign.WHO: 2, Sign.VAGUE: 3}


def _seen(found: Iterable[Found[Rule]]) -> list[Found[Rule]]:
    """What counts, in the order of the words: nothing inside hidden words, inside the name of a role, or inside a longer
    phrase of its own kind.  One walk, so that a very long line costs no more than many short ones."""
    every = sorted(found, key=lambda f: (f.start, -f.end, _ORDER.get(f.what.sign, 4)))
    reach = dict.fromkeys((Sign.HIDDEN, Sign.NOT_WHO, Sign.WHO, Sign.VAGUE), 0)
    made = []
    for one in every:
        sign = one.what.sign
        hidden = one.end <= reach[Sign.HIDDEN] or one.end <= reach[Sign.WHO]
        hidden = hidden or (sign in (Sign.WHO, Sign.VAGUE) and one.end <= reach[sign])
        hidden = hidden or (sign is Sign.WHO and one.end <= reach[Sign.NOT_WHO])
        if sign in reach and not (hidden and sign is Sign.WHO):
            reach[sign] = max(reach[sign], one.end)
        if not hidden and sign not in (Sign.HIDDEN, Sign.NOT_WHO):
            made.append(one)
    return made


def _is_heading(words: Sequence[Word], rules: WordingRules) -> bool:
    """True for the name of a part of the plan or a kind of provision, standing alone."""
    plain = [word for word in words if word.plain]
    if len(plain) > _HEADING_WORDS or words[-1].text in _STOPS:
        return False
    found = rules.phrases.find(plain)
    return any(f.what.sign is Sign.HEADING and f.start == 0 and f.end == len(plain) for f in found)


def _set_aside(words: Sequence[Word], signs: Sequence[Found[Rule]], bulleted: bool) -> bool:
    """True for a cross-reference, and for a short line that names nothing this check knows of provision."""
    plain = [place for place, word in enumerate(words) if word.plain]
    if any(sign.start == plain[0] and sign.what.sign is Sign.ASIDE for sign in signs):
        return True
    if bulleted or len(plain) > _HEADING_WORDS or words[-1].text in _STOPS:
        return False
    telling = {s.what.sign for s in signs} - {Sign.HEADING, Sign.ASIDE}
    return not telling or (words[-1].text == ":" and not telling & {Sign.VAGUE, Sign.WHO, Sign.OFTEN, Sign.LONG})


def _states_no_provision(words: Sequence[Word], signs: Sequence[Found[Rule]]) -> Found[Rule] | None:
    """The words that state a need or an outcome where nothing on the line is provision; its opening words at the worst."""
    stated = [s for s in signs if s.what.sign in (Sign.NEED, Sign.OUTCOME)]
    evidence = [s for s in signs if s.what.sign in (Sign.PROVISION, Sign.WHO, Sign.VAGUE)]
    said = said_by(signs)
    if not stated:
        first = next(place for place, word in enumerate(words) if word.plain)
        end = min(len(words), first + _OPENING_WORDS)
        # Neither a need nor an outcome: the sign of a heading stands for words the rules know nothing of.
        return None if evidence or said else Found(Rule(Sign.HEADING), first, end)
    if said >= set(Aspect):
        return None
    after = starts_anew(words, max(s.end for s in stated))
    return None if any(s.start < stated[0].start or s.start >= after for s in evidence) else stated[0]


def _flags_of(line: str, words: Sequence[Word], clause: Clause) -> Iterator[Flag]:
    """What there is to say about one clause."""
    said, lacking = clause.said, clause.lacking
    sized = any(sign.what.sign is Sign.SIZE for sign in clause.signs)
    flags: list[Flag] = []
    last: Found[Rule] | None = None
    for sign in clause.signs:
        rule = sign.what
        if rule.sign is not Sign.VAGUE or _silenced(rule, said, lacking, sized):
            continue
        if last is not None and last.what is rule and sign.start < last.end:
            continue  # "a programme" and "programme of" are one thing to say
        last = sign
        missing = rule.aspects if rule.unless is None else tuple(a for a in rule.aspects if a not in said)
        if COMPLETE in (rule.unless or ()):
            missing = tuple(a for a in missing if a in lacking)
        flags.append(_flag(line, words, sign, rule.why, missing))
    left = tuple(a for a in lacking if not any(a in flag.missing for flag in flags))
    if left and flags:
        flags[0] = replace(flags[0], missing=tuple(a for a in Aspect if a in (*flags[0].missing, *left)))
    elif left:
        flags.append(_flag(line, words, clause.head, IN_PART, left))
    yield from flags


def _silenced(rule: Rule, said: set[Aspect], lacking: Sequence[Aspect], sized: bool) -> bool:
    """True where the clause gives what a vague word would otherwise leave open."""
    if rule.unless is None:
        return False
    if COMPLETE in rule.unless:
        return not lacking
    return all(sized if word == SIZE else word in said for word in rule.unless)


def _flag(line: str, words: Sequence[Word], sign: Found[Rule], why: str, missing: tuple[Aspect, ...]) -> Flag:
    start, end = words[sign.start].start, words[sign.end - 1].end
    return Flag(start, end, line[start:end], why, missing)
