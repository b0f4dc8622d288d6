"""How a case stands: the dates still open, what it waits for from other people, and its strip."""

from __future__ import annotations

from ehcp_desk.clock.model import Deadline, Fact, State
from ehcp_desk.domain.advisers import advice_inside
from ehcp_desk.domain.strip import Strip, StripFacts, strip
from ehcp_desk.services.records.case_view import CaseView

ADVICE, COMMENTS, ANSWER, FINAL = "A_ADVICE_RESPONSE", "A_DRAFT_REPS", "A_SCHOOL_CONSULT", "A_FINAL_PLAN"
OPEN = (State.RUNNING, State.OVERDUE, State.RELIEVED)


def is_open(view: CaseView, d: Deadline) -> bool:
    """True where somebody still has to do something by this date."""
    return d.state in OPEN or (d.state is State.NOT_A_LIMIT and d.met_on is None and d.due >= view.as_at)


def next_deadlines(view: CaseView) -> list[Deadline]:
    """Dates still open, the earliest first: whatever waits, on us or on others."""
    return sorted((d for d in view.timeline.deadlines if is_open(view, d)), key=lambda d: (d.due, not d.binds, d.rule))


def waiting_for(view: CaseView) -> list[str]:
    """What the case waits for from other people, each in a few words."""
    if view.case.held:
        return [f"somebody to check it: {view.case.held}"]
    found = []
    for d in next_deadlines(view):
        if d.rule == ADVICE:
            found.append(advice_inside(d.subject).removesuffix(" advice"))
        elif d.rule == COMMENTS:
            found.append("comments on the draft")
        elif d.rule == ANSWER:
            found.append(f"{d.subject}’s answer" if d.subject else "a setting’s answer")
    return found


def case_strip(view: CaseView) -> Strip:
    """The strip of a case, with the day the family was told of the plan where that is on the record."""
    summary = view.row.case.summary
    told = _first(view, "plan_decision_notified")
    lifted = {d.rule for d in view.timeline.deadlines if d.state is State.RELIEVED}
    return strip(
        StripFacts(
            received=summary.received,
            as_at=view.as_at,
            decided_on=summary.decided_on,
            decided_to_assess=summary.decided_to_assess,
            plan_decided_on=told.on if told else None,
            no_plan_on=summary.no_plan_on,
            draft_on=summary.draft_on,
            final_on=summary.final_on,
            withdrawn_on=summary.ended_on,
            six_relieved="A_DECIDE_ASSESS" in lifted,
            sixteen_relieved="A_DECIDE_NOT_ISSUE" in lifted,
            twenty_relieved="A_FINAL_PLAN" in lifted,
            approximate=summary.approximate,
        )
    )


def _first(view: CaseView, kind: str) -> Fact | None:
    received = view.row.case.summary.received
    return next(
        (
            f.fact
            for f in view.facts
            if f.stands and f.fact.kind == kind and (received is None or f.fact.on >= received)
        ),
        None,
    )
