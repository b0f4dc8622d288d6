"""The people of the desk: who works here, who is away and who covers, who has left.

Whoever changes them has them alone, for they are looked at first and written afterwards, and whoever gives somebody a case
looks at them too: on a server those wait for their turn and then find what it left.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from ehcp_desk.domain.access import Act
from ehcp_desk.domain.dates import in_words, local
from ehcp_desk.domain.errors import BadInput, Conflict
from ehcp_desk.domain.journal import NewEntry, payload_of
from ehcp_desk.domain.people import WEEK, Absence, Officer, Role, Staff
from ehcp_desk.domain.staff_then import KEPT, StaffChange, StaffThen, standing
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.ports.work import ReadWork, WriteWork
from ehcp_desk.services.desk import Changes, Desk
from ehcp_desk.services.oversight.restricting import RESTRICTED

STAFF = frozenset({"staff"})
_SHOWN = {"name": "name", "role": "role", "team_id": "team", "fte": "posts", "email": "email", "placeholder": "to be matched",
          "started_on": "first day", "days_off": "days worked"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class StaffView:
    """Everybody, with how many live cases each one holds (officer id to count) and the day it was read for."""

    people: Staff
    held: dict[int, int]
    as_at: date

    def in_order(self) -> list[Officer]:
        """Those in post by name, then those who have left."""
        return sorted(self.people.officers.values(), key=lambda o: (self.has_left(o), o.name.casefold()))

    def has_left(self, officer: Officer) -> bool:
        """True once the last day has gone."""
        return officer.left_on is not None and officer.left_on < self.as_at

    def next_absence(self, officer: Officer) -> Absence | None:
        """The absence the officer is on, or the next one written down."""
        ahead = [a for a in self.people.absences if a.officer_id == officer.id and a.last_day >= self.as_at]
        return min(ahead, key=lambda a: a.first_day, default=None)


def staff_view(desk: Desk) -> StaffView:
    """Everybody with what they hold, read in one go."""
    today = desk.today()
    with desk.store.read() as work:
        people = work.staff()
        held = {key: work.count(CaseQuery(today, Scope.LIVE, owners=(key,))) for key in people.officers}
    return StaffView(people, held, today)


def staff(desk: Desk) -> Staff:
    """Everybody, with teams and absences."""
    with desk.store.read() as work:
        return work.staff()


def add_team(desk: Desk, name: str) -> Changes:
    """Make a team.  Raises BadInput where the name is empty or taken."""
    desk.need(Act.PEOPLE)
    wanted = " ".join(name.split())
    if not wanted:
        raise BadInput("A team needs a name.")
    with desk.store.write(desk.user, desk.now()) as work:
        work.hold_people(alone=True)
        if any(t.name.casefold() == wanted.casefold() for t in work.staff().teams.values()):
            raise BadInput(f"There is already a team called {wanted}.")
        team = work.add_team(wanted)
        work.append(NewEntry("team_added", None, {"team": team.id, "name": wanted}))
    return Changes(STAFF)


def set_manager(desk: Desk, team_id: int, officer_id: int | None) -> Changes:
    """Say who manages a team; None leaves the post vacant, and its cases go up to the service manager."""
    desk.need(Act.PEOPLE)
    with desk.store.write(desk.user, desk.now()) as work:
        work.hold_people(alone=True)
        team = work.staff().teams[team_id]
        work.save_team(replace(team, manager_id=officer_id))
        told = {"team": team.name, "manager": officer_id, "before": team.manager_id}
        work.append(NewEntry("team_manager_set", None, told))
    return Changes(STAFF)


def add_officer(desk: Desk, officer: Officer) -> Changes:
    """Add a person.  Raises BadInput where the name is empty or taken, or the hours are not between 0 and 1.2."""
    desk.need(Act.PEOPLE)
    name = " ".join(officer.name.split())
    _check(name, officer)
    with desk.store.write(desk.user, desk.now()) as work:
        work.hold_people(alone=True)
        if work.staff().named(name) is not None:
            raise BadInput(f"There is already somebody called {name}; add a middle initial to tell them apart.")
        _refuse_anothers(work, name, 0)
        made = work.add_officer(name, officer.role, officer.team_id, officer.fte, officer.email, False,
                                officer.started_on, officer.left_on, officer.days_off)  # fmt: skip
        work.append(NewEntry("officer_added", None, {"officer": made.id, "name": name, "role": officer.role.value}))
    return Changes(STAFF)


def change_officer(desk: Desk, officer: Officer, seen: Officer | None = None) -> Changes:
    """Change a person's name, role, team, hours, days, address or first day.  A placeholder becomes a real person this way.

    A last day recorded meanwhile stays.  Files kept to them by name are kept to the new name, which a warning says.  Done
    alone with the record: a new name goes to every list of their cases, which others may be saving or giving to them.
    Raises Conflict where any of it changed since it was ``seen``.
    """
    desk.need(Act.PEOPLE)
    name = " ".join(officer.name.split())
    _check(name, officer)
    with desk.store.write(desk.user, desk.now(), alone=True) as work:
        everybody = work.staff()
        before = everybody.officers[officer.id]
        _refuse_changed(work, before, seen or before)
        twin = everybody.named(name)
        if twin is not None and twin.id != officer.id:
            raise BadInput(f"There is already somebody called {name}; add a middle initial to tell them apart.")
        told = _rename(work, desk, before, name)
        work.save_officer(replace(officer, name=name, left_on=before.left_on))
        work.append(NewEntry("officer_changed", None, {"officer": officer.id, "before": before.name, "after": name,
                                                       **standing(officer), "was": standing(before),
                                                       "days_off": sorted(officer.days_off)}))  # fmt: skip
    return Changes(STAFF | RESTRICTED if told else STAFF, warnings=told)


def staff_then(work: ReadWork) -> StaffThen:
    """Everybody on any day, from the journal's lines about changes to them."""
    changes = []
    for entry in work.journal(kind="officer_changed"):
        said = payload_of(entry)
        if not said:  # another program's
            continue
        after = {"name": said["after"], **{key: said[key] for key in KEPT if key in said}}
        before = {"name": said["before"], **said.get("was", {})}
        changes.append(StaffChange(local(entry.at).date(), said["officer"], before, after))
    return StaffThen(work.staff(), changes)


