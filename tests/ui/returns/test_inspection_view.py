"""The inspection lists on screen: findings and rows a click from their case, an earlier day, the files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ehcp_desk.domain.sen2 import Severity
from tests.support.demo_window import Bench
from ui.a11y import problems
from ui.dialogs.files import Files
from ui.pages.returns.inspection_view import FOUND, LIST_1, LIST_2, InspectionView
from ui.pages.returns.page import INSPECTION, MONTHLY, ReturnsPage

Open = Callable[..., InspectionView]


@pytest.fixture
def opened(at: Bench, qtbot: QtBot) -> Open:
    """Opens the page at the inspection lists and waits for them."""

    def make(**files: object) -> InspectionView:
        page = ReturnsPage(at.context, Files(**files))  # type: ignore[arg-type]
        qtbot.addWidget(page)
        page.resize(1158, 690)
        page.show()
        page.arrive(view=INSPECTION)
        settled(qtbot, page.inspection)
        return page.inspection

    return make


def settled(qtbot: QtBot, view: InspectionView) -> None:
    qtbot.waitUntil(lambda: not view._context.dispatcher.busy, timeout=30_000)


def test_errors_stand_first_and_a_row_goes_to_its_case(opened: Open, at: Bench) -> None:
    view = opened()
    assert view.made is not None
    assert view.made.findings[0].severity is Severity.ERROR
    view.found_table.acted.emit(1, "ref")
    assert at.went.cases == [view.made.findings[0].case_id]
    assert problems(view) == []


@pytest.mark.parametrize("name", [LIST_1, LIST_2])
def test_each_list_is_shown_and_a_row_goes_to_its_case(opened: Open, at: Bench, name: str) -> None:
    view = opened()
    view.parts.choose(name)
    assert view.made is not None and view._stack.currentWidget() is view.lists[name].table
    assert view.lists[name].model.rowCount() == len(view.made.rows[name]) > 0
    assert view.made.definitions.table(name).who in view.said.text()
    view.lists[name].table.opened.emit(len(view.made.rows[name]))
    assert at.went.cases == [view.made.rows[name][-1].case_id]
    assert problems(view) == []


def test_a_month_earlier_is_worked_out_and_later_stops_at_today(opened: Open, qtbot: QtBot, at: Bench) -> None:
    view = opened()
    today = at.context.desk.today()
    assert not view.on.isEnabled()
    view.window().earlier()  # type: ignore[attr-defined]
    settled(qtbot, view)
    assert view.made is not None and view.made.as_at < today and view.on.isEnabled()
    view.later()
    view.later()
    settled(qtbot, view)
    assert view.day == today and view.made.as_at <= today


def test_the_other_returns_are_still_there(opened: Open, qtbot: QtBot) -> None:
    view = opened()
    page = view.window()
    assert isinstance(page, ReturnsPage)
    assert view.isVisible() and not page.header.isVisible() and not page.sen2.isVisible()
    page.views.choose(MONTHLY)
    settled(qtbot, view)
    qtbot.waitUntil(lambda: page.result is not None, timeout=30_000)
    assert page.header.isVisible() and not view.isVisible()


def test_the_files_are_written(opened: Open, at: Bench, qtbot: QtBot, tmp_path: Path) -> None:
    view = opened(folder=lambda *_: tmp_path)
    view.write_files()
    settled(qtbot, view)
    stem = f"annex-a-{at.context.desk.today().isoformat()}"
    assert (tmp_path / f"{stem}.json").is_file() and (tmp_path / f"{stem}-list-1.csv").is_file()
    assert at.said.done and "11 files" in at.said.done[-1]


def test_what_the_person_may_not_see_is_said(opened: Open) -> None:
    from dataclasses import replace

    view = opened()
    assert view.made is not None and view.parts.chosen == FOUND
    view._show(replace(view.made, not_opened=("SEN/9",), hidden=2, as_at=date(2026, 1, 5)))
    assert "SEN/9" in view.said.text() and "2 restricted files kept" in view.said.text()
