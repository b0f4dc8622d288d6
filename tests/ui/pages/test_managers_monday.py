"""A manager's Monday in the window: the week-43 case, the order nobody started, a leaver's cases; who is told next."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from ehcp_desk.cli.main import run
from ehcp_desk.domain.orphans import Orphan
from ehcp_desk.services.oversight.orphans import forgotten
from ehcp_desk.services.oversight.overdue import Late
from ehcp_desk.services.oversight.staffing import staff
from ehcp_desk.services.oversight.team import team_view
from ehcp_desk.services.oversight.worklist import rows
from tests.ui.pages.conftest import Open
from ui import a11y
from ui.dialogs.assign import Assign
from ui.dialogs.manager_review import ManagerReview
from ui.main_window import MainWindow
from ui.pages.cases.page import CasesPage
from ui.pages.settings.page import SettingsPage
from ui.pages.team.page import TeamPage
from ui.pages.today.page import TodayPage
from ui.screenshots import settle

D = TypeVar("D", bound=QDialog)
MANAGER, LEAVER, NEXT_MORNING = "Ruth Castellan", "Bryony Castlemaine", "2026-11-02"


def shown(window: MainWindow, kind: type[D]) -> D:
    settle(window, lambda: any(dialog.isVisible() for dialog in window.findChildren(kind)))
    return next(dialog for dialog in window.findChildren(kind) if dialog.isVisible())


def save(qtbot: QtBot, window: MainWindow, dialog: QDialog) -> None:
    import shiboken6

    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(window, lambda: not shiboken6.isValid(dialog) or not dialog.isVisible())


def week_43(page: TeamPage) -> Late:
    late = [row for n in range(page._late.rows.rowCount()) if (row := page._late.rows.row_at(n)) is not None]
    return next(row for row in late if row.week == 43 and not row.cause)


def the_list(page: TeamPage, kind: Orphan) -> tuple[int, tuple[int, ...]]:
    """The row of a list, and the cases on it."""
    listed = [row for n in range(page._orphan_rows.rowCount()) if (row := page._orphan_rows.row_at(n)) is not None]
    return next((n, row[2]) for n, row in enumerate(listed) if row[1] is kind)


def told(where: str, capsys: object) -> dict[str, set[str]]:
    """What ``notify --dry-run`` would tell each person the next morning."""
    import json

    capsys.readouterr()  # type: ignore[attr-defined]
    assert run(["--db", where, "--today", NEXT_MORNING, "notify", "--dry-run", "--json"]) == 0
    letters = json.loads(capsys.readouterr().out)["messages"]  # type: ignore[attr-defined]
    return {letter["to"]: set(letter["cases"]) for letter in letters}


def test_the_monday_story(opened: Open, record: str, qtbot: QtBot, capsys: object) -> None:
    window, desk = opened("team", user=MANAGER)
    page = window.page
    assert isinstance(page, TeamPage) and a11y.problems(page) == []

    # The week-43 case: no cause recorded, and a review of its band waits.
    forgotten_case = week_43(page)
    assert forgotten_case.review_words == "40 week review waits"
    page.late.select_id(forgotten_case.id)
    page._late.act.click()
    dialog = shown(window, ManagerReview)
    assert a11y.problems(dialog) == []
    save_words = (dialog.outcome.setPlainText, dialog.next_step.setText, dialog.party.setText)
    for put, words in zip(
        save_words, ("The visit was never booked", "Book the visit", "Psychology service"), strict=True
    ):
        put(words)
    dialog.cause.setCurrentIndex(dialog.cause.findData("psychology"))
    save(qtbot, window, dialog)
    now = next(one for one in team_view(desk).late if one.id == forgotten_case.id)
    assert (now.cause, now.next_step) == ("Psychology advice awaited", "Book the visit")
    assert now.reviewed is not None and now.reviewed.attrs["by"] == MANAGER

    # The order nobody started: its list opens it, and somebody else takes it.
    orders = _share_out(qtbot, window, page, Orphan.ORDER, "Thandi Mbeki")
    assert orders
    # The leaver's cases: shared out by weight among those ticked.
    left = _share_out(qtbot, window, page, Orphan.LEAVER, "Ross Fairbairn", "Thandi Mbeki")
    assert forgotten(desk, (Orphan.LEAVER,)) == []
    owners = {row.case.ref: row.case.owner for row in rows(desk, [*orders, *left])}
    assert {owners[row.case.ref] for row in rows(desk, left)} <= {"Ross Fairbairn", "Thandi Mbeki"}

    morning = told(record, capsys)
    for row in rows(desk, [*orders, *left], date.fromisoformat(NEXT_MORNING)):
        due = row.next
        if due is not None and (due.state.value == "overdue" or due.days <= 28):
            assert row.case.ref in morning[row.case.owner or ""], f"{row.case.owner} is told of {row.case.ref}"
    assert any(row.case.ref in morning["Thandi Mbeki"] for row in rows(desk, orders))
    assert LEAVER not in morning

    # And the whole spread is taken back with one key, because it was one act.
    window.book.run("undo")
    settle(window, lambda: bool(forgotten(desk, (Orphan.LEAVER,))))
    assert {one.case_id for one in forgotten(desk, (Orphan.LEAVER,))} == set(left)


def _share_out(qtbot: QtBot, window: MainWindow, page: TeamPage, kind: Orphan, *to: str) -> tuple[int, ...]:
    place, cases = the_list(page, kind)
    page.orphans.select_row(place)
    page.orphans.setFocus()
    window.book.run("assign")
    dialog = shown(window, Assign)
    settle(window, lambda: bool(dialog.after.ticks))
    for name, tick in dialog.after.ticks.items():
        tick.setChecked(name in to)
    settle(window, lambda: True)
    dialog.reason.setText("Monday’s clinic")
    moving = {row.case.id for row, name in dialog.rows.chosen()}
    save(qtbot, window, dialog)
    settle(window, lambda: True)
    return tuple(case for case in cases if case in moving)


def test_a_band_opens_its_cases(opened: Open, qtbot: QtBot) -> None:
    window, desk = opened("team", user=MANAGER)
    page = window.page
    assert isinstance(page, TeamPage)
    place, band = next((n, band) for n, band in enumerate(team_view(desk).bands) if band.count)
    page.bands.select_row(place)
    page.bands.setFocus()
    qtbot.keyClick(page.bands, Qt.Key.Key_Return)
    settle(window, lambda: isinstance(window.page, CasesPage) and window.page.rows.total() == band.count)


def test_reviews_wait_on_the_manager_s_today_and_open_there(opened: Open, qtbot: QtBot) -> None:
    window, desk = opened("today", user=MANAGER)
    page = window.page
    assert isinstance(page, TodayPage) and page._band_panel.isVisible()
    page.band_table.select_row(0)
    page.band_table.setFocus()
    qtbot.keyClick(page.band_table, Qt.Key.Key_Return)
    dialog = shown(window, ManagerReview)
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert dialog.outcome_field.problem.sentence == "Write the outcome: what was found and decided."
    dialog.reject()
    assert desk.user == MANAGER


def test_somebody_who_has_left_is_spread_from_settings(opened: Open, qtbot: QtBot) -> None:
    window, desk = opened("settings", user=MANAGER, section="people")
    page = window.page
    assert isinstance(page, SettingsPage)
    settle(window, lambda: page.people.view is not None)
    leaver = staff(desk).named(LEAVER)
    assert leaver is not None and page.people.table.select_id(leaver.id)
    assert page.people.leaving.text() == "Spread their cases"
    page.people.leaving.click()
    dialog = shown(window, Assign)
    settle(window, lambda: bool(dialog.after.ticks))
    assert LEAVER not in dialog.after.ticks and a11y.problems(dialog) == []
    dialog.reject()
