"""What moving many cases would do: a person for each by weighted load, and everybody's count and weight before and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ehcp_desk.domain.access import Sight
from ehcp_desk.domain.case import OPEN_STAGES
from ehcp_desk.domain.people import Officer, Role, Staff
from ehcp_desk.domain.profile import Statement
from ehcp_desk.domain.record import RecordedFact
from ehcp_desk.domain.spreading import Parcel, Room, Suggestion, postcode_area, spread
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.ownership import last_days
from ehcp_desk.services.oversight.team import Load, team_view
from ehcp_desk.services.oversight.weighing import Scales, scales
from ehcp_desk.services.oversight.worklist import WorkRow
from ehcp_desk.services.records.case_view import CaseView, view_of
from ehcp_desk.services.records.handover_note import drafted_note

SCHOOL_KNOWN_FROM = 3
"""Cases at a setting, or in the area of a postcode, from which somebody is said to know it."""


@dataclass(frozen=True, slots=True)
class MoveRow:
    """A case that may move.  ``note`` is the handover note its holder wrote and ``draft`` one made from the record;
    ``needs_note`` says that the holder is at work and could still write their own.  ``area`` is that of the postcode."""

    row: WorkRow
    version: int
    weight: float
    note: str
    draft: str
    needs_note: bool
    suggested: Suggestion | None
    area: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What a move adds to one person, or below zero takes away: open cases, and weight of all cases."""

    cases: int = 0
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class MovePreview:
    """Everything the assign dialog shows: the cases, who could take one, and what each person carries now."""

    as_at: date
    rows: tuple[MoveRow, ...]
    people: tuple[str, ...]
    loads: tuple[Load, ...]
    parcels: tuple[Parcel, ...]
    staff: Staff

    def spread(self, to: Collection[str] = ()) -> dict[int, Suggestion]:
        """A person for each case, among these or among everybody who could take one and is not leaving."""
        chosen = [o for o in self.staff.officers.values() if o.name in (to or self.people)
                  and (to or o.left_on is None)]  # fmt: skip
        carried = {load.officer_id: load.weight for load in self.loads if load.officer_id is not None}
        rooms = {
            load.officer_id: Room(load.open_cases, load.limit)
            for load in self.loads
            if load.officer_id is not None and load.limit is not None
        }
        return spread(self.parcels, chosen, carried, self.staff, self.as_at, rooms)

    def leaving(self, to: Collection[str]) -> tuple[str, ...]:
        """A sentence about each of these people whose last day is recorded."""
        return last_days(self.staff, (o.id for o in self.staff.officers.values() if o.name in to), self.as_at)

    def after(self, chosen: Sequence[tuple[WorkRow, str]]) -> dict[str, Change]:
        """What each person would gain, or lose."""
        weights = {row.row.id: row.weight for row in self.rows}
        cases: Counter[str] = Counter()
        weight: Counter[str] = Counter()
        for row, to in chosen:
            if not to or to == row.case.owner:
                continue
            running = int(row.case.summary.stage in OPEN_STAGES)
            for name, sign in ((to, 1), (row.case.owner, -1)):
                if name:
                    cases[name] += sign * running
                    weight[name] += sign * weights[row.id]  # type: ignore[assignment]  # Counter counts floats as well
        return {name: Change(cases[name], round(weight[name], 1)) for name in weight}


def move_preview(desk: Desk, case_ids: Sequence[int], to: Collection[str] = ()) -> MovePreview:
    """What is needed to move these cases, with a suggestion for each, among ``to`` where names are given."""
    day = desk.today()
    loads = team_view(desk).loads
    with desk.store.read() as work:
        staff, weighed = work.staff(), scales(work, day)
        people = tuple(sorted(o.name for o in staff.officers.values() if can_take(o, day)))
        views = [view_of(work, desk, number) for number in case_ids]
        known, sights = _knowing(work, views, day), work.sights()
        parcels = tuple(
            replace(
                _parcel(work, view, staff, weighed, known),
                area=area,
                near=near,
                only=_seeing(sights.get(view.case.id), staff),
            )
            for view, (area, near) in zip(views, _areas(work, views, day), strict=True)
        )
    bare = MovePreview(day, (), people, loads, parcels, staff)
    suggested = bare.spread(to)
    rows = tuple(_move_row(view, parcel, staff, suggested.get(view.case.id), day)
                 for view, parcel in zip(views, parcels, strict=True))  # fmt: skip
    return MovePreview(day, rows, people, loads, parcels, staff)


