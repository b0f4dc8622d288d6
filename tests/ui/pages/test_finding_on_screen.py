"""Search in the window: children first, then the passages found, by keys alone and by ear."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.recording import correct, record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.finding import find_cases
from tests.ui.pages.conftest import Open
from ui.a11y import problems
from ui.events import JournalPoller
from ui.main_window import MainWindow
from ui.pages.case.page import CasePage
from ui.pages.finding.page import FindingPage
from ui.screenshots import settle
from ui.widgets.hits import Hit, HitList, hit_of

DAY = date(2026, 10, 30)
NOTE = "The xylophone arrived at school and was much liked"


def noted(desk: Desk) -> int:
    """A note only this test can find, and one like it that was corrected; gives the case."""
    case = find_cases(desk, "a", 1)[0]
    wrong = record(desk, case.ref, NewFact("note", DAY, note="A xylophone was promised"))
    correct(desk, wrong.facts[0], NewFact("note", DAY, note="A drum was promised"), "Not that instrument")
    record(desk, case.ref, NewFact("note", DAY, note=NOTE))
    return case.id


def hits(shown: HitList) -> list[Hit]:
    found = (hit_of(shown.item(row)) for row in range(shown.count()))
    return [hit for hit in found if hit is not None]


def nobody_else_works(window: MainWindow) -> None:
    """A change told by the journal reads what stands in the line; asked twice a second, it would come in between."""
    poller = window.events.findChild(JournalPoller)
    assert poller is not None
    poller._timer.stop()
    settle(window, lambda: not poller._asking)


def type_in(qtbot: QtBot, window: MainWindow, words: str) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.go_to_search()
    with qtbot.waitSignal(window.top.search_asked):
        qtbot.keyClicks(window.top.search, words)
    settle(window, lambda: True)


def test_the_search_line_shows_the_passage_and_opens_the_entry(qtbot: QtBot, opened: Open) -> None:
    window, desk = opened("today")
    case_id = noted(desk)
    type_in(qtbot, window, "xyloph")
    shown = window.top._hits
    first, second, last = hits(shown)[1:]
    assert hits(shown)[0].is_heading
    assert first.snippet[:2] == (("The ", False), ("xylophone", True))
    assert "corrected later" in second.second and "corrected" not in first.second
    assert last.everything
    assert NOTE in shown.item(1).text()
    qtbot.keyClick(window.top.search, Qt.Key.Key_Down)
    assert shown.currentRow() == 1
    qtbot.keyClick(shown, Qt.Key.Key_Return)
    settle(window, lambda: True)
    page = window.page
    assert isinstance(page, CasePage)
    here = window.history.here
    assert here is not None and here.kw == {"case_id": case_id, "tab": "Timeline", "entry": first.entry}


def test_children_stand_first_and_two_of_one_name_apart(qtbot: QtBot, opened: Open) -> None:
    window, desk = opened("today")
    child = find_cases(desk, "a", 1)[0]
    type_in(qtbot, window, child.ref)
    first = next(hit for hit in hits(window.top._hits) if not hit.is_heading)
    assert (first.case_id, first.words) == (child.id, child.name)
    assert child.born is not None
    for part in (str(child.born.year), child.setting, child.ref):
        assert part in first.second


def test_enter_shows_everything_and_an_answer_that_comes_too_late_is_dropped(qtbot: QtBot, opened: Open) -> None:
    window, desk = opened("today")
    case_id = noted(desk)
    type_in(qtbot, window, "xylophone")
    qtbot.keyClick(window.top.search, Qt.Key.Key_Return)
    settle(window, lambda: True)
    page = window.page
    assert isinstance(page, FindingPage)
    assert page.count.text() == "2 found"
    assert [hit.case_id for hit in hits(page.list)] == [0, case_id, case_id]
    assert problems(window) == []
    nobody_else_works(window)
    page.read()
    page.line.setText("nobody of this name")
    page.read()
    page.line.setText("xylophone school")
    settle(window, lambda: True)
    assert page.count.text() == "2 found"  # neither answer is to what stands in the line now
    page.read()
    settle(window, lambda: True)
    assert page.count.text() == "1 found"
    page.line.clear()
    page.read()
    assert "Type a word" in page.list.item(0).text()
    page.line.setText('zzz "')
    page.read()
    settle(window, lambda: True)
    assert "Nothing found" in page.list.item(0).text()


def test_the_page_opens_what_is_under_the_keys_and_reads_again(qtbot: QtBot, opened: Open) -> None:
    window, desk = opened("today")
    case_id = noted(desk)
    window.navigate("finding", typed="xylophone")
    settle(window, lambda: True)
    page = window.page
    assert isinstance(page, FindingPage)
    record(desk, find_cases(desk, "a", 1)[0].ref, NewFact("note", DAY, note="Another xylophone"))
    page.show_changes()
    settle(window, lambda: True)
    assert page.count.text() == "3 found"
    qtbot.keyClick(page.line, Qt.Key.Key_Down)
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    settle(window, lambda: True)
    here = window.history.here
    assert here is not None and here.key == "case" and here.kw["case_id"] == case_id


def test_f2_starts_from_what_is_typed_or_the_child_under_the_keys(qtbot: QtBot, opened: Open) -> None:
    window, desk = opened("today")
    child = find_cases(desk, "a", 1)[0]
    type_in(qtbot, window, child.ref)
    window.record_contact()
    settle(window, lambda: True)
    dialog = next(d for d in window.findChildren(QDialog) if d.isVisible())
    assert dialog.picker.line.text() == child.ref  # type: ignore[attr-defined]
    assert dialog.picker.list.item(0).text().startswith(child.name)  # type: ignore[attr-defined]
    dialog.close()
    settle(window, lambda: True)
    window.top.search.clear()
    type_in(qtbot, window, child.ref)
    qtbot.keyClick(window.top.search, Qt.Key.Key_Down)
    window.record_contact()
    settle(window, lambda: True)
    dialog = next(d for d in window.findChildren(QDialog) if d.isVisible())
    assert dialog._view.case.id == child.id  # type: ignore[attr-defined]
    dialog.close()
