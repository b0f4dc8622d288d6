"""Rules about Requests and Assessment: D-R01 to D-R26 and D-A01 to D-A19."""

from __future__ import annotations

from ehcp_desk.domain.sen2 import Node
from ehcp_desk.services.oversight.sen2.checks.ground import (
    DAYS_TO_DECIDE,
    DAYS_TO_ISSUE,
    DAYS_TO_REFUSE,
    FLAGS,
    Add,
    Ground,
    age,
    between,
    later_by_months,
    number,
)

OUTCOMES = frozenset("YNAWH")
SOURCES = frozenset("12345")
TWO_YEARS = 24
"""In months: with 29 February between, 731 days are not yet more."""


def check_request(  # noqa: C901 - one line a rule
    request: Node, place: int, born: str, ground: Ground, add: Add
) -> None:
    """One Requests element and what it leads to."""
    get = request.get
    outcome, received, told = get("RequestOutcome", ""), get("ReceivedDate", ""), get("RequestOutcomeDate", "")
    ground.tally.requests += 1
    _received(received, outcome, born, place, ground, add)
    _source(request, outcome, place, ground, add)
    if outcome not in OUTCOMES:
        add("D-R08", place, outcome)
    if outcome != "H" and get("RYA") not in FLAGS:
        add("D-R06", place)
    if get("RYA") == "1" and born and received and not 10 <= age(born, received) <= 18:
        add("D-R07", place, f"aged {age(born, received)}")
    _outcome_date(outcome, told, received, place, ground, add)
    mediation, tribunal = get("RequestMediation"), get("RequestTribunal")
    if outcome in ("Y", "N") and (mediation not in FLAGS or tribunal not in FLAGS):
        add("D-R14", place)
    if outcome == "Y" and "1" in (mediation, tribunal):
        add("D-R15", place)
    exported = get("Exported")
    if exported and (exported == ground.own or (exported not in ground.councils and exported != "XXX")):
        add("D-R16", place, exported)
    if exported and ("ActivePlans" in request or "NamedPlan" in get("Assessment", ())):
        add("D-R17", place)
    if outcome in ("A", "W") and ("Assessment" in request or "ActivePlans" in request):
        add("D-R18", place)
    if outcome == "N" and "Assessment" in request and "1" not in (mediation, tribunal):
        add("D-R19", place)
    if outcome == "A" and (between(received, ground.last) or 0) > DAYS_TO_DECIDE:
        add("D-R20", place, f"{between(received, ground.last)} days")
    if outcome in ("Y", "H") and "Assessment" not in request and not exported:
        add("D-R25", place)
    if "Assessment" in request:
        check_assessment(request, request["Assessment"], place, ground, add)


def _received(received: str, outcome: str, born: str, place: int, ground: Ground, add: Add) -> None:
    if not received:
        if outcome != "H":
            add("D-R01", place)
        return
    if number(received) < 0 or received > ground.last:
        add("D-R02", place, received)
    if born and received < born:
        add("D-R03", place, received)


def _source(request: Node, outcome: str, place: int, ground: Ground, add: Add) -> None:
    source, tally = request.get("RequestSource"), ground.tally
    if source:
        tally.sourced += 1
        tally.other_source += source == "5"
    wanted = ground.year >= 2026 and (outcome != "H" or ground.choices["source_with_h"] == "wanted")
    if (wanted and not source) or (source and "RequestSource" in ground.tags and source not in SOURCES):
        add("D-R04", place, source or "")


def _outcome_date(outcome: str, told: str, received: str, place: int, ground: Ground, add: Add) -> None:
    if not told:
        if outcome in ("Y", "N"):
            add("D-R09", place)
        return
    if outcome in ("W", "A", "H"):
        add("D-R10", place, told)
    if number(told) < 0 or told > ground.last:
        add("D-R12", place, told)
    taken = between(received, told)
    if taken is not None and taken < 0:
        add("D-R11", place, f"{told} before {received}")
    elif taken is not None and taken > DAYS_TO_DECIDE:
        add("D-R13", place, f"{taken} days")
    if outcome == "H" and told >= ground.first:
        add("D-R21", place, told)
    if outcome in ("Y", "N") and told < ground.first:
        add("D-R22", place, told)


