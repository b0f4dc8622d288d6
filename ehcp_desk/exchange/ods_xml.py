"""What a plain reading of an ODS workbook does not say, found in its XML: what a sheet hides, and how much it comes to.

An ODS file says "this cell, 1,000 times" and "this row, 1,000,000 times", and its reader writes all of them out: 800 bytes
could fill the memory.  What it comes to is counted first, a piece at a time; nothing is written out.
"""

from __future__ import annotations

import zipfile
from xml.parsers import expat

from ehcp_desk.exchange.cells import UnreadableFile
from ehcp_desk.exchange.sheet_xml import SheetSeen

_STEP = 1_000_000
_TABLE, _COLUMN, _ROW = "table:table", "table:table-column", "table:table-row"
_CELLS = ("table:table-cell", "table:covered-table-cell")
_TIMES_ACROSS, _TIMES_DOWN = "table:number-columns-repeated", "table:number-rows-repeated"
_MOST_ERRORS = 1_000  # of one cell that is repeated
_HIDES = ("collapse", "filter")


def look_through_ods(inside: zipfile.ZipFile, most_cells: int, most_text: int, name: str) -> dict[str, SheetSeen]:
    """What each sheet hides and how far it reaches, by the sheet's name.

    Raises :class:`UnreadableFile` where the sheets come to more than ``most_cells`` cells or ``most_text`` characters
    once written out, and what a damaged archive raises (``archives.DAMAGE``).
    """
    counting = _Counting(most_cells, most_text, name)
    reader = expat.ParserCreate()
    reader.buffer_text = True
    reader.StartElementHandler, reader.EndElementHandler = counting.start, counting.end
    reader.CharacterDataHandler = counting.text
    reader.StartDoctypeDeclHandler = _no_document_type
    try:
        with inside.open("content.xml") as xml:
            while piece := xml.read(_STEP):
                reader.Parse(piece, False)
            reader.Parse(b"", True)
    except expat.ExpatError as fault:
        raise ValueError("content.xml is not sound XML") from fault
    return counting.sheets


def _no_document_type(*_said: object) -> None:
    raise ValueError("a document type, which no office program writes")


class _Counting:
    """Counts as the reader writes out: a blank cell or row takes room once anything stands after it."""

    def __init__(self, most_cells: int, most_text: int, name: str) -> None:
        self.sheets: dict[str, SheetSeen] = {}
        self._most_cells, self._most_text, self._name = most_cells, most_text, name
        self._cells = self._letters = 0  # of the whole book, written out
        self._seen = SheetSeen()
        self._sheet = ""
        self._columns: list[tuple[int, int]] = []
        self._column = self._blank_rows = 0
        self._rows: list[tuple[int, bool]] = []  # rows begun and not ended: times it stands there, and hidden
        self._width = self._blank_cells = self._row_letters = 0
        self._times = self._cell_letters = 0
        self._filled = False
        self._failed: list[str] | None = None  # what stands in a cell whose formula failed
        self._errors: list[tuple[int, str]] = []  # of the row

    def start(self, tag: str, said: dict[str, str]) -> None:
        """An element begins."""
        if tag in _CELLS:
            self._times = int(said.get(_TIMES_ACROSS, 1))
            self._width += self._blank_cells
            self._blank_cells = 0
            values = [value for key, value in said.items() if key.startswith("office:") or key == "table:formula"]
            self._filled, self._cell_letters = bool(values), sum(map(len, values))
            self._failed = [] if said.get("calcext:value-type") == "error" else None
        elif tag == _ROW:
            outer = self._rows[-1][0] if self._rows else 1
            self._rows.append((int(said.get(_TIMES_DOWN, 1)) * outer, said.get("table:visibility") in _HIDES))
            if outer == 1:
                self._width = self._blank_cells = self._row_letters = 0
                self._errors = []
        elif tag == _COLUMN:
            times = int(said.get(_TIMES_ACROSS, 1))
            if said.get("table:visibility") in _HIDES:
                self._columns.append((self._column, self._column + times - 1))
            self._column += times
        elif tag == _TABLE:
            self._sheet, self._seen = said.get("table:name", ""), SheetSeen()
            self._columns, self._column, self._blank_rows = [], 0, 0

    def text(self, written: str) -> None:
        """Text stands between two tags."""
        self._cell_letters += len(written)
        if self._failed is not None:
            self._failed.append(written)
        self._filled = True

    def end(self, tag: str) -> None:
        """An element ends."""
        if tag in _CELLS:
            if self._failed:
                error = "".join(self._failed)
                self._errors += [(self._width + place, error) for place in range(min(self._times, _MOST_ERRORS))]
            self._failed = None
            if self._filled:
                self._width += self._times
                self._row_letters += self._times * self._cell_letters
            else:
                self._blank_cells = self._times
            self._filled = False
        elif tag == _ROW:
            self._end_row(*self._rows.pop())
        elif tag == _TABLE:
            self._seen.hidden_columns = [
                (first, min(last, self._seen.width - 1)) for first, last in self._columns if first < self._seen.width
            ]
            self.sheets[self._sheet] = self._seen

    def _end_row(self, times: int, hidden: bool) -> None:
        self._seen.last_row += self._blank_rows
        self._blank_rows = 0
        if self._width:
            if self._errors:
                first = self._seen.last_row
                self._seen.errors |= {first + place: list(self._errors) for place in range(min(times, _MOST_ERRORS))}
            self._seen.last_row += times
            self._seen.width = max(self._seen.width, self._width)
            self._seen.hidden_rows += times if hidden else 0
            self._cells += times * self._width
            self._letters += times * self._row_letters
        else:
            self._blank_rows = times
        self._refuse_too_much()

    def _refuse_too_much(self) -> None:
        seen = self._seen
        if max(self._cells, seen.last_row * max(seen.width, 1)) > self._most_cells:
            raise UnreadableFile(
                f"{self._name}, sheet {self._sheet}, comes to {seen.last_row:,} rows of {seen.width:,} columns once its "
                "repeats are written out, far more than a tracker holds: delete what is not about a case and save it again."
            )
        if self._letters > self._most_text:
            raise UnreadableFile(too_much_text(self._name, self._sheet, self._letters))


def too_much_text(name: str, sheet: str, letters: int) -> str:
    """The refusal of a sheet whose cells say the same long text over and over."""
    return (
        f"{name}, sheet {sheet}, comes to {letters // 1_000_000:,} million characters once each cell is written out, far "
        "more than a tracker holds: delete the text that is repeated and save it again."
    )
