"""Plans in place and their reviews: what fell due, what was finished in time, what is still under way."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ehcp_desk.clock.counting import add_months
from ehcp_desk.clock.facts import FACT_KINDS
from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.case import Stage
from ehcp_desk.domain.returns import Definition, LeftOut, ListedCase
from ehcp_desk.services.oversight.measures import Counted, Measure, tally, weeks_mean
from ehcp_desk.services.oversight.population import Period, Population
from ehcp_desk.services.oversight.return_facts import (
    FIRST_REVIEW,
    NEXT_REVIEW,
    REVIEW_DECISION,
    REVIEW_FINAL,
    REVIEW_NOTICE,
    Journey,
    Limits,
    phase_rule,
)  # fmt: skip

DECIDED, HELD, AMENDED = "review_decision_notified", "review_meeting_held", "amended_plan_sent"
TRANSFER = "phase_transfer_planned"
NOTICED, NOT_AMENDING = "amendment_notice_sent", "not_amending_notified"
_PHASES = FACT_KINDS[TRANSFER].attrs["phase"].values
_OUTCOMES = FACT_KINDS[DECIDED].attrs["outcome"].values


@dataclass(frozen=True, slots=True)
class Turn:
    """One review that must be finished: from what it counts, its last day, when its decision was told, and the day a new
    plan was sent after the one it is a review of had ended."""

    start: date
    due: date
    finished: date | None
    replaced: date = date.max


def turns(case: Journey, limits: Limits, day: date) -> list[Turn]:
    """The reviews of a child's plans one after another, as far as they are known on a day; the last of a plan may be
    unfinished, and a plan sent after one had ended begins again with a first review.

    A plan that came from another council has its first turn here from its first decision: until then regulation 15(5)
    governs, and the day the plan was made is not on every record.
    """
    came = {f.on for f in case.told.get("plan_transferred_in", ())}
    begun = [on for on in case.new_plans if on <= day and on not in came]
    decided = case.of(DECIDED, by=day)
    told = {f.on for f in decided if f.attrs.get("outcome") != "cease"}
    starts = [(on, FIRST_REVIEW) for on in begun]
    starts += [(on, NEXT_REVIEW) for on in told if not begun or on >= begun[0] or case.stage_on(on) is Stage.PLAN]
    every = sorted({f.on for f in decided})
    return [_turn_from(on, limits.due(rule, on), begun, every) for on, rule in sorted(starts)]


def _turn_from(on: date, due: date, begun: Sequence[date], decided: Sequence[date]) -> Turn:
    """The turn that counts from a day, ended by the next decision or by the next plan; both in order."""
    plan, decision = bisect_right(begun, on), bisect_right(decided, on)
    replaced = begun[plan] if plan < len(begun) else date.max
    finished = decided[decision] if decision < len(decided) and decided[decision] < replaced else None
    return Turn(on, due, finished, replaced)


def _every_turn(people: Population) -> dict[int, tuple[Turn, ...]]:
    """The turns of every plan, worked out once for all months."""
    with_plans = (case for case in people.journeys if case.finals or DECIDED in case.told)
    return people.once(
        "turns", lambda: {case.case_id: tuple(turns(case, people.limits, date.max)) for case in with_plans}
    )


def _turns_due(people: Population) -> dict[tuple[int, int], list[tuple[Journey, Turn]]]:
    """The turns of every plan by the month of their last day."""
    found: dict[tuple[int, int], list[tuple[Journey, Turn]]] = {}
    every = _every_turn(people)
    for case in people.journeys:
        for turn in every.get(case.case_id, ()):
            # Known for good and for every day, so looked at once: a plan in place on the last day, not sent anew since.
            if turn.due < turn.replaced and case.stage_on(turn.due) is Stage.PLAN:
                found.setdefault((turn.due.year, turn.due.month), []).append((case, turn))
    return found


def _as_on(turn: Turn, day: date) -> Turn:
    """A turn as it was known on a day."""
    later = turn.finished is not None and turn.finished > day
    return Turn(turn.start, turn.due, None, turn.replaced) if later else turn


def reviews_due(people: Population, period: Period, _definition: Definition) -> Counted:
    """K27: reviews whose last day lies in the period, of plans in place on that day."""
    return tally(_turn(case, turn, True) for case, turn in _due_in(people, period))


def reviews_in_time(people: Population, period: Period, _definition: Definition) -> Counted:
    """K28: of those, the ones finished by their day."""
    cases = []
    for case, turn in _due_in(people, period):
        in_time = turn.finished is not None and turn.finished <= turn.due
        if in_time or period.ran_out(turn.due):
            cases.append(_turn(case, turn, in_time))
    return tally(cases)


def children_in_time(people: Population, period: Period, _definition: Definition) -> Counted:
    """R02: of the children with a review due in the twelve months, those whose every one was finished by its day."""
    year = Period(add_months(period.last, -12) + timedelta(1), period.last, period.over)
    due: dict[int, list[tuple[Journey, Turn]]] = {}
    for case, turn in _due_in(people, year):
        if turn.finished is not None or year.ran_out(turn.due):
            due.setdefault(case.case_id, []).append((case, turn))
    return tally(_worst(turns_) for turns_ in due.values())


def _worst(due: list[tuple[Journey, Turn]]) -> ListedCase:
    """A child's line: the first review that was late, else the last."""
    late = [(case, turn) for case, turn in due if turn.finished is None or turn.finished > turn.due]
    case, turn = late[0] if late else due[-1]
    line = _turn(case, turn, not late)
    return line._replace(why=f"{line.why}, {len(late)} of {len(due)} late") if late and len(due) > 1 else line


