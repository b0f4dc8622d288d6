"""Room that some columns have over goes to those whose words it would cut: what a list tells is read whole where it can be."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from PySide6.QtGui import QFontMetricsF

from ui.models.cells import StateCell, TwoLine
from ui.models.columns import Column, Kind
from ui.models.row_model import VALUE, RowModel
from ui.theme import marks
from ui.theme.appearance import current
from ui.theme.sheet import grown
from ui.theme.type_scale import Role, font
from ui.widgets.cell_painting import EDGE, GAP, MARK, MARK_GAP

MEASURED = 250
"""Rows looked at; of a longer list only the column that stretches gives, as the others may hold longer words further down."""
_WRAPPED = 0.62
"""How much of its one line a cell needs that runs on to a second."""
_ROLES = (Role.BODY, Role.STRONG, Role.SMALL, Role.SMALL_STRONG)
_AS_DRAWN = (Kind.CHECK, Kind.STRIP, Kind.BAR, Kind.ENTRY)
"""Kinds whose width is that of a drawing, not of words."""


class Sharing:
    """What the words of a table take, measured once for each answer, and how wide its columns become by it."""

    def __init__(self, model: RowModel[Any]) -> None:
        self._model = model
        self._needed: dict[tuple[tuple[int, ...], int], dict[int, int]] = {}
        model.modelReset.connect(self._needed.clear)

    def widths(
        self, shown: Sequence[int], widths: Mapping[int, int], room: int, chosen: Collection[str]
    ) -> dict[int, int]:
        """How wide each column becomes; ``chosen`` are the keys of those a person made as wide as they are."""
        percent, columns = current().percent, self._model.columns
        key = (tuple(shown), percent)
        if key not in self._needed:
            self._needed[key] = needed_widths(self._model, shown, percent)
        whole = self._model.rowCount() <= MEASURED
        drawn = {n for n in shown if columns[n].kind in _AS_DRAWN and not columns[n].stretch}
        kept = drawn | {n for n in shown if columns[n].key in chosen}
        last = next((n for n in shown if columns[n].stretch), shown[-1] if shown else 0)
        return shared(shown, widths, self._needed[key], room, last, kept, frozenset() if whole else {*shown} - {last})


def shared(
    shown: Sequence[int], widths: Mapping[int, int], needed: Mapping[int, int], room: int, takes_rest: int,
    kept: Collection[int] = (), hold: Collection[int] = (),
) -> dict[int, int]:  # fmt: skip
    """Columns with room to spare give it to those whose words are cut: to the first one before any, then to as many as
    can be read whole.

    ``needed`` are the pixels their words take, ``takes_rest`` the column that has what the others leave. Those ``kept``
    neither give nor take, those that ``hold`` what they have may only take.
    """
    now = dict(widths)
    if not shown:
        return now
    now[takes_rest] = max(now[takes_rest], room - sum(now[n] for n in shown if n != takes_rest))
    free = [n for n in shown if n in needed and n not in kept]
    short = {n: needed[n] - now[n] for n in free if needed[n] > now[n]}
    spare = {n: now[n] - needed[n] for n in free if needed[n] < now[n] and n not in hold}
    there = left = sum(spare.values())
    for n in sorted(short, key=lambda n: (n != shown[0], short[n])):
        given = min(short[n], left)
        now[n] += given
        left -= given
    for n in spare:
        now[n] -= -(-spare[n] * (there - left) // there)  # rounded up: what is over goes to the one that takes the rest
    return now


class _Faces:
    """How wide words are drawn, by the role they are drawn in.  Each is measured once: owners and duties come again and
    again down a list."""

    def __init__(self, percent: int) -> None:
        self.percent = percent
        self._of = {role: QFontMetricsF(font(role, percent)) for role in _ROLES}
        self._known: dict[tuple[str, Role], float] = {}

    def wide(self, words: str, role: Role) -> float:
        """Pixels these words take."""
        if (words, role) not in self._known:
            self._known[words, role] = self._of[role].horizontalAdvance(words)
        return self._known[words, role]


def needed_widths(model: RowModel[Any], shown: Sequence[int], percent: int) -> dict[int, int]:
    """Pixels the words of each column take, its heading among them, in the first rows of the list."""
    rows = [row for row in range(min(MEASURED, model.rowCount())) if model.row_at(row) is not None]
    faces = _Faces(percent)
    widths: dict[int, int] = {}
    for number in shown:
        column = model.columns[number]
        if not rows or (column.kind in _AS_DRAWN and not column.stretch):
            continue
        if column.kind in _AS_DRAWN:
            widths[number] = grown(column.width, percent)
            continue
        edges = (EDGE if number == 0 else GAP / 2) + (EDGE if number == shown[-1] else GAP / 2)
        pixels = [_pixels(column, model.index(row, number).data(VALUE), faces) for row in rows]
        if None in pixels:
            continue  # a drawing of its page's own
        head = faces.wide(column.title, Role.SMALL_STRONG) + (16 if column.sort else 0)
        widest = max(head, *(one for one in pixels if one is not None))
        widths[number] = round(widest + edges) + 1
    return widths


def _pixels(column: Column[Any], value: object, faces: _Faces) -> float | None:
    """How wide the words of a cell are drawn; None where it is no words."""
    match value:
        case None:
            return 0.0
        case TwoLine(top=top, wrap=True):
            return faces.wide(top, Role.BODY) * _WRAPPED
        case TwoLine(top=top, bottom=bottom, bold=bold):
            return max(faces.wide(top, Role.STRONG if bold else Role.BODY), faces.wide(bottom, Role.SMALL))
        case StateCell(mark=mark, words=words, second=second):
            first = faces.wide(words, Role.STRONG if marks.look(mark).bold else Role.BODY)
            return max(first, faces.wide(second, Role.SMALL)) + grown(MARK, faces.percent) + MARK_GAP
        case str():
            return faces.wide(value, Role.STRONG if column.kind is Kind.STRONG else Role.BODY)
    return None
