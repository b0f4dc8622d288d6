"""Who each of many cases might go to, so that nobody is given more than their hours carry.  A suggestion, never an act."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ehcp_desk.domain.people import WEEK, Officer, Staff

URGENT_DAYS = 14
"""A limit within so many days is urgent: such cases are shared out too, and none goes to somebody who is not there."""
_FAMILY, _SCHOOL, _TEAM = 3.0, 1.5, 1.0
"""How much more weight for each post somebody may carry and still be suggested, because they know the family or the
school or work in the team of the area.  Working values of this desk."""
_POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)\s*\d[A-Z]{2}")
_PILE, _NOT_THERE = 0.7, 6.0
"""What each urgent case given already, and not being there on the day, count against somebody."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Who a case might go to, and why in two or three words."""

    name: str
    because: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """A case to be placed: what it weighs, its next limit, its team, and who knows the family, the school or the area
    (numbers of officers; ``school`` and ``near`` only those who hold cases there).  ``area`` is the first half of the
    postcode of the child's address, empty where none is on record or it must not be disclosed.  ``only`` is who sees a restricted
    case, None where everybody does."""

    case: int
    weight: float
    due: date | None
    holder: int | None
    team_id: int | None
    family: frozenset[int] = frozenset()
    school: frozenset[int] = frozenset()
    area: str = ""
    near: frozenset[int] = frozenset()
    only: frozenset[int] | None = None
    assessed: bool = False
    """True for an open case, of which the council says how many a post carries; a plan in force counts by its weight alone."""


@dataclass(frozen=True, slots=True)
class Room:
    """How many open cases somebody has, and how many their hours allow."""

    open_cases: int
    limit: int


def postcode_area(postcode: str) -> str:
    """The first half of a postcode: ``WM3`` of ``wm3 4xx``; empty for what is none."""
    found = _POSTCODE.fullmatch(postcode.strip().upper())
    return found[1] if found else ""


def spread(
    parcels: Sequence[Parcel],
    people: Collection[Officer],
    carried: Mapping[int, float],
    staff: Staff,
    day: date,
    rooms: Mapping[int, Room] | None = None,
) -> dict[int, Suggestion]:
    """A suggestion for each case, by case; a case that only its holder, or nobody who sees it, could take has none.

    The case with the nearest limit is placed first, then the heavier; each goes to whoever would carry the least weight
    for each post with it, somebody who knows the family, the school or the area before an equal who does not.  Where the council
    limits the open cases of a post, by ``rooms``, nobody is given one past it while somebody there has room, and what no
    limit holds is shared so that all are past it alike.
    """
    load = {o.id: carried.get(o.id, 0.0) for o in people}
    urgent, taken = dict.fromkeys(load, 0), dict.fromkeys(load, 0)
    found: dict[int, Suggestion] = {}
    for parcel in sorted(parcels, key=lambda p: (p.due or date.max, -p.weight, p.case)):
        others = [o for o in people if o.id != parcel.holder and (parcel.only is None or o.id in parcel.only)]
        if not others:
            continue
        room = {o.id: (load[o.id] + parcel.weight) / max(o.fte, 0.1) for o in others}
        presses = parcel.due is not None and parcel.due <= day + timedelta(URGENT_DAYS)
        away = {o.id: _absent(parcel, o, staff, day) if presses else 0.0 for o in others}
        cost = {o.id: room[o.id] - _known(parcel, o) + _PILE * urgent[o.id] * presses + away[o.id] for o in others}
        past = dict.fromkeys(room, 0.0)
        if parcel.assessed and rooms:
            past = {o.id: _past(o, taken[o.id] + 1, rooms.get(o.id)) + bool(away[o.id]) for o in others}
        best = min(others, key=lambda o: (past[o.id], cost[o.id], o.name))
        found[parcel.case] = Suggestion(best.name, _because(parcel, best, room, past))
        load[best.id] += parcel.weight
        urgent[best.id] += presses
        taken[best.id] += parcel.assessed
    return found


def _past(officer: Officer, more: int, room: Room | None) -> float:
    """Open cases past the limit for each post, with so many ``more``."""
    return 0.0 if room is None else max(0, room.open_cases + more - room.limit) / max(officer.fte, 0.1)


def _known(parcel: Parcel, officer: Officer) -> float:
    if officer.id in parcel.family:
        return _FAMILY
    here = (parcel.team_id is not None and officer.team_id == parcel.team_id) or officer.id in parcel.near
    return (_TEAM if here else 0.0) + (_SCHOOL if officer.id in parcel.school else 0.0)


def _absent(parcel: Parcel, officer: Officer, staff: Staff, day: date) -> float:
    """Against somebody who is not there on the day of the limit, or today where it has passed."""
    on = max(parcel.due or day, day)
    return 0.0 if on.weekday() >= len(WEEK) or staff.there(officer, on) else _NOT_THERE


def _because(parcel: Parcel, officer: Officer, room: Mapping[int, float], past: Mapping[int, float]) -> str:
    if officer.id in parcel.family:
        return "knows the family"
    if officer.id in parcel.school:
        return "knows the school"
    if room[officer.id] <= min(room.values()):
        return "most room"
    if past[officer.id] < max(past.values()):
        return "has room"
    if officer.id in parcel.near:
        return f"works in {parcel.area}"
    return "same team" if parcel.team_id is not None and officer.team_id == parcel.team_id else "there on the day"
