"""The rows of the SEN2 view: findings, the plans of the 20 weeks, and who holds how many."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.sen2 import Finding, Severity
from ehcp_desk.domain.wording import Mark
from ehcp_desk.services.oversight.restricting import not_read
from ehcp_desk.services.oversight.sen2.quality import Quality
from ehcp_desk.services.oversight.sen2.timeliness import Timeliness
from ui.models.cells import StateCell
from ui.models.columns import Column, Kind

OPEN = "ref"
"""The column that goes to the case."""
WHOLE = "The whole return"
Found = tuple[int, Finding]


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One new plan of the year: its case, the day it started, its days, and whether or why it counts."""

    number: int
    case_id: int
    ref: str
    start: str
    days: int | None
    mark: Mark
    words: str


def found_columns() -> tuple[Column[Found], ...]:
    """What a rule found: which, how grave, on which case, and in words."""
    return (
        Column("severity", "Severity", lambda r: severity_cell(r[1]), 96, Kind.STATE, narrow=True),
        Column(OPEN, "Case", lambda r: r[1].ref or WHOLE, 130, Kind.ACTION, narrow=True),
        Column(
            "item",
            "Item",
            lambda r: item_words(r[1].item),
            190,
            Kind.STRONG,
            narrow=True,
            text=lambda r: f"{item_words(r[1].item)} ({r[1].item})",
        ),
        Column("message", "What the rule found", lambda r: r[1].message, 460, stretch=True, narrow=True),
        Column("rule", "Rule", lambda r: r[1].rule, 76, Kind.SECOND),
        Column("owner", "Caseworker", lambda r: owner_words(r[1]), 150, Kind.SECOND),
    )


_ITEMS = {
    "PlanDetail": "Named in section I", "PlacementDetail": "Placement", "NamedPlan": "The plan", "ActivePlans": "The live plan",
    "PlanRes": "Residential, section I", "Res": "Residential", "PlanWBP": "Work-based, section I", "WBP": "Work-based",
    "PB": "Personal budget", "OA": "Organised arrangements", "DP": "Direct payments", "NCY": "Year group", "All": "All items",
    "RYA": "In youth accommodation", "LEA": "Council’s number", "Week20": "20 weeks", "UPNunknown": "Why there is no UPN",
    "SENneed": "SEN need", "SENsetting": "SEN setting", "SENtype": "SEN type", "SENtypeRank": "Rank of the SEN type",
    "SENunitIndicator": "SEN unit", "ResourcedProvisionIndicator": "Resourced provision", "PersonBirthDate": "Date of birth",
    "DCO": "Designated clinical officer", "DMO": "Designated medical officer", "DSCO": "Designated social care officer",
    "PlacementRank": "Rank of the placement", "UniqueLearnerNumber": "ULN", "URN": "URN", "UKPRN": "UKPRN", "UPN": "UPN",
}  # fmt: skip
"""What the return's own names of items mean to people, where its words alone do not say."""


def item_words(item: str) -> str:
    """An item in words people use: ``SEN unit`` for ``SENunitIndicator``; the return's own name is in the tool tip."""
    if item in _ITEMS:
        return _ITEMS[item]
    said = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", item).split()
    told = " ".join(word if word.isupper() else word.lower() for word in said)
    return f"{told[:1].upper()}{told[1:]}"


def severity_cell(finding: Finding) -> StateCell:
    """An error with the mark of what is late, a query with that of what is not known."""
    error = finding.severity is Severity.ERROR
    return StateCell(Mark.OVERDUE if error else Mark.UNKNOWN, "Error" if error else "Query")


def owner_words(finding: Finding) -> str:
    """Who answers for the case; a dash for the return as a whole."""
    return finding.owner or ("Nobody" if finding.ref else "–")


def found_sentence(row: Found) -> str:
    """A finding for a screen reader."""
    finding = row[1]
    return f"{finding.severity.value} {finding.rule} on {finding.ref or WHOLE}, {item_words(finding.item)}: {finding.message}"


def plan_columns() -> tuple[Column[PlanRow], ...]:
    """The new plans of the year."""
    return (
        Column("state", "Within 20 weeks", lambda r: StateCell(r.mark, r.words), 330, Kind.STATE, narrow=True),
        Column(OPEN, "Case", lambda r: r.ref, 130, Kind.ACTION, narrow=True),
        Column("start", "Plan started", lambda r: r.start, 160, right=True, narrow=True),
        Column("days", "Days", lambda r: "–" if r.days is None else f"{r.days:,}", 80, right=True, narrow=True),
        Column("room", "", lambda _r: "", 60, stretch=True),
    )


def plan_rows(timely: Timeliness) -> list[PlanRow]:
    """Late ones first, the latest first; then those on time; then those the measure leaves out."""
    rows: list[PlanRow] = []
    for plan in sorted(timely.timed, key=lambda p: (p.on_time, -p.days, p.ref)):
        exception = ", an exception is flagged" if plan.exception else ""
        mark = Mark.MET if plan.on_time else Mark.MET_LATE
        words = f"{'On time' if plan.on_time else 'Late'}{exception}"
        start = in_words(date.fromisoformat(plan.start))
        rows.append(PlanRow(len(rows) + 1, plan.case_id, plan.ref, start, plan.days, mark, words))
    for gone in sorted(timely.left_out, key=lambda p: p.ref):
        rows.append(PlanRow(len(rows) + 1, gone.case_id, gone.ref, "–", None, Mark.UNKNOWN, f"Left out: {gone.why}"))
    return rows


def plan_sentence(row: PlanRow) -> str:
    """A plan for a screen reader."""
    return f"{row.ref}: {row.words}. {row.days if row.days is not None else 'No'} days."


def share_words(share: tuple[int, int]) -> str:
    """``5 of 75, 6.7%``; says so where there is nothing to count."""
    on_time, of = share
    return f"{on_time:,} of {of:,}, {100 * on_time / of:.1f}%" if of else "no plans to count"


def quality_words(found: Quality) -> str:
    """Who holds the errors, and how many there were month by month."""
    owners = [f"{name or 'nobody'} {errors}" for name, errors, _ in found.owners if errors][:6]
    trend = [f"{m.month:%b} {m.errors}" for m in found.trend]
    held = f"Errors by caseworker: {', '.join(owners)}." if owners else "No errors."
    held += not_read(found.unopened)
    return f"{held} At the end of each month: {', '.join(trend)}." if trend else held
