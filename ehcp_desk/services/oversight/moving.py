"""Moving many cases in one act, each to its own person, all or none; and taking such an act back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ehcp_desk.domain.errors import BadInput, Conflict
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.record import NewFact, RecordedFact
from ehcp_desk.ports.work import ReadWork, WriteWork
from ehcp_desk.services.casework.recording import settle, take_back
from ehcp_desk.services.desk import Changes, Desk
from ehcp_desk.services.oversight.ownership import caseworker, give, wanted
from ehcp_desk.services.oversight.restricting import shut_out

FIRST_CALL = "First call to the family from their new caseworker"
FIRST_CALL_WORKING_DAYS = 5
MOVED, TAKEN_BACK = "cases_reassigned", "reassignment_taken_back"
_HANDS = ("assigned", "unassigned")


@dataclass(frozen=True, slots=True)
class Move:
    """One case to one person.  ``seen_version`` is the version of the case the person was looking at."""

    ref: str
    to: str
    seen_version: int | None = None
    handover: str = ""


def move(desk: Desk, moves: Sequence[Move], reason: str, on: date | None = None, first_call: bool = False) -> Changes:
    """Move every case, all or none; ``act`` of the answer is the number :func:`undo` takes it back by.

    ``first_call`` promises each family a call within five working days.  Raises BadInput for a name nobody has,
    somebody who has left, an empty reason, a day to come or a case already held by the person named; Conflict where
    somebody else changed a case first.
    """
    day = check_move(desk, moves, reason, on)
    with desk.store.write(desk.user, desk.now()) as work:
        head = work.journal_head()[0]
        told = move_within(work, desk, moves, reason, day, first_call)
        work.append(NewEntry(MOVED, None, told))
    return answer(desk, told, head)


def check_move(desk: Desk, moves: Sequence[Move], reason: str, on: date | None = None) -> date:
    """The day of a move.  Raises BadInput where it could not be one."""
    day = on or desk.today()
    if not reason.strip():
        raise BadInput("Say why the cases are moving; the reason stays with each case.")
    if not moves:
        raise BadInput("Name at least one case to move, and whom it goes to.")
    if day > desk.today():
        raise BadInput("A case cannot be assigned from a day that has not come yet.")
    return day


def move_within(
    work: WriteWork, desk: Desk, moves: Sequence[Move], reason: str, day: date, first_call: bool = False
) -> dict[str, Any]:
    """Move the cases inside a unit of work; gives what the act's line in the journal must say to be taken back."""
    call_by = date.fromordinal(desk.law.calendar.working.after(desk.today().toordinal(), FIRST_CALL_WORKING_DAYS))
    staff, told = work.staff(), []
    for one in moves:
        officer = caseworker(staff, one.to, day)
        case = wanted(work, one.ref, officer)
        promised = None
        if first_call:
            due = {"due": call_by.isoformat(), "to": "the family"}
            promised = work.add_fact(case.id, NewFact("promise_made", desk.today(), due, FIRST_CALL)).id
        seen = case if one.seen_version is None else replace(case, version=one.seen_version)
        give(work, seen, officer, reason.strip(), day, one.handover.strip())
        told.append({"case": case.id, "ref": case.ref, "from": case.owner_id, "to": officer.id, "since": case.owned_since,
                     "unassigned": case.unassigned_since, "team": case.team_id, "promise": promised,
                     "fact": _hand(work, case.id).id})  # fmt: skip
    return {"reason": reason.strip(), "on": day, "moves": told}


def answer(desk: Desk, told: Mapping[str, Any], head: int) -> Changes:
    """What an act changed, with its number: that of its line in the journal, which it has once it is committed."""
    first = told["moves"][0]["fact"] if told["moves"] else None
    with desk.store.read() as work:
        lines = (e for e in work.journal(after=head, kind=MOVED) if e.payload)
        act = next((e.seq for e in lines if first in [m["fact"] for m in _payload(e.payload)["moves"]]), 0)
    return Changes(frozenset({"owners", "facts"}), frozenset(m["case"] for m in told["moves"]), act=act)


