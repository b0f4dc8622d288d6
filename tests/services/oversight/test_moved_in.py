"""A plan that moved in from another council: its duties are this council's on every list and paper."""

from __future__ import annotations

from datetime import date

import pytest

from ehcp_desk.domain.case import Child
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.recording import NewRequest, open_request, record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.due_days import due_days
from ehcp_desk.services.oversight.ownership import assign
from ehcp_desk.services.oversight.staffing import staff
from ehcp_desk.services.records.handover import pick_up_sheet
from ehcp_desk.services.records.inspection_pack import inspection_pack

REF = "SEN/9"
NAMED = "Joy Addo"


@pytest.fixture
def moved(team: Desk) -> Desk:
    """A plan made on 12 January 2026 that moved in on 31 August, held by Joy; the day is 30 October."""
    team_id = next(iter(staff(team).teams))
    child = Child(0, "Quill", "Ada", date(2014, 3, 1))
    open_request(team, NewRequest(REF, child, date(2024, 6, 1), "parent", team_id=team_id))
    assign(team, [REF], NAMED, "starting")
    record(team, REF, NewFact("request_withdrawn", date(2024, 6, 2)))
    record(team, REF, NewFact("final_plan_sent", date(2026, 1, 12)))
    record(team, REF, NewFact("plan_transferred_in", date(2026, 8, 31), {"from_authority": "Norham"}))
    return team


def test_its_papers_name_the_caseworker_and_count_what_was_missed(moved: Desk) -> None:
    sheet = pick_up_sheet(moved, REF)
    assert sheet.deadlines and {limit.owner for limit in sheet.deadlines} == {NAMED}
    [missed] = [s for s in inspection_pack(moved, REF).sections if s.title == "Time limits missed"]
    assert [row[:2] for row in missed.rows] == [("Tell the family about the transfer", "12 October 2026")]


def test_the_calendar_holds_its_duties(moved: Desk) -> None:
    assert [(entry.on, entry.title) for entry in due_days(moved, NAMED)] == [
        (date(2026, 10, 12), f"{REF}: Tell the family about the transfer"),
        (date(2027, 1, 12), f"{REF}: Review the plan that moved in"),
    ]
