"""The monthly return as a workbook for people: real numbers and dates, filters, nothing that could run as a formula."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from ehcp_desk.domain.returns import FigureKind, MonthlyReturn, ReturnLine, TargetStatus
from ehcp_desk.services.oversight.return_paper import head_lines

_MOST_ROWS = 1_000_000
_MINUS = {"-": "−"}


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One sheet: lines above the table, headings with the width of each column, rows, and the rows that are rates."""

    name: str
    above: Sequence[str]
    columns: Sequence[tuple[str, int]]
    rows: Sequence[Sequence[Any]]
    percent: frozenset[int] = frozenset()


def write_workbook(result: MonthlyReturn, path: Path) -> None:
    """Write the workbook.  The bytes depend only on the return.  Raises OSError where the file cannot be written."""
    # Text is only ever written with write_string, so that nothing from the record can run as a formula.
    book = xlsxwriter.Workbook(str(path))
    try:
        book.set_properties({
            "title": f"{result.pack.capitalize()} return, {result.period_words}",
            "company": result.council,
            "author": result.prepared_by,
            "created": result.prepared_at.replace(tzinfo=None),
        })  # fmt: skip
        formats = _Formats(book)
        for sheet in _sheets(result):
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
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, **top})
        self.text = book.add_format({"text_wrap": True, **top})
        self.day = book.add_format({"num_format": "d mmm yyyy", "align": "left", **top})
        self.whole = book.add_format({"num_format": "#,##0", **top})
        self.tenth = book.add_format({"num_format": "#,##0.0", **top})
        self.percent = book.add_format({"num_format": '0.0"%"', **top})