def _refuse_changed(work: ReadWork, now: Officer, seen: Officer) -> None:
    """Raises Conflict where somebody else changed what a form about a person shows."""
    other = [words for name, words in _SHOWN.items() if getattr(now, name) != getattr(seen, name)]
    if other:
        lines = [e for e in work.journal(kind="officer_changed") if payload_of(e).get("officer") == now.id]
        who = lines[-1].actor if lines else "Somebody"
        raise Conflict(
            f"{who} changed {seen.name} since you opened this ({', '.join(other)}); look again before you save.", who
        )


def _rename(work: WriteWork, desk: Desk, before: Officer, name: str) -> tuple[str, ...]:
    """Restricted files go by name: on a record of its own they follow the new one; on a server they follow the login."""
    if before.name.casefold() == name.casefold():
        return ()
    _refuse_anothers(work, name, before.id)
    if desk.roles is not None:
        return (
            f"{before.name} still signs in as {before.name}, and files restricted to that name stay so. Have a login called "
            f"{name} made (team add-user), restrict those files again with {name} named, and have the old one removed.",
        )
    return (
        (f"Restricted files that named {before.name} name {name} now.",) if work.rename_named(before.name, name) else ()
    )


def _refuse_anothers(work: WriteWork, name: str, officer_id: int) -> None:
    """Raises BadInput for a name under which restricted files are kept to somebody who had it before."""
    if not work.named_on_restricted(name):
        return
    had = filter(None, map(payload_of, work.journal(kind="officer_changed")))
    if any(said["before"].casefold() == name.casefold() and said["officer"] != officer_id for said in had):
        raise BadInput(f"Restricted files are kept to {name}, as somebody else was called before; add a middle initial to tell "
                       "them apart, or restrict those files again first.")  # fmt: skip


def add_absence(
    desk: Desk, officer_id: int, first_day: date, last_day: date, cover_id: int | None, reason: str
) -> Changes:
    """Record days away and who covers.  Raises BadInput where the days or the cover make no sense."""
    desk.need(Act.PEOPLE)
    _check_away(Absence(0, officer_id, first_day, last_day, cover_id))
    with desk.store.write(desk.user, desk.now()) as work:
        work.hold_people(alone=True)
        absence = work.add_absence(officer_id, first_day, last_day, cover_id, reason.strip())
        work.append(NewEntry("absence_added", None, {"officer": officer_id, "absence": absence.id, **_days(absence)}))
    return Changes(STAFF)


def change_absence(desk: Desk, seen: Absence, wanted: Absence | None, reason: str) -> Changes:
    """Put the days or the cover of an absence right: somebody is back early, a year was mistyped.  None takes it away.

    Raises BadInput without a reason, which stays in the journal, or where the days or the cover make no sense, and
    Conflict where it is no longer as it was ``seen``.
    """
    desk.need(Act.PEOPLE)
    if not reason.strip():
        raise BadInput("Say why the days away change; the reason stays in the journal.")
    if wanted is not None:
        _check_away(wanted)
    with desk.store.write(desk.user, desk.now()) as work:
        work.hold_people(alone=True)
        if seen not in work.staff().absences:
            raise Conflict("Somebody changed these days away since you opened them; look again before you save.")
        if wanted is None:
            work.drop_absence(seen.id)
        else:
            work.save_absence(replace(wanted, id=seen.id, officer_id=seen.officer_id))
        said = {"before": _days(seen), "after": _days(wanted) if wanted else None, "reason": reason.strip()}
        work.append(NewEntry("absence_changed", None, {"officer": seen.officer_id, "absence": seen.id, **said}))
    return Changes(STAFF)


def _days(absence: Absence) -> dict[str, object]:
    return {"from": absence.first_day.isoformat(), "to": absence.last_day.isoformat(), "cover": absence.cover_id}


def _check_away(absence: Absence) -> None:
    if absence.last_day < absence.first_day:
        raise BadInput(f"The absence ends on {in_words(absence.last_day)}, before it begins; check the days.")
    if absence.cover_id == absence.officer_id:
        raise BadInput("Nobody can cover for themselves; choose somebody else, or leave the cover empty.")


def _check(name: str, officer: Officer) -> None:
    if not name:
        raise BadInput("A person needs a name.")
    if not 0 < officer.fte <= 1.2:
        raise BadInput(f"{name}: hours are a share of full time, such as 0.6 or 1; {officer.fte:g} is not one.")
    if not officer.days_off < frozenset(range(len(WEEK))):
        raise BadInput(f"{name} works on at least one weekday; tick the days.")


ROLE_WORDS = {
    Role.CASEWORKER: "Caseworker",
    Role.MANAGER: "Team manager",
    Role.SERVICE_MANAGER: "Service manager",
    Role.DATA_OFFICER: "Data officer",
    Role.TRIBUNAL_OFFICER: "Tribunal officer",
    Role.PSYCHOLOGIST: "Educational psychologist",
    Role.AUDITOR: "Auditor",
    Role.ADMINISTRATOR: "Administrator",
}
