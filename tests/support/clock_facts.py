"""Facts in a line, for tests of the clock: ``fact("advice_requested", "2026-04-10", body="psychology")``."""

from __future__ import annotations

from datetime import date

from ehcp_desk.clock.engine import compute
from ehcp_desk.clock.model import Deadline, Fact, Timeline
from ehcp_desk.clock.rules import Ruleset

LAW = Ruleset.load()


def day(text: str) -> date:
    return date.fromisoformat(text)


def fact(kind: str, on: str | date, **attrs: str) -> Fact:
    """A fact; a trailing underscore keeps ``from_`` from being a Python word."""
    when = on if isinstance(on, date) else day(on)
    return Fact(kind, when, {name.rstrip("_"): value for name, value in attrs.items()})


def timeline(as_at: str | date, *facts: Fact) -> Timeline:
    return compute(facts, LAW, as_at if isinstance(as_at, date) else day(as_at))


def deadlines(found: Timeline, rule: str, subject: str | None = None) -> list[Deadline]:
    """Every deadline of a rule, in order of due date."""
    return [d for d in found.deadlines if d.rule == rule and (subject is None or d.subject == subject)]


def only(found: Timeline, rule: str, subject: str | None = None) -> Deadline:
    """The one deadline of a rule; fails where there is none or more."""
    matching = deadlines(found, rule, subject)
    assert len(matching) == 1, f"{rule}: {[(d.subject, d.due) for d in matching]}"
    return matching[0]


def shown(found: Timeline, *rules: str) -> list[tuple[str, str, str]]:
    """Rule, due day and state of every deadline of these rules."""
    return [(d.rule, str(d.due), d.state.value) for d in found.deadlines if d.rule in rules]
