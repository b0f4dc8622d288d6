"""The 20 weeks as DfE computes them from the return itself, with and without exceptions (sen2.md 5.1)."""

from __future__ import annotations

from dataclasses import dataclass, field

from ehcp_desk.domain.sen2 import Node, Person
from ehcp_desk.services.oversight.sen2.checks.ground import DAYS_TO_ISSUE, between

NO_REQUEST = "no received date in the return"
WRONG_ORDER = "the plan starts before the request"
OVERTURNED = "a refusal was overturned by mediation or appeal"


@dataclass(frozen=True, slots=True)
class TimedPlan:
    """One new plan of the year: its case, the days it took, and whether an exception is flagged."""

    case_id: int
    ref: str
    start: str
    days: int
    exception: bool

    @property
    def on_time(self) -> bool:
        """Within 140 days of the request."""
        return self.days <= DAYS_TO_ISSUE


@dataclass(frozen=True, slots=True)
class LeftOutPlan:
    """A new plan the measure cannot or does not count, and why."""

    case_id: int
    ref: str
    why: str


@dataclass(slots=True)
class Timeliness:
    """Every new plan of the year, timed or left out with the reason."""

    timed: list[TimedPlan] = field(default_factory=list)
    left_out: list[LeftOutPlan] = field(default_factory=list)

    def count(self, person: Person, first: str, last: str) -> None:
        """Take in the new plans of one Person that started between two ISO days; moved-in ones are no new plans."""
        for place, request in enumerate(person.node["Requests"]):
            assessment = request.get("Assessment", {})
            start = assessment.get("NamedPlan", {}).get("StartDate", "")
            if assessment.get("AssessmentOutcome") not in ("Y", "N") or not first <= start <= last:
                continue
            case_id, ref = person.cases[place], person.refs[place]
            days = between(request.get("ReceivedDate", ""), start)
            if _overturned(request, assessment):
                self.left_out.append(LeftOutPlan(case_id, ref, OVERTURNED))
            elif days is None:
                self.left_out.append(LeftOutPlan(case_id, ref, NO_REQUEST))
            elif days < 0:
                self.left_out.append(LeftOutPlan(case_id, ref, WRONG_ORDER))
            else:
                self.timed.append(TimedPlan(case_id, ref, start, days, assessment.get("Week20") == "1"))

    def including(self) -> tuple[int, int]:
        """On time, and all: exceptions ignored."""
        return sum(plan.on_time for plan in self.timed), len(self.timed)

    def excluding(self) -> tuple[int, int]:
        """On time, and all, of the plans without an exception."""
        counted = [plan for plan in self.timed if not plan.exception]
        return sum(plan.on_time for plan in counted), len(counted)

    def by_quarter(self) -> list[tuple[str, int, int]]:
        """(``2025-Q4``, on time, all), exceptions ignored: a year's rate can hide that its end was nothing like its start."""
        found: dict[str, list[bool]] = {}
        for plan in self.timed:
            found.setdefault(f"{plan.start[:4]}-Q{(int(plan.start[5:7]) + 2) // 3}", []).append(plan.on_time)
        return [(quarter, sum(marks), len(marks)) for quarter, marks in sorted(found.items())]

    @property
    def quarter_words(self) -> str:
        """``By quarter: 2025-Q1 4 of 28, 2025-Q2 1 of 13.``"""
        told = ", ".join(f"{quarter} {on_time:,} of {of:,}" for quarter, on_time, of in self.by_quarter())
        return f"By quarter: {told}." if told else ""


def _overturned(request: Node, assessment: Node) -> bool:
    """Whether mediation or an appeal set another time.  A refusal the council took back of its own accord, which only the
    outcome N tells of, stays on the original 20 weeks (sen2.md 1.4 and 5.1)."""
    asked = (request.get("RequestMediation"), request.get("RequestTribunal"))
    issued = (assessment.get("AssessmentMediation"), assessment.get("AssessmentTribunal"))
    return "1" in asked or (assessment["AssessmentOutcome"] == "N" and "1" in issued)
