"""The cases of the demo authority, one after another: nothing is kept but tallies, so any size takes the same room."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import islice
from random import Random

from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.case import Child
from ehcp_desk.services.casework.deriving import derive
from ehcp_desk.services.upkeep.authority import assessments, courses, monday, places, plans
from ehcp_desk.services.upkeep.authority.composition import (
    NO_PSYCHOLOGIST_AT_WORST,
    OVER_FORECAST,
    Composition,
    Kind,
    MonthOfFinals,
)
from ehcp_desk.services.upkeep.authority.contacts import converse
from ehcp_desk.services.upkeep.authority.courses import Course
from ehcp_desk.services.upkeep.authority.days import add_months, on_or_before
from ehcp_desk.services.upkeep.authority.delays import tell_delay
from ehcp_desk.services.upkeep.authority.family import enrich, tell_family
from ehcp_desk.services.upkeep.authority.happenings import complaints, tell_happenings
from ehcp_desk.services.upkeep.authority.holding import Hands, hold
from ehcp_desk.services.upkeep.authority.people import Families, Family
from ehcp_desk.services.upkeep.authority.returned import tell_returned
from ehcp_desk.services.upkeep.authority.scenarios import SCENARIOS, scenario_stories
from ehcp_desk.services.upkeep.authority.staffing import Roster, establish
from ehcp_desk.services.upkeep.authority.story import Story, World, standing_facts
from ehcp_desk.services.upkeep.authority.written_plans import tell_draft_plan, tell_final_plan, tell_older_plan
from ehcp_desk.services.upkeep.bulk import BulkCase

IN_ALTERNATIVE_PROVISION = 62
OUT_OF_AREA = 30
LEFT_BY_LEAVERS = 9
NAMED_AFTER = 6
"""Days a new request can be without a caseworker."""
ASKED_AGAIN = 0.1
"""How often a family that was refused has asked again."""


class Authority:
    """An authority of a given size on a given day.  The same seed, size and day always tell the same cases."""

    def __init__(self, composition: Composition, seed: int, today: date) -> None:
        self._rng = Random(f"EHCP Desk demo {seed} {today.isoformat()}")
        self._today = today
        self._composition = composition
        self.staff = establish(composition.open_cases, today, self._rng)
        self.world: World
        self._orphans = max(1, composition.scaled(LEFT_BY_LEAVERS))
        self._alternative = composition.scaled(IN_ALTERNATIVE_PROVISION)
        self._away = composition.scaled(OUT_OF_AREA)
        self._refused_before: list[Child] = []
        self._shared = 0
        self._undecided = 0
        self._references: dict[date, int] = {}

    def forecast(self) -> dict[str, int]:
        """The requests that were expected, by month (``2026-10``), once every case has been given.

        Over the last twelve full months they come to 200 fewer than arrived (needs.md Fig3), scaled.
        """
        this_month = self._today.replace(day=1)
        past = [add_months(this_month, -n) for n in range(12, 0, -1)]
        arrived = sum(self.world.requests.get(month, 0) for month in past)
        expected = max(0, arrived - self._composition.scaled(OVER_FORECAST))
        shares = [round(expected * (n + 1) / 12) - round(expected * n / 12) for n in range(12)]
        return {f"{add_months(past[0], n):%Y-%m}": shares[n % 12] for n in range(15)}

    def cases(self, law: Ruleset, roster: Roster, scenarios: int = len(SCENARIOS)) -> Iterator[BulkCase]:
        """Every case, ready for the record: the told scenarios first, ``scenarios`` of them at most.

        ``roster`` is the staff once they have their numbers.  Asked for twice, it would go on with other chances: make
        a new Authority instead.
        """
        composition = self._composition
        self.world = World(self._today, self._today - timedelta(days=1), self._rng, roster,
                           Families(self._rng, self._today))  # fmt: skip
        self.world.psychology_gap = composition.scaled(NO_PSYCHOLOGIST_AT_WORST)
        self.world.complaints = complaints(composition.scale)
        for story in islice(scenario_stories(self.world), scenarios):
            yield finished(story, law)
        finals = finals_in(composition.months, self.world.rng)
        tellers: dict[Kind, Callable[[], Story]] = {
            Kind.DECIDING: self._deciding,
            Kind.ASSESSING: lambda: self._open(courses.gathering(self.world)),
            Kind.NOT_FINALISED: lambda: self._open(courses.drafted(self.world)),
            Kind.SENT_LATELY: lambda: self._sent(*next(finals)),
            Kind.REVIEW_PIPELINE: lambda: self._plan(under_review=True),
            Kind.PLAN: lambda: self._plan(under_review=False),
            Kind.MOVED_IN: self._moved_in,
            Kind.REFUSED: self._refused,
            Kind.WITHDRAWN: self._withdrawn,
            Kind.NO_PLAN: self._no_plan,
            Kind.CEASED: self._ceased,
            Kind.WEEK_43: self._week_43,
            Kind.ORDER_NOT_STARTED: self._order_not_started,
            Kind.LEFT_BEHIND: self._left_behind,
        }
        for kind in composition.kinds():
            yield finished(tellers[kind](), law)

    def _story(self, begins: date, family: Family) -> Story:
        return Story(self.world, family, self._reference(begins))

    def _reference(self, begins: date) -> str:
        """``SEN/26-30301``: year, day of the year, and the place in that day's post."""
        number = self._references[begins] = self._references.get(begins, 0) + 1
        return f"SEN/{begins.year % 100:02d}-{begins.timetuple().tm_yday:03d}{number:02d}"

    def _young(self, number: int = 0) -> Family:
        """A family of an age at which assessments are asked for."""
        rng = self.world.rng
        year = rng.choices(range(-2, 15), (3, 7, 10, 8, 8, 8, 8, 8, 8, 9, 7, 6, 5, 4, 2, 1, 1))[0]
        return self.world.families.draw(year, rng.random() < 0.06, number)

    def _with_plan(self) -> Family:
        """A family with a plan: 42 in 100 in special schools, a few in alternative provision or out of the area."""
        rng = self.world.rng
        setting = ""
        years: tuple[int, int] = (0, 19)
        if self._alternative:
            self._alternative -= 1
            setting, years = rng.choice(places.ALTERNATIVE), (5, 12)
        elif self._away:
            self._away -= 1
            setting, years = rng.choice(places.OUT_OF_AREA), (5, 17)
        year = min(rng.randrange(*years), rng.randrange(*years) + 4) if not setting else rng.randrange(*years)
        return self.world.families.draw(year, rng.random() < places.SPECIAL_SHARE, setting=setting)

    def _deciding(self) -> Story:
        share = (self._undecided + self.world.rng.random()) / self._composition.counts[Kind.DECIDING]
        self._undecided += 1
        course = courses.undecided(self.world, share)
        again = self._refused_before.pop() if self._refused_before else None
        family = Family(again, ()) if again is not None else self._young()
        story = self._story(course.received, family)
        new = (self.world.today - course.received).days <= NAMED_AFTER
        hands = hold(story, course.received, unheld=new and self.world.rng.random() < 0.9)
        assessments.tell_request(story, hands, course.received)
        if story.owner_id is not None and family.people:
            assessments.talk(story, hands, course.received, self.world.last)
        return story

    def _open(self, course: Course) -> Story:
        world = self.world
        story = self._story(course.received, self._young())
        leaver = self._orphans > 0 and world.rng.random() < 0.1
        hands = hold(story, course.received, leaver=leaver)
        self._orphans -= leaver and story.owner_id is None
        assessments.tell_request(story, hands, course.received)
        assessments.tell_assessment(story, hands, course)
        quiet_since = story.unassigned_since or world.last
        assessments.talk(story, hands, course.received, quiet_since)
        tell_happenings(story, hands, course.received)
        if course.draft is not None:
            tell_draft_plan(story, hands, course.draft)
        tell_delay(story, hands, course)
        return story

    def _sent(self, final: date, on_time: bool) -> Story:
        world = self.world
        course = courses.sent(world, final, on_time)
        family = self._with_plan()
        story = self._story(course.received, family)
        hands = hold(story, course.received)
        assessments.tell_request(story, hands, course.received)
        assessments.tell_assessment(story, hands, course)
        assessments.talk(story, hands, course.received, final)
        plans.tell_first_review(story, hands, final)
        if course.draft is not None:
            tell_final_plan(story, hands, course.draft, final)
        return story

    def _plan(self, under_review: bool) -> Story:
        world = self.world
        held = plans.pipeline_meeting_day(world) if under_review else plans.meeting_day(world)
        story, hands = self._older_plan(self._with_plan(), held)
        if under_review:
            plans.tell_review_under_way(story, hands, held)
        else:
            plans.tell_review(story, hands, held)
            plans.tell_next_meeting(story, hands, held)
            tell_older_plan(story, hands, plans.sent_on(story), held)
        plans.tell_transfer(story, hands)
        if world.rng.random() < 0.25:
            converse(story, hands, world.last - timedelta(days=200), world.last, 1)
        return story

    def _older_plan(self, family: Family, held: date) -> tuple[Story, Hands]:
        """A plan made before the months counted one by one, up to the year of its latest review meeting."""
        world = self.world
        final = plans.first_sent(world, held, family.child.year_on(world.today) or 0)
        story = self._story(on_or_before(final - timedelta(days=150)), family)
        hands = hold(story, on_or_before(world.last - timedelta(days=world.rng.randrange(40, 700))))
        plans.tell_making(story, hands, final)
        plans.tell_past_reviews(story, final, held)
        return story, hands

    def _moved_in(self) -> Story:
        world = self.world
        moved = on_or_before(world.last - timedelta(days=world.rng.randrange(2, 300)))
        story = self._story(moved, self._with_plan())
        new = (world.last - moved).days < 30
        hands = hold(story, moved, unheld=new)
        if new:
            story.team_id = None
        plans.tell_moved_in(story, hands, moved)
        return story

    def _refused(self) -> Story:
        world = self.world
        shared = world.rng.random() < ASKED_AGAIN
        self._shared -= shared
        family = self._young(self._shared if shared else 0)
        told = on_or_before(world.last - timedelta(days=world.rng.randrange(2, 350)))
        late = world.rng.random() < 0.25
        received = on_or_before(
            told - timedelta(days=world.rng.randrange(43, 62) if late else world.rng.randrange(24, 42))
        )
        story = self._story(received, family)
        hands = hold(story, received)
        assessments.tell_request(story, hands, received)
        assessments.tell_refusal(story, hands, told)
        converse(story, hands, received, told, 1)
        if shared and told < world.today - timedelta(days=75):
            self._refused_before.append(family.child)
        return story

    def _withdrawn(self) -> Story:
        world = self.world
        ended = on_or_before(world.last - timedelta(days=world.rng.randrange(350)))
        received = on_or_before(ended - timedelta(days=world.rng.randrange(9, 40)))
        story = self._story(received, self._young())
        hands = hold(story, received)
        assessments.tell_request(story, hands, received)
        story.tell(
            "request_withdrawn", ended, hands.on(ended), note="The family moved away.", source="Email from the family"
        )
        return story

    def _no_plan(self) -> Story:
        course = courses.no_plan(self.world)
        story = self._story(course.received, self._young())
        hands = hold(story, course.received)
        assessments.tell_request(story, hands, course.received)
        assessments.tell_assessment(story, hands, course)
        converse(story, hands, course.received, course.no_plan or self.world.last, 2)
        return story

    def _ceased(self) -> Story:
        world = self.world
        family = world.families.draw(world.rng.randrange(12, 20), special=False)
        held = on_or_before(world.last - timedelta(days=world.rng.randrange(80, 330)))
        story, hands = self._older_plan(family, held)
        plans.tell_ceased(story, hands, held)
        return story

    def _week_43(self) -> Story:
        story = self._story(self._today - timedelta(days=monday.WEEK_43), self._young())
        monday.tell_week_43(story)
        return story

    def _order_not_started(self) -> Story:
        story, hands = self._older_plan(self._with_plan(), plans.meeting_day(self.world))
        monday.tell_order(story, hands)
        return story

    def _left_behind(self) -> Story:
        world = self.world
        story = self._story(
            on_or_before(world.last - timedelta(days=world.rng.randrange(700, 1500))), self._with_plan()
        )
        monday.tell_plan(story, monday.tell_left_behind(story))
        return story


def finals_in(months: tuple[MonthOfFinals, ...], rng: Random) -> Iterator[tuple[date, bool]]:
    """The day of each plan sent lately, and whether it was on time: each month's share exactly as composed."""
    for month in months:
        days = month.open_days()
        for place in range(month.count):
            yield days[rng.randrange(len(days))], place < month.on_time


def finished(story: Story, law: Ruleset) -> BulkCase:
    """The story as the record takes it, with what is known of the family and everything derived from its facts."""
    tell_family(story)
    tell_returned(story)
    family = enrich(story.family, story.family.child.upn or story.ref)
    facts = story.facts()
    derived = derive(0, standing_facts(facts), law)
    return BulkCase(
        ref=story.ref,
        child=family.child,
        people=family.people,
        team_id=story.team_id,
        owner_id=story.owner_id,
        owned_since=story.owned_since,
        unassigned_since=story.unassigned_since,
        psychologist=story.psychologist,
        held="",
        facts=facts,
        summary=derived.summary,
        deadlines=derived.deadlines,
    )
