"""Lists of cases: what can be asked for, and the frozen rows that answer.

A row is read from a summary the record keeps beside each case and rewrites whenever a fact is added.  Nothing in
it depends on the day asked about: days left, weeks and colours are worked out from ``as_at`` when it is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Protocol

from ehcp_desk.clock.model import State, Week
from ehcp_desk.clock.status import week_of
from ehcp_desk.domain.case import Stage
from ehcp_desk.domain.dates import school_year
from ehcp_desk.domain.wording import Mark, mark_of, state_words

PLAN_DECISION_RULE = "A_DECIDE_NOT_ISSUE"
ORDERS_NOT_STARTED = ("T_ORD_", "M_AGREE_")
"""How the rules begin whose clock a tribunal order or a mediation agreement starts; open until it is carried out."""
ANY_ADVICE = "*"
"""Asks for the cases that await advice, whoever was asked for it."""


class Scope(StrEnum):
    """Which cases a list is about."""

    OPEN = "open"
    PLANS = "plans"
    LIVE = "live"
    CLOSED = "closed"
    ALL = "all"


class Sort(StrEnum):
    """Orders a list can stand in; ``RISK`` is most urgent by law first."""

    RISK = "risk"
    NAME = "name"
    REF = "ref"
    YEAR = "year"
    RECEIVED = "received"
    OWNER = "owner"
    STAGE = "stage"
    LAST_CONTACT = "last_contact"
    UNASSIGNED = "unassigned"


@dataclass(frozen=True, slots=True)
class CaseQuery:
    """A filter and an order.  Everything left at its default asks for nothing.

    ``overdue`` and ``due_within`` (days from ``as_at``) look at the next legal limit that binds; ``relieved`` at
    limits lifted; ``team_id`` at cases of the team, or without one and held by somebody of it; ``awaiting`` at a body whose
    advice was asked for in the assessment now open, a re-assessment of a plan too, and has not come; ``quiet_days`` at open
    cases with no contact for that many days; ``migrated`` at cases from a file that nobody has verified yet; ``open_rules``
    at an open limit of any rule whose id begins with one of these; ``nothing_next`` at cases on which no limit that binds is
    open; ``only`` at these cases by number, for a list worked out
    elsewhere (None: at every case).
    """

    as_at: date
    scope: Scope = Scope.OPEN
    search: str = ""
    owners: tuple[int, ...] = ()
    unassigned: bool = False
    team_id: int | None = None
    overdue: bool = False
    due_within: int | None = None
    relieved: bool = False
    stages: tuple[Stage, ...] = ()
    setting: str = ""
    years: tuple[int, int] | None = None
    awaiting: str = ""
    quiet_days: int | None = None
    held: bool = False
    migrated: bool = False
    open_rules: tuple[str, ...] = ()
    nothing_next: bool = False
    only: tuple[int, ...] | None = None
    sort: Sort = Sort.RISK
    descending: bool = False


class NextDay(NamedTuple):
    """The rule and the day that bite next on a case, and what has become of it: so many ``days`` left, or late."""

    rule: str
    due: date
    state: State
    days: int


@dataclass(frozen=True, slots=True)
class NextDeadline:
    """The duty that bites next on a case, as it stands on the day asked about."""

    rule: str
    duty: str
    due: date
    state: State
    days: int

    @property
    def mark(self) -> Mark:
        """Its icon and colour."""
        return mark_of(self.state, self.days, self.rule)

    @property
    def words(self) -> str:
        """Its state in the exact words of the design."""
        return state_words(self.state, self.days)


class Summary(NamedTuple):
    """What the record keeps beside a case so that a list needs no facts.  Derived, and rebuilt by ``verify``.

    ``next_*`` is the earliest open limit that binds the council, not counting week 16; ``plan_decision_due`` is
    week 16 while the decision is still to be told, and is the next duty until that day has passed.
    """

    stage: Stage
    received: date | None
    decided_on: date | None = None
    decided_to_assess: bool | None = None
    no_plan_on: date | None = None
    draft_on: date | None = None
    final_on: date | None = None
    ended_on: date | None = None
    approximate: bool = False
    next_rule: str = ""
    next_due: date | None = None
    next_relieved: bool = False
    plan_decision_due: date | None = None
    last_contact_on: date | None = None
    awaiting: tuple[str, ...] = ()
    awaiting_since: date | None = None
    relieved_rules: tuple[str, ...] = ()


class Standing(Protocol):
    """Where a case stands by law: what a week, a limit and a weight are worked out from."""

    @property
    def stage(self) -> Stage: ...
    @property
    def received(self) -> date | None: ...
    @property
    def next_rule(self) -> str: ...
    @property
    def next_due(self) -> date | None: ...
    @property
    def next_relieved(self) -> bool: ...
    @property
    def plan_decision_due(self) -> date | None: ...
    @property
    def relieved_rules(self) -> tuple[str, ...]: ...


class CaseloadRow(NamedTuple):
    """A case as somebody's load: where it stands and who holds it, and nothing that says whose it is.  Counting a whole
    authority needs no more; the fields mean what they mean in :class:`Summary` and :class:`CaseRow`."""

    id: int
    owner_id: int | None
    unassigned_since: date | None
    stage: Stage
    received: date | None
    next_rule: str
    next_due: date | None
    next_relieved: bool
    plan_decision_due: date | None
    awaiting: tuple[str, ...]
    relieved_rules: tuple[str, ...]


class CaseRow(NamedTuple):
    """One line of a list: who, where the case is, and the summary it was read from."""

    id: int
    ref: str
    surname: str
    forenames: str
    year_offset: int | None
    setting: str
    team_id: int | None
    owner_id: int | None
    owner: str | None
    owned_since: date | None
    unassigned_since: date | None
    psychologist: str
    held: str
    summary: Summary

    @property
    def name(self) -> str:
        """The child's name as people say it."""
        return f"{self.forenames} {self.surname}".strip()

    def year_on(self, day: date) -> int | None:
        """The year group the child is in on ``day`` (:class:`~ehcp_desk.domain.case.YearGroup`); None where it is not known."""
        return None if self.year_offset is None else self.year_offset + school_year(day)

    @property
    def surname_first(self) -> str:
        """The child's name as the Cases list sorts it."""
        return f"{self.surname}, {self.forenames}" if self.forenames else self.surname


