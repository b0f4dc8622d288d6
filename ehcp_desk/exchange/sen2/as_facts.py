"""One Requests element of somebody's return as facts of a case: the way back from ``services/oversight/sen2``.

What a return says happened on a day becomes the fact of that day.  What it tells without its day becomes a
``told_in_return`` of the census day, or, where the stage of the case hangs on it, the fact marked approximate.  What the
record has no place for is said in a remark, never dropped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.case_kinds import attrs_of
from ehcp_desk.domain.sen2 import Node
from ehcp_desk.exchange.sen2.reading import SECOND, seconds

_SOURCES = {"1": "Young person or parent", "2": "School or other education setting", "3": "health", "4": "social_care",
            "5": "other"}  # fmt: skip
_YES = {"1": "yes", "0": "no"}
_ISO_LENGTH = 10
_OUTCOMES = {"M": "keep", "A": "amend", "C": "cease"}
_FLAGS = {
    "RequestMediation": "request_mediation", "RequestTribunal": "request_tribunal",
    "AssessmentMediation": "assessment_mediation", "AssessmentTribunal": "assessment_tribunal",
    "OtherMediation": "other_mediation", "OtherTribunal": "other_tribunal", "Week20": "week20",
}  # fmt: skip
Remark = tuple[str, str, str]
"""The item, what it said, and why it is kept as it stood."""


@dataclass(slots=True)
class AsFacts:
    """The facts of one Requests element, in the order they happened, and what found no place among them."""

    year: int
    first: date
    last: date
    facts: list[Fact] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    @property
    def told(self) -> str:
        """Whose words these are."""
        return f"As told in the SEN2 return for {self.year}"

    def add(
        self, kind: str, on: date | None, attrs: Mapping[str, str] | None = None, *, day_known: bool = True
    ) -> None:
        """A fact, where its day could be read."""
        if on is not None:
            kept = {name: value for name, value in (attrs or {}).items() if value}
            self.facts.append(
                Fact(kind, on, kept, not day_known, self.told if not day_known or kind == "placement" else "")
            )

    def tell(self, item: str, value: str) -> None:
        """Something told without its day."""
        self.add("told_in_return", self.last, {"item": item, "value": value})

    def day(self, node: Node, tag: str) -> date | None:
        """The day of an item; one that is no day is kept as it stood."""
        text = node.get(tag, "")
        if not text:
            return None
        try:
            if len(text) == _ISO_LENGTH:
                return date.fromisoformat(text)
        except ValueError:
            pass
        self.remarks.append((tag, text, "not a day"))
        return None

    def choice(self, kind: str, name: str, node: Node, tag: str, spelt: Mapping[str, str] | None = None) -> str:
        """A code as the value the record has for it; one it has none for is kept as it stood."""
        text = node.get(tag, "")
        value = spelt.get(text, "") if spelt is not None else text
        if text and value not in attrs_of(kind)[name].values:
            self.remarks.append((tag, text, "a code the record does not know"))
            return ""
        return value

    def sometime(self, *after: date | None) -> date:
        """A day in the year of the return for what is told without one: its last, unless something came after it."""
        return min(self.last, max([date(self.first.year, 12, 31), *(day for day in after if day is not None)]))


def request_facts(request: Node, person: Node, year: int, census: date, first_of_person: bool) -> AsFacts:
    """Everything one Requests element tells.  What the Person says besides the child's details goes with the first."""
    said = AsFacts(year, date(year - 1, 1, 1), census)
    received = said.day(request, "ReceivedDate")
    if received is not None:
        source = _SOURCES.get(request.get("RequestSource", ""), "")
        accommodation = said.choice("request_received", "youth_accommodation", request, "RYA", _YES)
        said.add("request_received", received, {"source": source, "youth_accommodation": accommodation})
    assessment = request.get("Assessment", {})
    _request_outcome(said, request, assessment, received)
    _assessment(said, request, assessment)
    for node in (request, assessment):
        for tag, item in _FLAGS.items():
            if node.get(tag) == "1":
                said.tell(item, "1")
    if "NamedPlan" in assessment:
        _plan(said, assessment["NamedPlan"])
    if "ActivePlans" in request:
        _active(said, request["ActivePlans"])
    twice = list(seconds(request))
    if first_of_person:
        _about_the_person(said, person)
        twice += person.get(SECOND, ())
    said.remarks += [(tag, words, "a second one, where a return has one; the first was read") for tag, words in twice]
    return said


