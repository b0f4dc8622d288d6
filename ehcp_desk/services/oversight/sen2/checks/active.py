"""Rules about ActivePlans: placements, needs, the last review and the phase transfer (D-V01 to D-V32)."""

from __future__ import annotations

from ehcp_desk.domain.sen2 import Node
from ehcp_desk.services.oversight.sen2.checks.ground import (
    DAYS_TO_TELL,
    FLAGS,
    RANKS,
    Add,
    Ground,
    age,
    between,
    number,
)
from ehcp_desk.services.oversight.sen2.checks.plans import IDENTIFIERS, check_numbers
from ehcp_desk.services.oversight.sen2.checks.register import check_placed_school
from ehcp_desk.services.oversight.sen2.reading import OTHER_NEED

IN_PLACEMENTS = frozenset({"OLA", "OPA", "EHE", "EYP", "OTH", "NEET", "NIEC", "NIEO"})
PHASE_DAYS = ("02-15", "03-31")


def check_active(request: Node, place: int, born: str, ground: Ground, add: Add) -> None:
    """The ActivePlans element of a live plan."""
    node = request.get("ActivePlans")
    if node is None:
        return
    tally = ground.tally
    tally.live += 1
    moved = node.get("TransferLA")
    tally.moved_in += bool(moved)
    if moved and (moved == ground.own or (moved not in ground.councils and moved != "XXX")):
        add("D-V01", place, moved)
    placements = node.get("PlacementDetail", ())
    if not placements:
        add("D-V03" if moved else "D-V02", place, item="PlacementDetail")
    current = [p for p in placements if p.get("LeavingDate", "9999") > ground.last]
    if placements and all(p.get("LeavingDate", "9999") < ground.last for p in placements):
        add("D-V12", place)
    for placement in placements:
        _placement(placement, place, born, ground, add)
    ranks = [rank for p in current if (rank := p.get("PlacementRank"))]
    if len(set(ranks)) < len(ranks):
        add("D-V08", place, f"{len(ranks)} current placements, two of one rank")
    plan = request.get("Assessment", {}).get("NamedPlan", {})
    main = next((p for p in current if p.get("PlacementRank") == "1"), None)
    if main is not None and plan.get("PlanRes") != main.get("Res"):
        add("D-V20", place, f"{plan.get('PlanRes', 'none')} in the plan, {main.get('Res', 'none')} at the placement")
    _needs(node.get("SENneed", ()), place, ground, add)
    _review(node, plan.get("StartDate", ""), place, ground, add)
    due, final = node.get("PhaseTransferDueDate"), node.get("PhaseTransferFinalDate")
    if due and due[5:] not in PHASE_DAYS:
        add("D-V31", place, due)
    if final and (not due or final > due):
        add("D-V32", place, f"{final}, due {due or 'on no day'}")


def _placement(node: Node, place: int, born: str, ground: Ground, add: Add) -> None:
    get = node.get
    known = [tag for tag in IDENTIFIERS if get(tag)]
    if not known or (len(known) > 1 and ground.choices["one_identifier"] == "one"):
        add("D-V04", place, " and ".join(known) or "none of them")
    check_numbers(node, "D-N11", "D-N12", place, add)
    check_placed_school(node, place, get("LeavingDate", "9999") > ground.last, ground, add)
    setting = get("SENsetting")
    if setting and setting not in IN_PLACEMENTS:
        add("D-V05", place, setting)
    if setting in ("OTH", "NIEO") and not get("SENSettingOther"):
        add("D-V06", place, setting)
    if setting == "NEET" and born and age(born, ground.last) < 16:
        add("D-V07", place, f"aged {age(born, ground.last)}")
    if get("PlacementRank") not in RANKS:
        add("D-V08", place, get("PlacementRank", ""))
    entry, left = get("EntryDate", ""), get("LeavingDate", "")
    if not entry:
        add("D-V09", place)
    elif number(entry) < 0 or entry > ground.last:
        add("D-V10", place, entry)
    if left and entry and left < entry:
        add("D-V11", place, f"{left} before {entry}")
    if (get("URN") or get("UKPRN")) and (
        get("SENunitIndicator") not in FLAGS or get("ResourcedProvisionIndicator") not in FLAGS
    ):
        add("D-V13", place)
    if get("Res", "A") not in ("A", "B"):
        add("D-V17", place, get("Res"))
    if get("WBP", "A") not in ("A", "T", "S"):
        add("D-V18", place, get("WBP"))


def _needs(needs: list[Node], place: int, ground: Ground, add: Add) -> None:
    if not needs:
        add("D-V21", place, "no need is recorded")
    types = [need.get("SENtype") or need.get(OTHER_NEED, "") for need in needs]
    ranks = [need.get("SENtypeRank", "") for need in needs]
    given = [rank for rank in ranks if rank]
    for code in types:
        if code not in ground.needs:
            add("D-V21", place, code)
    if any(rank not in RANKS for rank in ranks) or (len(ranks) == 1 and ranks[0] != "1"):
        add("D-V22", place)
    if len(needs) > 2 or len(set(given)) < len(given) or len(set(types)) < len(types):
        add("D-V23", place, " and ".join(types))


def _review(node: Node, start: str, place: int, ground: Ground, add: Add) -> None:
    get = node.get
    meeting, told, outcome, draft = (
        get("ReviewMeeting", ""), get("LastReview", ""), get("ReviewOutcome", ""), get("ReviewDraft", "")
    )  # fmt: skip
    moved = "TransferLA" in node
    if ground.year >= 2025 and not meeting and start and start < ground.year_ago and not moved:
        add("D-V24", place)
    if meeting and (number(meeting) < 0 or meeting > ground.last):
        add("D-V24", place, meeting)
    latest = meeting or start
    if latest and latest < ground.year_ago:
        add("D-V25", place, latest)
    if told and meeting and told < meeting:
        add("D-V26", place, f"{told} before {meeting}")
    taken = between(meeting, told)
    if (taken is not None and taken > DAYS_TO_TELL) or (meeting and not told and meeting < ground.four_weeks_ago):
        add("D-V27", place, f"{taken} days" if taken is not None else f"none since {meeting}")
    if (told and not outcome and ground.year >= 2025) or (outcome and outcome not in ("M", "C", "A")):
        add("D-V28", place, outcome)
    if "ReviewDraft" in ground.tags and ((draft and outcome != "A") or (outcome == "A" and not draft)):
        add("D-V29", place, draft or "no draft")
    if draft and meeting and draft < meeting:
        add("D-V30", place, f"{draft} before {meeting}")
