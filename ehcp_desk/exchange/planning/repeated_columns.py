"""Columns that say the same few things thousands of times: names, schools, days, who asked, whose case it is.

What a cell says by itself is found once, by the step of its column on a reading of its own, and said again for every row
that has the cell.  A cell there is something to remark on (a day that cannot be, a word nobody knows) is left to its step in
each row, so that remarks come in the order of the columns.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from operator import getitem
from typing import Any

from ehcp_desk.exchange.cells import Cell
from ehcp_desk.exchange.planning.mapping import ColumnMatch
from ehcp_desk.exchange.planning.row_reading import CHILD_PARTS, RowReading
from ehcp_desk.exchange.planning.second_columns import Placed, Step
from ehcp_desk.exchange.planning.targets import DATED_FACTS, Target

Take = Callable[[RowReading, Cell, Step, ColumnMatch], None]
_MOST = 8192
"""Distinct cells of one column that are remembered at a time."""
_YES_AND_NO = (0, 1)
"""Numbers that are the same keys as False and True but do not say the same: they are never remembered."""
_OF_A_CHILD = frozenset(CHILD_PARTS) - {Target.UPN, Target.ULN}
_ONCE_EACH = frozenset({Target.ASKED_OTHER, Target.GOT_OTHER})
_WORDS = frozenset({
    Target.SOURCE, Target.DECISION, Target.PSYCHOLOGIST, Target.CASEWORKER, Target.TEAM, Target.STAGE, Target.WORKED_OUT,
})  # fmt: skip
_OF_EVERY_ROW = frozenset(vars(RowReading()))


class _Said(dict[Cell, Any]):
    """What the cells of one column say by themselves; None for nothing."""

    __slots__ = ("_asked", "_column", "_read", "_remarked")

    def __init__(self, column: int, read: Callable[[Cell], tuple[Any, bool]], asked: list[int]) -> None:
        super().__init__()
        self._column, self._read, self._asked = column, read, asked
        self._remarked: set[Cell] = set()

    def __missing__(self, cell: Cell) -> Any:
        if cell in self._remarked:
            self._asked.append(self._column)
            return None
        said, remarked = self._read(cell)
        if cell not in _YES_AND_NO:
            if len(self) + len(self._remarked) >= _MOST:
                self.clear()
                self._remarked.clear()
            if remarked:
                self._remarked.add(cell)
            else:
                self[cell] = said
        if remarked:
            self._asked.append(self._column)
            return None
        return said


class RepeatedColumns:
    """The columns of a mapping whose cells come again and again.  ``take`` reads one cell by the step of its column."""

    def __init__(self, steps: Sequence[Placed], take: Take) -> None:
        self._take = take
        self._asked: list[int] = []
        child = [one for one in steps if one[2].target in _OF_A_CHILD]
        dated = [one for one in steps if one[2].target in DATED_FACTS and one[2].target not in _ONCE_EACH]
        words = [one for one in steps if one[2].target in _WORDS]
        self._parts = [match.target.value for _, _, match in child]
        self._targets = [match.target for _, _, match in dated]
        self.columns = [column for column, _, _ in (*child, *dated, *words)]
        self._said = [
            *[_Said(one[0], self._reader(one, _part), self._asked) for one in child],
            *[_Said(one[0], self._reader(one, _fact), self._asked) for one in dated],
            *[_Said(one[0], self._reader(one, _attributes), self._asked) for one in words],
        ]

    def fill(self, reading: RowReading, cells: Sequence[Cell]) -> Collection[int]:
        """Put what the cells of these columns say into the reading of their row.

        The columns whose cell there is something to remark on are answered, to be read by their steps; mostly none.
        """
        said = list(map(getitem, self._said, map(cells.__getitem__, self.columns)))
        children, days = len(self._parts), len(self._parts) + len(self._targets)
        reading.child = {part: one for part, one in zip(self._parts, said, strict=False) if one is not None}
        reading.dated = {
            target: one for target, one in zip(self._targets, said[children:days], strict=True) if one is not None
        }
        for one in said[days:]:
            if one is not None:
                vars(reading).update(one)
        if not self._asked:
            return ()
        asked = frozenset(self._asked)
        self._asked.clear()
        return asked

    def _reader(self, placed: Placed, told: Callable[[RowReading, Target], Any]) -> Callable[[Cell], tuple[Any, bool]]:
        """A function from a cell to what it says and whether there is something to remark on."""
        take, (_, step, match) = self._take, placed
        alone = RowReading()

        def read(cell: Cell) -> tuple[Any, bool]:
            nonlocal alone
            take(alone, cell, step, match)
            if alone.remarks:
                alone = RowReading()
                return None, True
            return told(alone, match.target), False

        return read


def _part(alone: RowReading, target: Target) -> Any:
    return alone.child.pop(target.value, None)


def _fact(alone: RowReading, target: Target) -> Any:
    return alone.dated.pop(target, None)


def _attributes(alone: RowReading, _target: Target) -> Any:
    said = {name: value for name, value in vars(alone).items() if name not in _OF_EVERY_ROW}
    for name in said:
        delattr(alone, name)
    return said or None
