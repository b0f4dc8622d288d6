"""The Law page: a change is tried, its dates looked at, applied with a reason, and taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ehcp_desk.services.oversight.law_changes import changes_of
from tests.clock.test_clock_changing import EIGHTEEN, ROYAL, final_plan
from tests.ui.pages.conftest import Open
from tests.ui.pages.test_lists_on_screen import page
from ui.a11y import problems
from ui.pages.case.page import CasePage
from ui.pages.law.applied import ReasonFor
from ui.pages.law.page import LawPage
from ui.screenshots import settle


@pytest.fixture
def shorter(tmp_path: Path) -> Path:
    file = tmp_path / "eighteen.toml"
    file.write_text(final_plan(**EIGHTEEN), encoding="utf-8")
    return file


def dialog(shown: LawPage) -> ReasonFor:
    return shown.findChildren(ReasonFor)[-1]


def test_every_time_limit_is_listed_and_the_one_under_the_keys_said_in_full(opened: Open) -> None:
    window, _ = opened("law", rule="A_FINAL_PLAN")
    shown = page(window, LawPage)
    assert "71 time limits in force" in shown.header.sentence.text()
    assert shown.whole.duty.text() == "Send the final plan"
    law, example = (shown.whole.parts[key][1].text() for key in ("The law", "An example"))
    assert "SEND Regulations 2014 reg 13(2)." in law and "A limit in statute." in law
    assert "Confirmed against the text or a page that gives it." in law
    assert "Checked on 1 September 2026 against regulation 13 of the SEND Regulations 2014 as made" in law
    assert "Request received on Friday 30 October 2026 (day 0)." in example and "19 March 2027" in example
    assert not shown.apply.isVisible() and not shown.applied.isVisible()
    assert problems(shown) == []


def test_a_change_is_tried_applied_with_a_reason_and_withdrawn(opened: Open, shorter: Path, qtbot: QtBot) -> None:
    window, desk = opened("law", path=str(shorter))
    shown = page(window, LawPage)
    settle(window, lambda: shown.moved.isVisible())
    found = shown._found
    assert found is not None and found.moved
    count = len(found.moved)
    assert shown.apply.text() == f"Apply, moving {count} dates"
    assert shown.moved.rows.total() == count and not shown.limits.isVisible()
    assert problems(shown) == []
    assert changes_of(desk) == () and "+" not in desk.law.name, "trying changes nothing"
    shown.apply.click()
    asking = dialog(shown)
    asking.act()
    assert "Say why" in asking.reason_field.problem.sentence
    asking.reason.setPlainText("The Regulations changed, A. Director")
    asking.act()
    settle(window, lambda: shown.limits.isVisible())
    assert [(c.name, c.reason) for c in changes_of(desk)] == [("eighteen.toml", "The Regulations changed, A. Director")]
    settle(window, lambda: shown.applied.isVisible())
    settle(window, lambda: window.status.rules.text() == "Clock rules: England, 1 September 2026 and eighteen")
    shown.applied.table.opened.emit(1)
    back = dialog(shown)
    back.reason.setPlainText("Not in force yet")
    back.act()
    settle(window, lambda: not shown.applied.isVisible())
    assert changes_of(desk) == () and "+" not in desk.law.name


def test_enter_on_a_moved_date_opens_its_case(opened: Open, shorter: Path, qtbot: QtBot) -> None:
    window, _ = opened("law", path=str(shorter))
    shown = page(window, LawPage)
    settle(window, lambda: shown.moved.isVisible())
    first = shown.moved.rows.row_at(shown.moved.table.currentIndex().row())
    assert first is not None
    qtbot.keyClick(shown.moved.table, Qt.Key.Key_Return)
    settle(window, lambda: isinstance(window.page, CasePage))
    assert page(window, CasePage)._case_id == first[1].case_id


def test_a_holiday_that_moves_nothing_says_so_and_a_wrong_file_is_a_sentence(
    opened: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    holiday = tmp_path / "far.toml"
    holiday.write_text(ROYAL.replace("2026-11-06", "2040-11-06"), encoding="utf-8")
    window, _ = opened("law", path=str(holiday))
    shown = page(window, LawPage)
    settle(window, lambda: shown.moved.isVisible())
    assert shown.moved.nothing.isVisible() and not shown.moved.table.isVisible()
    assert shown.apply.text() == "Apply, moving no date"
    shown.back.click()
    assert shown.limits.isVisible() and not shown.apply.isVisible()
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(ROYAL.replace("once", "onse"), encoding="utf-8")
    said: list[str] = []
    assert window.context is not None
    window.context.messages.spoken.connect(said.append)
    shown.try_change(wrong)
    qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    assert "wrong.toml: unknown key 'onse'; did you mean 'once'" in said[0]
    assert shown.limits.isVisible()
