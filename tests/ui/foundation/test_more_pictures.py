"""The life line, the stage flow and lists of bars are drawn, spoken and taken along with the table behind them."""

from __future__ import annotations

from datetime import date

from lxml import etree
from PySide6.QtCore import QPointF, QRectF
from pytestqt.qtbot import QtBot

from ehcp_desk.domain.life_line import Lane, life_line
from ehcp_desk.domain.returns import FlowLine
from tests.domain.test_life_line import AS_AT, ENTRIES
from ui.a11y import problems
from ui.models.cells import Bar
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.theme.appearance import Appearance, Choice
from ui.widgets.bars_picture import bars_picture
from ui.widgets.flow_face import PATTERNS, FlowFace
from ui.widgets.life_line import LifeLineFace, _brush, _Drawing
from ui.widgets.row_table import RowTable

FLOW = (FlowLine("Gathering advice", 8, 1, 0, 9), FlowLine("All open cases", 15, 1, 2, 14, (("plans sent", 2),)))


def words_in(svg: bytes) -> str:
    return " ".join("".join(one.itertext()) for one in etree.fromstring(svg).iter("{*}text"))


def test_the_life_line_names_its_lanes_and_years_and_is_spoken(qtbot: QtBot, look: Appearance) -> None:
    face = LifeLineFace()
    qtbot.addWidget(face)
    line = life_line(ENTRIES, AS_AT)
    face.show_line(line, "SEN/26-1")
    face.resize(900, face.sizeHint().height())
    face.show()
    for theme in (Choice.LIGHT, Choice.DARK, Choice.CONTRAST):
        look.choose(theme)
        said = words_in(face.take_along.svg())
        assert all(lane.value in said for lane in line.lanes)
        assert "Life line of the case, SEN/26-1, as at 30 October 2026" in said and "Jan 2025" in said
    assert face.accessibleDescription() == line.sentence and problems(face) == []


def test_the_mouse_is_told_what_it_is_on(qtbot: QtBot, look: Appearance) -> None:
    drawn = _Drawing(life_line(ENTRIES, AS_AT), QRectF(0, 0, 900, 130), _brush(None))
    there = QPointF(drawn.x(date(2025, 5, 6)), drawn.middle(Lane.REVIEWS))
    assert [one.on for one in drawn.at(there)] == [date(2025, 5, 6)]
    assert drawn.at(there + QPointF(60, 0)) == []


def test_the_stage_flow_says_each_sum_and_tells_its_pieces_apart_by_pattern(qtbot: QtBot, look: Appearance) -> None:
    face = FlowFace()
    qtbot.addWidget(face)
    face.show_flow(FLOW, "1 October 2026 to 30 October 2026")
    face.resize(460, face.sizeHint().height())
    face.show()
    said = words_in(face.take_along.svg())
    assert "8 + 1 − 0 = 9" in said and "came in" in said and "1 October 2026 to 30 October 2026" in said
    assert "All open cases: 15 + 1 − 2 = 14." in face.accessibleDescription()
    assert len(set(PATTERNS.values())) == len(PATTERNS)
    assert face.table()[-1] == ("All open cases", "15", "1", "2", "14", "2 plans sent")


def test_a_list_of_bars_leaves_under_its_name_without_the_row_that_is_chosen(qtbot: QtBot, look: Appearance) -> None:
    rows: RowModel[tuple[int, str]] = RowModel(
        (
            Column("what", "What", lambda r: r[1], stretch=True),
            Column("bar", "Cases", lambda r: Bar(r[0], 3), 80, Kind.BAR),
        ),
        row_id=lambda r: r[0],
    )
    table = RowTable(rows, "Past 20 weeks, by age", two_line=False, headed=False)
    qtbot.addWidget(table)
    picture = bars_picture(table, rows)
    table.resize(300, 100)
    table.show()
    rows.set_rows([(1, "20 to 26 weeks"), (3, "Over 52 weeks")])
    before = picture.png()
    table.select_row(1)
    assert picture.png() == before, "the row under the keys is of the moment"
    assert table.selected_ids() == [3], "and stays chosen on the screen"
    assert picture._table() == [("What", "Cases"), ("20 to 26 weeks", "1"), ("Over 52 weeks", "3")]
