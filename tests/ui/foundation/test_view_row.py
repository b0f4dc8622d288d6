"""View tabs that do not fit stand behind More; none is lost, and the one chosen is always shown."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from ui.theme.appearance import Appearance
from ui.widgets.view_row import ViewRow
from ui.widgets.view_tabs import ViewTabs

VIEWS = [(f"view{n}", f"Some view {n}", f"{n},000") for n in range(9)]


@pytest.fixture
def row(qtbot: QtBot, look: Appearance) -> ViewRow:
    tabs = ViewTabs("Views")
    made = ViewRow(tabs)
    qtbot.addWidget(made)
    made.resize(600, 40)
    made.show()
    tabs.show_views(VIEWS)
    return made


def shown(row: ViewRow) -> list[int]:
    return [n for n in range(row._tabs.count()) if row._tabs.isTabVisible(n)]


def test_what_does_not_fit_is_behind_more(row: ViewRow) -> None:
    assert 1 < len(shown(row)) < len(VIEWS) and row.more.isVisible()
    assert sum(row._tabs.tabSizeHint(n).width() for n in shown(row)) <= row._tabs.width()
    assert sorted(shown(row) + row.behind) == list(range(len(VIEWS)))
    row.resize(3000, 40)
    row.arrange()
    assert shown(row) == list(range(len(VIEWS))) and not row.more.isVisible()


def test_a_view_from_more_is_chosen_and_shown(row: ViewRow) -> None:
    before = shown(row)
    row._fill()
    menu = row.more.findChild(QMenu)
    assert menu is not None
    menu.actions()[-1].trigger()
    assert row._tabs.chosen == "view8" and 8 in shown(row)
    assert shown(row)[0] == before[0], "the first keep their places"
    row._tabs.show_views(VIEWS)
    assert row._tabs.chosen == "view8" and 8 in shown(row), "read anew, the choice stays"
