"""The months ahead, run many times: seeded, and the same for the same record and seed.

Days are numbered from the day the forecast stands on (0).  Every array holds one entry for each case of each run of a
batch; batches have seeds of their own, so progress and a stop come between them and change nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from ehcp_desk.domain.forecast.courses import (
    ADVICE_DAYS,
    DECISION_DAYS,
    DUTIES,
    FINAL_DAYS,
    NO_PLAN_DAYS,
    Course,
    month_end,
    months_from,
)
from ehcp_desk.domain.forecast.estimating import WORKERS, Estimates, defaults
from ehcp_desk.domain.forecast.queueing import Floats, Ints, served_days
from ehcp_desk.domain.forecast.scenarios import Scenario

BATCH = 100
UNKNOWN = -(10**6)
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Plan:
    """The days a run covers: the months asked for, and the rest of this one before them."""

    as_at: date
    months: tuple[date, ...]
    all_months: tuple[date, ...]
    open_days: NDArray[np.bool_]

    @property
    def days(self) -> int:
        """Days from 0 to the end of the last month."""
        return int(self.open_days.size)


@dataclass(frozen=True, slots=True)
class Runs:
    """What came out: each measure by run and month, and each duty's limits due and missed by run and month."""

    figures: dict[str, NDArray[np.float64]]
    due: dict[str, NDArray[np.int64]]
    missed: dict[str, NDArray[np.int64]]


def plan_days(as_at: date, months: int, is_open: Callable[[date], bool]) -> Plan:
    """The plan of a forecast: whole months from the first that has not begun on ``as_at``."""
    before = [] if as_at.day == 1 else [as_at.replace(day=1)]
    first = months_from(as_at, 2)[len(before)]
    asked = months_from(first, months)
    last = month_end(asked[-1])
    days = [as_at + timedelta(n) for n in range((last - as_at).days + 1)]
    return Plan(as_at, tuple(asked), (*before, *asked), np.array([is_open(day) for day in days]))


