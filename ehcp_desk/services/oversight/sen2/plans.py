"""Modules 4 and 5: what a plan names, where the child is placed, their needs and the last review (sen2.md 1.6, 1.7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.appeals import OVER, STARTS
from ehcp_desk.domain.sen2 import Node
from ehcp_desk.services.oversight.return_facts import Limits, phase_rule
from ehcp_desk.services.oversight.sen2.profiles import OUTSIDE, council_code
from ehcp_desk.services.oversight.sen2.told import Entry, Told, attrs

_FLAGS = {"yes": "1", "no": "0"}
RESIDENTIAL: Mapping[str, Mapping[str, str]] = {
    "weeks_52": {"38": "A", "39_51": "A", "52": "B", "A": "A", "B": "B"},
    "weeks_39": {"under_38": "A", "38": "A", "39_51": "B", "52": "B", "A": "A", "B": "B"},
}
_OUTCOMES = {"keep": "M", "amend": "A", "cease": "C"}
_MOVED_LA, _MOVED_ABROAD = "5", "7"
_OF_A_PHASE = frozenset({"told_in_return", "phase_transfer_planned"})
CEASE_DECIDED = "_cease_decided"
"""The day the decision to cease was told, which a rule wants and the message does not hold."""
APPEAL_PENDING = "_appeal_pending"
"""The day of an appeal against that decision which had not ended when the plan did; for a rule too."""
MADE_ON, MOVED_IN = "_made_on", "_moved_in"
"""The day a plan was first sent here, or came from another council: the message keeps neither for a plan of before."""
Choices = Mapping[str, str]


def plan_ended(told: Told) -> tuple[str, str] | None:
    """The day a plan ended here and the code of why (empty where it is not known); None where it is live, or none was made.

    A decision to cease does not end it: it is kept until the time to appeal has passed (sen2.md 1.6).  Nor does a move: it
    is this council's until it is transferred (SEND Regulations 2014 reg 15).
    """
    if not told.made or not told.ended:
        return None
    ceased = next((e for e in told.by.get("plan_ceased", ()) if e[0] == told.ended), None)
    if ceased is not None:
        return told.ended, str(attrs(ceased).get("reason", ""))
    if told.ended not in told.days("plan_transferred_out"):
        return told.ended, ""
    away = told.last("moved_away")
    abroad = away is not None and council_code(str(attrs(away).get("to_authority", ""))) == OUTSIDE
    return told.ended, _MOVED_ABROAD if abroad else _MOVED_LA


def named_plan(
    told: Told, new: bool, moved_in: bool, ended: tuple[str, str] | None, choices: Choices, last: str
) -> Node:
    """The NamedPlan element: its start, what section I names, the personal budget, and how it ended."""
    node: Node = {}
    start = _start(told, new, moved_in, choices["plan_start"])
    if start:
        node["StartDate"] = start
    details = [_place_node(said, choices, False) for said in _named(told, last)]
    if details:
        node["PlanDetail"] = [detail for detail, _, _ in details]
        main = next((d for d in details if d[0].get("PlacementRank") == "1"), details[0])
        _put(node, "PlanRes", main[1])
        _put(node, "PlanWBP", main[2])
    _budget(node, told, last)
    if ended is not None:
        node["CeaseDate"] = ended[0]
        _put(node, "CeaseReason", ended[1])
        decided = [day for day in told.days("cease_decision_notified") if day <= ended[0]]
        if decided:
            node[CEASE_DECIDED] = decided[-1]
            _put(node, APPEAL_PENDING, _appeal_pending(told, decided[-1], ended[0]))
    return node


def _appeal_pending(told: Told, decided: str, ended: str) -> str:
    """The day of an appeal about ceasing that had not come to its end when the plan did; empty where none had."""
    begun = [day for day, kind, _ in told.appeals if decided <= day <= ended and kind in STARTS]
    over = [e[0] for kind in OVER for e in told.by.get(kind, ()) if attrs(e).get("appeal") != "other"]
    return begun[-1] if begun and not any(begun[-1] <= day <= ended for day in over) else ""


def _start(told: Told, new: bool, moved_in: bool, choice: str) -> str:
    by = told.ended or "9999"
    issued = [day for day in told.days("final_plan_sent") if day <= by]
    if moved_in:
        made_on = attrs(told.by["plan_transferred_in"][0]).get("made_on", "")
        issued = [made_on, *issued] if made_on else issued
    if not issued:
        return ""
    if choice == "first" or (choice == "first_if_new" and new):
        return issued[0]
    return max((*issued, *(day for day in told.days("amended_plan_sent") if day <= by)))


def _put(node: Node, tag: str, value: str) -> None:
    if value:
        node[tag] = value


def _named(told: Told, last: str) -> list[Mapping[str, Any]]:
    """The settings section I names on the last day: the latest of each rank, up to the day it is named to."""
    named = told.by.get("setting_named", ())
    if not named:
        return []
    over, latest = told.over(), dict[str, tuple[int, Mapping[str, Any]]]()
    for entry in named:
        said = attrs(entry)
        latest[said.get("rank", "")] = entry[1], said
    standing = [latest[rank] for rank in sorted(latest)]
    return [said for number, said in standing if number not in over and not "" < said.get("to", "") < last]


def _place_node(said: Mapping[str, Any], choices: Choices, placed: bool) -> tuple[Node, str, str]:
    """A PlanDetail or PlacementDetail with what both share, and its residential and work-based codes."""
    node: Node = {}
    known = [(tag, said[name]) for tag, name in (("URN", "urn"), ("UKPRN", "ukprn"), ("SENsetting", "code"))
             if said.get(name)]  # fmt: skip
    node.update(known[:1] if choices["one_identifier"] == "one" else known)
    if "SENsetting" in node:
        _put(node, "SENSettingOther", said.get("other", ""))
    _put(node, "PlacementRank", said.get("rank", ""))
    _put(node, "SENunitIndicator", _FLAGS.get(said.get("unit", ""), ""))
    _put(node, "ResourcedProvisionIndicator", _FLAGS.get(said.get("resourced", ""), ""))
    residential = RESIDENTIAL[choices["residential"]].get(said.get("residential", ""), "")
    work = said.get("work", "")
    if placed:
        _put(node, "Res", residential)
        _put(node, "WBP", work)
    return node, residential, work


def _budget(node: Node, told: Told, last: str) -> None:
    """The budget of census day; payments speak for one only where none was ever recorded."""
    entry = told.last("personal_budget")
    said = attrs(entry) if entry is not None and entry[1] not in told.over() else {}
    if said.get("to") and said["to"] < last:
        said = {}
    taken = said.get("taken_up") == "yes" or (entry is None and _paid(told))
    node["PB"] = "1" if taken else "0"
    if taken:
        _put(node, "OA", _FLAGS.get(said.get("organised", ""), ""))
        _put(node, "DP", said.get("direct", ""))


def _paid(told: Told) -> bool:
    """True where direct payments were begun and have not stopped since."""
    started, stopped = told.last("direct_payment_started"), told.last("direct_payment_ended")
    return started is not None and (stopped is None or stopped[0] < started[0])


def active_plans(
    told: Told, first: str, last: str, choices: Choices, tags: frozenset[str], year_end: str, limits: Limits
) -> Node:
    """The ActivePlans element of a live plan."""
    node: Node = {}
    moved = told.first("plan_transferred_in")
    if moved is not None and moved[0] >= first:
        named = str(attrs(moved).get("from_authority", ""))
        _put(node, "TransferLA", council_code(named) or named)
    placed = placements(told, first, choices)
    if placed:
        node["PlacementDetail"] = placed
    _review(node, told, tags)
    if "PhaseTransferDueDate" in tags:
        _phase_transfer(node, told, first, last, year_end, choices["phase_year"], limits)
    return node


def placements(told: Told, first: str, choices: Choices) -> list[Node]:
    """Every placement now and in the year; one ends on the day the record says it ended at that setting."""
    ended: dict[str, list[str]] = {}
    for entry in told.by.get("placement_ended", ()):
        ended.setdefault(attrs(entry).get("setting", ""), []).append(entry[0])
    found = []
    for entry in told.by.get("placement", ()):
        said = attrs(entry)
        ends = ended.get(said.get("setting", ""), [])
        left = next((day for day in ends if day >= entry[0]), "")
        if left:
            ends.remove(left)
        if left and left < first:
            continue
        node = _place_node(said, choices, True)[0]
        node["EntryDate"] = entry[0]
        _put(node, "LeavingDate", left)
        found.append(node)
    return found


def _review(node: Node, told: Told, tags: frozenset[str]) -> None:
    """The last review meeting with what came of it: a decision or a draft before the meeting is another review's."""
    meetings = told.days("review_meeting_held")
    since = meetings[-1] if meetings else ""
    if since and "ReviewMeeting" in tags:
        node["ReviewMeeting"] = since
    decisions = [e for e in told.by.get("review_decision_notified", ()) if e[0] >= since]
    decision = decisions[0] if since and decisions else decisions[-1] if decisions else None
    if decision is None:
        return
    node["LastReview"] = decision[0]
    outcome = _OUTCOMES.get(attrs(decision).get("outcome", ""), "")
    if outcome and "ReviewOutcome" in tags:
        node["ReviewOutcome"] = outcome
    if outcome == "A" and "ReviewDraft" in tags:
        notices = (e[0] for e in told.by.get("amendment_notice_sent", ())
                   if e[0] >= since and attrs(e).get("basis") != "other")  # fmt: skip
        _put(node, "ReviewDraft", next(notices, ""))