def check_requests_together(requests: list[Node], add: Add) -> None:
    """Rules about several requests of one Person."""
    if len(requests) < 2:
        return
    seen: dict[str, str] = {}
    for place, request in enumerate(requests):
        received = request.get("ReceivedDate", "")
        if received and received in seen:
            add("D-R26" if "W" in (seen[received], request.get("RequestOutcome")) else "D-R23", place, received)
        seen[received] = request.get("RequestOutcome", "")
    open_ = sum(_is_open(r) for r in requests)
    if open_ > 1 or sum("ActivePlans" in r for r in requests) > 1:
        add("D-R24", len(requests) - 1)


def _is_open(request: Node) -> bool:
    return request.get("RequestOutcome") == "A" or request.get("Assessment", {}).get("AssessmentOutcome") == "A"


def check_assessment(request: Node, node: Node, place: int, ground: Ground, add: Add) -> None:
    """The Assessment element."""
    get = node.get
    outcome, told = get("AssessmentOutcome", ""), get("AssessmentOutcomeDate", "")
    received, plan = request.get("ReceivedDate", ""), get("NamedPlan")
    transferred = request.get("ActivePlans", {}).get("TransferLA")
    if outcome not in OUTCOMES:
        add("D-A01", place, outcome)
    if not told and (outcome == "N" or (outcome == "Y" and plan is not None)):
        add("D-A02", place)
    if not told and outcome == "Y" and plan is None:
        add("D-A03", place)
    if told:
        _assessed_on(request, outcome, told, plan, place, ground, add)
    if outcome == "H" and not told and plan and plan.get("StartDate", "") >= ground.first and not transferred \
            and "ReceivedDate" in request:  # fmt: skip
        add("D-A08", place, plan["StartDate"])
    if transferred and outcome != "H":
        add("D-A09", place, transferred)
    if outcome in ("A", "W") and (plan is not None or "ActivePlans" in request):
        add("D-A10", place)
    mediation, tribunal = get("AssessmentMediation"), get("AssessmentTribunal")
    if outcome == "N" and plan is not None and "1" not in (mediation, tribunal):
        add("D-A11", place)
    asked = outcome in ("Y", "N")
    if any(get(tag) not in FLAGS for tag in _FLAGGED if asked or tag in node):
        add("D-A12", place)
    if outcome == "Y" and "1" in (mediation, tribunal):
        add("D-A13", place)
    _exception(received, node, outcome, plan, place, ground, add)
    waited = between(received, ground.last)
    if outcome == "A" and waited is not None and waited > DAYS_TO_ISSUE:
        add("D-A18", place, f"{waited} days")


_FLAGGED = ("AssessmentMediation", "AssessmentTribunal", "OtherMediation", "OtherTribunal")


def _assessed_on(
    request: Node, outcome: str, told: str, plan: Node | None, place: int, ground: Ground, add: Add
) -> None:
    received, decided = request.get("ReceivedDate", ""), request.get("RequestOutcomeDate", "")
    if outcome in ("A", "W"):
        add("D-A04", place, told)
    if outcome == "H" and ground.first <= told <= ground.last and not request.get("ActivePlans", {}).get("TransferLA"):
        add("D-A08", place, told)
    if told < received or told < decided:
        add("D-A05", place, f"{told} before {max(received, decided)}")
    if number(told) < 0 or told > ground.last:
        add("D-A06", place, told)
    if outcome == "Y" and plan is not None and plan.get("StartDate", told) != told:
        add("D-A07", place, f"{told} and {plan['StartDate']}")
    taken = between(received, told)
    if taken is not None and outcome == "N" and taken > DAYS_TO_REFUSE:
        add("D-A17", place, f"{taken} days")
    if taken is not None and told > later_by_months(received, TWO_YEARS):
        add("D-A19", place, f"{taken} days")


def _exception(
    received: str, node: Node, outcome: str, plan: Node | None, place: int, ground: Ground, add: Add
) -> None:
    flag, tally = node.get("Week20"), ground.tally
    if plan is not None and outcome in ("Y", "N"):
        # Those of January come with the census too, but are new plans of the next year's return.
        if ground.first <= plan.get("StartDate", "") <= f"{ground.first[:4]}-12-31":
            tally.new += 1
            tally.excepted += flag == "1"
        if flag not in FLAGS:
            add("D-A14", place)
    taken = between(received, plan.get("StartDate", "")) if plan is not None else None
    if flag == "1" and taken is not None and taken <= DAYS_TO_ISSUE:
        add("D-A15", place, f"{taken} days")
