"""The mouse can be unplugged: Tab reaches every control in reading order, and letters with Alt are never shared."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QDialog, QLabel, QRadioButton, QWidget

from tests.a11y.shown import DIALOGS, PLACES, Shown
from ui.a11y import accessible_name
from ui.dialogs.fields import Field
from ui.dialogs.frame import DeskDialog
from ui.dialogs.record_contact import RecordContact
from ui.dialogs.record_fact import RecordFact
from ui.screenshots import settle


def can_tab(widget: QWidget, root: QWidget) -> bool:
    wanted = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(wanted and widget.isVisibleTo(root) and widget.isEnabled() and widget.focusProxy() is None)


def chain(root: QWidget) -> list[QWidget]:
    """What Tab goes through inside a window or page, in its order."""
    window = root.window()
    found, here = [], window.nextInFocusChain()
    while here is not window:
        if (here is root or root.isAncestorOf(here)) and can_tab(here, root):
            found.append(here)
        here = here.nextInFocusChain()
    return found


def from_the_top(dialog: QDialog) -> list[QWidget]:
    """What Tab goes through in a dialog, from its first field (where it has none, from its act) round to the start."""
    found = chain(dialog)
    if not isinstance(dialog, DeskDialog):
        return found
    first = next((n for n, w in enumerate(found) if dialog.main.isAncestorOf(w)), None)
    if first is None and dialog.primary in found:
        first = found.index(dialog.primary)
    return [*found[first:], *found[:first]] if first is not None else found


def out_of_order(widgets: list[QWidget], root: QWidget) -> list[str]:
    """Neighbours of one box that Tab takes against the reading order."""
    wrong = []
    for before, after in pairwise(widgets):
        if before.parentWidget() is not after.parentWidget():
            continue
        one, two = before.mapTo(root, QPoint(0, 0)), after.mapTo(root, QPoint(0, 0))
        above = two.y() + after.height() <= one.y()
        left = two.x() + after.width() <= one.x() and two.y() < one.y() + before.height()
        if above or left:
            wrong.append(f"{accessible_name(after)} comes after {accessible_name(before)}")
    return wrong


@pytest.mark.parametrize("place", PLACES)
def test_tab_reaches_every_control_of_a_page_in_reading_order(shown: Shown, place: str) -> None:
    page = shown.go(place)
    reached = chain(shown.window)
    missed = [accessible_name(w) for w in page.findChildren(QWidget) if can_tab(w, shown.window) and w not in reached]
    assert missed == []
    assert out_of_order(chain(page), page) == []


@pytest.mark.parametrize("place", PLACES)
def test_the_keys_stand_in_something_that_takes_them_as_a_page_opens(shown: Shown, place: str) -> None:
    shown.go(place)
    focus = shown.window.focusWidget()
    assert focus is not None
    assert can_tab(focus, shown.window), f"{type(focus).__name__} {accessible_name(focus)}"


@pytest.mark.parametrize("place", PLACES)
def test_f6_goes_to_panes_that_take_the_keys(shown: Shown, place: str) -> None:
    page = shown.go(place)
    panes = [pane for pane in page.panes() if pane.isVisibleTo(page)]
    assert panes
    for pane in panes:
        assert can_tab(pane, page) or any(can_tab(w, page) for w in pane.findChildren(QWidget)), pane


@pytest.mark.parametrize("key", DIALOGS)
def test_tab_goes_through_a_dialog_in_reading_order(shown: Shown, key: str) -> None:
    with shown.dialog(key) as dialog:
        reached = from_the_top(dialog)
        assert reached
        assert out_of_order(reached, dialog) == []
        if isinstance(dialog, DeskDialog) and dialog.primary is not None and dialog.primary.isEnabled():
            form = [reached.index(w) for w in reached if dialog.main.isAncestorOf(w)]
            assert max(form, default=-1) < reached.index(dialog.primary)


def shared_letters(dialog: QDialog) -> list[str]:
    """Letters with Alt that mean more than one thing a person can see."""
    letters: Counter[str] = Counter()
    for kind in (QLabel, QAbstractButton):
        for widget in dialog.findChildren(kind):
            letter = re.search(r"(?<!&)&(\w)", widget.text())
            if letter is None or not widget.isVisibleTo(dialog):
                continue
            if isinstance(widget, QLabel):
                assert widget.buddy() is not None, widget.text()
            letters[letter[1].casefold()] += 1
    return [letter for letter, times in letters.items() if times > 1]


@pytest.mark.parametrize("key", DIALOGS)
def test_a_letter_with_alt_means_one_thing(shown: Shown, key: str) -> None:
    with shown.dialog(key) as dialog:
        assert shared_letters(dialog) == []


def test_a_letter_with_alt_means_one_thing_however_a_contact_came(shown: Shown) -> None:
    with shown.dialog("record_contact") as dialog:
        assert isinstance(dialog, RecordContact)
        settle(shown.window, lambda: dialog.said.isEnabled())
        for channel, ways in dialog.ways.items():
            dialog.how.choose(channel)
            ways.choose("in")
            dialog.chases_field.show()
            assert ways.isVisibleTo(dialog)
            assert shared_letters(dialog) == [], channel


@pytest.mark.parametrize("key", DIALOGS)
def test_every_labelled_question_points_at_its_field(shown: Shown, key: str) -> None:
    with shown.dialog(key) as dialog:
        for field in (f for f in dialog.findChildren(Field) if f.isVisibleTo(dialog)):
            assert field.label.buddy() is not None
            buddy = field.label.buddy()
            named = accessible_name(buddy) or isinstance(buddy, QCheckBox)
            assert named, field.words


def test_fields_that_a_kind_of_fact_asks_for_stand_in_the_tab_order_where_they_stand_on_the_form(shown: Shown) -> None:
    with shown.dialog("record_fact") as dialog:
        assert isinstance(dialog, RecordFact)
        dialog.fill("advice_requested", {})
        names = [accessible_name(w) for w in chain(dialog)]
        assert names.index("On which day") < names.index("Who was asked") < names.index("Source")


def test_the_keys_come_in_on_the_view_that_is_chosen(shown: Shown) -> None:
    """A ring on one view while another is shown would have Space turn to it."""
    shown.go("today")
    shown.window.navigate("registers", view="lists", which="plans_by_need")
    settle(shown.window, lambda: True)
    for _ in range(2):
        here = shown.window.focusWidget()
        assert not isinstance(here, QRadioButton) or here.isChecked(), accessible_name(here)
        shown.window.navigate("registers", view="appeals")
        settle(shown.window, lambda: True)
        shown.window.navigate("registers", view="lists")
        settle(shown.window, lambda: True)


@pytest.mark.parametrize(("room", "view"), [("rights", "requests"), ("registers", "notes"), ("registers", "appeals")])
def test_an_empty_list_leaves_the_keys_on_its_page(shown: Shown, room: str, view: str) -> None:
    shown.window.activateWindow()  # Qt moves the keys off what is hidden only in the window that has them
    shown.go("today")
    shown.window.navigate(room, view=view)
    settle(shown.window, lambda: True)
    here, page = shown.window.focusWidget(), shown.window.page
    assert page is not None and here is not None
    assert page.isAncestorOf(here) and here.isVisible(), f"{type(here).__name__} {accessible_name(here)}"


def test_every_detail_of_a_child_has_its_letter(shown: Shown) -> None:
    with shown.dialog("child_details") as dialog:
        without = [field.words for field in dialog.findChildren(Field) if not re.search(r"&\w", field.label.text())]
        assert without == []
