"""Moving many cases in one act, each to its own person: what it would do to everybody's load, then all or none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ehcp_desk.domain.case import OPEN_STAGES
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.people import Officer, Role, Staff
from ehcp_desk.domain.record import NewFact, RecordedFact
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.desk import Changes, Desk
from ehcp_desk.services.oversight.ownership import caseworker, give, unassign, wanted
from ehcp_desk.services.oversight.team import Load, team_view
from ehcp_desk.services.oversight.worklist import WorkRow, complete

FIRST_CALL = "First call to the family from their new caseworker"
FIRST_CALL_WORKING_DAYS = 5


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Who a case might go to, and why in two or three words."""

    name: str
    because: str


@dataclass(frozen=True, slots=True)
class MoveRow:
    """A case that may move.  ``note`` is the handover note its holder wrote; ``needs_note`` says that they should
    still write one, which somebody who has left, is away or never had the case cannot."""

    row: WorkRow
    version: int
    note: str
    needs_note: bool
    suggested: Suggestion | None


@dataclass(frozen=True, slots=True)
class MovePreview:
    """Everything the assign dialog shows: the cases, who there is, and what each person carries now."""

    as_at: date
    rows: tuple[MoveRow, ...]
    people: tuple[str, ...]
    loads: tuple[Load, ...]

    def after(self, chosen: Sequence[tuple[WorkRow, str]]) -> dict[str, int]:
        """How many open cases each person would gain, or lose where below zero.  The limit does not count plans."""
        change: Counter[str] = Counter()
        for row, to in chosen:
            if to and to != row.case.owner and row.case.summary.stage in OPEN_STAGES:
                change[to] += 1
                if row.case.owner:
                    change[row.case.owner] -= 1
        return dict(change)


@dataclass(frozen=True, slots=True)
class Move:
    """One case to one person.  ``seen_version`` is the version of the case the person was looking at."""

    ref: str
    to: str
    seen_version: int | None = None
    handover: str = ""


def move_preview(desk: Desk, case_ids: Sequence[int]) -> MovePreview:
    """What is needed to move these cases, with a suggestion for each."""
    day = desk.today()
    loads = team_view(desk).loads
    with desk.store.read() as work:
        staff = work.staff()
        people = [
            o for o in staff.officers.values() if o.role is Role.CASEWORKER and o.works_on(day) and not o.placeholder
        ]
        rows = [complete(row, staff, desk.duties, day) for row in work.case_rows(case_ids)]
        room = {load.name: _room(load) for load in loads}
        found = [_move_row(work, row, people, staff, room, day) for row in rows]
    return MovePreview(day, tuple(found), tuple(sorted(o.name for o in people)), loads)


def move(desk: Desk, moves: Sequence[Move], reason: str, on: date | None = None, first_call: bool = False) -> Changes:
    """Move every case, all or none.  ``first_call`` promises each family a call within five working days.

    Raises BadInput for a name nobody has, somebody who has left, an empty reason, a day to come or a case already
    held by the person named; Conflict where somebody else changed a case first.
    """
    day = on or desk.today()
    if not reason.strip():
        raise BadInput("Say why the cases are moving; the reason stays with each case.")
    if not moves:
        raise BadInput("Name at least one case to move, and whom it goes to.")
    if day > desk.today():
        raise BadInput("A case cannot be assigned from a day that has not come yet.")
    call_by = date.fromordinal(desk.law.calendar.working.after(desk.today().toordinal(), FIRST_CALL_WORKING_DAYS))
    changed: set[int] = set()
    with desk.store.write(desk.user, desk.now()) as work:
        for one in moves:
            officer = caseworker(work.staff(), one.to, day)
            case = wanted(work, one.ref, officer)
            if one.seen_version is not None:
                case = replace(case, version=one.seen_version)
            if first_call:
                due = {"due": call_by.isoformat(), "to": "the family"}
                work.add_fact(case.id, NewFact("promise_made", desk.today(), due, FIRST_CALL))
            give(work, case, officer, reason.strip(), day, one.handover.strip())
            changed.add(case.id)
    return Changes(frozenset({"owners", "facts"}), frozenset(changed))


def move_back(desk: Desk, before: Sequence[tuple[str, str | None]], reason: str) -> Changes:
    """Give (reference, person) back to whoever had them; those who had nobody go to the Unassigned list again."""
    held = [Move(ref, name) for ref, name in before if name]
    free = [ref for ref, name in before if not name]
    changed: frozenset[int] = frozenset()
    if held:
        changed |= move(desk, held, reason).cases
    if free:
        changed |= unassign(desk, free, reason).cases
    return Changes(frozenset({"owners", "facts"}), changed)


def _move_row(
    work: ReadWork, row: WorkRow, people: Sequence[Officer], staff: Staff, room: dict[str, float], day: date
) -> MoveRow:
    case = work.case(row.case.id)
    holder = staff.officers.get(case.owner_id) if case.owner_id is not None else None
    note = _note(work.facts(case.id), case.owned_since)
    suggested = _suggest(work, row, people, room, day)
    if suggested is not None and row.case.summary.stage in OPEN_STAGES:
        room[suggested.name] = room.get(suggested.name, 0.0) - 1
    at_work = holder is not None and holder.works_on(day) and staff.away(holder.id, day) is None
    needs = at_work and holder is not None and not holder.placeholder and not note
    return MoveRow(row, case.version, note, needs, suggested)


def _note(facts: Sequence[RecordedFact], since: date | None) -> str:
    """The newest handover note written since the present holder took the case."""
    notes = [f for f in facts if f.stands and f.fact.kind == "handover_note" and (since is None or f.fact.on >= since)]
    return notes[-1].fact.note if notes else ""


def _room(load: Load) -> float:
    """How much room somebody has: open cases under their limit, or fewest open cases where no limit is set."""
    held = load.open_cases
    return float(load.limit - held) if load.limit is not None else -held / max(load.fte, 0.1)


def _suggest(
    work: ReadWork, row: WorkRow, people: Sequence[Officer], room: dict[str, float], day: date
) -> Suggestion | None:
    """Somebody who knows the school, else whoever has the most room; never the one who has it now or somebody
    who is leaving."""
    others = {o.name for o in people if o.id != row.case.owner_id and o.left_on is None}
    if not others:
        return None
    if row.case.setting:
        near = work.case_rows(work.case_ids(CaseQuery(day, Scope.LIVE, setting=row.case.setting)))
        known = Counter(r.owner for r in near if r.owner in others)
        best = max(known.items(), key=lambda item: (item[1], item[0] or ""), default=None)
        if best is not None and best[0] is not None and room.get(best[0], 0.0) > 0:
            return Suggestion(best[0], "knows the school")
    return Suggestion(max(sorted(others), key=lambda name: room.get(name, 0.0)), "most room")