def _request_outcome(said: AsFacts, request: Node, assessment: Node, received: date | None) -> None:
    outcome, told = request.get("RequestOutcome", ""), said.day(request, "RequestOutcomeDate")
    if outcome == "Y" and told is not None:
        said.add("assess_decision_notified", told, {"outcome": "assess"})
    elif outcome == "N" and told is not None:
        said.add("assess_decision_notified", told, {"outcome": "refuse"})
        if assessment:
            said.add("agreed_to_assess", told, day_known=False)
    elif outcome == "W" and "Exported" not in request:
        said.add("request_withdrawn", said.sometime(received), day_known=False)
    elif outcome == "H" and _needs_saying(request, assessment, said.first):
        said.tell("decided_before", str(said.year))
    elif outcome in ("Y", "N"):
        said.remarks.append(("RequestOutcome", outcome, "a decision without its day"))
    if request.get("Exported"):
        said.add("moved_away", said.sometime(received, told), {"to_authority": request["Exported"]}, day_known=False)


def _needs_saying(request: Node, assessment: Node, first: date) -> bool:
    """Whether the record could not tell a historical decision by the days it has: an old plan or one that moved in."""
    start = assessment.get("NamedPlan", {}).get("StartDate", "")
    old = assessment.get("AssessmentOutcome") == "H" and "" < start < first.isoformat()
    return not old and "TransferLA" not in request.get("ActivePlans", {})


def _assessment(said: AsFacts, request: Node, node: Node) -> None:
    if not node:
        return
    outcome, told = node.get("AssessmentOutcome", ""), said.day(node, "AssessmentOutcomeDate")
    plan = node.get("NamedPlan")
    start = said.day(plan, "StartDate") if plan is not None else None
    moved_from = request.get("ActivePlans", {}).get("TransferLA", "")
    if outcome == "N":
        said.add("no_plan_decision_notified", told)
    elif outcome == "W":
        decided = said.day(request, "RequestOutcomeDate")
        said.add("request_withdrawn", said.sometime(decided), day_known=False)
    elif outcome == "Y" and plan is None:
        said.add("plan_decision_notified", said.last, day_known=False)
    elif outcome == "Y" and told is not None and start is not None and told != start:
        said.remarks.append(("AssessmentOutcomeDate", told.isoformat(), "another day than the start of the plan"))
    if plan is None:
        if moved_from:
            said.remarks.append(("TransferLA", moved_from, "no plan is named for it"))
        return
    if moved_from:
        moved = max(said.first, start) if start is not None else said.first
        about = {"from_authority": moved_from, "made_on": start.isoformat() if start is not None else ""}
        said.add("plan_transferred_in", moved, about, day_known=False)
        return
    said.add("final_plan_sent", start or told)
    if outcome == "H" and start is not None and start >= said.first:
        said.tell("issued_before", str(said.year))


def _plan(said: AsFacts, plan: Node) -> None:
    since = said.day(plan, "StartDate") or said.last
    details = plan.get("PlanDetail", ())
    for place, detail in enumerate(details):
        main = detail.get("PlacementRank") == "1" or len(details) == 1 or (place == 0 and not _has_main(details))
        with_plan = detail | {"Res": plan.get("PlanRes", ""), "WBP": plan.get("PlanWBP", "")} if main else detail
        said.add("setting_named", since, _place(said, "setting_named", with_plan))
    if not details:
        said.remarks += [
            (tag, plan[tag], "no setting is named for it") for tag in ("PlanRes", "PlanWBP") if tag in plan
        ]
    if plan.get("PB") == "1" or plan.get("OA") == "1" or plan.get("DP"):
        said.add("personal_budget", since, {
            "taken_up": _YES.get(plan.get("PB", ""), "no"),
            "organised": said.choice("personal_budget", "organised", plan, "OA", _YES),
            "direct": said.choice("personal_budget", "direct", plan, "DP"),
        })  # fmt: skip
    ceased = said.day(plan, "CeaseDate")
    reason = said.choice("plan_ceased", "reason", plan, "CeaseReason")
    said.add("plan_ceased", ceased, {"reason": reason})
    if ceased is None and reason:
        said.remarks.append(("CeaseReason", reason, "no day on which the plan ended"))


def _has_main(details: list[Node]) -> bool:
    return any(detail.get("PlacementRank") == "1" for detail in details)


