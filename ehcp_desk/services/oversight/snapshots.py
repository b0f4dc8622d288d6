"""How things stood on the as-at day: open cases, waits, advice outstanding, who holds what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache

from ehcp_desk.domain.case import STAGE_WORDS, Stage
from ehcp_desk.domain.dates import day_count
from ehcp_desk.domain.returns import Definition, ListedCase
from ehcp_desk.domain.terms import body_words
from ehcp_desk.services.oversight.measures import (
    ANY,
    NOT_PARENTS,
    Counted,
    Measure,
    banded,
    plain,
    tally,
    tally_of,
    wanted,
    weeks_mean,
)  # fmt: skip
from ehcp_desk.services.oversight.population import Period, Population
from ehcp_desk.services.oversight.return_facts import ADVICE, FINAL, Advice, Journey

_PARENTS = ("parent", "parents", "young_person")
_AGENCIES = ("psychology", "health", "speech_and_language", "occupational_therapy", "physiotherapy", "social_care",
             "education", "early_years")  # fmt: skip


def _open_cases(people: Population, day: date) -> list[tuple[Journey, Stage, ListedCase]]:
    """Each open case as a row: received, due, days since receipt, and its stage in words."""
    return people.once(("open rows", day), lambda: list(_open_rows(people, day)))


def _open_rows(people: Population, day: date) -> Iterator[tuple[Journey, Stage, ListedCase]]:
    for case, stage, start, due in people.limits_on(day):
        days = (day - start).days if start else None
        yield (
            case,
            stage,
            ListedCase(case.case_id, case.ref, case.child, True, start, due, None, days, STAGE_WORDS[stage]),
        )


def open_cases(people: Population, period: Period, definition: Definition) -> Counted:
    """K12: open cases, all or those in some stages."""
    stages = definition.options.get("stages")
    return tally(
        _row(row, stages is None or wanted(stages, stage.value), row.days)
        for _, stage, row in _open_cases(people, period.last)
    )


def open_by_age(people: Population, period: Period, definition: Definition) -> Counted:
    """K13: open cases, counted where their age lies in one band."""
    return tally(banded(row, definition) for _, _, row in _open_cases(people, period.last))


def open_past_limit(people: Population, period: Period, _definition: Definition) -> Counted:
    """K14: of the open cases, those whose twenty weeks have ended."""
    day = period.last
    limits = people.limits_on(day)
    past = sum([due is not None and due < day for _, _, _, due in limits])
    return tally_of(past, len(limits), lambda: [
        _row(row, _past(row, day), _days_over(row, day)) for _, _, row in _open_cases(people, day)])  # fmt: skip


def overdue_average(people: Population, period: Period, _definition: Definition) -> Counted:
    """K15: mean weeks past the limit of the cases past it."""
    past = (row for _, _, row in _open_cases(people, period.last) if _past(row, period.last))
    return weeks_mean(_row(row, True, _days_over(row, period.last)) for row in past)


def overdue_excused(people: Population, period: Period, _definition: Definition) -> Counted:
    """K16: of the cases past twenty weeks, those with a lawful ground."""
    cases = []
    for case, _, row in _open_cases(people, period.last):
        if _past(row, period.last):
            excuse = case.excuse_by(period.last, FINAL, row.start)
            cases.append(
                _row(row, excuse is not None, _days_over(row, period.last), excuse.title if excuse else "none")
            )
    return tally(cases)


def _past(row: ListedCase, day: date) -> bool:
    return row.due is not None and row.due < day


def _days_over(row: ListedCase, day: date) -> int | None:
    return max(0, (day - row.due).days) if row.due is not None else None


def _row(row: ListedCase, counted: bool, days: int | None, why: str | None = None) -> ListedCase:
    return ListedCase(row.case_id, row.ref, row.child, counted, row.start, row.due, row.end, days,
                      row.why if why is None else why)  # fmt: skip


# ---- who holds it ----------------------------------------------------------------------------------------------------


def unassigned(people: Population, period: Period, definition: Definition) -> Counted:
    """U01, U03: cases nobody holds, with the longest wait."""
    day, scoped = period.last, _scoped(people, period.last, definition.options.get("scope", "open"))
    since = people.unheld_on(day)
    free = [since[case.case_id] for case, _ in scoped if case.case_id in since]
    longest = max([0, *((day - on).days for on in free)])
    return tally_of(
        len(free), len(scoped), lambda: [_waiting(case, stage, since.get(case.case_id), day) for case, stage in scoped],
        f"longest wait {day_count(longest)}" if free else "",
    )  # fmt: skip


def _waiting(case: Journey, stage: Stage, since: date | None, day: date) -> ListedCase:
    days = (day - since).days if since is not None else None
    return ListedCase(case.case_id, case.ref, case.child, since is not None, since, days=days, why=STAGE_WORDS[stage])


def _scoped(people: Population, day: date, scope: str) -> list[tuple[Journey, Stage]]:
    opened = people.open_on(day) if scope in ("open", "live") else ()
    plans = people.plans_on(day) if scope in ("plans", "live") else ()
    return [*opened, *((case, Stage.PLAN) for case in plans)]


def no_psychologist(people: Population, period: Period, _definition: Definition) -> Counted:
    """U02: agreed assessments still without psychology advice for which no psychologist is named."""
    cases = []
    for case, stage, row in _open_cases(people, period.last):
        since = case.round_began(period.last)
        advised = any(a.body == "psychology" and a.asked >= since and a.received and a.received <= period.last
                      for a in case.advice)  # fmt: skip
        if stage not in (Stage.ASSESSING, Stage.DRAFTING) or advised:
            continue
        named = any(since <= on <= period.last or on == date.max for on in case.psychologist_on)
        cases.append(_row(row, not named, row.days, "named" if named else "nobody named"))
    return tally(cases)


def caseload(people: Population, period: Period, definition: Definition) -> Counted:
    """K45: cases held by the caseworkers in post that day, over their full-time posts; how many others hold is said."""
    posts, cases, others = people.posts(period.last), [], 0
    numbered = people.staff.numbered  # whoever has another name now held it under the one they had
    in_post = {numbered(post.name) for post in posts}
    for case, _ in _scoped(people, period.last, definition.options.get("scope", "open")):
        holding = case.holder_on(period.last)
        if holding is None or not holding.who:
            continue
        if numbered(holding.who) in in_post:
            cases.append((case, holding.who))
        else:
            others += 1
    words = f"{others:,} more held by people in no such post" if others else ""
    full_time = plain(sum((p.fte for p in posts), Decimal(0)))
    return Counted(Decimal(len(cases)), full_time, lambda: [_held(*one, period.last) for one in cases], (), words)


def _held(case: Journey, who: str, day: date) -> ListedCase:
    request = case.request_by(day)
    start = request.on if request else None
    return ListedCase(
        case.case_id, case.ref, case.child, True, start, days=(day - start).days if start else None, why=who
    )


# ---- advice ----------------------------------------------------------------------------------------------------------


def awaiting_advice(people: Population, period: Period, definition: Definition) -> Counted:
    """K17: advice asked for and not come, all of it or that past its six weeks."""
    late_only = definition.options.get("late") == "yes"
    cases = [
        _advice(case, item, period.last, not late_only or item.due < period.last)
        for case, item in _awaited(people, period.last, definition)
    ]
    longest = max((c.days or 0 for c in cases), default=0)
    return tally(cases, detail=f"longest wait {day_count(longest)}" if cases and not late_only else "")


def advice_overdue(people: Population, period: Period, definition: Definition) -> Counted:
    """A01: advice past its six weeks whose limit no lawful ground lifts, of the advice awaited."""
    day = period.last
    awaited = [
        (case, item, case.excuse_by(day, ADVICE, item.asked, item.body) is not None)
        for case, item in _awaited(people, day, definition)
    ]
    return tally_of(
        sum([item.due < day and not lifted for _, item, lifted in awaited]), len(awaited),
        lambda: [_advice(case, item, day, item.due < day and not lifted, "limit lifted" if lifted else "")
                 for case, item, lifted in awaited],
    )  # fmt: skip


def advice_in_time(people: Population, period: Period, definition: Definition) -> Counted:
    """K18 to K20: advice that came, or whose six weeks ended without it, in the period: how much came in time."""
    bodies = definition.options["bodies"]
    found = [
        (case, item, came, came is not None and came <= item.due)
        for case, item, came in people.once(("advice came", period), lambda: list(_came_or_missed(people, period)))
        if _of_body(bodies, item.body)
    ]
    return tally_of(sum([in_time for *_, in_time in found]), len(found), lambda: [
        _advice(case, item, came or min(item.ended or period.last, period.last), in_time)._replace(end=came)
        for case, item, came, in_time in found])  # fmt: skip


def _came_or_missed(people: Population, period: Period) -> Iterator[tuple[Journey, Advice, date | None]]:
    """The advice that came in the period, with the day, and that whose six weeks ended in it without."""
    for case, item in people.advice(period):
        came = item.received if item.received is not None and item.received <= period.last else None
        # Awaited on its last day is missed, whatever happened to the case later in the month (as K05 has it).
        missed = came is None and period.ran_out(item.due) and item.awaited_on(item.due)
        if (came is not None and period.has(came)) or (missed and case.open_on(item.due)):
            yield case, item, came


def _awaited(people: Population, day: date, definition: Definition) -> list[tuple[Journey, Advice]]:
    bodies = definition.options["bodies"]
    return [(case, item) for case, item in people.awaited_on(day) if _of_body(bodies, item.body)]


@lru_cache(maxsize=1024)
def _of_body(bodies: str, body: str) -> bool:
    if bodies in (ANY, NOT_PARENTS) and body in _PARENTS:
        return False
    return bodies == NOT_PARENTS or wanted(bodies, body, _AGENCIES)


def _advice(case: Journey, item: Advice, until: date, counted: bool, why: str = "") -> ListedCase:
    words = f"{body_words(item.body)}{f', {why}' if why else ''}"
    return ListedCase(
        case.case_id, case.ref, case.child, counted, item.asked, item.due, None, (until - item.asked).days, words
    )


STANDING: dict[str, Measure] = {
    measure.__name__: measure
    for measure in (open_cases, open_by_age, open_past_limit, overdue_average, overdue_excused, unassigned,
                    no_psychologist, caseload, awaiting_advice, advice_overdue, advice_in_time)
}  # fmt: skip
