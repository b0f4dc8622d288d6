"""Appeals in the return: begun, open, and as a share of the decisions that could be appealed.

Each is counted once, whichever of its entries the record has: many have only that it was registered, or the order.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ehcp_desk.clock.model import Fact
from ehcp_desk.clock.vocabulary import APPEAL_TYPES
from ehcp_desk.domain.appeals import ENDS, TOLD_BY, begun
from ehcp_desk.domain.returns import Definition
from ehcp_desk.services.oversight.measures import Counted, Measure, tally
from ehcp_desk.services.oversight.population import Period, Population
from ehcp_desk.services.oversight.return_facts import Journey
from ehcp_desk.services.oversight.told_measures import NOT_RECORDED, listed, year_to


def _begun(case: Journey, by: date) -> list[Fact]:
    return begun(case.of(*TOLD_BY, by=by)) if not case.told.keys().isdisjoint(TOLD_BY) else []


def _about(fact: Fact) -> str:
    return fact.attrs.get("contests") or APPEAL_TYPES.get(fact.attrs.get("type", "")) or NOT_RECORDED


def appeals_begun(people: Population, period: Period, _definition: Definition) -> Counted:
    """K36: appeals of which the record knows first from a day in the period."""
    cases = people.having(*TOLD_BY)
    return tally(listed(c, f.on, why=_about(f)) for c in cases for f in _begun(c, period.last) if period.has(f.on))


def appeals_open(people: Population, period: Period, _definition: Definition) -> Counted:
    """K37: appeals begun and neither decided nor withdrawn by the as-at day.  An end is that of the newest appeal that
    still ran, so that of two under way together each order ends one."""
    found = []
    for case in people.having(*TOLD_BY):
        running = _begun(case, period.last)
        for end in case.of(*ENDS, by=period.last):
            before = [appeal for appeal in running if appeal.on <= end.on]
            running = [appeal for appeal in running if not before or appeal is not before[-1]]
        found += [listed(case, appeal.on, (period.last - appeal.on).days, _about(appeal)) for appeal in running]
    return tally(found)


def appeal_rate(people: Population, period: Period, _definition: Definition) -> Counted:
    """K38: of the appealable decisions told in twelve months, those an appeal followed before the next of them."""
    cases, day = [], period.last
    year = year_to(day)
    for case, on, words, until in people.once("appealable", lambda: list(_every_appealable(people))):
        if year.has(on):
            appeals = [f.on for f in _begun(case, day)]
            lodged = next((a for a in appeals if on <= a < until or a == on), None)
            cases.append(listed(case, on, why=words, counted=lodged is not None, end=lodged))
    return tally(cases)


def _every_appealable(people: Population) -> Iterator[tuple[Journey, date, str, date]]:
    """Every decision that could be appealed, its words, and the day of the next of them."""
    for case in people.journeys:
        told = sorted(_appealable(case))
        for place, (on, words) in enumerate(told, start=1):
            yield case, on, words, told[place][0] if place < len(told) else date.max


def _appealable(case: Journey) -> Iterator[tuple[date, str]]:
    yield from ((on, "refused to assess") for on, outcome in case.decisions if outcome == "refuse")
    yield from ((on, "no plan") for on in case.no_plans)
    yield from ((on, "final plan") for on in case.finals)
    yield from ((f.on, "amended plan") for f in case.told.get("amended_plan_sent", ()))
    yield from ((f.on, "plan ceased") for f in case.told.get("cease_decision_notified", ()))


APPEALS: dict[str, Measure] = {measure.__name__: measure for measure in (appeals_begun, appeals_open, appeal_rate)}
