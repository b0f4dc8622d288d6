"""Deadlines as the record caches them: what does not depend on the day asked about, and how a day completes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ehcp_desk.clock.model import Force, State


@dataclass(frozen=True, slots=True)
class CachedDeadline:
    """One limit on one case.  ``base`` is ``running`` while nothing has met it, else its lasting state; whether a
    running limit is overdue is a question for the day it is read."""

    case_id: int
    rule: str
    subject: str
    due: date
    base: State
    met_on: date | None
    force: Force
    actor: str
    ruleset: str

    def on(self, as_at: date) -> tuple[State, int]:
        """State and days on a day, exactly as the clock would give them (contract 2)."""
        if self.base is State.RUNNING:
            late = (as_at - self.due).days
            return (State.OVERDUE, late) if late > 0 else (State.RUNNING, -late)
        if self.base in (State.MET, State.MET_LATE) and self.met_on is not None:
            return self.base, abs((self.met_on - self.due).days)
        return self.base, 0


def same_deadlines(ours: Sequence[CachedDeadline], theirs: Sequence[CachedDeadline]) -> bool:
    """True where two caches say the same, whatever order they stand in (used by ``verify``)."""

    def key(d: CachedDeadline) -> tuple[str, str, date]:
        return d.rule, d.subject, d.due

    return sorted(ours, key=key) == sorted(theirs, key=key)
