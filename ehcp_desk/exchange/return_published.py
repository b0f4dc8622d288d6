"""The published return as files: figures, balance and runs as CSV, and the paper; never a list of cases."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ehcp_desk.domain.errors import KnownFault
from ehcp_desk.domain.return_papers import LEFT_OUT, MonthlyReturn, Published
from ehcp_desk.exchange.return_files import csv_bytes
from ehcp_desk.exchange.safe_cells import Plain

COLUMNS = ("code", "title", "polarity", "definition", "definition_version", "numerator", "denominator", "value", "unit",
           "target", "status", "comparison", "state")  # fmt: skip


def write_published(told: Published, folder: Path, render: Callable[[Path], object]) -> list[Path]:
    """Write the published return; ``render`` draws the paper to a path (PDF, then HTML).  All of it or nothing: raises
    KnownFault where the folder cannot be written."""
    paper, stem = told.paper, f"published-{told.paper.month:%Y-%m}"
    tables: dict[str, tuple[tuple[str, ...], Iterator[tuple[Any, ...]]]] = {
        f"{stem}.csv": (COLUMNS, _figures(paper)),
        f"{stem}-balance.csv": (("stage", "opening", "in", "out", "closing"), _balance(paper)),
        f"{stem}-months.csv": (("title", *(f"{p.month:%Y-%m}" for p in paper.series[0].points)), _months(paper)),
    }
    names = [*tables, f"{stem}.pdf", f"{stem}.html"]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{stem}-", dir=folder) as kept:
            aside = Path(kept)
            for name, (columns, rows) in tables.items():
                (aside / name).write_bytes(csv_bytes(columns, rows))
            for name in names[len(tables) :]:
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
