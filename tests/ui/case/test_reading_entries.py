"""Any words on the record can be read whole in the window, however long: with the keys, by mouse and by a screen reader."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu

from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.recording import correct, record
from tests.ui.case.at_the_desk import AtTheDesk
from tests.ui.case.maisie import REF, TODAY
from ui import a11y
from ui.dialogs.entry import ReadEntry

LONG = (
    "Mother says the school has had him in the corridor every afternoon since half term. " * 7
    + "HE STAYS HOME ON MONDAY."
)


def rang(at: AtTheDesk, note: str = LONG, **attrs: str) -> int:
    fact = NewFact("contact", TODAY, {"with": "Marek Farrowdale", "channel": "phone", "direction": "in", **attrs}, note)
    record(at.desk, REF, fact)
    return at.view().facts[-1].id


@pytest.mark.parametrize("tab", ["Timeline", "Contacts"])
@pytest.mark.parametrize(
    "role", [Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole]
)
def test_the_list_says_a_long_contact_whole(at: AtTheDesk, tab: str, role: Qt.ItemDataRole) -> None:
    rang(at)
    page = at.open_case(tab=tab)
    model = (page.timeline.list if tab == "Timeline" else page.contacts.table).model_of_rows
    said = [str(model.index(0, column).data(role)) for column in range(model.columnCount())]
    assert any(LONG in words for words in said), said


def test_a_long_reason_below_a_line_is_said_whole_too(at: AtTheDesk) -> None:
    record(at.desk, REF, NewFact("advice_chased", TODAY, {"body": "psychology"}, LONG))
    model = at.open_case(tab="Timeline").timeline.list.model_of_rows
    assert LONG in model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Joy Addo" in model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)


def test_enter_on_the_timeline_reads_an_entry_whole_and_copies_it(at: AtTheDesk) -> None:
    entry = rang(at)
    page = at.open_case(tab="Timeline")
    page.timeline.show_entry(entry)
    at.press(page.timeline.list, Qt.Key.Key_Return)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    menu.actions()[0].trigger()
    menu.close()
    dialog = at.shown(ReadEntry)
    at.settle()

    assert dialog.words.toPlainText() == LONG
    assert dialog.heading.text() == "Marek rang"
    about = dialog.about.text()
    assert "Friday 30 October 2026" in about and "Marek Farrowdale" in about and "Joy Addo" in about
    assert a11y.problems(dialog) == []
    at.press(dialog.words, Qt.Key.Key_X)
    assert dialog.words.toPlainText() == LONG, "nothing is written here"
    at.press(dialog.words, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert dialog.words.textCursor().selectedText() == LONG
    at.save(dialog)
    copied = QGuiApplication.clipboard().text()
    assert LONG in copied and "Marek Farrowdale" in copied and dialog.isVisible()


def test_enter_on_contacts_reads_a_contact_and_leads_to_its_place_in_the_timeline(at: AtTheDesk) -> None:
    entry = rang(at, subject="Corridor", channel="email")
    page = at.open_case(tab="Contacts")
    page.contacts.table.select_id(entry)
    at.press(page.contacts.table, Qt.Key.Key_Return)
    dialog = at.shown(ReadEntry)
    at.settle()
    assert dialog.words.toPlainText() == LONG
    assert dialog.heading.text() == "Marek emailed: Corridor"
    there = [b for b in dialog.findChildren(QAbstractButton) if b.text() == "Show it in the timeline"]
    there[0].click()
    at.gone(dialog)
    assert page.timeline.list.current_id() == entry and page.tabs.currentIndex() == 2


def test_what_was_corrected_is_read_with_the_reason(at: AtTheDesk) -> None:
    entry = rang(at)
    right = NewFact("contact", TODAY, {"with": "Marek Farrowdale", "channel": "phone", "direction": "in"}, "He stays")
    correct(at.desk, entry, right, "He rang again")
    dialog = at.ask("entry", ReadEntry, case_id=at.case_id, entry=entry)
    assert dialog.words.toPlainText() == LONG
    assert "Corrected: He rang again" in dialog.about.text()
    assert not [b for b in dialog.findChildren(QAbstractButton) if b.text() == "Show it in the timeline"]
