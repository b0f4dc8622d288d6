"""What a spreadsheet or a CSV file comes to once read: a book of sheets of cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

from ehcp_desk.domain.errors import BadInput


class UnreadableFile(BadInput):
    """The file cannot be read as a table.  One sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class NeverCalculated:
    """A formula whose answer nobody ever calculated: it holds no date and no number, whatever the file pretends."""

    formula: str = ""

    def __str__(self) -> str:
        return f"={self.formula}"

    def __reduce__(self) -> tuple[type[NeverCalculated], tuple[str]]:
        # What a data class does by itself looks its fields up for each of the thousands in a sheet that waits packed.
        return NeverCalculated, (self.formula,)


Cell = str | float | int | bool | date | datetime | time | timedelta | NeverCalculated | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet, from its first row on.  The row at place 0 is row 1 of the sheet; rows may be of uneven length.

    ``merged`` are merged areas as ((first row, first column), (last row, last column)), counted from 0.  ``said`` is
    what a person should know about the sheet as a whole, in words: what it hides, what is merged; ``sentences`` the same
    in whole sentences.  ``since_1904`` says that a bare number in it counts days from 1904.  ``even`` says that all rows are
    of one length.
    """

    name: str
    rows: Sequence[Sequence[Cell]]
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()
    said: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()
    since_1904: bool = False
    even: bool = False

    @property
    def width(self) -> int:
        """How many cells the longest row has."""
        return max(map(len, self.rows[:1] if self.even else self.rows), default=0)

    def numbered(self, first: int = 1) -> Iterator[tuple[int, Sequence[Cell]]]:
        """The rows with their 1-based numbers, from row ``first`` on."""
        return enumerate(self.below(first - 1), first)

    def below(self, row: int) -> Iterator[Sequence[Cell]]:
        """The rows after row ``row``, one after another: never all of them at once."""
        return islice(self.rows, row, None)

    @property
    def last_used_row(self) -> int:
        """The number of the last row with anything in it; 0 for an empty sheet."""
        for number in range(len(self.rows), 0, -1):
            if not blank_row(self.rows[number - 1]):
                return number
        return 0

    def cell(self, row: int, column: int) -> Cell:
        """The cell at 1-based ``row`` and 0-based ``column``; empty where the row is shorter."""
        cells = self.rows[row - 1]
        return cells[column] if column < len(cells) else ""


@dataclass(frozen=True, slots=True)
class Book:
    """A whole file: its name, its digest, its sheets, and how it was read (shown to the person)."""

    file: str
    sha256: str
    sheets: tuple[Sheet, ...]
    how: str


FORMULA_ERRORS = frozenset({
    "#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!",
    "#CONNECT!", "#UNKNOWN!", "#BUSY!", "#GETTING_DATA",
})  # fmt: skip
"""What stands in a cell whose formula failed, in a workbook and in a CSV file saved from one."""


def formula_error(cell: Cell) -> bool:
    """True where the cell only says that its formula failed: it holds no word, number or day."""
    return isinstance(cell, str) and cell[:1] == "#" and cell.strip() in FORMULA_ERRORS


def blank(cell: Cell) -> bool:
    """True for a cell with nothing to read in it.  A formula that was never calculated is not blank."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def blank_row(cells: Sequence[Cell]) -> bool:
    """True when nothing in the row can be read: blank cells, and formulas that failed or were never calculated."""
    for cell in cells:
        if cell != "" and not (blank(cell) or isinstance(cell, NeverCalculated) or formula_error(cell)):
            return False
    return True


def text_of(cell: Cell) -> str:
    """The cell as it would be kept in a note: dates in ISO, whole numbers without a point, text untouched."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time(0) else cell.isoformat(" ")
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def without_nul(text: str) -> str:
    """The text without the character NUL, which a workbook can hide in a cell and no record takes."""
    return text.replace("\0", "") if "\0" in text else text


def tidy(cell: Cell) -> str:
    """The cell as text without outer or repeated blanks (non-breaking ones too), for names and references."""
    text = cell if isinstance(cell, str) else text_of(cell)
    return " ".join(text.split())