def simulate(
    courses: Sequence[Course],
    found: Estimates,
    plan: Plan,
    scenario: Scenario,
    runs: int,
    seed: int,
    progress: Callable[[int, int, str], None] | None = None,
) -> Runs:
    """Run the months ahead ``runs`` times.  ``progress`` may raise to stop."""
    live = _Live.of([c for c in courses if c.ended is None], plan.as_at.toordinal())
    seeds = np.random.SeedSequence(seed).spawn(-(-runs // BATCH))
    parts = []
    for number, own in enumerate(seeds):
        if progress is not None:
            progress(number * BATCH, runs, scenario.title)
        here = min(BATCH, runs - number * BATCH)
        parts.append(_Batch(live, found, plan, scenario, here, np.random.default_rng(own)).run())
    if progress is not None:
        progress(runs, runs, scenario.title)
    return Runs(
        {key: np.concatenate([p.figures[key] for p in parts]) for key in parts[0].figures},
        {key: np.concatenate([p.due[key] for p in parts]) for key in DUTIES},
        {key: np.concatenate([p.missed[key] for p in parts]) for key in DUTIES},
    )


@dataclass(frozen=True, slots=True)
class _Live:
    """The open assessments where they stand: days from today, ``UNKNOWN`` where a step is still to come."""

    received: Ints
    decided: Ints
    asked: dict[str, Ints]
    came: dict[str, Ints]
    draft: Ints

    @staticmethod
    def of(courses: Sequence[Course], today: int) -> _Live:
        """Read from the courses; the advisers besides psychology and health count as one, done when the last is."""

        def days(values: list[int | None]) -> Ints:
            return np.array([UNKNOWN if v is None else v - today for v in values], dtype=np.int32)

        def others(course: Course) -> tuple[int | None, int | None]:
            bodies = [body for body in course.asked if body not in ("psychology", "health")]
            first = min(course.asked.values(), default=None)
            if not bodies or any(body not in course.came for body in bodies):
                return first, None if bodies else first
            return first, max(course.came[body] for body in bodies)

        rest = [others(c) for c in courses]
        asked = {body: days([c.asked.get(body) for c in courses]) for body in ("psychology", "health")}
        came = {body: days([c.came.get(body) for c in courses]) for body in ("psychology", "health")}
        asked["others"], came["others"] = days([r[0] for r in rest]), days([r[1] for r in rest])
        decided = days([c.decided if c.outcome == "assess" else None for c in courses])
        return _Live(days([c.received for c in courses]), decided, asked, came, days([c.draft for c in courses]))


class _Batch:
    """So many runs at once."""

    def __init__(
        self, live: _Live, found: Estimates, plan: Plan, scenario: Scenario, runs: int, rng: np.random.Generator
    ) -> None:
        self.live, self.found, self.plan, self.scenario = live, found, plan, scenario
        self.runs, self.rng, self.never = runs, rng, plan.days
        self.samples = {name: np.array(days, dtype=np.int32) for name, days in found.days.items()}
        new_run, new_day = self._requests()
        count = live.received.size
        self.run_of = np.concatenate([np.repeat(np.arange(runs, dtype=np.int32), count), new_run])
        # A run is a slower or a faster year than the record: over 1 leans to its shorter times, under 1 to its longer.
        self.lean = np.exp(rng.normal(0.0, float(defaults()["year_differs"]), runs))[self.run_of]
        self.new = new_day.size
        self.received = self._all(live.received, new_day)

    def run(self) -> Runs:
        """Every case through its stages, then counted."""
        decided, known = self._decisions()
        outcome = self.rng.random(decided.size)
        assess = known | (outcome < self.found.shares["assess"])
        refuse = ~assess & (outcome < self.found.shares["assess"] + self.found.shares["refuse"])
        asked, came = self._advice(np.where(assess, decided, self.never))
        evidence = np.maximum.reduce([came[body] for body in came])
        draft, no_plan, planless = self._writing(evidence, assess)
        waited = self._past(draft)
        final = np.where(planless, self.never, draft + self._drawn("finishing", waited))
        final = np.where(draft >= self.never, self.never, np.minimum(final, self.never))
        ended = np.where(assess, np.where(planless, no_plan, final), decided)
        return self._counted(decided, assess, refuse, asked, came, planless, final, ended)

    # -- the stages --------------------------------------------------------------------------------------------------

    def _requests(self) -> tuple[Ints, Ints]:
        """(run, day) of every new request: a mean drawn anew for each run from the months on record, then chance."""
        counts = np.array(self.found.requests, dtype=np.float64)
        # The months on record drawn anew for each run, recent ones more often.
        often = np.array(
            [defaults()["recent_counts"][(counts.size - 1 - n) // 3] for n in range(counts.size)], dtype=np.float64
        )
        means = self.rng.choice(counts, (self.runs, counts.size), p=often / often.sum()).mean(axis=1)
        mean, spread = counts.mean(), counts.var(ddof=1)
        runs, days = [], []
        for month in self.plan.all_months:
            first = max(0, (month - self.plan.as_at).days + (month <= self.plan.as_at))
            last = (month_end(month) - self.plan.as_at).days
            open_days = [day for day in range(first, last + 1) if self.plan.open_days[day]]
            if not open_days:
                continue
            part = (last - first + 1) / month_end(month).day
            more = max(0.0, 1 + self.scenario.sum_of("requests", month) / 100)
            wanted = means * self.found.season[month.month - 1] * part * more
            if spread > mean > 0:  # months differ by more than chance alone: a negative binomial, by way of its gamma
                shape = mean * mean / (spread - mean)
                wanted = self.rng.gamma(shape, wanted / shape)
            drawn = self.rng.poisson(wanted)
            runs.append(np.repeat(np.arange(self.runs, dtype=np.int32), drawn))
            days.append(self.rng.choice(np.array(open_days, dtype=np.int32), int(drawn.sum())))
        none = np.empty(0, dtype=np.int32)
        return np.concatenate([none, *runs]), np.concatenate([none, *days])

    def _decisions(self) -> tuple[Ints, Flags]:
        """The day of each decision, and which are known to be to assess."""
        told = self._all(self.live.decided)
        known = told > UNKNOWN
        drawn = self.received + self._drawn("decision", np.where(known, 0, self._past(self.received)))
        return np.where(known, told, np.minimum(drawn, self.never)).astype(np.int32), known

    def _advice(self, decided: Ints) -> tuple[dict[str, Ints], dict[str, Ints]]:
        asked, came = {}, {}
        first = decided + self._drawn("asking", np.zeros(decided.size, dtype=np.int32))
        for body in ("psychology", "health", "others"):
            told, here = self._all(self.live.asked[body]), self._all(self.live.came[body])
            # An adviser who was never asked is taken to be asked now; once there is a draft, never.
            later = np.where(self._all(self.live.draft) > UNKNOWN, self.never, np.maximum(first, 0))
            when = np.where(told > UNKNOWN, told, later)
            when = np.where(here > UNKNOWN, np.minimum(when, here), when)
            due = when + self._drawn(body, np.where(here > UNKNOWN, 0, self._past(when)))
            done = np.where(here > UNKNOWN, here, np.minimum(due, self.never)).astype(np.int32)
            asked[body] = np.minimum(when, self.never).astype(np.int32)
            came[body] = self._queued(body, asked[body], done, here <= UNKNOWN) if body in WORKERS else done
        return asked, came

    def _writing(self, evidence: Ints, assess: Flags) -> tuple[Ints, Ints, Flags]:
        """The day of the draft, the day of a decision not to make a plan, and which cases end with one."""
        told = self._all(self.live.draft)
        drafted = told > UNKNOWN
        waited = self._past(evidence)
        planless = assess & ~drafted & (self.rng.random(evidence.size) < self.found.shares["no_plan"])
        no_plan = np.minimum(evidence + self._drawn("no_plan", waited), self.never).astype(np.int32)
        due = np.minimum(evidence + self._drawn("drafting", waited), self.never).astype(np.int32)
        due = np.where(drafted, told, due).astype(np.int32)
        waiting = ~drafted & ~planless & assess & (evidence < self.never)
        draft = self._queued("drafting", evidence, due, waiting)
        return np.where(assess & ~planless, draft, self.never).astype(np.int32), no_plan, planless

    def _queued(self, name: str, since: Ints, due: Ints, waiting: Flags) -> Ints:
        """``due`` put off by the queue for those who wait in it."""
        pace = self._pace(name)
        if pace is None:
            return due
        quickest = self.samples[name][self.samples[name].size // 10]
        ready = np.maximum(since[waiting] + quickest, 1).astype(np.int32)
        answer = due.copy()
        answer[waiting] = served_days(self.run_of[waiting], due[waiting], ready, pace)
        return answer

    def _pace(self, name: str) -> Floats | None:
        """What is got through each day of each run, by the months on record and the posts there will be."""
        queue = self.found.queues[name]
        if not queue.counts:
            return None
        paces = np.sort(np.array(queue.counts) / np.array(queue.working_days))
        better = paces[paces.size // 2 :]
        own = self.rng.choice(better, (self.runs, better.size)).mean(axis=1)
        share = np.ones(self.never)
        if queue.posts:
            for month in self.plan.all_months:
                first = max(0, (month - self.plan.as_at).days)
                last = (month_end(month) - self.plan.as_at).days
                posts = max(0.0, queue.posts + self.scenario.sum_of(WORKERS[name], month))
                share[first : last + 1] = posts / queue.posts
        pace: Floats = own[:, None] * (share * self.plan.open_days)[None, :]
        return pace

    # -- drawing -----------------------------------------------------------------------------------------------------

    def _all(self, live: Ints, new: Ints | None = None) -> Ints:
        """The live cases' values once for each run, then the new requests'."""
        tail = np.full(self.new, UNKNOWN, dtype=np.int32) if new is None else new
        return np.concatenate([np.tile(live, self.runs), tail]).astype(np.int32)

    def _past(self, since: Ints) -> Ints:
        """Days already waited since a day, 0 where it lies ahead."""
        return np.maximum(0, -since).astype(np.int32)

    def _drawn(self, name: str, waited: Ints) -> Ints:
        """A time on record for each, from those longer than what it has waited; past the longest, a few weeks more."""
        sample = self.samples[name]
        low = np.where(waited > 0, np.searchsorted(sample, waited, side="right"), 0)
        chance = self.rng.random(waited.size) ** self.lean
        picked = sample[np.minimum(low + (chance * (sample.size - low)).astype(np.int64), sample.size - 1)]
        more = waited + 1 + (chance * defaults()["stuck_days"]).astype(np.int32)
        drawn: Ints = np.where(low < sample.size, picked, more).astype(np.int32)
        return drawn

    # -- counting ----------------------------------------------------------------------------------------------------

    def _counted(
        self,
        decided: Ints,
        assess: Flags,
        refuse: Flags,
        asked: dict[str, Ints],
        came: dict[str, Ints],
        planless: Flags,
        final: Ints,
        ended: Ints,
    ) -> Runs:
        told = assess | refuse
        sent = self._by_month(final, assess & ~planless)
        in_time = self._by_month(final, assess & ~planless & (final - self.received <= FINAL_DAYS))
        with np.errstate(invalid="ignore"):
            rate = np.where(sent > 0, 100 * in_time / np.maximum(sent, 1), np.nan)
        figures = {
            "requests": self._by_month(self.received, np.ones(told.size, dtype=bool)).astype(float),
            "decisions": self._by_month(decided, told).astype(float),
            "finals": sent.astype(float),
            "on_time": rate,
            "open": self._at_end(self.received, ended).astype(float),
            "late": self._at_end(self.received + FINAL_DAYS + 1, ended).astype(float),
            "psychology": self._at_end(np.where(assess, asked["psychology"], self.never), came["psychology"]).astype(
                float
            ),
        }
        limits: dict[str, tuple[Ints, Ints, Flags]] = {
            "decision": (self.received + DECISION_DAYS, decided, told),
            "psychology": (asked["psychology"] + ADVICE_DAYS, came["psychology"], assess),
            "health": (asked["health"] + ADVICE_DAYS, came["health"], assess),
            "no_plan": (self.received + NO_PLAN_DAYS, ended, planless),
            "final": (self.received + FINAL_DAYS, final, assess & ~planless),
        }
        due = {key: self._by_month(day, among) for key, (day, _, among) in limits.items()}
        missed = {key: self._by_month(day, among & (done > day)) for key, (day, done, among) in limits.items()}
        return Runs(figures, due, missed)

    def _month_of(self, day: Ints) -> NDArray[np.int64]:
        """The number of the month a day falls in, -1 before the first and the count of months after the last."""
        starts = [(month - self.plan.as_at).days for month in self.plan.months] + [self.never]
        return np.searchsorted(np.array(starts), day, side="right") - 1

    def _by_month(self, day: Ints, among: Flags) -> NDArray[np.int64]:
        months = len(self.plan.months)
        place = self._month_of(day)
        inside = among & (place >= 0) & (place < months)
        flat = self.run_of[inside].astype(np.int64) * months + place[inside]
        return np.bincount(flat, minlength=self.runs * months).reshape(self.runs, months)

    def _at_end(self, begins: Ints, ends: Ints) -> NDArray[np.int64]:
        """How many are under way at the end of each month: begun by then, and ended later."""
        months = len(self.plan.months)
        last = np.array([(month_end(month) - self.plan.as_at).days for month in self.plan.months])
        # One that ends on the last day itself is no longer under way.
        first, past = np.searchsorted(last, begins, side="left"), np.searchsorted(last, ends, side="left")
        come = (first < past) & (first < months)
        steps = np.zeros(self.runs * (months + 1), dtype=np.int64)
        base = self.run_of[come].astype(np.int64) * (months + 1)
        steps += np.bincount(base + first[come], minlength=steps.size)
        steps -= np.bincount(base + np.minimum(past[come], months), minlength=steps.size)
        return np.cumsum(steps.reshape(self.runs, months + 1), axis=1)[:, :months]
