"""Shape first: what is ticked, chosen, done or a limit is told apart in every theme, high contrast and grey print among them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QStyle, QStyleOptionButton, QWidget
from pytestqt.qtbot import QtBot

from ehcp_desk.clock.days_drawn import DrawnDay, WeekRow
from tests.ui.foundation.test_theme import ratio
from ui.dialogs.conflict import _Cell
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.theme.appearance import Appearance, Choice
from ui.theme.desk_style import BOX
from ui.widgets.cell_delegate import EDGE
from ui.widgets.proof_calendar import CELL_HIGH, CELL_WIDE, HEAD, LABEL, ProofCalendar
from ui.widgets.row_table import RowTable

SEEN = 3.0
"""The contrast WCAG 2 asks of a sign."""
THEMES = (Choice.LIGHT, Choice.DARK, Choice.CONTRAST)


def drawn(widget: QWidget, box: QRect) -> QImage:
    return widget.grab(box).toImage()


def at(image: QImage, x: int, y: int) -> str:
    return QColor(image.pixel(x, y)).name()


def strongest(image: QImage, ground: str) -> float:
    """The contrast of what stands out most from a ground."""
    return max(ratio(at(image, x, y), ground) for x in range(image.width()) for y in range(image.height()))


@pytest.mark.parametrize("theme", THEMES)
def test_a_box_on_the_selected_row_shows_whether_it_is_ticked(qtbot: QtBot, look: Appearance, theme: Choice) -> None:
    look.choose(theme)
    pick: Column[str] = Column("pick", "", lambda r: r, 40, Kind.CHECK, spoken_title="Choose")
    words: Column[str] = Column("words", "Words", lambda r: r, stretch=True)
    rows: RowModel[str] = RowModel((pick, words), row_id=lambda _r: 1)
    table = RowTable(rows, "Rows")
    qtbot.addWidget(table)
    table.resize(400, 200)
    rows.set_rows(["Maisie"])
    table.show()
    table.select_row(0)
    cell = table.visualRect(rows.index(0, 0))
    middle = QPoint(cell.left() + EDGE + BOX // 2, cell.center().y())
    inside = QRect(middle - QPoint(5, 5), middle + QPoint(5, 5))
    ground = at(drawn(table.viewport(), QRect(cell.left() + 2, cell.center().y(), 4, 4)), 0, 0)
    edge = QRect(middle - QPoint(8, 8), middle + QPoint(8, 8))

    empty, seen = drawn(table.viewport(), inside), strongest(drawn(table.viewport(), edge), ground)
    assert strongest(empty, ground) < 1.5, "an empty box is no darker or lighter inside than its row"
    assert seen >= SEEN
    rows.choose([1])
    ticked = drawn(table.viewport(), inside)
    filled = at(ticked, 5, 10)
    assert ratio(filled, ground) >= SEEN, "a ticked one is filled"
    assert strongest(ticked, filled) >= SEEN, "and has its tick"


@pytest.mark.parametrize("theme", THEMES)
def test_the_chosen_version_of_a_conflict_has_its_dot(qtbot: QtBot, look: Appearance, theme: Choice) -> None:
    look.choose(theme)
    cell = _Cell("Polish", "Thandi, 09:44", "Thandi’s: Polish")
    qtbot.addWidget(cell)
    cell.resize(260, 60)
    cell.show()
    option = QStyleOptionButton()
    cell.radio.initStyleOption(option)
    part = cell.radio.style().subElementRect(QStyle.SubElement.SE_RadioButtonIndicator, option, cell.radio)
    middle = cell.radio.mapTo(cell, part.center())

    def dot() -> float:
        image = cell.grab().toImage()
        return ratio(at(image, middle.x(), middle.y()), at(image, middle.x(), middle.y() - 14))

    assert dot() < 1.5, "the other is hollow"
    cell.radio.setChecked(True)
    assert dot() >= SEEN


@pytest.mark.parametrize("theme", THEMES)
def test_done_and_limit_have_outlines_of_their_own_in_the_calendar(
    qtbot: QtBot, look: Appearance, theme: Choice
) -> None:
    look.choose(theme)
    first = date(2026, 10, 5)
    week = WeekRow(1, tuple(DrawnDay(first + timedelta(n), n + 1) for n in range(7)), 7)
    day = first + timedelta(2)
    outlines = []
    for limits, done in (({day}, set()), (set(), {day}), ({day}, {day})):
        calendar = ProofCalendar()
        qtbot.addWidget(calendar)
        calendar.show_days(("M",) * 7, (week,), frozenset(limits), frozenset(done))
        corner = calendar.grab(QRect(LABEL + 2 * CELL_WIDE, HEAD, 6, CELL_HIGH)).toImage()
        ground = look.tokens.surface
        outlines.append({(x, y) for x in range(6) for y in range(CELL_HIGH) if ratio(at(corner, x, y), ground) >= SEEN})
    limit, done, both = outlines
    assert all(len(one ^ other) >= 12 for one, other in ((limit, done), (limit, both), (done, both)))
