"""Who was who on a day gone by: names, roles, teams and hours, as the lines that tell of each change have them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ehcp_desk.domain.people import Officer, Role, Staff

KEPT = ("role", "fte", "team")
"""What a change tells of somebody besides the name, before and after it."""


@dataclass(frozen=True, slots=True)
class StaffChange:
    """A change to one person, written down on a day: their name and what of :data:`KEPT` is known before and after it."""

    on: date
    officer: int
    before: Mapping[str, Any]
    after: Mapping[str, Any]


def standing(officer: Officer) -> dict[str, Any]:
    """What a change keeps of somebody as they stand."""
    return {"role": officer.role.value, "fte": officer.fte, "team": officer.team_id}


class StaffThen:
    """Everybody on any day.  What no change tells of is taken to be as it is now."""

    def __init__(self, staff: Staff, changes: Iterable[StaffChange] = ()) -> None:
        self._staff = staff
        self._changes: dict[int, list[StaffChange]] = {}
        self._ids: dict[str, int] = {}
        for change in changes:
            self._changes.setdefault(change.officer, []).append(change)
            self._ids.update((said["name"], change.officer) for said in (change.before, change.after))
        self._ids.update((o.name, o.id) for o in staff.officers.values())

    def numbered(self, name: str) -> int | None:
        """The officer who has this name, or had it; None where nobody did."""
        return self._ids.get(name)

    def on(self, day: date) -> list[Officer]:
        """Everybody on the record as they were at the end of a day."""
        return [_then(one, self._changes.get(one.id, ()), day) for one in self._staff.officers.values()]

    def team_name(self, team_id: int | None) -> str:
        """The name of a team as it is now; empty for nobody's."""
        return self._staff.teams[team_id].name if team_id in self._staff.teams else ""


def _then(now: Officer, changes: Sequence[StaffChange], day: date) -> Officer:
    then = now
    for place in range(len(changes) - 1, -1, -1):
        if changes[place].on <= day:
            break
        earlier = changes[place - 1].after if place else {}
        then = _as(then, {**earlier, **changes[place].before})
    return then


def _as(officer: Officer, said: Mapping[str, Any]) -> Officer:
    return replace(
        officer,
        name=said.get("name", officer.name),
        role=Role(said["role"]) if "role" in said else officer.role,
        fte=float(said.get("fte", officer.fte)),
        team_id=said.get("team", officer.team_id),
    )
