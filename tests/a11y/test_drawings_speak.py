"""What is drawn by hand says to a screen reader that it is a picture, what it is called and what one would see."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QScrollArea, QWidget

from tests.a11y.shown import DIALOGS, PLACES, Shown
from ui.a11y import accessible_name
from ui.pages.case.page import CasePage
from ui.pages.forecast.page import ForecastPage
from ui.pages.importing.page import ImportPage
from ui.widgets.charts import ChartFace
from ui.widgets.drawn import Drawn

NAME, DESCRIPTION = QAccessible.Text.Name, QAccessible.Text.Description


def heard(widget: QWidget) -> QAccessibleInterface:
    """The widget as it was found from its parent, which is how a screen reader comes to it."""
    parent = QAccessible.queryAccessibleInterface(widget.parentWidget())
    children = [parent.child(place) for place in range(parent.childCount())]
    return next(child for child in children if child.object() is widget)


def without_a_role(root: QWidget) -> list[str]:
    """What the keys can reach and a screen reader would call a plain part of the window, but panes that only roll."""
    found = []
    for widget in root.findChildren(QWidget):
        rolls = isinstance(widget, QScrollArea)
        if widget.isVisibleTo(root) and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not rolls:
            role = QAccessible.queryAccessibleInterface(widget).role()
            if role in (QAccessible.Role.Client, QAccessible.Role.NoRole):
                found.append(f"{type(widget).__name__} {accessible_name(widget)}: {role.name}")
    return found


def silent(root: QWidget) -> list[str]:
    """Drawings in sight that have no role, no name or nothing to say."""
    found = []
    for drawing in root.findChildren(Drawn):
        if drawing.isVisibleTo(root):
            one = heard(drawing)
            if one.role() is not QAccessible.Role.Graphic or not one.text(NAME) or not one.text(DESCRIPTION):
                found.append(
                    f"{type(drawing).__name__}: {one.role().name}, “{one.text(NAME)}”, “{one.text(DESCRIPTION)}”"
                )
    return found


@pytest.mark.parametrize("place", PLACES)
def test_what_a_page_draws_speaks_and_what_the_keys_reach_has_a_role(shown: Shown, place: str) -> None:
    page = shown.go(place)
    assert silent(page) == []
    assert without_a_role(page) == []


@pytest.mark.parametrize("key", DIALOGS)
def test_what_a_dialog_draws_speaks_and_what_the_keys_reach_has_a_role(shown: Shown, key: str) -> None:
    with shown.dialog(key) as dialog:
        assert silent(dialog) == []
        assert without_a_role(dialog) == []


def test_the_strip_says_the_week_and_how_each_stage_stands(shown: Shown) -> None:
    page = shown.go("case/Overview")
    assert isinstance(page, CasePage)
    assert page.file is not None
    one = heard(page.strip)
    words = one.text(DESCRIPTION)
    assert (one.role(), one.text(NAME)) == (QAccessible.Role.Graphic, "20-week clock")
    assert words.startswith(f"Week {page.file.strip.week} of 20. Decision to assess ")
    assert "Decision on a plan" in words
    assert words.endswith("Final plan overdue by 2,818 days, was due 11 February 2019.")
    assert one.state().focusable


def test_a_chart_and_the_steps_of_an_import_say_what_they_show(shown: Shown) -> None:
    page = shown.go("forecast")
    assert isinstance(page, ForecastPage)
    chart = next(face for face in page.findChildren(ChartFace) if face.isVisibleTo(page))
    one = heard(chart)
    assert one.role() is QAccessible.Role.Graphic
    assert one.text(NAME).startswith("Final plans within 20 weeks")
    assert "%" in one.text(DESCRIPTION)
    importing = shown.go("importing")
    assert isinstance(importing, ImportPage)
    steps = heard(importing.steps)
    assert steps.text(NAME).startswith("Step 1 of 3: ")
    assert steps.text(DESCRIPTION) == "Here: Choose the file. To come: Match the columns, Certificate."
