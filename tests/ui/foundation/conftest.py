"""Qt without a screen, and a theme that starts light at 100 % for every test."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from ui.tasks import Dispatcher
from ui.theme.appearance import Appearance, Choice, current


@pytest.fixture
def look(qapp: QApplication) -> Iterator[Appearance]:
    """The appearance, put back to light and 100 % afterwards."""
    appearance = current()
    appearance.choose(Choice.LIGHT)
    appearance.resize_text(100)
    yield appearance
    appearance.choose(Choice.LIGHT)
    appearance.resize_text(100)


@pytest.fixture
def dispatcher(qapp: QApplication) -> Iterator[Dispatcher]:
    """A dispatcher that is closed afterwards, its threads joined."""
    made = Dispatcher()
    yield made
    made.close()
