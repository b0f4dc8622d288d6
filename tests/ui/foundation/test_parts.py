"""The parts of a form and a page: the typed date, segments, buttons, panels, notices, charts, the strip."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ehcp_desk.domain.date_text import AHEAD
from ehcp_desk.domain.strip import END, TWENTY, Strip, StripFacts, strip
from ui.a11y import accessible_name, problems, tab_in_order
from ui.dialogs.fields import ChoiceBox, Field
from ui.theme.appearance import Appearance, Choice
from ui.theme.tokens import CONTRAST, LIGHT, Tokens
from ui.widgets.buttons import ActionButton, IconButton, Kind
from ui.widgets.chart_values import Chart, Point, round_up, ticks
from ui.widgets.charts import ChartPanel
from ui.widgets.clock_strip import ClockStrip
from ui.widgets.date_field import DateField
from ui.widgets.notices import EmptyState
from ui.widgets.panel import PageHeader, Panel
from ui.widgets.segments import Segments
from ui.widgets.strip_painter import frame_for, height_for, paint_strip
from ui.widgets.view_tabs import ViewTabs

TODAY = date(2026, 10, 30)


def shown(qtbot: QtBot, widget: QWidget) -> None:
    """Show a window and wait until it has the keys."""
    qtbot.addWidget(widget)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)


def typed(qtbot: QtBot, field: DateField, words: str) -> None:
    field.line.clear()
    qtbot.keyClicks(field.line, words)
    qtbot.keyClick(field.line, Qt.Key.Key_Return)


def test_a_date_is_typed_and_shown_back_in_full(qtbot: QtBot, look: Appearance) -> None:
    field = DateField(TODAY, "Date told", aim=AHEAD)
    qtbot.addWidget(field)
    with qtbot.waitSignal(field.changed) as changed:
        typed(qtbot, field, "3/11")
    assert field.line.text() == "Tuesday 3 November 2026"
    assert changed.args == [date(2026, 11, 3)]
    typed(qtbot, field, "+14")
    assert field.day == date(2026, 11, 13)


def test_a_date_that_cannot_be_says_what_to_do_and_takes_it_back_when_mended(qtbot: QtBot, look: Appearance) -> None:
    field = DateField(TODAY, "Date told", day=TODAY)
    qtbot.addWidget(field)
    typed(qtbot, field, "31 February 2026")
    assert field.day is None
    assert field.sentence == "February 2026 has 28 days. Type another date."
    assert field.line.property("wrong")
    assert field.line.text() == "31 February 2026"
    typed(qtbot, field, "yesterday")
    assert (field.day, field.sentence) == (date(2026, 10, 29), "")
    assert not field.line.property("wrong")


def test_a_date_outside_its_bounds_is_refused_with_the_reason(qtbot: QtBot, look: Appearance) -> None:
    field = DateField(TODAY, "Date received")
    qtbot.addWidget(field)
    field.bound(None, TODAY, "This has not happened yet. Type a day up to today.")
    typed(qtbot, field, "tomorrow")
    assert field.sentence == "This has not happened yet. Type a day up to today."
    typed(qtbot, field, "today")
    assert field.day == TODAY


def test_a_date_nobody_has_to_give_may_be_empty(qtbot: QtBot, look: Appearance) -> None:
    field = DateField(TODAY, "Reply by", required=False)
    qtbot.addWidget(field)
    assert field.read() is None
    assert field.sentence == ""
    assert problems(field) == []


def test_segments_are_one_group_moved_with_the_arrows(qtbot: QtBot, look: Appearance) -> None:
    got: list[str] = []
    row = Segments((("mine", "Mine"), ("cover", "Mine and those I cover")), "mine", got.append, name="Whose work")
    shown(qtbot, row)
    width = row.sizeHint().width()
    row._buttons["mine"].setFocus()
    qtbot.keyClick(row._buttons["mine"], Qt.Key.Key_Right)
    assert (row.chosen, got) == ("cover", ["cover"])
    assert row.sizeHint().width() == width
    assert problems(row) == []


def test_tabs_keep_the_chosen_one_when_their_counts_change(qtbot: QtBot, look: Appearance) -> None:
    got: list[str] = []
    tabs = ViewTabs("Saved views", got.append)
    qtbot.addWidget(tabs)
    tabs.show_views([("all", "All open", "214"), ("mine", "Mine", "46")])
    tabs.choose("mine")
    tabs.show_views([("all", "All open", "213"), ("late", "Overdue", "31"), ("mine", "Mine", "45")])
    assert (tabs.chosen, got) == ("mine", ["mine"])
    assert tabs.accessibleTabName(1) == "Overdue, 31"
    tabs.set_count("late", "30")
    assert tabs.accessibleTabName(1) == "Overdue, 30"
    tabs.resize(400, 34)
    assert not tabs.grab().isNull()


def test_buttons_are_called_what_they_say(qtbot: QtBot, look: Appearance) -> None:
    pressed: list[int] = []
    box = QWidget()
    line = QHBoxLayout(box)
    save = ActionButton("Move 10 cases", lambda: pressed.append(1), "users", "Ctrl+Enter", Kind.PRIMARY)
    close = IconButton("x", "Close", lambda: pressed.append(2))
    for part in (save, close):
        line.addWidget(part)
    qtbot.addWidget(box)
    box.show()
    save.click()
    close.click()
    assert pressed == [1, 2]
    assert accessible_name(save) == "Move 10 cases"
    assert problems(box) == []
    plain = ActionButton("Move 10 cases")
    assert save.sizeHint().width() > plain.sizeHint().width()
    assert save.sizeHint().height() == 32
    assert ActionButton("Stop", dense=True).sizeHint().height() == 26


@pytest.mark.parametrize("choice", [Choice.LIGHT, Choice.DARK, Choice.CONTRAST])
def test_a_page_of_parts_can_be_used_by_ear_in_every_theme(qtbot: QtBot, look: Appearance, choice: Choice) -> None:
    look.choose(choice)
    page = QWidget()
    line = QVBoxLayout(page)
    header = PageHeader("Unassigned")
    header.set_sentence("<b>7 cases have nobody yet.</b> Until someone is named, they come to Ruth.", rich=True)
    header.add_action(ActionButton("Assign", icon="users", key="F8"))
    panel = Panel("Promises", note="4 kept, 2 open", link="All", on_link=page.close)
    panel.add(
        EmptyState("check-circle", "Every case has somebody", "The last was placed on 29 October.", "Show", page.close)
    )
    line.addWidget(header)
    line.addWidget(panel)
    qtbot.addWidget(page)
    page.resize(700, 300)
    page.show()
    assert problems(page) == []
    assert not page.grab().isNull()


def test_the_checker_finds_what_cannot_be_used_by_ear(qtbot: QtBot, look: Appearance) -> None:
    page = QWidget()
    line = QVBoxLayout(page)
    unnamed, first, second = ActionButton("x"), ActionButton("Save"), ActionButton("Save")
    unnamed.setText("")
    unnamed.setAccessibleName("")
    for part in (unnamed, first, second):
        line.addWidget(part)
    qtbot.addWidget(page)
    page.show()
    found = problems(page)
    assert any("has no name" in said for said in found)
    assert any("without words" in said for said in found)
    assert any("same name" in said for said in found)


def test_tab_goes_in_reading_order(qtbot: QtBot, look: Appearance) -> None:
    page = QWidget()
    parts = [ActionButton(words, parent=page) for words in ("third", "first", "second")]
    order = [parts[1], parts[2], parts[0]]
    tab_in_order(order)
    qtbot.addWidget(page)
    page.show()
    order[0].setFocus()
    for part in order[1:]:
        qtbot.keyClick(page.focusWidget(), Qt.Key.Key_Tab)
        assert page.focusWidget() is part


# -- charts ------------------------------------------------------------------------------------------------------

SENT = Chart(
    "Plans sent within 20 weeks",
    "Month",
    "Within 20 weeks",
    (Point("Sep", 35.5, "35.5%, 11 of 31"), Point("Oct", 38.7, "38.7%, 12 of 31", current=True)),
    (Point("Nov", 42, low=36, high=48),),
    target=50,
    target_words="50% by March",
    unit="%",
)


@pytest.mark.parametrize("line", [True, False])
def test_a_chart_turns_into_its_table_with_t(qtbot: QtBot, look: Appearance, line: bool) -> None:
    panel = ChartPanel(SENT, line=line)
    panel.resize(500, 220)
    shown(qtbot, panel)
    panel.face.setFocus()
    assert not panel.grab().isNull()
    assert panel.face.accessibleDescription() == (
        "Plans sent within 20 weeks. Oct: 38.7%, 12 of 31. Forecast for Nov: 42. Target: 50% by March. Press T for the table."
    )
    qtbot.keyClick(panel.face, Qt.Key.Key_T)
    assert panel.currentWidget() is panel.table
    model = panel.table.model()
    assert [model.index(r, 1).data() for r in range(model.rowCount())] == ["35.5%, 11 of 31", "38.7%, 12 of 31", "42"]
    qtbot.keyClick(panel.table, Qt.Key.Key_T)
    assert panel.currentWidget() is panel.face


@pytest.mark.parametrize(("figure", "top"), [(0, 1), (0.7, 0.8), (7, 8), (61, 80), (100, 100), (101, 200)])
def test_an_axis_ends_on_a_round_figure(figure: float, top: float) -> None:
    assert round_up(figure) == pytest.approx(top)
    assert list(ticks(top))[-1] == pytest.approx(top)


# -- the strip ---------------------------------------------------------------------------------------------------


def drawn(days: int, width: int, tokens: Tokens = LIGHT, **facts: object) -> tuple[QImage, Strip]:
    received = TODAY - timedelta(days=days)
    made = strip(StripFacts(received, TODAY, decided_on=received + timedelta(days=37), decided_to_assess=True,
                            draft_on=received + timedelta(days=107), **facts))  # type: ignore[arg-type]  # fmt: skip
    picture = QImage(width, height_for(width), QImage.Format.Format_RGB32)
    picture.fill(QColor(tokens.surface))
    painter = QPainter(picture)
    paint_strip(painter, QRectF(picture.rect()), made, tokens)
    painter.end()
    return picture, made


@pytest.mark.parametrize("width", [128, 420, 1284])
def test_the_twenty_week_line_stands_at_ten_thirteenths_in_every_size(look: Appearance, width: int) -> None:
    picture, _ = drawn(169, width)
    frame = frame_for(QRectF(picture.rect()))
    assert frame.x(TWENTY) == pytest.approx(frame.pad + 10 / 13 * (width - 2 * frame.pad))
    row = int(frame.track_top + frame.track_height / 2)
    dark = [x for x in range(width) if QColor(picture.pixel(x, row)).name() == LIGHT.ink.lower()]
    assert any(abs(x - frame.x(TWENTY)) <= 2 for x in dark)
    assert frame.x(END + 500) == frame.x(END)


def test_a_strip_is_green_then_amber_to_today_and_empty_after(look: Appearance) -> None:
    picture, _ = drawn(128, 128)
    frame = frame_for(QRectF(picture.rect()))
    row = int(frame.track_top + frame.track_height / 2)
    found = {day: QColor(picture.pixel(int(frame.x(day)), row)).name().upper() for day in (20, 80, 120, 135)}
    assert found == {20: LIGHT.met.fill, 80: LIGHT.met.fill, 120: LIGHT.due_soon.fill, 135: LIGHT.surface}


def test_in_grey_late_and_running_are_still_told_apart(look: Appearance) -> None:
    picture, _ = drawn(169, 420, CONTRAST)
    frame = frame_for(QRectF(picture.rect()))

    def pattern(start: int, end: int) -> set[str]:
        top, bottom = int(frame.track_top) + 2, int(frame.bottom) - 2
        columns = range(int(frame.x(start)) + 4, int(frame.x(end)) - 4)
        return {"".join("1" if QColor(picture.pixel(x, y)).lightness() > 90 else "0" for y in range(top, bottom))
                for x in columns}  # fmt: skip

    solid, upright, hatch = pattern(45, 100), pattern(115, 138), pattern(142, 167)
    assert all("0" not in column for column in solid)
    assert {"0" in column and "1" in column for column in upright} == {False}  # whole columns, lit or dark
    assert any("0" in column and "1" in column for column in hatch)


def test_the_strip_says_its_sentence_and_f4_asks_why(qtbot: QtBot, look: Appearance) -> None:
    _, made = drawn(128, 128)
    widget = ClockStrip(made)
    qtbot.addWidget(widget)
    widget.resize(800, 106)
    widget.show()
    assert widget.accessibleDescription().startswith("Week 19 of 20.")
    assert (widget.heightForWidth(200), widget.heightForWidth(400), widget.heightForWidth(800)) == (18, 40, 106)
    with qtbot.waitSignal(widget.why_asked):
        qtbot.keyClick(widget, Qt.Key.Key_F4)
    look.resize_text(150)
    assert widget.heightForWidth(800) > 106
    assert not widget.grab().isNull()


def test_words_that_wrap_take_the_height_they_need(qtbot: QtBot, look: Appearance) -> None:
    page = QWidget()
    line = QVBoxLayout(page)
    long = "Choose a spreadsheet or a CSV file, or drop it here. You will see what each column would do first."
    empty = EmptyState("download-simple", "Bring in the tracker you have now", long, "Choose a file", page.close)
    line.addWidget(empty)
    line.addStretch(1)
    shown(qtbot, page)
    for width in (900, 330):
        page.resize(width, 400)
        qtbot.waitUntil(lambda: empty.sentence.height() >= empty.sentence.heightForWidth(empty.sentence.width()))
    assert empty.sentence.height() > 2 * 18 - 4


@pytest.mark.parametrize("control", [QLineEdit, QPlainTextEdit, ChoiceBox, QCheckBox, "day"])
def test_what_was_wrong_is_no_longer_said_once_it_is_changed(control: type[QWidget] | str, qtbot: QtBot) -> None:
    part: Any = DateField(TODAY, "Date told") if isinstance(control, str) else control()
    field = Field("Date told", part)
    qtbot.addWidget(field)
    if isinstance(part, ChoiceBox):
        part.addItems(["Choose one", "Health"])
    field.set_wrong("Say when.")
    assert field.problem.sentence == "Say when."
    match part:
        case QCheckBox():
            part.setChecked(True)
        case ChoiceBox():
            part.setCurrentIndex(1)
        case DateField():
            part.line.setText("29 October")
            part.read()
        case _:
            part.setFocus()
            qtbot.keyClicks(part, "H")
    assert field.problem.sentence == ""
    assert not part.property("wrong")
