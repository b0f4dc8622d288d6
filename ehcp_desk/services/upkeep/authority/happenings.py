"""What else happens on a case: exclusions, complaints, falling attendance, the child's own words, a manager's look."""

from __future__ import annotations

from datetime import date, timedelta

from ehcp_desk.services.upkeep.authority.days import on_or_after, on_or_before
from ehcp_desk.services.upkeep.authority.holding import Hands
from ehcp_desk.services.upkeep.authority.story import Story

COMPLAINTS = (
    ("Complaint", 5, "Stage 1 complaint: calls and emails not answered for weeks."),
    ("Complaint", 1, "Stage 2 complaint: the family is not satisfied with the answer at stage 1."),
    ("Complaint", 1, "The Ombudsman has asked for the file; delay in sending the final plan."),
)
"""Heading, how many in an authority of 3,300 cases, and the words (needs.md Fig26)."""
_EXCLUSIONS = (
    "Suspended for two days. The school asks for help.",
    "Suspended for five days after an incident at lunchtime.",
    "Sent home early three times this week; the school calls it a reduced timetable.",
)
_WORDS = (
    "“I like my den. Too many noises.” Drawn and told with the teaching assistant.",
    "“I want to learn to cook and to ride the bus by myself.”",
    "“Maths is good when nobody watches me.” Told to the psychologist.",
    "Shown with symbols: likes water, the dog and Fridays; does not like bells.",
)
_MANAGERS = (
    "Looked at with the caseworker: the draft goes to panel next week, the school is rung today.",
    "Late because advice was late. Next step agreed, and a day for it.",
    "Placement is the sticking point. Two more settings to be consulted by Friday.",
)
REVIEW_FROM = timedelta(days=26 * 7)
"""A manager looks at every case from its 26th week."""


def tell_happenings(story: Story, hands: Hands, received: date) -> None:
    """Add what may have happened on an open case since its request."""
    world, rng = story.world, story.world.rng
    span = (world.last - received).days
    if span < 10:
        return
    if rng.random() < 0.35:
        _note(story, hands, received, "Child’s view", rng.choice(_WORDS))
    if rng.random() < 0.06:
        _note(story, hands, received, "Exclusion", rng.choice(_EXCLUSIONS))
    if rng.random() < 0.05:
        share = rng.randrange(31, 84)
        _note(story, hands, received, "Attendance", f"Attendance is {share} % this term.")
    if world.complaints and span > 140 and rng.random() < 0.12:
        _note(story, hands, received + timedelta(days=120), "Complaint", world.complaints.pop())
    if span > REVIEW_FROM.days and rng.random() < 0.85:
        looked = on_or_after(max(received + REVIEW_FROM, world.last - timedelta(days=rng.randrange(1, 28))))
        manager = next((name for day, name in hands.since if day <= looked), hands.on(looked))
        story.tell("management_note", looked, manager, note=rng.choice(_MANAGERS))


def _note(story: Story, hands: Hands, since: date, heading: str, words: str) -> None:
    world = story.world
    day = on_or_before(since + timedelta(days=world.rng.randrange(4, max(5, (world.last - since).days))))
    late = world.rng.randrange(3, 20) if world.rng.random() < 0.15 else 0
    story.tell("note", day, hands.on(day), {"heading": heading}, words, late=late)


def complaints(scale: float) -> list[str]:
    """The words of every complaint an authority of this size has; the last is taken first."""
    return [words for _, count, words in COMPLAINTS for _ in range(max(1, round(count * scale)))]
