"""Moving many cases in one act, each to its own person, all or none; and taking such an act back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ehcp_desk.domain.errors import BadInput, Conflict
from ehcp_desk.domain.journal import NewEntry, payload_of
from ehcp_desk.domain.record import NewFact, RecordedFact
from ehcp_desk.ports.work import Progress, ReadWork, WriteWork
from ehcp_desk.services.casework.recording import find, settle, take_back
from ehcp_desk.services.desk import Changes, Desk
from ehcp_desk.services.oversight.act_numbers import TAKEN_BACK, TO_PEOPLE, TO_TEAM, act_of
from ehcp_desk.services.oversight.ownership import caseworker, give, last_days, wanted
from ehcp_desk.services.oversight.restricting import shut_out
from ehcp_desk.services.oversight.team_moves import changed_since, give_back

FIRST_CALL = "First call to the family from their new caseworker"
FIRST_CALL_WORKING_DAYS = 5
MOVED = TO_PEOPLE
MOVING = "Moving the cases"
_HANDS = ("assigned", "unassigned")


@dataclass(frozen=True, slots=True)
class Move:
    """One case to one person.  ``seen_version`` is the version of the case the person was looking at."""

    ref: str
    to: str
    seen_version: int | None = None
    handover: str = ""


def move(
    desk: Desk,
    moves: Sequence[Move],
    reason: str,
    on: date | None = None,
    first_call: bool = False,
    progress: Progress | None = None,
) -> Changes:
    """Move every case, all or none; ``act`` of the answer is the number :func:`undo` takes it back by.

    ``first_call`` promises each family a call within five working days.  Raises BadInput for a name nobody has,
    somebody who has left, an empty reason, a day to come or a case already held by the person named; Conflict where
    somebody else changed a case first.
    """
    day = check_move(desk, moves, reason, on)
    with desk.store.write(desk.user, desk.now()) as work:
        work.hold_people()
        told = move_within(work, desk, moves, reason, day, first_call, progress)
        work.append(NewEntry(MOVED, None, told))
        changes = answer(work, told)
    return replace(changes, act=work.sealed_line(MOVED).seq)


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
    work: WriteWork,
    desk: Desk,
    moves: Sequence[Move],
    reason: str,
    day: date,
    first_call: bool = False,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Move the cases inside a unit of work; gives what the act's line in the journal must say to be taken back.  Whatever
    ``progress`` raises to stop it leaves every case where it was."""
    call_by = date.fromordinal(desk.law.calendar.working.after(desk.today().toordinal(), FIRST_CALL_WORKING_DAYS))
    staff, told = work.staff(), []
    work.hold_cases(*(find(work, one.ref) for one in moves))
    for place, one in enumerate(moves):
        if progress is not None:
            progress(place, len(moves), MOVING)
        officer = caseworker(staff, one.to, day)
        case = wanted(work, one.ref, officer)
        promised = None
        if first_call:
            due = {"due": call_by.isoformat(), "to": "the family"}
            promised = work.add_fact(case.id, NewFact("promise_made", desk.today(), due, FIRST_CALL)).id
        seen = case if one.seen_version is None else replace(case, version=one.seen_version)
        given = give(work, seen, officer, reason.strip(), day, one.handover.strip())
        told.append({"case": case.id, "ref": case.ref, "from": case.owner_id, "to": officer.id, "since": case.owned_since,
                     "unassigned": case.unassigned_since, "team": case.team_id, "promise": promised,
                     "fact": given.id})  # fmt: skip
    return {"on": day, "moves": told}


def answer(work: ReadWork, told: Mapping[str, Any]) -> Changes:
    """What an act changes, told before it is committed; the number of its line in the journal it has afterwards.  Its
    warnings say of whom among those who took cases the last day is recorded."""
    leaving = last_days(work.staff(), (m["to"] for m in told["moves"]), told["on"])
    return Changes(frozenset({"owners", "facts"}), frozenset(m["case"] for m in told["moves"]), warnings=leaving)


