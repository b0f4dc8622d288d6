"""Whether a review meeting is on its way to a decision is asked in one place: four weeks, the last day of them included."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.recording import find, record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.reviewing import booked
from ehcp_desk.services.records.case_view import case_view

HELD = date(2026, 9, 30)


@pytest.mark.parametrize(("days", "on_its_way"), [(0, True), (27, True), (28, True), (29, False)])
def test_a_review_held_is_on_its_way_until_the_day_its_decision_is_due(
    desk: Desk, maisie: str, days: int, on_its_way: bool
) -> None:
    record(desk, maisie, NewFact("final_plan_sent", date(2026, 8, 3)))
    record(desk, maisie, NewFact("review_meeting_held", HELD))
    due = next(d.due for d in case_view(desk, maisie).timeline.deadlines if d.rule == "R_DECISION")
    day = HELD + timedelta(days)
    assert (day <= due) is on_its_way, "the limit of the law"
    with desk.store.read() as work:
        number = find(work, maisie)
        assert (number in booked(work, [number], day)) is on_its_way
