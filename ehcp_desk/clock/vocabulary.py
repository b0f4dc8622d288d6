"""Every kind of fact the desk can record about a case, with its plain British title and what it may say.

The list is in the order in which things happen, and that order decides between two facts of one day: a request
comes before its decision, a review meeting before its report.  contract.md section 2 is the authority for the names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from ehcp_desk.clock.model import NOTHING


class AttrType(StrEnum):
    """What an attribute of a fact holds: a line, one of a few, a day, several lines, a number of at least 0, or the
    number of an earlier entry of the case."""

    TEXT = "text"
    CHOICE = "choice"
    DATE = "date"
    WORDS = "words"
    NUMBER = "number"
    ENTRY = "entry"


class Family(StrEnum):
    """The part of a plan's life a fact belongs to, for menus and headings."""

    ASSESSMENT = "Assessment"
    REVIEW = "Review"
    TRANSFER = "Phase transfer"
    REASSESSMENT = "Re-assessment and ceasing"
    MOVE = "Moves"
    MEDIATION = "Mediation"
    APPEAL = "Appeal"
    RELIEF = "Reliefs"
    RELATED = "Related"


@dataclass(frozen=True, slots=True)
class Attr:
    """One thing a fact says besides its date.

    ``values`` maps each allowed value to its plain words.  A CHOICE allows nothing else; a TEXT may suggest values;
    for an ENTRY they are the kinds of entry it may be.
    """

    name: str
    title: str
    type: AttrType = AttrType.TEXT
    values: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    required: bool = False


@dataclass(frozen=True, slots=True)
class FactKind:
    """A kind of fact: its id, title, family, attributes, and its place in the order of one day.

    ``planned`` marks a fact whose date may lie ahead (a meeting planned, a date of transfer) and which is known
    before that day comes.
    """

    id: str
    title: str
    family: Family
    attrs: Mapping[str, Attr]
    rank: int
    planned: bool = False


def _choice(name: str, title: str, required: bool = True, /, **values: str) -> Attr:
    return Attr(name, title, AttrType.CHOICE, MappingProxyType(values), required)


def _text(name: str, title: str, required: bool = False, /, **values: str) -> Attr:
    return Attr(name, title, AttrType.TEXT, MappingProxyType(values), required)


def _day(name: str, title: str, required: bool = False) -> Attr:
    return Attr(name, title, AttrType.DATE, NOTHING, required)


