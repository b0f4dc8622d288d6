"""What an import keeps in memory for each row of a file: bounded (the SEN2 return's is held in test_sen2_files.py)."""

from __future__ import annotations

import csv
import gc
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

A_ROW_OF_AN_IMPORT = 4_500
"""Bytes for a row of twenty columns while the file is planned: mostly what it takes to know its child again, and
what happened on each day, which many rows say and is held once."""
A_ROW_AT_REST = 1_300
"""The same once it is planned and waits for a person to say yes: cells, plan and account, packed."""
A_ROW_READ = 1_000
"""The same while it is read: the bytes of the file and the packed cells."""


def peak(work: Callable[[], object]) -> int:
    """The most bytes that were held at any moment of the work, above what was held before it."""
    gc.freeze()  # how much the tests before this one left behind decides how often what is dropped is collected
    tracemalloc.start()
    try:
        gc.collect()
        before = tracemalloc.get_traced_memory()[0]
        held = work()
        most = tracemalloc.get_traced_memory()[1] - before
        del held
        return most
    finally:
        tracemalloc.stop()
        gc.unfreeze()


def tracker(folder: Path, rows: int) -> Path:
    path = folder / f"{rows}.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([bench_import.HEADINGS, *bench_import.tracker_rows(Random(7), rows)])
    return path


def plan_of(path: Path) -> object:
    book = read_book(path)
    return book, make_plan(book, propose(book), KnownIndex(), date(2026, 10, 30))


def test_an_import_holds_a_bounded_number_of_bytes_a_row(tmp_path: Path) -> None:
    def planned(rows: int) -> int:
        path = tracker(tmp_path, rows)
        return peak(lambda: plan_of(path))

    planned(1500)  # what is loaded once and kept, and what is kept of words and days read before: bounded, not a row's
    assert planned(1500) - planned(500) < 1000 * A_ROW_OF_AN_IMPORT


def test_reading_a_file_holds_little_more_than_its_bytes(tmp_path: Path) -> None:
    few, many = tracker(tmp_path, 500), tracker(tmp_path, 3000)
    read_book(few)
    assert peak(lambda: read_book(many)) - peak(lambda: read_book(few)) < 2500 * A_ROW_READ


def test_a_plan_that_waits_is_packed(tmp_path: Path) -> None:
    path = tracker(tmp_path, 3000)
    plan_of(path)  # what is kept of words and days read before is no part of a plan
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        held = plan_of(path)
        gc.collect()  # what only waits to be collected is not held
        assert tracemalloc.get_traced_memory()[0] - before < 3000 * A_ROW_AT_REST
        del held
    finally:
        tracemalloc.stop()
