"""One pass over the record: what each case did and when, in the few dates a return counts by.

A journey holds every date the record knows up to the day of the return; each month looks only at those on or before
its own last day, so one pass serves thirteen months.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from operator import attrgetter
from types import MappingProxyType

from ehcp_desk.clock.counting import Phrase, before, beginning_with, fixed_in_year, starting_with, within
from ehcp_desk.clock.engine import deadlines, walk
from ehcp_desk.clock.model import Fact
from ehcp_desk.clock.rules import Rule, Ruleset
from ehcp_desk.domain.appeals import TOLD_BY
from ehcp_desk.domain.case import OPEN_STAGES, STAGE_FACTS, Child, Stage, stage_moves
from ehcp_desk.domain.dates import whole_years
from ehcp_desk.domain.plan_steps import STEP_KINDS
from ehcp_desk.domain.worklist import CaseRow
from ehcp_desk.services.oversight.holders import HANDED, NAMED, Holding, holdings, psychologist_on

DECIDE, NO_PLAN, FINAL, ADVICE = "A_DECIDE_ASSESS", "A_DECIDE_NOT_ISSUE", "A_FINAL_PLAN", "A_ADVICE_RESPONSE"
FIRST_REVIEW, NEXT_REVIEW = "R_FIRST_REVIEW", "R_NEXT_REVIEW"
REVIEW_DECISION, REVIEW_NOTICE, REVIEW_FINAL = "R_DECISION", "R_AMEND_NOTICE", "R_OVERALL_12W"
PHASE_SCHOOL, PHASE_POST16, PHASE_BETWEEN = "P_FEB15", "P_MAR31", "P_POST16_5M"
LIMITS = (DECIDE, NO_PLAN, FINAL, ADVICE, FIRST_REVIEW, NEXT_REVIEW, REVIEW_DECISION, REVIEW_NOTICE, REVIEW_FINAL,
          PHASE_SCHOOL, PHASE_POST16, PHASE_BETWEEN)  # fmt: skip
_PHASE_RULES = {"secondary_to_post16": PHASE_POST16, "post16_to_post16": PHASE_BETWEEN}
TRIGGERS = frozenset({"request_received", "became_responsible"})
_FOR_THE_CLOCK = STAGE_FACTS | {
    "advice_requested", "advice_received", "relief_claimed", "setting_closed", "absent_from_area", "appeal_not_opposed",
}  # fmt: skip
TOLD = frozenset({
    "review_meeting_held", "review_decision_notified", "amendment_notice_sent", "not_amending_notified",
    "amended_plan_sent", "phase_transfer_planned", "plan_ceased", "plan_transferred_in", "plan_transferred_out",
    "cease_decision_notified", "final_plan_sent", "mediation_held", "mediation_agreement", "order_complied",
    *TOLD_BY, "complaint", "complaint_answered", "ombudsman", "ombudsman_complaint_received",
    "contact", "reply_sent", "exclusion", "permanently_excluded", "placement", "placement_ended", "setting_named",
    "education_status", "destination", "personal_budget", "child_views", "management_note", "manager_review",
    "management_intervention", "delay", "audit_graded", "family_feedback", "decision", "outcome_result", "challenge",
    "challenge_answered",
})  # fmt: skip
"""What a journey keeps whole, by kind: reviews, transfers, disagreement, places, causes of delay."""
STEPS = frozenset(STEP_KINDS)
"""What a journey keeps of the way to the final plan, for the steps of F02."""
KINDS = _FOR_THE_CLOCK | HANDED | {NAMED} | TOLD | STEPS
_day, _order = attrgetter("on"), attrgetter("order")
_NO_FACTS: Mapping[str, tuple[Fact, ...]] = MappingProxyType({})
_COUNTED_BY = {
    Phrase.WITHIN: within, Phrase.BEGINNING_WITH: beginning_with, Phrase.STARTING_WITH: starting_with,
    Phrase.BEFORE: before, Phrase.FIXED: fixed_in_year,
}  # fmt: skip
_REVERSING = {("tribunal_order", "order"), ("mediation_agreement", "about"), ("appeal_not_opposed", "about")}
_REVERSED = frozenset({"assess", "make_plan"})
_ENDINGS = frozenset({"final_plan_sent", "no_plan_decision_notified", "request_withdrawn"})
OPEN = frozenset(OPEN_STAGES)


@dataclass(frozen=True, slots=True)
class Request:
    """A request that started a clock (or the day the council became responsible), and who asked."""

    on: date
    kind: str
    source: str


@dataclass(frozen=True, slots=True)
class Advice:
    """One request for advice: the body, the day it was asked, its last day, and when it came or stopped mattering."""

    body: str
    asked: date
    due: date
    received: date | None
    ended: date | None

    def awaited_on(self, day: date) -> bool:
        """True where it had been asked for by ``day`` and had neither come nor lapsed by its end."""
        return (
            self.asked <= day
            and (self.received is None or self.received > day)
            and (self.ended is None or self.ended > day)
        )


@dataclass(frozen=True, slots=True)
class Excuse:
    """A lawful ground the clock accepts against one limit, the day it was claimed, its plain title, and the day of the
    request or the asking the limit runs from."""

    rule: str
    subject: str
    on: date
    title: str
    began: date


@dataclass(frozen=True, slots=True)
class Journey:
    """One case as a return sees it.  ``stage_days`` and ``stages`` run in step: the stage each day left it in.

    ``new_plans`` are the final plans sent while none was in place: a plan sent over one (say one that came from another
    council) is not new, one sent after a plan ended is.  ``reversals`` are the days a refusal gave way to an order, an
    agreement or an appeal not opposed.  ``told`` holds the facts of the kinds in :data:`TOLD`, oldest first; ``born`` and
    ``numbered`` (a UPN or ULN is on record) are the child's.  ``steps`` are the facts the step on the way to a plan is
    told from.
    """

    case_id: int
    ref: str
    child: str
    stage_days: tuple[date, ...]
    stages: tuple[Stage, ...]
    requests: tuple[Request, ...]
    decisions: tuple[tuple[date, str], ...]
    finals: tuple[date, ...]
    new_plans: tuple[date, ...]
    no_plans: tuple[date, ...]
    reversals: tuple[date, ...]
    advice: tuple[Advice, ...]
    excuses: tuple[Excuse, ...]
    holdings: tuple[Holding, ...]
    psychologist_on: tuple[date, ...]
    told: Mapping[str, tuple[Fact, ...]] = field(default_factory=lambda: _NO_FACTS)
    born: date | None = None
    numbered: bool = False
    steps: tuple[Fact, ...] = ()

    def stage_on(self, day: date) -> Stage | None:
        """The stage at the end of a day; None where the case was not here yet."""
        place = bisect_right(self.stage_days, day)
        return self.stages[place - 1] if place else None

    def stays(self) -> Iterator[tuple[date, date, Stage]]:
        """Each stage it was in, from the day it came to it up to, and not with, the day the next began."""
        return zip(self.stage_days, (*self.stage_days[1:], date.max), self.stages, strict=True)

    def open_on(self, day: date) -> bool:
        """True where the case was open at the end of the day."""
        return self.stage_on(day) in OPEN

    def plan_sent(self, day: date) -> date | None:
        """The day the plan in place on a day was first sent here; None for one that came from another council."""
        sent = next((on for on in reversed(self.new_plans) if on <= day), None)
        came = self.told.get("plan_transferred_in", ())
        return None if came and sent is not None and any(sent < f.on <= day for f in came) else sent

    def request_by(self, day: date) -> Request | None:
        """The request whose clock governs on a day: the last one that started a clock by then."""
        return next((r for r in reversed(self.requests) if r.on <= day), None)

    def round_began(self, day: date) -> date:
        """The day from which facts say something of the request whose clock governs on ``day``: for the first request all
        there are, for one after it only those of its own time."""
        request = self.request_by(day)
        return date.min if request is None or request is self.requests[0] else request.on

    def excuse_by(self, day: date, rule: str, began: date | None, subject: str = "") -> Excuse | None:
        """The ground recorded by ``day`` that lifts a limit, if there is one; ``began`` is a day of the same request."""
        if not self.excuses:
            return None
        since = self.round_began(began or day)
        return next((e for e in self.excuses if e.rule == rule and e.subject == subject and e.on <= day
                     and self.round_began(e.began) == since), None)  # fmt: skip

    def holder_on(self, day: date) -> Holding | None:
        """Who held the case at the end of a day; None where the record does not reach back so far."""
        return next((h for h in reversed(self.holdings) if h.since <= day), None)

    def unheld(self) -> list[tuple[date, date]]:
        """Each time nobody held the case: from the first day up to, and not with, the day somebody did."""
        ends = (*(held.since for held in self.holdings[1:]), date.max)
        return [(held.since, end) for held, end in zip(self.holdings, ends, strict=True) if not held.who]

    def of(self, *kinds: str, by: date) -> list[Fact]:
        """The facts of these kinds dated on or before a day, oldest first."""
        kept = [self.told[kind] for kind in kinds if kind in self.told]
        found = [fact for facts in kept for fact in facts if fact.on <= by]
        return sorted(found, key=_order) if len(kept) > 1 else found

    def has(self, *kinds: str, by: date) -> bool:
        """True where there is a fact of any of these kinds dated on or before a day."""
        return any(f.on <= by for kind in kinds for f in self.told.get(kind, ()))

    def age_on(self, day: date) -> int | None:
        """Age in whole years; None where the date of birth is not known or lies ahead."""
        if self.born is None or self.born > day:
            return None
        return whole_years(self.born, day)


def _stage_before(days: Sequence[date], stages: Sequence[Stage], day: date) -> Stage | None:
    place = bisect_left(days, day)
    return stages[place - 1] if place else None


class Limits:
    """The time limits a return counts by, taken from the law's own rules and kept once counted."""

    def __init__(self, law: Ruleset) -> None:
        self.law = law
        self._versions = {rule_id: law.versions(rule_id) for rule_id in LIMITS}
        self._due: dict[tuple[str, date], date] = {}
        self._held: dict[tuple[str, date], Rule] = {}

    def due(self, rule_id: str, trigger: date) -> date:
        """The last day for a duty triggered on ``trigger``, by the version of the rule in force that day,
        or on the day itself where it is counted back."""
        found = self._due.get((rule_id, trigger))
        if found is None:
            found = self._due[rule_id, trigger] = _count(self._version(rule_id, trigger), trigger)
        return found

    def answer(self, rule_id: str, trigger: date, facts: Iterable[Fact]) -> Fact | None:
        """The first of these facts that the clock takes for the answer to a duty triggered on ``trigger``; None where none is."""
        rule, due = self._version(rule_id, trigger), self.due(rule_id, trigger)
        seen = rule.seen_from(trigger.toordinal(), due.toordinal())
        since = (
            fact for fact in facts if fact.on.toordinal() >= seen
        )  # the rule asks this last, of every fact ever told
        return next((fact for fact in since if rule.meets(fact, trigger, due)), None)

    def _version(self, rule_id: str, on: date) -> Rule:
        found = self._held.get((rule_id, on))
        if found is None:
            found = self._held[rule_id, on] = self._version_on(rule_id, on)
        return found

    def _version_on(self, rule_id: str, on: date) -> Rule:
        versions = self._versions[rule_id]
        held = [r for r in versions if _holds(r, _count(r, on) if r.counts_back else on)]
        # A request older than the law itself (a wrong year, a statement of old) is counted by the first version.
        return held[0] if held else versions[0]


