"""Testing a claimed relief: is it a ground the law gives for this limit, and does the record show it?

The list is closed and each ground belongs to particular limits (law.md A7).  A ground is refused where the law does not
offer it or the record contradicts it; where the record merely says too little, it stands with a caution.  The due date
never moves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ehcp_desk.clock.facts import did_you_mean
from ehcp_desk.clock.lines import AGREED, DIRECTED, NO_FACT
from ehcp_desk.clock.program import (
    BASE,
    CLAIM,
    DUE,
    FROM,
    RULE,
    START,
    SUBJECT,
    Base,
    Move,
    Run,
    day_of,
)  # fmt: skip
from ehcp_desk.clock.rules import Rule
from ehcp_desk.clock.trace import Trace
from ehcp_desk.clock.vocabulary import FACT_KINDS

FOUR_WEEKS, _TWO_WEEKS, _ONE_WEEK = 28, 14, 7
# The body asked for advice is free text: the values listed for it, and whole names that mean the setting itself or its
# head.  A nurse or a teacher who works at a school is somebody else.
_LISTED = {"EX_SCHOOL_CLOSED": ("education",), "EX_EY_CLOSED": ("early_years", "education")}
_NAMED = {
    "EX_SCHOOL_CLOSED": re.compile(
        r"setting|school|college|post16|(school |college )?(head|(head ?teacher|principal)( (of|at) .+)?)"
    ),
    "EX_EY_CLOSED": re.compile(r"setting|early years( setting)?|nursery( school)?|pre-?school"),
}
_BODIES = FACT_KINDS["advice_requested"].attrs["body"].values
CLOSURE_GROUNDS = ("EX_SCHOOL_CLOSED", "EX_EY_CLOSED")
_UMBRELLA = "EX_REG13_3"
_FROM_13_3 = (*CLOSURE_GROUNDS, "EX_PERSONAL", "EX_ABSENT_4W")
_BY_FACT = {"EX_DIRECTION": "tribunal_direction", "EX_AGREED": "mediation_agreement"}
# A fact as a claim's test sees it: the day, what it is, and its place among the facts given.
Seen = tuple[int, Move, int]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one claim: the run it touches, why it was refused, or what the record still lacks."""

    claim: int
    relief: str
    rule: str
    run: Run | None
    refused: str = ""
    caution: str = ""


def offered(rule: Rule) -> tuple[str, ...]:
    """Every ground the law gives for this limit, with those brought in through regulation 13(3)."""
    named = [relief for relief in rule.reliefs if relief != _UMBRELLA]
    if _UMBRELLA in rule.reliefs:
        named += [relief for relief in _FROM_13_3 if relief not in named]
    return tuple(named)


def judge(trace: Trace, seen: Sequence[Seen]) -> list[Verdict]:
    """A verdict on every claim; an accepted one is marked on its run."""
    verdicts = [_judge_one(trace, move, day, position, seen) for day, move, position in trace.claims]
    for verdict in verdicts:
        if verdict.run is not None and not verdict.refused and verdict.run[CLAIM] == NO_FACT:
            verdict.run[CLAIM] = verdict.claim
    return verdicts


def relieve(runs: list[Run]) -> None:
    """Put every run with an accepted claim in the relieved state, unless it was met in time or had already ended."""
    for run in runs:
        if run[CLAIM] != NO_FACT and run[BASE] in (Base.OPEN, Base.SOFT, Base.MET_LATE, Base.HELD):
            run[BASE] = Base.RELIEVED


def _judge_one(trace: Trace, move: Move, day: int, position: int, seen: Sequence[Seen]) -> Verdict:
    program, relief, rule_id = trace.program, move.attrs.get("relief", ""), move.claim
    verdict = Verdict(position, relief, rule_id, None)
    if rule_id not in program.by_id:
        return _refuse(verdict, f"there is no limit called {rule_id!r}{did_you_mean(rule_id, program.by_id)}")
    limbs = [program.compiled[index].rule for index in program.by_id[rule_id]]
    rule, grounds = limbs[0], tuple(dict.fromkeys(ground for limb in limbs for ground in offered(limb)))
    if relief not in program.ruleset.reliefs:
        near = did_you_mean(relief, program.ruleset.reliefs)
        return _refuse(verdict, f"the law knows no such ground; the list is closed{near}")
    if relief not in grounds and relief not in rule.reliefs:
        allowed = ", ".join(grounds) if grounds else "none"
        return _refuse(verdict, f"the law does not offer it for this limit ({rule.law}); it offers {allowed}")
    run = _run_for(trace, program.by_id[rule_id], move, day)
    if isinstance(run, str):
        return _refuse(verdict, run)
    refused, caution = _ground(relief, move, day, run, seen)
    return Verdict(position, relief, rule_id, run, refused, caution)


def _refuse(verdict: Verdict, why: str) -> Verdict:
    return Verdict(verdict.claim, verdict.relief, verdict.rule, None, why)


def _run_for(trace: Trace, indexes: tuple[int, ...], move: Move, day: int) -> Run | str:
    """The run a claim is about: the one begun last by the day of the claim, for the body it names."""
    body = move.attrs.get("body")
    found = [
        run for run in trace.runs
        if run[RULE] in indexes and run[FROM] <= day and run[SUBJECT] not in (DIRECTED, AGREED)
        and (not body or run[SUBJECT] == body)
    ]  # fmt: skip
    if not found:
        return "this limit was not running on that day"
    if len({run[SUBJECT] for run in found}) > 1 and trace.program.compiled[indexes[0]].rule.subject:
        return "it does not say for which body"
    return max(found, key=lambda run: (run[START], run[DUE]))


