"""What is known of a natural part of the demo's children: language, care, addresses, banners, who decides.

Chance comes from the case's own reference and not from the one stream of the authority, so that telling a family more
or less changes nothing else.  All of it is invented; streets are no real ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from ehcp_desk.domain.case import Child, Contactable
from ehcp_desk.domain.deciding import school_leaving_date
from ehcp_desk.domain.people_kinds import NEEDS
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.upkeep.authority.days import moment, on_or_before
from ehcp_desk.services.upkeep.authority.people import Family
from ehcp_desk.services.upkeep.authority.story import CARRIED_OVER, Story

LANGUAGES = (("Polish", "WEEU"), ("Somali", "BSOM"), ("Urdu", "APKN"), ("Romanian", "WEEU"), ("Turkish", "WTUK"),
             ("Bengali", "ABAN"), ("Ukrainian", "WEEU"))  # fmt: skip
ETHNICITIES = ("WBRI", "WBRI", "WBRI", "WBRI", "WENG", "WIRI", "MWBC", "MWAS", "AIND", "BCRB", "BAFR", "OOTH")
NOT_OBTAINED = "NOBT"
CARE = ("in_care", "previously_in_care", "adopted", "special_guardianship", "child_in_need", "protection_plan",
        "disabled_childrens_team", "youth_justice")  # fmt: skip
STREETS = ("Quarrybank Rise", "Old Ropewalk", "Larch Hollow", "Millrace Terrace", "Ferry Steps", "Saltpan Lane")
COMMUNICATION = ("Uses Makaton signs", "British Sign Language", "Picture cards for choices", "Large print, 18 point")
BANNERS = (
    ("contact", "Parents live apart and share no letters: write to both."),
    ("bereavement", "A grandparent died lately: be gentle about dates."),
    ("disclosure", "The address is not to be told to anybody but the social worker."),
    ("safety", "Visit in twos; the dog is loose."),
    ("health", "Mother is in treatment: ring the aunt first."),
)
CHILD_SAYS = ("I like it when I know what comes next.", "The hall is too loud for me.", "I want to go on the bus by myself.",
              "I read better with my own desk.")  # fmt: skip
PARENTS_SAY = ("She needs time before she can answer.", "He is happy where he is; please do not move him.",
               "We want to know who does what, and when.")  # fmt: skip
SCENARIO = "DEMO-"
RESTS_ON = ("Birth", "Birth certificate", "Agreement")


def enrich(family: Family, seed: str) -> Family:
    """The family with what a form usually tells: language, ethnicity, what parental responsibility rests on."""
    rng = Random(f"family {seed}")
    child = family.child
    abroad = rng.random() < 0.12
    language, ethnicity = rng.choice(LANGUAGES) if abroad else ("English", rng.choice(ETHNICITIES))
    child = replace(
        child,
        language=language,
        ethnicity=ethnicity if rng.random() < 0.85 else NOT_OBTAINED,
        nhs=_nhs(rng) if rng.random() < 0.4 else "",
        known_as=child.forenames[:3] if rng.random() < 0.04 else "",
        communication=rng.choice(COMMUNICATION) if rng.random() < 0.06 else "",
    )
    people = tuple(_told(person, rng, language if abroad else "") for person in family.people)
    return Family(child, people)


def _told(person: Contactable, rng: Random, language: str) -> Contactable:
    if not person.parental_responsibility:
        agency = "Education" if person.relation == "SENCO" else ""
        return replace(person, agency=agency)
    speaks = language and rng.random() < 0.5
    return replace(
        person,
        rests_on=rng.choice(RESTS_ON) if rng.random() < 0.5 else "",
        language=language if speaks else "",
        interpreter="interpreter, book a day ahead" if speaks else "",
        more=f"01632 960{rng.randrange(1000):03d}" if rng.random() < 0.2 else "",
    )


def _nhs(rng: Random) -> str:
    """A number whose check digit fits, from the range kept for tests (it begins with 999)."""
    while True:
        nine = f"999{rng.randrange(10**6):06d}"
        check = (11 - sum(int(d) * w for d, w in zip(nine, range(10, 1, -1), strict=True)) % 11) % 11
        if check < 10:
            return f"{nine}{check}"


def tell_family(story: Story) -> None:
    """Tell what is so of the family from a day on, as it was written down when the case came in.

    The scenarios are told whole elsewhere, with a source under every step.
    """
    if story.ref.startswith(SCENARIO):
        return
    rng, world, child = Random(f"told {story.ref}"), story.world, story.family.child
    begins = min((fact.on for _, fact in story.entries()), default=world.last)
    told = Teller(story, rng, begins)
    if rng.random() < 0.3:
        street = f"{rng.randrange(1, 90)} {rng.choice(STREETS)}"
        address = {"address": street, "postcode": f"ZZ99 {len(street) % 10}ZZ"}
        address |= {"hidden": "yes"} if rng.random() < 0.05 else {}
        told.earlier("address", 900, address)
    if rng.random() < 0.11:
        told.earlier("care_status", 700, {"status": rng.choice(CARE)}, "Social care list")
    if rng.random() < 0.03:
        about, words = rng.choice(BANNERS)
        day = on_or_before(min(world.last, begins + timedelta(rng.randrange(20))))
        review = day + timedelta(rng.randrange(120, 500))
        told.on(day, NewFact("sensitivity", day, {"about": about, "review": review.isoformat()}, words))
    _tell_needs(told, rng, child)
    _tell_decider(told, rng, child)


@dataclass(frozen=True, slots=True)
class Teller:
    """Adds facts to a story by a chance of its own; ``begins`` is the day the case came in."""

    story: Story
    rng: Random
    begins: date

    def on(self, written: date, fact: NewFact) -> None:
        """A fact written down on a day, where that day has come."""
        world = self.story.world
        if fact.on <= world.last:
            at = moment(self.rng, min(max(written, fact.on), world.last), world.today)
            self.story.add(fact, at, CARRIED_OVER)

    def earlier(self, kind: str, days: int, attrs: Mapping[str, str], source: str = "") -> None:
        """Something that was so before the case came in."""
        born = self.story.family.child.born
        since = self.begins - timedelta(self.rng.randrange(30, days))
        since = max(on_or_before(since), born) if born is not None else on_or_before(since)
        self.on(self.begins, NewFact(kind, since, attrs, source=source))


def _tell_needs(told: Teller, rng: Random, child: Child) -> None:
    code = next((code for code, words in NEEDS.items() if words == child.need), "")
    if code and rng.random() < 0.15:
        others = [other for other in NEEDS if other != code]
        needs = {"primary": code, "secondary": rng.choice(others)}
        told.on(told.begins, NewFact("needs_recorded", told.begins, needs))
        told.on(told.begins, NewFact("need_described", told.begins, {"by": "child"}, rng.choice(CHILD_SAYS)))
        told.on(told.begins, NewFact("need_described", told.begins, {"by": "parent"}, rng.choice(PARENTS_SAY)))
    if rng.random() < 0.08:
        answer = {"answer": rng.choice(("accepted", "declined", "waiting")), "service": "Westmarsh Voices"}
        told.on(told.begins, NewFact("advocacy_offered", told.begins, answer))


def _tell_decider(told: Teller, rng: Random, child: Child) -> None:
    if child.born is None or rng.random() > 0.2:
        return
    day = on_or_before(school_leaving_date(child.born) + timedelta(30))
    decides = NewFact("decider_recorded", day, {"decides": "parent"}, "Capacity assessed by the college nurse.")
    told.on(day, decides)
