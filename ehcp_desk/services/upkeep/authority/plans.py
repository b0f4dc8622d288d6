"""Telling a plan that is in place: how it was made, and its reviews; and the few that moved in or have ended."""

from __future__ import annotations

from datetime import date, timedelta

from ehcp_desk.services.upkeep.authority import places
from ehcp_desk.services.upkeep.authority.assessments import source_of
from ehcp_desk.services.upkeep.authority.days import on_or_after, on_or_before, school_year
from ehcp_desk.services.upkeep.authority.holding import Hands
from ehcp_desk.services.upkeep.authority.story import CARRIED_OVER, Story, World

EARLIEST = date(2014, 9, 1)
"""Plans have existed since this day (Children and Families Act 2014)."""
YEAR = timedelta(days=365)
_KEEP, _AMEND, _CEASE = {"outcome": "keep"}, {"outcome": "amend"}, {"outcome": "cease"}
_NEIGHBOURS = ("Easterdale Council", "Sanderham Borough Council")


def made_on(world: World, year_group: int) -> date:
    """The day an older plan was first sent: a year ago at least, at an age at which children get plans."""
    newest = world.today - timedelta(days=470)
    years = min(9, max(1, year_group + 3))
    day = newest - timedelta(days=world.rng.randrange(years * 330))
    return on_or_before(max(day, min(newest, EARLIEST + timedelta(days=200))))


def tell_making(story: Story, hands: Hands, final: date) -> None:
    """The making of an older plan, as carried over from the council's records: seven in a hundred were on time."""
    rng = story.world.rng
    days = rng.randrange(118, 141) if rng.random() < 0.07 else rng.randrange(143, 320)
    received = on_or_before(max(final - timedelta(days=days), EARLIEST))
    decided = on_or_after(received + timedelta(days=rng.randrange(25, 58)))
    story.tell("request_received", received, CARRIED_OVER, {"source": source_of(story)}, source="Old case system")
    story.tell("assess_decision_notified", decided, CARRIED_OVER, {"outcome": "assess"}, source="Old case system")
    story.tell("final_plan_sent", final, hands.on(final), source="Final plan and letter")


def tell_moved_in(story: Story, hands: Hands, moved: date) -> None:
    """A plan another council made."""
    old = story.world.rng.choice(_NEIGHBOURS)
    story.tell("plan_transferred_in", moved, hands.on(moved), {"from_authority": old}, source=f"Letter from {old}")
    notice = on_or_before(moved + timedelta(days=story.world.rng.randrange(20, 48)))
    story.tell("transfer_notice_sent", notice, hands.on(notice), source="Letter to the family")


def tell_reviews(story: Story, hands: Hands, final: date) -> None:
    """Finished reviews of a plan: the last of them in the year behind us, but for one plan in ten that is late."""
    world, rng = story.world, story.world.rng
    late = rng.random() < 0.10
    held = world.last - timedelta(days=rng.randrange(370, 450) if late else rng.randrange(112, 350))
    if held <= final + timedelta(days=200):
        return
    if held - YEAR > final + timedelta(days=150) and rng.random() < 0.7:
        earlier = on_or_before(held - YEAR + timedelta(days=rng.randrange(-30, 20)))
        _finished(story, hands, earlier, brief=True)
    _finished(story, hands, on_or_before(held), brief=False)
    if late:
        return
    coming = on_or_after(held + YEAR - timedelta(days=rng.randrange(40)))
    if coming < world.today + timedelta(days=70):
        booked = on_or_before(min(coming - timedelta(days=45), world.last))
        story.tell("review_meeting_planned", coming, hands.on(booked), ahead=booked)


def _finished(story: Story, hands: Hands, held: date, brief: bool) -> None:
    rng, by = story.world.rng, hands.on(held)
    story.tell("review_meeting_held", held, by, source="Review report")
    if not brief:
        report = on_or_after(held + timedelta(days=rng.randrange(7, 24)))
        story.tell("review_report_sent", report, by, source="Review report")
    decision = on_or_after(
        held + timedelta(days=rng.randrange(16, 29) if rng.random() < 0.76 else rng.randrange(30, 75))
    )
    if rng.random() < 0.74:
        story.tell("review_decision_notified", decision, by, _KEEP, source="Decision letter")
        return
    story.tell("review_decision_notified", decision, by, _AMEND, source="Decision letter")
    notice = on_or_after(decision + timedelta(days=rng.randrange(0, 10)))
    story.tell("amendment_notice_sent", notice, by, source="Amendment notice")
    amended = on_or_after(
        notice + timedelta(days=rng.randrange(28, 57) if rng.random() < 0.7 else rng.randrange(58, 100))
    )
    if amended > story.world.last:
        amended = on_or_after(notice + timedelta(days=20))
    story.tell("amended_plan_sent", amended, by, source="Amended plan")


def tell_review_under_way(story: Story, hands: Hands, final: date) -> None:
    """A review whose meeting was held and whose decision or notice is outstanding: the annual-review pipeline."""
    world, rng = story.world, story.world.rng
    held = on_or_before(world.last - timedelta(days=rng.randrange(4, 150)))
    if held - YEAR > final + timedelta(days=150):
        _finished(story, hands, on_or_before(held - YEAR - timedelta(days=rng.randrange(30))), brief=True)
    by = hands.on(held)
    story.tell("review_meeting_held", held, by, source="Review report")
    if rng.random() < 0.8:
        report = on_or_after(held + timedelta(days=rng.randrange(5, 30)))
        story.tell("review_report_sent", report, by, source="Review report")
    roll = rng.random()
    decision = on_or_after(held + timedelta(days=rng.randrange(20, 60)))
    if roll < 0.60 or decision > world.last:
        return
    story.tell("review_decision_notified", decision, by, _AMEND, source="Decision letter")
    notice = on_or_after(decision + timedelta(days=rng.randrange(0, 20)))
    if roll > 0.85:
        story.tell("amendment_notice_sent", notice, by, source="Amendment notice")


def tell_ceased(story: Story, hands: Hands) -> None:
    """A plan the council ceased to maintain in the last year, after a review."""
    rng, last = story.world.rng, story.world.last
    held = on_or_before(last - timedelta(days=rng.randrange(80, 330)))
    decision = on_or_after(held + timedelta(days=rng.randrange(18, 40)))
    story.tell("review_meeting_held", held, hands.on(held), source="Review report")
    story.tell("review_decision_notified", decision, hands.on(decision), _CEASE, source="Decision letter")
    story.tell("cease_decision_notified", decision, hands.on(decision), source="Decision letter")


def tell_transfer(story: Story, hands: Hands) -> None:
    """A move to another kind of school next September, for those in the last year of this one."""
    world, year = story.world, story.family.child.year_group
    phase = {-1: "early_years_to_school", 6: "primary_to_secondary", 11: "secondary_to_post16"}.get(year or 0)
    if phase is None or story.family.child.setting in places.SPECIALS:
        return
    begins = school_year(world.today)
    known = on_or_before(min(date(begins, 10, 1), world.last))
    story.tell("phase_transfer_planned", date(begins + 1, 9, 1), hands.on(known), {"phase": phase}, ahead=known)
