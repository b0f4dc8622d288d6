"""The words of a state, shared by screen, speech, CSV and paper (design.md sections 3 and 13)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from ehcp_desk.clock.model import Deadline, State
from ehcp_desk.domain.dates import day_count, in_words

DUE_SOON_DAYS = 14
PARENT_RULES = frozenset({"A_DRAFT_REPS", "R_REPS", "M_CONTACT", "T_APPEAL_2M", "T_APPEAL_1M", "G_LGSCO_12M"})

LASTING = frozenset({"C_STAY"})
"""Times in which something is to be left alone: due on no day, and an appeal, known now or later, carries them further."""


class Mark(StrEnum):
    """What the eye is shown: each has its own outline, word and colour (design.md section 3)."""

    MET = "met"
    MET_LATE = "met_late"
    RUNNING = "running"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    RELIEVED = "relieved"
    UNASSIGNED = "unassigned"
    UNKNOWN = "unknown"
    ENDED = "ended"
    PLANNING = "planning"


def mark_of(state: State, days: int, rule: str = "") -> Mark:
    """The mark for a state; ``rule`` lets other people's time stay running rather than due soon."""
    if state is State.RUNNING:
        return Mark.DUE_SOON if days <= DUE_SOON_DAYS and rule not in PARENT_RULES | LASTING else Mark.RUNNING
    return {
        State.MET: Mark.MET,
        State.MET_LATE: Mark.MET_LATE,
        State.OVERDUE: Mark.OVERDUE,
        State.RELIEVED: Mark.RELIEVED,
        State.ENDED: Mark.ENDED,
        State.NOT_A_LIMIT: Mark.PLANNING,
    }[state]


def deadline_mark(limit: Deadline) -> Mark:
    """The mark of a limit the clock worked out; a time that only has to last is over, and nothing that was met."""
    if limit.rule in LASTING and limit.state is State.MET:
        return Mark.ENDED
    return mark_of(limit.state, limit.days, limit.rule)


def lasting_words(rule: str, state: State, due: date, met_on: date | None) -> str:
    """How a time that only has to last is said to be over; empty for any other limit, and while it lasts."""
    if rule not in LASTING or state is not State.MET:
        return ""
    return "over, as far as is recorded" if met_on in (None, due) else f"lasted until {in_words(met_on)}"


def deadline_words(limit: Deadline, as_at: date) -> str:
    """How a limit the clock worked out stands on a day, in exact words.

    Of two limits on one duty that which gave way is no limit: what was done after it was done within the other.
    """
    if limit.state is State.NOT_A_LIMIT and limit.met_on is not None:
        return "not the date that holds"
    over = lasting_words(limit.rule, limit.state, limit.due, limit.met_on)
    return over or state_words(limit.state, limit.days, limit.due, as_at, limit.met_on)


def state_words(
    state: State, days: int, due: date | None = None, as_at: date | None = None, met_on: date | None = None
) -> str:
    """The exact words of design.md section 3: ``overdue by 3 days``, ``12 days left``, ``met on the day``."""
    if state is State.RUNNING and due is not None and as_at is not None and as_at > due:
        return "goes on past its date"
    if state is State.RUNNING:
        return "due today" if days == 0 else f"{day_count(days)} left"
    if state is State.OVERDUE:
        return f"overdue by {day_count(days)}"
    if state is State.MET_LATE:
        return f"met {day_count(days)} late"
    if state is State.MET and due is not None and met_on is not None and met_on > due:
        # A planning date or guidance is never a breach, and what was done after it is not said to be in time.
        return f"done {day_count((met_on - due).days)} after the date"
    if state is State.MET:
        return "met on the day" if days == 0 else f"met {day_count(days)} early"
    if state is State.NOT_A_LIMIT and due is not None and as_at is not None:
        left = (due - as_at).days
        return "today" if left == 0 else f"{day_count(left)} left" if left > 0 else f"{day_count(-left)} ago"
    return {State.RELIEVED: "limit lifted", State.ENDED: "ended", State.NOT_A_LIMIT: "planning date"}[state]