_BODY = _text(
    "body",
    "Who was asked",
    True,
    parent="Parent or young person",
    education="School, college or other setting",
    early_years="Early years provider",
    health="Health",
    psychology="Educational psychologist",
    social_care="Social care",
    sensory="Qualified teacher for hearing or vision",
    adulthood="Preparation for adulthood",
    other="Somebody else",
)
_SETTING = _text("setting", "Setting", True)
_SOURCE = _text(
    "source",
    "Who asked",
    parent="Parent",
    young_person="Young person",
    school="School",
    post16="College or other post-16 provider",
    early_years="Early years provider",
    health="Health",
    social_care="Social care",
    other="Somebody else",
)
_ACCOMMODATION = _choice("youth_accommodation", "Made in relevant youth accommodation?", False, yes="Yes", no="No")
_CEASE_REASONS = {
    "1": "Maximum age reached",
    "2": "Needs met without a plan, education or training going on",
    "3": "Went on to higher education",
    "4": "Went into paid work that is not an apprenticeship",
    "5": "Transferred to another council in England",
    "6": "No longer wishes to take part in education or training",
    "7": "Moved outside England",
    "8": "Died",
    "9": "Another reason",
}
_ABOUT = {
    "assess": "Assessing the child",
    "make_plan": "Making a plan",
    "contents": "What the plan says",
    "placement": "The school or type of school only",
}
_WHY_AMEND = _choice("basis", "Why it is amended", False, review="After a review", other="Without a review")
_CARRIES_OUT = _choice(
    "basis",
    "What it carries out",
    False,
    review="The review",
    order="An order of the tribunal, an agreement or an appeal not opposed",
    reassessment="A re-assessment",
    other="An amendment without a review",
)
_NEXT = _choice("names_next", "Does it name the next school or provider?", False, yes="Yes", no="No")
_APPEAL = _choice("appeal", "Which appeal", False, cease="The one about ceasing the plan", other="Another one")
_ICB = _choice("health", "Is health in issue?", False, yes="Yes", no="No")
_LA_PARTY = _choice("la_party", "Was the council a party?", False, yes="Yes", no="No")
_CONTEST = _text("contests", "The decision it is about")
APPEAL_TYPES: Mapping[str, str] = MappingProxyType({
    "refusal_to_assess": "Refusal to assess",
    "refusal_to_issue": "Refusal to issue a plan",
    "contents": "What the plan says (B and F)",
    "placement": "The school or setting (I)",
    "contents_and_placement": "What the plan says, and the school (B, F and I)",
    "cease": "Ceasing the plan",
    "extended": "Health and social care too",
})  # fmt: skip
"""The types of appeal of the contract (``bundle --type``)."""
_ASSESS = {"assess": "Assess", "refuse": "Do not assess"}
_ORDERS = {
    "assess": "Assess or re-assess",
    "make_plan": "Make a plan",
    "reconsider": "Think again",
    "amend_contents": "Amend what the plan says",
    "placement_only": "Change the school or type of school only",
    "maintain": "Keep the plan",
    "maintain_and_amend": "Keep the plan and amend it",
    "dismissed": "Appeal dismissed",
}
_PHASES = {
    "early_years_to_school": "Early years to school",
    "infant_to_junior": "Infant to junior",
    "primary_to_middle": "Primary to middle",
    "primary_to_secondary": "Primary to secondary",
    "middle_to_secondary": "Middle to secondary",
    "secondary_to_post16": "Secondary to post-16",
    "post16_to_post16": "Post-16 to post-16",
}
_A, _R, _P, _RA = Family.ASSESSMENT, Family.REVIEW, Family.TRANSFER, Family.REASSESSMENT
_D, _M, _T, _X, _G = Family.MOVE, Family.MEDIATION, Family.APPEAL, Family.RELIEF, Family.RELATED
_Row = tuple[str, str, Family, tuple[Attr, ...]]
_ROWS: tuple[_Row, ...] = (
    ("born", "Date of birth", _G, ()),
    (
        "setting_closed",
        "Setting closed",
        _X,
        (_day("from", "First day closed"), _day("to", "Last day closed"), _text("setting", "Setting")),
    ),
    ("term_starts", "First day of term", _R, ()),
    ("review_list_sent", "List of reviews due sent to schools", _R, ()),
    (
        "absent_from_area",
        "Away from the area",
        _X,
        (_day("from", "First day away"), _day("to", "Last day away"), _text("who", "Who was away")),
    ),
    ("tribunal_order", "Tribunal order", _T, (_choice("order", "What it orders", **_ORDERS), _APPEAL)),
    (
        "mediation_agreement",
        "Mediation agreement",
        _M,
        (
            _choice("about", "What was agreed", **_ABOUT, other="Something else"),
            _day("agreed_by", "Date agreed for doing it"),
            _LA_PARTY,
        ),
    ),
    (
        "appeal_not_opposed",
        "Tribunal told the appeal is not opposed",
        _T,
        (_choice("about", "What the appeal is about", **_ABOUT, cease="Ceasing the plan"),),
    ),
    ("request_received", "Request received", _A, (_SOURCE, _ACCOMMODATION)),
    ("became_responsible", "Council became responsible", _A, (_SOURCE,)),
    (
        "plan_transferred_in",
        "Plan transferred in",
        _D,
        (_text("from_authority", "Old authority"), _day("made_on", "Date of the plan")),
    ),
    ("assess_decision_notified", "Decision on assessing notified", _A, (_choice("outcome", "Outcome", **_ASSESS),)),
    (
        "agreed_to_assess",
        "Agreed to assess after refusing",
        _A,
        (
            _choice(
                "basis",
                "Why",
                False,
                concession="Appeal conceded",
                mediation="Agreed at mediation",
                own_motion="The council changed its mind",
            ),
        ),
    ),
    ("advice_requested", "Advice requested", _A, (_BODY,)),
    ("advice_received", "Advice received", _A, (_BODY,)),
    ("plan_decision_notified", "Decision to make a plan notified", _A, ()),
    ("no_plan_decision_notified", "Decision not to make a plan notified", _A, ()),
    ("draft_plan_served", "Draft plan served", _A, ()),
    ("setting_consulted", "Setting consulted", _A, (_SETTING,)),
    ("setting_replied", "Setting replied", _A, (_SETTING,)),
    ("review_meeting_planned", "Review meeting planned", _R, ()),
    ("review_invitations_sent", "Review invitations sent", _R, ()),
    ("review_advice_circulated", "Advice for the review circulated", _R, ()),
    ("review_meeting_held", "Review meeting held", _R, ()),
    ("review_report_sent", "Review report sent", _R, ()),
    (
        "review_decision_notified",
        "Review decision notified",
        _R,
        (_choice("outcome", "Outcome", keep="Keep the plan as it is", amend="Amend the plan", cease="Cease the plan"),),
    ),
    ("amendment_notice_sent", "Notice of amendments sent", _R, (_WHY_AMEND,)),
    ("representations_received", "Comments received", _A, ()),
    ("not_amending_notified", "Decision not to amend after all notified", _R, ()),
    ("final_plan_sent", "Final plan sent", _A, (_NEXT,)),
    ("amended_plan_sent", "Amended plan sent", _R, (_CARRIES_OUT, _NEXT)),
    ("request_withdrawn", "Request withdrawn", _A, ()),
    ("phase_transfer_planned", "Phase transfer planned", _P, (_choice("phase", "Phase", **_PHASES),)),
    ("reassessment_requested", "Re-assessment requested", _RA, (_SOURCE,)),
    (
        "reassessment_decision_notified",
        "Decision on re-assessing notified",
        _RA,
        (_choice("outcome", "Outcome", reassess="Re-assess", **_ASSESS),),
    ),
    ("cease_decision_notified", "Decision to cease the plan notified", _RA, ()),
    (
        "plan_ceased",
        "Plan ceased",
        _RA,
        (Attr("reason", "Why (code of the SEN2 return)", AttrType.CHOICE, MappingProxyType(_CEASE_REASONS)),),
    ),
    ("move_known", "Council told of the move", _D, ()),
    ("moved_away", "Moved away", _D, (_text("to_authority", "New authority"),)),
    ("plan_transferred_out", "Plan transferred out", _D, ()),
    ("transfer_notice_sent", "Family told of the transfer", _D, ()),
    ("icb_move_known", "Old integrated care board told of the move", _D, ()),
    ("icb_notified_new", "New integrated care board told by the old one", _D, ()),
    ("new_icb_aware", "New integrated care board told of the move", _D, ()),
    ("icb_asked_la", "Integrated care board asked for a review or assessment", _D, ()),
    ("decision_notice_sent", "Decision notice sent", _M, (_CONTEST,)),
    ("mediation_adviser_contacted", "Mediation adviser contacted", _M, ()),
    ("mediation_declined", "Mediation not wanted", _M, ()),
    ("mediation_requested", "Mediation requested", _M, (_ICB,)),
    ("icb_told_of_mediation", "Integrated care board told of the mediation", _M, ()),
    ("mediation_planned", "Mediation planned", _M, ()),
    ("mediation_arranged", "Mediation arranged", _M, ()),
    ("mediation_notice_given", "Notice of the mediation given", _M, ()),
    ("mediation_not_arranged", "Adviser told mediation cannot be arranged", _M, ()),
    ("mediation_held", "Mediation held", _M, ()),
    ("mediation_certificate_issued", "Mediation certificate issued", _M, ()),
    ("icb_told_la", "Council told of the agreement", _M, ()),
    ("appeal_received", "Appeal received by the tribunal", _T, (_CONTEST,)),
    ("appeal_sent_to_la", "Appeal sent to the council", _T, ()),
    (
        "appeal_registered",
        "Appeal registered",
        _T,
        (
            _text("number", "Number of the appeal", True),
            _choice("type", "What it is about", **APPEAL_TYPES),
            _text("officer", "Authorised officer of the council"),
            _text("representative", "Who represents the council, and profession"),
        ),
    ),
    (
        "tribunal_direction",
        "Tribunal direction",
        _T,
        (_text("rule", "Which limit", True), _day("date", "Date directed", True)),
    ),
    ("la_response_sent", "Response sent to the tribunal", _T, ()),
    ("appeal_withdrawn", "Appeal withdrawn", _T, (_APPEAL,)),
    ("order_complied", "Order or agreement carried out", _T, (_text("rule", "Which limit", True),)),
    (
        "recommendation_made",
        "Tribunal recommendation made",
        _T,
        (_choice("to", "To whom", False, health="Health", social_care="Social care"),),
    ),
    (
        "recommendation_answered",
        "Recommendation answered",
        _T,
        (_choice("to", "By whom", False, health="Health", social_care="Social care"),),
    ),
    (
        "relief_claimed",
        "Relief claimed",
        _X,
        (
            _text("relief", "Ground", True),
            _text("rule", "Which limit", True),
            _day("from", "From"),
            _day("to", "To"),
            _text("evidence", "Evidence"),
            _text("impractical", "Why the limit could not be kept"),
            _text("body", "Advice from"),
            _text("by", "Claimed by"),
        ),
    ),
    ("direct_payment_started", "Direct payments started", _G, ()),
    ("direct_payment_reviewed", "Direct payments reviewed", _G, ()),
    ("direct_payment_ended", "Direct payments stopped", _G, ()),
    ("absence_began", "First school day missed", _G, ()),
    ("alternative_provision_decided", "Decision on alternative provision recorded", _G, ()),
    ("permanently_excluded", "Permanently excluded", _G, ()),
    ("education_in_place", "Full-time education in place", _G, ()),
    ("complaint_matter_known", "Family became aware of the matter complained of", _G, ()),
    ("ombudsman_complaint_received", "Complaint received by the Ombudsman", _G, ()),
)
_PLANNED = frozenset({
    "born", "setting_closed", "term_starts", "review_meeting_planned", "phase_transfer_planned", "mediation_planned",
    "moved_away",
})  # fmt: skip
FACT_KINDS: Mapping[str, FactKind] = MappingProxyType({
    kind: FactKind(kind, title, family, MappingProxyType({a.name: a for a in attrs}), rank, kind in _PLANNED)
    for rank, (kind, title, family, attrs) in enumerate(_ROWS)
})  # fmt: skip
