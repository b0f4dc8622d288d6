"""A Settings page over a small demo record."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from pytestqt.qtbot import QtBot

from tests.support.demo_window import Bench, at, record
from tests.ui.settings.opening import Open, settled
from ui.pages.settings.page import SettingsPage

__all__ = ["at", "record"]


@pytest.fixture
def opened(at: Bench, qtbot: QtBot) -> Open:
    """Opens a section of the page and waits for what it reads."""

    def make(section: str) -> SettingsPage:
        page = SettingsPage(at.context)
        qtbot.addWidget(page)
        page.resize(1158, 690)
        page.show()
        page.arrive(section=section)
        settled(qtbot, at)
        return page

    return make
