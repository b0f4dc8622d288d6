"""Who is told above a caseworker: a manager's cover while the manager is away, and the manager of a team made later."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ehcp_desk.domain.case import Child
from ehcp_desk.domain.people import Officer, Role
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.services.casework.recording import NewRequest, open_request, record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.drafts import draft_steps
from ehcp_desk.services.oversight.notifying import morning
from ehcp_desk.services.oversight.ownership import assign
from ehcp_desk.services.oversight.staffing import (
    add_absence,
    add_officer,
    add_team,
    change_officer,
    set_manager,
    staff,
)
from ehcp_desk.services.oversight.team import team_view
from tests.services.oversight.sheet_cases import tell, told

DAY = date(2026, 10, 30)
REF = "SEN/1"


def named(desk: Desk, name: str) -> Officer:
    found = staff(desk).named(name)
    assert found is not None
    return found


@pytest.fixture
def brought_in(desk: Desk) -> Desk:
    """A case six days late that Joy held before there was a team; then North was made, with Ruth as its manager."""
    people = (
        ("Joy Addo", Role.CASEWORKER),
        ("Ruth Castellan", Role.MANAGER),
        ("Imre Vantongeren", Role.SERVICE_MANAGER),
    )
    for name, role in people:
        add_officer(desk, Officer(0, name, role))
    open_request(desk, NewRequest(REF, Child(0, "Farrowdale", "Maisie"), DAY - timedelta(42 + 6), "parent"))
    assign(desk, [REF], "Joy Addo", "As in the tracker")
    add_team(desk, "North")
    (team_id,) = staff(desk).teams
    set_manager(desk, team_id, named(desk, "Ruth Castellan").id)
    change_officer(desk, replace(named(desk, "Joy Addo"), team_id=team_id))
    return desk


def test_the_ladder_tells_the_manager_of_the_holder_s_team(brought_in: Desk) -> None:
    assert {letter.to for letter in morning(brought_in)} == {"Joy Addo", "Ruth Castellan"}


def test_a_case_older_here_than_its_team_is_in_the_team_s_views(brought_in: Desk) -> None:
    (team_id,) = staff(brought_in).teams
    with brought_in.store.read() as work:
        (row,) = work.case_rows(work.case_ids(CaseQuery(DAY, Scope.LIVE, team_id=team_id)))
        assert (row.ref, row.team_id) == (REF, None)
    view = team_view(brought_in, team_id)
    assert view.open_cases == 1 and [load.open_cases for load in view.loads] == [1, 0]
    record(brought_in, REF, NewFact("assess_decision_notified", DAY - timedelta(9), {"outcome": "assess"}))
    record(brought_in, REF, NewFact("final_plan_sent", DAY - timedelta(2)))
    for asked in (team_id, None):
        assert [len(one.cases) for one in draft_steps(brought_in, asked) if one.key == "issued"] == [1]
    add_team(brought_in, "South")
    assert [len(one.cases) for one in draft_steps(brought_in, team_id + 1) if one.key == "issued"] == [0]


def test_a_plan_after_a_breakdown_is_asked_of_the_manager_of_the_holder_s_team(brought_in: Desk) -> None:
    record(brought_in, REF, NewFact("final_plan_sent", DAY - timedelta(40)))
    said = {"setting": "Fern Hall", "planned": "no", "by": "Head"}
    tell(brought_in, REF, "placement_ended", "2026-10-20", "Could not keep her safe", **said)
    assert [line["manager"] for line in told(brought_in, "broken_down")] == ["Ruth Castellan"]


def test_while_a_manager_is_away_whoever_covers_is_told(desk: Desk) -> None:
    for name, role in (("Ruth Castellan", Role.MANAGER), ("Imre Vantongeren", Role.SERVICE_MANAGER)):
        add_officer(desk, Officer(0, name, role))
    open_request(desk, NewRequest(REF, Child(0, "Farrowdale", "Maisie"), DAY - timedelta(9), "parent"))
    assert [letter.to for letter in morning(desk)] == ["Imre Vantongeren"]
    imre, ruth = named(desk, "Imre Vantongeren"), named(desk, "Ruth Castellan")
    add_absence(desk, imre.id, DAY, DAY + timedelta(13), ruth.id, "leave")
    (letter,) = morning(desk)
    assert letter.to == "Ruth Castellan" and f"{REF}  for 9 days" in letter.body
