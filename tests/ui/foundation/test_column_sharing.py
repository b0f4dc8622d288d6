"""What a list tells is read whole where there is room for it, and what runs on to a second line stands clear of its row."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from ehcp_desk.domain.wording import Mark
from ui.models.cells import Entry, StateCell, TwoLine
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.models.row_source import Group
from ui.settings_store import MemorySettings
from ui.theme.appearance import Appearance
from ui.theme.type_scale import Role, font
from ui.widgets.cell_painting import EDGE, GAP, Brush, paint_two_line, width_of
from ui.widgets.column_sharing import MEASURED, needed_widths, shared
from ui.widgets.entry_painting import entries_overflow
from ui.widgets.row_table import RowTable

LONG = "Plans sent within 20 weeks, including exceptions"


@dataclass(frozen=True, slots=True)
class Line:
    id: int
    name: str
    said: str = "1"


def columns() -> tuple[Column[Line], ...]:
    return (
        Column("name", "Name", lambda r: r.name, 120),
        Column("said", "Said", lambda r: r.said, 200, right=True),
        Column("rest", "Rest", lambda _r: "x", 100, stretch=True),
    )


def table_of(qtbot: QtBot, rows: list[Line], settings: MemorySettings | None = None) -> RowTable[Line]:
    table = RowTable(RowModel(columns()), "Figures", two_line=False, settings=settings)
    qtbot.addWidget(table)
    table.resize(700, 300)
    table.show()
    model = table.model()
    assert isinstance(model, RowModel)
    model.set_rows(rows)
    return table


def words_room(table: RowTable[Line], number: int) -> float:
    return table.horizontalHeader().sectionSize(number) - EDGE - GAP / 2


def test_a_name_that_would_be_cut_gets_the_room_others_have_over(qtbot: QtBot, look: Appearance) -> None:
    table = table_of(qtbot, [Line(1, LONG), Line(2, "Short")])
    wide = width_of(LONG, font(Role.BODY, 100))
    assert wide > 120 - EDGE - GAP / 2, "at its own width it would be cut"
    assert words_room(table, 0) >= wide
    head = table.horizontalHeader()
    assert sum(head.sectionSize(n) for n in range(3)) <= table.viewport().width()


def test_columns_stay_as_drawn_where_nothing_is_cut(qtbot: QtBot, look: Appearance) -> None:
    table = table_of(qtbot, [Line(1, "Ann"), Line(2, "Bo")])
    assert [table.horizontalHeader().sectionSize(n) for n in (0, 1)] == [120, 200]


def test_a_width_a_person_chose_is_theirs(qtbot: QtBot, look: Appearance) -> None:
    settings = MemorySettings()
    settings.put("table/Figures/widths", {"said": 200, "name": 90})
    table = table_of(qtbot, [Line(1, LONG)], settings)
    assert [table.horizontalHeader().sectionSize(n) for n in (0, 1)] == [90, 200]


def test_of_a_long_list_only_the_column_with_the_rest_gives(qtbot: QtBot, look: Appearance) -> None:
    """What stands further down is not known: a column of figures made to fit the first rows would cut the others."""
    rows = [Line(n, LONG) for n in range(1, MEASURED + 3)]
    table = table_of(qtbot, rows)
    assert table.horizontalHeader().sectionSize(1) == 200
    assert table.horizontalHeader().sectionSize(0) > 120


def test_the_first_column_comes_first_and_then_as_many_as_can_be_read_whole() -> None:
    widths, needed = {0: 50, 1: 50, 2: 50, 3: 200}, {0: 90, 1: 60, 2: 300, 3: 150}
    now = shared((0, 1, 2, 3), widths, needed, 350, takes_rest=3)
    assert now[0] == 90, "who it is about is read whole before anything else"
    assert now[1] == 60, "then the one that lacks least"
    assert now[2] == 50, "and nothing is left for the one that could not be read whole anyway"
    assert sum(now.values()) <= 350


@pytest.mark.parametrize("high", [38, 42, 57])
def test_words_on_two_lines_stay_clear_of_the_edges_of_their_row(look: Appearance, high: int) -> None:
    picture = QImage(200, high, QImage.Format.Format_RGB32)
    picture.fill(0xFFFFFF)
    painter = QPainter(picture)
    brush = Brush(painter, look.tokens, 100)
    paint_two_line(brush, QRectF(0, 0, 90, high - 1), TwoLine("Chase the psychologist", wrap=True))
    painter.end()
    inked = [y for y in range(high) if any(picture.pixel(x, y) & 0xFF < 128 for x in range(200))]
    assert inked, "something is drawn"
    assert inked[0] >= 2 and inked[-1] <= high - 4, f"words from {inked[0]} to {inked[-1]} in a row of {high}"


def test_an_entry_whose_words_would_be_cut_asks_for_a_third_line(look: Appearance) -> None:
    def overflow(entry: Entry) -> bool:
        model: RowModel[Line] = RowModel((Column("e", "E", lambda _r: entry, 200, Kind.ENTRY, stretch=True),))
        model.set_rows([Line(1, "")])
        return entries_overflow(model, 280, 100)

    state = StateCell(Mark.DUE_SOON, "due today")
    assert not overflow(Entry("Ring back", "Arlo Haverstock", "flag", state))
    due = StateCell(Mark.OVERDUE, "overdue by 29 days", "30 August")
    assert overflow(Entry("Name the next school in a reviewed and amended plan", "Joy Addo", state=due))
    assert not overflow(Entry("Send the plan", "Joy Addo", state=due))
    assert overflow(Entry("The address is not to be told to anybody but the school", "Arlo Haverstock", "flag", state))


def test_a_heading_says_of_how_many_some_are_shown() -> None:
    some = Group("You answer for these, most urgent first", [1, 2, 3], of=130)
    assert (some.count, some.spoken) == ("3 of 130", "You answer for these, most urgent first, 3 of 130 cases")
    assert Group("Overdue", [1]).spoken == "Overdue, 1 case"


def test_the_heading_of_a_column_counts_as_its_words(look: Appearance) -> None:
    model = RowModel((Column("n", "A heading that is long", lambda r: r.said, 40),))
    model.set_rows([Line(1, "x")])
    assert needed_widths(model, (0,), 100)[0] > width_of("A heading that is long", font(Role.SMALL_STRONG, 100))
