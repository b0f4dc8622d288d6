"""The clock's JSON, in and out, exactly as contract.md section 2 has it.

Reading is strict and says what is wrong in one sentence that names the case and the fact; writing is plain data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import Any, TextIO

from ehcp_desk.clock.dates import read_iso
from ehcp_desk.clock.engine import compute
from ehcp_desk.clock.facts import BadFact, check_fact, did_you_mean
from ehcp_desk.clock.model import Deadline, Fact, Timeline
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.exchange.json_values import BadCase, read_values

__all__ = ["BadCase", "ClockCase", "answer_json", "read_case", "read_cases", "to_json"]

_CASE_KEYS = frozenset({"ref", "as_at", "facts"})
_FACT_KEYS = frozenset({"fact", "on", "approximate", "note", "id"})


@dataclass(frozen=True, slots=True)
class ClockCase:
    """One case to ask the clock about: any reference, the day asked about, and its facts."""

    ref: str
    as_at: date
    facts: tuple[Fact, ...]


def read_cases(source: str | TextIO, today: date) -> tuple[Iterator[ClockCase], bool]:
    """The cases of a JSON text or stream, and whether there are several (True) or one object alone.

    The cases come one at a time, so that a list of any length needs the memory of one.  ``today`` serves where
    ``as_at`` is missing.  Raises BadCase, at once or from the iterator, for anything that is not the contract's shape.
    """
    values, many = read_values(StringIO(source) if isinstance(source, str) else source)
    return (read_case(value, today, place) for place, value in values), many


def answer_json(case: ClockCase, ruleset: Ruleset) -> dict[str, Any]:
    """What the clock says about a case, in the contract's shape."""
    return to_json(case.ref, compute(case.facts, ruleset, case.as_at))


def read_case(data: Any, today: date, place: int = 0) -> ClockCase:
    """One case from parsed JSON.  ``place`` is its number in a list, 0 where it stands alone."""
    where = f"Case {place}" if place else "The case"
    if not isinstance(data, Mapping):
        raise BadCase(f"{where} must be an object with ref, as_at and facts, not {_kind(data)}.")
    ref = data.get("ref", "")
    if not isinstance(ref, str | int) or isinstance(ref, bool):
        raise BadCase(f"The ref of {where.lower()} must be text, not {_kind(ref)}.")
    if ref != "":
        where = f"Case {ref}"
    for key in data:
        if key not in _CASE_KEYS:
            raise BadCase(f"{where} has an unknown key {key!r}{did_you_mean(key, _CASE_KEYS)}.")
    as_at = _day(data["as_at"], f"{where}: as_at") if data.get("as_at") is not None else today
    facts = data.get("facts")
    if not isinstance(facts, list):
        raise BadCase(f"{where} needs a list of facts, not {_kind(facts)}.")
    return ClockCase(str(ref), as_at, tuple(_fact(item, f"{where}, fact {n}") for n, item in enumerate(facts, 1)))


def to_json(ref: str, timeline: Timeline) -> dict[str, Any]:
    """A timeline in the contract's shape; `subject` tells the runs of one rule apart."""
    week = timeline.week
    return {
        "ref": ref,
        "as_at": timeline.as_at.isoformat(),
        "ruleset": timeline.ruleset,
        "week": {"elapsed_weeks": week.elapsed, "ordinal": week.ordinal, "of": week.of} if week else None,
        "deadlines": [_deadline(deadline) for deadline in timeline.deadlines],
        "unknown": [{"rule": unknown.rule, "why": unknown.why} for unknown in timeline.unknown],
        "warnings": list(timeline.warnings),
    }


def _deadline(deadline: Deadline) -> dict[str, Any]:
    claim = deadline.relief
    return {
        "rule": deadline.rule,
        "subject": deadline.subject,
        "duty": deadline.duty,
        "due": deadline.due.isoformat(),
        "state": deadline.state.value,
        "days": deadline.days,
        "met_on": deadline.met_on.isoformat() if deadline.met_on else None,
        "actor": deadline.actor,
        "law": deadline.law,
        "force": deadline.force.value,
        "evidence": deadline.evidence.value,
        "trigger": {"fact": deadline.trigger.kind, "on": deadline.trigger.on.isoformat()},
        "cautious": deadline.cautious.isoformat() if deadline.cautious else None,
        "derivation": list(deadline.derivation),
        "relief": {
            "relief": claim.relief.id,
            "title": claim.relief.title,
            "law": claim.relief.citation,
            "claimed_on": claim.fact.on.isoformat(),
            "evidence": claim.evidence or None,
        } if claim else None,
    }  # fmt: skip


def _fact(data: Any, where: str) -> Fact:
    """One fact.  A closure or an absence that says only from when happened on that day."""
    if not isinstance(data, Mapping):
        raise BadCase(f"{where} must be an object, not {_kind(data)}.")
    kind = data.get("fact")
    if not isinstance(kind, str):
        raise BadCase(f"{where} does not say which fact it is.")
    where = f"{where} ({kind})"
    attrs: dict[str, str] = {}
    for name, value in data.items():
        if name in _FACT_KEYS or value is None:
            continue
        if not isinstance(value, str):
            raise BadCase(f"{where}: {name} must be text, not {_kind(value)}.")
        attrs[name] = value
    approximate, note, number = data.get("approximate", False), data.get("note", ""), data.get("id")
    if not isinstance(approximate, bool):
        raise BadCase(f"{where}: approximate must be true or false, not {_kind(approximate)}.")
    if not isinstance(note, str | None):
        raise BadCase(f"{where}: note must be text, not {_kind(note)}.")
    if not isinstance(number, int | None) or isinstance(number, bool):
        raise BadCase(f"{where}: id must be a number, not {_kind(number)}.")
    on = data["on"] if data.get("on") is not None else data.get("from")
    if on is None:
        raise BadCase(f"{where} has no date; give it as on: YYYY-MM-DD.")
    fact = Fact(kind, _day(on, where), attrs, approximate, note or "", number)
    try:
        check_fact(fact)
    except BadFact as problem:
        raise BadCase(f"{where}: {problem}") from None
    return fact


def _day(value: Any, where: str) -> date:
    if not isinstance(value, str):
        raise BadCase(f"{where}: a date must be text such as 2026-03-03, not {_kind(value)}.")
    try:
        return read_iso(value)
    except ValueError as problem:
        raise BadCase(f"{where}: {problem}") from None


def _kind(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true or false"
    names: dict[type, str] = {dict: "an object", list: "a list", str: "text", int: "a number", float: "a number"}
    return names[type(value)]
