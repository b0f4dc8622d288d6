"""The registers on the screen: appeals, a panel from agenda to progress, the steps of drafts, late entries."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.wording import Mark
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.drafts import draft_steps
from ehcp_desk.services.oversight.late_entries import writing_up
from ehcp_desk.services.oversight.panels import panel
from ehcp_desk.services.oversight.transfers import transfer_forecast
from tests.support.panel_case import decide, put_before, task
from tests.ui.pages.conftest import DAY, Open
from ui import a11y
from ui.dialogs.files import Files
from ui.dialogs.promise import AddPromise
from ui.dialogs.record_fact import RecordFact
from ui.main_window import MainWindow
from ui.pages.case.page import CasePage
from ui.pages.cases.page import CasesPage
from ui.pages.registers.page import RegistersPage
from ui.pages.registers.panels import PickCase
from ui.screenshots import settle

SOON = (DAY + timedelta(6)).isoformat()


def refs(desk: Desk, count: int, scope: Scope = Scope.OPEN) -> list[tuple[int, str]]:
    """Some cases, by number and reference."""
    with desk.store.read() as work:
        return [(row.id, row.ref) for row in work.case_rows(work.case_ids(CaseQuery(DAY, scope))[:count])]


def page_of(window: MainWindow) -> RegistersPage:
    page = window.page
    assert isinstance(page, RegistersPage)
    return page


def shown(window: MainWindow, kind: type[QDialog]) -> QDialog:
    """The dialog of this kind, once it stands there."""
    settle(window, lambda: any(d.isVisible() for d in window.findChildren(kind)))
    return next(d for d in window.findChildren(kind) if d.isVisible())


def test_an_appeal_stands_with_its_next_day_and_opens_on_its_case(opened: Open, qtbot: QtBot) -> None:
    window, desk = opened("registers")
    page = page_of(window)
    (number, ref), *_ = refs(desk, 1)
    record(desk, ref, NewFact("appeal_received", DAY - timedelta(30), {"contests": "placement"}))
    record(desk, ref, NewFact("hearing_listed", DAY - timedelta(2), {"date": "2027-03-01"}))
    window.navigate("registers", view="appeals")
    settle(window, lambda: True)
    view = page.appeals
    place = next(n for n in range(view.rows.total()) if (row := view.rows.row_at(n)) and row.ref == ref)
    view.table.select_row(place)
    view.table.setFocus()
    qtbot.keyClick(view.table, Qt.Key.Key_Return)
    settle(window, lambda: isinstance(window.page, CasePage) and window.page.file is not None)
    case = window.page
    assert isinstance(case, CasePage) and case.file is not None and case.file.view.case.id == number
    assert a11y.problems(page) == []


def test_a_day_gone_by_is_said_to_be_overdue_in_words(opened: Open) -> None:
    window, desk = opened("registers")
    page = page_of(window)
    (_, ref), *_ = refs(desk, 1)
    record(desk, ref, NewFact("appeal_received", DAY - timedelta(120), {"contests": "placement"}))
    window.navigate("registers", view="appeals")
    settle(window, lambda: any((row := page.appeals.rows.row_at(n)) and row.ref == ref
                               for n in range(page.appeals.rows.total())))  # fmt: skip
    place = next(n for n in range(page.appeals.rows.total()) if (r := page.appeals.rows.row_at(n)) and r.ref == ref)
    row = page.appeals.rows.row_at(place)
    column = next(n for n, c in enumerate(page.appeals.rows.columns) if c.key == "next")
    cell = page.appeals.rows.columns[column].value(row)
    assert row is not None and row.appeal.next is not None and row.appeal.next.late
    assert cell.words == f"overdue by {(DAY - row.appeal.next.on).days:,} days" and cell.mark is Mark.OVERDUE
    assert row.cells[7].endswith(", overdue"), "and on paper"


def test_a_panel_from_its_agenda_to_the_progress_at_the_next(opened: Open, qtbot: QtBot, tmp_path: Path) -> None:
    window, desk = opened("registers", user="Ruth Castellan")
    page = page_of(window)
    window.navigate("registers", view="panels")
    settle(window, lambda: True)
    view = page.panels
    assert view.empty.isVisible() and not view.decide.isEnabled() and a11y.problems(page) == []
    (_, first), (_, second) = refs(desk, 2)
    item = put_before(desk, first, "placement", DAY.isoformat(), "Which school?")
    put_before(desk, second, "placement", SOON, "Transport of 25 miles?")
    page.show_changes()
    settle(window, lambda: view.agenda_rows.total() == 1)
    assert view.which.currentText().startswith("Placement panel")

    view.agenda.select_row(0)
    view.decide.click()
    dialog = shown(window, RecordFact)
    assert isinstance(dialog, RecordFact)
    settle(window, lambda: dialog.view is not None)
    assert dialog.kind.kind == "panel_decided" and dialog.attrs.values()["item"] == str(item)
    dialog.act()
    settle(window, lambda: True)
    assert dialog.isVisible(), "a decision without an outcome, a chair and reasons is not recorded"
    dialog.attrs.fields["outcome"].control.setCurrentIndex(1)  # type: ignore[attr-defined]
    dialog.attrs.fields["by"].control.setText("Ruth Castellan")  # type: ignore[attr-defined]
    dialog.words.setPlainText("Two schools can meet section F.")
    dialog.act()
    settle(window, lambda: (row := view.agenda_rows.row_at(0)) is not None and row.matter.decision is not None)

    view.agenda.select_row(0)
    view.task.click()
    promise = shown(window, AddPromise)
    assert isinstance(promise, AddPromise)
    settle(window, lambda: promise._view is not None)
    promise.what.setText("Ring both schools")
    promise.due.line.setText(SOON)
    promise.act()
    settle(window, lambda: view.task_rows.total() == 1)
    (made,) = panel(desk, f"{DAY.isoformat()} placement").tasks
    assert (made.promise.what, made.promise.source, made.promise.item) == ("Ring both schools", "panel", str(item))

    view.which.setCurrentIndex(view.which.findData(f"{SOON} placement"))
    view.which.activated.emit(view.which.currentIndex())
    settle(window, lambda: (row := view.agenda_rows.row_at(0)) is not None and row.ref == second)
    later = view.view
    assert later is not None and [one.id for one in later.progress] == [made.id], "the next panel looks at it"
    assert a11y.problems(page) == []
    view.files = Files(save_as=lambda *_: tmp_path / "agenda.pdf", show=lambda _path: None)
    window.book.run("print")
    settle(window, lambda: (tmp_path / "agenda.pdf").exists() and not window.dispatcher.busy)
    assert (tmp_path / "agenda.pdf").read_bytes().startswith(b"%PDF")


def test_a_case_is_put_before_the_panel_shown(opened: Open, qtbot: QtBot) -> None:
    window, desk = opened("registers")
    page = page_of(window)
    (_, first), (number, second) = refs(desk, 2)
    put_before(desk, first, "transition", SOON, "Adult services?")
    window.navigate("registers", view="panels")
    settle(window, lambda: page.panels.agenda_rows.total() == 1)
    page.panels.add.click()
    pick = shown(window, PickCase)
    assert isinstance(pick, PickCase)
    pick.act()
    assert pick.field.problem.isVisible(), "a case is needed"
    qtbot.keyClicks(pick.picker.line, second)
    qtbot.keyClick(pick.picker.line, Qt.Key.Key_Return)
    dialog = shown(window, RecordFact)
    assert isinstance(dialog, RecordFact)
    settle(window, lambda: dialog.view is not None)
    assert dialog.view is not None and dialog.view.case.id == number
    assert dialog.attrs.values() == {"panel": "transition", "day": SOON}
    dialog.words.setPlainText("Who leads from 18?")
    dialog.act()
    settle(window, lambda: page.panels.agenda_rows.total() == 2)
    assert [item.matter.asked for item in panel(desk).agenda] == ["Adult services?", "Who leads from 18?"]


def test_what_was_put_off_comes_back_on_its_day(opened: Open) -> None:
    window, desk = opened("registers")
    (_, ref), *_ = refs(desk, 1)
    item = put_before(desk, ref, "complex", DAY.isoformat(), "Joint funding?")
    decide(desk, ref, item, "deferred", "Health has not said", again=SOON)
    task(desk, ref, item, "Ask health again", SOON)
    window.navigate("registers", view="panels")
    view = page_of(window).panels
    settle(window, lambda: view.view is not None and view.view.sitting is not None)
    assert view.view is not None and [one.key for one in view.view.sittings] == [f"{SOON} complex", f"{DAY} complex"]
    again = panel(desk, f"{SOON} complex")
    assert [(one.matter.decision, one.matter.first) for one in again.agenda] == [(None, DAY)]
    assert [one.promise.what for one in again.progress] == ["Ask health again"]


def test_every_step_opens_the_cases_it_counts(opened: Open, qtbot: QtBot) -> None:
    window, desk = opened("registers")
    page = page_of(window)
    window.navigate("registers", view="drafts")
    settle(window, lambda: page.drafts.rows.total() == 7)
    place, figure = next((n, one) for n, one in enumerate(draft_steps(desk)) if one.cases)
    page.drafts.table.select_row(place)
    page.drafts.table.setFocus()
    qtbot.keyClick(page.drafts.table, Qt.Key.Key_Return)
    settle(window, lambda: isinstance(window.page, CasesPage) and window.page.rows.total() == len(figure.cases))
    assert isinstance(window.page, CasesPage)
    cases = window.page
    assert {cases.rows.id_at(n) for n in range(cases.rows.total())} == set(figure.cases)
    cases.show_changes()
    settle(window, lambda: True)
    assert cases.rows.total() == len(figure.cases), "somebody else's save does not take the list away"
    assert a11y.problems(page) == []


def test_late_entries_by_person_open_their_cases(opened: Open, qtbot: QtBot) -> None:
    window, desk = opened("registers")
    page = page_of(window)
    (number, ref), *_ = refs(desk, 1)
    record(desk, ref, NewFact("note", DAY - timedelta(60), note="Written two months later"))
    window.navigate("registers", view="writing")
    settle(window, lambda: page.writing.rows.total() > 0)
    view = page.writing
    view.by.choose("person")
    told = writing_up(desk)
    assert [row[1].name for n in range(view.rows.total()) if (row := view.rows.row_at(n))] == [
        one.name for one in told.people
    ]
    mine = next(n for n, one in enumerate(told.people) if one.name == desk.user)
    assert told.people[mine].cases[0] == number and told.people[mine].longest == 60
    view.table.select_row(mine)
    view.table.setFocus()
    qtbot.keyClick(view.table, Qt.Key.Key_Return)
    wanted = len(told.people[mine].cases)
    settle(window, lambda: isinstance(window.page, CasesPage) and window.page.rows.total() == wanted)
    assert a11y.problems(page) == [] and date(2026, 7, 30) == told.since


def test_notes_of_a_kind_are_counted_and_open_on_their_case(opened: Open, qtbot: QtBot, tmp_path: Path) -> None:
    window, desk = opened("registers")
    page = page_of(window)
    (number, ref), (_, other) = refs(desk, 2)
    for case, kind in ((ref, "Concern"), (ref, "Concern"), (other, "Compliment")):
        record(desk, case, NewFact("note", DAY, {"reportable": kind}, f"A {kind.lower()}."))
    window.navigate("registers", view="notes")
    settle(window, lambda: page.notes.told is not None and page.notes.kind.count() > 1)
    view = page.notes
    place = view.kind.findText("Concern (2)")
    assert view.rows.total() == 3 and place > 0
    view.kind.setCurrentIndex(place)
    view.kind.activated.emit(place)
    assert view.rows.total() == 2 and a11y.problems(page) == []
    path = tmp_path / "notes.html"
    view.printer()(desk, [path])
    assert path.read_text(encoding="utf-8").count("A concern.") == 2
    view.table.select_row(0)
    view.table.setFocus()
    qtbot.keyClick(view.table, Qt.Key.Key_Return)
    settle(window, lambda: isinstance(window.page, CasePage) and window.page.file is not None)
    case_page = window.page
    assert isinstance(case_page, CasePage) and case_page.file is not None and case_page.file.view.case.id == number


def test_the_moves_ahead_open_the_children_they_count(opened: Open, qtbot: QtBot) -> None:
    window, desk = opened("registers")
    page = page_of(window)
    window.navigate("registers", view="moves")
    view = page.moves
    settle(window, lambda: view.rows.total() > 0)
    line = view.rows.row_at(0)
    assert line is not None and a11y.problems(page) == []
    assert line.cells == transfer_forecast(desk)[0].cells
    view.table.select_row(0)
    view.table.setFocus()
    qtbot.keyClick(view.table, Qt.Key.Key_Return)
    settle(window, lambda: isinstance(window.page, CasesPage) and window.page.rows.total() == len(line.cases))
    cases = window.page
    assert isinstance(cases, CasesPage) and cases.rows.total() == len(line.cases)
