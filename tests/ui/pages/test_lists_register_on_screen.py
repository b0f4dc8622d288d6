"""Registers, Lists on the screen: every list there is, what a line opens, what leaves, and the escalation pack."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.return_papers import LEFT_OUT
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.sheets.registry import SHEETS
from tests.ui.pages.conftest import DAY, Open
from ui import a11y
from ui.dialogs.files import Files
from ui.dialogs.list_leaving import LeavingDialog
from ui.main_window import MainWindow
from ui.pages.case.page import CasePage
from ui.pages.cases.page import CasesPage
from ui.pages.registers.lists import ListsRegister
from ui.pages.registers.page import RegistersPage
from ui.screenshots import settle


def case_of(desk: Desk, scope: Scope = Scope.PLANS) -> tuple[int, str]:
    with desk.store.read() as work:
        row = work.case_rows(work.case_ids(CaseQuery(DAY, scope))[:1])[0]
        return row.id, row.ref


def shown(window: MainWindow, key: str) -> ListsRegister:
    window.navigate("registers", view="lists", which=key)
    page = window.page
    assert isinstance(page, RegistersPage)
    settle(window, lambda: page.lists.made is not None and page.lists.made.key == key)
    return page.lists


def raised(desk: Desk, ref: str) -> None:
    record(desk, ref, NewFact("challenge", DAY - timedelta(20), {
        "level": "informal", "issue": "Therapy", "by": "SENCO", "due": (DAY - timedelta(3)).isoformat()}))  # fmt: skip


def test_every_list_is_shown_and_its_empty_state_says_why(opened: Open) -> None:
    window, _desk = opened("registers", user="Ruth Castellan")
    for key, kind in SHEETS.items():
        view = shown(window, key)
        assert view.panel.title_label is not None and view.panel.title_label.text() == kind.title
        assert view.made is not None and view.empty.isVisible() == (not view.made.lines)
        assert a11y.problems(view) == [], key
    view = shown(window, "at_risk")
    assert view.empty.sentence.text() == "No placement is marked as at risk." and not view.save.isEnabled()


def test_a_line_about_a_child_opens_its_case(opened: Open, qtbot: QtBot) -> None:
    window, desk = opened("registers", user="Ruth Castellan")
    number, ref = case_of(desk)
    raised(desk, ref)
    view = shown(window, "challenges")
    settle(window, lambda: view.table is not None and view.table.model().rowCount() == 1)
    assert view.panel.note_label is not None and view.panel.note_label.text() == "1 line, 1 past their day"
    assert view.table is not None
    view.table.select_row(0)
    view.table.setFocus()
    qtbot.keyClick(view.table, Qt.Key.Key_Return)
    settle(window, lambda: isinstance(window.page, CasePage) and window.page.file is not None)
    page = window.page
    assert isinstance(page, CasePage) and page.file is not None and page.file.view.case.id == number


def test_a_line_of_numbers_opens_what_it_counts_and_for_outside_nothing(opened: Open, qtbot: QtBot) -> None:
    window, _desk = opened("registers", user="Ruth Castellan")
    view = shown(window, "plans_by_need")
    made = view.made
    assert made is not None and view.whole.isVisible() and view.table is not None
    counted = len(made.lines[0].cases)
    view.table.select_row(0)
    view.table.setFocus()
    qtbot.keyClick(view.table, Qt.Key.Key_Return)
    settle(window, lambda: isinstance(window.page, CasesPage))
    assert isinstance(window.page, CasesPage)
    settle(window, lambda: window.page.rows.total() == counted)
    view = shown(window, "plans_by_need")
    view.whole.choose("outside")
    settle(window, lambda: view.made is not None and view.made.kept_back)
    assert view.made is not None and any(LEFT_OUT in line.cells for line in view.made.lines)
    assert all(not line.cases for line in view.made.lines)
    view = shown(window, "plans_by_year")
    settle(window, lambda: view.made is not None and view.made.key == "plans_by_year")
    assert view.whole.chosen == "inside" and view.made is not None and not view.made.kept_back, (
        "another list begins whole"
    )
    assert not shown(window, "groups").whole.isVisible(), "it is never shown whole"


def test_a_list_leaves_with_a_recipient_and_a_reason_and_not_without(opened: Open, tmp_path: Path) -> None:
    window, desk = opened("registers", user="Ruth Castellan")
    raised(desk, case_of(desk)[1])
    path = tmp_path / "challenges.xlsx"
    view = shown(window, "challenges")
    settle(window, lambda: view.save.isEnabled())
    view.files = Files(save_any=lambda _w, _t, _name: path)
    view.save.click()
    settle(window, lambda: any(isinstance(d, LeavingDialog) and d.isVisible() for d in window.findChildren(QDialog)))
    dialog = next(d for d in window.findChildren(LeavingDialog) if d.isVisible())
    assert "names 1 child." in dialog.heading.text() and a11y.problems(dialog) == []
    dialog.act()
    assert not path.exists() and dialog.isVisible()
    dialog.to.setText("The director")
    dialog.reason.setPlainText("The monthly meeting")
    dialog.act()
    settle(window, path.exists)
    settle(window, lambda: True)
    with desk.store.read() as work:
        (line,) = work.journal(kind="export_confirmed")
    said = json.loads(line.payload or "{}")
    assert (said["to"], said["children"], said["why"]) == ("The director", 1, "The monthly meeting")


def test_the_escalation_pack_and_the_list_are_printed(opened: Open, tmp_path: Path) -> None:
    window, desk = opened("registers", user="Ruth Castellan")
    raised(desk, case_of(desk)[1])
    made: list[Path] = []
    view = shown(window, "challenges")
    view.files = Files(save_as=lambda _w, _t, name: tmp_path / name, show=made.append)
    assert view.pack.isVisible()
    view.pack.click()
    settle(window, lambda: len(made) == 1)
    view.print_it()
    settle(window, lambda: len(made) == 2)
    assert [path.name for path in made] == [f"Escalation pack {DAY}.pdf", f"Challenges {DAY}.pdf"]
    assert all(path.read_bytes().startswith(b"%PDF") for path in made)
    assert not shown(window, "waiting").pack.isVisible()
