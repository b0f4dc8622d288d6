"""Ctrl+K: commands by name, the search of the record, the field's words; everything from the keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from ehcp_desk.services.desk import Desk
from ui.a11y import problems
from ui.app import make_window
from ui.command_palette import Palette
from ui.commands import Command
from ui.context import PageContext
from ui.keys import KeySheet
from ui.main_window import MainWindow
from ui.rooms import Room, Surroundings
from ui.settings_store import MemorySettings
from ui.theme.appearance import Appearance
from ui.widgets.buttons import ActionButton
from ui.widgets.page import Page

AROUND = Surroundings("Joy Addo", "Caseworker", "Friday 30 October 2026", "Westmarsh Council", "", "", "")
NO_DESK = cast(Desk, None)


class Asked(Page):
    """A page with one command of its own, which keeps what it was asked."""

    def __init__(self, title: str, asked: list[Any]) -> None:
        super().__init__(title)
        self._asked = asked

    def arrive(self, **kw: Any) -> None:
        self._asked.append((self.title, kw))

    def help_words(self) -> str:
        return "What Today is for."

    def commands(self) -> list[Command]:
        return [Command("why", "Why this date", "Case", "F4", lambda: self._asked.append("why"))]


@pytest.fixture
def asked() -> list[Any]:
    return []


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, look: Appearance, asked: list[Any]) -> Iterator[MainWindow]:
    def room(key: str, title: str) -> Room:
        def make(_context: PageContext) -> Page:
            return Asked(title, asked)

        return Room(key, title, "sun", make, "My work")

    window = make_window(
        qapp, MemorySettings(), [room("today", "Today"), room("cases", "Cases"), room("finding", "Search")], {}
    )
    qtbot.addWidget(window)
    window.show()
    window.take_desk(NO_DESK, AROUND)
    asked.clear()
    yield window
    window.dispatcher.close()


def opened(qtbot: QtBot, window: MainWindow) -> Palette:
    assert window.book.run("palette")
    palette = window.findChild(Palette)
    assert palette is not None
    qtbot.waitExposed(palette)
    return palette


def words_of(palette: Palette) -> list[str]:
    return [palette.list.item(row).text() for row in range(palette.list.count())]


def test_every_command_of_the_page_and_the_window_is_offered_but_itself(qtbot: QtBot, window: MainWindow) -> None:
    palette = opened(qtbot, window)
    assert palette.list.count() == len(window.book.commands()) - 1
    assert "Why this date, Case, F4" in words_of(palette)
    assert problems(palette) == []


def test_what_is_typed_is_done_by_enter(qtbot: QtBot, window: MainWindow, asked: list[Any]) -> None:
    palette = opened(qtbot, window)
    qtbot.keyClicks(palette.typed, "why")
    qtbot.keyClick(palette.typed, Qt.Key.Key_Return)
    assert asked == ["why"]
    qtbot.waitUntil(lambda: window.findChild(Palette) is None)


def test_down_moves_in_the_list_while_typing_goes_on(qtbot: QtBot, window: MainWindow, asked: list[Any]) -> None:
    palette = opened(qtbot, window)
    qtbot.keyClicks(palette.typed, "maisie")
    assert [line.partition(",")[0] for line in words_of(palette)] == ["Search the record for “maisie”"]
    qtbot.keyClick(palette.typed, Qt.Key.Key_Down)
    assert palette.typed.text() == "maisie"
    qtbot.keyClick(palette.typed, Qt.Key.Key_Return)
    assert asked == [("Search", {"typed": "maisie"})]


def test_a_word_is_explained_and_leaves_the_palette_open(qtbot: QtBot, window: MainWindow) -> None:
    palette = opened(qtbot, window)
    qtbot.keyClicks(palette.typed, "amendment notice")
    row = next(n for n, words in enumerate(words_of(palette)) if words.startswith("Amendment notice, The plan with"))
    palette.list.setCurrentRow(row)
    qtbot.keyClick(palette.typed, Qt.Key.Key_Return)
    assert palette.isVisible()
    qtbot.keyClick(palette.typed, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.findChild(Palette) is None)


def test_f1_says_what_the_page_is_for_and_lists_its_keys(window: MainWindow) -> None:
    window.book.run("help")
    sheet = window.findChild(KeySheet)
    assert sheet is not None
    shown = [label.text() for label in sheet.findChildren(QLabel)]
    assert {"Help: Today", "What Today is for.", "Why this date", "F4", "Ctrl+K"} <= set(shown)


def test_what_stands_on_the_buttons_in_sight_is_found_and_done(
    qtbot: QtBot, window: MainWindow, asked: list[Any]
) -> None:
    page = window.page
    assert page is not None
    shown = ActionButton("Print my &day", lambda: asked.append("printed"))
    known = ActionButton("Why", lambda: asked.append("why button"), key="F4")
    hidden, resting = ActionButton("Clinic pack"), ActionButton("Monday lists")
    for button in (shown, known, hidden, resting):
        page.content.addWidget(button)
    hidden.hide()
    resting.setEnabled(False)
    qtbot.waitUntil(shown.isVisible)
    palette = opened(qtbot, window)
    said = [line.partition(",")[0] for line in words_of(palette)]
    assert said.count("Print my day") == 1
    assert not {"Why", "Clinic pack", "Monday lists"} & set(said)
    qtbot.keyClicks(palette.typed, "print my")
    qtbot.keyClick(palette.typed, Qt.Key.Key_Return)
    assert asked == ["printed"]