def undo(desk: Desk, act: int, reason: str, progress: Progress | None = None) -> Changes:
    """Take an act of moving back: every case goes to whoever had it before, or to the team it had, in one act that says so.

    First calls that were promised with it are withdrawn; notes stay.  Raises BadInput where there is no such act,
    Conflict, which names the cases, where one has changed hands since.
    """
    if not reason.strip():
        raise BadInput("Say why the move is taken back; the reason stays with each case.")
    with desk.store.write(desk.user, desk.now()) as work:
        work.hold_people(alone=True)  # somebody’s last day may be taken back with it
        line, day = act_of(work, act), desk.today()
        told = payload_of(line)
        work.hold_cases(*(one["case"] for one in told["moves"]))
        if line.kind == TO_TEAM:
            changed = give_back(work, told, reason.strip(), day, progress)
        else:
            _refuse_changed(work, told["moves"])
            changed = []
            for one in told["moves"]:
                if progress is not None:
                    progress(len(changed), len(told["moves"]), MOVING)
                changed.append(_give_back(work, one, reason.strip(), day))
        if told.get("left") is not None:
            _call_back(work, told["left"])
        refs = [one["ref"] for one in told["moves"]]
        facts = [max(entry.id for entry in work.facts(number)) for number in changed]  # what says so of each
        work.append(NewEntry(TAKEN_BACK, None, {"act": act, "refs": refs, "facts": facts}))
        gone = shut_out(work, day, changed)
        if line.kind == MOVED:
            gone = (*_leavers(work, told["moves"], day), *gone)
    kinds = frozenset({"owners", "facts", "staff"} if told.get("left") else {"owners", "facts"})
    return Changes(kinds, frozenset(changed), warnings=gone)


def _hand(work: ReadWork, case_id: int) -> RecordedFact | None:
    """The newest entry that says who holds a case; None where nobody ever did."""
    return next((f for f in reversed(work.facts(case_id)) if f.stands and f.fact.kind in _HANDS), None)


def _refuse_changed(work: ReadWork, moves: Sequence[Mapping[str, Any]]) -> None:
    for one in moves:
        last = _hand(work, one["case"])
        if last is None or last.id != one["fact"] or work.case(one["case"]).owner_id != one["to"]:
            whose = (last and last.fact.attrs.get("to")) or "the Unassigned list"
            who = last.recorded_by if last is not None else "nobody"
            raise Conflict(
                f"{one['ref']} has changed hands since, to {whose} by {who}, so nothing was taken back; "
                "move the other cases by themselves.",
                who=who,
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
    # A team of its own that the case has got since stays: that is another act.
    team = case.team_id if changed_since(work, case.id, one["fact"]) else one.get("team", case.team_id)
    days = {name: date.fromisoformat(one[name]) if one[name] else None for name in ("since", "unassigned")}
    settle(work, replace(case, owner_id=one["from"], owned_since=days["since"], unassigned_since=days["unassigned"],
                         team_id=team))  # fmt: skip
    return case.id


def _kept(work: ReadWork, promised: RecordedFact) -> bool:
    kept = (f for f in work.facts(promised.case_id) if f.stands and f.fact.kind == "promise_kept")
    return any(f.fact.attrs.get("promise") == str(promised.id) for f in kept)


def _call_back(work: WriteWork, left: Mapping[str, Any]) -> None:
    """Somebody whose last day was recorded with the move is as they were before it."""
    officer = work.staff().officers.get(left["officer"])
    if officer is None:
        raise BadInput("Whoever left with this move is not on the record; nothing was taken back.")
    before = date.fromisoformat(left["before"]) if left["before"] else None
    work.save_officer(replace(officer, left_on=before))


def _leavers(work: ReadWork, moves: Sequence[Mapping[str, Any]], day: date) -> tuple[str, ...]:
    """What is to be said of those who have cases back: that they have left, or will."""
    staff = work.staff()
    back = {m["from"] for m in moves if m["from"] is not None}
    gone = sorted(o.name for n in back if (o := staff.officers.get(n)) and not o.works_on(day))
    again = (f"{name} is not in post, so their cases are on the list of leavers again." for name in gone)
    return (*again, *last_days(staff, back, day))
