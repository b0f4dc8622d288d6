"""The course each assessment has taken, as days; and what the record says of the months gone by, counted from them."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from ehcp_desk.domain.forecast.values import MonthPast

KINDS = (
    "request_received", "became_responsible", "request_withdrawn", "moved_away", "assess_decision_notified",
    "agreed_to_assess", "advice_requested", "advice_received", "no_plan_decision_notified", "draft_plan_served",
    "final_plan_sent", "plan_transferred_in", "psychologist_named", "tribunal_order", "mediation_agreement",
)  # fmt: skip
"""The facts a course is read from."""
_REOPENS = {"tribunal_order": "order", "mediation_agreement": "about"}
"""What opens an assessment again, and where it says what for."""
DECISION_DAYS, ADVICE_DAYS, NO_PLAN_DAYS, FINAL_DAYS = 42, 42, 112, 140
"""Days of the four limits (SEND Regulations 2014 regs 5(1), 8(1), 10(1), 13(2))."""
DUTIES: dict[str, tuple[str, str]] = {
    "decision": ("A_DECIDE_ASSESS", "Decide within 6 weeks whether to assess"),
    "psychology": ("A_ADVICE_RESPONSE", "Psychology advice within 6 weeks"),
    "health": ("A_ADVICE_RESPONSE", "Health advice within 6 weeks"),
    "no_plan": ("A_DECIDE_NOT_ISSUE", "Say by week 16 that there will be no plan"),
    "final": ("A_FINAL_PLAN", "Send the final plan within 20 weeks"),
}
"""The duties a forecast follows: the rule and its words."""


@dataclass(slots=True)
class Course:
    """One assessment.  Days are ordinals, None where the step has not been taken.

    ``outcome`` is ``assess``, ``refuse`` or ``withdrawn`` once it is known.  ``asked`` and ``came`` are by body; ``ended``
    is the day it stopped being open, for whatever reason.
    """

    received: int
    outcome: str = ""
    decided: int | None = None
    asked: dict[str, int] = field(default_factory=dict)
    came: dict[str, int] = field(default_factory=dict)
    no_plan: int | None = None
    draft: int | None = None
    final: int | None = None
    ended: int | None = None
    psychologist: str = ""

    @property
    def evidence(self) -> int | None:
        """The day the last advice asked for came; None while any is awaited or none was asked for."""
        if not self.asked or any(body not in self.came for body in self.asked):
            return None
        return max(self.came.values())


FactSaid = tuple[str, int, Mapping[str, str]]


def courses_of(facts: Iterable[FactSaid], as_at: int) -> list[Course]:
    """The courses the facts (kind, day, attributes) of a case dated by ``as_at`` tell, oldest first.

    A request after the last course ended begins another; one while it is open is the same request told twice.  A plan
    that comes from another council ends a course that was none of ours.
    """
    found: list[Course] = []
    open_ = False
    for kind, on, attrs in sorted(facts, key=lambda fact: fact[1]):
        if on > as_at:
            break
        if kind in ("request_received", "became_responsible"):
            if not open_ or found[-1].ended is not None:
                found.append(Course(on))
            open_ = True
        elif kind == "plan_transferred_in":
            if open_ and found[-1].ended is None:
                found.pop()
            open_ = False
        elif open_:
            _step(found[-1], kind, on, attrs)
    return found


def _step(course: Course, kind: str, on: int, attrs: Mapping[str, str]) -> None:
    if kind == "assess_decision_notified" or kind == "agreed_to_assess":
        course.outcome = attrs.get("outcome", "assess")
        course.decided = course.decided or on
        course.ended = on if course.outcome == "refuse" else None
    elif kind in _REOPENS and course.final is None and attrs.get(_REOPENS[kind]) in ("assess", "make_plan"):
        course.outcome, course.decided, course.ended = "assess", course.decided or on, None
    elif kind in ("request_withdrawn", "moved_away") and course.final is None:
        course.outcome, course.ended = course.outcome or "withdrawn", on
    elif kind == "advice_requested":
        course.asked.setdefault(attrs.get("body", ""), on)
    elif kind == "advice_received":
        course.came[attrs.get("body", "")] = on
    elif kind == "no_plan_decision_notified":
        course.no_plan = course.ended = on
    elif kind == "draft_plan_served":
        course.draft = course.draft or on
    elif kind == "final_plan_sent" and course.final is None:
        course.final = course.ended = on
    elif kind == "psychologist_named":
        course.psychologist = attrs.get("to", "")


def months_from(first: date, count: int) -> list[date]:
    """The first days of ``count`` months running, ``first``'s month being the first."""
    start = first.year * 12 + first.month - 1
    return [date((start + n) // 12, (start + n) % 12 + 1, 1) for n in range(count)]


def month_end(month: date) -> date:
    """The last day of a month."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def past_months(courses: Iterable[Course], months: Iterable[date]) -> tuple[MonthPast, ...]:
    """What happened in each of these months, counted from the courses."""
    held = list(courses)
    return tuple(_counted(held, month) for month in months)


def _counted(courses: list[Course], month: date) -> MonthPast:
    first, last = month.toordinal(), month_end(month).toordinal()

    def inside(day: int | None) -> bool:
        return day is not None and first <= day <= last

    sent = [c for c in courses if inside(c.final)]
    still = [c for c in courses if c.received <= last and (c.ended is None or c.ended > last)]
    figures: dict[str, float] = {
        "requests": sum(inside(c.received) for c in courses),
        "decisions": sum(inside(c.decided) for c in courses),
        "finals": len(sent),
        "open": len(still),
        "late": sum(last - c.received > FINAL_DAYS for c in still),
        "psychology": sum(_waits(c, "psychology", last) for c in still),
    }
    if sent:
        figures["on_time"] = 100 * sum((c.final or 0) - c.received <= FINAL_DAYS for c in sent) / len(sent)
    duties = dict.fromkeys(DUTIES, (0, 0))
    for course in courses:
        for key, due, done in limits_of(course):
            if first <= due <= last:
                duties[key] = (duties[key][0] + 1, duties[key][1] + (done is None or done > due))
    return MonthPast(month, figures, duties)


def _waits(course: Course, body: str, day: int) -> bool:
    return course.asked.get(body, day + 1) <= day < course.came.get(body, day + 1)


def limits_of(course: Course) -> Iterator[tuple[str, int, int | None]]:
    """(duty, day it is due, day it was done) of every limit a course meets; left out where the case ended before it."""
    gone = course.ended if course.outcome == "withdrawn" else None
    due = course.received + DECISION_DAYS
    if gone is None or gone > due:
        yield "decision", due, course.decided
    for body in ("psychology", "health"):
        asked = course.asked.get(body)
        if asked is not None:
            yield body, asked + ADVICE_DAYS, course.came.get(body)
    if course.no_plan is not None:
        yield "no_plan", course.received + NO_PLAN_DAYS, course.no_plan
    elif course.ended is None or course.final is not None:
        yield "final", course.received + FINAL_DAYS, course.final
