"""What a manager must find on a Monday: a week-43 case nobody has moved, an order nobody started, a leaver's cases.

They are told last, so that nothing else of the authority depends on them.
"""

from __future__ import annotations

from datetime import timedelta

from ehcp_desk.services.upkeep.authority import assessments, courses, plans
from ehcp_desk.services.upkeep.authority.contacts import converse
from ehcp_desk.services.upkeep.authority.days import on_or_after, on_or_before
from ehcp_desk.services.upkeep.authority.holding import Hands, hold_for
from ehcp_desk.services.upkeep.authority.staffing import STILL_HOLDING
from ehcp_desk.services.upkeep.authority.story import Story

WEEK_43 = 298
"""Days since the request: in its 43rd week."""
QUIET = 80
"""Days since anybody wrote a line on it."""
ORDERED = 70
"""Days since the Tribunal's order, which gave five weeks (law.md, orders to amend a plan)."""


def tell_week_43(story: Story) -> None:
    """An assessment in its 43rd week: all but the psychologist has answered, and nobody has written since.

    Its caseworker was here from the start, for a handover is something written.
    """
    world = story.world
    received = on_or_after(world.today - timedelta(days=WEEK_43))
    course = courses.forgotten(world, received)
    worker = world.roster.longest_here()
    hands = hold_for(story, max(received, worker.since), worker)
    assessments.tell_request(story, hands, received)
    assessments.tell_assessment(story, hands, course)
    converse(story, hands, received + timedelta(days=20), world.today - timedelta(days=QUIET), 3)


def tell_order(story: Story, hands: Hands) -> None:
    """The Tribunal ordered the plan to be amended, and nobody has started."""
    day = on_or_before(story.world.today - timedelta(days=ORDERED))
    appeal = on_or_before(day - timedelta(days=180))
    by = hands.on(appeal)
    story.tell("appeal_received", appeal, by, source="Letter from the Tribunal")
    story.tell("appeal_sent_to_la", appeal, by, source="Letter from the Tribunal")
    story.tell("tribunal_order", day, hands.on(day), {"order": "amend_contents"}, source="Order of the Tribunal")


def tell_left_behind(story: Story) -> Hands:
    """The case of somebody who has left: still theirs on the record."""
    world = story.world
    worker = world.roster.by_name[STILL_HOLDING[0]]
    begins = on_or_before(world.last - timedelta(days=world.rng.randrange(150, 700)))
    return hold_for(story, begins, worker)


def tell_plan(story: Story, hands: Hands) -> None:
    """The plan of such a case, as far as its yearly review."""
    world = story.world
    held = plans.meeting_day(world)
    final = plans.first_sent(world, held, story.family.child.year_on(world.today) or 0)
    plans.tell_making(story, hands, final)
    plans.tell_past_reviews(story, final, held)
    plans.tell_review(story, hands, held)
