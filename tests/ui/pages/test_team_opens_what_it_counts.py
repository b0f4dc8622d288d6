"""Team: every number that opens a list opens one of as many cases, for all teams and for one."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytest import MonkeyPatch
from pytestqt.qtbot import QtBot

from ehcp_desk.domain.case import Child, Stage
from ehcp_desk.domain.people import Role
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.services.casework.recording import NewRequest, open_request, record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.clinic import clinic_pack
from ehcp_desk.services.oversight.ownership import assign, unassign
from ehcp_desk.services.oversight.staffing import add_team, staff
from ehcp_desk.services.oversight.suggestions import unassigned_view
from ehcp_desk.services.oversight.team import team_view
from tests.ui.pages.conftest import Open
from ui import a11y
from ui.dialogs.files import Files
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


def keep_open_by_mediation(desk: Desk) -> None:
    """A caseworker of a team holds a refused case that only mediation keeps open: it is no open case of theirs."""
    day, people = desk.today(), staff(desk)
    team = next(iter(people.teams))
    caseworkers = (o for o in people.officers.values() if o.team_id == team and o.role is Role.CASEWORKER)
    ref, child = "SEN/99001", Child(0, "Greenacre", "Ivo")
    open_request(desk, NewRequest(ref, child, day - timedelta(40), "parent", team_id=team))
    record(desk, ref, NewFact("assess_decision_notified", day - timedelta(5), {"outcome": "refuse"}))
    record(desk, ref, NewFact("mediation_requested", day - timedelta(2)))
    assign(desk, [ref], next(o.name for o in caseworkers if o.works_on(day)), "New")


def reassess(desk: Desk) -> None:
    """In every team a child with a plan is assessed again, and the psychologist was asked eight weeks ago."""
    day = desk.today()
    with desk.store.read() as work:
        plans = work.case_rows(work.case_ids(CaseQuery(day, Scope.PLANS)))
        teams = list(work.staff().teams)
    for team in teams:
        ref = next(row.ref for row in plans if row.team_id == team)
        record(desk, ref, NewFact("reassessment_requested", day - timedelta(70), {"source": "parent"}))
        record(desk, ref, NewFact("advice_requested", day - timedelta(56), {"body": "psychology"}))


@pytest.fixture
def team(opened: Open, monkeypatch: MonkeyPatch) -> tuple[MainWindow, TeamPage, Desk, Went]:
    """The page, and where it wants to go."""
    window, desk = opened("today", user="Ruth Castellan")
    leave_with_nobody(desk)
    keep_open_by_mediation(desk)
    reassess(desk)
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
    assert sum(one.again for one in whole.queues["psychology"]) == len(whole.teams)
    assert differing(page, desk, went) == []
    for number, name in whole.teams:
        page._reread(str(number))
        settle(window, lambda: True)
        now = page._view
        assert now is not None and 0 < now.unassigned_overdue < whole.unassigned_overdue, name
        assert differing(page, desk, went) == [], name


def test_one_of_many_teams_is_chosen_by_keys_and_its_cases_and_pack_follow(
    team: tuple[MainWindow, TeamPage, Desk, Went], qtbot: QtBot, tmp_path: Path
) -> None:
    window, page, desk, went = team
    assert page.teams.box.isHidden() and len(staff(desk).teams) < 4
    for name in ("Coast", "Dales", "Moor & Vale"):
        add_team(desk, name)
    page.show_changes()
    settle(window, lambda: True)
    whole, box = team_view(desk), page.teams.box
    assert page.teams.row is None and box.isVisible() and a11y.accessible_name(box) == "Team"
    assert [box.itemText(n) for n in range(box.count())] == ["All teams", *(name for _, name in whole.teams)]
    assert a11y.problems(page) == []

    place, (number, name) = next((n, one) for n, one in enumerate(whole.teams, 1) if team_view(desk, one[0]).late)
    last = page.papers.buttons[-1]
    last.setFocus()
    qtbot.keyClick(last, Qt.Key.Key_Tab)
    assert window.focusWidget() is box
    for _ in range(place):
        qtbot.keyClick(box, Qt.Key.Key_Down)
    settle(window, lambda: True)
    shown, wanted = page._view, team_view(desk, number)
    assert shown is not None and shown.open_cases == wanted.open_cases < whole.open_cases
    page.loads.opened.emit(len(wanted.loads) + 1)
    assert went[-1][1]["query"].team_id == number and name in went[-1][1]["words"]
    assert opens(desk, went) == wanted.open_cases

    opened: list[Path] = []
    page.papers.files = Files(save_as=lambda *_asked: tmp_path / "pack.html", show=opened.append)
    window.book.run("clinic_pack")
    settle(window, lambda: bool(opened))
    refs = [
        set(re.findall(r"SEN/\d+", words))
        for words in (opened[0].read_text(encoding="utf-8"), str(clinic_pack(desk, number)), str(clinic_pack(desk)))
    ]
    assert refs[0] == refs[1] < refs[2]
