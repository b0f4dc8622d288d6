"""Larger text, and a laptop at 200 %: no word is cut that is not meant to be shortened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QRadioButton, QScrollArea, QWidget

from tests.a11y.shown import DIALOGS, PLACES, Shown
from tests.a11y.tables_told import squeezed
from ui.a11y import accessible_name
from ui.dialogs.side import DialogSide
from ui.keys import KeySheet
from ui.screenshots import settle
from ui.widgets.segments import Segments
from ui.widgets.text import ElidingLabel

SMALL_LAPTOP_AT_200 = QSize(683, 384)
"""1366 by 768 at twice the scale, in logical pixels."""


SMALL_LAPTOP_AT_266 = QSize(513, 320)
BESIDE = {"conflict", "preview"}
"""What two people wrote is read beside each other; a look at a case has its own lines beside their acts."""
LARGEST = 150
"""Text at 150 % on a system at 266 % is text at 400 %."""
USUAL, LOW = QSize(1366, 768), QSize(1280, 720)
"""The screens of a council's laptops."""


def out_of_reach(root: QWidget) -> list[str]:
    """Controls that stand outside what their window shows and that no scroll bar around them can bring in."""
    found = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisibleTo(root) or not widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            continue
        scroll = scrolled_by(widget)
        stand = scroll.widget() if scroll is not None else root
        place = widget.mapTo(stand, QPoint(0, 0))
        wide = scroll.viewport().width() if scroll is not None and not scroll.horizontalScrollBar().isVisible() else 0
        if place.x() + widget.width() > (wide or stand.width()) + 1 or place.y() + widget.height() > stand.height() + 1:
            found.append(
                f"{type(widget).__name__} {accessible_name(widget)}: {place.toTuple()} {widget.size().toTuple()}"
            )
    return found


def scrolled_by(widget: QWidget) -> QScrollArea | None:
    """The nearest scroll area a widget stands in."""
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    return above


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
    for row in root.findChildren(Segments):
        for choice in row.findChildren(QRadioButton):
            if choice.isVisibleTo(root) and choice.minimumSizeHint().width() > choice.width() + 1:
                found.append(f"({choice.text()}): {choice.minimumSizeHint().width()} wide in {choice.width()}")
    return found


def laid_out(shown: Shown, root: QWidget) -> None:
    """Wait until nothing is cut, a moment at most: a line that wraps asks for its height a turn of the loop later."""
    with suppress(TimeoutError):
        settle(shown.window, lambda: cut(root) == [], patience=5_000)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("percent", [100, 150])
def test_no_word_of_a_page_is_cut(shown: Shown, place: str, percent: int) -> None:
    shown.at(percent)
    shown.go(place)
    assert cut(shown.window) == []


@contextmanager
def small(shown: Shown, percent: int, size: QSize) -> Iterator[None]:
    """The window this small with text of this size; as it was afterwards."""
    before = shown.window.size()
    shown.at(percent)
    shown.window.resize(size)
    try:
        yield
    finally:
        shown.window.resize(before)
        settle(shown.window, lambda: True)


@pytest.mark.parametrize("place", PLACES)
def test_no_word_of_a_page_is_cut_on_a_small_laptop_at_200(shown: Shown, place: str) -> None:
    with small(shown, 100, SMALL_LAPTOP_AT_200):
        shown.go(place)
        assert shown.window.width() <= SMALL_LAPTOP_AT_200.width()
        assert cut(shown.window) == []


@pytest.mark.parametrize("place", PLACES)
def test_at_400_no_word_of_a_page_is_cut_and_all_of_it_is_reached_by_scrolling(shown: Shown, place: str) -> None:
    with small(shown, LARGEST, SMALL_LAPTOP_AT_266):
        page = shown.go(place)
        assert shown.window.width() <= SMALL_LAPTOP_AT_266.width()
        assert cut(shown.window) == []
        assert out_of_reach(page) == []


@pytest.mark.parametrize(
    ("size", "percent"), [(USUAL, 100), (USUAL, LARGEST), (SMALL_LAPTOP_AT_200, 100), (SMALL_LAPTOP_AT_266, LARGEST)]
)
@pytest.mark.parametrize("place", ["returns", "today"])
def test_the_sheet_of_keys_is_never_larger_than_the_window_and_all_of_it_is_reached(
    shown: Shown, place: str, size: QSize, percent: int
) -> None:
    with small(shown, percent, size):
        shown.go(place)
        shown.window.book.run("help")
        sheet = next(one for one in shown.window.findChildren(KeySheet) if one.isVisible())
        try:
            laid_out(shown, sheet)
            assert sheet.width() <= shown.window.width() and sheet.height() <= shown.window.height()
            assert cut(sheet) == [] and out_of_reach(sheet) == []
            area = sheet.findChildren(QScrollArea)[0]
            assert not area.horizontalScrollBar().maximum()
            assert area.verticalScrollBar().isVisible() == bool(area.verticalScrollBar().maximum())
        finally:
            sheet.done(0)
            settle(shown.window, lambda: True)


@pytest.mark.parametrize("key", DIALOGS)
def test_at_400_a_dialog_has_room_no_word_is_cut_and_all_of_it_is_reached_by_scrolling(shown: Shown, key: str) -> None:
    with small(shown, LARGEST, SMALL_LAPTOP_AT_266), shown.dialog(key) as dialog:
        laid_out(shown, dialog)
        assert cut(dialog) == []
        assert out_of_reach(dialog) == []
        assert dialog.width() <= SMALL_LAPTOP_AT_266.width()
        assert key in BESIDE or not dialog.findChildren(QScrollArea)[0].horizontalScrollBar().maximum()


@pytest.mark.parametrize("key", DIALOGS)
@pytest.mark.parametrize("percent", [100, 150])
def test_no_word_of_a_dialog_is_cut(shown: Shown, key: str, percent: int) -> None:
    shown.at(percent)
    with shown.dialog(key) as dialog:
        assert cut(dialog) == []


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("size", "percent"), [(USUAL, 100), (LOW, 100), (USUAL, 120), (USUAL, LARGEST)])
def test_a_table_says_whom_and_what_its_rows_are_about(shown: Shown, place: str, size: QSize, percent: int) -> None:
    """Figures without a name are no figures: other columns go before the first and the one a table is for."""
    with small(shown, percent, size):
        shown.go(place)
        with suppress(TimeoutError):
            settle(shown.window, lambda: squeezed(shown.window) == [], patience=2_000)
        assert squeezed(shown.window) == []


@pytest.mark.parametrize("key", DIALOGS)
@pytest.mark.parametrize("percent", [100, 120, 150])
def test_what_stands_beside_a_form_is_not_hidden_past_its_edge(shown: Shown, key: str, percent: int) -> None:
    shown.at(percent)
    with shown.dialog(key) as dialog:
        side = next(iter(dialog.findChildren(DialogSide)), None)
        beyond = side.horizontalScrollBar() if side is not None and side.isVisible() else None
        assert beyond is None or not beyond.maximum() or beyond.isVisible()


@pytest.mark.parametrize("percent", [100, 120, 150])
def test_the_assign_dialog_shows_all_that_a_manager_decides_by(shown: Shown, percent: int) -> None:
    shown.at(percent)
    with shown.dialog("assign") as dialog:
        areas = [area for area in dialog.findChildren(QScrollArea) if area.isVisible()]
        assert [area.accessibleName() for area in areas if area.horizontalScrollBar().maximum()] == []
