"""XLSX, XLSB, XLS and ODS workbooks, read with python-calamine, with the traps closed.

What a plain read gets wrong is put right here.  A formula that no spreadsheet program ever calculated arrives as blank,
0 or a date in 1899, and one that ended in an error as nothing at all; they become :class:`NeverCalculated` and the
words of the error.  An archive that unpacks to far more than a tracker could hold is refused before it is unpacked.  One
stray cell at the far end of a sheet, or one long text that many cells share, would make the reader fill the memory; it
is refused with its place.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import cast
from xml.etree import ElementTree

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from ehcp_desk.domain.packed import Packed
from ehcp_desk.exchange.archives import DAMAGE, open_archive, parse_xml
from ehcp_desk.exchange.cells import Cell, NeverCalculated, Sheet, UnreadableFile
from ehcp_desk.exchange.ods_xml import look_through_ods, too_much_text
from ehcp_desk.exchange.sheet_xml import SheetSeen, look_through, shared_text

MOST_CELLS = 12_000_000
MOST_TEXT = 300_000_000
"""Characters of one sheet, each cell written out: 12 million cells of 25."""
_SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SHOWN = SheetVisibleEnum.Visible
_FIRST_DAY = date(1900, 3, 1)  # earlier "dates" are the numbers 0 to 60 in disguise


def read_workbook(data: bytes, name: str, kind: str) -> tuple[list[Sheet], str]:
    """The sheets of a workbook and how it was read; ``kind`` is xlsx, xlsb, xls or ods (see ``tables``).

    Raises :class:`UnreadableFile` with one sentence.
    """
    inside = open_archive(data, name) if kind != "xls" else None
    parts, since_1904 = _sheet_parts(inside, name) if inside is not None and kind == "xlsx" else ({}, False)
    try:
        repeating = look_through_ods(inside, MOST_CELLS, MOST_TEXT, name) if inside and kind == "ods" else {}
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = []
        for meta in book.sheets_metadata:
            if meta.typ is not SheetTypeEnum.WorkSheet:
                continue
            seen = repeating.get(meta.name) or look_through(inside, parts.get(meta.name, ""))
            refuse_a_vast_sheet(seen, name, meta.name)
            _refuse_much_text(inside, parts.get(meta.name, ""), seen, name, meta.name)
            said = hidden_parts(seen) + ((("the sheet itself is hidden",)) if meta.visible is not _SHOWN else ())
            sheets.append(_sheet(book.get_sheet_by_name(meta.name), name, seen, said, since_1904))
    except PasswordError as fault:
        raise UnreadableFile(f"{name} is locked with a password: save a copy without one and choose that.") from fault
    except (CalamineError, *DAMAGE) as fault:
        raise UnreadableFile(_damaged(name)) from fault
    except BaseException as fault:
        # A panic inside the reader's native code derives from BaseException and has no importable name.
        if type(fault).__name__ != "PanicException":
            raise
        raise UnreadableFile(_damaged(name)) from fault
    return sheets, f"{kind.upper()} workbook"


def _damaged(name: str) -> str:
    return f"{name} is damaged or is not really a spreadsheet: open it, save it again as XLSX and choose that."


def _sheet(sheet: CalamineSheet, name: str, seen: SheetSeen, said: tuple[str, ...], since_1904: bool) -> Sheet:
    _refuse_too_many(sheet, name)
    merged = tuple(sheet.merged_cell_ranges or ())
    if merged:
        said += (f"{_count(len(merged), 'merged area')}: only the first cell of each holds anything",)
    return Sheet(sheet.name, Packed(_rows(sheet, seen)), merged, said, since_1904=since_1904, even=True)


def _rows(sheet: CalamineSheet, seen: SheetSeen) -> Iterator[Sequence[Cell]]:
    """The rows as the reader gives them, from column A on, with formulas nobody calculated, or that ended in an error,
    known for what they are."""
    left = [""] * sheet.start[1] if sheet.start is not None else []
    if not (left or seen.never_calculated or seen.errors):
        yield from cast("Iterator[Sequence[Cell]]", sheet.iter_rows())
        return
    for number, found in enumerate(sheet.iter_rows()):
        row = cast("list[Cell]", left + found if left else found)
        for column, formula in seen.never_calculated.pop(number, ()):
            if column < len(row) and _unusable(row[column]):
                row[column] = NeverCalculated(formula)
        for column, error in seen.errors.pop(number, ()):
            if column < len(row) and row[column] == "":
                row[column] = error
        yield row


def hidden_parts(seen: SheetSeen) -> tuple[str, ...]:
    """What the sheet of an XLSX or ODS file hides from whoever looks at it, in words; what is hidden is read all the same."""
    columns = [_names(found) for found in seen.hidden_columns]
    said = (
        (f"hidden column{'s' if len(columns) > 1 or ':' in columns[0] else ''} {', '.join(columns)}",)
        if columns
        else ()
    )
    return (*said, _count(seen.hidden_rows, "hidden row")) if seen.hidden_rows else said


def _names(edges: tuple[int, int]) -> str:
    first, last = edges
    return column_name(first) if first == last else f"{column_name(first)}:{column_name(last)}"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _unusable(cell: Cell) -> bool:
    if cell == "":
        return True
    if isinstance(cell, datetime):
        return cell.date() < _FIRST_DAY
    if isinstance(cell, date):
        return cell < _FIRST_DAY
    return cell in (0, time(0))


def column_name(number: int) -> str:
    """The letters of a column by its 0-based number: the other way round of :func:`column_number`."""
    letters = ""
    number += 1
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _refuse_too_many(sheet: CalamineSheet, name: str) -> None:
    if sheet.end is None:
        return
    rows, columns = sheet.end[0] + 1, sheet.end[1] + 1
    if rows * columns > MOST_CELLS:
        raise UnreadableFile(
            f"{name}, sheet {sheet.name}, has {rows:,} rows of {columns:,} columns, far more than a tracker holds: "
            "delete what is not about a case, or cut the file in two."
        )


def refuse_a_vast_sheet(seen: SheetSeen, name: str, sheet: str) -> None:
    """Raise :class:`UnreadableFile` when the sheet's outermost cells span more than ``MOST_CELLS`` cells."""
    if seen.last_row * seen.width > MOST_CELLS:
        raise UnreadableFile(
            f"{name}, sheet {sheet}, reaches to row {seen.last_row} and column {seen.width}: "
            "delete the stray cells far from the table and save it again."
        )


