"""Why an assessment of the demo is late, as far as anybody wrote it down: cause, a chaser's promised day, a review.

Chance comes from the case's own reference and not from the one stream of the authority.
"""

from __future__ import annotations

from datetime import timedelta
from random import Random

from ehcp_desk.domain.bands import BANDS, band_of, reached_on
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.upkeep.authority.courses import Course
from ehcp_desk.services.upkeep.authority.days import on_or_after, on_or_before
from ehcp_desk.services.upkeep.authority.holding import Hands
from ehcp_desk.services.upkeep.authority.story import Story

SHARE_WITH_CAUSE, SHARE_REVIEWED, SHARE_PROMISED = 0.6, 0.6, 0.55
_OTHER_CAUSES = (
    ("drafting", "Caseworker", "Write the draft by the end of the week"),
    ("placement", "Placement panel", "Consult two more settings"),
    ("panel", "Weekly panel", "Bring to the next panel"),
    ("school", "The school", "Ring the SENCO for the missing pages"),
    ("family", "Parents", "Offer a second meeting"),
)
_WAITS = {"psychology": "Psychology service", "health": "Community health", "social_care": "Social care",
          "education": "The school"}  # fmt: skip
_OUTCOMES = (
    "Looked at with the caseworker. The delay is outside the team; the service has been written to.",
    "The draft can go without the last report; the psychologist agrees.",
    "Too many cases on one desk: the next two weeks are kept free for this one.",
)


def tell_delay(story: Story, hands: Hands, course: Course) -> None:
    """The promised day of advice that is late; past 20 weeks also the cause, and in most bands the manager's review."""
    rng, world = Random(f"delay {story.ref}"), story.world
    waiting = [a.body for a in course.advice if a.came is None and course.asked is not None
               and course.asked < world.today - timedelta(days=42)]  # fmt: skip
    for body in waiting:
        if rng.random() < SHARE_PROMISED:
            day = on_or_before(world.last - timedelta(days=rng.randrange(2, 20)))
            promised = on_or_after(world.today + timedelta(days=rng.randrange(-6, 25)))
            said = {"body": body, "promised": promised.isoformat(), "who": _WAITS.get(body, "The service")}
            story.write(rng, day, hands.on(day), [NewFact("advice_chased", day, said, "Asked again for a date.")])
    age = (world.today - course.received).days
    if age <= 7 * BANDS[0] or rng.random() >= SHARE_WITH_CAUSE:
        return
    cause, party, step = rng.choice(_OTHER_CAUSES)
    if waiting and waiting[0] in _WAITS:
        cause, party, step = (
            waiting[0] if waiting[0] != "education" else "school",
            _WAITS[waiting[0]],
            "Chase each Monday",
        )
    reached = reached_on(course.received, band_of(age // 7))
    on = on_or_before(max(reached, world.last - timedelta(days=rng.randrange(3, 30))))
    day = min(on, world.last)
    story.write(rng, day, hands.on(day), [NewFact("delay", day, {"cause": cause, "party": party, "next": step})])
    if rng.random() < SHARE_REVIEWED:
        manager = hands.since[0][1] if hands.since else hands.on(day)
        said = {"band": str(band_of(age // 7)), "by": manager, "next": step, "who": hands.on(day)}
        story.write(rng, day, manager, [NewFact("manager_review", day, said, rng.choice(_OUTCOMES))])
