"""Limits about a plan that has gone, or was never made, by the day they are about.

A meeting booked or a move planned is known ahead, so what ends its limits may lie long before the days in which they
can be met.  The walk looks at those days only; this looks at what was known by the day itself.  A move between phases is
named by the last day for it, months before: what there was no plan for on that day nobody could amend (reg 18).

A move away is known ahead too, and ends an assessment on its own day: of a child without a plan, for a plan is this
council's until it is transferred (SEND Regulations 2014 reg 15).
"""

from __future__ import annotations

from ehcp_desk.clock.lines import NO_FACT
from ehcp_desk.clock.program import BASE, CLOSED_BY, DUE, MET_ON, PLAN_GONE, RANKS, RULE, START, Base, Run
from ehcp_desk.clock.trace import Event, Trace

NO_PLAN = "the council had made no plan"
PLAN_LATER = "the council held no plan by that day"
_ASKED = frozenset({"request_received", "became_responsible"})
FIRST_PLAN = frozenset({"plan_transferred_in", "final_plan_sent"})
_NOT_YET = _ASKED | FIRST_PLAN
_THERE = frozenset({
    "plan_transferred_in", "review_meeting_held", "review_decision_notified", "amendment_notice_sent",
    "not_amending_notified", "final_plan_sent", "amended_plan_sent", "reassessment_requested",
    "cease_decision_notified",
})  # fmt: skip


def without_plan(trace: Trace, events: list[Event]) -> None:
    """End the runs that need a plan where the last word by their day is that it has gone, or was only asked for.

    Those still open, and where the plan must be held on the last day (``held``) those answered only after it.
    A record that says nothing either way keeps the limit: a plan made elsewhere may not be on it.
    """
    for run in trace.needing_plan:
        needs = trace.program.compiled[run[RULE]].rule.needs_plan
        if run[CLOSED_BY] == NO_FACT or (needs == "held" and run[MET_ON] > run[DUE]):
            position = _last_word(run, events, needs)
            if position != NO_FACT:
                run[BASE], run[CLOSED_BY], run[MET_ON] = Base.ENDED, position, 0
                going = trace.open.get(run[RULE], [])
                trace.open[run[RULE]] = [other for other in going if other is not run]


def come_true(events: list[Event], today: int) -> list[Event]:
    """What the planned facts do on their own day, as events of that day, where it has come and no plan stood on it."""
    return [
        (day * RANKS + move.then.place, token, position, move.then, day)
        for _, token, position, move, day in events
        if move.then is not None and day <= today and not _plan_on(events, day)
    ]


def _plan_on(events: list[Event], day: int) -> bool:
    """True where the last word on a plan by that day is that there is one."""
    said = [(key, move.kind in _THERE) for key, _, _, move, on in events
            if on <= day and (move.kind in _THERE or move.kind in PLAN_GONE)]  # fmt: skip
    return bool(said) and max(said)[1]


def _last_word(run: Run, events: list[Event], needs: str) -> int:
    """The fact by which there was no plan on the run's day; `NO_FACT` where there was one or nobody can tell.

    Of a plan to be ``held`` that is its last day, and where nothing was said by then the first word after it tells.
    """
    held = needs == "held"
    by, may_be_asked, found, told = run[DUE if held else START], needs != "kept", NO_FACT, False
    for _, _, position, move, day in events:
        if day > by:
            if held and not told and (move.kind in _THERE or move.kind in PLAN_GONE or move.kind in _ASKED):
                return position if move.kind in _NOT_YET else NO_FACT
        elif move.kind in _THERE:
            found, told = NO_FACT, True
        elif move.kind in PLAN_GONE or (may_be_asked and not told and move.kind in _ASKED):
            found, told = position, True
    return found
