"""The real window on a small fictional record, offscreen, brought to rest before each look."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.upkeep.demo import build_demo
from ui.app import Opening, make_window
from ui.main_window import MainWindow
from ui.screenshots import settle
from ui.settings_store import MemorySettings

DAY = date(2026, 10, 30)


@pytest.fixture(scope="session")
def demo_record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("demo") / "demo.db"
    desk = open_desk(str(where), "Joy Addo", DAY, create=True)
    build_demo(desk, 300, 1)
    desk.store.close()
    return where


@pytest.fixture
def record(demo_record: Path, tmp_path: Path) -> str:
    """A copy of its own, so that a test may change it."""
    return str(shutil.copy(demo_record, tmp_path / "desk.db"))


Open = Callable[..., tuple[MainWindow, Desk]]


@pytest.fixture
def opened(qapp: QApplication, record: str) -> Iterator[Open]:
    """``opened("cases", user="Ruth Castellan")``: a window in that room, and the desk it works on."""
    windows: list[tuple[MainWindow, Desk]] = []

    def make(room: str, user: str = "Joy Addo", where: str = "", **kw: object) -> tuple[MainWindow, Desk]:
        window = make_window(qapp, MemorySettings())
        window.resize(1366, 768)
        window.show()
        opening = Opening(window, lambda: open_desk(where or record, user, DAY, create=True), room)
        opening.begin()
        settle(window, lambda: window.context is not None)
        assert opening.desk is not None
        windows.append((window, opening.desk))
        if kw:
            window.navigate(room, **kw)
        settle(window, lambda: True)
        return window, opening.desk

    yield make
    for window, desk in windows:
        window.close()
        window.dispatcher.close()
        desk.store.close()
