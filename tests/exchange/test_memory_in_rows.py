"""What an import keeps in memory for each row of a file: bounded (the SEN2 return's is held in test_sen2_files.py)."""

from __future__ import annotations

import csv
import tracemalloc
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

from ehcp_desk.domain.importing import KnownIndex
from ehcp_desk.exchange.planning.mapping import propose
from ehcp_desk.exchange.planning.plan import make_plan
from ehcp_desk.exchange.tables import read_book
from tests.bench import bench_import

A_ROW_OF_AN_IMPORT = 7_000
"""Bytes for a row of twenty columns: its cells as they were read, its facts and its line of the account."""


def peak(work: Callable[[], object]) -> int:
    """The most bytes that were held at any moment of the work, above what was held before it."""
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        held = work()
        most = tracemalloc.get_traced_memory()[1] - before
        del held
        return most
    finally:
        tracemalloc.stop()


def test_an_import_holds_a_bounded_number_of_bytes_a_row(tmp_path: Path) -> None:
    def planned(rows: int) -> int:
        path = tmp_path / f"{rows}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            told = bench_import.tracker_rows(Random(7), rows)
            csv.writer(file).writerows([bench_import.HEADINGS, *told])

        def work() -> object:
            book = read_book(path)
            return make_plan(book, propose(book), KnownIndex(), date(2026, 10, 30))

        return peak(work)

    planned(50)  # what is loaded once and kept
    assert planned(1500) - planned(500) < 1000 * A_ROW_OF_AN_IMPORT
