"""Calls, emails, letters and meetings, what was promised in them, and whether it was done."""

from __future__ import annotations

from datetime import date, timedelta

from ehcp_desk.services.upkeep.authority.days import on_or_after, on_or_before
from ehcp_desk.services.upkeep.authority.holding import Hands
from ehcp_desk.services.upkeep.authority.story import Story

_CHANNELS = ("phone", "email", "letter", "meeting", "visit")
_SHARES = (55, 29, 8, 6, 2)
_FROM_PARENT = (
    ("Asked how far we are. Explained what we wait for and from whom.", ""),
    ("When will the psychologist see {child}?", "Ring back with the date of the visit"),
    ("Worried that {child} is being sent home at lunchtime.", "Ask {school} for the attendance record"),
    ("Has not had our letter of last week.", "Send the letter again, by email this time"),
    ("Would like the draft on paper.", "Post a paper copy of the draft"),
    ("Wants {school} named and nothing else.", ""),
    ("Says nobody has rung for a month.", "Ring every second Friday until the plan is sent"),
    ("“I want to know what happens next, before it happens.”", ""),
    ("Asked what section F means. Went through it together.", ""),
    ("New address from next month; sent on the form.", "Change the address on every copy"),
    ("Asked whether transport is decided at the same time.", "Send the transport policy"),
    ("Thanked us for the call. Nothing needed.", ""),
)
_FROM_SCHOOL = (
    ("{child} hides at lunchtime; a quiet room would help.", ""),
    ("Attendance is falling since the half term.", "Tell them who covers next week"),
    ("The school can meet need with daily support.", ""),
    ("Asked for a date for the advice.", "Send the date the advice is due"),
    ("One-page profile attached, written with {child}.", ""),
)
_TO_PARENT = (
    ("Rang to say what comes next and when.", ""),
    ("Left a message, no reply yet.", ""),
    ("Told them the therapy advice is late and that we have chased it.", "Ring when the advice arrives"),
    ("Talked through the draft. Two changes wanted in section B.", "Send the changed pages"),
)


def converse(story: Story, hands: Hands, first: date, last: date, count: int) -> None:
    """Tell ``count`` contacts between two days; some carry a promise, most of which were kept."""
    rng = story.world.rng
    span = (last - first).days
    if span < 1:
        return
    for day in sorted(on_or_before(first + timedelta(days=rng.randrange(span) + 1)) for _ in range(count)):
        _one(story, hands, max(day, first))


def _one(story: Story, hands: Hands, day: date) -> None:
    rng, family = story.world.rng, story.family
    roll = rng.random()
    if roll < 0.55:
        who, direction, (text, promise) = family.parent, "in", rng.choice(_FROM_PARENT)
    elif roll < 0.75:
        who, direction, (text, promise) = family.school_person, "in", rng.choice(_FROM_SCHOOL)
    else:
        who, direction, (text, promise) = family.parent, "out", rng.choice(_TO_PARENT)
    words = {"child": family.child.forenames, "school": family.child.setting}
    channel = rng.choices(_CHANNELS, _SHARES)[0]
    by = hands.on(day)
    attrs = {"channel": channel, "direction": direction, "with": who}
    if channel in ("email", "letter") and direction == "in":
        attrs["reply_by"] = on_or_after(day + timedelta(days=7)).isoformat()
    late = rng.randrange(2, 9) if rng.random() < 0.04 else 0
    told = story.tell("contact", day, by, attrs, text.format_map(words), late=late)
    if "reply_by" in attrs and told is not None:
        _reply(story, hands, day, who)
    if promise and told is not None:
        _promise(story, hands, day, who, promise.format_map(words))


def _reply(story: Story, hands: Hands, day: date, to: str) -> None:
    """A reply within the week as a rule; now and then a late letter still waits for one."""
    replied, last = on_or_after(day + timedelta(days=2 + day.toordinal() % 4)), story.world.last
    forgotten = day > last - timedelta(days=60) and day.toordinal() % 5 == 0
    if replied <= last and not forgotten:
        story.tell("reply_sent", replied, hands.on(replied), {"with": to})


def _promise(story: Story, hands: Hands, day: date, to: str, what: str) -> None:
    """A promise made in a contact: kept in time as a rule; a few lately made ones are overdue or still to do."""
    rng, last = story.world.rng, story.world.last
    due = on_or_after(day + timedelta(days=rng.randrange(2, 11)))
    made = story.tell("promise_made", day, hands.on(day), {"due": due.isoformat(), "to": to}, what)
    if made is None:
        return
    lately = day > last - timedelta(days=45)
    if lately and rng.random() < 0.1:
        return
    kept = on_or_before(min(due + timedelta(days=rng.randrange(-2, 3)), due + timedelta(days=2)))
    story.keep(made, max(kept, day), hands.on(kept))
