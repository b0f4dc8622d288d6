"""From facts and rules to a timeline: the one question the clock answers.

``compute`` is a pure function.  It never asks what day it is, never raises on a contradictory history, and gives
the same answer whatever the order of the facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from ehcp_desk.clock import explain, history, status
from ehcp_desk.clock.calendars import FIRST_DAY, LAST_DAY, Calendar
from ehcp_desk.clock.cautious import cautious_date
from ehcp_desk.clock.combining import combine
from ehcp_desk.clock.lines import AGREED, DIRECTED, NO_FACT
from ehcp_desk.clock.model import Deadline, Fact, ReliefClaim, Timeline, Week
from ehcp_desk.clock.program import BASE, CLAIM, DUE, MET_ON, RULE, START, SUBJECT, TRIGGER, Base, Program, Run
from ehcp_desk.clock.reliefs import Verdict, judge, relieve
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.clock.standing import come_true, without_plan
from ehcp_desk.clock.trace import Event, Trace, event
from ehcp_desk.clock.unknowns import unknown_rules
from ehcp_desk.clock.vocabulary import FACT_KINDS

# Days outside which a date is a slip of the pen rather than a fact about a living child's plan.
_MARGIN = 15 * 366
EARLIEST, LATEST = FIRST_DAY + 366, LAST_DAY - _MARGIN


@lru_cache(maxsize=16)
def program_for(ruleset: Ruleset, calendar: Calendar | None = None) -> Program:
    """The compiled form of a ruleset, kept; with another calendar where one is given."""
    if calendar is not None and calendar is not ruleset.calendar:
        ruleset = Ruleset(ruleset.name, ruleset.digest, ruleset.rules, ruleset.reliefs, calendar)
    return Program(ruleset)


def compute(facts: Iterable[Fact], ruleset: Ruleset, as_at: date, calendar: Calendar | None = None) -> Timeline:
    """Everything the clock can say about one case on the day ``as_at``.

    Facts dated after ``as_at`` were not yet known that day and are left out (plans for a day ahead are not); so are
    dates no living case can have.  Both are said in the warnings.  Kinds of fact outside the vocabulary (a contact, a
    note) are nothing to the clock; `facts.check_fact` refuses misspelt ones at the door.  Raises ValueError where an
    attribute that should be a date is none.
    """
    walked = walk(facts, ruleset, as_at, calendar)
    context, trace = walked.context, walked.trace
    return Timeline(
        as_at=as_at,
        ruleset=ruleset.name,
        week=_week(context.program, trace, as_at),
        deadlines=deadlines(walked),
        unknown=unknown_rules(context.program, trace, context.facts),
        warnings=history.warnings_of(walked.given, context.facts, as_at, trace, context.verdicts),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Walked:
    """One case walked: the facts given, what was known and found out, and the runs."""

    given: Sequence[Fact]
    trace: Trace
    context: explain.Context


def walk(facts: Iterable[Fact], ruleset: Ruleset, as_at: date, calendar: Calendar | None = None) -> Walked:
    """Walk one case as `compute` does, keeping what a proof needs."""
    program = program_for(ruleset, calendar)
    given, known = sift(facts, as_at)
    trace = Trace(program)
    verdicts, gave_way = finish(trace, events_of(program, known), as_at.toordinal())
    context = explain.Context(program, tuple(known), tuple(verdicts), tuple(gave_way), tuple(trace.runs), as_at)
    return Walked(given, trace, context)


def deadlines(walked: Walked) -> tuple[Deadline, ...]:
    """The time limits of a case walked, the first due first; all of the clock that a return counts by."""
    return tuple(_deadline(walked.context, run) for run in sorted(walked.trace.runs, key=_by_due))


def sift(facts: Iterable[Fact], as_at: date) -> tuple[list[Fact], list[Fact]]:
    """The facts the clock looks at, in a settled order, and those of them that were known on the day."""
    given = sorted((fact for fact in facts if fact.kind in FACT_KINDS), key=_order)
    return given, [fact for fact in given if is_known(fact, as_at)]


def events_of(program: Program, known: Sequence[Fact]) -> list[Event]:
    """The facts as the trace wants them; an event's position is its place in ``known``."""
    return [
        event(program.move(fact.kind, fact.attrs), fact.on.toordinal(), position) for position, fact in enumerate(known)
    ]


def finish(trace: Trace, events: list[Event], today: int) -> tuple[list[Verdict], list[tuple[Run, Run]]]:
    """Walk the events, then try the reliefs claimed and settle the limits that come in pairs.

    ``today`` decides only whether the day of what was planned has come.
    """
    events += come_true(events, today)
    trace.walk(events)
    if trace.needing_plan:
        without_plan(trace, events)
    verdicts = judge(trace, [(day, move, position) for _, _, position, move, day in events]) if trace.claims else []
    if verdicts or trace.substituted:
        relieve(trace.runs)
    return verdicts, combine(trace.program, trace.runs) if trace.paired else []


def is_known(fact: Fact, as_at: date) -> bool:
    """True where the fact could be known on the day asked about and its date is one a living case can have."""
    return EARLIEST <= fact.on.toordinal() <= LATEST and (fact.on <= as_at or FACT_KINDS[fact.kind].planned)


def _order(fact: Fact) -> tuple[date, str, list[tuple[str, str]], int]:
    return (fact.on, fact.kind, sorted(fact.attrs.items()), fact.id if fact.id is not None else NO_FACT)


def _by_due(run: Run) -> tuple[int, int, str, int]:
    return (run[DUE], run[RULE], run[SUBJECT], run[START])


def base_and_met(context: explain.Context, run: Run) -> tuple[Base, date, date | None]:
    """Where a run stands whatever the day, its due date, and the day it was met as seen on the day asked about."""
    base: Base = run[BASE]
    due = date.fromordinal(run[DUE])
    met_on = date.fromordinal(run[MET_ON]) if run[MET_ON] else None
    return base, due, status.met_on_day(base, due, met_on, context.as_at)


def _deadline(context: explain.Context, run: Run) -> Deadline:
    rule = context.program.compiled[run[RULE]].rule
    base, due, met_on = base_and_met(context, run)
    state = status.state_on(base, due, context.as_at)
    return Deadline(
        rule=rule.id,
        duty=rule.duty,
        due=due,
        state=state,
        days=status.days_of(state, due, met_on, context.as_at),
        met_on=met_on,
        actor=rule.actor,
        law=rule.law,
        force=rule.force,
        evidence=rule.evidence,
        trigger=context.facts[run[TRIGGER]],
        subject=run[SUBJECT],
        relief=_claim(context, run),
        cautious=due if run[SUBJECT] in (DIRECTED, AGREED) else cautious_date(rule, due, date.fromordinal(run[START])),
        explain=lambda: explain.derivation(context, run),
    )


def _claim(context: explain.Context, run: Run) -> ReliefClaim | None:
    if run[CLAIM] == NO_FACT:
        return None
    fact = context.facts[run[CLAIM]]
    relief = context.program.ruleset.reliefs[explain.relief_id(fact)]
    return ReliefClaim(relief, fact, fact.attrs.get("evidence", ""))


def _week(program: Program, trace: Trace, as_at: date) -> Week | None:
    final = program.indexes(("A_FINAL_PLAN",))
    starts = [run[START] for run in trace.runs if run[RULE] in final]
    return status.week_of(date.fromordinal(max(starts)), as_at) if starts else None
