"""Telling a plan that is in place: how it was made, its yearly reviews, and the move to the next school."""

from __future__ import annotations

from datetime import date, timedelta

from ehcp_desk.domain.dates import school_year
from ehcp_desk.services.upkeep.authority import places
from ehcp_desk.services.upkeep.authority.assessments import source_of
from ehcp_desk.services.upkeep.authority.composition import first_counted
from ehcp_desk.services.upkeep.authority.days import on_or_after, on_or_before
from ehcp_desk.services.upkeep.authority.holding import Hands
from ehcp_desk.services.upkeep.authority.story import CARRIED_OVER, Story, World

EARLIEST = date(2014, 9, 1)
"""Plans have existed since this day (Children and Families Act 2014)."""
MADE_BEFORE_THE_MOVE = timedelta(days=280)
BETWEEN_REVIEWS = 345
REVIEWED_LATE = 0.04
DECIDED_LATE, LONGER = 26, 35
"""In days: an old review that took longer to decide than the first took so much longer again, past its year."""
_KEEP, _AMEND, _CEASE = {"outcome": "keep"}, {"outcome": "amend"}, {"outcome": "cease"}
_NEIGHBOURS = ("Easterdale Council", "Sanderham Borough Council")
_PHASES = {
    -1: ("early_years_to_school", 2, 15),
    6: ("primary_to_secondary", 2, 15),
    11: ("secondary_to_post16", 3, 31),
}
"""For the last year at each kind of school: the phase, and the month and day by which the plan names the next."""


def first_sent(world: World, last_meeting: date, year_group: int) -> date:
    """The day the plan was first sent, some whole years of reviews before its latest review meeting."""
    rng, between = world.rng, timedelta(days=BETWEEN_REVIEWS)
    years = rng.randrange(1, min(8, max(2, year_group + 4)))
    final = last_meeting - timedelta(days=BETWEEN_REVIEWS * years - 35)
    counted = first_counted(world.today)
    while final >= counted:
        final -= between
    while final < EARLIEST + timedelta(days=150) and final + between < counted:
        final += between
    return on_or_before(final)


def tell_making(story: Story, hands: Hands, final: date) -> None:
    """The making of an older plan, as carried over from the council's records: seven in a hundred were on time."""
    rng = story.world.rng
    days = rng.randrange(118, 141) if rng.random() < 0.07 else rng.randrange(143, 320)
    received = on_or_before(max(final - timedelta(days=days), EARLIEST))
    decided = on_or_after(received + timedelta(days=rng.randrange(25, 58)))
    story.tell("request_received", received, CARRIED_OVER, {"source": source_of(story)}, source="Old case system")
    story.tell("assess_decision_notified", decided, CARRIED_OVER, {"outcome": "assess"}, source="Old case system")
    story.tell("final_plan_sent", final, hands.on(final), source="Final plan and letter")


def sent_on(story: Story) -> date:
    """The day the plan in this story was first sent."""
    return next(fact.on for _, fact in story.entries() if fact.kind == "final_plan_sent")


def tell_past_reviews(story: Story, final: date, until: date) -> None:
    """The meeting and the decision of each yearly review before a day, as carried over."""
    rng = story.world.rng
    meeting = final + timedelta(days=BETWEEN_REVIEWS - 35)
    while meeting < until - timedelta(days=100):
        held = on_or_before(meeting)
        story.tell("review_meeting_held", held, CARRIED_OVER, source="Old case system")
        days = rng.randrange(16, 29)
        if days > DECIDED_LATE:  # two in thirteen, so that last year's reviews were no better than this year's
            days += LONGER
        decision = on_or_before(held + timedelta(days=days))
        story.tell("review_decision_notified", decision, CARRIED_OVER, _KEEP, source="Old case system")
        meeting += timedelta(days=BETWEEN_REVIEWS)


def meeting_day(world: World) -> date:
    """The latest review meeting of a plan whose review is finished; one plan in twenty-five is late for the next."""
    rng = world.rng
    late = rng.random() < REVIEWED_LATE
    return on_or_before(world.last - timedelta(days=rng.randrange(362, 430) if late else rng.randrange(90, 335)))


def tell_review(story: Story, hands: Hands, held: date) -> None:
    """A review from meeting to its end, as far as it had got by yesterday."""
    rng, by = story.world.rng, hands.on(held)
    story.tell("review_meeting_held", held, by, source="Review report")
    report = on_or_after(held + timedelta(days=rng.randrange(7, 20)))
    story.tell("review_report_sent", report, by, source="Review report")
    decision = on_or_before(
        held + timedelta(days=rng.randrange(16, 29) if rng.random() < 0.8 else rng.randrange(30, 60))
    )
    if rng.random() < 0.74:
        story.tell("review_decision_notified", decision, by, _KEEP, source="Decision letter")
        return
    story.tell("review_decision_notified", decision, by, _AMEND, source="Decision letter")
    story.tell("amendment_notice_sent", decision, by, {"basis": "review"}, source="Amendment notice")
    days = rng.randrange(28, 50) if rng.random() < 0.8 else rng.randrange(57, 90)
    story.tell("amended_plan_sent", on_or_after(decision + timedelta(days=days)), by, source="Amended plan")


