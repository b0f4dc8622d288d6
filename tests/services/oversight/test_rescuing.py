"""The rescue order from a record: what is due, a manager's word, the council's own hours."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ehcp_desk.domain.case import Child
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.recording import NewRequest, open_request, record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.ownership import assign
from ehcp_desk.services.oversight.rescue_paper import not_saved
from ehcp_desk.services.oversight.rescuing import known_acts, next_working_day, put_first, rescue, set_hours
from ehcp_desk.services.oversight.staffing import staff
from ehcp_desk.services.records.chronology import chronology

DAY = date(2026, 10, 30)
MONDAY = date(2026, 11, 2)


@pytest.fixture
def two(team: Desk) -> Desk:
    """SEN/1 must be decided by Monday, SEN/2 by Thursday; Joy holds the first."""
    team_id = next(iter(staff(team).teams))
    for number, days in ((1, 39), (2, 36)):
        received = DAY - timedelta(days)
        open_request(
            team, NewRequest(f"SEN/{number}", Child(0, "Ames", f"Bea {number}"), received, "parent", team_id=team_id)
        )
    assign(team, ["SEN/1"], "Joy Addo", "starting")
    return team


def test_the_next_working_day_is_after_the_weekend(two: Desk) -> None:
    assert next_working_day(two) == MONDAY


def test_the_most_urgent_comes_first_and_the_hours_hold(two: Desk) -> None:
    found = rescue(two, 2.0)
    assert [(p.candidate.ref, p.candidate.person) for p in found.picks] == [("SEN/1", "Joy Addo")]
    assert (found.saved, [c.ref for c in found.unfit]) == (1, ["SEN/2"])


def test_a_manager_puts_a_case_first_with_a_reason_that_prints(two: Desk) -> None:
    with pytest.raises(BadInput, match="without a reason"):
        put_first(two, "SEN/2", "  ")
    put_first(two, "SEN/2", "The family goes abroad on Tuesday")
    found = rescue(two, 2.0)
    assert [(p.candidate.ref, p.reason) for p in found.picks] == [("SEN/2", "The family goes abroad on Tuesday")]
    assert [p.candidate.ref for p in rescue(two, 2.0, DAY).picks] == ["SEN/1"], "it was said of Monday alone"
    assert "abroad on Tuesday" not in str(chronology(two, "SEN/2").lines), (
        "a plan of the office is no event of the case"
    )


def test_an_overdue_plan_put_first_that_the_hours_do_not_reach_does_not_vanish(two: Desk) -> None:
    received = DAY - timedelta(150)
    open_request(two, NewRequest("SEN/3", Child(0, "Ames", "Ivo"), received, "parent"))
    record(two, "SEN/3", NewFact("assess_decision_notified", received + timedelta(40), {"outcome": "assess"}))
    record(two, "SEN/3", NewFact("draft_plan_served", DAY - timedelta(30)))
    put_first(two, "SEN/3", "The family rang again")
    found = rescue(two, 1.0)
    assert [(c.ref, c.lost) for c in found.lost] == [
        ("SEN/3", "put first, but the hours do not reach; the date has passed")
    ]
    assert ("put first, but the hours do not reach; the date has passed", "SEN/3") in [
        (why, one.ref) for why, one in not_saved(found)
    ], "so it stands in the window and on the paper too"
    assert rescue(two, 9.0).picks[0].candidate.ref == "SEN/3"


def test_a_persons_hours_are_for_what_is_theirs(two: Desk) -> None:
    assert [p.candidate.ref for p in rescue(two, 0, by_person={"joy addo": 8.0}).picks] == ["SEN/1"]
    with pytest.raises(BadInput, match="Nobody here is called"):
        rescue(two, 0, by_person={"No One": 8.0})


def test_the_councils_own_hours_are_kept_and_used(two: Desk) -> None:
    set_hours(two, {"A_DECIDE_ASSESS": 1.0})
    assert known_acts(two)["A_DECIDE_ASSESS"].hours == 1.0
    assert rescue(two, 2.0).saved == 2
    for wrong in ({"NO_RULE": 1.0}, {"A_DRAFT": 0.0}, {"A_DRAFT": 101.0}):
        with pytest.raises(BadInput):
            set_hours(two, wrong)


def test_a_decided_case_is_no_longer_there(two: Desk) -> None:
    record(two, "SEN/1", NewFact("assess_decision_notified", DAY, {"outcome": "assess"}))
    assert [p.candidate.ref for p in rescue(two, 9.0).picks] == ["SEN/2"]


def test_hours_and_days_that_cannot_be(two: Desk) -> None:
    for hours, day in ((-1.0, None), (1e6, None), (5.0, DAY - timedelta(1))):
        with pytest.raises(BadInput):
            rescue(two, hours, day)
    with pytest.raises(BadInput):
        put_first(two, "SEN/1", "Late", DAY - timedelta(1))
