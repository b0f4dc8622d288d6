"""The views of the Cases page: what can be kept, what they hold, and what the sentence above the list says of them."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QInputDialog
from pytest import CaptureFixture, MonkeyPatch
from pytestqt.qtbot import QtBot

from ehcp_desk.cli.main import run
from ehcp_desk.domain.case import Stage
from ehcp_desk.domain.worklist import CaseQuery, Scope, Sort
from tests.ui.pages.conftest import DAY, Open
from ui.main_window import MainWindow
from ui.models.row_model import BLOCK
from ui.models.row_source import Order
from ui.pages.cases.page import CasesPage
from ui.pages.cases.views import ONLY_NOW, list_words, query_from_json, query_to_json
from ui.screenshots import settle
from ui.theme.appearance import current
from ui.theme.type_scale import Role
from ui.widgets.cell_delegate import GAP


def test_a_list_worked_out_elsewhere_is_never_kept_as_every_case(opened: Open, monkeypatch: MonkeyPatch) -> None:
    window, desk = opened("cases")
    with desk.store.read() as work:
        three = tuple(work.case_ids(CaseQuery(DAY, Scope.ALL))[:3])
    window.navigate("cases", query=CaseQuery(DAY, Scope.ALL, only=three), words="Written late")
    page = window.page
    assert isinstance(page, CasesPage)
    settle(window, lambda: page.rows.total() == 3)
    assert not page._save.isEnabled()
    assert (page._save.toolTip(), page._save.accessibleDescription()) == (ONLY_NOW, ONLY_NOW)
    monkeypatch.setattr(QInputDialog, "getText", staticmethod(lambda *a, **k: ("Written late", True)))
    page._save_view()
    settle(window, lambda: True)
    with desk.store.read() as work:
        assert "Written late" not in [view.name for view in work.saved_views(desk.user)]
    window.navigate("cases", view="open")
    settle(window, lambda: page.rows.total() > 3)
    assert page._save.isEnabled() and page._save.toolTip() == ""


def test_a_view_just_kept_is_said_to_be_one_that_can_be_deleted(opened: Open, monkeypatch: MonkeyPatch) -> None:
    window, _ = opened("cases", view="held")
    page = window.page
    assert isinstance(page, CasesPage)
    monkeypatch.setattr(QInputDialog, "getText", staticmethod(lambda *a, **k: ("Mine to look at", True)))
    page._save_view()
    settle(window, lambda: page.tabs.chosen.startswith("saved/"))
    assert page._save.text() == "Delete this view"


def test_a_kept_view_loses_nothing_of_its_filter() -> None:
    asked = CaseQuery(DAY, Scope.LIVE, nothing_next=True, team_id=2, open_rules=("T_ORD_",))
    assert query_from_json(query_to_json(asked), DAY) == asked
    assert query_from_json(query_to_json(replace(asked, nothing_next=False)), DAY) == replace(asked, nothing_next=False)


def heading(page: CasesPage) -> str:
    """The sentence above the list, without its weight."""
    return re.sub("<[^>]*>", "", page.header.sentence.text())


def shown(opened: Open, view: str) -> tuple[CasesPage, MainWindow]:
    window, _ = opened("cases", view=view)
    page = window.page
    assert isinstance(page, CasesPage)
    return page, window


@pytest.mark.parametrize(("view", "asked"), [("overdue", ("--overdue",)), ("due", ("--due-within", "14"))])
def test_a_view_holds_what_the_command_of_its_name_holds(
    opened: Open, record: str, capsys: CaptureFixture[str], view: str, asked: tuple[str, ...]
) -> None:
    page, _ = shown(opened, view)
    capsys.readouterr()
    assert run(["--db", record, "--today", str(DAY), "cases", *asked, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["total"]
    assert page.rows.total() == told > 0
    with page._context.desk.store.read() as work:
        live, rows = work.count(CaseQuery(DAY, Scope.LIVE)), work.case_rows(list(page.rows._entries))
    assert any(row.summary.stage is Stage.PLAN for row in rows), "reviews of plans too"
    assert heading(page) == f"{told} of {live} open assessments and plans, most urgent by law first"


def test_the_heading_says_what_the_list_holds_and_the_order_in_force(opened: Open) -> None:
    page, window = shown(opened, "closed")
    total = page.rows.total()
    assert heading(page) == f"{total} closed cases, by child, A to Z"
    state = next(n for n, column in enumerate(page.rows.columns) if column.key == "state")
    page.table._head_clicked(state)
    settle(window, lambda: True)
    assert heading(page).endswith(" closed cases, most urgent by law first")
    page.table._head_clicked(state)
    settle(window, lambda: page.rows.order.descending)
    assert heading(page).endswith(" closed cases, least urgent by law first")
    window.navigate("cases", view="plans")
    settle(window, lambda: page.tabs.chosen == "plans")
    assert " plans, " in heading(page)


@pytest.mark.parametrize("sort", Sort)
def test_every_order_has_its_words_both_ways(sort: Sort) -> None:
    one, other = (list_words(CaseQuery(DAY), 2, {}, Order(sort.value, way)) for way in (False, True))
    assert one != other and one.startswith("<b>2</b> open assessments, ")
    assert list_words(CaseQuery(DAY, sort=sort, descending=True), 2, {}, Order()) == other


def test_the_whole_of_a_long_list_is_copied_and_the_page_says_how_many_lines(opened: Open, qtbot: QtBot) -> None:
    page, window = shown(opened, "plans")
    total = page.rows.total()
    assert total > BLOCK
    assert window.context is not None
    said: list[str] = []
    window.context.messages.status_changed.connect(said.append)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: f"{total} lines copied." in said, timeout=10_000)
    lines = QApplication.clipboard().text().split("\n")
    assert len(lines) == total and all(line.strip() for line in lines)


def columns_of(page: CasesPage) -> dict[str, int]:
    """The columns that are shown, and their pixels."""
    head = page.table.horizontalHeader()
    return {
        column.key: head.sectionSize(n)
        for n, column in enumerate(page.rows.columns)
        if not head.isSectionHidden(n)
    }  # fmt: skip


def test_plans_show_no_week_and_no_clock_and_their_duties_in_full(opened: Open) -> None:
    page, window = shown(opened, "plans")
    words = QFontMetrics(current().font(Role.BODY)).horizontalAdvance(
        "Finish the whole review, meeting to amended plan"
    )
    there = columns_of(page)
    assert not {"week", "strip"} & there.keys() and there["duty"] >= words + GAP
    window.navigate("cases", view="open")
    settle(window, lambda: page.tabs.chosen == "open")
    assert {"week", "strip", "duty"} <= columns_of(page).keys() and columns_of(page)["duty"] < words
    window.navigate("cases", view="plans")
    settle(window, lambda: page.tabs.chosen == "plans")
    page.table.show_column("week", True)
    page.table.show_column("owner", False)
    assert "week" in columns_of(page) and not {"strip", "owner"} & columns_of(page).keys()
    window.navigate("cases", view="open")
    settle(window, lambda: page.tabs.chosen == "open")
    assert {"week", "strip", "owner"} <= columns_of(page).keys(), "what was chosen of plans is of plans alone"


def test_with_large_text_what_is_due_and_when_stay_before_reference_year_and_week(opened: Open) -> None:
    page, window = shown(opened, "open")
    assert {"ref", "year", "week", "duty", "due"} <= columns_of(page).keys()
    before = current().percent
    try:
        current().resize_text(200)
        settle(window, lambda: True)
        there = columns_of(page).keys()
    finally:
        current().resize_text(before)
    assert {"child", "duty", "due", "state"} <= there and not {"ref", "year", "week"} & there
