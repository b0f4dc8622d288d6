"""The staff list: days away put right, and a form that was left open undoes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ehcp_desk.domain.errors import BadInput, Conflict
from ehcp_desk.domain.journal import payload_of
from ehcp_desk.domain.people import Absence, Officer
from ehcp_desk.domain.responsibility import responsible_for
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.leaving import leave
from ehcp_desk.services.oversight.staffing import add_absence, change_absence, change_officer, staff

DAY = date(2026, 10, 30)


def named(desk: Desk, name: str) -> Officer:
    officer = staff(desk).named(name)
    assert officer is not None
    return officer


def away(desk: Desk, last: date) -> Absence:
    """Joy is away from the day on, and Thandi covers."""
    add_absence(desk, named(desk, "Joy Addo").id, DAY, last, named(desk, "Thandi Mbeki").id, "leave")
    return staff(desk).absences[-1]


def answers(desk: Desk, day: date) -> str:
    joy = named(desk, "Joy Addo")
    return responsible_for(joy.id, joy.team_id, staff(desk), day).name


def test_somebody_back_early_answers_for_their_cases_again(team: Desk) -> None:
    seen, later = away(team, DAY + timedelta(90)), DAY + timedelta(10)
    assert answers(team, later) == "Thandi Mbeki"
    change_absence(team, seen, replace(seen, last_day=DAY + timedelta(2)), "Back early")
    assert answers(team, later) == "Joy Addo" and answers(team, DAY) == "Thandi Mbeki"
    with team.store.read() as work:
        said = payload_of(list(work.journal(kind="absence_changed"))[-1])
    assert (said["reason"], said["before"]["to"], said["after"]["to"]) == ("Back early", "2027-01-28", "2026-11-01")


def test_days_away_of_a_mistyped_year_are_taken_off(team: Desk) -> None:
    seen = away(team, date(2062, 11, 5))
    with pytest.raises(BadInput, match="Say why"):
        change_absence(team, seen, None, " ")
    change_absence(team, seen, None, "2062 typed for 2026")
    assert staff(team).absences == () and answers(team, DAY) == "Joy Addo"


def test_days_away_that_somebody_else_changed_are_looked_at_again(team: Desk) -> None:
    seen = away(team, DAY + timedelta(9))
    change_absence(team, seen, replace(seen, last_day=DAY), "Back early")
    with pytest.raises(Conflict):
        change_absence(team, seen, None, "Never away")
    (kept,) = staff(team).absences
    for wrong in (replace(kept, last_day=DAY - timedelta(1)), replace(kept, cover_id=kept.officer_id)):
        with pytest.raises(BadInput):
            change_absence(team, kept, wrong, "x")
    assert staff(team).absences == (kept,)


def test_a_form_left_open_undoes_no_last_day(team: Desk) -> None:
    seen = named(team, "Thandi Mbeki")
    leave(team, seen.id, DAY)
    change_officer(team, replace(seen, fte=0.8), seen)
    now = named(team, "Thandi Mbeki")
    assert (now.left_on, now.fte) == (DAY, 0.8)


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(team: Desk) -> None:
    seen = named(team, "Thandi Mbeki")
    change_officer(team, replace(seen, fte=0.6, days_off=frozenset({4})), seen)
    with pytest.raises(
        Conflict, match=r"Joy Addo changed Thandi Mbeki since you opened this \(posts, days worked\)"
    ) as wrong:
        change_officer(team, replace(seen, email="thandi@westmarsh.example"), seen)
    assert wrong.value.exit_code == 5 and wrong.value.who == "Joy Addo"
    assert (named(team, "Thandi Mbeki").fte, named(team, "Thandi Mbeki").email) == (0.6, "")
