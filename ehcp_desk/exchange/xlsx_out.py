"""Writing XLSX workbooks that are the same bytes for the same content and in which no text can become a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ehcp_desk.exchange.safe_cells import Look, look, write_text

OutCell = str | int | float | bool | date | datetime | None
_LONGEST_SHEET_NAME = 31
_NOT_IN_SHEET_NAMES = str.maketrans("[]:*?/\\", "       ")
_WIDTH, _WIDEST = 12, 60


@dataclass(frozen=True, slots=True)
class SheetOut:
    """One sheet to write: a name, headings, and rows of text, numbers, yes/no, days or nothing.

    ``title`` is written above the headings.  ``widths`` are column widths in characters; columns without one are
    as wide as their heading.  ``filters`` puts a filter on every heading.
    """

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[OutCell]]
    title: str = ""
    widths: Sequence[int] = ()
    filters: bool = False


def write_xlsx(
    path: Path, sheets: Sequence[SheetOut], created: date, title: str = "", points: int | None = None
) -> None:
    """Write the sheets to ``path``.  The bytes depend on the arguments alone; ``created`` is stamped inside.

    Text is always written as text (see ``safe_cells``): never a formula, never a link.  Days are real dates shown as
    ``3 Mar 2026``.  ``points`` is the size of type where it is not the usual.  Rows are streamed, so memory does not
    grow with them.  Raises ``OSError`` when the file cannot be written.
    """
    stamp = datetime.combine(created, time(0))
    with path.open("wb") as target:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        book = Workbook(target, options)
        try:
            book.set_properties({"title": title, "created": stamp})
            size = {} if points is None else {"font_size": points}
            formats = (
                look(book, {"bold": True, **size}),
                look(book, size),
                book.add_format({"num_format": "d mmm yyyy", **size}),
            )
            names: set[str] = set()
            for sheet in sheets:
                _write_sheet(book.add_worksheet(_sheet_name(sheet.name, names)), sheet, *formats)
        finally:
            book.close()


def _write_sheet(page: Worksheet, sheet: SheetOut, bold: Look, text: Look, day: Format) -> None:
    for column, heading in enumerate(sheet.headings):
        wanted = sheet.widths[column] if column < len(sheet.widths) else max(_WIDTH, len(heading) + 2)
        page.set_column(column, column, min(wanted, _WIDEST))
    top = 0
    if sheet.title:
        write_text(page, 0, 0, sheet.title, bold)
        top = 2
    for column, heading in enumerate(sheet.headings):
        write_text(page, top, column, heading, bold)
    page.freeze_panes(top + 1, 0)
    last = top
    for last, row in enumerate(sheet.rows, top + 1):
        for column, cell in enumerate(row):
            _write_cell(page, last, column, cell, text, day)
    if sheet.filters:
        page.autofilter(top, 0, last, len(sheet.headings) - 1)


def _write_cell(page: Worksheet, row: int, column: int, cell: OutCell, text: Look, day: Format) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, str):
        write_text(page, row, column, cell, text)
    elif isinstance(cell, bool):
        page.write_boolean(row, column, cell)
    elif isinstance(cell, int | float):
        page.write_number(row, column, cell)
    else:
        moment = cell if isinstance(cell, datetime) else datetime.combine(cell, time(0))
        page.write_datetime(row, column, moment, day)


def _sheet_name(name: str, used: set[str]) -> str:
    """A name XLSX allows and no other sheet has: no ``[]:*?/\\``, at most 31 characters, whatever the letter case."""
    plain = " ".join(name.translate(_NOT_IN_SHEET_NAMES).split()).strip("'")[:_LONGEST_SHEET_NAME] or "Sheet"
    free, number = plain, 1
    while free.lower() in used:
        number += 1
        ending = f" {number}"
        free = plain[: _LONGEST_SHEET_NAME - len(ending)] + ending
    used.add(free.lower())
    return free
