"""What the case page reads, all at once and on a reader thread."""

from __future__ import annotations

from dataclasses import dataclass

from ehcp_desk.clock.model import Fact, State
from ehcp_desk.domain.strip import Strip, StripFacts, strip
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.case_view import CaseView, case_view_by_id
from ehcp_desk.services.records.history import HistoryLine, case_history, reasons
from ui.pages.case.timeline_words import Happening, happenings


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case as the page shows it: the view, its strip, its timeline in words and its history."""

    view: CaseView
    strip: Strip
    timeline: tuple[Happening, ...]
    history: tuple[HistoryLine, ...]


def read_case(desk: Desk, case_id: int) -> CaseFile:
    """Read everything the page shows."""
    view = case_view_by_id(desk, case_id)
    history = case_history(desk, case_id)
    return CaseFile(view, case_strip(view), tuple(happenings(view, reasons(history))), history)


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
        (f.fact for f in view.facts if f.stands and f.fact.kind == kind and (received is None or f.fact.on >= received)),
        None,
    )
