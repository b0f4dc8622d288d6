"""The course an assessment took: the days of its steps, before anybody tells them as facts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from ehcp_desk.services.upkeep.authority.composition import WORST_DAYS_AGO
from ehcp_desk.services.upkeep.authority.days import on_or_after, on_or_before
from ehcp_desk.services.upkeep.authority.story import World

AGE_BANDS = (((141, 181), 45), ((182, 209), 22), ((210, 279), 20), ((280, 363), 10), ((364, 430), 3))
"""Days since the request of an assessment past its 20 weeks, with how common each band is."""
_BANDS = [band for band, _ in AGE_BANDS]
_WEIGHTS = [weight for _, weight in AGE_BANDS]
ALWAYS_ASKED = ("education", "health", "psychology", "social_care")
ALSO_ASKED = (("speech_and_language", 0.6), ("occupational_therapy", 0.35), ("sensory", 0.06), ("physiotherapy", 0.05))
ANSWER_DAYS = {
    "education": (14, 42, 0.12),
    "health": (25, 42, 0.30),
    "psychology": (32, 42, 0.55),
    "social_care": (18, 42, 0.20),
}
"""For each adviser: soonest and latest answer in time, and how often the answer is late."""


@dataclass(slots=True)
class Advice:
    """One adviser asked, and the day the advice came (None: not yet)."""

    body: str
    came: date | None


@dataclass(slots=True)
class Course:
    """Days of an assessment.  None where the step has not been reached or was never taken.

    ``decided`` is the day the family was told of an assessment; after a refusal (``refused``), the day it was agreed.
    Of one that was ``forgotten`` nobody wrote a ground for going past 20 weeks either.
    """

    received: date
    refused: date | None = None
    decided: date | None = None
    asked: date | None = None
    psychologist_named: date | None = None
    advice: list[Advice] = field(default_factory=list)
    no_plan: date | None = None
    draft: date | None = None
    final: date | None = None
    forgotten: bool = False


def undecided(world: World, share: float) -> Course:
    """A request whose six weeks mostly still run; one in eight has passed them.

    ``share`` (0 to 1) says how far through the six weeks, so that each week has its share of requests.
    """
    rng = world.rng
    age = rng.randrange(43, 70) if rng.random() < 0.12 else 1 + int(40 * share)
    return Course(on_or_before(world.today - timedelta(days=age)))


def gathering(world: World) -> Course:
    """An assessment whose advice is still coming in."""
    rng = world.rng
    age = _past_limit(rng) if rng.random() < 0.38 else rng.randrange(44, 126)
    course = Course(on_or_before(world.today - timedelta(days=age)))
    course.decided = _decision(world, course.received, on_or_before(world.last - timedelta(days=1)))
    if age > 140 and rng.random() < 0.06:
        course.refused = course.decided
        course.decided = on_or_after(course.refused + timedelta(days=rng.randrange(28, 55)))
    _ask(world, course, world.last)
    waiting = [a for a in course.advice if a.came is None]
    if not waiting and rng.random() < 0.5:
        next(a for a in course.advice if a.body == "psychology").came = None
    _name_psychologist(world, course)
    return course


def forgotten(world: World, received: date) -> Course:
    """An assessment of which all but the psychologist's advice came, and then nothing."""
    course = Course(received, forgotten=True)
    course.decided = _decision(world, received, received + timedelta(days=56))
    _ask(world, course, world.last, in_time=True)
    next(a for a in course.advice if a.body == "psychology").came = None
    course.psychologist_named = on_or_after(course.decided + timedelta(days=3))
    return course


def drafted(world: World) -> Course:
    """A draft is with the family and no final plan has gone: a plan not finalised."""
    rng = world.rng
    age = rng.randrange(108, 141) if rng.random() < 0.32 else _past_limit(rng)
    course = Course(on_or_before(world.today - timedelta(days=age)))
    course.decided = _decision(world, course.received, course.received + timedelta(days=56))
    earliest = course.received + timedelta(days=96)
    since = max(earliest, world.last - timedelta(days=75))
    course.draft = on_or_before(max(earliest, _between(rng, since, world.last)))
    _ask(world, course, course.draft - timedelta(days=2))
    _name_psychologist(world, course)
    return course


