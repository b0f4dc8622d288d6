"""Posts and names of a month gone by are those of its day, whatever became of the people since (needs.md X4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from ehcp_desk.domain.people import Officer, Role
from ehcp_desk.ports.today import Calendar
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.ownership import assign
from ehcp_desk.services.oversight.returns import compute_monthly
from ehcp_desk.services.oversight.staffing import add_officer, change_officer

OCTOBER = date(2026, 10, 1)
ADA, LATER = "Ada Whitlock", "Ada Penrose"


@pytest.fixture
def december(team: Desk, maisie: str) -> Desk:
    """Ada held the case in October; in December she has another name, half her hours and then another post."""
    add_officer(team, Officer(0, ADA, Role.CASEWORKER, started_on=date(2024, 1, 1)))
    assign(team, [maisie], ADA, "start", on=date(2026, 10, 5))
    return replace(team, days=Calendar(date(2026, 12, 2)))


def caseload(desk: Desk, month: date = OCTOBER) -> tuple[int, dict[str, Decimal]]:
    result = compute_monthly(desk, month)
    held = result.line("K45").figure.numerator
    assert held is not None
    return int(held), {post.name: post.fte for post in result.posts if post.name in (ADA, LATER)}


def change(desk: Desk, who: str, **told: object) -> None:
    with desk.store.read() as work:
        now = work.staff().named(who)
    assert now is not None
    change_officer(desk, replace(now, **told))  # type: ignore[arg-type]


def test_a_new_name_hours_and_post_change_no_month_gone_by(december: Desk, maisie: str) -> None:
    was = caseload(december)
    assert was == (1, {ADA: Decimal("1.0")})
    change(december, ADA, name=LATER)
    assert caseload(december) == was
    change(december, LATER, fte=0.5)
    assert caseload(december) == was
    assert caseload(december, date(2026, 12, 1)) == (1, {LATER: Decimal("0.5")})
    change(december, LATER, role=Role.MANAGER)
    assert caseload(december) == was
    assert caseload(december, date(2026, 12, 1)) == (0, {})


def test_cases_moved_since_are_still_those_of_whoever_had_another_name_then(december: Desk, maisie: str) -> None:
    change(december, ADA, name=LATER)
    assign(december, [maisie], "Joy Addo", "moved", on=date(2026, 12, 1))
    assert caseload(december) == (1, {ADA: Decimal("1.0")})