def reviews_overdue(people: Population, period: Period, _definition: Definition) -> Counted:
    """K29: plans in place whose running review is past its last day."""
    day, late = period.last, people.once("turns late", lambda: list(_turns_late(people)))
    found = [
        _row(case, turn.start, turn.due, None, (day - turn.due).days)
        for case, turn, until in late
        if turn.due < day < until and turn.start <= day and case.stage_on(day) is Stage.PLAN
    ]
    return tally(found, detail=of_plans(people, day))


def _turns_late(people: Population) -> Iterator[tuple[Journey, Turn, date]]:
    """The turns that ran past their last day, each with the day it was finished, or the next began."""
    every = _every_turn(people)
    for case in people.journeys:
        mine = every.get(case.case_id, ())
        for place, turn in enumerate(mine):
            after = mine[place + 1].start if place + 1 < len(mine) else date.max
            until = after if turn.finished is None else min(after, turn.finished)
            if turn.due < until:
                yield case, turn, until


def of_plans(people: Population, day: date) -> str:
    """The whole that a count of plans is a part of."""
    return f"of {len(people.plans_on(day)):,} plans in place"


def _due_in(people: Population, period: Period) -> Iterator[tuple[Journey, Turn]]:
    filed, month = people.once("turns due", lambda: _turns_due(people)), period.first.replace(day=1)
    while month <= period.last:
        for case, turn in filed.get((month.year, month.month), ()):
            if turn.start <= period.last and period.has(turn.due):
                yield case, _as_on(turn, period.last)
        month = add_months(month, 1)


def _turn(case: Journey, turn: Turn, counted: bool) -> ListedCase:
    ended = turn.finished if turn.finished is not None else None
    days = (ended - turn.start).days if ended else None
    words = "finished" if ended and ended <= turn.due else "finished late" if ended else "not finished"
    return ListedCase(case.case_id, case.ref, case.child, counted, turn.start, turn.due, ended, days, words)


def _row(
    case: Journey, start: date | None, due: date | None, end: date | None, days: int | None, why: str = "",
    counted: bool = True,
) -> ListedCase:  # fmt: skip
    return ListedCase(case.case_id, case.ref, case.child, counted, start, due, end, days, why)


# ---- from the meeting on -----------------------------------------------------------------------------------------------


def review_decisions_in_time(people: Population, period: Period, _definition: Definition) -> Counted:
    """K30: of the decisions due four weeks after a meeting in the period, those told by their day."""
    return tally(_after_meetings(people, period, REVIEW_DECISION))


def review_finals_in_time(people: Population, period: Period, _definition: Definition) -> Counted:
    """K31: of the reviews that decided to amend and whose twelve weeks end in the period, amended plans sent by then."""
    return tally(_after_meetings(people, period, REVIEW_FINAL, amend_only=True))


def _after_meetings(people: Population, period: Period, rule: str, amend_only: bool = False) -> Iterator[ListedCase]:
    back = Period(add_months(period.first, -4), period.last)
    for case, meeting in people.told(back, HELD):
        due = people.limits.due(rule, meeting.on)
        if not period.has(due) or case.stage_on(due) is not Stage.PLAN:
            continue
        until = next((m.on for m in case.told[HELD] if meeting.on < m.on <= period.last), date.max)
        if amend_only and not _amends(case, meeting, until, period.last):
            continue
        told = case.of(DECIDED, AMENDED, by=min(until, period.last))
        answer = people.limits.answer(rule, meeting.on, told)
        done = answer.on if answer is not None else None
        if done is None and not period.ran_out(due):
            continue
        days = ((done or period.last) - meeting.on).days
        words = "" if done is not None else "not told by the as-at day" if not amend_only else "not sent"
        yield _row(case, meeting.on, due, done, days, words, done is not None and done <= due)


