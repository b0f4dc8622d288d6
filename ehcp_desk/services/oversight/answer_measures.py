"""Answers, steps and reasons in the return: how long families wait for a reply, where drafts stand, why the council
refused, and whether the outcomes of plans were met."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.case import Stage
from ehcp_desk.domain.case_kinds import REFUSALS, said_words
from ehcp_desk.domain.dates import day_count
from ehcp_desk.domain.plan_steps import STEPS, step_of
from ehcp_desk.domain.returns import Definition, LeftOut, ListedCase
from ehcp_desk.services.oversight.measures import Counted, Measure, plain, tally
from ehcp_desk.services.oversight.population import Period, Population
from ehcp_desk.services.oversight.return_facts import Journey

NOT_RECORDED = "not recorded"


@dataclass(frozen=True, slots=True)
class Owed:
    """A contact that wanted a reply by a day, and when it was answered; None while it is not."""

    case: Journey
    on: date
    due: date
    answered: date | None

    def as_on(self, day: date) -> Owed:
        """The same as it was known on a day: an answer that came later was not there yet."""
        later = self.answered is not None and self.answered > day
        return Owed(self.case, self.on, self.due, None) if later else self

    def listed(self, until: date, counted: bool = True) -> ListedCase:
        """The line of a list; the days run to the answer, or to ``until`` while there is none."""
        days = ((self.answered or until) - self.on).days
        return ListedCase(
            self.case.case_id, self.case.ref, self.case.child, counted, self.on, self.due, self.answered, days
        )


def _owed(people: Population, by: date) -> list[Owed]:
    """Every contact that wanted a reply by a day, worked out once for all the lines."""
    every = people.once("owed", lambda: list(_every_owed(people)))
    return people.once(("owed", by), lambda: [one.as_on(by) for one in every if one.on <= by])


def _every_owed(people: Population) -> Iterator[Owed]:
    """Every contact that wanted a reply, answered by the rule of the desk's own list of replies owed: a reply sent to
    it, or naming no contact, or a call or letter of ours to the same person, on the day or later."""
    for case in people.having("contact"):
        contacts = case.told["contact"]
        wanting = [fact for fact in contacts if fact.attrs.get("reply_by")]
        if not wanting:
            continue
        replies = [(f.on, f.attrs.get("contact", "")) for f in case.told.get("reply_sent", ())]
        for fact in wanting:
            who = fact.attrs.get("with")
            ours = (c.on for c in contacts if who and c.attrs.get("direction") == "out" and c.attrs.get("with") == who)
            sent = (on for on, named in replies if named in ("", str(fact.id)))
            answered = min((on for on in (*sent, *ours) if on >= fact.on), default=None)
            yield Owed(case, fact.on, date.fromisoformat(fact.attrs["reply_by"]), answered)


def replies_awaited(people: Population, period: Period, _definition: Definition) -> Counted:
    """T01: contacts that wanted a reply by a day and have had none."""
    found = [one.listed(period.last) for one in _owed(people, period.last) if one.answered is None]
    oldest = max((c.days or 0 for c in found), default=0)
    return tally(found, detail=f"the oldest waits {day_count(oldest)}" if found else "")


def replies_in_time(people: Population, period: Period, _definition: Definition) -> Counted:
    """T02: of the replies whose day ran out in the period, those sent by it; one not sent counts as late."""
    due = (one for one in _owed(people, period.last) if period.ran_out(one.due))
    return tally(one.listed(period.last, one.answered is not None and one.answered <= one.due) for one in due)


def days_to_answer(people: Population, period: Period, _definition: Definition) -> Counted:
    """T03: mean days from a contact that wanted a reply to the answer, of the answers in the period."""
    answered = (one for one in _owed(people, period.last) if one.answered is not None and period.has(one.answered))
    listed = tuple(one.listed(period.last) for one in answered)
    days = [one.days or 0 for one in listed]
    words = f"median {_middle(days)}, longest {so_many(max(days), 'day')}" if days else ""
    return Counted(Decimal(sum(days)), Decimal(len(listed)), lambda: listed, (), words)


def _middle(days: list[int]) -> str:
    middle = plain(Decimal(str(median(days))))
    return "1 day" if middle == 1 else f"{middle} days"


def draft_steps(people: Population, period: Period, definition: Definition) -> Counted:
    """F02: agreed assessments that are open, by the one step each is in."""
    step, found = definition.options["step"], []
    for case, (key, since) in _steps(people, period.last):
        if key == step:
            request = case.request_by(period.last)
            found.append(ListedCase(case.case_id, case.ref, case.child, True, request.on if request else None, None, since,
                                    (period.last - since).days, STEPS[key].title))  # fmt: skip
    return tally(found)


def _steps(people: Population, day: date) -> list[tuple[Journey, tuple[str, date]]]:
    """The step of every agreed assessment on a day, worked out once for all the lines."""
    agreed = (case for case, stage in people.open_on(day) if stage in (Stage.ASSESSING, Stage.DRAFTING))
    return people.once(("steps", day), lambda: [(case, step_of(case.steps, day)) for case in agreed])


def refused_for(people: Population, period: Period, definition: Definition) -> Counted:
    """D02, D03: refusals to assess, or to make a plan, told in the period, by the coded reason of the decision."""
    plans = definition.options["refused"] == "plan"
    told = [(case, on) for case, on in people.no_plans(period)] if plans else [
        (case, on) for case, on, outcome in people.decisions(period) if outcome == "refuse"]  # fmt: skip
    found = []
    for case, on in told:
        reason = _reason(case, on)
        if reason == definition.options["reason"]:
            request = case.request_by(on)
            found.append(ListedCase(case.case_id, case.ref, case.child, True, request.on if request else None, None, on,
                                    (on - request.on).days if request else None, REFUSALS.get(reason, NOT_RECORDED)))  # fmt: skip
    return tally(found)


def _reason(case: Journey, told: date) -> str:
    """The coded reason of the newest decision that refused, made since the request and by the day it was told."""
    request = case.request_by(told)
    since = request.on if request else date.min
    made = [f for f in case.of("decision", by=told) if f.attrs.get("refusal") and f.on >= since]
    return made[-1].attrs["refusal"] if made else ""


def outcomes_met(people: Population, period: Period, definition: Definition) -> Counted:
    """F03: of the outcomes judged at reviews in the period, those met; what is no longer relevant is left out."""
    cases, left = [], []
    for case, fact in people.told(period, "outcome_result"):
        if fact.attrs.get("result") == "not_relevant":
            left.append(LeftOut(definition.code, case.case_id, case.ref, fact.on, "no longer relevant"))
            continue
        cases.append(ListedCase(case.case_id, case.ref, case.child, fact.attrs.get("result") == "met", fact.on,
                                why=_judged(fact)))  # fmt: skip
    return tally(cases, left)


def _judged(fact: Fact) -> str:
    return f"{fact.attrs.get('outcome', '')}: {said_words(fact.kind, 'result', fact.attrs.get('result', ''))}"


ANSWERS: dict[str, Measure] = {
    measure.__name__: measure
    for measure in (replies_awaited, replies_in_time, days_to_answer, draft_steps, refused_for, outcomes_met)
}
