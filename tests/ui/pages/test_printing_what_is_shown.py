"""Ctrl+P prints what is in view, or says that there is nothing to print; Ctrl+K finds what stands on the buttons."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from tests.ui.pages.conftest import Open
from ui.command_palette import Palette
from ui.main_window import MainWindow
from ui.screenshots import settle

NO_PAPER = "written as files, not printed"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """What the system was asked to save, by the title of its window; nothing is chosen."""
    titles: list[str] = []

    def refuse(_parent: object, title: str, *_rest: object) -> tuple[str, str]:
        titles.append(title)
        return "", ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", refuse)
    return titles


def ctrl_p(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window.focusWidget() or window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    settle(window, lambda: True)


@pytest.mark.parametrize(
    ("room", "view", "title"),
    [
        ("today", "", "Save my day"),
        ("team", "", "Save the clinic pack"),
        ("returns", "monthly", "Print the return"),
    ],
)
def test_ctrl_p_prints_the_paper_in_view(
    opened: Open, qtbot: QtBot, asked: list[str], room: str, view: str, title: str
) -> None:
    window, _ = opened(room, user="Ruth Castellan", **({"view": view} if view else {}))
    ctrl_p(qtbot, window)
    assert asked == [title]


@pytest.mark.parametrize(
    ("room", "view", "says"),
    [
        ("returns", "sen2", NO_PAPER),
        ("returns", "inspection", NO_PAPER),
        ("returns", "given", NO_PAPER),
        ("returns", "audits", "Draw a sample first"),
        ("cases", "", "Export, above it, writes it to a file"),
        ("unassigned", "", "There is nothing to print here"),
    ],
)
def test_ctrl_p_never_prints_another_paper_and_says_so(
    opened: Open, qtbot: QtBot, asked: list[str], room: str, view: str, says: str
) -> None:
    window, _ = opened(room, user="Ruth Castellan", **({"view": view} if view else {}))
    ctrl_p(qtbot, window)
    assert asked == [] and says in window.status.passing.text()


def test_the_keys_of_the_month_do_nothing_to_it_out_of_sight(opened: Open) -> None:
    window, _ = opened("returns", user="Ruth Castellan", view="audits")
    assert not window.book.run("write_note") and not window.book.run("every_figure")
    window.navigate("returns", view="monthly")
    settle(window, lambda: True)
    assert "write_note" in {command.key for command in window.book.commands()}


@pytest.mark.parametrize(
    ("room", "typed", "first"),
    [
        ("today", "print my day", "Print my day"),
        ("team", "clinic pack", "Clinic pack"),
        ("team", "monday lists", "Monday lists"),
        ("cases", "export", "Export"),
        ("unassigned", "take the suggestions", "Take the suggestions"),
    ],
)
def test_ctrl_k_finds_what_stands_on_the_buttons(opened: Open, room: str, typed: str, first: str) -> None:
    window, _ = opened(room, user="Ruth Castellan")
    window.book.run("palette")
    palette = window.findChild(Palette)
    assert palette is not None
    palette.typed.setText(typed)
    line = palette.line_now()
    assert line is not None and line.words == first
    palette.reject()