def _ground(relief: str, move: Move, on: int, run: Run, seen: Sequence[Seen]) -> tuple[str, str]:
    """(why refused, what is missing): both empty where the record shows the ground."""
    if relief in _BY_FACT and run[CLAIM] == NO_FACT:
        return f"record it as the fact {_BY_FACT[relief]}, which carries the date", ""
    if relief in CLOSURE_GROUNDS:
        refused, caution = _closed(relief, move, run, seen)
    elif relief in ("EX_ABSENT_4W", "EX_ABSENT_2W"):
        refused, caution = _absent(FOUR_WEEKS if relief == "EX_ABSENT_4W" else _TWO_WEEKS, move, on, run, seen)
    else:
        refused, caution = _outside(move, run), ""
    if relief == _UMBRELLA and not refused:
        return "", "it does not say which ground of regulation 13(3) it is"
    return refused, ", and ".join(filter(None, (caution, _proof(move))))


def _outside(move: Move, run: Run) -> str:
    """Refused where the claim's own days, or the one it gives, miss the period."""
    first, last = day_of(move.attrs, "from"), day_of(move.attrs, "to")
    missed = (first and first > run[DUE]) or (last and last < run[START])
    return "it lies outside the period of this limit" if missed else ""


def _proof(move: Move) -> str:
    if not move.attrs.get("evidence"):
        return "no evidence is named"
    return "" if move.attrs.get("impractical") else "the record does not say why it made the limit impractical"


def _closed(relief: str, claim: Move, run: Run, seen: Sequence[Seen]) -> tuple[str, str]:
    """Regulation 10(4)(a), (b): advice asked between a week before a long closure and a week before re-opening, both
    within the period of the limit: what came after its date, or before it began, kept nobody from it."""
    recorded = [(move.closure[0] or day, move.closure[1]) for day, move, _ in seen if move.closure]
    own = day_of(claim.attrs, "from"), day_of(claim.attrs, "to")
    closures = recorded or ([own] if all(own) else [])
    long = [(start, end) for start, end in closures if end - start + 1 >= FOUR_WEEKS]
    if not closures:
        return "no closure is recorded", ""
    if not long:
        return "no closure of four continuous weeks is recorded", ""
    within = [(start, end) for start, end in long if start <= run[DUE] and end >= run[START]]
    if not within:
        return "it lies outside the period of this limit", ""
    names = {_key(move.attrs.get("setting", "")) for _, move, _ in seen if move.closure} - {""}
    asked = [
        day
        for day, move, _ in seen
        if move.kind == "advice_requested"
        and day <= run[DUE]
        and _of_setting(relief, move.attrs.get("body", ""), names)
    ]
    if not asked:
        return f"no request for the setting's advice is recorded (one asked of “{_BODIES[_LISTED[relief][0]]}”)", ""
    if any(start - _ONE_WEEK <= day <= end + 1 - _ONE_WEEK for start, end in within for day in asked):
        return "", "" if recorded else "no closure is recorded, so it rests on its own days"
    return "its advice was not asked between a week before the closure and a week before re-opening", ""


def _of_setting(relief: str, body: str, names: set[str]) -> bool:
    """True for what is listed for the setting, a whole name of it or its head, or the name of what was closed."""
    said = _key(body)
    listed = {_key(words) for value in _LISTED[relief] for words in (value, _BODIES[value])}
    return said in listed or said in names or bool(_NAMED[relief].fullmatch(said))


def _key(words: str) -> str:
    return " ".join(words.split()).casefold()


def _absent(needed: int, claim: Move, on: int, run: Run, seen: Sequence[Seen]) -> tuple[str, str]:
    """Away for so many days running within the period of the limit; nothing recorded refutes nothing.

    An absence recorded begins on its own day where it gives no first one.  One that gives no last day was still going on
    when the ground was claimed, and nobody knows for how long after: it counts to the day of the claim.
    """
    recorded = [
        (day_of(move.attrs, "from") or day, day_of(move.attrs, "to"))
        for day, move, _ in seen
        if move.kind == "absent_from_area"
    ]
    first, last = day_of(claim.attrs, "from"), day_of(claim.attrs, "to")
    if not recorded and not first and not last:
        return "", "no absence is recorded"
    spells = recorded or [(first or run[START], last)]
    enough = [end for start, end in spells if min(end or on, run[DUE]) - max(start, run[START]) + 1 >= needed]
    if not enough:
        still = "; one without a last day counts to the day of the claim" if not all(end for _, end in spells) else ""
        weeks = needed // _ONE_WEEK
        return f"no absence of {weeks} continuous weeks within the period of this limit is recorded{still}", ""
    if recorded:
        return "", "" if any(enough) else "the absence recorded has no last day, so it counts to the day of the claim"
    if not first:
        return "", "no absence is recorded and it gives no first day"
    ends = "rests on its own days" if last else "counts from its first day to the day of the claim"
    return "", f"no absence is recorded, so it {ends}"