def sent(world: World, final: date, on_time: bool) -> Course:
    """A plan sent on a day, within 20 weeks of its request or not."""
    rng = world.rng
    if on_time:
        received = on_or_after(final - timedelta(days=rng.randrange(112, 141)))
    else:
        received = on_or_before(final - timedelta(days=_past_limit(rng) + 2))
    course = Course(received, final=final)
    course.decided = _decision(world, received, received + timedelta(days=44 if on_time else 60))
    gap = rng.randrange(16, 30) if on_time else rng.randrange(18, 70)
    course.draft = on_or_before(max(final - timedelta(days=gap), received + timedelta(days=80)))
    _ask(world, course, course.draft - timedelta(days=2), in_time=on_time)
    _name_psychologist(world, course)
    return course


def no_plan(world: World) -> Course:
    """An assessment that ended without a plan in the last year."""
    rng = world.rng
    told = on_or_before(world.last - timedelta(days=rng.randrange(350)))
    late = rng.random() < 0.35
    course = Course(on_or_before(told - timedelta(days=rng.randrange(114, 170) if late else rng.randrange(90, 112))))
    course.decided = _decision(world, course.received, course.received + timedelta(days=48))
    course.no_plan = told
    _ask(world, course, told - timedelta(days=3))
    _name_psychologist(world, course)
    return course


def _past_limit(rng: Random) -> int:
    low, high = rng.choices(_BANDS, _WEIGHTS)[0]
    return rng.randrange(low, high + 1)


def _between(rng: Random, first: date, last: date) -> date:
    return first + timedelta(days=rng.randrange(max(1, (last - first).days + 1)))


def _decision(world: World, received: date, latest: date) -> date:
    """The day the family was told: within six weeks three times in four."""
    rng = world.rng
    days = rng.randrange(24, 43) if rng.random() < 0.75 else rng.randrange(43, 62)
    return on_or_before(min(received + timedelta(days=days), latest))


def _ask(world: World, course: Course, until: date, in_time: bool = False) -> None:
    """Whom the council asked, and when each answered; what would have come after ``until`` has not come."""
    rng = world.rng
    assert course.decided is not None
    course.asked = min(on_or_after(course.decided + timedelta(days=rng.randrange(4))), on_or_before(world.last))
    bodies = [*ALWAYS_ASKED, *(body for body, share in ALSO_ASKED if rng.random() < share)]
    for body in bodies:
        soonest, latest, late = ANSWER_DAYS.get(body, ANSWER_DAYS["health"])
        if rng.random() < late and not in_time:
            days = rng.randrange(latest + 1, latest + (75 if body == "psychology" else 40))
        else:
            days = rng.randrange(soonest, latest + 1)
        came = on_or_before(course.asked + timedelta(days=days))
        if came > until and (course.draft is not None or course.no_plan is not None):
            came = on_or_before(max(course.asked, until - timedelta(days=rng.randrange(6))))
        course.advice.append(Advice(body, came if came <= until else None))


def _name_psychologist(world: World, course: Course) -> None:
    """Within a week of the decision, unless this is one of the assessments that had nobody at the worst time.

    Those got somebody between then and ten days ago, so that none is left without one today.
    """
    rng, worst = world.rng, world.today - timedelta(days=WORST_DAYS_AGO)
    assert course.decided is not None and course.asked is not None
    advice = next(a for a in course.advice if a.body == "psychology")
    end = course.draft or course.no_plan or world.today
    if world.psychology_gap > 0 and course.decided < worst and end > worst + timedelta(days=50):
        world.psychology_gap -= 1
        latest = min(end - timedelta(days=35), world.today - timedelta(days=10))
        course.psychologist_named = on_or_before(_between(rng, worst + timedelta(days=4), latest))
        soonest = course.psychologist_named + timedelta(days=20)
        if advice.came is not None and advice.came < soonest:
            came = on_or_before(soonest + timedelta(days=rng.randrange(8)))
            advice.came = came if came <= min(end - timedelta(days=1), world.last) else None
        return
    named = on_or_after(course.decided + timedelta(days=rng.randrange(6)))
    course.psychologist_named = min(named, on_or_before(world.last), advice.came or named)
