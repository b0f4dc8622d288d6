"""A page in a window of its own over a small demo record: the desk, what the page said, and where it wanted to go."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.upkeep.demo import build_demo
from ui.context import PageContext
from ui.events import AppEvents
from ui.messages import Banner, Done, Messages
from ui.settings_store import MemorySettings
from ui.tasks import Dispatcher
from ui.theme.appearance import Appearance, Choice, current

TODAY = date(2026, 10, 30)
CASES = 120


@dataclass
class Went:
    """What a page asked of the window."""

    cases: list[int] = field(default_factory=list)
    rooms: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    asked_with: list[dict[str, Any]] = field(default_factory=list)

    def open_case(self, case_id: int) -> None:
        self.cases.append(case_id)

    def navigate(self, key: str, **kw: Any) -> None:
        self.rooms.append((key, kw))

    def ask(self, key: str, **kw: Any) -> None:
        self.asked.append(key)
        self.asked_with.append(kw)

    def set_count(self, key: str, count: int | None) -> None:
        """Counts in the rail are no page's business."""


class Said:
    """Every sentence a page said, by how it was said."""

    def __init__(self, messages: Messages) -> None:
        self.done: list[str] = []
        self.trouble: list[str] = []
        messages.done_changed.connect(self._done)
        messages.banner_changed.connect(self._banner)

    def _done(self, done: Done) -> None:
        self.done.append(done.sentence)

    def _banner(self, banner: Banner | None) -> None:
        if banner is not None:
            self.trouble.append(banner.sentence)


@dataclass
class Bench:
    """A context to make a page with, and what came of it."""

    context: PageContext
    went: Went
    said: Said

    @property
    def desk(self) -> Desk:
        return self.context.desk


def built(folder: Path) -> Path:
    """A small demo record, made once and copied for each test."""
    path = folder / "demo.db"
    desk = open_desk(str(path), "Imogen Tranter", TODAY, create=True)
    build_demo(desk, CASES)
    desk.store.backup(folder / "whole.db")
    desk.store.close()
    return folder / "whole.db"


def bench(record: Path, folder: Path, dispatcher: Dispatcher, look: Appearance) -> Bench:
    """A desk over a copy of the record."""
    path = folder / "record.db"
    shutil.copy(record, path)
    desk = open_desk(str(path), "Imogen Tranter", TODAY)
    messages = Messages()
    went = Went()
    context = PageContext(desk, dispatcher, AppEvents(), messages, look, MemorySettings(), went)
    return Bench(context, went, Said(messages))


@pytest.fixture(scope="session")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo record every test copies."""
    return built(tmp_path_factory.mktemp("demo"))


@pytest.fixture
def at(record: Path, tmp_path: Path, qapp: QApplication) -> Iterator[Bench]:
    """The desk, and what the page said and did."""
    look = current()
    look.choose(Choice.LIGHT)
    look.resize_text(100)
    dispatcher = Dispatcher()
    made = bench(record, tmp_path, dispatcher, look)
    yield made
    dispatcher.close()
    made.desk.store.close()
    look.choose(Choice.LIGHT)
    look.resize_text(100)