def _amends(case: Journey, meeting: Fact, until: date, day: date) -> bool:
    """True where the decision after this meeting was to amend, and the council did not change its mind."""
    decided = (f for f in case.of(DECIDED, by=day) if meeting.on <= f.on <= until)
    amend = next((f for f in decided if f.attrs.get("outcome") == "amend"), None)
    dropped = any(meeting.on <= f.on <= until for f in case.of(NOT_AMENDING, by=day))
    return amend is not None and not dropped


def review_decision_weeks(people: Population, period: Period, definition: Definition) -> Counted:
    """K32: mean weeks from meeting to decision of the decisions told in the period, with the median."""
    cases, left = [], []
    for case, told in people.told(period, DECIDED):
        met = max((m.on for m in case.of(HELD, by=told.on)), default=None)
        before = [f.on for f in case.of(DECIDED, by=told.on) if f.on < told.on]
        if met is None or (before and met <= before[-1]):
            left.append(
                LeftOut(definition.code, case.case_id, case.ref, told.on, "no review meeting is recorded for it")
            )
            continue
        cases.append(_row(case, met, None, told.on, (told.on - met).days, _outcome(told)))
    return weeks_mean(cases, left)


def _outcome(told: Fact) -> str:
    return _OUTCOMES.get(told.attrs.get("outcome", ""), "outcome not recorded")


def review_pipeline(people: Population, period: Period, definition: Definition) -> Counted:
    """R01: plans in place with a review under way, by what it waits for."""
    wanted = definition.options.get("step")
    found = []
    for case, step, met in people.once(("review steps", period.last), lambda: _steps(people, period.last)):
        if wanted in (None, step):
            found.append(_row(case, met, None, None, (period.last - met).days, _STEPS[step]))
    longest = max((c.days or 0 for c in found), default=0)
    return tally(found, detail=f"the longest {longest:,} days since the meeting" if found and not wanted else "")


_STEPS = {"decision": "decision not told", "notice": "notice of amendments not sent", "final": "amended plan not sent"}


def _steps(people: Population, day: date) -> list[tuple[Journey, str, date]]:
    """The plans in place with a review under way on a day, the step each waits for and the day of its meeting."""
    steps = ((case, _step(case, people.limits, day)) for case in people.plans_on(day) if HELD in case.told)
    return [(case, *step) for case, step in steps if step is not None]


def _step(case: Journey, limits: Limits, day: date) -> tuple[str, date] | None:
    """What the review after the latest meeting waits for, and the day of that meeting; None where it is finished."""
    met = next((m.on for m in reversed(case.told[HELD]) if m.on <= day), None)
    if met is None:
        return None
    after = [
        f for kind in (DECIDED, NOTICED, AMENDED, NOT_AMENDING) for f in case.told.get(kind, ()) if met <= f.on <= day
    ]
    if any(f.kind == NOT_AMENDING for f in after) or limits.answer(REVIEW_FINAL, met, after) is not None:
        return None
    decided = [f for f in after if f.kind == DECIDED]
    if not decided:
        return "decision", met
    if all(f.attrs.get("outcome") != "amend" for f in decided):
        return None
    return ("notice" if limits.answer(REVIEW_NOTICE, met, after) is None else "final"), met


def phase_transfers(people: Population, period: Period, _definition: Definition) -> Counted:
    """K34: of the phase transfers whose day to name the next setting lies in the period, those named by it."""
    cases = []
    ahead = Period(add_months(period.first, -1), add_months(period.last, 12))
    for case, move in people.told(ahead, TRANSFER):
        phase = move.attrs.get("phase", "")
        rule = phase_rule(phase)
        due = people.limits.due(rule, move.on)
        if not period.has(due) or case.stage_on(min(due, period.last)) is not Stage.PLAN:
            continue
        sent = case.of("final_plan_sent", AMENDED, by=period.last)
        answer = people.limits.answer(rule, move.on, sent)
        done = answer.on if answer is not None else None
        if done is not None or period.ran_out(due):
            words = _PHASES.get(phase, "phase not recorded")
            cases.append(_row(case, move.on, due, done, None, words, done is not None and done <= due))
    return tally(cases)


REVIEWS: dict[str, Measure] = {
    measure.__name__: measure
    for measure in (reviews_due, reviews_in_time, children_in_time, reviews_overdue, review_decisions_in_time,
                    review_finals_in_time, review_decision_weeks, review_pipeline, phase_transfers)
}  # fmt: skip