def _holds(rule: Rule, day: date) -> bool:
    return rule.in_force <= day and (rule.until is None or day < rule.until)


def phase_rule(phase: str) -> str:
    """The rule by which the next setting of a move is named."""
    return _PHASE_RULES.get(phase, PHASE_SCHOOL)


def _count(rule: Rule, trigger: date) -> date:
    return _COUNTED_BY[rule.phrase](trigger, rule.period)


def journey(
    row: CaseRow, facts: Sequence[Fact], limits: Limits, as_at: date, child: Child | None = None
) -> Journey | None:
    """The journey of one case from its standing facts up to ``as_at``; None where it was not here by then.

    The facts come in order of recording.
    """
    known = sorted([f for f in facts if f.on <= as_at], key=_day)
    by_kind: defaultdict[str, list[Fact]] = defaultdict(list)
    for fact in known:
        by_kind[fact.kind].append(fact)
    days = dict(stage_moves([f for f in known if f.kind in STAGE_FACTS]))
    if not days:
        days = _unknown_since(row, facts, as_at)
        if not days:
            return None
    stage_days, stages = tuple(days), tuple(days.values())
    finals = _on(by_kind, "final_plan_sent")
    return Journey(
        case_id=row.id,
        ref=row.ref,
        child=row.name,
        stage_days=stage_days,
        stages=stages,
        requests=_requests(by_kind, days),
        decisions=_decisions(by_kind.get("assess_decision_notified", ())),
        finals=finals,
        new_plans=tuple([on for on in finals if _stage_before(stage_days, stages, on) is not Stage.PLAN]),
        no_plans=_on(by_kind, "no_plan_decision_notified"),
        reversals=_reversals(by_kind),
        advice=_advice(by_kind, limits) if "advice_requested" in by_kind else (),
        excuses=_excuses(facts, limits, as_at) if "relief_claimed" in by_kind else (),
        holdings=holdings(row, facts, stage_days[0]),
        psychologist_on=psychologist_on(row, by_kind, facts),
        told=_told(by_kind, facts, as_at),
        born=child.born if child else None,
        numbered=bool(child and (child.upn or child.uln)),
        steps=tuple([f for f in known if f.kind in STEPS]),
    )


