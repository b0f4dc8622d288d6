"""Modules 2 to 4: from what a case tells to Requests, Assessment and NamedPlan (sen2.md 1.4 to 1.6, coverage 4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from ehcp_desk.domain.sen2 import Node, Profile, Sen2Settings
from ehcp_desk.services.oversight.sen2.plans import MADE_ON, MOVED_IN, active_plans, named_plan, plan_ended
from ehcp_desk.services.oversight.sen2.profiles import council_code
from ehcp_desk.services.oversight.sen2.told import PROCESS, Told, attrs

SOURCES: Mapping[str, str] = {
    "parent": "1", "young_person": "1", "young person or parent": "1", "school": "2", "post16": "2", "early_years": "2",
    "school or other education setting": "2", "health": "3", "social_care": "4", "other": "5",
}  # fmt: skip
"""Who asked, as the code of RequestSource (codesets.csv)."""
Excused = Callable[[Told], bool]
"""Whether the clock accepts a ground against the 20 weeks of a case."""


@dataclass(frozen=True, slots=True)
class Year:
    """The return being made: its first day, last day and year's end as ISO text, what it asks for, the choices, and the
    needs it has a code for."""

    first: str
    last: str
    year_end: str
    choices: Mapping[str, str]
    tags: frozenset[str]
    excused: Excused
    needs: frozenset[str]

    @classmethod
    def of(cls, profile: Profile, settings: Sen2Settings, excused: Excused, until: date | None = None) -> Year:
        """The year of a profile; ``until`` counts to another day than its census, for the lists of the year round."""
        last = until or profile.census
        tags = frozenset(item.tag for items in profile.modules.values() for item in items)
        first = profile.first_day if until is None else date(until.year, 1, 1)
        end = date(first.year, 12, 31)
        needs = frozenset(profile.codes("SENneed", "SENtype"))
        return cls(first.isoformat(), last.isoformat(), end.isoformat(), settings.choices, tags, excused, needs)


@dataclass(slots=True)
class _Course:
    """How far one request has come."""

    told: Told
    returned: Mapping[str, str]
    moved_in: str
    finals: list[str]
    decided: str
    refused: bool
    agreed: bool
    no_plan: str
    withdrawn: str
    moved: str

    @property
    def made(self) -> str:
        """The day a plan came to be in place here; empty while there is none."""
        return min(filter(None, (self.moved_in, *self.finals[:1])), default="")


def request_node(told: Told, year: Year) -> Node | None:
    """The Requests element of one request; None where it is not in this return."""
    if not PROCESS & told.by.keys():
        return None
    course = _course(told)
    ended = plan_ended(told, course.made)
    if not _covered(course, ended[0] if ended else "", year):
        return None
    outcome = _request_outcome(course, year)
    node: Node = {}
    _begin(node, course, outcome, year)
    if outcome in ("Y", "N"):
        if course.decided:
            node["RequestOutcomeDate"] = course.decided
        node["RequestMediation"] = _flag(course, "mediation_held", "request", "request_mediation")
        node["RequestTribunal"] = _flag(course, "appeal_received", "request", "request_tribunal")
    node["RequestOutcome"] = outcome
    if course.moved and not course.made:
        node["Exported"] = _exported(told)
        return node
    if outcome in ("Y", "H") or (outcome == "N" and course.agreed):
        node["Assessment"] = _assessment(course, year, ended)
        if course.made and not ended and "NamedPlan" in node["Assessment"]:
            node["ActivePlans"] = active_plans(told, year.first, year.last, year.choices, year.tags, year.year_end)
    return node


def _course(told: Told) -> _Course:
    decisions = told.by.get("assess_decision_notified", ())
    outcomes = [attrs(entry).get("outcome", "") for entry in decisions]
    refused = bool(outcomes) and outcomes[0] == "refuse"
    finals, moved_in = told.days("final_plan_sent"), told.day("plan_transferred_in")
    no_plan = told.day("no_plan_decision_notified")
    agreed = bool("assess" in outcomes or finals or moved_in or no_plan or _agreed_after(told))
    moves = (*told.days("moved_away")[:1], *told.days("plan_transferred_out")[:1])
    return _Course(told, told.returned(), moved_in, finals, decisions[0][0] if decisions else "", refused, agreed,
                   no_plan, told.day("request_withdrawn"), min(moves, default=""))  # fmt: skip


def _agreed_after(told: Told) -> bool:
    """A refusal that gave way, or a decision to make a plan without one to assess."""
    if "agreed_to_assess" in told.by or "plan_decision_notified" in told.by:
        return True
    said = (("tribunal_order", "order"), ("mediation_agreement", "about"), ("appeal_not_opposed", "about"))
    return any(attrs(e).get(name) == "assess" for kind, name in said for e in told.by.get(kind, ()))


def _covered(course: _Course, ended: str, year: Year) -> bool:
    """Whether the return holds it: live or open on census day, or ended since the first of January (sen2.md 4)."""
    if course.made:
        over = ended
    else:
        refusal = course.decided if course.refused and not course.agreed else ""
        over = min(filter(None, (refusal, course.no_plan, course.withdrawn, course.moved)), default="")
    if not over:
        return True
    return over >= year.first and (over <= year.year_end or year.choices["after_the_year"] == "as_it_stood")


def _request_outcome(course: _Course, year: Year) -> str:
    if course.moved_in or "decided_before" in course.returned:
        return "H"
    if course.decided:
        if course.decided < year.first:
            return "H"
        return "N" if course.refused else "Y"
    if course.made and course.made < year.first:
        return "H"
    if course.agreed:
        return "Y"
    return "W" if course.withdrawn or course.moved else "A"


def _begin(node: Node, course: _Course, outcome: str, year: Year) -> None:
    received = course.told.first("request_received") or course.told.first("became_responsible")
    said = attrs(received) if received is not None else {}
    historical = outcome == "H"
    counting = historical and not _issued_before(course, year)
    if received is not None and (not historical or (counting and year.choices["received_with_h"] == "while_counting")):
        node["ReceivedDate"] = received[0]
    source = SOURCES.get(str(said.get("source", "")).casefold(), "")
    wanted = not historical or year.choices["source_with_h"] == "wanted"
    if source and wanted and "RequestSource" in year.tags:
        node["RequestSource"] = source
    if not historical:
        node["RYA"] = "1" if said.get("youth_accommodation") == "yes" else "0"


def _issued_before(course: _Course, year: Year) -> bool:
    """Whether the decision to make the plan is historical: made before the year, or by another council."""
    before = bool(course.finals) and course.finals[0] < year.first
    return bool(course.moved_in or before or "issued_before" in course.returned)


def _assessment(course: _Course, year: Year, ended: tuple[str, str] | None) -> Node:
    node: Node = {}
    final = course.finals[0] if course.finals else ""
    if _issued_before(course, year):
        outcome, day = "H", ""
    elif course.no_plan >= year.first and (not final or course.no_plan < final):
        outcome, day = "N", course.no_plan
    elif final or "plan_decision_notified" in course.told.by:
        outcome, day = "Y", final
    else:
        outcome, day = ("W" if course.withdrawn else "A"), ""
    node["AssessmentOutcome"] = outcome
    if day:
        node["AssessmentOutcomeDate"] = day
    if outcome in ("Y", "N"):
        node["AssessmentMediation"] = _flag(course, "mediation_held", "assessment", "assessment_mediation")
        node["AssessmentTribunal"] = _flag(course, "appeal_received", "assessment", "assessment_tribunal")
        node["OtherMediation"] = _flag(course, "mediation_held", "other", "other_mediation")
        node["OtherTribunal"] = _flag(course, "appeal_received", "other", "other_tribunal")
        if final:
            node["Week20"] = "1" if "week20" in course.returned or year.excused(course.told) else "0"
    if course.made and outcome in ("Y", "N", "H"):
        new = outcome != "H"
        plan = node["NamedPlan"] = named_plan(course.told, new, bool(course.moved_in), ended, year.choices, year.last)
        plan[MOVED_IN if course.made == course.moved_in else MADE_ON] = course.made
    return node


def _flag(course: _Course, kind: str, about: str, item: str) -> str:
    if item in course.returned:
        return "1"
    return "1" if any(_about(course.told, entry[0]) == about for entry in course.told.by.get(kind, ())) else "0"


_DECISIONS = (
    ("no_plan_decision_notified", "assessment"),
    ("final_plan_sent", "other"), ("amended_plan_sent", "other"), ("review_decision_notified", "other"),
    ("cease_decision_notified", "other"), ("reassessment_decision_notified", "other"),
)  # fmt: skip


def _about(told: Told, day: str) -> str:
    """Which decision a mediation or an appeal on a day is about: the last appealable one made by then."""
    made = [(e[0], "request") for e in told.by.get("assess_decision_notified", ())
            if attrs(e).get("outcome") == "refuse" and e[0] <= day]  # fmt: skip
    made += [(when, about) for kind, about in _DECISIONS for when in told.days(kind) if when <= day]
    return max(made, default=("", "request"))[1]


def _exported(told: Told) -> str:
    away = told.first("moved_away")
    named = str(attrs(away).get("to_authority", "")) if away is not None else ""
    return council_code(named) or named or "XXX"