def _phase_transfer(node: Node, told: Told, first: str, last: str, year_end: str, choice: str, limits: Limits) -> None:
    if _OF_A_PHASE.isdisjoint(told.by):
        return
    for tag, item in (("PhaseTransferDueDate", "phase_due"), ("PhaseTransferFinalDate", "phase_final")):
        said = [attrs(e) for e in told.by.get("told_in_return", ()) if e[0] > year_end]
        _put(node, tag, next((a["value"] for a in said if a.get("item") == item), ""))
    if "PhaseTransferDueDate" in node:
        return
    moves_told = ((entry[0], phase_rule(_phase(entry))) for entry in told.by.get("phase_transfer_planned", ()))
    dues = sorted((str(limits.due(rule, date.fromisoformat(on))), on, rule) for on, rule in moves_told)
    if choice == "due_in_year":
        dues = [d for d in dues if first <= d[0] <= year_end]
    if not dues:
        return
    node["PhaseTransferDueDate"], moves, rule = dues[-1]
    sent = sorted(_plans_sent(told, min(moves, last)), key=lambda fact: fact.on)
    on = date.fromisoformat(moves)
    answer = limits.answer(rule, on, sent)
    _put(node, "PhaseTransferFinalDate", "" if answer is None else str(answer.on))


def _plans_sent(told: Told, by: str) -> Iterator[Fact]:
    for kind in ("final_plan_sent", "amended_plan_sent"):
        for entry in told.by.get(kind, ()):
            if entry[0] <= by:
                yield Fact(kind, date.fromisoformat(entry[0]), attrs(entry))


def _phase(entry: Entry) -> str:
    return str(attrs(entry).get("phase", ""))