def _told(by_kind: dict[str, list[Fact]], facts: Sequence[Fact], as_at: date) -> Mapping[str, tuple[Fact, ...]]:
    """The kept facts by kind, in order.  A phase transfer is known before its day comes, so its day may lie ahead."""
    kept = {
        kind: tuple(sorted(found, key=_order) if len(found) > 1 else found)
        for kind, found in by_kind.items()
        if kind in TOLD
    }
    ahead = [f for f in facts if f.on > as_at and f.kind == "phase_transfer_planned"]
    if ahead:
        kept["phase_transfer_planned"] = (*kept.get("phase_transfer_planned", ()), *sorted(ahead, key=_order))
    return kept or _NO_FACTS


def _unknown_since(row: CaseRow, facts: Sequence[Fact], as_at: date) -> dict[date, Stage]:
    """A case with no dated step at all is open with its request date unknown, from when it came on the record."""
    if any(f.kind in STAGE_FACTS for f in facts):
        return {}
    days = [d for d in (row.owned_since, row.unassigned_since, *(f.on for f in facts)) if d is not None]
    since = min(days, default=as_at)
    return {since: Stage.UNKNOWN} if since <= as_at else {}


def _on(by_kind: dict[str, list[Fact]], kind: str) -> tuple[date, ...]:
    found = by_kind.get(kind, ())
    return tuple(sorted({f.on for f in found})) if len(found) > 1 else tuple([f.on for f in found])