def week_on(received: date | None, as_at: date) -> Week | None:
    """Week n of 20 on a day; None before the request or where its date is not known (contract 1)."""
    return week_of(received, as_at) if received is not None else None


def next_day(summary: Standing, as_at: date) -> NextDay | None:
    """The day that bites next on ``as_at``, for counting: the same as :func:`next_deadline` without its words."""
    soft, due = summary.plan_decision_due, summary.next_due
    if soft is not None and soft >= as_at and (due is None or soft < due):
        return NextDay(PLAN_DECISION_RULE, soft, State.RUNNING, (soft - as_at).days)
    if due is None:
        return None
    late = (as_at - due).days
    state = State.RELIEVED if summary.next_relieved else State.OVERDUE if late > 0 else State.RUNNING
    return NextDay(summary.next_rule, due, state, abs(late))


def next_deadline(summary: Standing, duties: dict[str, str], as_at: date) -> NextDeadline | None:
    """The duty that bites next on ``as_at``; ``duties`` gives each rule its words."""
    found = next_day(summary, as_at)
    if found is None:
        return None
    return NextDeadline(found.rule, duties.get(found.rule, ""), found.due, found.state, found.days)


@dataclass(frozen=True, slots=True)
class SavedView:
    """A named filter somebody keeps: ``query`` is the filter as JSON without its day."""

    id: int
    owner: str
    name: str
    query: str
