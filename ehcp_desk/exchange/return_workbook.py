"""The monthly return as a workbook for people: the table, the balance, the causes, the runs and every case behind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from ehcp_desk.domain.returns import FigureKind, MonthlyReturn, ReturnLine, TargetStatus
from ehcp_desk.exchange.return_sheets import Sheet, draw_workbook, figure_cell, polarity_words
from ehcp_desk.services.oversight.return_paper import head_lines


def write_workbook(result: MonthlyReturn, path: Path) -> None:
    """Write the workbook.  The bytes depend only on the return.  Raises OSError where the file cannot be written."""
    properties = {
        "title": f"{result.pack.capitalize()} return, {result.period_words}",
        "company": result.council,
        "author": result.prepared_by,
        "created": result.prepared_at.replace(tzinfo=None),
    }
    draw_workbook(path, properties, _sheets(result))


def _sheets(result: MonthlyReturn) -> list[Sheet]:
    makers: tuple[Callable[[MonthlyReturn], Sheet], ...] = (
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


def _return(result: MonthlyReturn) -> Sheet:
    last_year = result.year_ago_words
    columns = [
        ("Code", 14),
        ("Indicator", 46),
        ("+/−", 5),
        (last_year, 12),
        ("Target", 10),
        (result.period_words, 12),
        ("Numerator", 12),
        ("Denominator", 14),
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
        (line.code, line.definition.title, polarity_words(line.definition.polarity.value),
         figure_cell(line.last_year.value) if line.last_year else "not entered",
         figure_cell(line.target) if line.target is not None else line.target_words, figure_cell(line.figure.value),
         line.figure.numerator, line.figure.denominator, line.definition.unit,
         "" if line.status is TargetStatus.NONE else line.status.value, line.comparison.value, line.note_words,
         line.ref, line.outturn, figure_cell(line.quarter.value) if line.quarter else None, line.state,
         line.last_note.text if line.last_note else "")
        for line in result.lines
    ]  # fmt: skip
    above = (f"{result.pack.capitalize()} return, {result.period_words}", *head_lines(result))
    return Sheet("Return", above, columns, rows, _rates(result.lines))


def _flow(result: MonthlyReturn) -> Sheet:
    columns = [("Stage", 34), ("Opening", 10), ("In", 8), ("Out", 8), ("Closing", 10), ("How they left", 50)]
    rows = [(f.stage, f.opening, f.came_in, f.went_out, f.closing, ", ".join(f"{n} {way}" for way, n in f.ways))
            for f in result.flow]  # fmt: skip
    return Sheet("Balance", ("It balances: opening + in − out = closing",), columns, rows)


def _delays(result: MonthlyReturn) -> Sheet:
    columns = [("Code", 18), ("Cause of delay", 40), ("With whom", 34), ("Cases", 8), ("Longest, days over", 14)]
    rows = [(d.code, d.cause, d.party, d.cases, d.longest) for d in result.delays]
    return Sheet("Delay", ("Cases past 20 weeks by cause of delay",), columns, rows)


def _trends(result: MonthlyReturn) -> Sheet:
    months = [p.month for p in result.trends[0].points] if result.trends else []
    columns = [
        ("Code", 10),
        ("Indicator", 46),
        *((f"{m:%Y-%m-%d}" if result.pack == "weekly" else f"{m:%Y-%m}", 11) for m in months),
    ]
    rows = [(t.code, t.title, *(figure_cell(p.figure.value) for p in t.points)) for t in result.trends]
    kinds = {line.code: line for line in result.lines}
    return Sheet(
        "13 months" if result.pack == "monthly" else "Runs",
        (f"{len(months)} in a row",),
        columns,
        rows,
        _rates([kinds[t.code] for t in result.trends]),
    )


def _cases(result: MonthlyReturn) -> Sheet:
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
    return Sheet("Cases", above, columns, rows)


def _posts(result: MonthlyReturn) -> Sheet:
    columns = [("Caseworker in post", 34), ("Team", 30), ("Part of full time", 16)]
    return Sheet("Posts", ("The posts K45 divides by",), columns, [(p.name, p.team, p.fte) for p in result.posts])


def _left_out(result: MonthlyReturn) -> Sheet:
    columns = [("Code", 10), ("Reference", 16), ("Day", 13), ("Why it is not in the figure", 80)]
    return Sheet(
        "Left out", ("Left out of a figure",), columns, [(x.code, x.ref, x.on, x.why) for x in result.left_out]
    )


def _definitions(result: MonthlyReturn) -> Sheet:
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
    return Sheet(
        "Definitions", (f"Definitions, version {result.definitions_version}", result.bands_words), columns, rows
    )
