"""Team: every number that opens a list opens one of as many cases, for all teams and for one."""

from __future__ import annotations

from typing import Any

import pytest
from pytest import MonkeyPatch

from ehcp_desk.domain.case import Stage
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.ownership import unassign
from ehcp_desk.services.oversight.suggestions import unassigned_view
from tests.ui.pages.conftest import Open
from ui.main_window import MainWindow
from ui.pages.team.loads import everybody
from ui.pages.team.page import TeamPage
from ui.screenshots import settle

Went = list[tuple[str, dict[str, Any]]]


def leave_with_nobody(desk: Desk) -> None:
    """In every team some plans and some open cases, late and not yet, have nobody."""
    day = desk.today()
    with desk.store.read() as work:
        late, soon = CaseQuery(day, Scope.LIVE, overdue=True), CaseQuery(day, Scope.LIVE, due_within=27)
        rows = [row for asked in (late, soon) for row in work.case_rows(work.case_ids(asked))]
        teams = list(work.staff().teams)
    for team in teams:
        for plan in (True, False):
            of = [r.ref for r in rows if r.owner_id and r.team_id == team and (r.summary.stage is Stage.PLAN) == plan]
            unassign(desk, [*of[:2], of[-1]], "Their caseworker has left")


@pytest.fixture
def team(opened: Open, monkeypatch: MonkeyPatch) -> tuple[MainWindow, TeamPage, Desk, Went]:
    """The page, and where it wants to go."""
    window, desk = opened("today", user="Ruth Castellan")
    leave_with_nobody(desk)
    window.navigate("team")
    settle(window, lambda: True)
    went: Went = []
    monkeypatch.setattr(window, "navigate", lambda key, **kw: went.append((key, kw)))
    page = window.page
    assert isinstance(page, TeamPage)
    return window, page, desk, went


def opens(desk: Desk, went: Went) -> int:
    """How many cases the list holds that the page asked for."""
    ((room, asked),) = went
    went.clear()
    if room == "unassigned":
        return len(unassigned_view(desk).free)
    assert room == "cases" and asked["words"]
    with desk.store.read() as work:
        return work.count(asked["query"])


def differing(page: TeamPage, desk: Desk, went: Went) -> list[tuple[str, int, int]]:
    """Every number of the page that opens a list of another length: what it is, what it says, what it opens."""
    told: list[tuple[str, int, int]] = []
    for number, _ in (page.signs._unassigned, page.signs._late):
        number.click()
        told.append((number.accessibleName(), int(number.text()), opens(desk, went)))
    view = page._view
    assert view is not None
    for place, load in enumerate((*view.loads, everybody(view.loads)), 1):
        page.due.opened.emit(place)
        told.append((f"{load.name}, due in 28 days", load.within[2], opens(desk, went)))
        page.loads.opened.emit(place)
        told.append((f"{load.name}, open cases", load.open_cases, opens(desk, went)))
    for table in (page.orphans, page.bands, page._ages.causes, page._advice.ages):
        rows = table._rows
        for n in range(rows.rowCount()):
            table.opened.emit(rows.id_at(n))
            count = int(str(rows.index(n, 1).data()).replace(",", ""))
            told.append((str(rows.index(n, 0).data()), count, opens(desk, went)))
    assert sum(count > 0 for _, count, _ in told) > 8
    return [one for one in told if one[1] != one[2]]


def test_every_number_opens_as_many_cases_as_it_says(team: tuple[MainWindow, TeamPage, Desk, Went]) -> None:
    window, page, desk, went = team
    whole = page._view
    assert whole is not None and 3 < whole.unassigned_overdue < whole.unassigned and len(whole.teams) > 1
    assert differing(page, desk, went) == []
    for number, name in whole.teams:
        page._reread(str(number))
        settle(window, lambda: True)
        now = page._view
        assert now is not None and 0 < now.unassigned_overdue < whole.unassigned_overdue, name
        assert differing(page, desk, went) == [], name
