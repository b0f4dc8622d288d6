"""Officers and absences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from db.shape import Shape
from ehcp_desk.domain.people import Officer, Role

OFFICER = Shape("id name role team_id fte email placeholder:flag started_on:day left_on:day")
ABSENCE = Shape("id officer_id first_day:day last_day:day cover_id reason")


def officer(row: Sequence[Any]) -> Officer:
    """An officer from ``OFFICER``."""
    number, name, role, *rest = row
    return Officer(number, name, Role(role), *rest)


def officer_values(value: Officer) -> dict[str, Any]:
    """What is stored of an officer, without the id."""
    return {
        "name": value.name, "role": value.role.value, "team_id": value.team_id, "fte": value.fte, "email": value.email,
        "placeholder": value.placeholder, "started_on": value.started_on, "left_on": value.left_on,
    }  # fmt: skip
