"""Today, Cases, Unassigned and Team as the people who use them see them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ehcp_desk.clock.model import State
from ehcp_desk.domain.journal import seal_words
from ehcp_desk.domain.orphans import Orphan
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.oversight.my_day import today
from ehcp_desk.services.oversight.orphans import forgotten
from ehcp_desk.services.oversight.ownership import assign
from ehcp_desk.services.oversight.team import team_view
from ehcp_desk.services.oversight.worklist import listed
from tests.ui.pages.conftest import DAY, Open
from ui.main_window import MainWindow
from ui.pages.cases.page import CasesPage
from ui.pages.team.page import TeamPage
from ui.pages.today.page import TodayPage
from ui.pages.unassigned.page import UnassignedPage
from ui.screenshots import settle

P = TypeVar("P", bound=QWidget)


def page(window: MainWindow, kind: type[P]) -> P:
    return next(p for p in window.findChildren(kind) if p.isVisible())


def test_today_says_what_the_record_says(opened: Open) -> None:
    window, desk = opened("today")
    shown, told = page(window, TodayPage), today(desk)
    overdue = next(len(rows) for title, rows in told.groups if title == "Overdue")
    assert f">{overdue} overdue<" in shown.header.sentence.text()
    first = shown.table.current_id()
    assert first == told.groups[0][1][0].id, "the most urgent by law is under the keys"


def test_today_says_the_next_other_limit_in_the_line_of_its_case(opened: Open, qtbot: QtBot) -> None:
    window, desk = opened("today")
    shown, case = page(window, TodayPage), today(desk).groups[0][1][0].case
    record(desk, case.ref, NewFact("appeal_received", DAY - timedelta(29)))
    record(desk, case.ref, NewFact("appeal_sent_to_la", DAY - timedelta(28)))
    shown.show_changes()
    column = [one.key for one in shown._rows.columns].index("duty")

    def told(role: Qt.ItemDataRole, place: int) -> str:
        return str(shown._rows.index(shown._rows.find(case.id) or 0, place).data(role) or "")

    words = ": respond to the appeal, "
    qtbot.waitUntil(lambda: words in told(Qt.ItemDataRole.DisplayRole, column), timeout=10_000)
    assert words in told(Qt.ItemDataRole.AccessibleTextRole, 0), "a screen reader says it too"
    settle(window, lambda: True)


def test_the_seal_in_the_status_line_is_that_of_the_record_as_it_is_now(opened: Open, qtbot: QtBot) -> None:
    window, desk = opened("today")
    before = window.status.seal.text()
    ref = listed(desk, CaseQuery(DAY))[1][3].case.ref
    assign(desk, [ref], "Thandi Mbeki", "Has room", handover="Waiting for the school's advice.")
    window.events.tell(frozenset(), frozenset())
    with desk.store.read() as work:
        _, head, _ = work.journal_head()
    qtbot.waitUntil(lambda: window.status.seal.text().endswith(seal_words(head)), timeout=10_000)
    assert window.status.seal.text() != before


def test_cases_stand_in_order_of_law_and_the_count_is_the_record_s(opened: Open) -> None:
    window, desk = opened("cases")
    shown = page(window, CasesPage)
    total, rows = listed(desk, CaseQuery(DAY))
    assert shown.rows.total() == total
    assert [shown.rows.id_at(i) for i in range(10)] == [r.id for r in rows[:10]]
    dues = [r.next.due for r in rows if r.next and r.next.state in (State.OVERDUE, State.RUNNING)]
    assert dues == sorted(dues)


def test_cases_tell_the_days_since_the_child_and_the_family_were_in_touch(opened: Open, qtbot: QtBot) -> None:
    window, desk = opened("cases")
    shown = page(window, CasesPage)
    row = listed(desk, CaseQuery(DAY))[1][0]
    desk_day = desk.today()
    said = {"channel": "visit", "direction": "out", "with": row.case.name}
    record(desk, row.case.ref, NewFact("contact", desk_day - timedelta(4), said, "Drew together"))
    mother = {"channel": "phone", "direction": "out", "with": "The mother"}
    record(desk, row.case.ref, NewFact("contact", desk_day, mother, "Rang"))
    window.resize(1800, 900)
    shown.show_changes()
    keys = [column.key for column in shown.rows.columns]

    def told(key: str) -> str:
        return str(shown.rows.index(0, keys.index(key)).data() or "")

    qtbot.waitUntil(lambda: (told("with_child"), told("with_family")) == ("4 days", "today"), timeout=10_000)
    head = shown.table.horizontalHeader()
    assert not head.isSectionHidden(keys.index("with_child")) and not head.isSectionHidden(keys.index("with_family"))
    settle(window, lambda: True)


def test_typing_in_the_filter_narrows_the_list(opened: Open, qtbot: QtBot) -> None:
    window, desk = opened("cases")
    shown = page(window, CasesPage)
    wanted = listed(desk, CaseQuery(DAY))[1][3].case
    shown.focus_filter()
    qtbot.keyClicks(shown.filters.words, wanted.ref)
    qtbot.waitUntil(lambda: shown.rows.total() == 1)
    assert shown.rows.id_at(0) == wanted.id


def test_a_filter_that_finds_nothing_says_so_and_can_be_taken_off(opened: Open, qtbot: QtBot) -> None:
    window, _ = opened("cases")
    shown = page(window, CasesPage)
    before = shown.rows.total()
    qtbot.keyClicks(shown.filters.words, "zzzzzz")
    qtbot.waitUntil(lambda: shown.rows.total() == 0)
    settle(window, lambda: True)
    assert not shown.table.isVisible()
    assert shown._empty.isVisible()
    shown._empty.button.click()
    qtbot.waitUntil(lambda: shown.rows.total() == before)


def test_a_view_chooses_and_its_count_is_its_length(opened: Open, qtbot: QtBot) -> None:
    window, desk = opened("cases", view="overdue")
    shown = page(window, CasesPage)
    count = listed(desk, CaseQuery(DAY, Scope.LIVE, overdue=True), 0)[0]
    qtbot.waitUntil(lambda: shown.rows.total() == count)
    assert shown.tabs.accessibleTabName(shown.tabs.currentIndex()) == f"Overdue, {count}"


def test_enter_opens_the_case(opened: Open, qtbot: QtBot) -> None:
    window, _ = opened("cases")
    shown = page(window, CasesPage)
    shown.table.setFocus()
    qtbot.keyClick(shown.table, Qt.Key.Key_Return)
    settle(window, lambda: not shown.isVisible())
    assert not shown.isVisible()


def test_a_case_assigned_elsewhere_leaves_the_unassigned_list(opened: Open, qtbot: QtBot) -> None:
    window, desk = opened("unassigned", user="Ruth Castellan")
    shown = page(window, UnassignedPage)
    before = shown.rows.total()
    assert before > 0
    assert f"{before} case" in shown.header.sentence.text()
    with desk.store.read() as work:
        ref = work.case(shown.rows.id_at(0) or 0).ref
    changes = assign(desk, [ref], "Joy Addo", "Backlog")
    assert window.context is not None
    window.context.events.tell(changes.kinds, changes.cases)
    qtbot.waitUntil(lambda: shown.rows.total() == before - 1)


def test_ticking_names_the_button_for_what_it_will_do(opened: Open) -> None:
    window, _ = opened("unassigned", user="Ruth Castellan")
    shown = page(window, UnassignedPage)
    shown.rows.choose([shown.rows.id_at(0) or 0])
    assert shown.assign.text() == "Assign 1 case"


def test_every_figure_on_team_opens_as_many_cases_as_it_says(opened: Open, qtbot: QtBot) -> None:
    window, desk = opened("team", user="Ruth Castellan")
    shown, told = page(window, TeamPage), team_view(desk)
    place = next(n for n, load in enumerate(told.loads) if load.open_cases > 1 and load.officer_id)
    shown.loads.select_row(place)
    shown.loads.setFocus()
    qtbot.keyClick(shown.loads, Qt.Key.Key_Return)
    settle(window, lambda: not shown.isVisible())
    cases = page(window, CasesPage)
    qtbot.waitUntil(lambda: cases.rows.total() == told.loads[place].open_cases)


def test_a_list_of_what_could_be_forgotten_opens_exactly_those_cases(opened: Open, qtbot: QtBot) -> None:
    window, desk = opened("team")
    shown = page(window, TeamPage)
    told = {kind: {one.case_id for one in forgotten(desk, (kind,))} for kind in Orphan}
    rows = [row for n in range(shown._orphan_rows.rowCount()) if (row := shown._orphan_rows.row_at(n)) is not None]
    assert {row[1]: set(row[2]) for row in rows} == {k: v for k, v in told.items() if v and k is not Orphan.UNASSIGNED}
    chosen = rows[0]
    shown.orphans.select_row(0)
    shown.orphans.setFocus()
    qtbot.keyClick(shown.orphans, Qt.Key.Key_Return)
    settle(window, lambda: page(window, CasesPage).rows.total() > 0)
    assert page(window, CasesPage).rows.total() == len(chosen[2])


def test_nobody_s_row_counts_what_the_unassigned_list_holds(opened: Open) -> None:
    _, desk = opened("team")
    told = team_view(desk)
    held = listed(desk, CaseQuery(DAY, Scope.LIVE, unassigned=True), 0)[0]
    assert told.loads[-1].open_cases + told.loads[-1].plans == told.unassigned == held


def test_an_empty_record_says_how_to_begin(opened: Open, tmp_path: Path) -> None:
    window, _ = opened("today", where=str(tmp_path / "new.db"))
    shown = page(window, TodayPage)
    assert shown._new.isVisible()
    assert not shown.table.isVisible()
    assert not shown._empty.isVisible()
