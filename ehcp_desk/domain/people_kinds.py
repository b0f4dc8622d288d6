"""What is recorded about the child and the family over time, as kinds of fact with what each may say.

These kinds move no statutory clock.  ``on`` is the day from which something is so; ``to`` of the same fact, or a
``no_longer`` fact that names the entry, is its last day.  The field's words are those of needs.md 5.1 (Identity,
People, Status and care markers, Sensitivities, Needs) and of the SEN2 code sets (codesets.csv, SENtype).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ehcp_desk.clock.vocabulary import Attr, AttrType, FactKind, Family

CARE_STATUSES: Mapping[str, str] = MappingProxyType({
    "in_care": "In care",
    "previously_in_care": "Previously in care",
    "adopted": "Adopted",
    "special_guardianship": "Special guardianship",
    "child_in_need": "Child in need",
    "protection_plan": "Child protection plan",
    "disabled_childrens_team": "Disabled children’s team",
    "care_leaver": "Care leaver",
    "youth_justice": "Youth justice",
    "unaccompanied": "Unaccompanied asylum seeker",
    "restricted_file": "Restricted file",
})  # fmt: skip
CARE_REASONS: Mapping[str, str] = MappingProxyType({
    "abuse": "Abuse or neglect",
    "disability": "The child’s disability",
    "parent_ill": "A parent’s illness or disability",
    "acute_stress": "Family in acute stress",
    "dysfunction": "Family dysfunction",
    "behaviour": "Socially unacceptable behaviour",
    "low_income": "Low income",
    "absent": "Absent parenting",
})  # fmt: skip
"""Why a child came into care: the eight needs of the children in need census and of the return of children in care."""
SENSITIVITIES: Mapping[str, str] = MappingProxyType({
    "safety": "Safety of staff or family",
    "contact": "How to be in touch",
    "disclosure": "Do not disclose",
    "bereavement": "Bereavement",
    "health": "Health",
    "court": "Court or police matter",
    "media": "Media interest",
    "other": "Something else",
})  # fmt: skip
DECIDERS: Mapping[str, str] = MappingProxyType({
    "young_person": "The young person decides",
    "representative": "A deputy or attorney decides for the young person",
    "parent": "The parent decides for the young person",
})  # fmt: skip
NEEDS: Mapping[str, str] = MappingProxyType({
    "ASD": "Autistic spectrum disorder",
    "SLCN": "Speech, language and communication needs",
    "SEMH": "Social, emotional and mental health",
    "MLD": "Moderate learning difficulty",
    "SLD": "Severe learning difficulty",
    "PMLD": "Profound and multiple learning difficulty",
    "SPLD": "Specific learning difficulty",
    "HI": "Hearing impairment",
    "VI": "Vision impairment",
    "MSI": "Multi-sensory impairment",
    "PD": "Physical disability",
    "DS": "Down syndrome",
    "OTH": "Other difficulty or disability",
})  # fmt: skip
ADDRESSES: Mapping[str, str] = MappingProxyType({
    "home": "Home",
    "second_home": "Second home",
    "placement": "Care placement",
    "boarding": "Boarding",
})  # fmt: skip
WORDS_OF: Mapping[str, str] = MappingProxyType({
    "child": "The child or young person",
    "parent": "The parents",
    "setting": "The setting",
})  # fmt: skip
ANSWERS: Mapping[str, str] = MappingProxyType({
    "accepted": "Accepted",
    "declined": "Declined",
    "waiting": "No answer yet",
})  # fmt: skip
UNKNOWN_UPN: Mapping[str, str] = MappingProxyType({
    "UN1": "Under 6, and no UPN given yet",
    "UN2": "Never in a state-funded school in England",
    "UN3": "Educated outside England",
    "UN5": "Sources disagree, so that no UPN can be relied on",
    "UN8": "New here in the last week before the census",
    "UN9": "Young person never in a state-funded school or college in England",
    "UN10": "The request ended before a number was known",
})  # fmt: skip
HIDDEN = MappingProxyType({"yes": "Do not disclose"})
YES_NO = MappingProxyType({"yes": "Yes", "no": "No"})


def _choice(name: str, title: str, values: Mapping[str, str], required: bool = True) -> Attr:
    return Attr(name, title, AttrType.CHOICE, values, required)


def _text(name: str, title: str, required: bool = False) -> Attr:
    return Attr(name, title, AttrType.TEXT, required=required)


def _day(name: str, title: str, required: bool = False) -> Attr:
    return Attr(name, title, AttrType.DATE, required=required)


_LAST = _day("to", "Last day")
_ROWS: tuple[tuple[str, str, tuple[Attr, ...]], ...] = (
    (
        "address",
        "Address",
        (
            _text("address", "Address", True),
            _text("postcode", "Postcode"),
            _choice("sort", "What sort of address", ADDRESSES, False),
            _text("with", "Who the child lives with there"),
            _choice("hidden", "Is it hidden?", HIDDEN, False),
            _text("hidden_from", "Hidden from whom; from everybody where empty"),
            _LAST,
        ),
    ),
    (
        "care_status",
        "Care status",
        (_choice("status", "Status", CARE_STATUSES), _text("team", "Which team of children’s social care"),
         _choice("why", "Why they came into care", CARE_REASONS, False), _LAST),
    ),
    ("disability", "Disability", (_choice("has", "Does the child or young person have a disability?", YES_NO), _LAST)),
    ("pupil_premium", "Pupil premium", (_choice("eligible", "Does the school receive it for the child?", YES_NO), _LAST)),
    (
        "sensitivity",
        "Sensitivity banner",
        (_choice("about", "What it is about", SENSITIVITIES), _day("review", "Look at it again on", True), _LAST),
    ),
    (
        "decider_recorded",
        "Who decides",
        (
            _choice("decides", "Who decides", DECIDERS),
            _text("name", "Name of whoever decides for them"),
            _text("about", "For which decisions"),
            _LAST,
        ),
    ),
    (
        "needs_recorded",
        "Needs",
        (_choice("primary", "Main need", NEEDS), _choice("secondary", "Second need", NEEDS, False)),
    ),
    ("upn_unknown", "No UPN or ULN known", (_choice("reason", "Why", UNKNOWN_UPN),)),
    ("need_described", "Needs in somebody’s own words", (_choice("by", "Whose words", WORDS_OF),)),
    (
        "advocacy_offered",
        "Advocacy offered",
        (_choice("answer", "Answer", ANSWERS), _text("service", "Which service")),
    ),
    (
        "sibling",
        "Brother or sister",
        (
            _text("name", "Name", True),
            _text("relation", "Brother, sister, step or foster"),
            _text("ref", "Reference of their own case"),
            _LAST,
        ),
    ),
    ("no_longer", "No longer so", (_text("entry", "Number of the entry", True),)),
    ("another_child", "Found to be another child", (_text("ref", "Reference of the other child", True),)),
    (
        "children_merged",
        "Found to be the same child",
        (
            _text("from", "Child number before", True),
            _text("into", "Child number since", True),
            _text("ref", "Reference of the other case"),
            _text("fields", "What changed on the child kept"),
        ),
    ),
)  # fmt: skip
PEOPLE_KINDS: Mapping[str, FactKind] = MappingProxyType({
    kind: FactKind(kind, title, Family.RELATED, MappingProxyType({a.name: a for a in attrs}), rank)
    for rank, (kind, title, attrs) in enumerate(_ROWS)
})  # fmt: skip
TITLES: Mapping[str, str] = MappingProxyType({kind.id: kind.title for kind in PEOPLE_KINDS.values()})
WRITTEN_BY_HAND = tuple(kind for kind in PEOPLE_KINDS if kind not in ("no_longer", "another_child", "children_merged"))
"""The kinds a person writes in a form; the others are written by their own acts."""
NEEDS_WORDS = {
    "sensitivity": "Write what everybody must know before they ring.",
    "need_described": "Write their own words.",
    "decider_recorded": "Write why: who assessed it, and what it rests on.",
}
"""Kinds that say nothing without a note, and what to do where it is missing."""
