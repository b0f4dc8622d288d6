"""Who answers for a case on a day.  The answer is never nobody (DESIGN.md, idea 3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ehcp_desk.domain.access import Sight
from ehcp_desk.domain.people import Officer, Role, Staff

SERVICE_MANAGER_POST = "SEND service manager"


@dataclass(frozen=True, slots=True)
class Responsible:
    """The named person and why it is them: ``owner``, ``cover``, ``team manager``, ``service manager``, or ``cover for
    the`` one or the other.  ``team_id`` is the team whose manager stands above the case."""

    name: str
    why: str
    officer_id: int | None = None
    team_id: int | None = None


def responsible_for(owner_id: int | None, team_id: int | None, staff: Staff, day: date) -> Responsible:
    """Resolve the person: owner in post and at work, else cover, else team manager, else service manager.

    Somebody is not at work on a day away and on a weekday that is not one of theirs.  On a day off without an absence
    the team manager answers: a case is never with two people.  A manager who is away is stood in for by whoever covers,
    like anybody else.  The post itself is the last resort, so that an empty staff list still names somebody to ask.
    """
    owner = staff.officers.get(owner_id) if owner_id is not None else None
    team = team_of(owner_id, team_id, staff)
    return (
        _at_work(owner, "owner", team, staff, day)
        or _at_work(_team_manager(team, staff), "team manager", team, staff, day)
        or _of_the_service(team, staff, day)
    )


def team_of(owner_id: int | None, team_id: int | None, staff: Staff) -> int | None:
    """The team of a case: its own, else that of whoever holds it; a case may be older here than the teams."""
    owner = staff.officers.get(owner_id) if owner_id is not None else None
    return team_id if team_id is not None else owner.team_id if owner else None


def told_for(owner_id: int | None, team_id: int | None, due: date | None, staff: Staff, day: date) -> Responsible:
    """Whom a message of ``day`` about a limit is for.

    On a day off the owner reads it when they are back, unless the limit falls before that: then it is for whoever is
    there.  Otherwise as :func:`responsible_for`.
    """
    owner = staff.officers.get(owner_id) if owner_id is not None else None
    if owner and owner.works_on(day) and owner.off_on(day) and staff.away(owner.id, day) is None:
        back = staff.back(owner, day)
        if back is not None and not (due is not None and day <= due < back):
            return Responsible(owner.name, "owner", owner.id, team_of(owner_id, team_id, staff))
    return responsible_for(owner_id, team_id, staff, day)


def told_of_restricted(
    first: Responsible, team_id: int | None, sight: Sight, staff: Staff, day: date
) -> Responsible | None:
    """Whom a message about a restricted case is for, where it would be for ``first``: only ever somebody who sees it.

    Else whoever is above them and sees it, else those named, who is there before who is not.  None where nobody in post
    sees it.
    """
    team = team_id if team_id is not None else first.team_id
    above = (responsible_for(None, team, staff, day), responsible_for(None, None, staff, day))
    for person in (first, *above):
        officer = staff.officers.get(person.officer_id) if person.officer_id is not None else None
        # The owner reads it when back from a day off; anybody else who is not there is passed over while another is.
        if officer is not None and sight.of(officer) and (person.why == "owner" or staff.there(officer, day)):
            return person
    named = [o for name in sight.names if (o := staff.named(name)) and o.works_on(day)]
    managing = [o for o in staff.officers.values() if sight.of(o) and o.works_on(day)]
    chosen = sorted((*named, *managing), key=lambda o: not staff.there(o, day))
    return Responsible(chosen[0].name, "named on the file", chosen[0].id, team) if chosen else None


def covers(officer: Officer, staff: Staff, day: date) -> Iterator[Officer]:
    """Those in post who cover for somebody away, and for whoever of them is away too, the nearest first."""
    line = [officer.id]
    for number in line:  # which grows meanwhile: whoever covers may be covered for
        away = (a for a in staff.absences if a.officer_id == number and a.covers(day))
        for cover in [staff.officers.get(a.cover_id) for a in away if a.cover_id is not None]:
            if cover is not None and cover.id not in line and cover.works_on(day):
                line.append(cover.id)
                yield cover


def _at_work(officer: Officer | None, why: str, team: int | None, staff: Staff, day: date) -> Responsible | None:
    """Somebody in post, or whoever covers for them and is there; None where none of them is."""
    if officer is None or not officer.works_on(day):
        return None
    if staff.there(officer, day):
        return Responsible(officer.name, why, officer.id, team)
    cover = next((one for one in covers(officer, staff, day) if staff.there(one, day)), None)
    words = "cover" if why == "owner" else f"cover for the {why}"
    return Responsible(cover.name, words, cover.id, team) if cover is not None else None


def _team_manager(team_id: int | None, staff: Staff) -> Officer | None:
    team = staff.teams.get(team_id) if team_id is not None else None
    return staff.officers.get(team.manager_id) if team and team.manager_id is not None else None


def _of_the_service(team: int | None, staff: Staff, day: date) -> Responsible:
    """A service manager who is there, else whoever covers for one; else one who is away, else the post."""
    in_post = [o for o in staff.officers.values() if o.role is Role.SERVICE_MANAGER and o.works_on(day)]
    chosen = sorted(in_post, key=lambda o: (not staff.there(o, day), o.id))
    for one in chosen:
        if found := _at_work(one, "service manager", team, staff, day):
            return found
    if not chosen:
        return Responsible(SERVICE_MANAGER_POST, "service manager", None, team)
    return Responsible(chosen[0].name, "service manager", chosen[0].id, team)
