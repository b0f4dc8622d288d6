"""Due dates and states of many cases at once, without the words: what a cache, a work list or a preview needs.

The walk is the one `engine.compute` uses; only the packing differs.  Facts come in as plain tuples, so a database
can hand over its rows without building objects.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from ehcp_desk.clock.calendars import Calendar
from ehcp_desk.clock.dates import read_iso
from ehcp_desk.clock.engine import EARLIEST, LATEST, events_of, finish, program_for, sift
from ehcp_desk.clock.facts import BadFact
from ehcp_desk.clock.history import warnings_of
from ehcp_desk.clock.model import Fact, Force, State
from ehcp_desk.clock.program import (
    BASE,
    DUE,
    MET_ON,
    MOST_KEPT,
    RANKS,
    RULE,
    SUBJECT,
    TRIGGER,
    Base,
    Move,
    Program,
    Run,
)
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.clock.status import PAST_DUE, UNTIL_DUE, days_of, met_on_day, state_on
from ehcp_desk.clock.trace import Event, Trace
from ehcp_desk.clock.vocabulary import FACT_KINDS

# (kind of fact, its day as ISO text or an ordinal, its attributes as JSON text or None, the record's own number, and
# whatever else the row holds, so that a database need not cut its rows)
FactRow = tuple[str, str | int, str | None, int | None, *tuple[Any, ...]]


class BaseDeadline(NamedTuple):
    """One limit of one case whatever the day: its due date, where it stands, and the record that started it."""

    rule: str
    subject: str
    due: date
    base: Base
    met_on: date | None
    trigger_id: int | None
    force: Force
    actor: str

    def state(self, as_at: date) -> State:
        """The state on a day, as `compute` gives it."""
        return state_on(self.base, self.due, as_at)

    def days(self, as_at: date) -> int:
        """Days left, late or to spare on a day, as `compute` gives them."""
        return days_of(self.state(as_at), self.due, self.met(as_at), as_at)

    def met(self, as_at: date) -> date | None:
        """The day it was met as seen on a day; a period that had only to run its course is met when it has."""
        return met_on_day(self.base, self.due, self.met_on, as_at)


class _Days(dict[int, date]):
    """Ordinals to dates, each made once."""

    def __missing__(self, day: int) -> date:
        made = self[day] = date.fromordinal(day)
        return made


class _Ordinals(dict[str | int, int]):
    """ISO text (or an ordinal) to ordinals, each read once; 0 for a day no living case can have."""

    def __missing__(self, day: str | int) -> int:
        ordinal = read_iso(day).toordinal() if isinstance(day, str) else day
        made = self[day] = ordinal if EARLIEST <= ordinal <= LATEST else 0
        return made


class _Moves(dict[str | None, Move | None]):
    """What each distinct fact of one kind does, by the text of its attributes; None where the clock ignores the kind."""

    __slots__ = ("_kind", "_program")

    def __init__(self, kind: str, program: Program) -> None:
        super().__init__()
        self._kind, self._program = kind, program

    def __missing__(self, text: str | None) -> Move | None:
        if len(self) >= MOST_KEPT:
            self.clear()
        move = self[text] = self._read(text) if self._kind in FACT_KINDS else None
        return move

    def _read(self, text: str | None) -> Move:
        attrs = json.loads(text) if text else {}
        if not isinstance(attrs, dict):
            raise BadFact(f"The attributes of a {self._kind} are not a JSON object: {text!r}.")
        said = {name: _text(value) for name, value in attrs.items() if value is not None}
        return self._program.move(self._kind, said)


class _Kinds(dict[str, _Moves]):
    """The moves of every kind of fact met so far."""

    __slots__ = ("_program",)

    def __init__(self, program: Program) -> None:
        super().__init__()
        self._program = program

    def __missing__(self, kind: str) -> _Moves:
        made = self[kind] = _Moves(kind, self._program)
        return made


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


class Limits(Collection[BaseDeadline]):
    """The limits of one case, in the order in which they started.  Each is made when it is looked at."""

    __slots__ = ("_clock", "_rows", "_runs")
    __hash__ = None  # type: ignore[assignment]  # as for a list, because equal ones may come from different laws

    def __init__(self, clock: CaseClock, rows: Sequence[FactRow], runs: list[Run]) -> None:
        self._clock, self._rows, self._runs = clock, rows, runs

    def __len__(self) -> int:
        return len(self._runs)

    def __contains__(self, limit: object) -> bool:
        return limit in list(self)

    def __iter__(self) -> Iterator[BaseDeadline]:
        new, days = tuple.__new__, self._clock.days
        for rule, subject, due, base, met, trigger, force, actor in self._said():
            yield new(BaseDeadline, (rule, subject, days[due], base, days[met] if met else None, trigger, force, actor))

    def __eq__(self, other: object) -> bool:
        return self._said() == other._said() if isinstance(other, Limits) else list(self) == other

    def states(self) -> list[tuple[str, str, date, State]]:
        """Rule, subject, due date and state of each on the day the clock was asked about."""
        clock = self._clock
        rules, days, today = clock.rules, clock.days, clock.today
        return [
            (rules[rule], subject, days[due], (PAST_DUE if due < today else UNTIL_DUE)[base])
            for rule, subject, due, base, _, _, _, _, _, _ in self._runs
        ]

    def _said(self) -> list[tuple[str, str, int, Base, int, int | None, Force, str]]:
        clock, rows = self._clock, self._rows
        rules, forces, actors = clock.rules, clock.forces, clock.actors
        return [
            (rules[rule], subject, due, base, met, rows[trigger][3], forces[rule], actors[rule])
            for rule, subject, due, base, met, trigger, _, _, _, _ in self._runs
        ]


class CaseClock:
    """From one case's fact rows to its limits on a day, with everything looked up once.

    ``as_at`` is the day asked about: facts dated later are not yet known.  A call raises ValueError for a day that is
    no date and BadFact for attributes that are no JSON object.
    """

    __slots__ = ("_kinds", "_ordinals", "_program", "actors", "days", "forces", "rules", "today")

    def __init__(self, ruleset: Ruleset, as_at: date, calendar: Calendar | None = None) -> None:
        self._program = program_for(ruleset, calendar)
        self._kinds, self._ordinals, self.days = _Kinds(self._program), _Ordinals(), _Days()
        self.rules = [item.rule.id for item in self._program.compiled]
        self.forces = [item.rule.force for item in self._program.compiled]
        self.actors = [item.rule.actor for item in self._program.compiled]
        self.today = as_at.toordinal()

    def __call__(self, facts: Iterable[FactRow]) -> Limits:
        kinds, ordinals, today = self._kinds, self._ordinals, self.today
        rows = list(facts)
        events: list[Event] = []
        add = events.append
        for position, row in enumerate(rows):
            move = kinds[row[0]][row[2]]
            if move is not None:
                day = ordinals[row[1]]
                if day and (day <= today or move.hoist):
                    add((day * RANKS + move.place, move.token, position, move, day))
        trace = Trace(self._program)
        finish(trace, events, today)
        return Limits(self, rows, trace.runs)


def due_states(
    cases: Iterable[tuple[Any, Iterable[FactRow]]], ruleset: Ruleset, as_at: date, calendar: Calendar | None = None
) -> Iterator[tuple[Any, Limits]]:
    """(key, limits) for every (key, facts) given, one case at a time, so memory stays flat.  Raises as `CaseClock`."""
    clock = CaseClock(ruleset, as_at, calendar)
    for key, facts in cases:
        yield key, clock(facts)


def base_deadlines(
    facts: Iterable[Fact], ruleset: Ruleset, as_at: date | None = None, today: date | None = None
) -> tuple[list[BaseDeadline], tuple[str, ...]]:
    """One case's limits whatever the day, and the warnings about its history, for the record's cache.

    Without ``as_at`` every fact is taken as known, which is right for a record that refuses facts yet to come; whether
    the day of a move has come goes by ``today``.
    """
    program = program_for(ruleset)
    day = as_at or date.fromordinal(LATEST)
    given, known = sift(facts, day)
    trace = Trace(program)
    verdicts, _ = finish(trace, events_of(program, known), (today or day).toordinal())
    found = []
    for run in trace.runs:
        rule = program.compiled[run[RULE]].rule
        met_on = date.fromordinal(run[MET_ON]) if run[MET_ON] else None
        due, trigger = date.fromordinal(run[DUE]), known[run[TRIGGER]].id
        found.append(BaseDeadline(rule.id, run[SUBJECT], due, run[BASE], met_on, trigger, rule.force, rule.actor))
    return found, warnings_of(given, known, day, trace, verdicts)


def rows_of(facts: Iterable[Fact]) -> list[FactRow]:
    """Facts as the plain rows `due_states` takes."""
    return [
        (fact.kind, fact.on.toordinal(), json.dumps(dict(fact.attrs), sort_keys=True) if fact.attrs else None, fact.id)
        for fact in facts
    ]
