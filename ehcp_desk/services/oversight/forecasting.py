"""The forecast: the record's own stage times, run forward many times, with what-ifs and a test against the past."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path

from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import BadInput, KnownFault
from ehcp_desk.domain.forecast.courses import KINDS, Course, courses_of, month_end, months_from, past_months
from ehcp_desk.domain.forecast.estimating import Estimates, defaults, estimate
from ehcp_desk.domain.forecast.paper import ForecastPaper
from ehcp_desk.domain.forecast.plans import PLAN_KINDS, PlanCourse, add_plans, plan_course_of, rates_of, with_plans
from ehcp_desk.domain.forecast.scenarios import Scenario
from ehcp_desk.domain.forecast.summing import compared, duty_outlooks, months_ahead
from ehcp_desk.domain.forecast.values import Assumption, BackTest, Forecast
from ehcp_desk.domain.forecast.words import RUNS, SEED
from ehcp_desk.domain.people import Role, Staff
from ehcp_desk.ports.work import Progress
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.heads import paper_head
from ehcp_desk.services.records.issuing import print_issued

MOST_MONTHS, MOST_RUNS, LEAST_RUNS = 24, 10_000, 10
BACK = 12
"""Months a back-test goes back."""
PSYCHOLOGISTS_SEEN = 182
"""Days within which a psychologist was named on a case to count as one in post."""


@dataclass(frozen=True, slots=True)
class Known:
    """What was on record by the end of a day: the course of every assessment and of every plan, and the posts."""

    as_at: date
    courses: tuple[Course, ...]
    plans: tuple[PlanCourse, ...]
    posts: dict[str, float]
    closed: int = 0
    """Restricted cases closed to whoever asks, which are not in ``courses``."""


def forecast(
    desk: Desk,
    months: int = 6,
    scenarios: Sequence[Scenario] = (Scenario(),),
    seed: int = SEED,
    runs: int = RUNS,
    progress: Progress | None = None,
) -> tuple[Forecast, ...]:
    """A forecast for each scenario, from the same record and the same seed, so that they differ by the scenario alone.

    Reads only.  Raises BadInput for months or runs out of bounds and for posts a scenario takes that are not there.
    """
    check_asked(months, runs, seed)
    known = known_by(desk, desk.today())
    for scenario in scenarios:
        _check_posts(scenario, known, months)
    return tuple(run_forward(desk, known, months, scenario, seed, runs, progress) for scenario in scenarios)


def check_asked(months: int, runs: int, seed: int) -> None:
    """Raises BadInput for a size that makes no forecast."""
    if not 1 <= months <= MOST_MONTHS:
        raise BadInput(f"A forecast looks 1 to {MOST_MONTHS} months ahead; {months} is outside that.")
    if not LEAST_RUNS <= runs <= MOST_RUNS:
        raise BadInput(f"A forecast takes {LEAST_RUNS} to {MOST_RUNS:,} runs; {runs:,} is outside that.")
    if seed < 0:
        raise BadInput(f"A seed is a whole number from 0 on; {seed} is not.")


def back_test(desk: Desk, seed: int = SEED, runs: int = RUNS, progress: Progress | None = None) -> BackTest:
    """The forecast of twelve months ago, from what was on record by then, beside what is on record now.

    Raises BadInput, in a sentence, where nothing was on record then.
    """
    check_asked(BACK - 1, runs, seed)
    today = desk.today()
    begun = months_from(today, 1)[0]
    then = _same_day(begun.replace(year=begun.year - 1), today.day)
    before = known_by(desk, then)
    if not before.courses:
        raise BadInput(
            f"Nothing was on record by {in_words(then)}, so there is no year to test a forecast against yet."
        )
    made = run_forward(desk, before, BACK if then.day == 1 else BACK - 1, Scenario(), seed, runs, progress)
    now = known_by(desk, today)
    happened = with_plans(past_months(now.courses, [month.month for month in made.months]), now.plans)
    few = sum(a.default for a in made.assumptions)
    were = "was a default" if few == 1 else "were defaults"
    notes = (f"{few} of its numbers {were}, because little was on record by then.",) if few else ()
    return BackTest(made, happened, compared(made.months, happened), notes)


def forecast_paper(desk: Desk, forecasts: Sequence[Forecast], test: BackTest | None = None) -> ForecastPaper:
    """The forecast as it is printed."""
    with desk.store.read() as work:
        return ForecastPaper(paper_head(work, desk), tuple(forecasts), test, desk.user)


def print_forecast(
    desk: Desk, forecasts: Sequence[Forecast], test: BackTest | None, files: Sequence[Path]
) -> ForecastPaper:
    """Print the forecast in every form asked for, and keep in the journal what was issued.

    Raises KnownFault where nothing can print or a file cannot be written.
    """
    papers, paper = desk.papers, forecast_paper(desk, forecasts, test)
    if papers is None:
        raise KnownFault("Printing is not set up on this computer; ask whoever installed the desk.")
    print_issued(desk, "forecast", files, paper.head, lambda path: papers.forecast(paper, path))
    return paper


def _same_day(month: date, day: int) -> date:
    return month.replace(day=min(day, month_end(month).day))


def known_by(desk: Desk, as_at: date) -> Known:
    """Every assessment and every plan as the record had them at the end of a day."""
    moment = datetime.combine(as_at, time.max, UTC)
    today = as_at.toordinal()
    found: list[Course] = []
    plans = []
    with desk.store.read() as work:
        staff = work.staff()
        for _, rows in work.every_case_raw((*dict.fromkeys((*KINDS, *PLAN_KINDS)),), moment):
            facts = [(kind, _ordinal(on), _said(attrs)) for kind, on, attrs, *_ in rows]
            found += courses_of(facts, today)
            plan = plan_course_of(facts, today)
            if plan is not None:
                plans.append(plan)
        closed = len(frozenset().union(*work.closed_cases()))
    return Known(as_at, tuple(found), tuple(plans), _posts(staff, found, as_at), closed)


@lru_cache(maxsize=32768)
def _ordinal(text: str) -> int:
    return date.fromisoformat(text).toordinal()


@lru_cache(maxsize=4096)
def _said(text: str | None) -> Mapping[str, str]:
    return json.loads(text) if text else {}


def _posts(staff: Staff, courses: Sequence[Course], as_at: date) -> dict[str, float]:
    """Full-time posts on the day: caseworkers' from the staff list; psychologists' too, else those seen on cases."""
    there = [officer for officer in staff.officers.values() if officer.works_on(as_at)]
    workers = sum(o.fte for o in there if o.role is Role.CASEWORKER)
    psychologists = sum(o.fte for o in there if o.role is Role.PSYCHOLOGIST)
    since = as_at.toordinal() - PSYCHOLOGISTS_SEEN
    seen = {c.psychologist for c in courses if c.psychologist and (c.ended is None or c.ended >= since)}
    return {"caseworkers": round(workers, 2), "psychologists": round(psychologists, 2) or float(len(seen))}


def _check_posts(scenario: Scenario, known: Known, months: int) -> None:
    for month in months_from(known.as_at, months + 1):
        for what in ("psychologists", "caseworkers"):
            taken = scenario.sum_of(what, month)
            if taken and not known.posts[what]:
                raise BadInput(f"{scenario.title}: no {what} are on the record, so none can be added or taken.")
            if known.posts[what] + taken < 0:
                raise BadInput(
                    f"{scenario.title}: there are {known.posts[what]:g} posts of {what}; {-taken:g} cannot be taken."
                )


def run_forward(
    desk: Desk, known: Known, months: int, scenario: Scenario, seed: int, runs: int, progress: Progress | None = None
) -> Forecast:
    """Estimate, simulate and sum up."""
    from ehcp_desk.domain.forecast.simulating import plan_days, simulate  # numpy is slow to import

    table = desk.law.calendar.working

    def working_days(first: date, last: date) -> int:
        return table.between(first.toordinal() - 1, last.toordinal())

    found = estimate(known.courses, known.as_at, known.posts, working_days)
    plan = plan_days(known.as_at, months, lambda day: table.counts(day.toordinal()))
    out = simulate(known.courses, found, plan, scenario, runs, seed, progress)
    rates = rates_of(known.plans, known.as_at.toordinal())
    add_plans(out, known.plans, rates, plan.months, runs, seed)
    begun = months_from(known.as_at - timedelta(365), BACK + 1)
    whole = [month for month in begun if month_end(month) < known.as_at][-BACK:]
    past = with_plans(past_months(known.courses, whole), known.plans)
    recent = past[-int(defaults()["recent_months"]) :]
    return Forecast(
        as_at=known.as_at,
        title=scenario.title,
        seed=seed,
        runs=runs,
        past=past,
        months=months_ahead(out, plan.months),
        duties=duty_outlooks(out, plan.months, recent, float(defaults()["holds"])),
        assumptions=(*_standing(known, scenario, runs, seed), *found.assumptions, *rates.assumptions, _rule(found)),
    )


def _standing(known: Known, scenario: Scenario, runs: int, seed: int) -> tuple[Assumption, ...]:
    live = [course for course in known.courses if course.ended is None]
    return (
        Assumption(
            "Where it starts", f"{len(live):,} open assessments", f"as they stand on record on {in_words(known.as_at)}"
        ),
        Assumption(
            "What changes", scenario.words, "the scenario" if scenario.changes else "nothing is assumed to change"
        ),
        Assumption("Runs", f"{runs:,}", f"seed {seed}; the same seed and record give the same answer"),
        *(
            [Assumption("Left out", f"{known.closed:,} restricted", "they are closed to whoever asked")]
            if known.closed
            else []
        ),
    )


def _rule(_found: Estimates) -> Assumption:
    return Assumption("A duty is called broken", f"under {float(defaults()['holds']):.0%} met in a month",
                      "this program’s own line; in law each limit counts by itself")  # fmt: skip
