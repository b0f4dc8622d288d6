"""Who might take a case nobody holds: a suggestion with its reason, never an act."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ehcp_desk.domain.case import OPEN_STAGES
from ehcp_desk.domain.people import Officer, Role, Staff
from ehcp_desk.domain.record import RecordedFact
from ehcp_desk.domain.worklist import CaseQuery, CaseRow, Scope, Sort
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.worklist import WorkRow, complete

SETTING_KNOWN_FROM = 3


@dataclass(frozen=True, slots=True)
class Free:
    """A case nobody holds: how long, since what, and who might take it and why (empty where nobody can)."""

    row: WorkRow
    days: int
    since: str
    to: str
    because: str


@dataclass(frozen=True, slots=True)
class Room:
    """What a caseworker carries against what their hours allow; ``limit`` None where the council sets none."""

    name: str
    fte: float
    cases: int
    limit: int | None
    overdue: int
    due_soon: int

    @property
    def fills(self) -> float:
        """How far from their limit they are, below zero while there is room; without limits, open cases for each post."""
        return self.cases - self.limit if self.limit is not None else self.cases / (self.fte or 1.0)


@dataclass(frozen=True, slots=True)
class UnassignedView:
    """The Unassigned page, from one snapshot."""

    as_at: date
    free: tuple[Free, ...]
    rooms: tuple[Room, ...]
    fallback: str
    posts: float
    held: int


def unassigned_view(desk: Desk) -> UnassignedView:
    """Cases nobody holds, longest first, each with a suggestion; and who has room."""
    day = desk.today()
    with desk.store.read() as work:
        staff = work.staff()
        setting = work.setting("caseload.limit")
        limit = int(setting) if setting else None
        free = work.case_rows(work.case_ids(CaseQuery(day, Scope.LIVE, unassigned=True, sort=Sort.UNASSIGNED)))
        held = [r for r in work.case_rows(work.case_ids(CaseQuery(day, Scope.OPEN))) if r.owner_id is not None]
        guess = _Guess(staff, held, day)
        listed = tuple(_free(work, desk, row, staff, guess, day) for row in free)
    rooms = _rooms(desk, staff, held, limit, day)
    *others, last = sorted({f.row.responsible.name for f in listed}) or [""]
    names = f"{', '.join(others)} and {last}" if others else last
    return UnassignedView(day, listed, rooms, names, sum(r.fte for r in rooms), len(held))


def _free(work: ReadWork, desk: Desk, row: CaseRow, staff: Staff, guess: _Guess, day: date) -> Free:
    facts = work.facts(row.id)
    since = row.unassigned_since or day
    siblings = [c.owner_id for c in work.cases_of_child(work.case(row.id).child.id) if c.owner_id is not None]
    to, because = guess.best(row, siblings, _held_before(facts, staff))
    return Free(complete(row, staff, desk.duties, day), (day - since).days, _since_words(facts), to, because)


def _since_words(facts: Iterable[RecordedFact]) -> str:
    removed = [f for f in facts if f.stands and f.fact.kind == "unassigned"]
    if not removed:
        return "New request"
    attrs = removed[-1].fact.attrs
    return attrs.get("reason") or f"Was {attrs.get('from', 'held')}"


def _held_before(facts: Iterable[RecordedFact], staff: Staff) -> list[int]:
    names = [f.fact.attrs.get("to", "") for f in facts if f.stands and f.fact.kind == "assigned"]
    return [officer.id for name in reversed(names) if (officer := staff.named(name))]


class _Guess:
    """Weighs caseworkers against each other; each suggestion adds to the weight of the person suggested."""

    def __init__(self, staff: Staff, held: list[CaseRow], day: date) -> None:
        self._people = {o.id: o for o in staff.officers.values() if _can_take(o, staff, day)}
        self._cases = Counter(r.owner_id for r in held)
        self._settings = Counter((r.owner_id, r.setting) for r in held if r.setting)

    def best(self, row: CaseRow, siblings: list[int], before: list[int]) -> tuple[str, str]:
        """(name, reason) of the person to suggest; empty where nobody can take a case."""
        here = {
            i: o for i, o in self._people.items() if row.team_id is None or o.team_id == row.team_id
        } or self._people
        if not here:
            return "", ""
        known = next((i for i in siblings if i in here), None)
        earlier = next((i for i in before if i in here), None)
        school = max(here, key=lambda i: (self._settings[i, row.setting], -self._load(i), -i))
        if known is not None:
            chosen, why = known, "knows the family"
        elif earlier is not None:
            chosen, why = earlier, "held it before"
        elif row.setting and self._settings[school, row.setting] >= SETTING_KNOWN_FROM:
            chosen, why = school, "knows the school"
        else:
            chosen, why = min(here, key=lambda i: (self._load(i), i)), "most room"
        self._cases[chosen] += 1
        return here[chosen].name, why

    def _load(self, officer_id: int) -> float:
        return self._cases[officer_id] / self._people[officer_id].fte


def _can_take(officer: Officer, staff: Staff, day: date) -> bool:
    return (officer.role is Role.CASEWORKER and officer.works_on(day) and officer.left_on is None
            and staff.away(officer.id, day) is None)  # fmt: skip


def _rooms(desk: Desk, staff: Staff, held: list[CaseRow], limit: int | None, day: date) -> tuple[Room, ...]:
    cases: dict[int, list[WorkRow]] = {}
    for row in held:
        if row.owner_id is not None and row.summary.stage in OPEN_STAGES:
            cases.setdefault(row.owner_id, []).append(complete(row, staff, desk.duties, day))
    people = [o for o in staff.officers.values() if o.role is Role.CASEWORKER and o.works_on(day)]
    rooms = [
        Room(
            name=o.name,
            fte=o.fte,
            cases=len(mine := cases.get(o.id, [])),
            limit=round(limit * o.fte) if limit else None,
            overdue=sum("overdue" in r.flags for r in mine),
            due_soon=sum(r.next is not None and r.next.state.value == "running" and r.next.days <= 14 for r in mine),
        )
        for o in people
    ]
    return tuple(sorted(rooms, key=lambda room: (room.fills, room.name)))
