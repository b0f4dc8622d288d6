"""The Law page: a change is tried, its dates looked at, applied with a reason, and taken back."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from time import sleep

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ehcp_desk.domain.case import Child
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.services.casework.recording import NewRequest, open_request
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.law_changes import changes_of
from ehcp_desk.services.upkeep.recomputing import Again, derive_again
from tests.clock.test_clock_changing import EIGHTEEN, ROYAL, final_plan
from tests.clock.test_clock_closures import SUMMER
from tests.ui.pages.conftest import Open
from tests.ui.pages.test_lists_on_screen import page
from ui.a11y import problems
from ui.pages.case.page import CasePage
from ui.pages.law.applied import ReasonFor
from ui.pages.law.page import LawPage
from ui.screenshots import settle
from ui.widgets.buttons import ActionButton

LAST = date(2026, 9, 2)
WEIGHT = '<span style="font-weight:600">'


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
    cells = [
        [c.value(shown.limits.rows.row_at(n)) for c in shown.limits.rows.columns]
        for n in range(shown.limits.rows.total())
    ]
    assert not any("A_FINAL_PLAN" in str(cell) or "LA" in str(cell).split() for row in cells for cell in row), (
        "no raw names"
    )
    assert (cells[0][0].bottom, cells[0][1].wrap) == ("The council", True), "the number of the regulation is not cut"
    assert shown.limits.rows.data(shown.limits.rows.index(0, 1)).startswith("SEND Regulations 2014 reg 5(1)")
    law, example = (shown.whole.parts[key][1].text() for key in ("The law", "An example"))
    assert "SEND Regulations 2014 reg 13(2)." in law and "A limit in statute." in law
    assert "Who must act: the council." in law
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


def closures(desk: Desk, setting: str) -> int:
    """How many live cases of children at a setting have a closure that stands."""
    with desk.store.read() as work:
        there = set(work.case_ids(CaseQuery(desk.today(), Scope.LIVE, setting=setting)))
        return len(there & {case for case, _ in work.every_case_raw(("setting_closed",))})


@pytest.fixture
def summer(opened: Open, tmp_path: Path) -> tuple[Path, str, int]:
    """A closure of the setting with most children on the record, its name and how many cases it reaches."""
    _, desk = opened("law")
    with desk.store.read() as work:
        rows = work.case_rows(work.case_ids(CaseQuery(desk.today(), Scope.LIVE)))
    setting, _ = Counter(row.setting for row in rows if row.setting).most_common(1)[0]
    there = [r for r in rows if r.setting == setting and (not r.summary.received or r.summary.received <= LAST)]
    file = tmp_path / "summer.toml"
    file.write_text(SUMMER.replace("Larkspur Primary", setting), encoding="utf-8")
    return file, setting, len(there)


def test_a_closure_is_tried_applied_recorded_on_newcomers_and_withdrawn(
    opened: Open, summer: tuple[Path, str, int], qtbot: QtBot
) -> None:
    file, setting, reached = summer
    window, desk = opened("law", path=str(file))
    shown = page(window, LawPage)
    settle(window, lambda: shown.closed.isVisible())
    assert reached > 5
    row = shown.closed.rows.row_at(0)
    assert row is not None and (row[1].closure.setting, row[1].cases, row[1].already) == (setting, reached, 0)
    assert shown.apply.text() == f"Apply, on {reached} cases"
    assert f"on {reached} cases" in shown.header.sentence.text().replace("</span>", "").replace(WEIGHT, "")
    assert problems(shown) == []
    assert closures(desk, setting) == 0 and changes_of(desk) == (), "trying changes nothing"
    shown.apply.click()
    asking = dialog(shown)
    assert f"goes on {reached} cases" in asking.explain.text()
    asking.reason.setPlainText("Term dates published")
    asking.act()
    settle(window, lambda: shown.applied.isVisible())
    assert closures(desk, setting) == reached
    assert "+" not in desk.law.name, "a closure is no law"
    assert shown.applied.later == []
    child = Child(0, "Okafor", "Ife", date(2019, 1, 2), setting=setting)
    open_request(desk, NewRequest("SEN/NEW", child, date(2026, 6, 24), "parent"))
    shown.show_changes()
    settle(window, lambda: bool(shown.applied.later))
    shown.applied.later[0].findChildren(ActionButton)[0].click()
    more = dialog(shown)
    assert more.heading.text() == "Record the closures of summer.toml on 1 case more?"
    more.reason.setPlainText("She came later")
    more.act()
    settle(window, lambda: shown.applied.later == [])
    assert closures(desk, setting) == reached + 1
    shown.applied.table.opened.emit(1)
    back = dialog(shown)
    back.reason.setPlainText("The wrong year")
    back.act()
    settle(window, lambda: not shown.applied.isVisible())
    assert closures(desk, setting) == 0


def test_a_child_without_a_setting_is_listed_as_not_touched(
    opened: Open, summer: tuple[Path, str, int], qtbot: QtBot
) -> None:
    file, _, reached = summer
    window, desk = opened("law")
    open_request(desk, NewRequest("SEN/NEW", Child(0, "Okafor", "Ife"), date(2026, 6, 24), "parent"))
    shown = page(window, LawPage)
    shown.try_change(file)
    settle(window, lambda: shown.closed.isVisible())
    rows = [row for n in range(shown.moved.rows.rowCount()) if (row := shown.moved.rows.row_at(n))]
    (missed,) = [row[1] for row in rows if row[1].ref == "SEN/NEW"]
    assert missed.state.words == "not touched" and missed.who, "somebody always answers for it"
    assert shown.apply.text() == f"Apply, on {reached} cases"


def test_a_stopped_act_says_that_nothing_was_changed(
    opened: Open, summer: tuple[Path, str, int], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    file, setting, _ = summer
    monkeypatch.setattr("ehcp_desk.services.oversight.law_changes.STEP", 1)
    window, desk = opened("law", path=str(file))
    shown = page(window, LawPage)
    settle(window, lambda: shown.closed.isVisible())
    said: list[str] = []
    assert window.context is not None
    window.context.messages.status_changed.connect(said.append)
    window.dispatcher.progressed.connect(lambda job, *_: job.cancel())
    shown.apply.click()
    asking = dialog(shown)
    asking.reason.setPlainText("Term dates published")
    monkeypatch.setattr("ehcp_desk.services.oversight.law_changes.derive_again", slowly)
    asking.act()
    qtbot.waitUntil(lambda: "Stopped. Nothing was changed." in said, timeout=20_000)
    assert closures(desk, setting) == 0 and changes_of(desk) == ()
    assert shown.apply.isEnabled()


def slowly(*args: object, **kw: object) -> list[Again]:
    """The last real thing, with time for a stop to arrive."""
    sleep(0.02)
    return derive_again(*args, **kw)  # type: ignore[arg-type]


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
