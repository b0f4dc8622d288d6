"""Drawing an entry of a short list: an icon and two lines with a state at the right; three where one of them would be cut."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRectF

from ui.models.cells import Entry, StateCell
from ui.models.columns import Kind
from ui.models.row_model import VALUE, RowModel
from ui.theme import icons, marks
from ui.theme.type_scale import Role, font, line_height
from ui.widgets.cell_painting import EDGE, MARK, MARK_GAP, Brush, paint_state, width_of, wrapped

LOOKED_AT = 40
"""Rows that are measured: more than any short list shows."""


def paint_entry(brush: Brush, box: QRectF, entry: Entry) -> None:
    """A row of a short list: icon and two lines at the left, a state and a date at the right."""
    tokens = brush.tokens
    if entry.state is not None and box.height() >= three_lines(brush.percent):
        if entry.icon and entry.bottom:
            _paint_three_lines(brush, box, entry, entry.state)
            return
        if not entry.icon and _overflows(entry, box.width(), brush.percent):
            _paint_below(brush, box, entry, entry.state)
            return
    if entry.icon:
        side = brush.icon + 2
        top = (brush.pair(box)[0] if entry.bottom else box).center().y() - side / 2
        icons.paint(brush.painter, entry.icon, round(box.left()), round(top), side, tokens.ink2)
        box = box.adjusted(side + 10, 0, 0, 0)
    two = bool(entry.bottom) or (entry.state is not None and bool(entry.state.second))
    first, second = brush.pair(box) if two else (box, box)
    # In a list with icons the state stands on the second line, where its row is free (today.png); else on the first.
    low = bool(entry.icon) and two
    taken = _entry_right(brush, first, second, entry, low)
    role = Role.STRONG if entry.strong else Role.BODY
    brush.line(first.adjusted(0, 0, 0 if low else -taken[0], 0), entry.top, role, tokens.ink)
    if entry.bottom:
        brush.line(second.adjusted(0, 0, -taken[0] if low else -taken[1], 0), entry.bottom, Role.SMALL, tokens.ink3)


def three_lines(percent: int) -> int:
    """Pixels three lines of an entry take."""
    return 2 * line_height(Role.BODY, percent) + line_height(Role.SMALL, percent)


def _overflows(entry: Entry, width: float, percent: int) -> bool:
    """Whether its top line would be cut, or what stands below by the state beside it."""
    if entry.state is None:
        return False
    if not entry.icon:
        role = Role.STRONG if entry.strong else Role.BODY
        return width_of(entry.top, font(role, percent)) + _taken(entry.state, percent) > width
    if not entry.bottom:
        return False
    room = width - round(MARK * max(100, percent) / 100) - 12
    top = width_of(entry.top, font(Role.BODY, percent))
    return top > room or not _beside(entry, entry.state, room, percent)


def _beside(entry: Entry, state: StateCell, room: float, percent: int) -> bool:
    """Whether its second line and its state stand beside each other whole."""
    return width_of(entry.bottom, font(Role.SMALL, percent)) + _taken(state, percent) <= room


def _taken(state: StateCell, percent: int) -> float:
    """Pixels a state takes of its line."""
    role = Role.STRONG if marks.look(state.mark).bold else Role.BODY
    return width_of(state.words, font(role, percent)) + round(MARK * max(100, percent) / 100) + MARK_GAP + 12


def entries_overflow(model: RowModel[Any], width: int, percent: int) -> bool:
    """Whether any entry of a short list would have one of its lines cut, in a column this wide."""
    if model.columns[0].kind is not Kind.ENTRY:
        return False
    rows = range(min(LOOKED_AT, model.rowCount()))
    entries = (model.index(row, 0).data(VALUE) for row in rows)
    return any(isinstance(entry, Entry) and _overflows(entry, width - 2 * EDGE, percent) for entry in entries)


def _paint_three_lines(brush: Brush, box: QRectF, entry: Entry, state: StateCell) -> None:
    """A long top line on two; or the state on a line of its own, so that whom it is about is read whole."""
    body, small = line_height(Role.BODY, brush.percent), line_height(Role.SMALL, brush.percent)
    side = brush.icon + 2
    left, box = box.left(), box.adjusted(side + 10, 0, 0, 0)
    beside = _beside(entry, state, box.width(), brush.percent)
    words = wrapped(entry.top, font(Role.BODY, brush.percent), box.width(), 2 if beside else 1)
    lines = len(words) if beside else len(words) + 1
    top = round(box.top() + (box.height() - lines * body - small) / 2)
    icons.paint(brush.painter, entry.icon, round(left), round(top + (body - side) / 2), side, brush.tokens.ink2)
    for place, line in enumerate(words):
        brush.line(QRectF(box.left(), top + place * body, box.width(), body), line, Role.BODY, brush.tokens.ink)
    below = top + len(words) * body
    brush.line(QRectF(box.left(), below, box.width(), small), entry.bottom, Role.SMALL, brush.tokens.ink3)
    last = QRectF(box.left(), below if beside else below + small, box.width(), body)
    paint_state(brush, last, StateCell(state.mark, state.words), right=True)


def _paint_below(brush: Brush, box: QRectF, entry: Entry, state: StateCell) -> None:
    """What is due across the whole row; whose it is and its state below, and its day under the state."""
    body, small = line_height(Role.BODY, brush.percent), line_height(Role.SMALL, brush.percent)
    top = round(box.top() + (box.height() - three_lines(brush.percent)) / 2)
    role = Role.STRONG if entry.strong else Role.BODY
    brush.line(QRectF(box.left(), top, box.width(), body), entry.top, role, brush.tokens.ink)
    second = QRectF(box.left(), top + body, box.width(), body)
    beside = second.adjusted(0, 0, -_taken(state, brush.percent), 0)
    brush.line(beside, entry.bottom, Role.SMALL, brush.tokens.ink3)
    paint_state(brush, second, StateCell(state.mark, state.words), right=True)
    day = QRectF(box.left(), top + 2 * body, box.width(), small)
    brush.line(day, state.second or entry.aside, Role.SMALL, brush.tokens.ink3, right=True)


def _entry_right(brush: Brush, first: QRectF, second: QRectF, entry: Entry, low: bool) -> tuple[float, float]:
    """Draw the right-hand side; gives the pixels taken on its main line and on the other."""
    tokens, taken, below = brush.tokens, 0.0, 0.0
    line = second if low else first
    if entry.state is not None:
        taken = _taken(entry.state, brush.percent)
        paint_state(brush, line, StateCell(entry.state.mark, entry.state.words), right=True)
        date = entry.state.second or entry.aside
        if date and not low:
            below = width_of(date, font(Role.SMALL, brush.percent)) + 12
            brush.line(second, date, Role.SMALL, tokens.ink3, right=True)
    elif entry.aside:
        taken = width_of(entry.aside, font(Role.SMALL, brush.percent)) + 12
        brush.line(line, entry.aside, Role.SMALL, tokens.ink3, right=True)
    return taken, below
