"""Where a limit stands on a given day: the only part of the clock that looks at the day asked about."""

from __future__ import annotations

from datetime import date

from ehcp_desk.clock.model import State, Week
from ehcp_desk.clock.program import Base

STATUTORY_WEEKS = 20
# The state a base comes to: on or before the due date, and after it.
UNTIL_DUE = {
    base: State.RUNNING if base in (Base.OPEN, Base.SOFT, Base.WINDOW, Base.FLOOR, Base.HELD) else State(base.value)
    for base in Base
}
PAST_DUE = {
    **UNTIL_DUE,
    Base.OPEN: State.OVERDUE,
    Base.SOFT: State.NOT_A_LIMIT,
    Base.WINDOW: State.ENDED,
    Base.FLOOR: State.MET,
}


def state_on(base: Base, due: date, as_at: date) -> State:
    """The state on the day asked about.  A limit runs to the end of its due date."""
    return PAST_DUE[base] if as_at > due else UNTIL_DUE[base]


def met_on_day(base: Base, due: date, met_on: date | None, as_at: date) -> date | None:
    """The day a limit was met, counting a period that had only to run its course as met when it has."""
    return due if base is Base.FLOOR and as_at > due else met_on


def days_of(state: State, due: date, met_on: date | None, as_at: date) -> int:
    """Days left while running, days late once overdue or met late, days to spare when met; never negative."""
    if state is State.ENDED:
        return 0
    if state is State.RUNNING:
        return max(0, (due - as_at).days)
    if state is State.MET:
        return max(0, (due - met_on).days) if met_on else 0
    if state is State.MET_LATE and met_on:
        return (met_on - due).days
    return abs((due - as_at).days)


def week_of(received: date, as_at: date) -> Week | None:
    """The week of the case (contract section 1): day 140 is in week 20, day 141 opens week 21."""
    days = (as_at - received).days
    if days < 0:
        return None
    return Week(elapsed=days // 7, ordinal=max(1, -(-days // 7)), of=STATUTORY_WEEKS)
