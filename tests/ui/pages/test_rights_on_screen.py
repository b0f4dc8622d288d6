"""Information rights in the window: what is due, a hold, disposal with a reason, the certificate."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.domain.case import Child
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.recording import NewRequest, open_request
from ehcp_desk.services.casework.recording import record as put
from ehcp_desk.services.records.access_requests import log_request
from ehcp_desk.services.upkeep.retention import disposals, kept, rule_in_use
from tests.ui.pages.conftest import DAY, Open
from ui.a11y import problems
from ui.dialogs.files import Files
from ui.dialogs.reasoned import Reasoned
from ui.main_window import MainWindow
from ui.pages.rights.asking import ChosenAndReasoned
from ui.pages.rights.page import RightsPage
from ui.screenshots import settle

OLD = "SEN/95001"


@pytest.fixture
def old(record: str) -> str:
    """The record with one closed file whose period has run out."""
    desk = open_desk(record, "Joy Addo", DAY)
    open_request(desk, NewRequest(OLD, Child(0, "Hushaby", "Wilfrid", date(1995, 10, 30)), date(2010, 3, 1), "parent"))
    put(desk, OLD, NewFact("request_withdrawn", date(2010, 4, 1)))
    desk.store.close()
    return record


def page_of(window: MainWindow) -> RightsPage:
    assert isinstance(window.page, RightsPage)
    return window.page


def asked(window: MainWindow) -> Reasoned:
    """The dialog that is open."""
    dialog = next(d for d in window.findChildren(QDialog) if d.isVisible())
    assert isinstance(dialog, Reasoned)
    return dialog


def answer(window: MainWindow, reason: str, choice: str = "") -> None:
    dialog = asked(window)
    assert problems(dialog) == []
    if choice:
        assert isinstance(dialog, ChosenAndReasoned)
        dialog.box.setCurrentIndex(dialog.box.findData(choice))
    dialog.reason.setPlainText(reason)
    dialog.act()
    settle(window, lambda: not any(d.isVisible() for d in window.findChildren(QDialog)))


def test_a_file_that_is_due_is_held_and_then_disposed_of(opened: Open, old: str, tmp_path: Path) -> None:
    window, desk = opened("rights")
    page = page_of(window)
    settle(window, lambda: page.keeping.current() is not None)
    assert [one.ref for one in page.keeping._found.files] == [OLD]
    assert page.keeping.dispose.isEnabled() and not page.keeping.lift.isEnabled()
    page.keeping.hold.click()
    answer(window, "A solicitor wrote", "claim")
    settle(window, lambda: page.keeping.lift.isEnabled())
    assert kept(desk, OLD).holds[0].kind == "claim"
    assert not page.keeping.dispose.isEnabled()
    page.keeping.lift.click()
    answer(window, "The claim was withdrawn")
    settle(window, lambda: page.keeping.dispose.isEnabled())
    page.keeping.dispose.click()
    asked(window).act()
    assert "Say why" in asked(window).reason_field._focus_on.accessibleDescription()
    answer(window, "Agreed at the board")
    settle(window, lambda: not page.keeping._found.files)
    assert [one.ref for one in disposals(desk)] == [OLD]
    assert page.keeping.empty.isVisible()

    window.navigate("rights", view="gone")
    settle(window, lambda: page.gone.certificate.isEnabled())
    out = tmp_path / "certificate.pdf"
    page.gone._files = Files(save_as=lambda *_: out)
    page.gone.certificate.click()
    settle(window, out.with_suffix(".json").exists)
    assert out.read_bytes().startswith(b"%PDF")


def test_a_reason_is_needed_and_the_period_changes(opened: Open, old: str) -> None:
    window, desk = opened("rights")
    page = page_of(window)
    settle(window, lambda: page.keeping.current() is not None)
    page.keeping.period.click()
    asked(window).act()
    assert rule_in_use(desk).id == "born_31"
    answer(window, "The schedule of May", "born_35")
    settle(window, lambda: not page.keeping._found.files)
    assert rule_in_use(desk).id == "born_35"
    page.keeping.ahead.choose("60")
    page.keeping.load()
    settle(window, lambda: bool(page.keeping._found.files))
    assert {one.standing.value for one in page.keeping._found.files} >= {"later"}


def test_the_page_has_names_for_a_screen_reader_and_words_for_help(qtbot: QtBot, opened: Open, old: str) -> None:
    window, _ = opened("rights")
    page = page_of(window)
    qtbot.waitUntil(lambda: page.keeping.current() is not None)
    assert problems(page) == []
    assert "dispose" in page.help_words()
    assert page.panes()[0] is page.tabs
    spoken = page.keeping.rows.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert OLD in spoken and "Due for disposal" in spoken


def test_a_request_is_looked_over_decided_on_and_answered_with_a_pack(
    opened: Open, record: str, tmp_path: Path
) -> None:
    desk = open_desk(record, "Joy Addo", DAY)
    child = Child(0, "Hushaby", "Wilfrid", date(2009, 10, 30))
    open_request(desk, NewRequest("SEN/26990", child, date(2026, 3, 2), "parent"))
    put(desk, "SEN/26990", NewFact("note", DAY, note="Mr Pelham saw Wilfrid Hushaby at school."))
    log_request(desk, "SEN/26990", "Wilfrid Hushaby", date(2026, 10, 20), "phone")
    desk.store.close()
    window, _ = opened("rights", view="requests")
    view, out, review = page_of(window).requests, tmp_path / "pack", tmp_path / "review.csv"
    settle(window, lambda: view.current() is not None)
    assert not view.write.isEnabled() and not view.review.isEnabled()
    view.look.click()
    settle(window, lambda: view.pack is not None)
    assert view.pack is not None and view.pack.to_look_at > 0 and not view.write.isEnabled()
    assert problems(page_of(window)) == []
    view._files = Files(save_any=lambda *_: review, folder=lambda *_: out)
    view.review.click()
    settle(window, review.exists)
    assert "Pelham" in review.read_text(encoding="utf-8-sig")
    while view.pack.to_look_at:
        before = view.pack
        view.review_table.opened.emit(1)
        answer(window, "A teacher in his work", "remove")
        settle(window, lambda before=before: view.pack is not before)  # type: ignore[misc]
    view.write.click()
    settle(window, lambda: (out / "everything-held.html").exists())
    page = (out / "everything-held.html").read_text(encoding="utf-8")
    assert "Wilfrid Hushaby" in page and "Pelham" not in page
