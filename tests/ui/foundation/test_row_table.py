"""The table view with the keys alone: open, preview, copy, tick, sort, fold; widths and density remembered."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFocusEvent, QFontMetricsF
from PySide6.QtWidgets import QApplication, QDialog, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ehcp_desk.domain.dates import short
from ehcp_desk.domain.wording import Mark
from tests.ui.foundation.rows import COLUMNS, Row, Source, row, sentence
from ui.a11y import problems
from ui.models import case_columns
from ui.models.cells import Entry, StateCell
from ui.models.columns import Column, Kind
from ui.models.row_model import BLOCK, RowModel
from ui.models.row_source import Group
from ui.pages.case.letters_tab import LettersTab
from ui.pages.case.plan_tab import WholePlan
from ui.pages.case.record_tabs import ContactsTab
from ui.settings_store import MemorySettings
from ui.tasks import Dispatcher
from ui.theme.appearance import Appearance, Choice
from ui.theme.sheet import grown
from ui.theme.type_scale import Role, font
from ui.widgets.cell_painting import EDGE, GAP, width_of, wrapped
from ui.widgets.column_menu import NO_ROOM
from ui.widgets.column_room import fitting
from ui.widgets.panel import Panel
from ui.widgets.row_table import RowTable


@pytest.fixture
def table(qtbot: QtBot, look: Appearance) -> RowTable[Row]:
    model = RowModel(COLUMNS, sentence)
    made = RowTable(model, "Cases")
    qtbot.addWidget(made)
    made.resize(700, 400)
    model.set_rows([row(n) for n in (1, 2, 3, 4)], [Group("Overdue", [1, 2]), Group("Later", [3, 4], foldable=True)])
    made.show()
    return made


def rows_of(table: RowTable[Row]) -> RowModel[Row]:
    model = table.model()
    assert isinstance(model, RowModel)
    return model


def test_the_keys_come_in_on_the_first_case_and_pass_over_headings(qtbot: QtBot, table: RowTable[Row]) -> None:
    assert table.current_id() == 1
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert table.current_id() == 2
    qtbot.keyClick(table, Qt.Key.Key_Up)
    qtbot.keyClick(table, Qt.Key.Key_Up)
    assert table.current_id() == 1


def test_enter_opens_and_space_previews(qtbot: QtBot, table: RowTable[Row]) -> None:
    with qtbot.waitSignal(table.opened) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    with qtbot.waitSignal(table.previewed) as previewed:
        qtbot.keyClick(table, Qt.Key.Key_Space)
    assert (opened.args, previewed.args) == ([1], [1])


def test_a_heading_that_folds_is_reached_and_folded_with_the_keys(qtbot: QtBot, table: RowTable[Row]) -> None:
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert table.current_id() is None
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert rows_of(table).rowCount() == 4
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert rows_of(table).rowCount() == 6


def test_copy_takes_the_row_as_text(qtbot: QtBot, table: RowTable[Row]) -> None:
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "Child 1, SEN/1\t1\t1 days left\tnote 1"


def test_a_heading_is_copied_with_its_rows(qtbot: QtBot, table: RowTable[Row]) -> None:
    table.selectAll()
    table.copy_rows()
    lines = QApplication.clipboard().text().split("\n")
    assert [line.split("\t")[0] for line in lines] == [
        "Child 1, SEN/1", "Child 2, SEN/2", "Later 2", "Child 3, SEN/3", "Child 4, SEN/4"
    ]  # fmt: skip


def test_what_is_copied_runs_as_no_formula_and_stays_in_its_cell(qtbot: QtBot, look: Appearance) -> None:
    words = ['=HYPERLINK("http://example.invalid")', "two\tcells\r\nand lines", '"=1+1', "+44 20 7946 0000"]
    model = RowModel([Column(str(n), "Words", lambda _row, said=said: said) for n, said in enumerate(words)])
    made = RowTable(model, "Hostile")
    qtbot.addWidget(made)
    made.resize(700, 300)
    model.set_rows([row(1)])
    made.show()
    made.copy_rows()
    text = QApplication.clipboard().text()
    assert text.split("\t") == [f"'{words[0]}", "two cells and lines", "'\"=1+1", "'+44 20 7946 0000"]


def test_rows_that_have_not_been_read_are_read_on_a_worker_before_they_are_copied(
    qtbot: QtBot, look: Appearance, dispatcher: Dispatcher
) -> None:
    model, source = RowModel(COLUMNS, sentence), Source(BLOCK * 3 + 7)
    made = RowTable(model, "Cases")
    qtbot.addWidget(made)
    made.resize(700, 300)
    made.show()
    model.set_source(source, dispatcher)
    with qtbot.waitSignal(model.loaded):
        model.load()
    QApplication.clipboard().setText("what was there before")
    made.selectAll()
    source.gate.clear()
    qtbot.keyClick(made, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "what was there before", "nothing waits, and nothing is copied by half"
    with qtbot.waitSignal(made.copied) as copied:
        source.gate.set()
    lines = QApplication.clipboard().text().split("\n")
    assert copied.args == [len(lines)] == [BLOCK * 3 + 7]
    assert lines == [f"Child {n}, SEN/{n}\t{n % 20}\t{n} days left\tnote {n}" for n in range(1, BLOCK * 3 + 8)]
    assert max(map(len, source.asked)) <= BLOCK


def test_rows_have_the_designs_heights(table: RowTable[Row], look: Appearance) -> None:
    assert (table.rowHeight(1), table.rowHeight(0)) == (38, 25)
    table.set_compact(True)
    assert table.rowHeight(1) == 26
    look.resize_text(150)
    assert (table.rowHeight(1), table.rowHeight(0)) == (39, 38)
    plain: RowTable[Row] = RowTable(RowModel(COLUMNS), "Advice", two_line=False)
    look.resize_text(100)
    assert plain.row_height() == 30


def test_the_place_is_kept_when_the_list_is_read_again(table: RowTable[Row]) -> None:
    table.select_id(3)
    rows_of(table).set_rows([row(n) for n in (9, 3, 1)])
    assert table.current_id() == 3


def test_density_and_columns_are_remembered_for_each_list(qtbot: QtBot, look: Appearance) -> None:
    settings = MemorySettings()
    first = RowTable(RowModel(COLUMNS), "Cases", settings=settings)
    qtbot.addWidget(first)
    first.set_compact(True)
    first.show_column("week", False)
    second = RowTable(RowModel(COLUMNS), "Cases", settings=settings)
    other = RowTable(RowModel(COLUMNS), "Returns", settings=settings)
    for made in (second, other):
        qtbot.addWidget(made)
        made.resize(900, 300)
        made.show()
    assert (second.compact, other.compact) == (True, False)
    assert (second.isColumnHidden(1), other.isColumnHidden(1)) == (True, False)
    second.show_column("week", True)
    assert not second.isColumnHidden(1)


def test_on_a_narrow_window_child_and_state_stay(table: RowTable[Row]) -> None:
    table.resize(340, 300)
    assert [table.isColumnHidden(n) for n in range(4)] == [False, True, False, True]
    table.resize(900, 300)
    assert not any(table.isColumnHidden(n) for n in range(4))


def test_a_column_asked_for_comes_though_others_go_and_can_be_unasked(table: RowTable[Row]) -> None:
    """Found by review: on a small laptop a column that was ticked never came, and could not be unticked."""
    needed = 160 + 60 + 160 + COLUMNS[3].kept_width
    table.resize(needed - 30, 300)
    assert [table.isColumnHidden(n) for n in range(4)] == [False, False, False, True]
    by_name = {act.text(): act for act in table.columns_menu().actions() if act.isCheckable()}
    wanted = by_name["Note (no room in this window)"]
    assert wanted.isChecked(), "ticked is what is wanted"
    wanted.trigger()
    by_name = {act.text(): act for act in table.columns_menu().actions() if act.isCheckable()}
    assert not by_name["Note"].isChecked()
    by_name["Note"].trigger()
    assert [table.isColumnHidden(n) for n in range(4)] == [False, True, False, False], "it was asked for: another goes"


def test_a_column_there_is_no_room_for_is_said_when_it_is_asked_for(
    table: RowTable[Row], monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    monkeypatch.setattr("ui.widgets.row_table.announce", lambda _table, sentence: heard.append(sentence))
    table.resize(200, 300)
    table.show_column("week", False)
    next(act for act in table.columns_menu().actions() if act.text() == "Week").trigger()
    assert table.isColumnHidden(1) and heard == [NO_ROOM]


def test_a_table_given_no_settings_remembers_with_its_window(qtbot: QtBot, look: Appearance) -> None:
    class Window(QWidget):
        settings = MemorySettings()

    window = Window()
    qtbot.addWidget(window)
    over = QDialog(window)
    for parent in (window, over):
        RowTable(RowModel(COLUMNS), "Backlog", parent=parent)
        parent.resize(900, 300)
        parent.show()
    first, second = (parent.findChildren(RowTable)[0] for parent in (window, over))
    first.show_column("week", False)
    first.set_compact(True)
    second.hide()
    third = RowTable(RowModel(COLUMNS), "Backlog", parent=over)
    third.show()
    assert third.isColumnHidden(1) and third.compact
    assert window.settings.beginning("table/Backlog/")


def test_a_click_on_a_heading_sorts_and_again_turns_it_round(
    qtbot: QtBot, look: Appearance, dispatcher: Dispatcher
) -> None:
    model, source = RowModel(COLUMNS, sentence), Source(5)
    made = RowTable(model, "Cases")
    qtbot.addWidget(made)
    model.set_source(source, dispatcher)
    for _ in range(2):
        with qtbot.waitSignal(model.loaded):
            made.horizontalHeader().sectionClicked.emit(1)
    assert [(o.key, o.descending) for o in source.orders] == [("week", False), ("week", True)]
    assert not any(title.text() == "Note" for title in made.columns_menu().actions()[-1].menu().actions())


def test_boxes_are_ticked_with_space_and_all_at_once_from_the_head(qtbot: QtBot, look: Appearance) -> None:
    box: Column[Row] = Column("box", "", lambda r: r.id, 44, Kind.CHECK, spoken_title="Chosen")
    model = RowModel([box, *COLUMNS], sentence)
    made = RowTable(model, "Unassigned")
    qtbot.addWidget(made)
    made.resize(700, 300)
    model.set_rows([row(n) for n in (1, 2, 3)])
    made.show()
    qtbot.keyClick(made, Qt.Key.Key_Space)
    assert model.chosen == {1}
    made.horizontalHeader().sectionClicked.emit(0)
    assert model.chosen == {1, 2, 3}
    qtbot.mouseClick(made.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(18, 10))
    assert model.chosen == {2, 3}


def test_a_link_in_a_row_says_which(qtbot: QtBot, look: Appearance) -> None:
    act: Column[Row] = Column("show", "", lambda r: "Show", 60, Kind.ACTION, right=True, spoken_title="Show")
    model = RowModel([COLUMNS[0], act])
    made = RowTable(model, "Signs")
    qtbot.addWidget(made)
    made.resize(300, 200)
    model.set_rows([row(8)])
    made.show()
    with qtbot.waitSignal(made.acted) as acted:
        place = made.visualRect(model.index(0, 1)).center()
        qtbot.mouseClick(made.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert acted.args == [8, "show"]


@pytest.mark.parametrize("choice", [Choice.LIGHT, Choice.DARK, Choice.CONTRAST])
def test_it_paints_in_every_theme_and_can_be_used_by_ear(
    table: RowTable[Row], look: Appearance, choice: Choice
) -> None:
    look.choose(choice)
    table.setFocus()
    picture = table.grab().toImage()
    assert len({picture.pixel(x, y) for x in range(0, 700, 3) for y in range(0, 200, 3)}) > 4
    assert problems(table) == []


def test_a_short_list_is_as_high_as_its_rows_and_starts_with_nothing_chosen(qtbot: QtBot, look: Appearance) -> None:
    model = RowModel(COLUMNS)
    made = RowTable(model, "Promises", headed=False, row_height=46)
    qtbot.addWidget(made)
    model.set_rows([row(1), row(2)])
    made.fit_height()
    assert made.height() == 2 * 46 - 1
    assert made.current_id() is None
    made.show()
    made.setFocus()
    look.resize_text(150)
    assert made.height() == 2 * 69 - 1


def test_the_row_the_keys_come_in_on_is_chosen_too(qtbot: QtBot, look: Appearance) -> None:
    """Qt goes to the first cell by itself when rows are there already, and would leave it unselected."""
    model = RowModel(COLUMNS, sentence)
    made = RowTable(model, "Targets", start_selected=False)
    qtbot.addWidget(made)
    model.set_rows([row(n) for n in (1, 2)])
    made.show()
    assert made.selected_ids() == []
    QApplication.sendEvent(made, QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason))
    assert (made.current_id(), made.selected_ids()) == (1, [1])


def test_a_panel_grows_with_the_list_in_it(qtbot: QtBot, look: Appearance) -> None:
    page, model = QWidget(), RowModel(COLUMNS)
    made = RowTable(model, "Caseload", two_line=False)
    panel = Panel("Caseload")
    panel.add(made)
    panel.body.addStretch(1)
    line = QVBoxLayout(page)
    line.addWidget(panel)
    line.addStretch(1)
    qtbot.addWidget(page)
    page.resize(500, 700)
    page.show()
    model.set_rows([row(1)])
    made.fit_height()
    model.set_rows([row(n) for n in range(1, 9)])
    assert made.height() == 31 + 8 * 30 - 1
    qtbot.waitUntil(lambda: panel.height() >= made.height() + 36)
    assert made.geometry().bottom() < panel.height()


@pytest.mark.parametrize("percent", [100, 125, 150, 200])
def test_a_whole_date_has_room_in_its_column(look: Appearance, percent: int) -> None:
    look.resize_text(percent)
    room, day = QFontMetricsF(font(Role.BODY, percent)), date(2026, 10, 30)
    widest = max(room.horizontalAdvance(short(day - timedelta(n), day)) for n in range(700))
    assert grown(case_columns.due().width, percent) >= widest + GAP
    plan = WholePlan()
    for tab in (ContactsTab(), LettersTab(), plan.amendments, plan.place):
        assert grown(rows_of(tab.table).columns[0].width, percent) >= widest + EDGE + GAP / 2


def test_columns_give_way_from_the_right_then_those_that_go_last_and_narrow_ones_never() -> None:
    columns = [Column(key, key, str, 100, narrow=key in "ad") for key in "abcdef"]
    widths = dict.fromkeys(range(6), 100)

    def left(room: int) -> str:
        return "".join("abcdef"[n] for n in fitting(columns, (), widths, room, ("b", "c"))[0])

    assert [left(room) for room in (600, 599, 499, 399, 299, 0)] == ["abcdef", "abcde", "abcd", "acd", "ad", "ad"]


def test_the_column_a_table_is_for_keeps_its_room_and_goes_last() -> None:
    columns = [
        Column(key, key, str, 100, narrow=key == "a", stretch=key == "b", least=210 * (key == "b")) for key in "abcd"
    ]
    widths = {n: column.kept_width for n, column in enumerate(columns)}
    assert widths == {0: 100, 1: 210, 2: 100, 3: 100}
    shown = {room: fitting(columns, (), widths, room, ("d",))[0] for room in (510, 509, 409, 309)}
    assert shown == {510: [0, 1, 2, 3], 509: [0, 1, 3], 409: [0, 1], 309: [0]}


def test_where_no_column_is_narrow_the_first_and_the_stretching_one_stay() -> None:
    columns = [Column(key, key, str, 100, stretch=key == "b") for key in "abc"]
    widths = {n: column.kept_width for n, column in enumerate(columns)}
    assert [fitting(columns, (), widths, room)[0] for room in (265, 264, 0)] == [[0, 1, 2], [0, 1], [0, 1]]


def test_words_that_run_on_say_that_there_are_more(look: Appearance) -> None:
    """A line that ends between two words reads as the whole of what was said."""
    words = "We rang on Monday and again on Tuesday, and nobody could tell us when the psychologist comes to see her."
    face = font(Role.BODY, 100)
    first, rest = wrapped(words, face, 220, 2)
    assert f"{first} {rest}" == words
    assert width_of(first, face) <= 220 < width_of(rest, face), "the last line is elided where it is drawn"
    assert wrapped("Thanked us.", face, 220, 2) == ["Thanked us."]
    assert wrapped(words, face, 220, 1) == [words]


def test_a_state_stands_below_a_name_it_would_cut(qtbot: QtBot, look: Appearance) -> None:
    state = StateCell(Mark.OVERDUE, "overdue by 32 days")
    entries = [Entry("Send the date the advice is due", "Emeka Skelmersdale", "flag", state)]
    model = RowModel(
        [Column("entry", "Promises", entries.__getitem__, kind=Kind.ENTRY, stretch=True)], row_id=lambda n: n + 1
    )
    made = RowTable(model, "Promises", headed=False)
    qtbot.addWidget(made)
    made.resize(280, 200)
    model.set_rows([0])
    made.show()
    made.fit_height()
    assert made.rowHeight(0) > 52, "three lines"
    made.resize(600, 200)
    assert made.rowHeight(0) == 38, "two, where there is room beside each other"


def test_the_room_of_columns_left_out_goes_to_one_as_far_as_there_is_any() -> None:
    columns = [Column(key, key, str, 100, narrow=key == "a") for key in "abcd"]
    widths = dict.fromkeys(range(4), 100)
    shown = [fitting(columns, "d", widths, room, ("b",), "b", 100) for room in (400, 350, 250, 150)]
    assert shown == [([0, 1, 2], 100), ([0, 1], 100), ([0, 1], 50), ([0], 0)]


def test_a_short_list_takes_the_room_of_its_panel_where_it_may(qtbot: QtBot) -> None:
    rows: RowModel[Row] = RowModel(COLUMNS, sentence)
    made = RowTable(rows, "Ages", two_line=False, row_height=25)
    host = QWidget()
    qtbot.addWidget(host)
    stack = QVBoxLayout(host)
    stack.addWidget(made, 100)
    stack.addStretch(1)
    host.resize(500, 400)
    host.show()
    rows.set_rows([row(n) for n in range(40)])
    made.fit_height(3)
    qtbot.wait(20)
    least = made.height()
    made.fit_height(3, grows=True)
    qtbot.wait(20)
    assert least < 150 < made.height()
    rows.set_rows([row(n) for n in range(2)])
    made.fit_height(3, grows=True)
    qtbot.wait(20)
    assert made.height() < least, "no higher than its rows"