def undo(desk: Desk, act: int, reason: str) -> Changes:
    """Take an act of moving back: every case goes to whoever had it before, in one act that says so.

    First calls that were promised with it are withdrawn; notes stay.  Raises BadInput where there is no such act,
    Conflict, which names the cases, where one has changed hands since.
    """
    if not reason.strip():
        raise BadInput("Say why the move is taken back; the reason stays with each case.")
    with desk.store.write(desk.user, desk.now()) as work:
        told = _act(work, act)
        _refuse_changed(work, told["moves"])
        changed = [_give_back(work, one, reason.strip(), desk.today()) for one in told["moves"]]
        if told.get("left") is not None:
            _call_back(work, told["left"])
        refs = [one["ref"] for one in told["moves"]]
        work.append(NewEntry(TAKEN_BACK, None, {"act": act, "reason": reason.strip(), "refs": refs}))
        gone = (*_leavers(work, told["moves"], desk.today()), *shut_out(work, desk.today(), changed))
    kinds = frozenset({"owners", "facts", "staff"} if told.get("left") else {"owners", "facts"})
    return Changes(kinds, frozenset(changed), warnings=gone)


def _act(work: ReadWork, act: int) -> dict[str, Any]:
    line = next(iter(work.journal(after=act - 1, kind=MOVED)), None) if act > 0 else None
    if line is None or line.seq != act:
        raise BadInput(f"There is no move with the number {act}; the command that moved the cases gave it.")
    if not line.payload:
        raise BadInput(f"Move {act} cannot be taken back: what it said has been disposed of by law.")
    return _payload(line.payload)


def _payload(text: str | None) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text or "{}")
    return found


def _hand(work: ReadWork, case_id: int) -> RecordedFact:
    """The newest entry that says who holds a case."""
    return next(f for f in reversed(work.facts(case_id)) if f.stands and f.fact.kind in _HANDS)


def _refuse_changed(work: ReadWork, moves: Sequence[Mapping[str, Any]]) -> None:
    for one in moves:
        last = _hand(work, one["case"])
        if last.id != one["fact"] or work.case(one["case"]).owner_id != one["to"]:
            whose = last.fact.attrs.get("to") or "the Unassigned list"
            raise Conflict(
                f"{one['ref']} has changed hands since, to {whose} by {last.recorded_by}, so nothing was taken back; "
                "move the other cases by themselves.",
                who=last.recorded_by,
            )


def _give_back(work: WriteWork, one: Mapping[str, Any], reason: str, day: date) -> int:
    case, names = work.case(one["case"]), work.officer_names()
    to, was = names.get(one["from"], ""), names.get(one["to"], "")
    kind = "assigned" if to else "unassigned"
    said = {"to": to, "from": was, "reason": reason} if to else {"from": was, "reason": reason}
    promised = work.fact(one["promise"]) if one["promise"] is not None else None
    if promised is not None and promised.stands and not _kept(work, promised):
        take_back(work, promised, day, reason)
    work.add_fact(case.id, NewFact(kind, day, said))
    work.append(NewEntry(kind, case.id, said))
    days = {name: date.fromisoformat(one[name]) if one[name] else None for name in ("since", "unassigned")}
    settle(work, replace(case, owner_id=one["from"], owned_since=days["since"], unassigned_since=days["unassigned"],
                         team_id=one["team"]))  # fmt: skip
    return case.id


def _kept(work: ReadWork, promised: RecordedFact) -> bool:
    kept = (f for f in work.facts(promised.case_id) if f.stands and f.fact.kind == "promise_kept")
    return any(f.fact.attrs.get("promise") == str(promised.id) for f in kept)


def _call_back(work: WriteWork, left: Mapping[str, Any]) -> None:
    """Somebody whose last day was recorded with the move is as they were before it."""
    officer = work.staff().officers[left["officer"]]
    before = date.fromisoformat(left["before"]) if left["before"] else None
    work.save_officer(replace(officer, left_on=before))


def _leavers(work: ReadWork, moves: Sequence[Mapping[str, Any]], day: date) -> tuple[str, ...]:
    staff = work.staff()
    gone = sorted({o.name for m in moves if (o := staff.officers.get(m["from"])) and not o.works_on(day)})
    return tuple(f"{name} is not in post, so their cases are on the list of leavers again." for name in gone)
