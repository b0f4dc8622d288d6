"""The first opening: three ways to begin, the fictional authority in a file of its own, and the tour."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ehcp_desk.bootstrap import demo_desk, open_desk
from ehcp_desk.domain.errors import Cancelled
from ehcp_desk.services.upkeep.demo import build_demo
from ui.a11y import problems
from ui.app import Opening, make_window
from ui.beginning import TOUR_SEEN
from ui.main_window import MainWindow
from ui.settings_store import MemorySettings
from ui.tour import STOPS

DAY = date(2026, 10, 30)


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    window = make_window(qapp, MemorySettings())
    qtbot.addWidget(window)
    window.show()
    yield window
    window.dispatcher.close()


def opened(qtbot: QtBot, window: MainWindow, record: Path, tour: bool = False) -> None:
    opening = Opening(window, lambda: open_desk(str(record), "Joy Addo", DAY, create=True), tour=tour)
    opening.begin()
    qtbot.waitUntil(lambda: window.page is not None, timeout=20_000)


def test_an_empty_record_asks_how_to_begin(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    opened(qtbot, window, tmp_path / "new.db")
    page = window.page
    assert page is not None
    assert page.title == "Welcome"
    assert problems(page) == []
    page.bring.click()
    assert window.page is not None
    assert window.page.title == "Import"


def test_a_record_with_a_council_opens_as_usual(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    desk = open_desk(str(tmp_path / "begun.db"), "Joy Addo", DAY, create=True)
    with desk.store.write("Joy Addo", desk.now()) as work:
        work.set_setting("council.name", "Westmarsh Council")
    desk.store.close()
    opened(qtbot, window, tmp_path / "begun.db")
    assert window.page is not None
    assert window.page.title == "Today"
    assert window.beginning.tour is None


def test_the_tour_goes_through_every_room_and_is_not_offered_again(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    desk = open_desk(str(tmp_path / "demo.db"), "Joy Addo", DAY, create=True)
    build_demo(desk, 60, 1)
    desk.store.close()
    opened(qtbot, window, tmp_path / "demo.db", tour=True)
    tour = window.beginning.tour
    assert tour is not None
    assert problems(tour) == []
    titles = []
    for stop in STOPS:
        qtbot.waitUntil(lambda stop=stop: window.history.here is not None and window.history.here.key == stop.room)
        assert tour.words.text() == stop.words
        if stop.tab:
            qtbot.waitUntil(lambda stop=stop: window.history.here.kw.get("tab") == stop.tab)
        titles.append(window.page.title if window.page else "")
        tour.on.click()
    assert window.beginning.tour is None
    assert window.settings.get(TOUR_SEEN, False)
    assert titles[0] == "Today"


def test_the_demo_stands_in_a_file_of_its_own_and_a_stopped_build_is_no_half_demo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))

    def stop(done: int, _total: int, _what: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        demo_desk(DAY, stop)
    words = demo_desk(DAY, lambda *_: None)
    where = words[words.index("--db") + 1]
    assert Path(where).name == "demo.db"
    assert words[-2:] == ["--today", "2026-10-30"]
    desk = open_desk(where, "Joy Addo", DAY)
    with desk.store.read() as work:
        assert work.setting("demo") == "1"
    desk.store.close()
