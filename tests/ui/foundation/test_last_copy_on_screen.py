"""A long outage: the window offers the last copy, shows it stamped and read-only, and goes back when the server is there."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db.cipher import KEYS
from ehcp_desk import last_copies
from ehcp_desk.bootstrap import copy_there, keep_copy, open_copy, open_desk, unlock_with
from ehcp_desk.domain.last_copy import ALLOWED, READ_ONLY
from ehcp_desk.domain.people import Role
from tests.support.databases import postgres_server  # noqa: F401
from tests.support.keyrings import made_up_keyring
from tests.support.postgres import PostgresServer
from tests.support.records import DAY, NOW, one_case
from ui import last_copy, outage
from ui.a11y import problems
from ui.app import LOOK, Opening, make_window
from ui.last_copy import NO_COPY, NONE_KEPT, OFFERED, ROOMS, Copies, CopyBar
from ui.main_window import MainWindow
from ui.outage import WAITING
from ui.settings_store import MemorySettings
from ui.widgets.buttons import ActionButton
from ui.widgets.notices import BannerBar

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the private server runs on Linux and Mac")
SOON = 30_000
WHO = "Joy Addo"


@pytest.fixture
def where(postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:  # noqa: F811
    """A record on a server, with one case of Joy Addo's, on a computer with a keyring."""
    monkeypatch.setattr(last_copies, "user_data_path", lambda *_a, **_k: tmp_path / "data")
    monkeypatch.setattr(outage, "AGAIN_SECONDS", 0.2)
    monkeypatch.setattr(last_copy, "LONG_MS", 300)
    monkeypatch.setattr(last_copy, "AGAIN_MS", 300)
    with made_up_keyring():
        unlock_with()
        KEYS.forget()
        name = postgres_server.new_database()
        desk = open_desk(postgres_server.url(name), WHO, create=True)
        case = one_case(desk.store)  # type: ignore[arg-type]
        with desk.store.write(WHO, NOW) as work:
            joy = work.add_officer(WHO, Role.CASEWORKER)
            (row,) = work.case_rows([case.id])
            work.save_case(replace(case, owner_id=joy.id, owned_since=DAY, unassigned_since=None), row.summary, ())
            work.set_setting(ALLOWED, "on")
        desk.store.close()
        yield postgres_server.url(name)
    postgres_server.drop(name)


@pytest.fixture
def opening(qtbot: QtBot, qapp: QApplication, where: str) -> Iterator[Opening]:
    window = make_window(qapp, MemorySettings())
    qtbot.addWidget(window)
    window.show()
    copies = Copies(keep_copy, partial(copy_there, where, WHO), partial(open_copy, where, WHO, None))
    made = Opening(window, lambda: open_desk(where, WHO), copies=copies)
    yield made
    if made.last_copy is not None:
        made.last_copy.close()
    window.dispatcher.close()
    if made.desk is not None:
        made.desk.store.patience = None
        made.desk.store.close()


@pytest.fixture
def server(postgres_server: PostgresServer) -> Iterator[PostgresServer]:  # noqa: F811
    """The server, which a test may stop; it runs again afterwards."""
    yield postgres_server
    if not (postgres_server.home / "data" / "postmaster.pid").exists():
        postgres_server.resume()


def opened(qtbot: QtBot, opening: Opening, where: str) -> MainWindow:
    """The desk with its record, and a copy kept."""
    opening.begin()
    qtbot.waitUntil(lambda: opening.desk is not None and copy_there(where, WHO), timeout=SOON)
    return opening._window


def banner(window: MainWindow) -> str:
    bar = window.findChild(BannerBar)
    assert bar is not None
    return bar.accessibleName() if bar.isVisible() else ""


def act(window: MainWindow) -> None:
    """Press what the banner offers."""
    bar = window.findChild(BannerBar)
    assert bar is not None
    bar._act.click()


def copy_shown(qtbot: QtBot, opening: Opening) -> MainWindow:
    last = opening.last_copy
    assert last is not None
    qtbot.waitUntil(lambda: last.shown is not None and last.shown.context is not None, timeout=SOON)
    assert last.shown is not None
    return last.shown


