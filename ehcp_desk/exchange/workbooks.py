"""XLSX, XLSB, XLS and ODS workbooks, read with python-calamine, with the traps closed.

Three things a plain read gets wrong are put right here.  A formula that no spreadsheet program ever calculated arrives
as blank, 0 or a date in 1899; it becomes :class:`NeverCalculated`.  An archive that unpacks to far more than a tracker
could hold is refused before it is unpacked.  One stray cell at the far end of a sheet would make the reader fill the
memory with blanks; it is refused with its place.
"""

from __future__ import annotations

import html
import io
import posixpath
import re
import zipfile
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

from ehcp_desk.exchange.archives import DAMAGE, open_archive, parse_xml
from ehcp_desk.exchange.cells import Cell, NeverCalculated, Sheet, UnreadableFile

MOST_CELLS = 12_000_000
_WIDEST_SHORT_NAME = 702  # columns A to ZZ
_SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LONG_COLUMN = re.compile(rb'r="[A-Z]{3}[0-9]')
_COLUMN_NAMES = re.compile(rb'r="([A-Z]{1,3})[0-9]')
_LAST_ROW = re.compile(rb'r="([0-9]{1,7})"')
_COLUMN = re.compile(rb"<(?:\w+:)?col\s[^>]*>")
_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*>")
_HIDDEN = re.compile(rb'\shidden="(?:1|true)"')
_SHOWN = SheetVisibleEnum.Visible
_FIRST_DAY = date(1900, 3, 1)  # earlier "dates" are the numbers 0 to 60 in disguise


def read_workbook(data: bytes, name: str, kind: str) -> tuple[list[Sheet], str]:
    """The sheets of a workbook and how it was read; ``kind`` is xlsx, xlsb, xls or ods (see ``tables``).

    Raises :class:`UnreadableFile` with one sentence.
    """
    inside = open_archive(data, name) if kind != "xls" else None
    parts = _sheet_parts(inside, name) if inside is not None and kind == "xlsx" else {}
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = []
        for meta in book.sheets_metadata:
            if meta.typ is not SheetTypeEnum.WorkSheet:
                continue
            xml = inside.read(parts[meta.name]) if inside is not None and meta.name in parts else b""
            refuse_a_vast_sheet(xml, name, meta.name)
            found = book.get_sheet_by_name(meta.name)
            _refuse_too_many(found, name)
            said = hidden_parts(xml) + ((("the sheet itself is hidden",)) if meta.visible is not _SHOWN else ())
            sheets.append(_sheet(found, xml, said))
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


def _sheet(sheet: CalamineSheet, xml: bytes, said: tuple[str, ...]) -> Sheet:
    rows = cast("list[list[Cell]]", sheet.to_python(skip_empty_area=False))
    if b"<f" in xml or b":f" in xml:
        _mark_never_calculated(rows, xml)
    merged = tuple(sheet.merged_cell_ranges or ())
    if merged:
        said += (f"{_count(len(merged), 'merged area')}: only the first cell of each holds anything",)
    return Sheet(sheet.name, rows, merged, said)


def hidden_parts(xml: bytes) -> tuple[str, ...]:
    """What the sheet of an XLSX file hides from whoever looks at it, in words; what is hidden is read all the same."""
    columns = [_names(found) for found in _COLUMN.findall(xml[: xml.find(b"<sheetData") + 1]) if _HIDDEN.search(found)]
    rows = sum(1 for found in _ROW.findall(xml) if _HIDDEN.search(found)) if _HIDDEN.search(xml) else 0
    said = (
        (f"hidden column{'s' if len(columns) > 1 or ':' in columns[0] else ''} {', '.join(columns)}",)
        if columns
        else ()
    )
    return (*said, _count(rows, "hidden row")) if rows else said


def _names(column: bytes) -> str:
    first, last = (
        int(found[1]) if (found := re.search(rb'%s="(\d+)"' % edge, column)) else 0 for edge in (b"min", b"max")
    )
    return column_name(first - 1) if first == last else f"{column_name(first - 1)}:{column_name(last - 1)}"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _mark_never_calculated(rows: list[list[Cell]], xml: bytes) -> None:
    """Replace in place every formula without a usable answer.  An answer of "" given by a spreadsheet stays blank.

    The sheet's text is cut where a cell's formula begins, which costs a third of parsing it as XML.
    """
    prefix = re.match(rb".*?<(\w+:)?sheetData", xml[:20_000], re.DOTALL)
    p = (prefix.group(1) or b"") if prefix else b""
    opening, closing, cell_start = b"><%sf" % p, b"</%sf>" % p, b'<%sc r="' % p
    no_answer = tuple(text % p for text in (b"<%sv></", b"<%sv/>", b"<%sv />", b"</%sc>", b"<%sv>0</"))
    columns: dict[bytes, int] = {}
    before, *cuts = xml.split(opening)
    for cut in cuts:
        start = before.rfind(cell_start) + len(cell_start)
        name, quote, attributes = before[start:].partition(b'"')
        before = cut
        tag, _, rest = cut.partition(b">")
        if not quote or b">" in attributes or b't="str"' in attributes or tag[:1] not in (b"", b" ", b"/"):
            continue
        formula, _, after = (b"", b"", rest) if tag.endswith(b"/") else rest.partition(closing)
        letters = name.rstrip(b"0123456789")
        if not after.startswith(no_answer) or len(letters) == len(name):
            continue
        column = columns.get(letters)
        if column is None:
            column = columns[letters] = column_number(letters)
        row = int(name[len(letters) :]) - 1
        if 0 <= row < len(rows) and 0 <= column < len(rows[row]) and _unusable(rows[row][column]):
            rows[row][column] = NeverCalculated(html.unescape(formula.decode("utf-8", "replace")))


def _unusable(cell: Cell) -> bool:
    if cell == "":
        return True
    if isinstance(cell, datetime):
        return cell.date() < _FIRST_DAY
    if isinstance(cell, date):
        return cell < _FIRST_DAY
    return cell in (0, time(0))


def column_number(name: bytes) -> int:
    """The 0-based number of a column by its letters: A is 0, Z is 25, AA is 26."""
    number = 0
    for letter in name:
        number = number * 26 + letter - 64
    return number - 1


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


def refuse_a_vast_sheet(xml: bytes, name: str, sheet: str) -> None:
    """Raise :class:`UnreadableFile` when the sheet's outermost cells span more than ``MOST_CELLS`` cells."""
    place = xml.rfind(b"row r=")
    found = _LAST_ROW.search(xml, place) if place >= 0 else None
    last_row = int(found.group(1)) if found else 0
    if last_row * _WIDEST_SHORT_NAME <= MOST_CELLS and not _LONG_COLUMN.search(xml):
        return
    columns = {column_number(letters) for letters in set(_COLUMN_NAMES.findall(xml))}
    width = max(columns, default=0) + 1
    if last_row * width > MOST_CELLS:
        raise UnreadableFile(
            f"{name}, sheet {sheet}, reaches to row {last_row} and column {width}: "
            "delete the stray cells far from the table and save it again."
        )


def _sheet_parts(inside: zipfile.ZipFile, name: str) -> dict[str, str]:
    """Sheet name to the archive member that holds it."""
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
    return parts
