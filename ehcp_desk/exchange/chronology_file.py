"""The chronology for the other side to fill in, as Word, CSV or XLSX, and what they send back.

What comes back may have its rows in another order, rows added or taken away, tracked changes, and headings typed over.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from ehcp_desk.domain.chronology_exchange import HEADINGS, ReturnedRow
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.large_print import POINTS
from ehcp_desk.exchange.archives import open_archive
from ehcp_desk.exchange.cells import text_of
from ehcp_desk.exchange.csv_files import write_csv
from ehcp_desk.exchange.tables import read_book_bytes
from ehcp_desk.exchange.word_words import Styles, hiding_styles, standing_words
from ehcp_desk.exchange.xlsx_out import SheetOut, write_xlsx

_EMPTY_ROWS = 6
_POINTS, _MARGIN, _A4, _A3 = 9, 13, (297, 210), (420, 297)
_SHARES = (9, 12, 30, 15, 11, 26, 17)
_FIELDS = ("id", "date", "event", "source", "answer", "says", "their_source")
_NAMES = {heading.casefold(): name for heading, name in zip(HEADINGS, _FIELDS, strict=True)}
_Columns = dict[int, tuple[str, str]]
"""By its place, what a column holds (nothing where its heading is none of ours, or comes a second time) and its heading."""
_LARGEST = 50_000_000
_HOW_TO = (
    "For each row write agree or dispute. Where you dispute it, write what you say happened under Your words, and the "
    "document and page it rests on under Your source. Leave a row blank where you say nothing of it. Add what is missing in the "
    "rows at the end, with its date. Please do not change the first column."
)


def check_ending(path: Path) -> None:
    """Raises BadInput for a name that is not .docx, .csv or .xlsx."""
    if path.suffix.lower() not in (".docx", ".csv", ".xlsx"):
        raise BadInput(f"{path.name} is not a .docx, .csv or .xlsx; give the file one of those endings.")


def write_exchange_file(
    path: Path, form: str, title: str, rows: Sequence[Sequence[str]], made: date, large: bool = False
) -> None:
    """Write the rows for the other side in the form of an ending :func:`check_ending` allows; ``large`` for somebody who
    needs large print, a Word file then on A3."""
    points = POINTS if large else _POINTS
    if form == ".csv":
        write_csv(path, HEADINGS, rows)
    elif form == ".xlsx":
        widths = [share * 2 for share in _SHARES]
        write_xlsx(path, [SheetOut("Chronology", HEADINGS, rows, "", widths)], made, title, POINTS if large else None)
    else:
        path.write_bytes(_word(title, rows, points, _A3 if large else _A4))


def _word(title: str, rows: Sequence[Sequence[str]], points: int, sheet: tuple[int, int]) -> bytes:
    """``points`` is the size of type, ``sheet`` the width and height in millimetres of a page that lies across."""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    file = Document()
    section = file.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(sheet[0]), Mm(sheet[1])
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(_MARGIN)
    normal: Any = file.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(points)
    file.add_heading(title, 1)
    file.add_paragraph(_HOW_TO)
    table: Any = file.add_table(rows=0, cols=len(HEADINGS), style="Table Grid")
    table.autofit = False
    for column, share in zip(table.columns, _SHARES, strict=True):  # some programs go by these, not by the cells
        column.width = Mm((sheet[0] - 2 * _MARGIN) * share / sum(_SHARES))
    whole = [HEADINGS, *rows, *((("",) * len(HEADINGS),) * _EMPTY_ROWS)]
    for place, row in enumerate(whole):
        made = table.add_row()
        for cell, text, share in zip(made.cells, row, _SHARES, strict=True):
            cell.width = Mm((sheet[0] - 2 * _MARGIN) * share / sum(_SHARES))
            cell.paragraphs[0].add_run(text).bold = place == 0 or None
        about = made._tr.get_or_add_trPr()
        about.append(about.makeelement(qn("w:tblHeader" if place == 0 else "w:cantSplit"), {}))
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def read_exchange_file(content: bytes, name: str) -> list[ReturnedRow]:
    """The rows of a file that came back, wholly blank ones left out.

    Raises BadInput (one sentence) where it is no table, or has no row of headings that is known.
    """
    if len(content) > _LARGEST:
        raise BadInput(f"{name} is too large for a chronology; choose the file that was filled in.")
    word = _is_word(content, name)
    tables = _word_tables(content, name) if word else _sheets(content, name)
    rows: list[ReturnedRow] = []
    columns: _Columns = {}
    for table in tables:
        if not (word and table and len(table[0][1]) == len(columns)):  # a table cut in two goes on under its headings
            columns = {}
        for number, cells in table:
            if found := _headings(cells):
                columns = found
            elif columns and any(text.strip() for text in cells):
                rows.append(_row(len(rows) + 1 if word else number, cells, columns))
    if not rows:
        raise BadInput(
            f"{name} has no rows under headings like {', '.join(HEADINGS[:3])}; choose the file that was sent."
        )
    return rows


def _headings(cells: Sequence[str]) -> _Columns:
    """What each column holds, where this is a row of headings: Event and two others must be there."""
    found: _Columns = {}
    for place, text in enumerate(cells):
        heading = " ".join(text.split())
        name = _NAMES.get(heading.casefold(), "")
        found[place] = ("" if name in {field for field, _ in found.values()} else name, heading)
    known = {field for field, _ in found.values()} - {""}
    return found if "event" in known and len(known) > 2 else {}


def _row(number: int, cells: Sequence[str], columns: _Columns) -> ReturnedRow:
    """A row with what stands under our headings, and beside it what stands under others or under none."""
    said, beside = dict[str, str](), list[tuple[str, str]]()
    for place, text in enumerate(cells):
        field, heading = columns.get(place, ("", ""))
        if field:
            said[field] = text
        elif text.strip():
            beside.append((heading, " ".join(text.split())))
    asked = any(field == "answer" for field, _ in columns.values())
    return ReturnedRow(number, **said, beside=tuple(beside), asked=asked)


def _sheets(content: bytes, name: str) -> Iterator[list[tuple[int, list[str]]]]:
    for sheet in read_book_bytes(content, name).sheets:
        yield [(number, [text_of(cell).lstrip("'") for cell in cells]) for number, cells in sheet.numbered()]


def _is_word(content: bytes, name: str) -> bool:
    if not content.startswith(b"PK"):
        return False
    with open_archive(content, name) as inside:
        return "word/document.xml" in inside.namelist()


def _word_tables(content: bytes, name: str) -> Iterator[list[tuple[int, list[str]]]]:
    """Every table: insertions that were tracked are taken, deletions and what was struck out by hand left out."""
    from docx import Document
    from docx.oxml.ns import qn

    try:
        file = Document(io.BytesIO(content))
        styles = hiding_styles(file.styles.element)
    except Exception as fault:  # a damaged file fails in the reader's own ways
        raise BadInput(f"{name} is damaged or locked; ask for it again.") from fault
    for table in file.element.body.iter(qn("w:tbl")):
        rows = [row for row in table.iter(qn("w:tr")) if row.find(f"{qn('w:trPr')}/{qn('w:del')}") is None]
        yield [(number, list(_cells(row, styles))) for number, row in enumerate(rows, 1)]


def _cells(row: Any, styles: Styles) -> Iterator[str]:
    """The words of each cell; one drawn over several columns leaves the others of them blank."""
    from docx.oxml.ns import qn

    for cell in row.iter(qn("w:tc")):
        yield standing_words(cell, styles).strip()
        span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
        width = span.get(qn("w:val"), "") if span is not None else ""
        yield from [""] * (min(int(width), len(HEADINGS)) - 1 if width.isdecimal() else 0)
