"""What a plan leaves open: needs and outcomes nothing answers, provision that is vague or rests on no current advice.

A reader's aid: nothing here stops anybody.  What each gap means exactly stands in ``docs/decisions/plans.md``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from ehcp_desk.domain.advisers import advice_words, adviser
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.plan_content import PlanLine
from ehcp_desk.domain.plan_sections import NEEDS, OUTCOMES, PROVISION, names_in
from ehcp_desk.domain.provision_report import flag_words, not_said
from ehcp_desk.domain.provision_rules import Aspect
from ehcp_desk.domain.provision_wording import Flag, check_line
from ehcp_desk.domain.record import RecordedFact
from ehcp_desk.domain.terms import BODIES, body_words

ADVICE_MONTHS = 12
"""Advice older than this, in whole months, is called old; the council may set it."""
ADVICE_SETTING = "plan.advice_months"


class GapKind(StrEnum):
    """What is open."""

    NEED = "Need without provision"
    OUTCOME = "Outcome without provision"
    MEASURE = "Outcome without a measure or a target date"
    VAGUE = "Provision that leaves something open"
    ADVICE = "Rests on no current advice"
    SETTING = "Setting named before all is known of it"
    LINK = "Names a line that is not in the plan"


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing a line leaves open, in a sentence."""

    kind: GapKind
    line: PlanLine
    why: str


def months_of(setting: str | None) -> int:
    """The council's own limit for the age of advice, in months; the usual one where it has set none."""
    return int(setting) if setting and setting.isdigit() and int(setting) else ADVICE_MONTHS


def as_sentence(line: PlanLine) -> str:
    """A line of provision with its parts as one sentence, which is what the wording check reads.

    ``Precision teaching, delivered by a teaching assistant, each school day, for 15 minutes, 1 to 1``
    """
    parts = [line.text.strip().rstrip(".")]
    if who := line.part("who").strip():
        parts.append(f"delivered by {who}")
    if often := line.part("often").strip():
        parts.append(often)
    if long := line.part("long").strip():
        parts.append(f"for {long}" if long[:1].isdigit() else long)
    if group := line.part("group").strip():
        parts.append(
            f"in a group of {group}" if group.isdigit() and group != "1" else "1 to 1" if group == "1" else group
        )
    return ", ".join(part for part in parts if part)


def flags_of(line: PlanLine) -> tuple[Flag, ...]:
    """What the wording check says of a line of provision, its parts read with it; nothing for any other line."""
    return _checked(as_sentence(line)) if line.section in PROVISION else ()


def not_said_in(flags: Sequence[Flag]) -> tuple[Aspect, ...]:
    """What the flags of a line say is not said, each once, in the usual order."""
    return tuple(aspect for aspect in Aspect if any(aspect in flag.missing for flag in flags))


@lru_cache(maxsize=2048)
def _checked(sentence: str) -> tuple[Flag, ...]:
    """The same words are read once: a plan is shown far more often than it is written."""
    return check_line(sentence)


def vague(lines: Iterable[PlanLine]) -> tuple[PlanLine, ...]:
    """The lines of provision the wording check has something to say about."""
    return tuple(line for line in lines if flags_of(line))


def advice_days(recorded: Iterable[RecordedFact], by: date | None = None) -> dict[str, date]:
    """The newest advice of each adviser: the day on the report where that is known, else the day it came."""
    came: dict[str, date] = {}
    for entry in recorded:
        fact = entry.fact
        if not entry.stands or (by is not None and fact.on > by):
            continue
        if fact.kind == "advice_received":
            day = fact.on
        elif fact.kind == "advice_report":
            day = date.fromisoformat(fact.attrs["written_on"])
        else:
            continue
        body = fact.attrs.get("body", "")
        came[body] = max(day, came.get(body, day))
    return came


def advisers_in(words: str) -> tuple[str, ...]:
    """The advisers a line names, by code; words that are no adviser's are kept as they stand."""
    codes = [code for code in (*BODIES, "early_years", "adulthood") if code != "parents"]
    named = {
        title.casefold(): code for code in codes for title in (body_words(code), adviser(code), advice_words(code))
    }
    found = (word.strip() for word in words.replace(";", ",").split(","))
    return tuple(named.get(word.casefold(), word) for word in found if word)


def gaps(
    lines: Sequence[PlanLine], advice: Mapping[str, date], as_at: date, months: int = ADVICE_MONTHS
) -> tuple[Gap, ...]:
    """Everything the lines leave open, in the order of the plan."""
    answered = {part: {name for line in lines if line.section in PROVISION for name in names_in(line.part(part))}
                for part in ("needs", "outcomes")}  # fmt: skip
    names = {line.id for line in lines}
    found: list[Gap] = []
    for line in lines:
        if line.section in NEEDS and line.id not in answered["needs"]:
            found.append(Gap(GapKind.NEED, line, "No line of provision names this need."))
        if line.section in OUTCOMES:
            found += _outcome_gaps(line, line.id in answered["outcomes"])
        if flags := flags_of(line):
            found.append(Gap(GapKind.VAGUE, line, _flagged(flags)))
        if line.section in (*NEEDS, *PROVISION) and (why := _advice_gap(line, advice, as_at, months)):
            found.append(Gap(GapKind.ADVICE, line, why))
        gone = [name for part in ("needs", "outcomes") for name in names_in(line.part(part)) if name not in names]
        if gone:
            found.append(Gap(GapKind.LINK, line, f"It names {', '.join(gone)}, which the plan no longer has."))
    return tuple(found)


def _outcome_gaps(line: PlanLine, provided: bool) -> list[Gap]:
    found = [] if provided else [Gap(GapKind.OUTCOME, line, "No line of provision names this outcome.")]
    lacking = [
        words for part, words in (("measure", "how it is measured"), ("target", "by when")) if not line.part(part)
    ]
    if lacking:
        found.append(Gap(GapKind.MEASURE, line, f"Not said: {', '.join(lacking)}."))
    return found


def _flagged(flags: Sequence[Flag]) -> str:
    """The flags in one line: the words of each, and what is not said, once."""
    missing = not_said_in(flags)
    first = flag_words(Flag(flags[0].start, flags[0].end, flags[0].words, flags[0].why, ()))
    rest = f" Also: {', '.join(f'“{flag.words}”' for flag in flags[1:])}." if len(flags) > 1 else ""
    return f"{first}{rest} {not_said(Flag(0, 0, '', '', missing))}".strip()


def _advice_gap(line: PlanLine, advice: Mapping[str, date], as_at: date, months: int) -> str:
    named = advisers_in(line.part("advice"))
    if not named:
        return "No advice is named for it."
    days = [advice[body] for body in named if body in advice]
    if not days:
        return f"No advice from {body_words(named[0])} is on the record."
    newest = max(days)
    if _months_between(newest, as_at) >= months:
        return f"The newest advice it rests on is of {in_words(newest)}, {months} months old or more."
    return ""


def _months_between(first: date, last: date) -> int:
    """Whole months from one day to another."""
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)
