"""Plans, decisions and requests: what happened in the month, counted case by case.

Every measure takes the population, the period and its definition, and gives back a list; the figure is that list
counted.  The definitions in ``rules/returns/indicators.toml`` name the measures by their function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from statistics import median

from ehcp_desk.clock.facts import FACT_KINDS
from ehcp_desk.domain.case import Stage
from ehcp_desk.domain.returns import Definition, LeftOut, ListedCase
from ehcp_desk.domain.terms import SOURCES, value_words
from ehcp_desk.services.oversight.population import Period, Population
from ehcp_desk.services.oversight.return_facts import DECIDE, FINAL, NO_PLAN, Journey, Request

DAYS_IN_WEEK = 7
ANY = "*"
NOT_PARENTS = "!"
_NO_DATE = "no request date is recorded"


@dataclass(frozen=True, slots=True)
class Counted:
    """What a list of cases comes to, and the list, in any order, made when it is asked for.

    ``detail`` is what the figure alone does not say (the longest wait).  A list is made and put :func:`in_order` once,
    when it is shown: most are counted only for the figure of a month gone by.
    """

    numerator: Decimal
    denominator: Decimal
    rows: Callable[[], Iterable[ListedCase]]
    left_out: tuple[LeftOut, ...] = ()
    detail: str = ""

    @property
    def cases(self) -> tuple[ListedCase, ...]:
        """The list."""
        return tuple(self.rows())


Measure = Callable[[Population, Period, Definition], Counted]


def in_order(cases: Iterable[ListedCase]) -> tuple[ListedCase, ...]:
    """Oldest first, then by reference: the same order every time."""
    return tuple(sorted(cases, key=lambda c: (c.start or date.min, c.ref, c.why, c.end or date.min)))


def tally(cases: Iterable[ListedCase], left_out: Iterable[LeftOut] = (), detail: str = "") -> Counted:
    """How many of the listed cases count, of how many: rates and counts."""
    listed = tuple(cases)
    gone = tuple(sorted(left_out, key=lambda x: (x.ref, x.why)))
    return Counted(Decimal(sum([c.counted for c in listed])), Decimal(len(listed)), lambda: listed, gone, detail)


def tally_of(counted: int, of: int, rows: Callable[[], Iterable[ListedCase]], detail: str = "") -> Counted:
    """The same where both numbers are known before the list is made."""
    return Counted(Decimal(counted), Decimal(of), rows, (), detail)


def weeks_mean(cases: Iterable[ListedCase], left_out: Iterable[LeftOut] = ()) -> Counted:
    """The sum of the days in weeks over the number of cases.  Four decimals lose nothing that one could show."""
    listed = tuple(cases)
    days = [c.days or 0 for c in listed]
    total = (Decimal(sum(days)) / DAYS_IN_WEEK).quantize(Decimal("0.0001")).normalize()
    middle = (Decimal(median(days)) / DAYS_IN_WEEK).quantize(Decimal("0.1"), ROUND_HALF_UP) if days else None
    words = f"median {middle} weeks" if middle is not None else ""
    return Counted(plain(total), Decimal(len(listed)), lambda: listed, tuple(left_out), words)


def plain(number: Decimal) -> Decimal:
    """A number without an exponent or trailing noughts: 120 and not 1.2E+2."""
    whole = number.to_integral_value()
    return whole if number == whole else number.normalize()


@lru_cache(maxsize=4096)
def wanted(option: str, value: str, named: tuple[str, ...] = ()) -> bool:
    """True where a comma-separated option names the value; ``*`` means everything not otherwise ``named``."""
    if option == ANY:
        return value not in named
    return value in (word.strip() for word in option.split(","))


# ---- plans -----------------------------------------------------------------------------------------------------------


def plans_in_time(people: Population, period: Period, definition: Definition) -> Counted:
    """K01, K02: new plans sent by the end of the twenty weeks, exceptions taken out or left in."""
    out = definition.options.get("exceptions") == "out"
    left: list[LeftOut] = []
    cases = [c for c in _timed_plans(people, period, definition.code, left) if not (out and c.why)]
    return tally(cases, left)


def plans_average_weeks(people: Population, period: Period, definition: Definition) -> Counted:
    """K04: mean weeks from request to plan, with the median."""
    left: list[LeftOut] = []
    timed = list(_timed_plans(people, period, definition.code, left))
    return weeks_mean((_as_counted(c) for c in timed), left)


def new_plans(people: Population, period: Period, _definition: Definition) -> Counted:
    """K21: every new plan sent."""
    return tally(_plan(people, case, sent, counted=True) for case, sent in people.plans(period))


def plans_by_age(people: Population, period: Period, definition: Definition) -> Counted:
    """K03: every new plan sent, counted where its days lie in one band."""
    listed = (_plan(people, case, sent, counted=False) for case, sent in people.plans(period))
    return tally(banded(c, definition) for c in listed)


def _timed_plans(people: Population, period: Period, code: str, left: list[LeftOut]) -> Iterator[ListedCase]:
    """New plans whose time can be told; the rest go to ``left`` with the reason.  ``why`` holds the exception."""
    for case, sent in people.plans(period):
        request, why = _request_of(case, sent)
        if request is None:
            left.append(LeftOut(code, case.case_id, case.ref, sent, why))
        elif any(request.on <= on <= sent for on in case.reversals):
            why = "a refusal was reversed by order, agreement or an appeal not opposed, which sets the time"
            left.append(LeftOut(code, case.case_id, case.ref, sent, why))
        else:
            due = people.limits.due(FINAL, request.on)
            excuse = case.excuse_by(period.last, FINAL, request.on)
            yield ListedCase(case.case_id, case.ref, case.child, sent <= due, request.on, due, sent,
                             (sent - request.on).days, excuse.title if excuse else "")  # fmt: skip


def _plan(people: Population, case: Journey, sent: date, counted: bool) -> ListedCase:
    request, why = _request_of(case, sent)
    if request is None:
        return ListedCase(case.case_id, case.ref, case.child, counted, None, None, sent, None, why)
    due = people.limits.due(FINAL, request.on)
    return ListedCase(case.case_id, case.ref, case.child, counted, request.on, due, sent, (sent - request.on).days)


def _request_of(case: Journey, sent: date) -> tuple[Request | None, str]:
    """The request a new plan answers, or why there is none: one that an earlier plan answered is not its."""
    request = case.request_by(sent)
    if request is None:
        return None, "the plan is dated before its request" if case.requests else _NO_DATE
    if any(request.on <= on < sent for on in case.new_plans):
        return None, "no request is recorded since the plan before it"
    return request, ""


def banded(case: ListedCase, definition: Definition) -> ListedCase:
    """The case, counted where its days are over one number of weeks and up to another; ``?`` is days not known."""
    over, upto = definition.options["over"], definition.options["upto"]
    if over == "?" or case.days is None:
        inside = (over == "?") is (case.days is None)
    else:
        inside = (not over or case.days > int(over) * DAYS_IN_WEEK) and (
            not upto or case.days <= int(upto) * DAYS_IN_WEEK
        )
    return _as_counted(case, inside)


def _as_counted(case: ListedCase, counted: bool = True) -> ListedCase:
    return ListedCase(case.case_id, case.ref, case.child, counted, case.start, case.due, case.end, case.days, case.why)


# ---- decisions and requests ------------------------------------------------------------------------------------------


def decisions_in_time(people: Population, period: Period, _definition: Definition) -> Counted:
    """K05: of the six-week limits that end in the period, those met; undecided counts as late."""
    cases = []
    for case, request, due in people.decisions_due(period):
        again = next((later.on for later in case.requests if later.on > request.on), date.max)
        until = min(period.last, again - timedelta(1))
        told, outcome = next(((on, out) for on, out in case.decisions if request.on <= on <= until), (None, ""))
        # A new request starts a clock only once the one before has ended, so by then nothing was owed on that.
        if told is None and not (due < again and case.open_on(due) and period.ran_out(due)):
            continue
        words = {"assess": "assess", "refuse": "do not assess"}.get(outcome, "outcome not recorded")
        if told is None:
            went_on = case.stage_on(due) not in (Stage.DECIDING, Stage.UNKNOWN)
            words = "day of the decision not recorded" if went_on else "not told by the day"
        if case.excuse_by(period.last, DECIDE, request.on):
            words += ", limit lifted"
        cases.append(ListedCase(case.case_id, case.ref, case.child, told is not None and told <= due, request.on, due,
                                told, ((told or period.last) - request.on).days, words))  # fmt: skip
    return tally(cases)


def refusals(people: Population, period: Period, _definition: Definition) -> Counted:
    """K10: refusals among the decisions told in the period."""
    cases = []
    for case, told, outcome in people.decisions(period):
        request = case.request_by(told)
        words = {"assess": "assess", "refuse": "do not assess"}.get(outcome, "outcome not recorded")
        start = request.on if request else None
        days = (told - start).days if start else None
        refused = outcome == "refuse"
        cases.append(ListedCase(case.case_id, case.ref, case.child, refused, start, None, told, days, words))
    return tally(cases)


def no_plan_in_time(people: Population, period: Period, definition: Definition) -> Counted:
    """K06: decisions to make no plan told by the end of the sixteen weeks."""
    cases, left = [], []
    for case, told in people.no_plans(period):
        request = case.request_by(told)
        if request is None:
            left.append(LeftOut(definition.code, case.case_id, case.ref, told, _NO_DATE))
            continue
        due = people.limits.due(NO_PLAN, request.on)
        cases.append(ListedCase(case.case_id, case.ref, case.child, told <= due, request.on, due, told,
                                (told - request.on).days))  # fmt: skip
    return tally(cases, left)


_SOURCE_WORDS = FACT_KINDS["request_received"].attrs["source"].values
_NAMED_SOURCES = ("parent", "young_person", "school", "college", "post16", "early_years", "health", "social_care")


def requests(people: Population, period: Period, definition: Definition) -> Counted:
    """K07, K08: requests received, all of them or from some sources."""
    option = definition.options.get("sources")
    cases = []
    for case, request in people.requests(period):
        counted = option is None or wanted(option, request.source, _NAMED_SOURCES)
        words = SOURCES.get(request.source) or _SOURCE_WORDS.get(request.source) or value_words(request.source)
        cases.append(ListedCase(case.case_id, case.ref, case.child, counted, request.on, why=words or "not recorded"))
    return tally(cases)


EVENTS: dict[str, Measure] = {
    measure.__name__: measure
    for measure in (plans_in_time, plans_average_weeks, new_plans, plans_by_age, decisions_in_time, refusals,
                    no_plan_in_time, requests)
}  # fmt: skip
