"""Deadlines as the record caches them: what does not depend on the day asked about, and how a day completes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from ehcp_desk.clock.model import Force, State
from ehcp_desk.clock.program import Base
from ehcp_desk.clock.status import days_of, met_on_day, state_on
from ehcp_desk.domain.worklist import PLAN_DECISION_RULE

BINDING = (Force.STATUTE, Force.CASE_LAW)
# The council's own duties, by the actor a rule names; "new LA" and "old LA" are this council when a plan moves.
COUNCIL = frozenset({"LA", "new LA", "old LA", "LA or ICB", "LA (ICB if health only)"})


class Limit(Protocol):
    """What a limit says of whose it is."""

    @property
    def rule(self) -> str:
        """The rule's id."""

    @property
    def actor(self) -> str:
        """Who must keep it, as the rule names them."""

    @property
    def force(self) -> Force:
        """What it rests on."""


@dataclass(frozen=True, slots=True)
class CachedDeadline:
    """One limit on one case.  ``base`` is where it stands whatever the day (the clock's word); whether an open limit
    is overdue is a question for the day it is read.  ``ruleset`` names the text of the law it was
    worked out under, with the start of its digest."""

    case_id: int
    rule: str
    subject: str
    due: date
    base: Base
    met_on: date | None
    force: Force
    actor: str
    ruleset: str

    def on(self, as_at: date) -> tuple[State, int]:
        """State and days on a day, exactly as the clock gives them (contract 2)."""
        state = state_on(self.base, self.due, as_at)
        return state, days_of(state, self.due, met_on_day(self.base, self.due, self.met_on, as_at), as_at)


def binds_the_council(limit: Limit) -> bool:
    """True of a limit that the law sets the council; not of week 16, which is told apart while it lies ahead."""
    return limit.actor in COUNCIL and limit.force in BINDING and limit.rule != PLAN_DECISION_RULE


def same_deadlines(ours: Sequence[CachedDeadline], theirs: Sequence[CachedDeadline]) -> bool:
    """True where two caches say the same of every limit, whatever order they stand in and whichever text of the law
    they were worked out under (used by ``verify``)."""

    return len(ours) == len(theirs) and sorted(map(_said, ours)) == sorted(map(_said, theirs))


def _said(d: CachedDeadline) -> tuple[int, str, str, date, str, date, str, str]:
    """All that a cached limit says but the text of the law."""
    return (d.case_id, d.rule, d.subject, d.due, d.base, d.met_on or date.min, d.force, d.actor)
