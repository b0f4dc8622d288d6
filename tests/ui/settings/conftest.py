"""A Settings page over a small demo record."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from tests.support.demo_window import Bench, bench, built
from ui.tasks import Dispatcher
from ui.theme.appearance import Choice, current


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
