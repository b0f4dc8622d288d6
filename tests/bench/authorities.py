"""Fictional cases of twenty-five facts for the benches of the clock: an assessment, or a plan kept and reviewed.

Seeded, so that every run works on the same cases.  Two thirds of the assessments are finished; every council has a
hundred and fifty settings of its own, so that the names are as many as England's.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

AS_AT = date(2026, 9, 1)
BODIES = ("parent", "education", "health", "psychology", "social_care", "other")
FACTS, COUNCILS, CASES, SETTINGS = 25, 153, 4_184, 150  # cases and settings of each council
Told = tuple[str, str, str | None]  # kind, ISO day, attributes as JSON


def assessment(random: Random, settings: tuple[str, ...]) -> Iterator[Told]:
    """A request of the last two years and what came of it."""
    on = _days_after(random, date(2024, 1, 1) + timedelta(days=random.randrange(700)))
    yield "request_received", on(0, 0), '{"source": "parent"}'
    yield "assess_decision_notified", on(20, 45), '{"outcome": "assess"}'
    for body in BODIES:
        yield "advice_requested", on(46, 50), f'{{"body": "{body}"}}'
        yield "advice_received", on(70, 100), f'{{"body": "{body}"}}'
    yield "draft_plan_served", on(101, 125), None
    yield "representations_received", on(126, 140), None
    for setting in settings:
        yield "setting_consulted", on(126, 130), f'{{"setting": "{setting}"}}'
        yield "setting_replied", on(131, 150), f'{{"setting": "{setting}"}}'
    yield ("final_plan_sent", on(130, 200), None) if random.random() < 0.65 else ("contact", on(151, 200), None)
    yield "contact", on(1, 150), None
    yield "contact", on(1, 150), None


def kept_plan(random: Random) -> Iterator[Told]:
    """A plan made some years ago and reviewed three times, once with amendments."""
    on = _days_after(random, date(2021, 9, 1) + timedelta(days=random.randrange(500)))
    yield "request_received", on(0, 0), '{"source": "school"}'
    yield "assess_decision_notified", on(20, 45), '{"outcome": "assess"}'
    for body in BODIES[:4]:
        yield "advice_requested", on(46, 50), f'{{"body": "{body}"}}'
        yield "advice_received", on(70, 100), f'{{"body": "{body}"}}'
    yield "draft_plan_served", on(101, 125), None
    yield "representations_received", on(126, 140), None
    yield "final_plan_sent", on(130, 200), None
    amended = random.randrange(3)
    for year in range(3):
        held = 520 + 360 * year
        yield "review_meeting_held", on(held, held + 20), None
        outcome = "amend" if year == amended else "keep"
        yield "review_decision_notified", on(held + 35, held + 60), f'{{"outcome": "{outcome}"}}'
        if year == amended:
            yield "review_report_sent", on(held + 21, held + 34), None
            yield "amendment_notice_sent", on(held + 61, held + 70), None
            yield "amended_plan_sent", on(held + 90, held + 140), None
    for _ in range(3):
        yield "contact", on(1, 1200), None


def england(first: int, last: int, seed: int = 20) -> Iterator[tuple[int, list[Told]]]:
    """(case id, facts) of the cases from ``first`` up to but not including ``last``, council by council: a quarter are
    assessments."""
    for case_id in range(first, last):
        random = Random(seed * 1_000_003 + case_id)
        if case_id % 4:
            yield case_id, list(kept_plan(random))
        else:
            council = case_id // CASES % COUNCILS
            asked = random.sample(range(SETTINGS), 3)
            yield case_id, list(assessment(random, tuple(f"Setting {council * SETTINGS + n}" for n in asked)))


def _days_after(random: Random, start: date):
    def on(least: int, most: int) -> str:
        return (start + timedelta(days=random.randint(least, most))).isoformat()

    return on
