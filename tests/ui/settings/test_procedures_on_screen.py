"""Settings, Procedures: a limit is set from the dialog, refused where it says too little, and taken out again."""

from __future__ import annotations

from datetime import date

from pytestqt.qtbot import QtBot

from ehcp_desk.domain.procedures import Limit
from ehcp_desk.services.casework.answer_limits import answer_limits
from tests.support.demo_window import Bench
from ui.a11y import problems
from ui.pages.settings.page import SettingsPage


def page_of(at: Bench, qtbot: QtBot) -> SettingsPage:
    page = SettingsPage(at.context)
    qtbot.addWidget(page)
    page.resize(1158, 690)
    page.show()
    page.arrive(section="procedures")
    qtbot.waitUntil(lambda: not at.context.dispatcher.busy, timeout=20_000)
    return page


def test_a_limit_is_set_shown_and_taken_out(at: Bench, qtbot: QtBot) -> None:
    page = page_of(at, qtbot)
    section = page.procedures
    assert problems(page) == [] and not section.out.isEnabled()
    dialog = section.set_limit()
    assert problems(dialog) == []
    dialog.act()
    assert dialog.isVisible() and dialog.name_field.problem.isVisible(), "a procedure needs a name"
    dialog.name.setEditText("Corporate complaints")
    dialog.days.setText("ten")
    dialog.act()
    assert dialog.days_field.problem.isVisible()
    dialog.days.setText("10")
    dialog.since.set_day(date(2026, 4, 1))
    dialog.act()
    qtbot.waitUntil(lambda: section.rows.total() == 1, timeout=20_000)
    kept = Limit("Corporate complaints", "complaint.one", 10, "working_days", date(2026, 4, 1))
    assert answer_limits(at.desk) == (kept,) and section.out.isEnabled()
    section.table.select_row(0)
    section.out.click()
    qtbot.waitUntil(lambda: answer_limits(at.desk) == (), timeout=20_000)
    qtbot.waitUntil(lambda: section.rows.total() == 0, timeout=20_000)
