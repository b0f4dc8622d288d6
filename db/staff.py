"""Staff and settings: small tables, read whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from db.cipher import driver_errors
from db.kept import ABSENCE, OFFICER, SETTING, TEAM, KeptWriting
from db.mapping import staff as mapping
from db.unit import Unit
from ehcp_desk.domain.errors import BadInput, KnownFault
from ehcp_desk.domain.folding import fold
from ehcp_desk.domain.people import Absence, Officer, Role, Staff, Team

# One number for "the people of EHCP Desk" among a server's advisory locks.
PEOPLE_LOCK = 0x4548_4350_5045
_SHORT = "SELECT key, CASE WHEN length(value) < 4000 THEN value END FROM settings WHERE NOT key IN (:long)"
_SET = "INSERT INTO settings (key, value) VALUES (:key, :value) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
_OVERTAKEN = "Somebody else saved the same setting at the same moment, so nothing was saved. Look at it and save again."


class StaffReading(Unit):
    """Reading officers, teams, absences and settings."""

    _known: dict[str, str | None] | None = None

    def staff(self) -> Staff:
        """Everybody."""
        officers = self.shaped(mapping.OFFICER, "FROM officers ORDER BY id")
        teams = self._rows("SELECT id, name, manager_id FROM teams ORDER BY id")
        absences = self.shaped(mapping.ABSENCE, "FROM absences ORDER BY first_day, id")
        return Staff(
            {row[0]: mapping.officer(row) for row in officers},
            {row[0]: Team(*row) for row in teams},
            tuple(Absence(*row) for row in absences),
        )

    def officer_names(self) -> Mapping[int, str]:
        """Each officer's name by number."""
        return dict(self._rows("SELECT id, name FROM officers"))

    def setting(self, key: str) -> str | None:
        """One setting; None where it was never set.  The short ones are read together, for a case on screen asks for many;
        a logo or a changed law is read when it is asked for.  Where one of a file is damaged, the others are read one by
        one."""
        if self._known is None:
            try:
                self._known = self._read_short()
            except driver_errors("DatabaseError"):
                return self._setting(key)
        if self._known.get(key, "") is None:
            self._known[key] = self._setting(key)
        return self._known.get(key)

    def _read_short(self) -> dict[str, str | None]:
        """Every short setting, and None for each that is long.  To measure a text is to read it whole, megabytes of a
        register of schools, so those found long are passed over from then on while the connection lasts."""
        long: set[str] = self._connection.info.setdefault("long settings", set())
        found: dict[str, str | None] = dict(self._rows(_SHORT, {"long": tuple(long)}))
        long.update(key for key, value in found.items() if value is None)
        return {**dict.fromkeys(long), **found}

    def _setting(self, key: str) -> str | None:
        found: str | None = self.value("SELECT value FROM settings WHERE key = :key", {"key": key})
        return found

    def settings(self) -> Mapping[str, str]:
        """Every setting."""
        return dict(self._rows("SELECT key, value FROM settings"))


class StaffWriting(StaffReading, KeptWriting):
    """Changing officers, teams, absences and settings."""

    def hold_people(self, alone: bool = False) -> None:
        """Have those who change officers, teams or absences wait until this unit of work ends, with ``alone`` also those who
        give somebody a case.  Taken before anything else, by everybody; a file has one writer anyway."""
        if not self._is_file:
            share = "" if alone else "_shared"
            self._run(f"SELECT pg_advisory_xact_lock{share}(:lock)", {"lock": PEOPLE_LOCK})

    def set_setting(self, key: str, value: str) -> None:
        """Set or change one setting.  Where this unit of work has read it, the new value follows from the old: KnownFault
        where somebody else has set it since, so that theirs is never lost."""
        sql, values = _SET, dict[str, str | None](key=key, value=value)
        if self._known is not None and self._known.get(key, "") is not None:  # None: a long one, not read
            sql = f"{_SET} WHERE settings.value = :seen"
            values["seen"] = self._known.get(key)  # none was there: then whatever is there now is somebody else's
        if self._run(sql, values).rowcount == 0:
            raise KnownFault(_OVERTAKEN)
        self.touch(SETTING, key)
        if self._known is not None:
            self._known[key] = value

    def add_team(self, name: str, manager_id: int | None = None) -> Team:
        """A new team."""
        number = self._insert("teams", {"name": name, "manager_id": manager_id})
        self.touch(TEAM, number)
        return Team(number, name, manager_id)

    def save_team(self, team: Team) -> None:
        """Change a team; BadInput where it is not there."""
        if not self._update("teams", "id", team.id, {"name": team.name, "manager_id": team.manager_id}):
            raise BadInput(f"There is no team number {team.id} in this record.")
        self.touch(TEAM, team.id)

    def add_officer(
        self,
        name: str,
        role: Role = Role.CASEWORKER,
        team_id: int | None = None,
        fte: float = 1.0,
        email: str = "",
        placeholder: bool = False,
        started_on: date | None = None,
        left_on: date | None = None,
        days_off: frozenset[int] = frozenset(),
    ) -> Officer:
        """A new officer."""
        new = Officer(0, name, role, team_id, fte, email, placeholder, started_on, left_on, days_off)
        made = replace(new, id=self._insert("officers", mapping.officer_values(new)))
        self.touch(OFFICER, made.id)
        return made

    def save_officer(self, officer: Officer) -> None:
        """Change an officer, and the place their cases take in lists sorted by owner.

        A new name is for a unit of work that is alone with the record, or it would miss a case somebody gives to them.
        """
        was = self.value("SELECT name FROM officers WHERE id = :id", {"id": officer.id})
        if not self._update("officers", "id", officer.id, mapping.officer_values(officer)):
            raise BadInput(f"There is no officer number {officer.id} in this record.")
        self.touch(OFFICER, officer.id)
        if was == officer.name:  # an administrator, who keeps the staff list, may not touch lists of cases
            return
        self._run(
            "UPDATE case_summary SET owner_sort = :name WHERE owner_id = :id AND owner_sort <> :name",
            {"id": officer.id, "name": fold(officer.name)},
        )

    def add_absence(
        self, officer_id: int, first_day: date, last_day: date, cover_id: int | None, reason: str
    ) -> Absence:
        """A new absence; BadInput where it ends before it starts."""
        if last_day < first_day:
            raise BadInput("An absence cannot end before it starts; check the two dates.")
        values: dict[str, Any] = {
            "officer_id": officer_id, "first_day": first_day, "last_day": last_day, "cover_id": cover_id,
            "reason": reason,
        }  # fmt: skip
        number = self._insert("absences", values)
        self.touch(ABSENCE, number)
        return Absence(number, officer_id, first_day, last_day, cover_id, reason)

    def save_absence(self, absence: Absence) -> None:
        """Change the days of an absence, and who covers."""
        values = {"first_day": absence.first_day, "last_day": absence.last_day, "cover_id": absence.cover_id}
        self._update("absences", "id", absence.id, values)
        self.touch(ABSENCE, absence.id)

    def drop_absence(self, absence_id: int) -> None:
        """Take an absence away; the journal keeps it."""
        self._run("DELETE FROM absences WHERE id = :id", {"id": absence_id})
        self.touch(ABSENCE, absence_id)
