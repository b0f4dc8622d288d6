"""Staff and settings: small tables, read whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from db.mapping import staff as mapping
from db.unit import Unit, WritingUnit
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.folding import fold
from ehcp_desk.domain.people import Absence, Officer, Role, Staff, Team


class StaffReading(Unit):
    """Reading officers, teams, absences and settings."""

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
        """One setting; None where it was never set."""
        found: str | None = self.value("SELECT value FROM settings WHERE key = :key", {"key": key})
        return found

    def settings(self) -> Mapping[str, str]:
        """Every setting."""
        return dict(self._rows("SELECT key, value FROM settings"))


class StaffWriting(StaffReading, WritingUnit):
    """Changing officers, teams, absences and settings."""

    def set_setting(self, key: str, value: str) -> None:
        """Set or change one setting."""
        self._run(
            "INSERT INTO settings (key, value) VALUES (:key, :value) "
            "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            {"key": key, "value": value},
        )

    def add_team(self, name: str, manager_id: int | None = None) -> Team:
        """A new team."""
        return Team(self._insert("teams", {"name": name, "manager_id": manager_id}), name, manager_id)

    def save_team(self, team: Team) -> None:
        """Change a team; BadInput where it is not there."""
        if not self._update("teams", "id", team.id, {"name": team.name, "manager_id": team.manager_id}):
            raise BadInput(f"There is no team number {team.id} in this record.")

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
        return replace(new, id=self._insert("officers", mapping.officer_values(new)))

    def save_officer(self, officer: Officer) -> None:
        """Change an officer, and the place their cases take in lists sorted by owner."""
        was = self.value("SELECT name FROM officers WHERE id = :id", {"id": officer.id})
        if not self._update("officers", "id", officer.id, mapping.officer_values(officer)):
            raise BadInput(f"There is no officer number {officer.id} in this record.")
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
        return Absence(self._insert("absences", values), officer_id, first_day, last_day, cover_id, reason)

    def save_absence(self, absence: Absence) -> None:
        """Change the days of an absence, and who covers."""
        values = {"first_day": absence.first_day, "last_day": absence.last_day, "cover_id": absence.cover_id}
        self._update("absences", "id", absence.id, values)

    def drop_absence(self, absence_id: int) -> None:
        """Take an absence away; the journal keeps it."""
        self._run("DELETE FROM absences WHERE id = :id", {"id": absence_id})
