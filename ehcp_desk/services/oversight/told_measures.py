"""What the record was told besides the statutory steps: places, disagreement, exclusions, oversight, causes of delay.

Most of these are one of three counts: facts of a kind that happened in the period (``happenings``), plans in place
whose latest fact of a kind says something (``standing_plans``), or cases with no fact of a kind (``without``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from ehcp_desk.clock.counting import add_months
from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.case import STAGE_WORDS, Stage
from ehcp_desk.domain.case_kinds import said_words
from ehcp_desk.domain.overseen import OVERSIGHT_KINDS
from ehcp_desk.domain.returns import Definition, LeftOut, ListedCase
from ehcp_desk.services.oversight.measures import Counted, Measure, tally, tally_of, wanted
from ehcp_desk.services.oversight.population import Period, Population
from ehcp_desk.services.oversight.return_facts import Journey
from ehcp_desk.services.oversight.review_measures import of_plans
from ehcp_desk.services.oversight.spans import month_end

NOT_RECORDED = "not recorded"
NOT_ENTERED = "not entered"


def listed(case: Journey, start: date | None, days: int | None = None, why: str = "", counted: bool = True,
            due: date | None = None, end: date | None = None) -> ListedCase:  # fmt: skip
    return ListedCase(case.case_id, case.ref, case.child, counted, start, due, end, days, why)


def _names(definition: Definition, option: str) -> tuple[str, ...]:
    return _listed_in(definition.options.get(option, ""))


@lru_cache(maxsize=512)
def _listed_in(option: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in option.split(",") if word.strip())


def _named(definition: Definition) -> tuple[str, ...]:
    """The values the other lines count, for a line of what is left; an empty one is a value nobody gave."""
    named = definition.options.get("named")
    return () if named is None else tuple(word.strip() for word in named.split(","))


def _saying(definition: Definition) -> Callable[[Fact], bool]:
    """Whether a fact says what the definition asks for; where it asks for nothing, every one does."""
    attr, named = definition.options.get("attr"), _named(definition)
    if attr is None:
        return lambda _fact: True
    values = definition.options["values"]
    return lambda fact: wanted(values, fact.attrs.get(attr, ""), named)


def _words(definition: Definition, fact: Fact) -> str:
    attr = definition.options.get("attr") or definition.options.get("shown")
    value = fact.attrs.get(attr, "") if attr else ""
    return said_words(fact.kind, attr, value) if attr and value else NOT_RECORDED if attr else ""


def happenings(people: Population, period: Period, definition: Definition) -> Counted:
    """Facts of some kinds dated in the period; ``holders`` counts only those of children with a plan that day."""
    holders, says = definition.options.get("holders") == "yes", _saying(definition)
    found = [
        (case, fact)
        for case, fact in people.told(period, *_names(definition, "kinds"))
        if says(fact) and not (holders and case.stage_on(fact.on) is not Stage.PLAN)
    ]
    return _of_facts(definition, found)


def _of_facts(definition: Definition, found: Sequence[tuple[Journey, Fact]], detail: str = "") -> Counted:
    """A count of these facts; each is listed with what it says."""
    return tally_of(
        len(found),
        len(found),
        lambda: [listed(case, fact.on, why=_words(definition, fact)) for case, fact in found],
        detail,
    )


def standing_plans(people: Population, period: Period, definition: Definition) -> Counted:
    """Plans in place whose latest fact of some kinds says what the definition asks for, and has not run out."""
    least, most = (int(definition.options.get(key, usual)) for key, usual in (("from_age", "0"), ("to_age", "99")))
    every_age, says = (least, most) == (0, 99), _saying(definition)
    standing = _standing(people, _names(definition, "kinds"), period.last)
    plans: Sequence[Journey] = people.plans_on(period.last)
    if not every_age:
        plans = [case for case, age in _ages(people, period.last) if age is not None and least <= age <= most]
        aged = {case.case_id for case in plans}
        standing = [(case, fact) for case, fact in standing if case.case_id in aged]
    children = "" if every_age else f" of children aged {least} to {most}"
    detail = "" if definition.of else f"of {len(plans):,} plans in place{children}"
    return _of_facts(definition, [(case, fact) for case, fact in standing if says(fact)], detail)


def _ages(people: Population, day: date) -> list[tuple[Journey, int | None]]:
    """The plans in place with the age of each child, once for all the lines that ask."""
    return people.once(("ages", day), lambda: [(case, case.age_on(day)) for case in people.plans_on(day)])


def _standing(people: Population, kinds: tuple[str, ...], day: date) -> list[tuple[Journey, Fact]]:
    """The plans in place about which the newest fact of these kinds still holds; once for all the lines that ask."""
    holders = (case for case in people.plans_on(day) if not case.told.keys().isdisjoint(kinds))
    latest = ((case, _latest(case, kinds, day)) for case in holders)
    return people.once(("standing", kinds, day), lambda: [(case, fact) for case, fact in latest if fact is not None])


def _latest(case: Journey, kinds: tuple[str, ...], day: date) -> Fact | None:
    """The newest fact of these kinds that still holds: not past its ``to`` day, and no placement that ended."""
    said = case.of(*kinds, by=day)
    if len(said) < 2:  # as of most children: nothing to choose
        return said[0] if said and _holds(case, said[0], day) else None
    said.reverse()
    # Of a main and a second placement, each of which has its own newest, the main one answers while it runs.
    main = next((fact for fact in said if fact.attrs.get("rank") != "2"), None)
    if main is not None and _holds(case, main, day):
        return main
    second = next((fact for fact in said if fact.attrs.get("rank") == "2"), None)
    return second if second is not None and _holds(case, second, day) else None


def _holds(case: Journey, fact: Fact, day: date) -> bool:
    """True where a fact's ``to`` day is not past and it is no placement that ended."""
    until = fact.attrs.get("to")
    if until and date.fromisoformat(until) < day:
        return False
    if fact.kind != "placement" or "placement_ended" not in case.told:
        return True
    gone = case.of("placement_ended", by=day)
    return not any(f.on >= fact.on and f.attrs.get("setting") == fact.attrs.get("setting") for f in gone)


