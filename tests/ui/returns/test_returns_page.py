"""The monthly return on screen: months, figures and their cases, the balance, notes, paper and files."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ehcp_desk.domain.returns import ReturnLine
from ehcp_desk.services.oversight.returns import compute_monthly
from tests.support.demo_window import Bench
from ui.a11y import problems
from ui.dialogs.files import Files
from ui.events import Changed
from ui.pages.returns.behind import MEANING, MONTHS
from ui.pages.returns.page import VIEWS, ReturnsPage

OCTOBER, SEPTEMBER = date(2026, 10, 1), date(2026, 9, 1)
Open = Callable[..., ReturnsPage]


@pytest.fixture
def opened(at: Bench, qtbot: QtBot) -> Open:
    """Opens the page and waits for the month."""

    def make(**files: object) -> ReturnsPage:
        page = ReturnsPage(at.context, Files(**files))  # type: ignore[arg-type]
        qtbot.addWidget(page)
        page.resize(1158, 690)
        page.show()
        page.arrive()
        shows(qtbot, page, OCTOBER)
        return page

    return make


def shows(qtbot: QtBot, page: ReturnsPage, month: date) -> None:
    """Wait until the month is on screen with nothing under way."""
    qtbot.waitUntil(lambda: page.result is not None and page.result.month == month, timeout=20_000)
    settled(qtbot, page)


def settled(qtbot: QtBot, page: ReturnsPage) -> None:
    """Wait until all work has come back."""
    qtbot.waitUntil(lambda: not page._context.dispatcher.busy, timeout=20_000)


def wanting(page: ReturnsPage) -> ReturnLine:
    """A line whose note is wanted."""
    assert page.result is not None
    return next(line for line in page.result.lines if line.note_wanted)


def test_the_month_opens_on_the_one_the_desk_is_in(at: Bench, opened: Open) -> None:
    page = opened()
    assert page.header.title.text() == "Monthly return, October 2026"
    assert page.header.standing.accessibleName() == "provisional"
    assert page.result == compute_monthly(at.desk, OCTOBER)
    rows = page.figures.rows
    shown = [rows.index(row, 0).data() for row in range(rows.rowCount())]
    assert shown == [line.code for line in page.result.lines if line.definition.main]


def test_help_names_no_key_that_the_view_shown_does_not_answer(opened: Open, qtbot: QtBot) -> None:
    page, said = opened(), set()
    for view, _ in VIEWS:
        page.views.choose(view)
        settled(qtbot, page)
        keys = set(re.findall(r"\bF\d+|Ctrl\+\w+", page.help_words()))
        assert keys <= {command.shortcut for command in page.commands()}, view
        said.add(page.help_words())
    assert len(said) == len(VIEWS)


def test_back_a_month_and_never_beyond_this_one(opened: Open, qtbot: QtBot) -> None:
    page = opened()
    assert not page.header.on.isVisible()
    page.later()
    assert page.month == OCTOBER
    qtbot.mouseClick(page.header.back, Qt.MouseButton.LeftButton)  # type: ignore[no-untyped-call]
    shows(qtbot, page, SEPTEMBER)
    assert page.header.title.text() == "Monthly return, September 2026"
    assert page.header.standing.accessibleName() == "month over, not yet signed"
    assert page.header.on.isVisible() and page.header.on.text() == "October"
    qtbot.mouseClick(page.header.on, Qt.MouseButton.LeftButton)  # type: ignore[no-untyped-call]
    shows(qtbot, page, OCTOBER)
    assert not page.header.on.isVisible()


@pytest.mark.parametrize("code", ["K02", "K14", "A01"])
def test_every_figure_is_the_cases_listed_under_it(opened: Open, qtbot: QtBot, code: str) -> None:
    page = opened()
    assert page.result is not None and page.figures.choose(code)
    settled(qtbot, page)
    table, line = page.behind.table, page.result.line(code)
    assert table is not None
    model = table.model()
    assert model.rowCount() == line.figure.denominator
    titles = [model.headerData(n, Qt.Orientation.Horizontal) for n in range(model.columnCount())]
    column = titles.index("In the figure")
    counted = sum(model.index(row, column).data() == "counted" for row in range(model.rowCount()))
    assert counted == line.figure.numerator


def test_enter_goes_to_the_cases_and_enter_there_opens_one(at: Bench, opened: Open, qtbot: QtBot) -> None:
    page = opened()
    page.figures.choose("K14")
    settled(qtbot, page)
    page.behind.turn_to(MEANING)
    qtbot.keyClick(page.figures.table, Qt.Key.Key_Return)  # type: ignore[no-untyped-call]
    table = page.behind.table
    assert table is not None and page.behind.parts.chosen == "cases"
    table.select_row(0)
    qtbot.keyClick(table, Qt.Key.Key_Return)  # type: ignore[no-untyped-call]
    first = table.case_at(1)
    assert first is not None and at.went.cases == [first.case_id]


def test_the_balance_says_where_it_does_not_add_up(opened: Open) -> None:
    page = opened()
    assert page.result is not None
    assert page.balance.check.words == "opening + in − out = closing"
    wrong = replace(page.result.flow[1], closing=page.result.flow[1].closing + 1)
    page.balance.show_return(replace(page.result, flow=(page.result.flow[0], wrong, *page.result.flow[2:])))
    assert page.balance.check.words == "look at Gathering advice"
    assert page.balance.title_label is not None and page.balance.title_label.text() == "It does not balance"


def test_the_meaning_and_thirteen_months_are_one_key_away(opened: Open) -> None:
    page = opened()
    keys = {command.shortcut: command.run for command in page.commands()}
    keys["F4"]()
    assert page.behind.parts.chosen == MEANING
    assert page.result is not None
    assert page.behind._meaning.text() == page.result.line("K02").definition.words
    keys["Ctrl+T"]()
    assert page.behind.parts.chosen == MONTHS
    keys["Ctrl+Shift+T"]()
    assert page.behind.chart.currentWidget() is page.behind.chart.table
    assert page.behind.chart.table.model().rowCount() == 13
    keys["Ctrl+T"]()
    assert page.behind.parts.chosen == "cases"


def test_every_figure_brings_the_parts_under_their_whole(opened: Open) -> None:
    page = opened()
    front = page.figures.rows.rowCount()
    page.figures.more.click()
    rows = page.figures.rows
    lines = [row[1] for n in range(rows.rowCount()) if (row := rows.row_at(n)) is not None]
    assert page.result is not None and len(lines) == len(page.result.lines) > front
    place = next(n for n, line in enumerate(lines) if line.code == "A01")
    assert lines[place + 1].definition.of == "A01"
    page.figures.more.click()
    assert rows.rowCount() == front


def test_a_note_is_saved_with_its_author_and_is_no_longer_wanted(at: Bench, opened: Open, qtbot: QtBot) -> None:
    page = opened()
    line = wanting(page)
    before = page.header.notes.text()
    dialog = page.write_note(line)
    dialog.act()
    assert dialog.field.problem.sentence == "Write the note first, or press Esc to leave it for later."
    dialog.text.setPlainText("Two schools answered late.")
    dialog.act()
    settled(qtbot, page)
    assert page.result is not None
    note = page.result.line(line.code).note
    assert note is not None and (note.text, note.author) == ("Two schools answered late.", "Imogen Tranter")
    assert compute_monthly(at.desk, OCTOBER).line(line.code).note == note
    assert page.header.notes.text() != before
    assert at.said.done == [f"The note on {line.code} is saved."]


def test_a_note_goes_with_the_month_of_the_figure_shown_not_the_one_being_worked_out(
    at: Bench, opened: Open, qtbot: QtBot
) -> None:
    page = opened()
    line = wanting(page)
    page.earlier()
    assert page.month == SEPTEMBER and not page.figures.table.isEnabled(), "October's figures stand under September"
    dialog = page.write_note(line)
    dialog.text.setPlainText("Half term.")
    shows(qtbot, page, SEPTEMBER)
    assert page.figures.table.isEnabled()
    dialog.act()
    settled(qtbot, page)
    assert page.result is not None and page.result.month == SEPTEMBER
    noted = {month: compute_monthly(at.desk, month).line(line.code).note for month in (OCTOBER, SEPTEMBER)}
    assert noted[SEPTEMBER] is None and page.result.line(line.code).note is None
    assert noted[OCTOBER] is not None and noted[OCTOBER].text == "Half term."


def test_the_notes_that_are_wanted_come_one_after_another(opened: Open, qtbot: QtBot) -> None:
    page = opened()
    wanted = page._wanted()
    assert len(wanted) > 1
    page.write_notes()
    dialog = next(w for w in page.findChildren(QWidget) if w.windowTitle() == f"Note on {wanted[0].code}")
    dialog.text.setPlainText("Said.")  # type: ignore[attr-defined]
    dialog.act()  # type: ignore[attr-defined]
    settled(qtbot, page)
    titles = {w.windowTitle() for w in page.findChildren(QWidget)}
    assert f"Note on {wanted[1].code}" in titles


def test_figures_never_move_under_the_reader(at: Bench, opened: Open, qtbot: QtBot) -> None:
    page = opened()
    before = page.result
    assert not page._news.isVisible()
    at.context.events.changed.emit(Changed(frozenset({"facts"}), frozenset({1})))
    assert page._news.isVisible() and page.result is before
    page.show_changes()
    settled(qtbot, page)
    assert not page._news.isVisible() and page.result is not before


def test_paper_and_files_go_where_they_are_sent(at: Bench, opened: Open, qtbot: QtBot, tmp_path: Path) -> None:
    paper, folder = tmp_path / "October.pdf", tmp_path / "files"
    page = opened(save_as=lambda *_a: paper, folder=lambda *_a: folder)
    page.print_paper()
    settled(qtbot, page)
    assert at.said.trouble == [] and paper.read_bytes().startswith(b"%PDF")
    page.write_files()
    settled(qtbot, page)
    assert at.said.trouble == []
    frozen = json.loads((folder / "monthly-2026-10.json").read_text(encoding="utf-8"))
    assert page.result is not None
    assert [x["code"] for x in frozen["indicators"]] == [line.code for line in page.result.lines]
    assert (folder / "monthly-2026-10.pdf").is_file() and (folder / "cases-2026-10" / "K02.csv").is_file()


def test_it_can_be_used_by_ear(opened: Open, qtbot: QtBot) -> None:
    page = opened()
    for part in ("cases", MONTHS, MEANING):
        page.behind.parts.choose(part)
        assert problems(page) == []
    page.figures.choose("K02")
    spoken = page.figures.rows.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("K02, Plans sent within 20 weeks, including exceptions: ")
