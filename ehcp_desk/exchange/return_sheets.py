"""Returns as workbooks for people: real numbers and dates, filters, nothing that could run as a formula."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from ehcp_desk.exchange.safe_cells import look, write_text
from ehcp_desk.services.collector import collector_resting

_MOST_ROWS = 1_000_000
_LINE = 15
"""The height of one line, in points."""
_MINUS = {"-": "−"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: lines above the table, headings with the width of each column, rows, and the rows that are rates."""

    name: str
    above: Sequence[str]
    columns: Sequence[tuple[str, int]]
    rows: Sequence[Sequence[Any]]
    percent: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class FigureCell:
    """A number that is a percentage where its row is a rate."""

    number: Decimal


def figure_cell(value: Decimal | None) -> FigureCell | None:
    """A figure for a cell; an empty cell where there is none."""
    return None if value is None else FigureCell(value)


def polarity_words(sign: str) -> str:
    """The sign of which way is better, as print has it: a minus and no hyphen, which could begin a formula."""
    return _MINUS.get(sign, sign)


def draw_workbook(path: Path, properties: Mapping[str, Any], sheets: Sequence[Sheet]) -> None:
    """Write the sheets; the bytes depend on the arguments alone.  Raises OSError where the file cannot be written."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    with collector_resting():  # a million cells of a county's lists are kept until the book is closed
        try:
            book.set_properties(dict(properties))
            formats = _Formats(book)
            for sheet in sheets:
                _write(book, sheet, formats)
        finally:
            try:
                book.close()
            except xlsxwriter.exceptions.FileCreateError as fault:
                raise OSError(0, str(fault)) from fault


class _Formats:
    """The few looks a cell can have."""

    def __init__(self, book: Any) -> None:
        top = {"valign": "top"}
        self.title = look(book, {"bold": True, "font_size": 14})
        self.plain = look(book)
        self.head = look(book, {"bold": True, "bottom": 1, "text_wrap": True, "align": "left", "indent": 1, **top})
        self.text = look(book, {"text_wrap": True, "align": "left", "indent": 1, **top})
        self.day = book.add_format({"num_format": "d mmm yyyy", "align": "left", **top})
        self.whole = book.add_format({"num_format": "#,##0", **top})
        self.tenth = book.add_format({"num_format": "#,##0.0", **top})
        self.percent = book.add_format({"num_format": '0.0"%"', **top})


def _write(book: Any, sheet: Sheet, formats: _Formats) -> None:
    page = book.add_worksheet(sheet.name)
    for place, line in enumerate(sheet.above):
        write_text(page, place, 0, line, formats.title if place == 0 else formats.plain)
    first = len(sheet.above) + 1 if sheet.above else 0
    for column, (heading, width) in enumerate(sheet.columns):
        page.set_column(column, column, width)
        write_text(page, first, column, heading, formats.head)
    for place, row in enumerate(sheet.rows[:_MOST_ROWS], start=first + 1):
        lines = _lines(row, sheet.columns)
        if lines > 1:  # not every program makes a row as high as its words when it opens the file
            page.set_row(place, lines * _LINE)
        for column, value in enumerate(row):
            _cell(page, place, column, value, formats, place - first - 1 in sheet.percent)
    page.freeze_panes(first + 1, 1)
    page.autofilter(first, 0, first + max(1, len(sheet.rows)), len(sheet.columns) - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(first)


def _lines(row: Sequence[Any], columns: Sequence[tuple[str, int]]) -> int:
    """How many lines the longest text of a row takes: a width counts in noughts, and letters are narrower."""
    told = zip(row, columns, strict=True)
    return max((-(-len(cell) * 5 // (width * 6)) for cell, (_, width) in told if isinstance(cell, str)), default=1)


def _cell(page: Any, row: int, column: int, value: Any, formats: _Formats, percent: bool) -> None:
    if value is None or value == "":
        return
    if isinstance(value, str):
        write_text(page, row, column, value, formats.text)
    elif isinstance(value, date):
        page.write_datetime(row, column, datetime.combine(value, time()), formats.day)
    elif percent and isinstance(value, FigureCell):
        page.write_number(row, column, float(value.number), formats.percent)
    else:
        number = value.number if isinstance(value, FigureCell) else value
        page.write_number(row, column, float(number), formats.whole if number == int(number) else formats.tenth)
