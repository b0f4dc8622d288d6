"""The people of the desk: who works here, who is away and who covers, who has left."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from ehcp_desk.domain.access import Act
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.people import WEEK, Absence, Officer, Role, Staff
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.services.desk import Changes, Desk

STAFF = frozenset({"staff"})


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
        if any(t.name.casefold() == wanted.casefold() for t in work.staff().teams.values()):
            raise BadInput(f"There is already a team called {wanted}.")
        team = work.add_team(wanted)
        work.append(NewEntry("team_added", None, {"team": team.id, "name": wanted}))
    return Changes(STAFF)


def set_manager(desk: Desk, team_id: int, officer_id: int | None) -> Changes:
    """Say who manages a team; None leaves the post vacant, and its cases go up to the service manager."""
    desk.need(Act.PEOPLE)
    with desk.store.write(desk.user, desk.now()) as work:
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
        if work.staff().named(name) is not None:
            raise BadInput(f"There is already somebody called {name}; add a middle initial to tell them apart.")
        made = work.add_officer(name, officer.role, officer.team_id, officer.fte, officer.email, False,
                                officer.started_on, officer.left_on, officer.days_off)  # fmt: skip
        work.append(NewEntry("officer_added", None, {"officer": made.id, "name": name, "role": officer.role.value}))
    return Changes(STAFF)


def change_officer(desk: Desk, officer: Officer) -> Changes:
    """Change a person's name, role, team, hours or days.  A placeholder becomes a real person this way."""
    desk.need(Act.PEOPLE)
    name = " ".join(officer.name.split())
    _check(name, officer)
    with desk.store.write(desk.user, desk.now()) as work:
        everybody = work.staff()
        before = everybody.officers[officer.id]
        twin = everybody.named(name)
        if twin is not None and twin.id != officer.id:
            raise BadInput(f"There is already somebody called {name}; add a middle initial to tell them apart.")
        work.save_officer(replace(officer, name=name))
        work.append(NewEntry("officer_changed", None, {"officer": officer.id, "before": before.name, "after": name,
                                                       "role": officer.role.value, "fte": officer.fte,
                                                       "days_off": sorted(officer.days_off)}))  # fmt: skip
    return Changes(STAFF)


def add_absence(
    desk: Desk, officer_id: int, first_day: date, last_day: date, cover_id: int | None, reason: str
) -> Changes:
    """Record days away and who covers.  Raises BadInput where the days or the cover make no sense."""
    desk.need(Act.PEOPLE)
    if last_day < first_day:
        raise BadInput(f"The absence ends on {in_words(last_day)}, before it begins; check the days.")
    if cover_id == officer_id:
        raise BadInput("Nobody can cover for themselves; choose somebody else, or leave the cover empty.")
    with desk.store.write(desk.user, desk.now()) as work:
        absence = work.add_absence(officer_id, first_day, last_day, cover_id, reason.strip())
        work.append(NewEntry("absence_added", None, {"officer": officer_id, "from": first_day.isoformat(),
                                                     "to": last_day.isoformat(), "cover": cover_id,
                                                     "absence": absence.id}))  # fmt: skip
    return Changes(STAFF)


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
