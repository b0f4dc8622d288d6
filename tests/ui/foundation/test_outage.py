"""The server goes away under the window: it says so once, keeps what was typed, and goes on by itself, exactly once."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from db.store import SqlStore, open_store
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.record import NewFact
from ehcp_desk.ports.today import Calendar
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.desk import Changes, Desk
from tests.support.cable import Cable, cable_to
from tests.support.databases import postgres_server  # noqa: F401
from tests.support.postgres import PASSWORD, PostgresServer
from tests.support.records import DAY, one_case
from ui import outage
from ui.app import make_window
from ui.dialogs.frame import DeskDialog
from ui.main_window import MainWindow
from ui.outage import BACK, WAITING
from ui.rooms import Room, Surroundings
from ui.settings_store import MemorySettings
from ui.tasks import Dispatcher
from ui.widgets.notices import BannerBar
from ui.widgets.page import Page

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the private server runs on Linux and Mac")


@pytest.fixture
def cable(postgres_server: PostgresServer) -> Iterator[Cable]:  # noqa: F811
    with cable_to(postgres_server.port) as made:
        yield made


@pytest.fixture
def store(postgres_server: PostgresServer, cable: Cable, monkeypatch: pytest.MonkeyPatch) -> Iterator[SqlStore]:  # noqa: F811
    monkeypatch.setattr(outage, "AGAIN_SECONDS", 0.2)
    name = postgres_server.new_database()
    made = open_store(f"postgresql+psycopg://ehcp:{PASSWORD}@127.0.0.1:{cable.port}/{name}", create=True)
    one_case(made)
    yield made
    cable.plug_in()
    made.close()
    postgres_server.drop(name)


@pytest.fixture
def window(qtbot: QtBot, store: SqlStore, qapp: object) -> Iterator[MainWindow]:
    made = make_window(qapp, MemorySettings(), [Room("today", "Today", "sun", lambda _c: Page("Today"), "My work")], {})  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.dispatcher.outage.watch(store)
    made.show()
    yield made
    made.dispatcher.close()


def note(store: SqlStore, words: str) -> Changes:
    return record(Desk(store, Ruleset.load(), "Joy Addo", Calendar(DAY)), "SEN/26118", NewFact("note", DAY, note=words))


def notes(store: SqlStore) -> list[str]:
    with store.read() as work:
        return [f.fact.note for f in work.facts(1) if f.fact.kind == "note"]


def banner(window: MainWindow) -> str:
    bar = window.findChild(BannerBar)
    assert bar is not None
    return bar.accessibleName() if bar.isVisible() else ""


def test_saves_and_reads_wait_and_go_on_when_the_server_is_back(
    qtbot: QtBot, window: MainWindow, store: SqlStore, cable: Cable
) -> None:
    owner, done, read, errors = QObject(), [], [], []
    said = list[str]()
    window.messages.status_changed.connect(said.append)
    cable.pull()
    for words in ("first", "second"):
        window.dispatcher.write(owner, lambda _p, w=words: note(store, w), done.append, errors.append)
    window.dispatcher.read(owner, lambda _p: notes(store), read.append, errors.append)
    qtbot.waitUntil(lambda: banner(window) == WAITING, timeout=15_000)
    assert not done
    cable.plug_in()
    qtbot.waitUntil(lambda: len(done) == 2 and len(read) == 1, timeout=15_000)
    qtbot.waitUntil(lambda: banner(window) == "", timeout=5_000)
    assert BACK in said
    assert not errors
    assert notes(store) == ["first", "second"]


@pytest.mark.parametrize("cut", ["unsent", "unanswered"])
def test_a_save_cut_in_the_moment_of_its_commit_needs_nothing_of_anybody(
    qtbot: QtBot, window: MainWindow, store: SqlStore, cable: Cable, cut: str
) -> None:
    owner, done = QObject(), list[Changes]()
    notes(store)
    cable.cut = cut
    window.dispatcher.write(owner, lambda _p: note(store, cut), done.append)
    qtbot.waitUntil(lambda: len(done) == 1, timeout=15_000)
    assert cable.cuts == 1
    assert notes(store) == [cut]
    with store.read() as work:
        assert done[0].facts == (work.facts(1)[-1].id,)


def test_try_now_does_not_wait(
    qtbot: QtBot, window: MainWindow, store: SqlStore, cable: Cable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outage, "AGAIN_SECONDS", 3600.0)
    owner, done = QObject(), list[Changes]()
    cable.pull()
    window.dispatcher.write(owner, lambda _p: note(store, "now"), done.append)
    qtbot.waitUntil(lambda: banner(window) == WAITING, timeout=15_000)
    cable.plug_in()
    bar = window.findChild(BannerBar)
    assert bar is not None
    bar._act.click()
    qtbot.waitUntil(lambda: len(done) == 1, timeout=15_000)
    assert notes(store) == ["now"]


class Writing(DeskDialog):
    """A dialog with one line."""

    def __init__(self, window: MainWindow, store: SqlStore) -> None:
        assert window.context is not None
        super().__init__(window.context, "Write a note", window)
        self.store = store
        self.line = QLineEdit("kept in the line")
        self.form.addWidget(self.line)
        self.set_primary("Save")
        self.done_with = list[Changes]()

    def submit(self) -> None:
        self.run(lambda: note(self.store, self.line.text()), self.done_with.append)


@pytest.fixture
def dialog(window: MainWindow, store: SqlStore) -> Writing:
    desk = Desk(store, Ruleset.load(), "Joy Addo", Calendar(DAY))
    window.take_desk(desk, Surroundings("Joy Addo", "Caseworker", "Friday 30 October 2026"))
    made = Writing(window, store)
    made.open()
    return made


def test_a_dialog_says_it_and_keeps_what_was_typed(
    qtbot: QtBot, window: MainWindow, dialog: Writing, store: SqlStore, cable: Cable
) -> None:
    cable.pull()
    dialog.act()
    qtbot.waitUntil(lambda: dialog.trouble.sentence == WAITING, timeout=15_000)
    assert dialog.line.text() == "kept in the line"
    cable.plug_in()
    qtbot.waitUntil(lambda: bool(dialog.done_with), timeout=15_000)
    qtbot.waitUntil(lambda: dialog.trouble.sentence == "", timeout=5_000)
    assert notes(store) == ["kept in the line"]


def test_a_save_whose_dialog_was_closed_meanwhile_is_not_made_later(
    qtbot: QtBot, window: MainWindow, dialog: Writing, store: SqlStore, cable: Cable
) -> None:
    """Whoever opens it again and saves must not find two."""
    cable.pull()
    dialog.act()
    qtbot.waitUntil(lambda: window.dispatcher.outage.on, timeout=15_000)
    with qtbot.waitSignal(dialog.destroyed, timeout=5_000):
        dialog.reject()
    qtbot.waitUntil(lambda: not window.dispatcher.busy, timeout=15_000)
    cable.plug_in()
    assert notes(store) == []


def test_a_window_that_closes_waits_for_nobody(qtbot: QtBot, store: SqlStore, cable: Cable) -> None:
    dispatcher, owner = Dispatcher(), QObject()
    dispatcher.outage.watch(store)
    cable.pull()
    dispatcher.write(owner, lambda _p: note(store, "late"))
    dispatcher.read(owner, lambda _p: notes(store))
    qtbot.waitUntil(lambda: dispatcher.outage.on, timeout=15_000)
    dispatcher.close()
    store.patience = None
    cable.plug_in()
    assert notes(store) == []
