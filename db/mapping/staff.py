"""Officers and absences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from db.shape import Shape
from ehcp_desk.domain.people import Officer, Role

OFFICER = Shape("id name role team_id fte email placeholder:flag started_on:day left_on:day days_off")
ABSENCE = Shape("id officer_id first_day:day last_day:day cover_id reason")


def officer(row: Sequence[Any]) -> Officer:
    """An officer from ``OFFICER``."""
    number, name, role, team, fte, email, placeholder, started, left, days_off = row
    off = frozenset(map(int, days_off))
    return Officer(number, name, Role(role), team, fte, email, placeholder, started, left, off)


def officer_values(value: Officer) -> dict[str, Any]:
    """What is stored of an officer, without the id."""
    return {
        "name": value.name, "role": value.role.value, "team_id": value.team_id, "fte": value.fte, "email": value.email,
        "placeholder": value.placeholder, "started_on": value.started_on, "left_on": value.left_on,
        "days_off": "".join(map(str, sorted(value.days_off))),
    }  # fmt: skip
