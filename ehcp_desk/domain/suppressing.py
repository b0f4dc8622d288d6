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


def suppress(
    table: Table,
    threshold: int = USUAL_THRESHOLD,
    told: Told | None = None,
    begun: Collection[str] = (),
    known: Collection[str] = (),
) -> frozenset[str]:
    """The printed cells to leave out, those that are to go anyway (``begun``) among them.  What a reader knows already
    (``known``) is left out to hide another only where nothing else is left.

    How many they will be is known only at the end: ``told`` hears of those found so far before each cell is looked at.
    """
    out = {*begun, *(name for name in table.cells if name not in table.implied and table.small(name, threshold))}
    small_implied = {name for name in table.implied if table.small(name, threshold)}
    printed = len(table.cells) - len(table.implied)

    done: set[str] = set()
    while (name := min((out | small_implied) - done, default=None)) is not None:
        if told is not None:
            told(len(out), printed)
        more = None if _wide(table, out, name, threshold) else _beside(table, name, out, known)
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
    return _range(matrix, sums, names.index(name))


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


def _beside(table: Table, name: str, out: Collection[str], known: Collection[str]) -> str | None:
    """The next cell to leave out: the smallest number over 0 printed in an equation with what hangs together."""
    names = set(_together(table, out, name)[0])
    near = {cell for equation in table.equations if name in equation for cell in equation} - names
    far = {cell for equation in table.equations if names & equation.keys() for cell in equation} - names
    both = (near - table.implied, far - table.implied)
    for choice in (*(cells.difference(known) for cells in both), *both) if known else both:
        if choice:
            return min(choice, key=lambda cell: (table.cells[cell] == 0, table.cells[cell], cell))
    return None


# ---- how far the equations pin a cell down: the simplex method in two phases -----------------------------------------


def _range(matrix: Sequence[Sequence[int]], sums: Sequence[int], place: int) -> tuple[float, float]:
    """The least and the most one unknown can be; infinite where nothing bounds it."""
    import numpy as np

    if not matrix:
        return 0.0, float("inf")
    left, right = np.array(matrix, dtype=float), np.array(sums, dtype=float)
    left[right < 0] *= -1
    rows, columns = left.shape
    tableau = np.hstack([left, np.eye(rows), np.abs(right)[:, None]])
    basis = list(range(columns, columns + rows))
    cost = np.concatenate([np.zeros(columns), np.ones(rows)])
    _solve(tableau, basis, cost)
    _leave_helpers(tableau, basis, columns)
    kept = [row for row, held in enumerate(basis) if held < columns]
    tableau, basis = np.hstack([tableau[kept, :columns], tableau[kept, -1:]]), [basis[row] for row in kept]
    goal = np.zeros(columns)
    goal[place] = 1.0
    _solve(tableau, basis, goal)
    least = _value(tableau, basis, place)
    return least, _value(tableau, basis, place) if _solve(tableau, basis, -goal) else float("inf")


def _value(tableau: Any, basis: list[int], place: int) -> float:
    return float(tableau[basis.index(place), -1]) if place in basis else 0.0


def _solve(tableau: Any, basis: list[int], cost: Any) -> bool:
    """Least cost over the unknowns; False where it has no end.  The steepest way down at first, then Bland's rule, so that
    it always stops."""
    import numpy as np

    columns, steps = len(cost), 0
    while True:
        reduced = cost - cost[basis] @ tableau[:, :columns]
        down = reduced < -_EPSILON
        if not down.any():
            return True
        steps += 1
        entering = int(np.argmin(reduced) if steps < 5 * columns else np.argmax(down))
        column = tableau[:, entering]
        rows = np.flatnonzero(column > _EPSILON)
        if not rows.size:
            return False
        ratios = tableau[rows, -1] / column[rows]
        row = min((basis[row], row) for row in rows[ratios <= ratios.min() + _EPSILON])[1]
        _pivot(tableau, basis, int(row), entering)


def _pivot(tableau: Any, basis: list[int], row: int, entering: int) -> None:
    tableau[row] /= tableau[row, entering]
    column = tableau[:, entering].copy()
    column[row] = 0.0
    touched = column.nonzero()[0]
    tableau[touched] -= column[touched, None] * tableau[row]
    basis[row] = entering


def _leave_helpers(tableau: Any, basis: list[int], columns: int) -> None:
    """Turn the helping unknowns of the first phase out of the basis; a row that has nothing else says nothing."""
    for row, held in enumerate(basis):
        if held >= columns:
            entering = next((n for n in range(columns) if abs(tableau[row, n]) > _EPSILON), None)
            if entering is not None:
                _pivot(tableau, basis, row, entering)