def can_take(officer: Officer, day: date) -> bool:
    """True for a caseworker in post who is a person and not yet a name from a file."""
    return officer.role is Role.CASEWORKER and officer.works_on(day) and not officer.placeholder


def _seeing(sight: Sight | None, staff: Staff) -> frozenset[int] | None:
    """Who sees a restricted case; None for one that everybody does."""
    return None if sight is None else frozenset(o.id for o in staff.officers.values() if sight.of(o))


def _knowing(work: ReadWork, views: Sequence[CaseView], day: date) -> Mapping[str, frozenset[int]]:
    """Who holds enough cases at each of the settings to know it."""
    known: dict[str, frozenset[int]] = {}
    for setting in {view.case.child.setting for view in views if view.case.child.setting}:
        near = work.case_rows(work.case_ids(CaseQuery(day, Scope.LIVE, setting=setting)))
        held = Counter(row.owner_id for row in near if row.owner_id is not None)
        known[setting] = frozenset(number for number, count in held.items() if count >= SCHOOL_KNOWN_FROM)
    return known


def _areas(work: ReadWork, views: Sequence[CaseView], day: date) -> list[tuple[str, frozenset[int]]]:
    """For each case the area of the child's postcode, and who holds enough cases there to know it."""
    areas = [_area(view.profile.newest(day, "address")) for view in views]
    held: dict[str, Counter[int]] = {area: Counter() for area in areas if area}
    if held:
        live = {row.id: row.owner_id for row in work.case_rows(work.case_ids(CaseQuery(day, Scope.LIVE)))}
        newest = {r.case_id: r for r in sorted(work.standing_of(("address",), list(live)), key=lambda r: r.order)}
        for number, told in newest.items():
            owner, area = live[number], postcode_area(told.fact.attrs.get("postcode", ""))
            if owner is not None and area in held and told.fact.attrs.get("hidden") != "yes":
                held[area][owner] += 1
    near = {area: frozenset(n for n, count in who.items() if count >= SCHOOL_KNOWN_FROM) for area, who in held.items()}
    return [(area, near.get(area, frozenset())) for area in areas]


def _area(home: Statement | None) -> str:
    """The area of an address that may be said."""
    return "" if home is None or home.hidden else postcode_area(home.attrs.get("postcode", ""))


def _parcel(
    work: ReadWork, view: CaseView, staff: Staff, weighed: Scales, known: Mapping[str, frozenset[int]]
) -> Parcel:
    case = view.case
    siblings = {c.owner_id for c in work.cases_of_child(case.child.id) if c.id != case.id}
    before = {officer.id for fact in view.facts if fact.stands and fact.fact.kind == "assigned"
              and (officer := staff.named(fact.fact.attrs.get("to", "")))}  # fmt: skip
    return Parcel(
        case=case.id,
        weight=weighed.weigh(case.id, view.row.case.summary),
        due=view.next.due if view.next else None,
        holder=case.owner_id,
        team_id=case.team_id,
        family=frozenset(number for number in siblings | before if number is not None),
        school=known.get(case.child.setting, frozenset()),
        assessed=view.row.case.summary.stage in OPEN_STAGES,
    )


def _move_row(view: CaseView, parcel: Parcel, staff: Staff, suggested: Suggestion | None, day: date) -> MoveRow:
    case = view.case
    holder = staff.officers.get(case.owner_id) if case.owner_id is not None else None
    note = _note(view.facts, case.owned_since)
    at_work = holder is not None and holder.works_on(day) and staff.away(holder.id, day) is None
    needs = at_work and holder is not None and not holder.placeholder and not note
    return MoveRow(view.row, case.version, parcel.weight, note, drafted_note(view), needs, suggested, parcel.area)


def _note(facts: Sequence[RecordedFact], since: date | None) -> str:
    """The newest handover note written since the present holder took the case."""
    notes = [f for f in facts if f.stands and f.fact.kind == "handover_note" and (since is None or f.fact.on >= since)]
    return notes[-1].fact.note if notes else ""
