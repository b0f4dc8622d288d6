"""Small numbers kept out of what is published, so that nobody can work them out again from what is left (needs.md Q9, X10).

A table is cells that are whole numbers of at least 0, and equations between them (parts add up to a total, a rate's
numerator and the rest are its denominator).  A cell over 0 and under the threshold is left out; then, as long as the
equations still pin down any number left out, or any implied number that is small, to a range narrower than the
threshold, another cell is left out beside it.  The range is what a reader with a linear solver could reach at best.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Equation = Mapping[str, int]
"""Cells and their factors: factor times cell, added up, is 0."""
USUAL_THRESHOLD = 5
_EPSILON = 1e-7


@dataclass(frozen=True, slots=True)
class Table:
    """The cells of everything that is published at once.  ``implied`` are never printed but can be worked out."""

    cells: Mapping[str, int]
    equations: tuple[Equation, ...]
    implied: frozenset[str] = frozenset()

    def small(self, name: str, threshold: int) -> bool:
        """True for a number that could point to a child."""
        return 0 < self.cells[name] < threshold


Told = Callable[[int, int], object]
"""Told how many cells are left out so far and how many are printed.  What it raises stops the search."""


def suppress(table: Table, threshold: int = USUAL_THRESHOLD, told: Told | None = None) -> frozenset[str]:
    """The printed cells to leave out.

    How many they will be is known only at the end: ``told`` hears of those found so far before each cell is looked at.
    """
    out = {name for name in table.cells if name not in table.implied and table.small(name, threshold)}
    small_implied = {name for name in table.implied if table.small(name, threshold)}
    printed = len(table.cells) - len(table.implied)

    done: set[str] = set()
    while (name := min((out | small_implied) - done, default=None)) is not None:
        if told is not None:
            told(len(out), printed)
        more = None if _wide(table, out, name, threshold) else _beside(table, name, out)
        # A wide cell stays so, for what else is left out only adds to what may be.  A cell that nothing is left to hide
        # beside is 0: all that hangs together with it is out, and whatever fits there fits twice over.  A 0 may be known.
        if more is None:
            done.add(name)
        else:
            out.add(more)
    return frozenset(out)


def bounds(table: Table, out: Collection[str], name: str) -> tuple[float, float]:
    """The least and the most a reader could prove a cell to be, given all that is printed."""
    names, matrix, sums = _together(table, out, name)
    place = names.index(name)
    return _extreme(matrix, sums, place, -1), _extreme(matrix, sums, place, 1)


def _wide(table: Table, out: Collection[str], name: str, threshold: int) -> bool:
    least, most = bounds(table, out, name)
    return most - least >= threshold - _EPSILON


def _together(table: Table, out: Collection[str], name: str) -> tuple[list[str], list[list[int]], list[int]]:
    """The unknown cells that hang together with one, and what is known of them: a row and a sum for each equation."""
    unknown = frozenset(out) | table.implied
    names, rows, queue, used = {name: 0}, [], [name], set()
    while queue:
        cell = queue.pop()
        for number, equation in enumerate(table.equations):
            if cell in equation and number not in used:
                used.add(number)
                rows.append(equation)
                for other in equation:
                    if other in unknown and other not in names:
                        names[other] = len(names)
                        queue.append(other)
    matrix = [[equation.get(cell, 0) for cell in names] for equation in rows]
    sums = [-sum(f * table.cells[c] for c, f in equation.items() if c not in names) for equation in rows]
    return list(names), matrix, sums


def _beside(table: Table, name: str, out: Collection[str]) -> str | None:
    """The next cell to leave out: the smallest number over 0 printed in an equation with what hangs together."""
    names = set(_together(table, out, name)[0])
    near = {cell for equation in table.equations if name in equation for cell in equation} - names
    far = {cell for equation in table.equations if names & equation.keys() for cell in equation} - names
    for choice in (near - table.implied, far - table.implied):
        if choice:
            return min(choice, key=lambda cell: (table.cells[cell] == 0, table.cells[cell], cell))
    return None


# ---- how far the equations pin a cell down: the simplex method in two phases -----------------------------------------


def _extreme(matrix: Sequence[Sequence[int]], sums: Sequence[int], place: int, sense: int) -> float:
    """The most (``sense`` 1) or the least (-1) one unknown can be; infinite where nothing bounds it."""
    import numpy as np

    if not matrix:
        return float("inf") if sense > 0 else 0.0
    left, right = np.array(matrix, dtype=float), np.array(sums, dtype=float)
    left[right < 0] *= -1
    right = np.abs(right)
    rows, columns = left.shape
    tableau = np.hstack([left, np.eye(rows), right[:, None]])
    basis = list(range(columns, columns + rows))
    cost = np.concatenate([np.zeros(columns), np.ones(rows), [0.0]])
    _solve(tableau, basis, cost, columns + rows)
    _leave_helpers(tableau, basis, columns)
    goal = np.zeros(columns + rows + 1)
    goal[place] = -sense
    if not _solve(tableau, basis, goal, columns):
        return float("inf") if sense > 0 else 0.0
    return float(tableau[basis.index(place), -1]) if place in basis else 0.0


def _solve(tableau: Any, basis: list[int], cost: Any, columns: int) -> bool:
    """Least cost over the first ``columns`` unknowns; False where it has no end.  Bland's rule, so it always stops."""
    while True:
        reduced = cost[:columns] - sum(cost[b] * tableau[row, :columns] for row, b in enumerate(basis))
        entering = next((n for n in range(columns) if reduced[n] < -_EPSILON), None)
        if entering is None:
            return True
        ratios = [
            (tableau[row, -1] / tableau[row, entering], b, row)
            for row, b in enumerate(basis)
            if tableau[row, entering] > _EPSILON
        ]
        if not ratios:
            return False
        least = min(ratio for ratio, _, _ in ratios)
        _, _, row = min((b, ratio, row) for ratio, b, row in ratios if ratio <= least + _EPSILON)
        _pivot(tableau, basis, row, entering)


def _pivot(tableau: Any, basis: list[int], row: int, entering: int) -> None:
    tableau[row] /= tableau[row, entering]
    for other in range(len(basis)):
        if other != row and tableau[other, entering]:
            tableau[other] -= tableau[other, entering] * tableau[row]
    basis[row] = entering


def _leave_helpers(tableau: Any, basis: list[int], columns: int) -> None:
    """Turn the helping unknowns of the first phase out of the basis; a row that has nothing else says nothing."""
    for row, held in enumerate(basis):
        if held >= columns:
            entering = next((n for n in range(columns) if abs(tableau[row, n]) > _EPSILON), None)
            if entering is not None:
                _pivot(tableau, basis, row, entering)
            else:
                tableau[row, :columns] = 0.0
