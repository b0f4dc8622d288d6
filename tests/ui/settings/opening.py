"""Opening a section of the Settings page, and waiting for it."""

from __future__ import annotations

from collections.abc import Callable

from pytestqt.qtbot import QtBot

from tests.support.demo_window import Bench
from ui.pages.settings.page import SettingsPage

Open = Callable[[str], SettingsPage]


def settled(qtbot: QtBot, at: Bench) -> None:
    """Wait until all work has come back."""
    qtbot.waitUntil(lambda: not at.context.dispatcher.busy, timeout=20_000)


def setting(at: Bench, key: str) -> str | None:
    with at.desk.store.read() as work:
        return work.setting(key)