def _refuse_much_text(inside: zipfile.ZipFile | None, member: str, seen: SheetSeen, name: str, sheet: str) -> None:
    """Raise :class:`UnreadableFile` when the cells that share texts come to more than ``MOST_TEXT`` characters.

    They are counted one by one only where the longest of the texts in every such cell would be too much.
    """
    if inside is None or not member or not seen.sharing:
        return
    letters = shared_text(inside, member, seen.sharing, MOST_TEXT)
    if letters > MOST_TEXT:
        raise UnreadableFile(too_much_text(name, sheet, letters))


def _sheet_parts(inside: zipfile.ZipFile, name: str) -> tuple[dict[str, str], bool]:
    """Sheet name to the archive member that holds it, and whether the workbook counts its days from 1904."""
    try:
        workbook = parse_xml(inside.read("xl/workbook.xml"))
        relations = parse_xml(inside.read("xl/_rels/workbook.xml.rels"))
    except (KeyError, ElementTree.ParseError, *DAMAGE) as fault:
        raise UnreadableFile(_damaged(name)) from fault
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    members = set(inside.namelist())
    parts: dict[str, str] = {}
    for sheet in workbook.iter(f"{{{_SPREADSHEET}}}sheet"):
        identity = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), None)
        target = targets.get(identity, "")
        member = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        if target and member in members:
            parts[sheet.get("name", "")] = member
    said = next(workbook.iter(f"{{{_SPREADSHEET}}}workbookPr"), None)
    return parts, said is not None and said.get("date1904") in ("1", "true")
