"""The published return and the board's pages as files: figures, balance and runs as CSV, all of it as a workbook, and the
paper; never a list of cases."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ehcp_desk.domain.errors import KnownFault
from ehcp_desk.domain.return_papers import LEFT_OUT, MonthlyReturn, Published
from ehcp_desk.exchange.paper_workbook import write_paper_workbook
from ehcp_desk.exchange.return_files import csv_bytes
from ehcp_desk.exchange.safe_cells import Plain

_Table = tuple[tuple[str, ...], Iterator[tuple[Any, ...]]]
COLUMNS = ("code", "title", "polarity", "definition", "definition_version", "numerator", "denominator", "value", "unit",
           "target", "status", "comparison", "state")  # fmt: skip


def write_published(told: Published, folder: Path, render: Callable[[Path], object]) -> list[Path]:
    """Write the published return; ``render`` draws the paper to a path (PDF, then HTML).  All of it or nothing: raises
    KnownFault where the folder cannot be written."""
    stem = f"published-{told.paper.month:%Y-%m}"
    return _write(told.paper, stem, folder, render, (COLUMNS, _figures(told.paper)))


def write_board(paper: MonthlyReturn, folder: Path, render: Callable[[Path], object]) -> list[Path]:
    """Write the board's pages, with the officers' notes.  All of it or nothing, and raises, as above."""
    noted = (
        (*row, one.same_period_last_year, one.note) for row, one in zip(_figures(paper), paper.indicators, strict=True)
    )
    table = ((*COLUMNS, "same_period_last_year", "note"), noted)
    return _write(paper, f"board-{paper.month:%Y-%m}", folder, render, table)


def _write(
    paper: MonthlyReturn, stem: str, folder: Path, render: Callable[[Path], object], figures: _Table
) -> list[Path]:
    months = [f"{point.month:%Y-%m}" for point in paper.series[0].points] if paper.series else []
    tables: dict[str, _Table] = {
        f"{stem}.csv": figures,
        f"{stem}-balance.csv": (("stage", "opening", "in", "out", "closing"), _balance(paper)),
        f"{stem}-months.csv": (("title", *months), _months(paper)),
    }
    papers = [f"{stem}.pdf", f"{stem}.html"]
    names = [*tables, f"{stem}.xlsx", *papers]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{stem}-", dir=folder) as kept:
            aside = Path(kept)
            for name, (columns, rows) in tables.items():
                (aside / name).write_bytes(csv_bytes(columns, rows))
            write_paper_workbook(paper, aside / f"{stem}.xlsx")
            for name in papers:
                render(aside / name)
            for name in names:
                (aside / name).replace(folder / name)
    except OSError as fault:
        raise KnownFault(f"The return cannot be written to {folder}: {fault.strerror}.") from fault
    return [folder / name for name in names]


def _figures(paper: MonthlyReturn) -> Iterator[tuple[Any, ...]]:
    for one in paper.indicators:
        yield (one.code, one.title, Plain(one.polarity.value), one.definition, one.definition_version, one.numerator,
               one.denominator, one.value, one.unit.value, one.target, one.status.value, one.comparison.value,
               LEFT_OUT if one.absent == LEFT_OUT else "")  # fmt: skip


def _balance(paper: MonthlyReturn) -> Iterator[tuple[Any, ...]]:
    return ((row.stage, row.opening, row.came_in, row.went_out, row.closing) for row in paper.flow)


def _months(paper: MonthlyReturn) -> Iterator[tuple[Any, ...]]:
    return ((one.title, *(point.value for point in one.points)) for one in paper.series)
