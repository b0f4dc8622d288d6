"""Modules 2 to 4: from what a case tells to Requests, Assessment and NamedPlan (sen2.md 1.4 to 1.6, coverage 4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from ehcp_desk.domain.case import Stage
from ehcp_desk.domain.sen2 import Node, Profile, Sen2Settings
from ehcp_desk.services.oversight.return_facts import Limits
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
    """The return being made: its first day, last day and year's end as ISO text, what it asks for, the choices, the
    needs it has a code for, and the limits of the law."""

    first: str
    last: str
    year_end: str
    choices: Mapping[str, str]
    tags: frozenset[str]
    excused: Excused
    needs: frozenset[str]
    limits: Limits

    @classmethod
    def of(
        cls, profile: Profile, settings: Sen2Settings, excused: Excused, limits: Limits, until: date | None = None
    ) -> Year:
        """The year of a profile; ``until`` counts to another day than its census, for the lists of the year round."""
        last = until or profile.census
        tags = frozenset(item.tag for items in profile.modules.values() for item in items)
        first = profile.first_day if until is None else date(until.year, 1, 1)
        end = date(first.year, 12, 31)
        needs = frozenset(profile.codes("SENneed", "SENtype"))
        return cls(first.isoformat(), last.isoformat(), end.isoformat(), settings.choices, tags, excused, needs, limits)


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


def request_node(told: Told, year: Year) -> Node | None:
    """The Requests element of one request; None where it is not in this return."""
    under_way = bool(told.moves) and not told.ended
    if not (under_way or PROCESS & told.by.keys()) or not _covered(told, year):
        return None
    course, ended = _course(told), plan_ended(told)
    outcome = _request_outcome(course, year)
    node: Node = {}
    _begin(node, course, outcome, year)
    if outcome in ("Y", "N"):
        mediated, appealed = _disputes(told)
        if course.decided:
            node["RequestOutcomeDate"] = course.decided
        node["RequestMediation"] = _flag(course, mediated, "request", "request_mediation")
        node["RequestTribunal"] = _flag(course, appealed, "request", "request_tribunal")
    node["RequestOutcome"] = outcome
    if _left_before_a_plan(told):
        node["Exported"] = _exported(told)
        return node
    if outcome in ("Y", "H") or (outcome == "N" and course.agreed):
        node["Assessment"] = _assessment(course, year, ended)
        if told.made and not ended and "NamedPlan" in node["Assessment"]:
            node["ActivePlans"] = active_plans(told, year.first, year.last, year.choices, year.tags, year.year_end,
                                               year.limits)  # fmt: skip
    return node


def _course(told: Told) -> _Course:
    decisions = told.by.get("assess_decision_notified", ())
    outcomes = [attrs(entry).get("outcome", "") for entry in decisions]
    refused = bool(outcomes) and outcomes[0] == "refuse"
    finals, moved_in = told.days("final_plan_sent"), told.day("plan_transferred_in")
    stages = [stage for _, stage in told.moves]
    refused_last = not told.made and stages[-1:] == [Stage.NO_PLAN]
    no_plan = told.ended if refused_last else told.day("no_plan_decision_notified")
    agreed = not _ASSESSED.isdisjoint(stages) or "plan_decision_notified" in told.by
    return _Course(
        told, told.returned(), moved_in, finals, decisions[0][0] if decisions else "", refused, agreed, no_plan
    )


_ASSESSED = frozenset({Stage.ASSESSING, Stage.DRAFTING, Stage.NO_PLAN, Stage.PLAN})
"""Stages nobody comes to without an agreement to assess, be it on record or not."""


def _covered(told: Told, year: Year) -> bool:
    """Whether the return holds it: live or open on census day, or ended since the first of January (sen2.md 4)."""
    over = told.ended
    if not over:
        return True
    return over >= year.first and (over <= year.year_end or year.choices["after_the_year"] == "as_it_stood")


def _left_before_a_plan(told: Told) -> bool:
    return bool(told.ended and not told.made and ("moved_away" in told.by or "plan_transferred_out" in told.by))


def _to_be_made(told: Told) -> bool:
    """Whether there is to be a plan: by a decision, or by an order, an agreement or an appeal given up, still to be met."""
    if "plan_decision_notified" in told.by:
        return True
    said = (("tribunal_order", "order"), ("mediation_agreement", "about"), ("appeal_not_opposed", "about"))
    return not told.ended and any(
        attrs(e).get(name) == "make_plan" for kind, name in said for e in told.by.get(kind, ())
    )


def _request_outcome(course: _Course, year: Year) -> str:
    if course.moved_in or "decided_before" in course.returned:
        return "H"
    if course.decided:
        if course.decided < year.first:
            return "H"
        return "N" if course.refused else "Y"
    if "" < course.told.made < year.first:
        return "H"
    if course.agreed:
        return "Y"
    return "W" if course.told.ended else "A"


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
    before = "" < course.told.made < year.first
    return bool(course.moved_in or before or "issued_before" in course.returned)


def _assessment(course: _Course, year: Year, ended: tuple[str, str] | None) -> Node:
    node: Node = {}
    told, final = course.told, course.finals[0] if course.finals else ""
    if _issued_before(course, year):
        outcome, day = "H", ""
    elif course.no_plan >= year.first and (not final or course.no_plan < final):
        outcome, day = "N", course.no_plan
    elif told.made or _to_be_made(told):
        outcome, day = "Y", final
    else:
        outcome, day = ("W" if told.ended else "A"), ""
    node["AssessmentOutcome"] = outcome
    if day:
        node["AssessmentOutcomeDate"] = day
    if outcome in ("Y", "N"):
        mediated, appealed = _disputes(told)
        node["AssessmentMediation"] = _flag(course, mediated, "assessment", "assessment_mediation")
        node["AssessmentTribunal"] = _flag(course, appealed, "assessment", "assessment_tribunal")
        node["OtherMediation"] = _flag(course, mediated, "other", "other_mediation")
        node["OtherTribunal"] = _flag(course, appealed, "other", "other_tribunal")
        if final:
            node["Week20"] = "1" if "week20" in course.returned or year.excused(told) else "0"
    if told.made:
        new = outcome != "H"
        plan = node["NamedPlan"] = named_plan(told, new, bool(course.moved_in), ended, year.choices, year.last)
        plan[MOVED_IN if told.made == course.moved_in else MADE_ON] = told.made
    return node


def _disputes(told: Told) -> tuple[set[str], set[str]]:
    """Which decisions its mediations and its appeals were about.  A mediation may be known by what was agreed alone."""
    held = told.days("mediation_held")
    mediated = [*held, *(day for day in told.days("mediation_agreement") if not held or day < held[0])]
    return {_about(told, day) for day in mediated}, {about or _about(told, day) for day, _, about in told.appeals}


def _flag(course: _Course, disputed: set[str], about: str, item: str) -> str:
    return "1" if item in course.returned or about in disputed else "0"


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
