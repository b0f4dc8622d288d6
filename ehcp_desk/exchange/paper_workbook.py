"""The printed return as a workbook: the same lines, balance and runs as the paper, and not one number more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from pathlib import Path

from ehcp_desk.domain.return_papers import MonthlyReturn, TargetStatus, Unit
from ehcp_desk.exchange.return_sheets import Sheet, draw_workbook, figure_cell, polarity_words


def write_paper_workbook(paper: MonthlyReturn, path: Path) -> None:
    """Write what the paper says; a number it leaves out is in no sheet.  The bytes depend only on the paper.

    Raises OSError where the file cannot be written.
    """
    properties = {
        "title": f"{paper.name}, {paper.period_words}",
        "company": paper.head.council,
        "author": paper.prepared_by,
        "created": datetime.combine(paper.closing_day, time()),
    }
    draw_workbook(path, properties, [_figures(paper), _balance(paper), _runs(paper), _definitions(paper)])


def _figures(paper: MonthlyReturn) -> Sheet:
    columns = [("Code", 14), ("Indicator", 50), ("+/−", 5), (paper.year_ago_words or "Last year", 14), ("Target", 12),
               (paper.period_words or "Figure", 14), ("Numerator", 12), ("Denominator", 14), ("Unit", 12),
               ("Against target", 14), ("Since last year", 14), ("Officer notes", 60)]  # fmt: skip
    rows = [
        (one.code, one.title, polarity_words(one.polarity.value),
         figure_cell(one.same_period_last_year) or one.last_year_words, figure_cell(one.target) or one.target_words,
         figure_cell(one.value) or one.absent, one.numerator, one.denominator, one.unit.value,
         "" if one.status is TargetStatus.NONE else one.status.value, one.comparison.value, one.note)
        for one in paper.indicators
    ]  # fmt: skip
    above = (f"{paper.name}, {paper.period_words}", f"{paper.head.council}, {paper.head.service}",
             f"As at {paper.head.as_at}. Definitions version {paper.definitions_version}. Clock rules: {paper.ruleset}. "
             f"Seal {paper.head.seal}.", *paper.sentences)  # fmt: skip
    return Sheet("Figures", above, columns, rows, _rates(one.unit for one in paper.indicators))


def _balance(paper: MonthlyReturn) -> Sheet:
    columns = [("Stage", 34), ("Opening", 10), ("In", 8), ("Out", 8), ("Closing", 10)]
    rows = [(row.stage, row.opening, row.came_in, row.went_out, row.closing) for row in paper.flow]
    return Sheet("Balance", ("Opening + in − out = closing; an empty cell is not given",), columns, rows)


def _runs(paper: MonthlyReturn) -> Sheet:
    months = [f"{point.month:%Y-%m}" for point in paper.series[0].points] if paper.series else []
    rows = [(one.title, *(figure_cell(point.value) for point in one.points)) for one in paper.series]
    above = (f"{len(months)} months in a row; an empty cell is not given",)
    columns = [("Indicator", 50), *((month, 11) for month in months)]
    return Sheet("13 months", above, columns, rows, _rates(one.unit for one in paper.series))


def _definitions(paper: MonthlyReturn) -> Sheet:
    columns = [("Code", 14), ("Indicator", 50), ("Version", 8), ("Definition", 100)]
    rows = [(one.code, one.title, one.definition_version, one.definition) for one in paper.indicators]
    above = tuple(filter(None, (f"Definitions, version {paper.definitions_version}", paper.bands)))
    return Sheet("Definitions", above, columns, rows)


def _rates(units: Iterable[Unit]) -> frozenset[int]:
    return frozenset(place for place, unit in enumerate(units) if unit is Unit.PERCENT)