def out_of_area(people: Population, period: Period, _definition: Definition) -> Counted:
    """P03: plans in place whose placement is in another authority than the council."""
    own, found = people.numbers.council.casefold(), []
    for case, latest in _standing(people, ("placement",), period.last):
        where = latest.attrs.get("authority", "").strip()
        if where and where.casefold() not in own:
            found.append(listed(case, latest.on, why=where))
    return tally(found, detail=of_plans(people, period.last))


def plans_without(people: Population, period: Period, definition: Definition) -> Counted:
    """K43: plans in place with none of some facts."""
    kinds = _names(definition, "kinds")
    missing = [case for case in people.plans_on(period.last) if not case.has(*kinds, by=period.last)]
    rows = (listed(case, case.plan_sent(period.last)) for case in missing)
    return tally(rows, detail=of_plans(people, period.last))


def live_plans(people: Population, period: Period, definition: Definition) -> Counted:
    """K23, K24: plans in place, all or by age; K24 over the residents aged 0 to 24 the council entered."""
    least, most = definition.options.get("from_age"), definition.options.get("to_age")
    found: Sequence[Journey] = people.plans_on(period.last)
    if least is not None:
        ages = (None,) if least == "?" else range(int(least), int(most or 0) + 1)
        found = [case for case, age in _ages(people, period.last) if age in ages]
    return _over(people, definition, tally_of(len(found), len(found), lambda: _plan_rows(people, found, period.last)))


def _plan_rows(people: Population, cases: Iterable[Journey], day: date) -> list[ListedCase]:
    """These plans in place as rows, each made once for all the lines that list it."""
    made = people.once(
        ("plan rows", day), lambda: {case.case_id: _plan_row(case, day) for case in people.plans_on(day)}
    )
    return [made[case.case_id] for case in cases]


def _plan_row(case: Journey, day: date) -> ListedCase:
    age = case.age_on(day)
    return listed(case, case.plan_sent(day), why=NOT_RECORDED if age is None else f"aged {age}")


def requests_of_year(people: Population, period: Period, definition: Definition) -> Counted:
    """K09: requests received in the twelve months to the as-at day, over the residents aged 0 to 24."""
    found = people.requests(year_to(period.last))
    return _over(people, definition, tally(listed(case, request.on) for case, request in found))


def recovery(people: Population, period: Period, definition: Definition) -> Counted:
    """K22: open cases past twenty weeks, over the months left to the month the council set."""
    found = []
    for case, stage, start, due in people.limits_on(period.last):
        if due is not None and due < period.last:
            found.append(listed(case, start, (period.last - due).days, STAGE_WORDS[stage], due=due))
    return _over(people, definition, tally(found), period.last)


