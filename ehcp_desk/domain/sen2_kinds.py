"""What the SEN2 return wants of a fact besides what a case is told by: attributes of places, budgets, what was told before.

The codes are those of codesets.csv (SENsetting, PlanWBP, DP, PlacementRank); reference sen2.md 1.6 and 1.7.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ehcp_desk.clock.vocabulary import Attr, AttrType

_YES = {"yes": "Yes", "no": "No"}
_NOT_SCHOOLS = {
    "OLA": "The council arranges education otherwise than at school (section 61)",
    "OPA": "The parent or young person makes their own arrangements (section 42(5))",
    "EHE": "Elective home education",
    "EYP": "Early years provider without a URN",
    "OTH": "Other",
    "NEET": "Not in education, employment or training",
    "NIEC": "Not in education, notice to cease issued",
    "NIEO": "Not in education, another reason",
}
_RESIDENTIAL = {
    "under_38": "Under 38 weeks a year",
    "38": "38 weeks a year",
    "39_51": "39 to 51 weeks a year",
    "52": "52 weeks a year",
    "A": "Band A, as returned",
    "B": "Band B, as returned",
}
_RANKS = {"1": "Main", "2": "Second"}
_WORK = {"A": "Apprenticeship", "T": "Traineeship", "S": "Supported internship"}
BUDGETS: Mapping[str, str] = MappingProxyType({
    "E": "Education", "S": "Social care", "H": "Health", "I": "Integrated, two or more of them",
})  # fmt: skip
"""What direct payments of a personal budget are for."""
RETURNED_ITEMS: Mapping[str, str] = MappingProxyType({
    "request_mediation": "Mediation about the decision to assess",
    "request_tribunal": "Appeal about the decision to assess",
    "assessment_mediation": "Mediation about the decision to make a plan",
    "assessment_tribunal": "Appeal about the decision to make a plan",
    "other_mediation": "Mediation about another decision",
    "other_tribunal": "Appeal about another decision",
    "week20": "An exception to the 20 weeks",
    "decided_before": "Decision to assess before the year of the return",
    "issued_before": "Decision to make a plan before the year of the return",
    "phase_due": "Amended plan for a phase transfer due",
    "phase_final": "Final plan of a phase transfer sent",
    "without_plan": "On inspection list 2, without a plan",
    "last_review": "Day of the last review",
    "home_education": "Elective home education",
    "social_care": "Known to children’s social care",
    "social_care_team": "Team of children’s social care",
    "suspensions": "How many suspensions",
    "permanent": "How many permanent exclusions",
    "absence": "Absence, per cent",
})  # fmt: skip
"""What a SEN2 return or an inspection list tells without saying when it happened."""


def _choice(name: str, title: str, values: Mapping[str, str]) -> Attr:
    return Attr(name, title, AttrType.CHOICE, MappingProxyType(dict(values)))


PLACE: tuple[Attr, ...] = (
    Attr("urn", "URN of the school"),
    Attr("ukprn", "UKPRN of the provider"),
    _choice("code", "Not a school or college", _NOT_SCHOOLS),
    Attr("other", "Which other arrangement"),
    _choice("rank", "Main or second", _RANKS),
    _choice("unit", "In a SEN unit?", _YES),
    _choice("resourced", "In a resourced provision?", _YES),
    _choice("residential", "Residential", _RESIDENTIAL),
    _choice("work", "Work-based learning", _WORK),
)
"""What the return wants of a place besides its name."""
