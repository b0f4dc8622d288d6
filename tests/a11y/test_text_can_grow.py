"""Larger text, and a laptop at 200 %: no word is cut that is not meant to be shortened."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from tests.a11y.shown import DIALOGS, PLACES, Shown
from ui.screenshots import settle
from ui.widgets.text import ElidingLabel

SMALL_LAPTOP_AT_200 = QSize(683, 384)
"""1366 by 768 at twice the scale, in logical pixels."""


def cut(root: QWidget) -> list[str]:
    """Words that are wider or higher than the room they have."""
    found = []
    for label in root.findChildren(QLabel):
        if isinstance(label, ElidingLabel) or not label.isVisibleTo(root) or not label.text():
            continue
        if label.wordWrap():
            if label.heightForWidth(label.width()) > label.height() + 2:
                found.append(f"{label.text()[:60]}: {label.heightForWidth(label.width())} high in {label.height()}")
        elif label.sizeHint().width() > label.width() + 1:
            found.append(f"{label.text()[:60]}: {label.sizeHint().width()} wide in {label.width()}")
    for button in root.findChildren(QPushButton):
        if button.isVisibleTo(root) and button.text() and button.minimumSizeHint().width() > button.width() + 1:
            found.append(f"[{button.text()}]: {button.minimumSizeHint().width()} wide in {button.width()}")
    return found


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("percent", [100, 150])
def test_no_word_of_a_page_is_cut(shown: Shown, place: str, percent: int) -> None:
    shown.at(percent)
    shown.go(place)
    assert cut(shown.window) == []


@pytest.mark.parametrize("place", PLACES)
def test_no_word_of_a_page_is_cut_on_a_small_laptop_at_200(shown: Shown, place: str) -> None:
    shown.at(100)
    before = shown.window.size()
    shown.window.resize(SMALL_LAPTOP_AT_200)
    try:
        shown.go(place)
        assert shown.window.width() <= SMALL_LAPTOP_AT_200.width()
        assert cut(shown.window) == []
    finally:
        shown.window.resize(before)
        settle(shown.window, lambda: True)


@pytest.mark.parametrize("key", DIALOGS)
@pytest.mark.parametrize("percent", [100, 150])
def test_no_word_of_a_dialog_is_cut(shown: Shown, key: str, percent: int) -> None:
    shown.at(percent)
    with shown.dialog(key) as dialog:
        assert cut(dialog) == []
