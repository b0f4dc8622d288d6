"""Finding the row of headings in a sheet that begins with titles, warnings and blank rows.

Headings may stand in two rows ("EP advice" over "Requested" and "Received"), with the upper one merged across.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from ehcp_desk.exchange.cells import Cell, Sheet, without_nul
from ehcp_desk.exchange.planning.targets import KNOWN_HEADINGS, Target, fold_heading, known_target

Known = Callable[[str], Target | None]
_SEARCHED_ROWS = 40
_LONGEST_HEADING = 90
_LEAST_KNOWN = 2
_PLENTY = 5
_WORTH_TWO_ROWS = 2
_LIKENESS = 82
_CLEAR_BY = 4


@dataclass(frozen=True, slots=True)
class Headings:
    """The headings of a sheet: one name a column, none empty, none twice.  ``first`` and ``row`` are the first and the last
    row they stand in."""

    row: int
    names: tuple[str, ...]
    first: int


def find_headings(sheet: Sheet, known_target: Known = known_target) -> Headings | None:
    """The headings of the sheet: the row, or two rows, in which the most columns have a heading we know.

    ``known_target`` says where a heading goes, None for one nobody knows.  None when fewer than two columns are known.
    """
    best: tuple[int, list[str], int] | None = None
    best_known = _LEAST_KNOWN - 1
    above: list[str] = []
    for place, row in enumerate(sheet.rows[:_SEARCHED_ROWS]):
        if best is not None and best_known >= _PLENTY and place > best[0] + 2:
            break
        names = [_heading(cell) for cell in row]
        known = _count_known(names, known_target)
        if known > best_known:
            best, best_known = (place, names, place), known
        if above and _could_be_headings(row):
            joined = _two_rows(sheet, place - 1, above, names, known_target)
            known = _count_known(joined, known_target)
            if known >= best_known + _WORTH_TWO_ROWS and _mostly_known(names, joined, known_target):
                best, best_known = (place, joined, place - 1), known
        above = names
    if best is None:
        return None
    return Headings(best[0] + 1, _complete(best[1], sheet.width), best[2] + 1)


def nearest_target(heading: str) -> tuple[Target, int]:
    """The field a heading most likely means and how sure that is out of 100; a note (0) when nothing is clear."""
    exact = known_target(heading)
    if exact is not None:
        return exact, 100
    text = fold_heading(heading)
    if not text:
        return Target.NOTE, 0
    scores: dict[Target, float] = {}
    for known, _, _ in process.extract(text, KNOWN_HEADINGS.keys(), scorer=fuzz.token_set_ratio, limit=12):
        score = 0.5 * fuzz.token_set_ratio(text, known) + 0.5 * fuzz.token_sort_ratio(text, known)
        target = KNOWN_HEADINGS[known]
        scores[target] = max(score, scores.get(target, 0.0))
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    if not ranked or ranked[0][1] < _LIKENESS:
        return Target.NOTE, 0
    if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < _CLEAR_BY:
        return Target.NOTE, 0
    return ranked[0][0], min(99, round(ranked[0][1]))


def column_letters(column: int) -> str:
    """The letters of a 0-based column: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _heading(cell: Cell) -> str:
    if not isinstance(cell, str) or len(cell) > _LONGEST_HEADING:
        return ""
    return " ".join(without_nul(cell).split())


def _count_known(names: Sequence[str], known_target: Known) -> int:
    return len({target for name in names if name and (target := known_target(name)) is not None})


def _mostly_known(lower: Sequence[str], joined: Sequence[str], known_target: Known) -> bool:
    """True when most cells of a lower row end in headings we know: a sparse row of data does not."""
    ends = [known_target(name) is not None for cell, name in zip(lower, joined, strict=False) if cell]
    return sum(ends) * 4 >= len(ends) * 3


def _could_be_headings(row: Sequence[Cell]) -> bool:
    """True for a row of nothing but short texts: a row with a date or a number in it is data."""
    return all(isinstance(cell, str) and len(cell) <= _LONGEST_HEADING for cell in row)


def _two_rows(sheet: Sheet, place: int, upper: Sequence[str], lower: Sequence[str], known_target: Known) -> list[str]:
    """The names two rows of headings give together: joined, or the lower one alone where that is what we know."""
    filled = _filled_right(sheet, place, list(upper), lower)
    names = []
    for column in range(max(len(filled), len(lower))):
        above = filled[column] if column < len(filled) else ""
        below = lower[column] if column < len(lower) else ""
        joined = f"{above} {below}".strip()
        own = column < len(upper) and upper[column] != ""
        alone = known_target(joined) is None and (known_target(below) is not None or (below != "" and not own))
        names.append(below if alone else joined)
    return names


def _filled_right(sheet: Sheet, place: int, upper: list[str], lower: Sequence[str]) -> list[str]:
    """The upper row with each heading repeated over the columns it spans (its merged area, or until the next one)."""
    spans = [(left, right) for (top, left), (bottom, right) in sheet.merged if top <= place <= bottom and right > left]
    if sheet.merged:
        for left, right in spans:
            for column in range(left + 1, min(right + 1, len(upper))):
                upper[column] = upper[column] or upper[left]
        return upper
    for column in range(1, min(len(upper), len(lower))):
        if not upper[column] and lower[column]:
            upper[column] = upper[column - 1]
    return upper


def _complete(names: Sequence[str], width: int) -> tuple[str, ...]:
    """The names made unique and none empty: ``Column K`` for a column without one, ``Notes (2)`` for a second."""
    complete: list[str] = []
    used: dict[str, int] = {}
    for column in range(width):
        name = (names[column] if column < len(names) else "") or f"Column {column_letters(column)}"
        used[name] = used.get(name, 0) + 1
        complete.append(name if used[name] == 1 else f"{name} ({used[name]})")
    return tuple(complete)