def _decisions(facts: Iterable[Fact]) -> tuple[tuple[date, str], ...]:
    found = {(f.on, f.attrs.get("outcome", "")) for f in facts}
    return tuple(sorted(found) if len(found) > 1 else found)


def _requests(by_kind: dict[str, list[Fact]], days: dict[date, Stage]) -> tuple[Request, ...]:
    """The requests that start a clock: the first, and any that comes when the case is not open (the clock's runs)."""
    asked = [f for kind in TRIGGERS for f in by_kind.get(kind, ())]
    if len(asked) > 1:
        asked.sort(key=_first_request_first)
        stage_days, stages = list(days), list(days.values())
        kept = [asked[0]]
        for fact in asked[1:]:
            before = _stage_before(stage_days, stages, fact.on)
            if fact.on > kept[-1].on and before is not None and before not in OPEN:
                kept.append(fact)
        asked = kept
    return tuple([Request(f.on, f.kind, f.attrs.get("source", "")) for f in asked])


def _first_request_first(fact: Fact) -> tuple[date, bool]:
    return fact.on, fact.kind != "request_received"


def _reversals(by_kind: dict[str, list[Fact]]) -> tuple[date, ...]:
    return tuple([f.on for kind, key in _REVERSING for f in by_kind.get(kind, ()) if f.attrs.get(key) in _REVERSED])


def _advice(by_kind: dict[str, list[Fact]], limits: Limits) -> tuple[Advice, ...]:
    """Each asking paired with the advice that answered it; asking again while it is awaited is the same request."""
    ended = sorted(f.on for kind in _ENDINGS & by_kind.keys() for f in by_kind[kind])
    came: dict[str, list[date]] = {}
    for fact in by_kind.get("advice_received", ()):
        came.setdefault(fact.attrs.get("body", ""), []).append(fact.on)
    kept: list[Advice] = []
    asked_of: defaultdict[str, list[Advice]] = defaultdict(list)
    for fact in sorted(by_kind["advice_requested"], key=lambda f: (f.on, f.attrs.get("body", ""))):
        body, asked = fact.attrs.get("body", ""), fact.on
        before = asked_of[body]
        if before and any(a.asked == asked or a.awaited_on(asked - timedelta(1)) for a in before):
            continue
        end = next((day for day in ended if day >= asked), None)
        received = min([d for d in came.get(body, ()) if d >= asked and (end is None or d <= end)], default=None)
        kept.append(Advice(body, asked, limits.due(ADVICE, asked), received, end if received is None else None))
        before.append(kept[-1])
    return tuple(kept)


def _excuses(facts: Sequence[Fact], limits: Limits, as_at: date) -> tuple[Excuse, ...]:
    """What the clock makes of the reliefs claimed: only grounds it accepts, each with the day it was claimed."""
    known = [f for f in facts if f.kind in _FOR_THE_CLOCK]
    return tuple(
        Excuse(d.rule, d.subject, d.relief.fact.on, d.relief.relief.title, d.trigger.on)
        for d in deadlines(walk(known, limits.law, as_at))
        if d.relief is not None and d.rule in (DECIDE, NO_PLAN, FINAL, ADVICE)
    )
