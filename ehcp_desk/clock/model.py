"""The values the statutory clock takes in and gives back.

Everything here is frozen and free of I/O.  Dates are calendar dates; the clock never asks what day it is, so
every question carries its own ``as_at``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from types import MappingProxyType

NOTHING: Mapping[str, str] = MappingProxyType({})


class State(StrEnum):
    """Where a time limit stands on the day asked about (contract section 2)."""

    RUNNING = "running"
    MET = "met"
    MET_LATE = "met_late"
    OVERDUE = "overdue"
    RELIEVED = "relieved"
    ENDED = "ended"
    NOT_A_LIMIT = "not_a_limit"


class Force(StrEnum):
    """What kind of authority a rule has.  Only statute and case law can be breached by the council."""

    STATUTE = "statute"
    CASE_LAW = "case_law"
    GUIDANCE = "guidance"
    PRACTICE = "practice"
    DERIVED = "derived"


class Evidence(StrEnum):
    """How sure we are of a rule's text: confirmed, confirmed in part, or from memory (law.md marks)."""

    CONFIRMED = "confirmed"
    PART = "part"
    MEMORY = "memory"


@dataclass(frozen=True, slots=True, init=False)
class Fact:
    """Something that happened to a case on a day, in the contract's vocabulary.

    ``attrs`` holds what the kind of fact needs (``outcome``, ``body``, ``setting``, ``source``, ``relief``,
    ``rule``, ``from``, ``to``, ``evidence`` and so on), always as text; dates inside are ISO.  ``id`` is the
    record's own number where there is one, and ``first`` the one under which what it puts right was first written; neither
    plays any part in a date.
    """

    kind: str
    on: date
    attrs: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    approximate: bool = False
    note: str = ""
    id: int | None = None
    first: int | None = field(default=None, compare=False)

    def __init__(
        self,
        kind: str,
        on: date,
        attrs: Mapping[str, str] = NOTHING,
        approximate: bool = False,
        note: str = "",
        id: int | None = None,
        first: int | None = None,
    ) -> None:
        # By the slots themselves: half the time of what a frozen dataclass writes, and an authority has half a million facts.
        _kind(self, kind)
        _on(self, on)
        _attrs(self, attrs)
        _approximate(self, approximate)
        _note(self, note)
        _id(self, id)
        _first(self, first)

    @property
    def order(self) -> tuple[date, int]:
        """Its place among those of its case, the newest last: by the day, and on one day as they were first written."""
        return self.on, self.first or self.id or 0


_kind, _on, _attrs, _approximate, _note, _id, _first = (Fact.__dict__[one.name].__set__ for one in fields(Fact))


@dataclass(frozen=True, slots=True)
class Relief:
    """A ground on which a time limit need not be met: id, plain title, citation, what it does, and a short name."""

    id: str
    title: str
    citation: str
    effect: str
    short: str = ""


@dataclass(frozen=True, slots=True)
class ReliefClaim:
    """A relief somebody claimed for one limit, with the fact that claims it."""

    relief: Relief
    fact: Fact
    evidence: str


@dataclass(frozen=True, slots=True)
class Week:
    """The week of the case: ``ordinal`` n of 20 and ``elapsed`` whole weeks gone (contract section 1)."""

    elapsed: int
    ordinal: int
    of: int


@dataclass(frozen=True, slots=True)
class Deadline:
    """One time limit on one case, as it stands on the day asked about.

    ``days`` is days left while running (0 is due today), days late once overdue or met late, and days to spare
    when met; never negative.  ``subject`` tells apart several runs of one rule (the body asked for advice, the
    setting consulted, "directed" for a date the tribunal set); it is empty for a rule that runs once.  ``cautious``
    is the strictest reading (law.md J6), shown beside the due date and never reported as a breach.  The derivation
    is built only when asked for.
    """

    rule: str
    duty: str
    due: date
    state: State
    days: int
    met_on: date | None
    actor: str
    law: str
    force: Force
    evidence: Evidence
    trigger: Fact
    subject: str = ""
    relief: ReliefClaim | None = None
    cautious: date | None = None
    explain: Callable[[], tuple[str, ...]] = field(default=tuple, compare=False, repr=False)

    @property
    def derivation(self) -> tuple[str, ...]:
        """The steps from the trigger to the date, as sentences a tribunal could follow."""
        return self.explain()

    @property
    def binds(self) -> bool:
        """True where missing the date is a breach (statute or case law), not a planning or guidance date."""
        return self.force in (Force.STATUTE, Force.CASE_LAW)


@dataclass(frozen=True, slots=True)
class Unknown:
    """A rule that could apply to this case but whose trigger nobody has recorded, and why."""

    rule: str
    why: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything the clock can say about one case on one day."""

    as_at: date
    ruleset: str
    week: Week | None
    deadlines: tuple[Deadline, ...]
    unknown: tuple[Unknown, ...]
    warnings: tuple[str, ...]