def tell_next_meeting(story: Story, hands: Hands, held: date) -> None:
    """The meeting booked for the coming review, where it is near."""
    world = story.world
    coming = on_or_after(held + timedelta(days=BETWEEN_REVIEWS - world.rng.randrange(20)))
    if world.today < coming < world.today + timedelta(days=70):
        booked = on_or_before(min(coming - timedelta(days=45), world.last))
        story.tell("review_meeting_planned", coming, hands.on(booked), ahead=booked)


def pipeline_meeting_day(world: World) -> date:
    """The meeting of a review under way: two in three within the four weeks the decision may take."""
    rng = world.rng
    return on_or_before(
        world.last - timedelta(days=rng.randrange(2, 26) if rng.random() < 0.65 else rng.randrange(30, 110))
    )


def tell_review_under_way(story: Story, hands: Hands, held: date) -> None:
    """A review whose meeting was held and whose decision, notice or amended plan is outstanding: the pipeline."""
    world, rng, by = story.world, story.world.rng, hands.on(held)
    story.tell("review_meeting_held", held, by, source="Review report")
    if rng.random() < 0.8:
        report = on_or_after(held + timedelta(days=rng.randrange(5, 30)))
        story.tell("review_report_sent", report, by, source="Review report")
    roll = rng.random()
    decision = on_or_after(held + timedelta(days=rng.randrange(14, 45)))
    if roll < 0.60 or decision > world.last:
        return
    story.tell("review_decision_notified", decision, by, _AMEND, source="Decision letter")
    if roll > 0.85:
        notice = on_or_after(decision + timedelta(days=rng.randrange(0, 10)))
        story.tell("amendment_notice_sent", notice, by, {"basis": "review"}, source="Amendment notice")


def tell_first_review(story: Story, hands: Hands, final: date) -> None:
    """The first review of a plan sent about a year ago, where its meeting has been."""
    held = on_or_before(final + timedelta(days=story.world.rng.randrange(295, 330)))
    if held <= story.world.last:
        tell_review(story, hands, held)


def tell_moved_in(story: Story, hands: Hands, moved: date) -> None:
    """A plan another council made; it is reviewed within three months of the move."""
    rng = story.world.rng
    old = rng.choice(_NEIGHBOURS)
    about = {"from_authority": old, "made_on": on_or_before(moved - MADE_BEFORE_THE_MOVE).isoformat()}
    story.tell("plan_transferred_in", moved, hands.on(moved), about, source=f"Letter from {old}")
    notice = on_or_before(moved + timedelta(days=rng.randrange(20, 41)))
    story.tell("transfer_notice_sent", notice, hands.on(notice), source="Letter to the family")
    tell_review(story, hands, on_or_before(moved + timedelta(days=rng.randrange(40, 62))))


def tell_ceased(story: Story, hands: Hands, held: date) -> None:
    """A plan the council ceased to maintain after a review."""
    decision = on_or_after(held + timedelta(days=story.world.rng.randrange(16, 27)))
    story.tell("review_meeting_held", held, hands.on(held), source="Review report")
    story.tell("review_decision_notified", decision, hands.on(decision), _CEASE, source="Decision letter")
    story.tell("cease_decision_notified", decision, hands.on(decision), source="Decision letter")


def tell_transfer(story: Story, hands: Hands) -> None:
    """The move to another kind of school next September, and once its day has passed the plan that names it."""
    world, rng, child = story.world, story.world.rng, story.family.child
    phase, month, day = _PHASES.get(year if (year := child.year_on(world.today)) is not None else 99, ("", 0, 0))
    if not phase or child.setting in places.SPECIALS:
        return
    begins = school_year(world.today)
    known = on_or_before(min(date(begins, 10, 1), world.last))
    story.tell("phase_transfer_planned", date(begins + 1, 9, 1), hands.on(known), {"phase": phase}, ahead=known)
    named_by = date(begins + 1, month, day)
    if named_by > world.last:
        return
    late = rng.randrange(5, 60) if rng.random() < 0.06 else 0
    amended = on_or_before(named_by - timedelta(days=rng.randrange(4, 20)) + timedelta(days=late))
    notice = on_or_before(amended - timedelta(days=rng.randrange(25, 50)))
    story.tell("amendment_notice_sent", notice, hands.on(notice), {"basis": "other"}, source="Amendment notice")
    story.tell("amended_plan_sent", amended, hands.on(amended), note="Names the next school.", source="Amended plan")
