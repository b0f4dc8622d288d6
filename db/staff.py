"""Staff and settings: small tables, read whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import insert, select, update

from db.folding import fold
from db.mapping import staff as mapping
from db.tables import AbsenceRecord, OfficerRecord, SettingRecord, SummaryRecord, TeamRecord
from db.unit import Unit, WritingUnit
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.people import Absence, Officer, Role, Staff, Team


class StaffReading(Unit):
    """Reading officers, teams, absences and settings."""

    def staff(self) -> Staff:
        """Everybody."""
        officers = (
            mapping.officer(r) for r in self._select(select(*mapping.OFFICER_COLUMNS).order_by(OfficerRecord.id))
        )
        teams = (mapping.team(r) for r in self._select(select(*mapping.TEAM_COLUMNS).order_by(TeamRecord.id)))
        absences = self._select(select(*mapping.ABSENCE_COLUMNS).order_by(AbsenceRecord.first_day, AbsenceRecord.id))
        return Staff({o.id: o for o in officers}, {t.id: t for t in teams}, tuple(map(mapping.absence, absences)))

    def officer_names(self) -> Mapping[int, str]:
        """Each officer's name by number."""
        return dict(self._select(select(OfficerRecord.id, OfficerRecord.name)))

    def setting(self, key: str) -> str | None:
        """One setting; None where it was never set."""
        return self._connection.execute(select(SettingRecord.value).where(SettingRecord.key == key)).scalar()

    def settings(self) -> Mapping[str, str]:
        """Every setting."""
        return dict(self._select(select(SettingRecord.key, SettingRecord.value)))


class StaffWriting(StaffReading, WritingUnit):
    """Changing officers, teams, absences and settings."""

    def set_setting(self, key: str, value: str) -> None:
        """Set or change one setting."""
        changed = self._connection.execute(update(SettingRecord).where(SettingRecord.key == key).values(value=value))
        if changed.rowcount == 0:
            self._connection.execute(insert(SettingRecord).values(key=key, value=value))

    def add_team(self, name: str, manager_id: int | None = None) -> Team:
        """A new team."""
        return Team(self._insert("teams", {"name": name, "manager_id": manager_id}), name, manager_id)

    def save_team(self, team: Team) -> None:
        """Change a team; BadInput where it is not there."""
        changed = self._connection.execute(
            update(TeamRecord).where(TeamRecord.id == team.id).values(name=team.name, manager_id=team.manager_id)
        )
        if changed.rowcount == 0:
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
    ) -> Officer:
        """A new officer."""
        new = Officer(0, name, role, team_id, fte, email, placeholder, started_on, left_on)
        number = self._insert("officers", mapping.officer_values(new))
        return Officer(number, name, role, team_id, fte, email, placeholder, started_on, left_on)

    def save_officer(self, officer: Officer) -> None:
        """Change an officer, and the place their cases take in lists sorted by owner."""
        changed = self._connection.execute(
            update(OfficerRecord).where(OfficerRecord.id == officer.id).values(mapping.officer_values(officer))
        )
        if changed.rowcount == 0:
            raise BadInput(f"There is no officer number {officer.id} in this record.")
        self._connection.execute(
            update(SummaryRecord)
            .where(SummaryRecord.owner_id == officer.id, SummaryRecord.owner_sort != fold(officer.name))
            .values(owner_sort=fold(officer.name))
        )

    def add_absence(
        self, officer_id: int, first_day: date, last_day: date, cover_id: int | None, reason: str
    ) -> Absence:
        """A new absence; BadInput where it ends before it starts."""
        if last_day < first_day:
            raise BadInput("An absence cannot end before it starts; check the two dates.")
        values = {
            "officer_id": officer_id, "first_day": first_day, "last_day": last_day, "cover_id": cover_id,
            "reason": reason,
        }  # fmt: skip
        return Absence(self._insert("absences", values), officer_id, first_day, last_day, cover_id, reason)
