"""Today of a manager: what they answer for stands apart, counted, the most urgent shown, and its list a key away."""

from __future__ import annotations

from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ehcp_desk.services.oversight.my_day import today
from ehcp_desk.services.oversight.news import news
from tests.ui.pages.conftest import Open
from ui.dialogs.move_team import MoveTeam
from ui.main_window import MainWindow
from ui.pages.cases.page import CasesPage
from ui.pages.today.page import TodayPage
from ui.pages.unassigned.page import UnassignedPage
from ui.screenshots import settle

P = TypeVar("P", bound=QWidget)


def page(window: MainWindow, kind: type[P]) -> P:
    return next(p for p in window.findChildren(kind) if p.isVisible())


def test_a_manager_sees_what_they_answer_for_under_its_own_heading(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.pages.today.page.ANSWERED_SHOWN", 1)  # the small authority has two of them
    window, desk = opened("today", user="Ruth Castellan")
    shown, told = page(window, TodayPage), today(desk).answered
    assert len(told) > 1
    group = next(g for g in shown._rows._groups if g.title.startswith("You answer for these"))
    assert list(group.ids) == [row.id for row in told[:1]] and group.count == f"1 of {len(told)}"
    assert f">{len(told)}<" in shown.header.sentence.text()
    first = shown._rows.find(told[0].id)
    assert first is not None
    words = [
        str(shown._rows.index(first, c).data(Qt.ItemDataRole.DisplayRole)) for c in range(len(shown._rows.columns))
    ]
    assert any("Nobody holds it" in said or "is not there" in said for said in words), "the line says why it is here"
    assert shown.answered.isVisible()
    shown.answered.click()
    settle(window, lambda: page(window, CasesPage).rows.total() == len(told))
    assert set(page(window, CasesPage).rows._every_id()) == {row.id for row in told}


def test_the_bell_counts_them(opened: Open) -> None:
    window, desk = opened("today", user="Ruth Castellan")
    settle(window, lambda: "not read" in window.top.bell.accessibleName())
    found = news(desk)
    assert found and str(len(found)) in window.top.bell.accessibleName()


def test_a_caseworker_has_neither_heading_nor_button(opened: Open) -> None:
    window, desk = opened("today")
    assert today(desk).answered == ()
    shown = page(window, TodayPage)
    assert not shown.answered.isVisible() and "You answer for" not in shown.header.sentence.text()


def test_what_is_ticked_on_unassigned_and_chosen_on_cases_can_go_to_another_team(opened: Open) -> None:
    window, _ = opened("unassigned", user="Ruth Castellan")
    shown = page(window, UnassignedPage)
    assert shown._view is not None
    ids = [free.row.id for free in shown._view.free[:2]]
    shown.rows.choose(ids)
    shown.team.click()
    settle(window, lambda: True)
    dialog = page(window, MoveTeam)
    assert dialog._ids == tuple(ids)
    dialog.reject()
    settle(window, lambda: True)
    window.navigate("cases")
    settle(window, lambda: page(window, CasesPage).rows.total() > 0)
    window.book.run("move_team")
    settle(window, lambda: True)
    assert page(window, MoveTeam)._ids == tuple(page(window, CasesPage).table.selected_ids())
