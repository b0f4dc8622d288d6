"""Who answers for a case on a day.  The answer is never nobody (DESIGN.md, idea 3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ehcp_desk.domain.access import Sight
from ehcp_desk.domain.people import Officer, Role, Staff

SERVICE_MANAGER_POST = "SEND service manager"


@dataclass(frozen=True, slots=True)
class Responsible:
    """The named person and why it is them: ``owner``, ``cover``, ``team manager`` or ``service manager``."""

    name: str
    why: str
    officer_id: int | None = None


def responsible_for(owner_id: int | None, team_id: int | None, staff: Staff, day: date) -> Responsible:
    """Resolve the person: owner in post and at work, else cover, else team manager, else service manager.

    Somebody is not at work on a day away and on a weekday that is not one of theirs.  On a day off without an absence
    the team manager answers: a case is never with two people.  The post itself is the last resort, so that an empty
    staff list still names somebody to ask.
    """
    owner = staff.officers.get(owner_id) if owner_id is not None else None
    if owner and owner.works_on(day):
        found = _at_work(owner, staff, day)
        if found:
            return found
    manager = _team_manager(team_id if team_id is not None else owner.team_id if owner else None, staff, day)
    if manager:
        return Responsible(manager.name, "team manager", manager.id)
    service = _service_manager(staff, day)
    if service:
        return Responsible(service.name, "service manager", service.id)
    return Responsible(SERVICE_MANAGER_POST, "service manager")


def told_for(owner_id: int | None, team_id: int | None, due: date | None, staff: Staff, day: date) -> Responsible:
    """Whom a message of ``day`` about a limit is for.

    On a day off the owner reads it when they are back, unless the limit falls before that: then it is for whoever is
    there.  Otherwise as :func:`responsible_for`.
    """
    owner = staff.officers.get(owner_id) if owner_id is not None else None
    if owner and owner.works_on(day) and owner.off_on(day) and staff.away(owner.id, day) is None:
        back = staff.back(owner, day)
        if back is not None and not (due is not None and day <= due < back):
            return Responsible(owner.name, "owner", owner.id)
    return responsible_for(owner_id, team_id, staff, day)


def told_of_restricted(
    first: Responsible, team_id: int | None, sight: Sight, staff: Staff, day: date
) -> Responsible | None:
    """Whom a message about a restricted case is for, where it would be for ``first``: only ever somebody who sees it.

    Else whoever is above them and sees it, else those named, who is there before who is not.  None where nobody in post
    sees it.
    """
    for person in (first, responsible_for(None, team_id, staff, day)):
        officer = staff.officers.get(person.officer_id) if person.officer_id is not None else None
        if officer is not None and sight.of(officer):
            return person
    named = [o for name in sight.names if (o := staff.named(name)) and o.works_on(day)]
    managing = [o for o in staff.officers.values() if sight.of(o) and o.works_on(day)]
    chosen = sorted((*named, *managing), key=lambda o: not staff.there(o, day))
    return Responsible(chosen[0].name, "named on the file", chosen[0].id) if chosen else None


def _at_work(owner: Officer, staff: Staff, day: date) -> Responsible | None:
    if staff.there(owner, day):
        return Responsible(owner.name, "owner", owner.id)
    absence = staff.away(owner.id, day)
    seen = {owner.id}
    while absence is not None and absence.cover_id is not None and absence.cover_id not in seen:
        cover = staff.officers.get(absence.cover_id)
        if cover is None or not cover.works_on(day):
            return None
        seen.add(cover.id)
        if staff.there(cover, day):
            return Responsible(cover.name, "cover", cover.id)
        absence = staff.away(cover.id, day)
    return None


def _team_manager(team_id: int | None, staff: Staff, day: date) -> Officer | None:
    team = staff.teams.get(team_id) if team_id is not None else None
    manager = staff.officers.get(team.manager_id) if team and team.manager_id is not None else None
    return manager if manager and staff.there(manager, day) else None


def _service_manager(staff: Staff, day: date) -> Officer | None:
    in_post = [o for o in staff.officers.values() if o.role is Role.SERVICE_MANAGER and o.works_on(day)]
    at_work = [o for o in in_post if staff.there(o, day)]
    chosen = at_work or in_post
    return min(chosen, key=lambda o: o.id) if chosen else None
