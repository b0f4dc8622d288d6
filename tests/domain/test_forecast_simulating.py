"""The months ahead, run many times: the same for the same seed, balanced, and moved the right way by what changes."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import numpy as np
import pytest

from ehcp_desk.domain.forecast.courses import Course, past_months
from ehcp_desk.domain.forecast.estimating import Estimates, defaults, estimate
from ehcp_desk.domain.forecast.scenarios import Change, Scenario
from ehcp_desk.domain.forecast.simulating import Plan, Runs, plan_days, simulate
from ehcp_desk.domain.forecast.summing import compared, duty_outlooks, months_ahead
from ehcp_desk.domain.forecast.values import MonthAhead, MonthPast, Spread

TODAY = date(2026, 11, 22)
POSTS = {"psychologists": 5.0, "caseworkers": 8.0}


def _open(day: date) -> bool:
    return day.weekday() < 5


def _between(first: date, last: date) -> int:
    return sum(_open(first + timedelta(n)) for n in range((last - first).days + 1))


def steady_service(a_day: int = 2, days: int = 700) -> list[Course]:
    """A service in balance: so many requests on each working day, every stage within its limit."""
    rng, today, found = Random(5), TODAY.toordinal(), []
    for received in range(today - days, today):
        if not _open(date.fromordinal(received)):
            continue
        for _ in range(a_day):
            course = Course(received)
            steps = [("decided", rng.randrange(25, 40)), ("asked", 2), ("came", rng.randrange(30, 41)),
                     ("draft", rng.randrange(5, 15)), ("final", rng.randrange(16, 30))]  # fmt: skip
            day = received
            for step, took in steps:
                day += took
                if day >= today:
                    break
                if step == "decided":
                    course.decided, course.outcome = day, "assess"
                elif step == "asked":
                    course.asked = {"psychology": day, "health": day, "education": day}
                elif step == "came":
                    course.came = {"psychology": day, "health": day - 3, "education": day - 6}
                else:
                    setattr(course, step, day)
                    course.ended = day if step == "final" else None
            found.append(course)
    return found


@pytest.fixture(scope="module")
def courses() -> list[Course]:
    return steady_service()


@pytest.fixture(scope="module")
def found(courses: list[Course]) -> Estimates:
    return estimate(courses, TODAY, POSTS, _between)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_days(TODAY, 6, _open)


def _run(courses: list[Course], found: Estimates, plan: Plan, *changes: Change, seed: int = 1) -> Runs:
    return simulate(courses, found, plan, Scenario("x", changes), 60, seed)


def _median(runs: Runs, key: str) -> list[float]:
    return [float(v) for v in np.nanmedian(runs.figures[key], axis=0)]


def test_the_plan_is_the_rest_of_this_month_and_then_whole_ones() -> None:
    plan = plan_days(TODAY, 2, _open)
    assert plan.months == (date(2026, 12, 1), date(2027, 1, 1))
    assert plan.all_months[0] == date(2026, 11, 1) and plan.days == 71
    first = plan_days(date(2026, 12, 1), 1, _open)
    assert first.months == first.all_months == (date(2026, 12, 1),)


def test_the_same_seed_gives_the_same_and_another_does_not(courses: list[Course], found: Estimates, plan: Plan) -> None:
    one, same, other = (_run(courses, found, plan, seed=seed) for seed in (1, 1, 2))
    assert all(np.array_equal(one.figures[key], same.figures[key], equal_nan=True) for key in one.figures)
    assert not np.array_equal(one.figures["finals"], other.figures["finals"])


def test_every_case_is_counted_once(courses: list[Course], found: Estimates, plan: Plan) -> None:
    """What is open at the end of a month is what was open before, and what came, less what ended."""
    runs = _run(courses, found, plan)
    opened, came = runs.figures["open"], runs.figures["requests"]
    # In this service nothing is refused, withdrawn or without a plan: what ends is a final plan.
    assert found.shares["assess"] == 1.0 and found.shares["no_plan"] == 0.0
    assert np.array_equal(np.diff(opened, axis=1), (came - runs.figures["finals"])[:, 1:])


def test_a_service_in_balance_stays_in_balance(courses: list[Course], found: Estimates, plan: Plan) -> None:
    runs = _run(courses, found, plan)
    live = sum(course.ended is None for course in courses)
    assert _median(runs, "open")[-1] == pytest.approx(live, rel=0.2)
    assert min(_median(runs, "on_time")) > 85
    assert _median(runs, "requests")[0] == pytest.approx(44, rel=0.15)


def test_what_changes_moves_it_the_right_way(courses: list[Course], found: Estimates, plan: Plan) -> None:
    start = date(2026, 12, 1)
    usual = _run(courses, found, plan)
    fewer = _run(courses, found, plan, Change("psychologists", -3.0, start))
    more = _run(courses, found, plan, Change("requests", 50.0, start))
    hands = _run(
        courses, found, plan, Change("psychologists", -3.0, start), Change("psychologists", 3.0, date(2027, 3, 1))
    )
    assert _median(fewer, "psychology")[-1] > 2 * _median(usual, "psychology")[-1]
    assert _median(fewer, "finals")[-1] < 0.7 * _median(usual, "finals")[-1]
    assert _median(more, "requests")[-1] > 1.3 * _median(usual, "requests")[-1]
    assert _median(fewer, "psychology")[-1] > _median(hands, "psychology")[-1]


def test_nobody_left_to_draft_sends_nothing_new(courses: list[Course], found: Estimates, plan: Plan) -> None:
    runs = _run(courses, found, plan, Change("caseworkers", -8.0, date(2026, 11, 1)))
    drafted = sum(course.draft is not None and course.ended is None for course in courses)
    assert (runs.figures["finals"].sum(axis=1) <= drafted).all()


def test_with_nothing_on_record_the_defaults_are_named(plan: Plan) -> None:
    bare = estimate([], TODAY, {"psychologists": 0.0, "caseworkers": 0.0}, _between)
    said = [a.source for a in bare.assumptions if a.default]
    assert bare.days["psychology"] == tuple(sorted(defaults()["default_days"]["psychology"]))
    assert sum("default used" in source for source in said) >= len(bare.days)
    runs = _run([], bare, plan)
    assert not runs.figures["requests"].any() and np.isnan(runs.figures["on_time"]).all()
    assert "on_time" not in months_ahead(runs, plan.months)[0].figures


def test_nine_cases_are_too_few_and_twenty_are_not(courses: list[Course]) -> None:
    sent = [course for course in courses if course.final is not None]
    few, enough = (estimate(sent[-n:], TODAY, POSTS, _between) for n in (9, 20))
    name = "From the draft to the final plan"
    assert next(a for a in few.assumptions if a.what == name).source == "too few on record: 9 cases; default used"
    assert next(a for a in enough.assumptions if a.what == name).source.startswith("from 20 cases")


def test_recent_times_count_more() -> None:
    old = [Course(d, "assess", d + 10) for d in range(TODAY.toordinal() - 420, TODAY.toordinal() - 390)]
    new = [Course(d, "assess", d + 30) for d in range(TODAY.toordinal() - 70, TODAY.toordinal() - 40)]
    days = estimate([*old, *new], TODAY, POSTS, _between).days["decision"]
    assert days.count(30) == 8 * 30 and days.count(10) == 30


@pytest.mark.parametrize("refused", [2, 4, 9])
def test_where_nothing_was_withdrawn_no_request_is(refused: int) -> None:
    day = TODAY.toordinal() - 60
    decided = [Course(day, "refuse" if n < refused else "assess", day + 20) for n in range(20)]
    notes = estimate(decided, TODAY, POSTS, _between).assumptions
    [said] = [note.value for note in notes if note.what == "What becomes of a request"]
    assert said.endswith(" refused, 0% withdrawn")


def test_which_duty_breaks_first(courses: list[Course], found: Estimates, plan: Plan) -> None:
    past = past_months(courses, [date(2026, m, 1) for m in (8, 9, 10)])
    runs = _run(courses, found, plan, Change("psychologists", -4.0, date(2026, 12, 1)))
    duties = {duty.key: duty for duty in duty_outlooks(runs, plan.months, past, 0.9)}
    assert all(duty.holds_now for duty in duties.values())
    assert duties["psychology"].first > 0.9 and duties["psychology"].month == date(2026, 12, 1)
    assert duties["final"].breaks > 0.9 and duties["final"].first < 0.1


def test_a_back_test_says_how_far_off_and_which_way() -> None:
    months = [date(2026, 1, 1), date(2026, 2, 1)]
    ahead = [MonthAhead(m, {"finals": Spread(10, 8, 12)}) for m in months]
    was = [MonthPast(months[0], {"finals": 12, "on_time": 3}, {}), MonthPast(months[1], {"finals": 20}, {})]
    (test,) = compared(ahead, was)
    assert (test.measure, test.months, test.error, test.bias, test.covered, test.usual) == (
        "finals",
        2,
        6.0,
        -6.0,
        1,
        16.0,
    )
