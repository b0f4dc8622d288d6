"""What can be recorded about a case besides the clock's own facts, with its plain title and what it must say.

Calls, decisions and their reasons, school life, placements, views, meetings, disagreements: whatever a newcomer needs in
order to know the child (needs.md C to M).  None of them moves a statutory date.  Each is a dated fact like any other,
append-only and correctable, so every one of them stands in the timeline and in the chronology without more code.

A kind of which ``attrs`` is None is written by an act of its own, which checks it; the others are checked here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from ehcp_desk.clock.dates import in_words
from ehcp_desk.clock.model import Fact
from ehcp_desk.clock.vocabulary import FACT_KINDS, Attr, AttrType
from ehcp_desk.domain.bands import BAND_WORDS
from ehcp_desk.domain.dispute_kinds import DISPUTE_KINDS
from ehcp_desk.domain.kind_shapes import ON_BEHALF, CaseKind, Group
from ehcp_desk.domain.kind_shapes import choice as _choice
from ehcp_desk.domain.kind_shapes import day as _day
from ehcp_desk.domain.kind_shapes import entry as _entry
from ehcp_desk.domain.kind_shapes import kind as _kind
from ehcp_desk.domain.kind_shapes import number as _number
from ehcp_desk.domain.kind_shapes import text as _text
from ehcp_desk.domain.kind_shapes import words as _words
from ehcp_desk.domain.letter_kinds import LETTER_KINDS
from ehcp_desk.domain.panel_kinds import PANEL_KINDS
from ehcp_desk.domain.people_kinds import PEOPLE_KINDS
from ehcp_desk.domain.plan_sections import PARTS
from ehcp_desk.domain.practice import USUAL_KINDS
from ehcp_desk.domain.rights_kinds import RIGHTS_KINDS
from ehcp_desk.domain.sen2_kinds import BUDGETS, PLACE, RETURNED_ITEMS
from ehcp_desk.domain.taking_part_kinds import TAKING_PART_KINDS

_DO = {"to": "Decided to", "not_to": "Decided not to"}
_YES = {"yes": "Yes", "no": "No"}
_PLACES = {
    "mainstream": "Mainstream school", "resourced": "Mainstream with a resourced provision or unit",
    "special": "Special school", "independent": "Independent school", "alternative": "Alternative provision",
    "early_years": "Early years setting", "college": "College", "special_college": "Specialist college",
    "hospital": "Hospital school", "eotas": "Education otherwise than at school", "none": "No placement",
}  # fmt: skip
_STATUS = {
    "attending": "Attending", "part_time": "Attending part time", "not_attending": "On roll, not attending",
    "awaiting": "Awaiting a placement", "off_rolled": "Taken off roll", "home": "Home educated by choice",
    "home_not_by_choice": "Home educated, not by choice as reported", "eotas": "Education otherwise than at school",
    "missing": "Missing education",
}  # fmt: skip
NOT_HELD_REASONS = {
    "family": "The family asked", "child": "The child was away or unwell", "school": "The school or college could not",
    "advice": "Reports had not come", "professionals": "Others who had to be there could not", "council": "The council could not",
    "other": "Another reason",
}  # fmt: skip
"""Why a meeting was cancelled or moved."""
_DELAYS = {
    "psychology": "Psychology advice awaited", "health": "Health advice awaited", "social_care": "Social care advice awaited",
    "school": "School or college awaited", "family": "Family awaited", "placement": "No placement found",
    "drafting": "Plan not yet written", "panel": "Panel or sign-off awaited", "unassigned": "No caseworker",
    "other": "Something else",
}  # fmt: skip
REFUSALS = {
    "no_sen": "No evidence of special educational needs", "met_now": "Needs can be met from what is ordinarily available",
    "not_spent": "The school has not used what it is funded for", "not_tried": "Support at school not yet tried and reviewed",
    "progress": "Progress is as expected", "other_services": "Health or social care can meet the needs",
    "evidence": "Not enough evidence was sent", "age": "Too old, or not in education or training and not wanting to be",
    "other": "Another reason",
}  # fmt: skip
"""Why the council refused to assess or to make a plan; the tests are those of CFA 2014 s36(8) and s37(1)."""
TRANSPORT = {
    "not_needed": "Not needed", "asked": "Asked for, not decided", "eligible": "Eligible, not arranged",
    "arranged": "Arranged", "refused": "Not eligible", "parents": "The family drives, paid for",
}  # fmt: skip


_BODY = _text("body", "Who advises", True)
_WHO = _text("by", "By whom", True)
_SETTING = _text("setting", "Setting", True)
_VERSION = _number("version", "Version", True)
_BEHALF = _text(ON_BEHALF, "Written for a colleague")
_LOOKED_AT = _day("review", "To be looked at again on")
_OWN = None  # the act that writes it checks it
_G = Group
OCCASIONS = {"supervision": "Supervision", "clinic": "Performance clinic", "challenge": "Caseload challenge"}
"""Where a manager and a caseworker go through cases one by one; the outcome of each is a management note."""
SIGNALS = ("exclusion", "attendance", "help_request", "safeguarding", "complaint", "pre_action_letter", "ombudsman",
           "challenge", "placement_ended", "place_offered", "parent_views", "management_intervention")  # fmt: skip
"""The kinds a council may have raise a case until somebody says what was done; those marked ``signal`` usually do."""

_KINDS: tuple[CaseKind, ...] = (
    _kind("contact", "Contact", _G.NOTES, _OWN, by_hand=False),
    _kind("reply_sent", "Reply sent", _G.NOTES, (
        _entry("contact", "Which contact it answers", "contact", required=False), _text("to", "To whom"), _text("with", "With"),
    )),
    _kind("promise_made", "Promise made", _G.NOTES, _OWN, by_hand=False),
    _kind("promise_kept", "Promise kept", _G.NOTES, _OWN, by_hand=False),
    _kind("promise_moved", "Promise moved to another day", _G.NOTES, (
        _entry("promise", "Which promise", "promise_made"), _day("due", "New day", True),
    ), "Why it moved", told="The day by which the council would do what it had promised was moved to {due}."),
    _kind("chaser", "Chased us for an answer", _G.NOTES, (
        _entry("of", "What they chase", "promise_made", "contact"), _text("who", "Who chased us"),
    ), told="The council was asked again for what it had promised or been asked."),
    _kind("note", "Note", _G.NOTES, (
        _text("reportable", "Kind of note", False, **{kind: kind for kind in USUAL_KINDS}), _text("heading", "Heading"), _BEHALF,
    ), "In your own words"),
    _kind("handover_note", "Handover note", _G.NOTES, _OWN, "The note"),
    _kind("management_note", "Management note", _G.NOTES, (
        _choice("occasion", "Agreed in", OCCASIONS, False), _text("next", "Next step"), _text("who", "Who does it"), _BEHALF,
    ), "In your own words"),
    _kind("rescue_first", "Put first for a day", _G.NOTES, (_day("day", "For which day", True),), "The reason",
          by_hand=False),
    _kind("signal_answered", "Signal answered", _G.NOTES, (
        _entry("signal", "Which signal", *SIGNALS),
    ), "What was done about it", told="The council recorded what it did about an earlier event."),
    _kind("management_intervention", "Management intervention", _G.NOTES, (_WHO,), "The instruction",
          told="{by} gave an instruction on the case."),
    _kind("information_given", "Information and signposting given", _G.NOTES, (
        _text("to", "To whom", True), _words("what", "What was given", True),
    ), told="The council gave information to {to}: {what}."),
    _kind("advice_chased", "Advice chased", _G.ADVICE, (
        _BODY, _text("who", "Who was chased"), _day("promised", "Promised for"),
        _choice("channel", "How", {"phone": "Phone", "email": "Email", "letter": "Letter"}, False),
    ), told="The council chased advice that had not come: {body}."),
    _kind("advice_report", "Report with the advice", _G.ADVICE, (
        _BODY, _text("author", "Who wrote it", True), _day("written_on", "Date on the report", True),
        _choice("whose", "Whose report", {"council": "Asked for by the council", "parent": "Sent by the family",
                                            "other": "Independent or other"}),
        _words("used", "How it was taken into account"),
    ), told="Advice was recorded: {body}, by {author}, dated {written_on}."),
    _kind("advice_returned", "Advice sent back", _G.ADVICE, (
        _BODY, _day("again_by", "Wanted again by"),
    ), "Why it was sent back", told="The council sent advice back to its author: {body}."),
    _kind("advice_reused", "Earlier advice used again", _G.ADVICE, (
        _BODY, _day("written_on", "Date of the earlier advice", True),
        _choice("adviser", "The adviser agrees", _YES), _choice("council", "The council agrees", _YES),
        _choice("family", "The parent or young person agrees", _YES),
    ), told="Earlier advice dated {written_on} was considered for use again: {body}."),
    _kind("decision", "Decision and its reasons", _G.DECISIONS, (
        _choice("did", "The council", _DO), _words("what", "What", True), _text("by", "Decided by", True),
        _text("authorised", "Authorised by"), _words("options", "Options considered"),
        _words("evidence", "Evidence relied on", True), _text("criteria", "Criteria, and their version"),
        _words("equality", "Equality considerations"),
        _choice("about", "About", {"assessment": "The assessment", "placement": "The placement (section I)",
                                   "provision": "Provision", "other": "Something else"}, False),
        _choice("refusal", "If it refused to assess or to make a plan, why", REFUSALS, False), _text("told", "Who was told"),
        _day("told_on", "Told on"), _choice("rights", "Right to mediation and appeal given", _YES, False),
    ), "The reasons", told="{by} {did}: {what}."),
    _kind("authorisation", "Decision authorised or sent back", _G.DECISIONS, (
        _entry("decision", "Which decision", "decision"),
        _choice("answer", "Answer", {"yes": "Authorised", "no": "Sent back"}),
    ), told="A manager read the reasons of a decision: {answer}."),
    _kind("delay", "Cause of delay", _G.DECISIONS, (
        _choice("cause", "Cause", _DELAYS), _text("party", "Who holds the work", True),
        _day("from", "From"), _day("to", "To"), _text("next", "Next step", True),
    ), told="A cause of delay was recorded: {cause}."),
    _kind("manager_review", "Manager’s review at an age band", _G.DECISIONS, (
        _choice("band", "Band reached", BAND_WORDS), _text("by", "Reviewed by", True), _text("next", "Next step", True),
        _text("who", "Who does it", True),
    ), "The outcome", told="{by} reviewed why the case had passed {band}."),
    _kind("exclusion", "Excluded or sent home", _G.SCHOOL, (
        _choice("type", "What happened", {
            "suspension": "Suspended", "permanent": "Permanently excluded", "sent_home": "Sent home without a suspension",
            "part_time": "Put on a part-time timetable"}),
        _number("days", "School days"), _text("setting", "Setting"), _text("by", "Reported by", True),
    ), signal=True, told="It was reported by {by} that the child or young person was excluded or sent home: {type}."),
    _kind("attendance", "Attendance", _G.SCHOOL, (
        _number("percent", "Attendance, per cent", True), _day("from", "From"), _day("to", "To"),
        _text("by", "Reported by", True),
    ), signal=True, told="Attendance was reported by {by}: {percent} per cent."),
    _kind("help_request", "School asked for help", _G.SCHOOL, (_SETTING,), "What they asked", signal=True,
          told="{setting} asked the council for help."),
    _kind("safeguarding", "Safeguarding marker", _G.SCHOOL, (
        _choice("marker", "Marker", {
            "concern": "Concern passed on", "need": "Child in need", "protection": "Child protection plan",
            "ended": "Marker ended"}),
        _text("lead", "Lead worker"),
    ), signal=True, told="A safeguarding marker was recorded: {marker}."),
    _kind("placement", "Placement began", _G.PLACEMENT, (
        _SETTING, _choice("type", "Type", {**_PLACES, "not_told": "Not told"}), _text("by", "Decided by", True),
        _choice("planned", "Planned?", {**_YES, "not_told": "Not told"}), _text("authority", "Authority the setting is in"),
        _choice("distance", "Distance from home", {
            "near": "Under 3 miles", "middle": "3 to 10 miles", "far": "10 to 20 miles", "very_far": "Over 20 miles"}, False),
        _words("contingency", "If this fails, then"), _LOOKED_AT, *PLACE,
    ), "Why this placement", told="A placement began at {setting} ({type})."),
    _kind("placement_ended", "Placement ended", _G.PLACEMENT, (
        _SETTING, _choice("planned", "Planned?", {**_YES, "not_told": "Not told"}), _text("by", "Decided by", True),
        _words("tried", "What was tried"), _day("plan_by", "Manager’s note and plan by"),
    ), "Why it ended", told="The placement at {setting} ended."),
    _kind("placement_risk", "Placement at risk, or no longer", _G.PLACEMENT, (
        _SETTING, _choice("risk", "Is it at risk?", _YES), _day("review", "Look at it again on"), _WHO,
    ), "Why, and what is done", told="Whether the placement at {setting} is at risk was recorded by {by}: {risk}."),
    _kind("breakdown_plan", "Plan after a placement broke down", _G.PLACEMENT, (
        _entry("ended", "Which placement", "placement_ended"), _text("by", "Manager", True),
        _words("plan", "What is to hold the next placement", True),
    ), "The manager’s note", told="{by} made a plan after a placement had ended unplanned."),
    _kind("placement_expected", "Type of placement expected", _G.PLACEMENT, (
        _choice("type", "Type", _PLACES), _day("from", "Wanted from"), _WHO,
    ), told="The type of placement expected was recorded by {by}: {type}."),
    _kind("placement_terms", "Transport, funding and review of the placement", _G.PLACEMENT, (
        _SETTING, _choice("transport", "Home-to-school transport", TRANSPORT, False), _day("from", "Transport from"),
        _text("band", "Funding band"), _choice("joint", "Jointly funded with health or social care?", _YES, False),
        _LOOKED_AT,
    ), told="The terms of the placement at {setting} were recorded."),
    _kind("education_status", "Education status", _G.PLACEMENT, (
        _choice("status", "Status", _STATUS), _text("source", "Who said so", True),
    ), told="Education status: {status}."),
    _kind("setting_preferred", "Setting asked for", _G.PLACEMENT, (
        _SETTING, _choice("by", "Asked for by", {"parent": "Parent", "young_person": "Young person"}),
    ), told="The family asked for {setting} to be named."),
    _kind("place_offered", "Place offered", _G.PLACEMENT, (
        _SETTING, _text("passed_to", "Passed to"),
        _choice("answer", "Answer", {"none": "Not yet answered", "taken": "Taken up", "declined": "Declined"}),
    ), told="{setting} offered a place."),
    _kind("placement_suitability", "Is the placement suitable?", _G.PLACEMENT, (
        _choice("suitable", "Suitable", _YES), _choice("wanted", "Type wanted instead", _PLACES, False),
        _WHO,
    ), "The reasons", told="Whether the placement is suitable was recorded by {by}: {suitable}."),
    _kind("child_views", "Child’s or young person’s views", _G.VIEWS, (
        _choice("method", "How", {
            "meeting": "In a meeting", "written": "In writing", "drawing": "Drawing or pictures", "visit": "On a visit",
            "advocate": "Through an advocate", "other": "Another way", "none": "No views were gathered"}),
        _choice("because", "If none were gathered, why", {
            "declined": "They did not want to", "not_asked": "They were not asked", "unable": "No way was found to ask",
            "away": "They could not be reached", "other": "Another reason"}, False),
        _text("helped", "Helped by"),
        _words("wants", "Who they want, and do not want, at meetings"),
    ), "The views in their own words, or why there are none",
          told="The views of the child or young person were recorded ({method})."),
    _kind("family_feedback", "What the family said of the service", _G.VIEWS, (
        _choice("answer", "Answer", {
            "very_content": "Very content", "content": "Content", "neither": "Neither", "not_content": "Not content",
            "not_at_all": "Not content at all"}),
        _text("who", "Who answered"),
    ), "What they said", told="The family was asked how content it is with the service."),
    _kind("parent_views", "Parent’s views", _G.VIEWS, (
        _text("who", "Whose", True), _words("considered", "How they were taken into account"),
    ), "The views", told="The views of {who} were recorded."),
    _kind("meeting", "Meeting or panel", _G.VIEWS, (
        _choice("kind", "Which", {
            "panel": "Panel", "professionals": "Professionals’ meeting", "family": "Meeting with the family",
            "transition": "Transition meeting", "review": "Review meeting", "other": "Another meeting"}),
        _text("purpose", "Purpose", True),
        _choice("held", "It was", {"held": "Held", "cancelled": "Cancelled", "moved": "Moved"}),
        _choice("because", "If it was not held, why", NOT_HELD_REASONS, False), _text("setting", "At which setting"),
        _words("attended", "Who came, and who sent apologies"), _words("decisions", "Decisions and actions"),
        _BEHALF,
    ), "The minutes, or why it was not held", told="A meeting was {held}: {purpose}."),
    _kind("review_contribution", "Contribution to a review", _G.VIEWS, (
        _text("who", "Who", True),
        _choice("state", "Where it stands", {
            "invited": "Invited", "sent": "Form sent", "returned": "Returned", "spoken": "Given by phone, visit or advocate",
            "declined": "Declined"}),
    ), told="A contribution to the review: {who}, {state}."),
    *DISPUTE_KINDS,
    _kind("transition_lead", "Transition lead named", _G.ADULTHOOD, (
        _choice("role", "Role", {
            "worker": "Transition worker, 14 and over", "adult_social_care": "Adult social care",
            "adult_health": "Adult health services"}),
        _text("name", "Name", True), _day("referred_on", "Referred on"), _day("panel_on", "Panel on"),
    ), told="{name} was named ({role})."),
    _kind("destination", "Destination after school", _G.ADULTHOOD, (
        _choice("status", "Destination", {
            "school": "School or sixth form", "college": "College", "training": "Training or apprenticeship",
            "employment": "Employment", "neet": "Not in education, employment or training", "unknown": "Not known"}),
        _text("where", "Where"),
    ), told="Destination: {status}."),
    _kind("adulthood_discussed", "Preparing for adulthood talked about", _G.ADULTHOOD, (
        _words("work", "Further education, training and work"), _words("living", "Living independently"),
        _words("community", "Taking part in the community"), _words("health", "Being as healthy as possible"),
    ), told="Preparing for adulthood was talked about."),
    _kind("plan_version", "Version of the plan begun", _G.PLAN, (
        _VERSION, _choice("purpose", "Purpose", {"draft": "Draft", "final": "Final", "amended": "Amended"}),
    ), by_hand=False, told="Version {version} of the plan was begun ({purpose})."),
    _kind("plan_line", "Line of the plan written", _G.PLAN, (
        _VERSION, _text("section", "Section", True), _text("line", "Line", True), *PARTS.values(),
    ), "The words of the line", by_hand=False, told="Line {line} of the plan was written."),
    _kind("plan_line_removed", "Line of the plan removed", _G.PLAN, (
        _VERSION, _text("line", "Line", True),
    ), by_hand=False, told="Line {line} of the plan was removed."),
    _kind("plan_signed_off", "Plan signed off", _G.PLAN, (
        _VERSION, _text("by", "Signed off by", True), _text("digest", "Digest of the content", True),
        _number("red", "Questions of the checklist that were red", True),
    ), by_hand=False, told="{by} signed off version {version} of the plan."),
    _kind("plan_issued", "Copy of the plan given", _G.PLAN, (
        _entry("plan", "Which version", "plan_version"), _text("to", "To whom", True),
        _choice("how", "How", {"post": "By post", "email": "By email", "hand": "By hand", "portal": "Through a portal"}),
        _text("form", "In which form", easy="Easy to read", translated="Translated", large="Large print"),
    ), told="The council gave a copy of the plan to {to}."),
    _kind("setting_named", "Setting named in section I", _G.PLAN, (
        _SETTING, *PLACE, _day("to", "Last day"),
    ), told="Section I of the plan named {setting}."),
    _kind("personal_budget", "Personal budget", _G.PLAN, (
        _choice("taken_up", "Taken up?", _YES), _choice("organised", "Organised (notional) arrangements?", _YES, False),
        _choice("direct", "Direct payments for", BUDGETS, False), _day("to", "Last day"),
    ), told="Personal budget taken up: {taken_up}."),
    _kind("told_in_return", "Told in a return or a list, without its day", _G.NOTES, (
        _choice("item", "What", RETURNED_ITEMS), _text("value", "What it said", True),
    ), told="A return or a list told without a day: {item}."),
    _kind("amendment_requested", "Amendment to the plan asked for", _G.PLAN, (
        _text("by", "Asked for by", True), _text("about", "Section or line"),
    ), "What they ask to be changed", told="{by} asked for an amendment to the plan."),
    _kind("amendment_answered", "Amendment request answered", _G.PLAN, (
        _entry("request", "Which request", "amendment_requested"),
        _choice("answer", "Answer", {"accepted": "Accepted", "part": "Accepted in part", "refused": "Refused"}),
    ), "The reasons, or what was changed", told="The council answered a request to amend the plan: {answer}."),
    _kind("outcome_result", "Outcome judged at a review", _G.PLAN, (
        _text("outcome", "Which outcome", True),
        _choice("result", "Result", {"met": "Met", "part": "Partly met", "not_met": "Not met",
                                     "not_relevant": "No longer relevant"}),
    ), by_hand=False, told="Outcome {outcome} was judged at a review: {result}."),
    _kind("audit_answer", "Answer of a file audit", _G.NOTES, (
        _text("audit", "Which audit", True), _text("question", "Question", True), _text("answer", "Answer", True),
    ), by_hand=False, told="A file audit answered a question."),
    _kind("audit_graded", "File audit graded", _G.NOTES, (
        _text("audit", "Which audit", True), _text("grade", "Grade", True), _text("by", "Audited by", True),
    ), by_hand=False, told="The file was audited."),
    *PANEL_KINDS,
    *LETTER_KINDS,
    *RIGHTS_KINDS,
    *TAKING_PART_KINDS,
    _kind("assigned", "Caseworker named", _G.NOTES, _OWN, by_hand=False),
    _kind("unassigned", "Caseworker removed", _G.NOTES, _OWN, by_hand=False),
    _kind("team_changed", "Team changed", _G.NOTES, _OWN, by_hand=False, told="The case went to another team."),
    _kind("psychologist_named", "Educational psychologist named", _G.ADVICE, _OWN, by_hand=False),
    _kind("held_for_checking", "Held for checking", _G.NOTES, _OWN, by_hand=False),
    _kind("checked", "Checked and released", _G.NOTES, _OWN, by_hand=False),
    _kind("kept_from_import", "Kept word for word from a file", _G.NOTES, _OWN, by_hand=False),
    _kind("imported", "Brought in from a file", _G.NOTES, _OWN, by_hand=False),
    _kind("import_verified", "What was brought in was verified", _G.NOTES, _OWN, by_hand=False),
    _kind("taken_out", "Case taken out", _G.NOTES, _OWN, by_hand=False),
    _kind("entry_mark", "Mark on an entry of the chronology", _G.NOTES, (
        _entry("entry", "Which entry"),
        _choice("mark", "Mark", {"agreed": "Agreed", "disputed": "Disputed", "alleged": "Alleged", "cleared": "Taken back"}),
        _WHO, _words("says", "What they say happened"), _words("source", "What they rest it on"),
    ), by_hand=False, told="{by} said of an entry of the chronology: {mark}."),
    _kind("entry_proposed", "Entry proposed for the chronology", _G.NOTES, (
        _WHO, _words("says", "What they say happened", True), _words("source", "What they rest it on"),
    ), by_hand=False, told="According to {by}: {says}."),
    _kind("document_filed", "Document filed", _G.NOTES, _OWN, by_hand=False),
    _kind("disclosure", "Copy made for somebody", _G.NOTES, (
        _text("to", "For whom", True), _text("audience", "As what", True), _text("paper", "Which paper", True),
        _text("digest", "Digest of the file", True), _number("removed", "Places taken out", True),
        _number("kept", "Places a person kept", True), _text("rules", "Version of the rules", True),
    ), "What was taken out and why", by_hand=False, told="A copy of {paper} was made for {to}."),
    _kind("bundle_kept", "Version of the tribunal bundle kept", _G.NOTES, _OWN, by_hand=False),
    _kind("child_changed", "Details of the child changed", _G.NOTES, _OWN, by_hand=False),
    _kind("withdrawn_entry", "Entry withdrawn", _G.NOTES, _OWN, by_hand=False),
)  # fmt: skip
_NO_ATTRS: Mapping[str, Attr] = MappingProxyType({})
CASE_KINDS: Mapping[str, CaseKind] = MappingProxyType({kind.id: kind for kind in _KINDS})


def attrs_of(kind: str) -> Mapping[str, Attr]:
    """What a kind of fact says besides its day, the clock's kinds and the case's own alike; nothing for an unknown one."""
    if kind in FACT_KINDS:
        return FACT_KINDS[kind].attrs
    if kind in PEOPLE_KINDS:
        return PEOPLE_KINDS[kind].attrs
    found = CASE_KINDS.get(kind)
    return (found.attrs if found is not None else None) or _NO_ATTRS


def said_words(kind: str, name: str, value: str) -> str:
    """A value as people say it: a day in words, a choice by its words, anything typed as it was typed; nothing for an
    empty one."""
    attr = attrs_of(kind).get(name)
    if attr is None or not value:
        return value.replace("_", " ")
    if attr.type is AttrType.DATE:
        return in_words(date.fromisoformat(value))
    return attr.values.get(value, value)


def told_words(kind: CaseKind, fact: Fact) -> str:
    """The neutral sentences of a chronology: what happened, and the words that came with it."""
    said = _Said({name: _inside(kind, name, value) for name, value in fact.attrs.items() if value})
    sentence = kind.told.format_map(said) if kind.told else f"{kind.title}."
    sentence, words = sentence[:1].upper() + sentence[1:], fact.note.strip()
    if not words:
        return sentence
    return f"{sentence} {kind.words or 'Note'}: {words}{'' if words.endswith(('.', '?', '!')) else '.'}"


def _inside(kind: CaseKind, name: str, value: str) -> str:
    """A value inside a sentence: a choice begins with a small letter there."""
    words = said_words(kind.id, name, value).strip().rstrip(".")
    attr = attrs_of(kind.id).get(name)
    return words[:1].lower() + words[1:] if attr is not None and attr.type is AttrType.CHOICE else words


class _Said(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "not stated"