def _over(people: Population, definition: Definition, counted: Counted, day: date | None = None) -> Counted:
    """A list over a number that is no list: the residents, or the months left.  No number gives no figure."""
    if not definition.over:
        return counted
    number = people.numbers.commissioned.places if definition.over == "places" else people.numbers.residents
    if definition.over == "months":
        until = people.numbers.recovery
        left = (until.year - day.year) * 12 + until.month - day.month if until is not None and day is not None else None
        if left is not None and left <= 0:
            return Counted(counted.numerator, Decimal(0), counted.rows, counted.left_out, "no months left")
        number = None if left is None else Decimal(left)
    return Counted(counted.numerator, number if number is not None else Decimal(0), counted.rows, counted.left_out,
                   "" if number is not None else f"{definition.over} {NOT_ENTERED}")  # fmt: skip


def year_to(day: date) -> Period:
    before = add_months(day, -12)
    # The year to the end of February begins on 1 March, and not on a leap day that the year before it holds.
    before = month_end(before.replace(day=1)) if day == month_end(day.replace(day=1)) else before
    return Period(before + timedelta(days=1), day)


def conversion(people: Population, period: Period, _definition: Definition) -> Counted:
    """K11: of the requests received in the twelve months that ended 20 weeks before the as-at day, those with a plan."""
    cohort = year_to(period.last - timedelta(weeks=20))
    cases = []
    for case, request in people.requests(cohort):
        again = next((later.on for later in case.requests if later.on > request.on), date.max)
        plan = next((on for on in case.finals if request.on <= on <= period.last and on < again), None)
        days = (plan - request.on).days if plan else None
        cases.append(listed(case, request.on, days, "" if plan else "no plan", plan is not None, end=plan))
    return tally(cases)


def net_growth(people: Population, period: Period, _definition: Definition) -> Counted:
    """K26: plans that came into being or came from another council, less those that ceased or moved away.

    Counted by the stage of each day, so that it is the change in the plans in place: coming counts, going does not.
    """
    moves = people.once("plan moves", lambda: list(_plan_moves(people)))
    return tally(
        listed(case, day, why="came" if held else f"went: {STAGE_WORDS[stage].lower()}", counted=held)
        for day, case, stage, held in moves
        if period.has(day)
    )


def _plan_moves(people: Population) -> Iterator[tuple[date, Journey, Stage, bool]]:
    """Each day a plan came into place or went out of it, the stage it left the case in, and whether it came."""
    for case in people.journeys:
        held = False
        for day, stage in zip(case.stage_days, case.stages, strict=True):
            if (stage is Stage.PLAN) is not held:
                held = not held
                yield day, case, stage, held


# ---- disagreement ------------------------------------------------------------------------------------------------------


def orders_not_begun(people: Population, period: Period, _definition: Definition) -> Counted:
    """O01: orders and agreements to assess or make a plan after which no step is recorded."""
    found = []
    for case in people.having("tribunal_order", "mediation_agreement"):
        for fact in case.of("tribunal_order", "mediation_agreement", by=period.last):
            what = fact.attrs.get("order") or fact.attrs.get("about") or ""
            if what in ("assess", "make_plan") and not _begun(case, fact.on, period.last):
                words = said_words(fact.kind, "order" if "order" in fact.attrs else "about", what)
                found.append(listed(case, fact.on, (period.last - fact.on).days, words))
    return tally(found)


def _begun(case: Journey, since: date, day: date) -> bool:
    steps = [f.on for f in case.of("order_complied", "amended_plan_sent", by=day)]
    steps += [a.asked for a in case.advice] + [on for on, _ in case.decisions] + list(case.finals)
    drafted = [on for on, stage in zip(case.stage_days, case.stages, strict=True) if stage is not Stage.ASSESSING]
    return any(since <= on <= day for on in steps) or any(since < on <= day for on in drafted)


def complaints_late(people: Population, period: Period, _definition: Definition) -> Counted:
    """C02: complaints past the day their answer was due, and not answered by the as-at day."""
    found = []
    for case in people.having("complaint"):
        answered = {f.attrs.get("complaint") for f in case.of("complaint_answered", by=period.last)}
        for fact in case.of("complaint", by=period.last):
            due = date.fromisoformat(fact.attrs["answer_by"]) if fact.attrs.get("answer_by") else None
            if str(fact.id) not in answered and due is not None and due < period.last:
                found.append(listed(case, fact.on, (period.last - due).days, said_words(
                    "complaint", "stage", fact.attrs.get("stage", "")), due=due))  # fmt: skip
    return tally(found)


# ---- open cases --------------------------------------------------------------------------------------------------------


