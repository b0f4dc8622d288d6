"""The reviews board on the screen: a figure opens its cases, a team has its own, and it is printed."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.services.oversight.actions import Shown, actions
from ehcp_desk.services.oversight.figure import Figure
from ehcp_desk.services.oversight.moves import moves_to_plan
from ehcp_desk.services.oversight.reviewing import DUE, MOVES, OVERDUE, review_board
from tests.ui.late import Late
from tests.ui.pages.conftest import Open
from ui import a11y
from ui.dialogs import plan_moves as module
from ui.dialogs.assign import Assign
from ui.dialogs.files import Files
from ui.dialogs.plan_moves import PlanMoves
from ui.pages.actions.page import ActionsPage
from ui.pages.case.page import CasePage
from ui.pages.cases.page import CasesPage
from ui.pages.reviews.page import ReviewsPage
from ui.screenshots import settle
from ui.widgets.figures import FigurePanel


def test_a_figure_opens_its_cases_and_f8_shares_them_out(opened: Open, qtbot: QtBot) -> None:
    window, desk = opened("reviews", user="Ruth Castellan")
    page = window.page
    assert isinstance(page, ReviewsPage) and a11y.problems(page) == []
    board = review_board(desk)
    place, figure = next((n, one) for n, one in enumerate(board.of(DUE)) if one.cases)
    assert f"{board.plans:,} plans in place" in page.header.sentence.text()
    table = page.panels[DUE].table
    table.select_row(place)
    table.setFocus()
    window.book.run("assign")
    settle(window, lambda: any(d.isVisible() for d in window.findChildren(Assign)))
    next(d for d in window.findChildren(Assign) if d.isVisible()).reject()
    settle(window, lambda: True)
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Return)
    settle(window, lambda: isinstance(window.page, CasesPage) and window.page.rows.total() == len(figure.cases))
    assert isinstance(window.page, CasesPage)
    listed = {window.page.rows.id_at(n) for n in range(window.page.rows.total())}
    assert listed == set(figure.cases)


def test_where_all_are_late_a_word_says_so_beside_the_hatch(qtbot: QtBot) -> None:
    panel = FigurePanel("Under way", lambda _figure: None)
    qtbot.addWidget(panel)
    days = dict.fromkeys(range(5))
    shown = (("to amend", 5), ("held", 2), ("fine", 0), ("overdue", 5))
    panel.show_figures([Figure(title, "Under way", title, days, late) for title, late in shown])
    model = panel.table.model()
    said = [model.data(model.index(row, 1)) for row in range(4)]
    assert said == ["5, all late", "5, 2 late", "5", "5"], "a heading that says overdue needs no second word"


def test_the_moves_of_a_year_are_planned_for_all_its_children_at_once_and_taken_back(
    opened: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, desk = opened("reviews", user="Ruth Castellan")
    page = window.page
    assert isinstance(page, ReviewsPage)
    place, figure = next(
        (n, f) for n, f in enumerate(review_board(desk).of(MOVES)) if f.key == "unplanned_6" and f.cases
    )
    page.panels[MOVES].table.select_row(place)
    window.book.run("plan_moves")
    settle(window, lambda: any(d.isVisible() for d in window.findChildren(PlanMoves)))
    dialog = next(d for d in window.findChildren(PlanMoves) if d.isVisible())
    settle(window, lambda: dialog.sentence.text().strip() != "")
    assert dialog.sentence.text().startswith(f"{len(figure.cases)} move") and "15 February" in dialog.sentence.text()
    told = f"Plan {len(figure.cases)} of {len(figure.cases)} move"
    assert dialog.heading.text().startswith(told) and dialog.primary is not None
    assert dialog.primary.text() == dialog.primary.accessibleName() == dialog.heading.text()
    late = Late(moves_to_plan)
    monkeypatch.setattr(module, "moves_to_plan", late)
    dialog.phase.setCurrentIndex(dialog.phase.findData("secondary_to_post16"))
    dialog.phase.activated.emit(dialog.phase.currentIndex())
    qtbot.waitUntil(lambda: late.answered == 1)
    assert not dialog.primary.isEnabled()
    dialog.submit()  # what stands there is of the move before
    late.let_go()
    settle(window, lambda: "31 March" in dialog.sentence.text())
    assert dialog.isVisible() and len(review_board(desk).named("unplanned_6").cases) == len(figure.cases)
    dialog.submit()
    settle(window, lambda: not any(d.isVisible() for d in window.findChildren(PlanMoves)))
    assert review_board(desk).named("unplanned_6").cases == ()
    again = moves_to_plan(desk, figure.cases)
    assert again.cases == () and len(again.left_out) == len(figure.cases)


def test_where_no_move_can_be_proposed_whoever_sits_there_chooses_it(opened: Open, qtbot: QtBot) -> None:
    window, desk = opened("reviews", user="Ruth Castellan")
    with desk.store.read() as work:
        rows = work.case_rows(work.case_ids(CaseQuery(desk.today(), Scope.LIVE)))
    window.ask("plan_moves", case_ids=[row.id for row in rows if row.year_on(desk.today()) in (3, 4)])
    dialog = next(d for d in window.findChildren(PlanMoves))
    settle(window, lambda: bool(dialog.trouble.sentence))
    assert "in the last year of a phase" in dialog.trouble.sentence and dialog.phase.isEnabled()
    dialog.phase.setCurrentIndex(dialog.phase.findData("primary_to_secondary"))
    dialog.phase.activated.emit(dialog.phase.currentIndex())
    settle(window, lambda: dialog.on.day is not None)
    assert dialog.primary is not None and dialog.primary.isEnabled() and not dialog.trouble.sentence


def test_a_figure_of_nothing_opens_nothing(opened: Open, qtbot: QtBot) -> None:
    window, desk = opened("reviews")
    page = window.page
    assert isinstance(page, ReviewsPage)
    empty = next(n for n, one in enumerate(review_board(desk).of("From year 9")) if one.key == "neet")
    table = page.panels["From year 9"].table
    table.select_row(empty)
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Return)
    settle(window, lambda: True)
    assert window.page is page
    window.book.run("assign")
    settle(window, lambda: True)
    assert not [d for d in window.findChildren(Assign) if d.isVisible()]


def test_a_team_has_its_own_board_and_it_is_printed(opened: Open, tmp_path: Path) -> None:
    window, desk = opened("reviews", user="Ruth Castellan")
    page = window.page
    assert isinstance(page, ReviewsPage) and page.teams.isVisible()
    number, _name = review_board(desk).teams[0]
    page._reread(str(number))
    wanted = review_board(desk, number)
    settle(window, lambda: f"{wanted.plans:,} plans in place" in page.header.sentence.text())
    assert len(page.panels[OVERDUE]._rows.row_at(0)[1].cases) == len(wanted.of(OVERDUE)[0].cases)  # type: ignore[index]
    shown: list[Path] = []
    page.files = Files(save_as=lambda _w, _t, name: tmp_path / name, show=shown.append)
    window.book.run("print")
    settle(window, lambda: bool(shown))
    assert shown[0].read_bytes().startswith(b"%PDF")


def test_the_action_register_opens_from_team_and_an_action_opens_its_case(
    opened: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    window, desk = opened("team", user="Ruth Castellan")
    window.book.run("actions")
    settle(window, lambda: isinstance(window.page, ActionsPage))
    page = window.page
    assert isinstance(page, ActionsPage) and a11y.problems(page) == []
    open_ = actions(desk)
    assert open_ and page.rows.rowCount() == len(open_)
    page.shown.choose(Shown.CLOSED.value)
    page._reread()
    done = actions(desk, Shown.CLOSED)
    settle(window, lambda: page.rows.rowCount() == len(done))
    assert len(done) != len(open_)
    shown: list[Path] = []
    page.files = Files(save_as=lambda _w, _t, name: tmp_path / name, show=shown.append)
    window.book.run("print")
    settle(window, lambda: bool(shown))
    assert shown[0].read_bytes().startswith(b"%PDF")
    page.table.select_row(0)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    settle(window, lambda: isinstance(window.page, CasePage) and window.page.file is not None)
    assert isinstance(window.page, CasePage) and window.page.file is not None
    assert window.page.file.view.case.id == done[0].case_id
