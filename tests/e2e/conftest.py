"""One screen for the whole run, a fresh record for every test, and desks that are ended whatever happens."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.services.desk import Desk as Record
from ehcp_desk.services.upkeep.demo import build_demo
from tests.e2e.desk import DAY, WHO, Desk, Look, OpenWindow
from tests.e2e.screen import Screen, virtual_screen


@pytest.fixture(scope="session")
def screen() -> Iterator[Screen]:
    with virtual_screen() as made:
        yield made


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo authority, to copy."""
    where = tmp_path_factory.mktemp("record") / "demo.db"
    desk = open_desk(str(where), WHO, DAY, create=True)
    build_demo(desk, 60, 1)
    desk.store.close()
    return where


@pytest.fixture
def record(demo: Path, tmp_path: Path) -> Path:
    """A demo authority of the test's own."""
    return Path(shutil.copy(demo, tmp_path / "desk.db"))


@pytest.fixture
def window(screen: Screen, tmp_path: Path) -> Iterator[OpenWindow]:
    """Opens a window on a record: ``window(record)`` or ``window(record, who="Pia Lindqvist")``."""
    opened: list[Desk] = []

    def open_window(record: Path, who: str = WHO) -> Desk:
        desk = Desk(screen, tmp_path, "--db", str(record), "--user", who, "--today", DAY.isoformat())
        opened.append(desk)
        return desk

    yield open_window
    for desk in opened:
        desk.end()


@pytest.fixture
def look() -> Look:
    """Opens a record beside the window, to see what the window did to it."""

    @contextmanager
    def opened(where: Path, who: str = WHO) -> Iterator[Record]:
        desk = open_desk(str(where), who, DAY)
        try:
            yield desk
        finally:
            desk.store.close()

    return opened