def audits_good(people: Population, period: Period, _definition: Definition) -> Counted:
    """K40: files graded in the period; of one graded twice in one audit the later grade counts."""
    latest: dict[tuple[int, str], tuple[Journey, Fact]] = {}
    for case, fact in sorted(people.told(period, "audit_graded"), key=lambda one: one[1].order):
        latest[case.case_id, fact.attrs.get("audit", "")] = case, fact
    good = people.numbers.good_grades
    return tally(
        listed(case, fact.on, why=f"{audit}: {fact.attrs.get('grade', NOT_RECORDED)}".replace("_", " "),
                counted=fact.attrs.get("grade") in good.get(audit, ()))
        for (_, audit), (case, fact) in latest.items()
    )  # fmt: skip


def families_content(people: Population, period: Period, definition: Definition) -> Counted:
    """K48: families' answers about the service in the period; those content or better count."""
    says = _saying(definition)
    return tally(
        listed(case, fact.on, why=_words(definition, fact), counted=says(fact))
        for case, fact in people.told(period, "family_feedback")
    )


def places_filled(people: Population, period: Period, definition: Definition) -> Counted:
    """K47: plans in place whose placement is at a school with commissioned places, over those places."""
    found = []
    for case, latest in _standing(people, ("placement",), period.last):
        urn, setting = latest.attrs.get("urn", ""), latest.attrs.get("setting", "")
        if people.numbers.commissioned.has(urn, setting):
            found.append(listed(case, latest.on, why=setting))
    return _over(people, definition, tally(found))


def overseen(people: Population, period: Period, definition: Definition) -> Counted:
    """M01: open cases with a manager's note, review or instruction in the last weeks."""
    since = period.last - timedelta(weeks=int(definition.options["weeks"]))
    cases = []
    for case, stage in people.open_on(period.last):
        seen = case.of(*OVERSIGHT_KINDS, by=period.last)
        last = seen[-1].on if seen else None
        days = (period.last - last).days if last else None
        cases.append(listed(case, last, days, STAGE_WORDS[stage], last is not None and last > since))
    return tally(cases)


def views_recorded(people: Population, period: Period, definition: Definition) -> Counted:
    """V01: open assessments of children old enough in which their views are recorded; the others are listed."""
    least, cases, left = int(definition.options["from_age"]), [], []
    for case, stage in people.open_on(period.last):
        if stage not in (Stage.ASSESSING, Stage.DRAFTING):
            continue
        age = case.age_on(period.last)
        if age is not None and age < least:
            left.append(LeftOut(definition.code, case.case_id, case.ref, case.born, f"under {least} years old"))
            continue
        since = case.round_began(period.last)
        views = case.of("child_views", by=period.last)
        told = [f for f in views if f.attrs.get("method") != "none" and f.on >= since]
        request = case.request_by(period.last)
        start = told[-1].on if told else request.on if request else None
        cases.append(listed(case, start, why="recorded" if told else "none recorded", counted=bool(told)))
    return tally(cases, left)


def unnumbered(people: Population, period: Period, _definition: Definition) -> Counted:
    """K50: children of open cases and plans in place with neither UPN nor ULN."""
    live = [case for case, _ in people.open_on(period.last)] + list(people.plans_on(period.last))
    cases = [listed(case, next(iter(case.stage_days), None)) for case in live if not case.numbered]
    return tally(cases, detail=f"of {len(live):,} open cases and plans")


def delay_causes(people: Population, period: Period, definition: Definition) -> Counted:
    """D01: cases past twenty weeks by the cause of delay that stands on them, with who holds the work."""
    causes, named = definition.options["causes"], _named(definition)
    standing = people.once(("delays", period.last), lambda: list(_delays(people, period.last)))
    return tally(row for cause, row in standing if wanted(causes, cause, named))


def _delays(people: Population, day: date) -> Iterator[tuple[str, ListedCase]]:
    """The cases past twenty weeks, each with the cause of delay that stands on it; once for all the lines that ask."""
    for case, _, start, due in people.limits_on(day):
        if due is None or due >= day:
            continue
        fact = _latest(case, ("delay",), day)
        fact = fact if fact is not None and fact.on >= case.round_began(day) else None
        cause = fact.attrs.get("cause", "") if fact is not None else ""
        party = fact.attrs.get("party", NOT_RECORDED) if fact is not None else ""
        yield cause, listed(case, start, (day - due).days, party, due=due)


TOLD_MEASURES: dict[str, Measure] = {
    measure.__name__: measure
    for measure in (happenings, standing_plans, out_of_area, plans_without, live_plans, requests_of_year, recovery,
                    conversion, net_growth, orders_not_begun, complaints_late,
                    overseen, views_recorded, unnumbered, delay_causes, audits_good, families_content, places_filled)
}  # fmt: skip