def _place(said: AsFacts, kind: str, node: Node) -> dict[str, str]:
    """What a PlanDetail or PlacementDetail says, as the attributes of a setting named or a placement."""
    return {
        "setting": _label(node),
        "urn": node.get("URN", ""),
        "ukprn": node.get("UKPRN", ""),
        "code": said.choice(kind, "code", node, "SENsetting"),
        "other": node.get("SENSettingOther", ""),
        "rank": said.choice(kind, "rank", node, "PlacementRank"),
        "unit": said.choice(kind, "unit", node, "SENunitIndicator", _YES),
        "resourced": said.choice(kind, "resourced", node, "ResourcedProvisionIndicator", _YES),
        "residential": said.choice(kind, "residential", node, "Res"),
        "work": said.choice(kind, "work", node, "WBP"),
    }


def _label(node: Node) -> str:
    """What a place is called while nobody has written its name: its number, and that it is the second."""
    number = (f"URN {node['URN']}" if "URN" in node else f"UKPRN {node['UKPRN']}" if "UKPRN" in node
              else node.get("SENSettingOther") or node.get("SENsetting") or "Not told")  # fmt: skip
    return f"{number} (second)" if node.get("PlacementRank") == "2" else number


def _active(said: AsFacts, node: Node) -> None:
    for placement in node.get("PlacementDetail", ()):
        entered, left = said.day(placement, "EntryDate"), said.day(placement, "LeavingDate")
        about = _place(said, "placement", placement)
        decided = {"by": said.told, "planned": "not_told"}
        said.add("placement", entered, {**about, "type": "not_told", **decided})
        said.add("placement_ended", left, {"setting": about["setting"], **decided})
        if entered is None:
            said.remarks.append(("PlacementDetail", about["setting"], "a placement without its first day"))
        if "AttendancePattern" in placement:
            said.remarks.append(("AttendancePattern", placement["AttendancePattern"], "not held in the record"))
    for tag in ("Res", "WBP"):  # where they stood in 2023
        if node.get(tag):
            said.remarks.append((tag, node[tag], "told of no one placement"))
    _needs(said, node.get("SENneed", ()))
    meeting, told = said.day(node, "ReviewMeeting"), said.day(node, "LastReview")
    said.add("review_meeting_held", meeting)
    outcome = said.choice("review_decision_notified", "outcome", node, "ReviewOutcome", _OUTCOMES)
    if told is not None and outcome:
        said.add("review_decision_notified", told, {"outcome": outcome})
    elif told is not None or outcome:
        said.remarks.append(
            ("LastReview", node.get("LastReview", outcome), "a review decision without its day or outcome")
        )
    said.add("amendment_notice_sent", said.day(node, "ReviewDraft"), {"basis": "review"})
    for tag, item in (("PhaseTransferDueDate", "phase_due"), ("PhaseTransferFinalDate", "phase_final")):
        day = said.day(node, tag)
        if day is not None:
            said.tell(item, day.isoformat())


def _needs(said: AsFacts, needs: list[Node]) -> None:
    if not needs:
        return
    by_rank = {need.get("SENtypeRank", ""): need for need in needs}
    main, second = by_rank.get("1"), by_rank.get("2")
    if main is None or len(needs) > 2 or len(by_rank) < len(needs):
        said.remarks += [
            ("SENneed", need.get("SENtype", ""), "needs that are not one first and one second") for need in needs
        ]
        return
    said.remarks += [
        ("SENtypeRank", rank, "a rank of need without its type")
        for rank, need in by_rank.items()
        if "SENtype" not in need
    ]
    codes = {"primary": said.choice("needs_recorded", "primary", main, "SENtype")}
    if second is not None:
        codes["secondary"] = said.choice("needs_recorded", "secondary", second, "SENtype")
    if codes["primary"]:
        said.add("needs_recorded", said.last, codes)
    elif codes.get("secondary"):
        said.remarks.append(("SENneed", codes["secondary"], "a second need, and no type is told of the first"))


def _about_the_person(said: AsFacts, person: Node) -> None:
    postcode = person.get("PostCode", "")
    if postcode:
        said.add("address", said.last, {"address": postcode, "postcode": postcode})
    said.add("upn_unknown", said.last if person.get("UPNunknown") else None,
             {"reason": said.choice("upn_unknown", "reason", person, "UPNunknown")})  # fmt: skip
