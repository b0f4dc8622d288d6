"""SEN2 on screen: findings a click from their case, the record today, the 20 weeks, the set-up and the files."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from ehcp_desk.domain.sen2 import Severity
from ehcp_desk.services.oversight.schools import schools_in
from ehcp_desk.services.oversight.sen2.profiles import load_rules
from ehcp_desk.services.oversight.sen2.settings import read_settings
from tests.support.demo_window import Bench
from ui.a11y import problems
from ui.dialogs.files import Files
from ui.pages.returns.page import SEN2, ReturnsPage
from ui.pages.returns.sen2_rows import found_columns, item_words
from ui.pages.returns.sen2_setup import SetupDialog
from ui.pages.returns.sen2_view import RETURN, TODAY, WEEKS, Sen2View

Open = Callable[..., Sen2View]


@pytest.fixture
def opened(at: Bench, qtbot: QtBot) -> Open:
    """Opens the page at SEN2 and waits for the findings."""

    def make(**files: object) -> Sen2View:
        page = ReturnsPage(at.context, Files(**files))  # type: ignore[arg-type]
        qtbot.addWidget(page)
        page.resize(1158, 690)
        page.show()
        page.arrive(view=SEN2)
        settled(qtbot, page.sen2)
        return page.sen2

    return make


def settled(qtbot: QtBot, view: Sen2View) -> None:
    qtbot.waitUntil(lambda: not view._context.dispatcher.busy, timeout=30_000)


def turn(qtbot: QtBot, view: Sen2View, part: str) -> None:
    view.parts.choose(part)
    settled(qtbot, view)


def test_items_are_told_in_words_and_the_name_in_the_return_is_in_the_tool_tip(opened: Open) -> None:
    for item in {one for rule in load_rules().values() for one in rule.items}:
        said = item_words(item)
        assert not said[:1].islower() and not re.search(r"[a-z][A-Z]|SEN[a-z]", said), said
    model = opened().found_table.model()
    told = [str(model.data(model.index(n, 2), role)) for n in range(model.rowCount())
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)]  # fmt: skip
    assert any("Rank of the placement" in one or "SEN unit" in one or "Named in section I" in one for one in told)
    cells = {c.key: c for c in found_columns()}
    row = (1, next(iter(opened()._found.values())))
    assert cells["item"].value(row) == item_words(row[1].item)
    assert cells["item"].text is not None and f"({row[1].item})" in cells["item"].text(row)


def test_errors_stand_first_and_a_row_goes_to_its_case(opened: Open, at: Bench, qtbot: QtBot) -> None:
    view = opened()
    assert view.result is not None and view.year == 2026
    shown = list(view._found.values())
    assert shown[0].severity is Severity.ERROR and len(shown) == len(view.result.findings)
    number = next(n for n, f in view._found.items() if f.case_id)
    view.found_table.acted.emit(number, "ref")
    assert at.went.cases == [view._found[number].case_id]
    assert problems(view) == []


def test_the_monthly_return_is_still_there(opened: Open, qtbot: QtBot) -> None:
    view = opened()
    page = view.window()
    assert isinstance(page, ReturnsPage)
    assert view.isVisible() and not page.header.isVisible()
    page.views.choose("monthly")
    settled(qtbot, view)
    qtbot.waitUntil(lambda: page.result is not None, timeout=30_000)
    assert page.header.isVisible() and page._body.isVisible() and not view.isVisible()


def test_the_year_before_has_its_own_profile(opened: Open, qtbot: QtBot) -> None:
    view = opened()
    page = view.window()
    assert isinstance(page, ReturnsPage)
    page.earlier()
    settled(qtbot, view)
    assert view.result is not None and view.result.profile.year == 2025
    assert view.header.title.text() == "SEN2 2025" and view.on.isVisible()


def test_the_record_today_says_who_holds_what(opened: Open, qtbot: QtBot) -> None:
    view = opened()
    turn(qtbot, view, TODAY)
    assert view.today is not None and "21 January 2027" in view.header.sentence.text()
    assert "Errors by caseworker" in view.said.text() and "At the end of each month" in view.said.text()


def test_the_twenty_weeks_both_ways_and_against_the_monthly_return(opened: Open, at: Bench, qtbot: QtBot) -> None:
    view = opened()
    turn(qtbot, view, WEEKS)
    words = view.said.text()
    assert "Without exceptions:" in words and "With exceptions:" in words and "monthly returns" in words
    assert view.result is not None
    assert len(view._plan_cases) == len(view.result.timeliness.timed) + len(view.result.timeliness.left_out)
    view.plan_table.acted.emit(1, "ref")
    assert at.went.cases == [view._plan_cases[1]]
    turn(qtbot, view, RETURN)
    assert view.panel.title_label is not None and view.panel.title_label.text() == "What the rules find"


def test_set_up_saves_what_was_changed_and_the_return_follows(opened: Open, qtbot: QtBot) -> None:
    view = opened()
    dialog = view.set_up()
    serial, tag = dialog._controls["serial"], dialog._controls["setting_tag"]
    assert isinstance(serial, QLineEdit) and isinstance(tag, QComboBox)
    serial.setText("002")
    tag.setCurrentIndex(tag.findData("SENSetting"))
    assert problems(dialog) == []
    dialog.act()
    settled(qtbot, view)
    with view._context.desk.store.read() as work:
        kept = read_settings(work)
    assert kept.serial == "002" and kept.choices["setting_tag"] == "SENSetting" and kept.la == "999"
    assert view.result is not None and view.result.settings.serial == "002"


def test_a_wrong_code_is_refused_and_nothing_is_saved(opened: Open, at: Bench, qtbot: QtBot) -> None:
    view = opened()
    dialog = view.set_up()
    code = dialog._controls["la"]
    assert isinstance(code, QLineEdit)
    code.setText("12")
    dialog.act()
    settled(qtbot, view)
    with view._context.desk.store.read() as work:
        assert read_settings(work).la == "999"


def test_the_files_are_written_where_they_are_wanted(opened: Open, at: Bench, qtbot: QtBot, tmp_path: Path) -> None:
    view = opened(save_any=lambda _parent, _title, name: tmp_path / name)
    view.write_files()
    settled(qtbot, view)
    assert sorted(path.name for path in tmp_path.glob("sen2-2026.*")) == [
        "sen2-2026.json",
        "sen2-2026.xml",
        "sen2-2026.xsd",
    ]
    assert at.said.done and "sen2-2026.xml" in at.said.done[-1]


def test_a_register_of_schools_is_brought_in_from_the_set_up(at: Bench, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "schools.csv"
    path.write_text("URN,Name,CommissionedPlaces\n100002,Briarfield,120\n", encoding="utf-8")
    behind = QWidget()
    qtbot.addWidget(behind)
    behind.show()
    with at.desk.store.read() as work:
        settings = read_settings(work)
    dialog = SetupDialog(at.context, behind, settings, Files(open_files=lambda *_: [path]))
    dialog.show()
    qtbot.waitUntil(lambda: "no places are commissioned" in dialog.schools.text(), timeout=20_000)
    assert problems(dialog) == []
    dialog.bring.click()
    qtbot.waitUntil(lambda: dialog.schools.text() == "1 school; 120 places are commissioned.", timeout=20_000)
    with at.desk.store.read() as work:
        assert list(schools_in(work)) == ["100002"]
    path.write_text("URN,Name\nx,Briarfield\n", encoding="utf-8")
    dialog.bring.click()
    qtbot.waitUntil(lambda: "row 2" in dialog.trouble.sentence, timeout=20_000)