def _write(book: Any, sheet: _Sheet, formats: _Formats) -> None:
    page = book.add_worksheet(sheet.name)
    for place, line in enumerate(sheet.above):
        page.write_string(place, 0, line, formats.title if place == 0 else None)
    first = len(sheet.above) + 1 if sheet.above else 0
    for column, (heading, width) in enumerate(sheet.columns):
        page.set_column(column, column, width)
        page.write_string(first, column, heading, formats.head)
    for place, row in enumerate(sheet.rows[:_MOST_ROWS], start=first + 1):
        for column, value in enumerate(row):
            _cell(page, place, column, value, formats, place - first - 1 in sheet.percent)
    page.freeze_panes(first + 1, 1)
    page.autofilter(first, 0, first + max(1, len(sheet.rows)), len(sheet.columns) - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(first)


def _cell(page: Any, row: int, column: int, value: Any, formats: _Formats, percent: bool) -> None:
    if value is None or value == "":
        return
    if isinstance(value, str):
        page.write_string(row, column, value, formats.text)
    elif isinstance(value, date):
        page.write_datetime(row, column, datetime.combine(value, time()), formats.day)
    elif percent and isinstance(value, _Figure):
        page.write_number(row, column, float(value.number), formats.percent)
    else:
        number = value.number if isinstance(value, _Figure) else value
        page.write_number(row, column, float(number), formats.whole if number == int(number) else formats.tenth)


@dataclass(frozen=True, slots=True)
class _Figure:
    """A number that is a percentage where its row is a rate."""

    number: Decimal


def _figure(value: Decimal | None) -> _Figure | None:
    return None if value is None else _Figure(value)


def _sheets(result: MonthlyReturn) -> list[_Sheet]:
    makers: tuple[Callable[[MonthlyReturn], _Sheet], ...] = (
        _return,
        _flow,
        _delays,
        _trends,
        _cases,
        _posts,
        _left_out,
        _definitions,
    )
    return [make(result) for make in makers]


def _rates(lines: Sequence[ReturnLine]) -> frozenset[int]:
    return frozenset(place for place, line in enumerate(lines) if line.definition.kind is FigureKind.RATE)


def _return(result: MonthlyReturn) -> _Sheet:
    last_year = result.year_ago_words
    columns = [
        ("Code", 14),
        ("Indicator", 46),
        ("+/−", 5),
        (last_year, 12),
        ("Target", 10),
        (result.period_words, 12),
        ("Numerator", 11),
        ("Denominator", 12),
        ("Unit", 12),
        ("Against target", 14),
        ("Since last year", 14),
        ("Officer notes", 70),
        ("Reference", 11),
        ("Last year", 14),
        ("Quarter to date", 12),
        ("State", 13),
        ("Note of last month", 50),
    ]
    rows = [
        (line.code, line.definition.title, _MINUS.get(line.definition.polarity.value, line.definition.polarity.value),
         _figure(line.last_year.value) if line.last_year else "not entered",
         _figure(line.target) if line.target is not None else line.target_words, _figure(line.figure.value),
         line.figure.numerator, line.figure.denominator, line.definition.unit,
         "" if line.status is TargetStatus.NONE else line.status.value, line.comparison.value, line.note_words,
         line.ref, line.outturn, _figure(line.quarter.value) if line.quarter else None, line.state,
         line.last_note.text if line.last_note else "")
        for line in result.lines
    ]  # fmt: skip
    above = (f"{result.pack.capitalize()} return, {result.period_words}", *head_lines(result))
    return _Sheet("Return", above, columns, rows, _rates(result.lines))


def _flow(result: MonthlyReturn) -> _Sheet:
    columns = [("Stage", 34), ("Opening", 10), ("In", 8), ("Out", 8), ("Closing", 10), ("How they left", 50)]
    rows = [(f.stage, f.opening, f.came_in, f.went_out, f.closing, ", ".join(f"{n} {way}" for way, n in f.ways))
            for f in result.flow]  # fmt: skip
    return _Sheet("Balance", ("It balances: opening + in − out = closing",), columns, rows)


def _delays(result: MonthlyReturn) -> _Sheet:
    columns = [("Code", 18), ("Cause of delay", 40), ("With whom", 34), ("Cases", 8), ("Longest, days over", 14)]
    rows = [(d.code, d.cause, d.party, d.cases, d.longest) for d in result.delays]
    return _Sheet("Delay", ("Cases past 20 weeks by cause of delay",), columns, rows)


def _trends(result: MonthlyReturn) -> _Sheet:
    months = [p.month for p in result.trends[0].points] if result.trends else []
    columns = [
        ("Code", 10),
        ("Indicator", 46),
        *((f"{m:%Y-%m-%d}" if result.pack == "weekly" else f"{m:%Y-%m}", 11) for m in months),
    ]
    rows = [(t.code, t.title, *(_figure(p.figure.value) for p in t.points)) for t in result.trends]
    kinds = {line.code: line for line in result.lines}
    return _Sheet(
        "13 months" if result.pack == "monthly" else "Runs",
        (f"{len(months)} in a row",),
        columns,
        rows,
        _rates([kinds[t.code] for t in result.trends]),
    )


def _cases(result: MonthlyReturn) -> _Sheet:
    """Every list under one heading.  A part of a whole lists only the cases it counts."""
    columns = [
        ("Code", 14),
        ("Reference", 16),
        ("In the figure", 12),
        ("From", 13),
        ("Due", 13),
        ("Done", 13),
        ("Days", 8),
        ("Detail", 50),
    ]
    rows = [
        (line.code, c.ref, "yes" if c.counted else "no", c.start, c.due, c.end, c.days, c.why)
        for line in result.lines
        for c in line.cases
        if c.counted or not line.definition.of
    ]
    above = (
        "The cases behind the figures",
        "Filter by code. What From, Due and Done mean for a code stands under Definitions.",
    )
    return _Sheet("Cases", above, columns, rows)


def _posts(result: MonthlyReturn) -> _Sheet:
    columns = [("Caseworker in post", 34), ("Team", 30), ("Part of full time", 16)]
    return _Sheet("Posts", ("The posts K45 divides by",), columns, [(p.name, p.team, p.fte) for p in result.posts])


def _left_out(result: MonthlyReturn) -> _Sheet:
    columns = [("Code", 10), ("Reference", 16), ("Day", 13), ("Why it is not in the figure", 80)]
    return _Sheet(
        "Left out", ("Left out of a figure",), columns, [(x.code, x.ref, x.on, x.why) for x in result.left_out]
    )


def _definitions(result: MonthlyReturn) -> _Sheet:
    columns = [
        ("Code", 14),
        ("Indicator", 46),
        ("Version", 8),
        ("Definition", 90),
        ("From", 16),
        ("Due", 10),
        ("Done", 10),
        ("Source", 50),
    ]
    rows = [(d.code, d.title, d.version, d.words, d.headings.start, d.headings.due, d.headings.end, d.source)
            for d in (line.definition for line in result.lines)]  # fmt: skip
    return _Sheet(
        "Definitions", (f"Definitions, version {result.definitions_version}", result.bands_words), columns, rows
    )
