"""Officers, teams and absences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from db.tables import AbsenceRecord, OfficerRecord, TeamRecord
from ehcp_desk.domain.people import Absence, Officer, Role, Team

OFFICER_COLUMNS = (
    OfficerRecord.id, OfficerRecord.name, OfficerRecord.role, OfficerRecord.team_id, OfficerRecord.fte,
    OfficerRecord.email, OfficerRecord.placeholder, OfficerRecord.started_on, OfficerRecord.left_on,
)  # fmt: skip
TEAM_COLUMNS = (TeamRecord.id, TeamRecord.name, TeamRecord.manager_id)
ABSENCE_COLUMNS = (
    AbsenceRecord.id, AbsenceRecord.officer_id, AbsenceRecord.first_day, AbsenceRecord.last_day,
    AbsenceRecord.cover_id, AbsenceRecord.reason,
)  # fmt: skip


def officer(row: Sequence[Any]) -> Officer:
    """An officer from ``OFFICER_COLUMNS``."""
    number, name, role, *rest = row
    return Officer(number, name, Role(role), *rest)


def officer_values(value: Officer) -> dict[str, Any]:
    """What is stored of an officer, without the id."""
    return {
        "name": value.name, "role": value.role.value, "team_id": value.team_id, "fte": value.fte, "email": value.email,
        "placeholder": value.placeholder, "started_on": value.started_on, "left_on": value.left_on,
    }  # fmt: skip


def team(row: Sequence[Any]) -> Team:
    """A team from ``TEAM_COLUMNS``."""
    return Team(*row)


def absence(row: Sequence[Any]) -> Absence:
    """An absence from ``ABSENCE_COLUMNS``."""
    return Absence(*row)
