"""Check provision wording, from the Plan tab and the Case menu: nothing is recorded, the report can be copied."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.ui.case.at_the_desk import AtTheDesk
from ui import a11y
from ui.dialogs.provision_wording import ProvisionWording
from ui.widgets.text import Link

LINES = "Regular support to read.\nA teaching assistant will read with Maisie for 10 minutes every day."


def opened(at: AtTheDesk, case_id: int) -> ProvisionWording:
    """The dialog, once it has the keys."""
    dialog = at.ask("provision_wording", ProvisionWording, case_id=case_id)
    at.qtbot.waitUntil(lambda: dialog.editor.edit.hasFocus())
    return dialog


def test_it_opens_from_the_plan_tab_and_from_the_menu(at: AtTheDesk) -> None:
    page = at.open_case(tab="Plan")
    next(b for b in page.plan.findChildren(Link) if b.text() == "Check wording").click()
    first = at.shown(ProvisionWording)
    at.qtbot.waitUntil(lambda: first.editor.edit.hasFocus())
    assert a11y.problems(first) == []
    first.reject()
    at.gone(first)
    assert at.window.book.run("wording")
    assert at.shown(ProvisionWording)


def test_the_report_is_copied_and_the_record_is_as_before(at: AtTheDesk) -> None:
    at.open_case()
    before = at.view().journal_head
    dialog = opened(at, at.case_id)
    dialog.editor.set_text(LINES)
    at.qtbot.waitUntil(lambda: not dialog.editor.live.busy)
    at.save(dialog)
    copied = QApplication.clipboard().text()
    assert copied.splitlines()[0] == "Line 1: Regular support to read."
    assert "1 of 2 lines leaves something open." in copied
    assert dialog.note.text() == "The report is on the clipboard."
    assert dialog.isVisible()
    assert at.view().journal_head == before


def test_a_report_asked_for_too_early_is_copied_once_every_line_has_been_read(at: AtTheDesk) -> None:
    at.open_case()
    dialog = opened(at, at.case_id)
    QApplication.clipboard().setText("before")
    at.qtbot.keyClicks(dialog.editor.edit, "Regular breaks.")
    at.save(dialog)
    assert QApplication.clipboard().text() == "before"
    at.qtbot.waitUntil(lambda: "Regular" in QApplication.clipboard().text())
    QApplication.clipboard().setText("after")
    at.qtbot.keyClicks(dialog.editor.edit, " More.")
    at.qtbot.waitUntil(lambda: not dialog.editor.live.busy)
    assert QApplication.clipboard().text() == "after", "asked for once, copied once"


def test_esc_keeps_the_lines_for_next_time(at: AtTheDesk) -> None:
    at.open_case()
    dialog = opened(at, at.case_id)
    dialog.editor.set_text(LINES)
    at.press(dialog.editor.edit, Qt.Key.Key_Escape)
    at.gone(dialog)
    again = opened(at, at.case_id)
    assert again.editor.text() == LINES
    at.qtbot.waitUntil(lambda: again.editor.rows.rowCount() == 2)
    again.reject()
    at.gone(again)
    other = opened(at, at.second)
    assert other.editor.text() == "", "another child's lines are not shown"
