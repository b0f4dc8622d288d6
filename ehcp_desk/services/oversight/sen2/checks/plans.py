"""Rules about NamedPlan and what it names: D-N01 to D-N35."""

from __future__ import annotations

from ehcp_desk.domain.sen2 import Node
from ehcp_desk.services.oversight.sen2.checks.ground import FLAGS, RANKS, Add, Ground, age, later_by_months, number
from ehcp_desk.services.oversight.sen2.checks.register import check_named_school
from ehcp_desk.services.oversight.sen2.plans import APPEAL_PENDING, CEASE_DECIDED, MADE_ON, MOVED_IN

PLANS_BEGAN = "2014-09-01"
IN_PLANS = frozenset({"OLA", "OPA", "EHE", "EYP", "OTH"})
IDENTIFIERS = ("URN", "UKPRN", "SENsetting")
MONTHS_TO_APPEAL = 2


def check_plan(request: Node, place: int, born: str, ground: Ground, add: Add) -> None:
    """The NamedPlan of a request, and whether it and ActivePlans stand together."""
    plan = request.get("Assessment", {}).get("NamedPlan")
    live = "ActivePlans" in request
    if plan is None:
        if live:
            add("D-N06", place, item="NamedPlan")
        return
    details = plan.get("PlanDetail", ())
    if live and not details:
        add("D-N06", place, "nothing is named in section I", item="PlanDetail")
    ceased = plan.get("CeaseDate", "")
    ground.tally.ceased += bool(ceased)
    for what, day in (("made", plan.get(MADE_ON, "")), ("moved in", plan.get(MOVED_IN, "")), ("ceased", ceased)):
        ground.tally.since[what] += ground.last_census < day <= ground.last
    if bool(ceased) is live:
        add("D-N34", place)
    _start(request, plan, place, born, live, ground, add)
    _details(details, place, ground, add)
    _arrangements(plan, place, born, ground, add)
    _ending(plan, place, born, ground, add)


def _start(request: Node, plan: Node, place: int, born: str, live: bool, ground: Ground, add: Add) -> None:
    start = plan.get("StartDate", "")
    if not start:
        add("D-N01", place)
        return
    if start < PLANS_BEGAN:
        add("D-N02", place, start)
    if number(start) < 0 or start > ground.last:
        add("D-N03", place, start)
        if live:
            add("D-N07", place, start)
    if start < request.get("ReceivedDate", ""):
        add("D-N04", place, f"{start} before {request['ReceivedDate']}")
    if born and start < born:
        add("D-N05", place, start)


def _details(details: list[Node], place: int, ground: Ground, add: Add) -> None:
    if len(details) > 2:
        add("D-N08", place, f"{len(details)} of them")
    ranks = [rank for detail in details if (rank := detail.get("PlacementRank"))]
    if len(set(ranks)) < len(ranks) or (len(details) == 1 and ranks == ["2"]):
        add("D-N17", place)
    for detail in details:
        get = detail.get
        known = [tag for tag in IDENTIFIERS if get(tag)]
        if len(known) > 1 and ground.choices["one_identifier"] == "one":
            add("D-N09", place, " and ".join(known))
        if not known:
            add("D-N10", place)
        check_numbers(detail, "D-N11", "D-N12", place, add)
        check_named_school(detail, place, ground, add)
        setting = get("SENsetting")
        if setting and setting not in IN_PLANS:
            add("D-N13", place, setting)
        if setting == "OTH" and not get("SENSettingOther"):
            add("D-N14", place)
        if get("SENSettingOther") and setting != "OTH":
            add("D-N15", place)
        if get("PlacementRank") not in RANKS:
            add("D-N16", place)
        unit, resourced = get("SENunitIndicator"), get("ResourcedProvisionIndicator")
        if get("URN") and (unit not in FLAGS or resourced not in FLAGS):
            add("D-N18", place)
        if unit == "1" and resourced == "1":
            add("D-N19", place)


def check_numbers(detail: Node, urn_rule: str, ukprn_rule: str, place: int, add: Add) -> None:
    """The form of a URN and of a UKPRN; an empty rule leaves one out."""
    urn, ukprn = detail.get("URN"), detail.get("UKPRN")
    if urn and not (urn.isascii() and urn.isdigit() and len(urn) <= 6):
        add(urn_rule, place, urn)
    if ukprn and not (ukprn.isascii() and ukprn.isdigit() and len(ukprn) == 8):
        add(ukprn_rule, place, ukprn)


def _arrangements(plan: Node, place: int, born: str, ground: Ground, add: Add) -> None:
    get = plan.get
    residential, work = get("PlanRes"), get("PlanWBP")
    if residential and residential not in ("A", "B"):
        add("D-N21", place, residential)
    if work and born and age(born, ground.last) < 16:
        add("D-N22", place, f"aged {age(born, ground.last)}")
    budget, organised, direct = get("PB"), get("OA"), get("DP")
    if budget not in FLAGS:
        add("D-N23", place)
    if budget == "0" and (organised == "1" or direct):
        add("D-N24", place)
    if budget == "1" and organised != "1" and not direct:
        add("D-N25", place)
    if direct and direct not in ("E", "S", "H", "I"):
        add("D-N26", place, direct)


def _ending(plan: Node, place: int, born: str, ground: Ground, add: Add) -> None:
    day, reason = plan.get("CeaseDate", ""), plan.get("CeaseReason", "")
    if bool(day) is not bool(reason):
        add("D-N27", place, item="CeaseReason" if day else "CeaseDate")
    ground.tally.other_reason += reason == "9"
    if not day:
        return
    if day < plan.get("StartDate", ""):
        add("D-N28", place, f"{day} before {plan['StartDate']}")
    decided = plan.get(CEASE_DECIDED, "")
    if number(day) < 0 or day > ground.last:
        add("D-N29", place, day)
    elif day == decided:
        add("D-N29", place, f"{day} is the day of the decision")
    elif decided and day < later_by_months(decided, MONTHS_TO_APPEAL):
        add("D-N35", place, f"decided on {decided}, ended on {day}")
    elif plan.get(APPEAL_PENDING):
        add("D-N35", place, f"the appeal of {plan[APPEAL_PENDING]} had not come to its end on {day}")
    if day < ground.first:
        add("D-N30", place, day)
    if not born or number(day) < 0:
        return
    if reason == "1" and not _turning(born, day, (25, 19)):
        add("D-N31", place, f"aged {age(born, day)}")
    if reason in ("3", "4", "6") and age(born, day) < 16:
        add("D-N32", place, f"reason {reason}, aged {age(born, day)}")


def _turning(born: str, day: str, ages: tuple[int, ...]) -> bool:
    """Whether a person turns one of these ages in the academic year of a day."""
    begun = int(day[:4]) - (day[5:] < "09-01")
    first, last = f"{begun}-09-01", f"{begun + 1}-08-31"
    return any(first <= f"{int(born[:4]) + years}{born[4:]}" <= last for years in ages)