def test_a_long_outage_offers_the_copy_and_the_server_takes_it_away_again(
    qtbot: QtBot, opening: Opening, where: str, server: PostgresServer
) -> None:
    window = opened(qtbot, opening, where)
    server.halt("immediate")
    qtbot.waitUntil(lambda: banner(window) == OFFERED, timeout=SOON)
    act(window)
    shown = copy_shown(qtbot, opening)
    context = shown.context
    assert context is not None and context.desk.store.copied is not None
    bar = shown.findChild(CopyBar)
    assert bar is not None
    qtbot.waitUntil(bar.isVisible, timeout=SOON)  # the layout shows it a turn of the event loop later
    assert bar.accessibleName() == context.desk.store.copied.stamp
    assert bar.accessibleName().startswith("Copy of ")
    assert "Read only: the server cannot be reached." in bar.accessibleName()
    assert set(shown.rooms) == ROOMS
    for room in ("cases", "today"):
        shown.navigate(room)
        assert bar.isVisible() and "copy of" in shown.windowTitle()
    shown.open_case(1)
    page = shown.page
    qtbot.waitUntil(lambda: page is not shown.page or "SEN/26118" in shown.page.title + shown.windowTitle()
                    or getattr(shown.page, "file", None) is not None, timeout=SOON)  # fmt: skip
    assert bar.isVisible()
    shown.record_contact()
    assert banner(shown) == READ_ONLY
    assert not problems(bar)
    assert window.isVisible()
    server.resume()
    last = opening.last_copy
    assert last is not None
    qtbot.waitUntil(lambda: last.shown is None, timeout=SOON)
    qtbot.waitUntil(lambda: banner(window) == "", timeout=SOON)


def test_a_desk_that_cannot_open_its_record_offers_the_copy_and_opens_it_when_it_can(
    qtbot: QtBot, opening: Opening, where: str, server: PostgresServer
) -> None:
    desk = open_desk(where, WHO)
    assert keep_copy(desk) == ""
    desk.store.close()
    server.halt("immediate")
    window = opening._window
    opening.begin()
    qtbot.waitUntil(lambda: LOOK in words_of(window), timeout=SOON)
    next(button for button in window.findChildren(ActionButton) if button.accessibleName() == LOOK).click()
    shown = copy_shown(qtbot, opening)
    assert window.context is None and shown.locking is not None
    server.resume()
    last = opening.last_copy
    assert last is not None
    qtbot.waitUntil(lambda: last.shown is None and window.context is not None, timeout=SOON)


def words_of(window: MainWindow) -> list[str]:
    return [button.accessibleName() for button in window.findChildren(ActionButton) if button.isVisible()]


def test_where_no_copy_is_kept_it_says_why(
    qtbot: QtBot, opening: Opening, where: str, server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(last_copies, "keyring_here", lambda: None)
    opening.begin()
    qtbot.waitUntil(lambda: opening.last_copy is not None and opening.last_copy.why not in ("", NO_COPY), timeout=SOON)
    server.halt("immediate")
    said = NONE_KEPT.format(why=last_copies.NO_KEYRING)
    qtbot.waitUntil(lambda: banner(opening._window) == said, timeout=SOON)
    server.resume()
    qtbot.waitUntil(lambda: banner(opening._window) == "", timeout=SOON)


def test_a_short_outage_offers_nothing(
    qtbot: QtBot, opening: Opening, where: str, server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened(qtbot, opening, where)
    assert opening.last_copy is not None
    opening.last_copy._long.setInterval(600_000)
    server.halt("immediate")
    qtbot.waitUntil(lambda: banner(window) == WAITING, timeout=SOON)
    server.resume()
    qtbot.waitUntil(lambda: banner(window) == "", timeout=SOON)
    assert not opening.last_copy._long.isActive()


def test_a_copy_opened_as_a_record_is_shown_as_what_it_is(qtbot: QtBot, qapp: QApplication, where: str) -> None:
    desk = open_desk(where, WHO)
    path = last_copies.keep(desk).path
    desk.store.close()
    window = make_window(qapp, MemorySettings())
    qtbot.addWidget(window)
    window.show()
    opening = Opening(window, lambda: open_desk(str(path), "Somebody Else", create=True))
    opening.begin()
    qtbot.waitUntil(lambda: window.context is not None, timeout=SOON)
    assert window.findChild(CopyBar) is not None and set(window.rooms) == ROOMS
    window.dispatcher.close()
    assert opening.desk is not None
    opening.desk.store.close()
