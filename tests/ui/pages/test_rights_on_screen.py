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
from tests.ui.late import Late
from tests.ui.pages.conftest import DAY, Open
from ui.a11y import problems
from ui.dialogs.files import Files
from ui.dialogs.reasoned import Reasoned
from ui.events import Changed
from ui.main_window import MainWindow
from ui.pages.rights import requests
from ui.pages.rights.asking import ChosenAndReasoned
from ui.pages.rights.page import RightsPage
from ui.pages.rights.requests import RequestsView
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


WILFRID, OTTOLINE = "SEN/26990", "SEN/26991"


def two_requests(record: str) -> None:
    """Two children whose notes name the same man; he may be named to one of them and not to the other."""
    desk = open_desk(record, "Joy Addo", DAY)
    for ref, first, last, note in (
        (WILFRID, "Wilfrid", "Hushaby", "Mr Pelham taught Wilfrid Hushaby for two years."),
        (OTTOLINE, "Ottoline", "Quarrendon", "Mr Pelham was asked to leave the house by the police."),
    ):
        open_request(desk, NewRequest(ref, Child(0, last, first, date(2009, 10, 30)), date(2026, 3, 2), "parent"))
        put(desk, ref, NewFact("note", DAY, note=note))
        log_request(desk, ref, f"{first} {last}", date(2026, 10, 20), "phone")
    desk.store.close()


def both_listed(window: MainWindow) -> tuple[RequestsView, dict[str, int]]:
    """The requests, and the entry of each by its reference; Wilfrid's is under the keys."""
    view = page_of(window).requests
    settle(window, lambda: view.current() is not None)
    entries = {one.ref: entry for entry, one in view._listed.items()}
    view.table.select_id(entries[WILFRID])
    return view, entries


def decide_on_all(window: MainWindow, view: RequestsView) -> None:
    """Look over the pack of the request under the keys, and take out whatever a person must look at."""
    view.look.click()
    settle(window, lambda: view.pack is not None)
    while view.pack is not None and view.pack.to_look_at:
        before = view.pack
        view.review_table.opened.emit(1)
        answer(window, "A teacher in his work", "remove")
        settle(window, lambda before=before: view.pack is not before)  # type: ignore[misc]


def test_a_pack_that_comes_late_is_not_shown_under_the_request_of_another_child(
    opened: Open, record: str, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    two_requests(record)
    late = Late(requests.look_over)
    monkeypatch.setattr(requests, "look_over", late)
    window, _ = opened("rights", view="requests")
    view, entries = both_listed(window)
    view.look.click()
    qtbot.waitUntil(lambda: late.calls == 1)
    view.table.select_id(entries[OTTOLINE])
    late.let_go()
    qtbot.waitUntil(lambda: not window.dispatcher.busy)
    assert view.pack is None and not view.reviewing.isVisible() and not view.write.isEnabled()
    view.look.click()
    settle(window, lambda: view.pack is not None)
    assert view.pack is not None and view.pack.ref == OTTOLINE


def test_what_was_decided_of_one_pack_is_not_taken_into_another(opened: Open, record: str, qtbot: QtBot) -> None:
    two_requests(record)
    window, _ = opened("rights", view="requests")
    view, entries = both_listed(window)
    view.look.click()
    settle(window, lambda: view.pack is not None)
    view.review_table.opened.emit(1)
    view.table.select_id(entries[OTTOLINE])
    answer(window, "His teacher, in his work", "keep")
    qtbot.waitUntil(lambda: not window.dispatcher.busy)
    assert view._decided == {} and view.pack is None


def test_a_pack_that_could_not_be_written_yet_says_so_and_shows_what_is_left(
    opened: Open, record: str, tmp_path: Path, qtbot: QtBot
) -> None:
    two_requests(record)
    window, _ = opened("rights", view="requests")
    view, _entries = both_listed(window)
    decide_on_all(window, view)
    meanwhile = open_desk(record, "Thandi Mbeki", DAY)
    put(meanwhile, WILFRID, NewFact("note", DAY, note="Dr Oluwaseun Bright rang about him."))
    meanwhile.store.close()
    said: list[str] = []
    window.messages.spoken.connect(said.append)
    done: list[object] = []
    window.messages.done_changed.connect(done.append)
    out, before = tmp_path / "pack", view.pack
    view._files = Files(folder=lambda *_: out)
    view.write.click()
    settle(window, lambda: view.pack is not before)
    assert not out.exists() and done == [] and "Nothing was written" in said[-1] and WILFRID in said[-1]
    assert view.pack is not None and view.pack.to_look_at and not view.write.isEnabled()


def test_of_a_pack_that_was_written_its_own_case_is_told(
    opened: Open, record: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    two_requests(record)
    window, _ = opened("rights", view="requests")
    view, entries = both_listed(window)
    decide_on_all(window, view)
    late = Late(requests.write_pack)
    monkeypatch.setattr(requests, "write_pack", late)
    told: list[Changed] = []
    window.events.changed.connect(lambda change: told.append(change) if change.initiator is view else None)
    view._files = Files(folder=lambda *_: tmp_path / "pack")
    view.write.click()
    qtbot.waitUntil(lambda: late.calls == 1)
    view.table.select_id(entries[OTTOLINE])
    late.let_go()
    qtbot.waitUntil(lambda: bool(told))
    assert told[0].cases == frozenset({view._listed[entries[WILFRID]].request.case_id})


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
