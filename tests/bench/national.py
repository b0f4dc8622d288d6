"""``python -m tests.bench.national [CASES]``: due dates and states of every case in England, on one core and on two.

The cases are fictional and seeded (`authorities.py`): 640,000 of them with twenty-five facts each, written to a SQLite
file first.  Each figure is taken in processes of its own, so that its peak memory is its own.  Facts in memory: ten
thousand cases at a time are read, then the clock alone is timed.  Reading included: the file is read and answered case
by case.  The wall clock is what was waited; processor time and the best ten thousand are what the work costs where
others share the machine.  Before anything is timed a sample is compared with the full answer, `engine.compute`.
"""

from __future__ import annotations

import json
import resource
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from itertools import groupby, islice
from multiprocessing import get_context
from operator import itemgetter
from pathlib import Path

from ehcp_desk.clock.engine import compute
from ehcp_desk.clock.lean import CaseClock, FactRow
from ehcp_desk.clock.model import Fact
from ehcp_desk.clock.rules import Ruleset
from tests.bench.authorities import AS_AT, FACTS, england

Case = tuple[int, list[FactRow]]
CASES, CHUNK, SAMPLE = 640_000, 10_000, 400
READ = "SELECT case_id, kind, happened, attrs, id FROM fact WHERE case_id >= ? AND case_id < ? ORDER BY case_id, id"


@dataclass(frozen=True)
class Taken:
    """What one process did: cases, the seconds it waited and worked, the least worked on ten thousand cases, the states
    found, and its peak memory in megabytes."""

    cases: int
    wall: float
    worked: float
    least: float
    states: Counter[str]
    memory: int


class Watch:
    """Adds up the seconds spent inside it, and keeps the least of one time."""

    def __init__(self) -> None:
        self.wall = self.worked = 0.0
        self.least = float("inf")

    def __enter__(self) -> None:
        self._begun = time.perf_counter(), time.process_time()

    def __exit__(self, *_: object) -> None:
        worked = time.process_time() - self._begun[1]
        self.wall += time.perf_counter() - self._begun[0]
        self.worked += worked
        self.least = min(self.least, worked)


def build(file: Path, cases: int) -> None:
    """The cases as a SQLite file, a chunk at a time."""
    with closing(sqlite3.connect(file)) as store:
        store.execute("PRAGMA journal_mode = OFF")
        store.execute("PRAGMA synchronous = OFF")
        store.execute("CREATE TABLE fact (id INTEGER PRIMARY KEY, case_id, kind TEXT, happened TEXT, attrs TEXT)")
        for first in range(0, cases, CHUNK):
            rows = ((case_id, *told) for case_id, facts in england(first, min(first + CHUNK, cases)) for told in facts)
            store.executemany("INSERT INTO fact (case_id, kind, happened, attrs) VALUES (?, ?, ?, ?)", rows)
            store.commit()
        store.execute("CREATE INDEX by_case ON fact (case_id, id)")


def in_memory(file: Path, first: int, last: int) -> Taken:
    """The clock alone: facts are read a chunk at a time, and only what comes after is timed."""
    return _taken(file, first, last, list)


def with_reading(file: Path, first: int, last: int) -> Taken:
    """The clock and the reading, one case after another."""
    return _taken(file, first, last, iter)


def _taken(file: Path, first: int, last: int, gather: Callable[[Iterator[Case]], Iterable[Case]]) -> Taken:
    clock, states, watch = CaseClock(Ruleset.load(), AS_AT), Counter[str](), Watch()
    with closing(sqlite3.connect(file)) as store:
        for start in range(first, last, CHUNK):
            cases = gather(_cases(store, start, min(start + CHUNK, last)))
            with watch:
                for _, facts in cases:
                    states.update([state for _, _, _, state in clock(facts).states()])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return Taken(last - first, watch.wall, watch.worked, watch.least, states, peak)


def check(file: Path, cases: int) -> None:
    """Compare a sample with the full answer.  Raises AssertionError where they differ."""
    law = Ruleset.load()
    clock = CaseClock(law, AS_AT)
    with closing(sqlite3.connect(file)) as store:
        for first in range(0, cases, max(1, cases // SAMPLE)):
            for case_id, rows in _cases(store, first, first + 1):
                facts = [
                    Fact(kind, date.fromisoformat(str(on)), json.loads(said or "{}")) for kind, on, said, _ in rows
                ]
                full = compute(facts, law, AS_AT).deadlines
                assert len(rows) == FACTS
                assert sorted(clock(rows).states()) == sorted((d.rule, d.subject, d.due, d.state) for d in full), (
                    case_id
                )


def main(cases: int = CASES) -> None:
    """Build, check, measure, print."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "england.db"
        begun = time.perf_counter()
        build(file, cases)
        size = file.stat().st_size / 1e6
        print(f"{cases:,} cases, {cases * FACTS:,} facts, {size:,.0f} MB, built in {time.perf_counter() - begun:.0f} s")
        check(file, cases)
        print(f"{'cases a second':42}{'wall clock':>12}{'processor':>12}{'best 10,000':>13}   peak memory of a process")
        for name, work in (("facts in memory", in_memory), ("reading from SQLite included", with_reading)):
            one = _measured(work, file, [(0, cases)])
            two = _measured(work, file, [(0, cases // 2), (cases // 2, cases)])
            assert one[0].states == two[0].states + two[1].states
            _tell(f"{name}, one core", one)
            _tell(f"{name}, two cores", two)
        print(", ".join(f"{count:,} {state}" for state, count in one[0].states.most_common()))


def _measured(work: object, file: Path, shares: list[tuple[int, int]]) -> list[Taken]:
    """Each share in a fresh process, all at once."""
    assert callable(work)
    with ProcessPoolExecutor(len(shares), get_context("spawn")) as pool:
        return [taken.result() for taken in [pool.submit(work, file, *share) for share in shares]]


def _tell(name: str, taken: list[Taken]) -> None:
    wall = sum(one.cases for one in taken) / max(one.wall for one in taken)
    worked = sum(one.cases / one.worked for one in taken)
    best = sum(min(CHUNK, one.cases) / one.least for one in taken)
    memory = max(one.memory for one in taken)
    print(f"{name:42}{wall:12,.0f}{worked:12,.0f}{best:13,.0f}{memory:8} MB", flush=True)


def _cases(store: sqlite3.Connection, first: int, last: int) -> Iterator[Case]:
    for case_id, rows in groupby(store.execute(READ, (first, last)), key=itemgetter(0)):
        yield case_id, [row[1:] for row in rows]


if __name__ == "__main__":
    main(*(int(word) for word in islice(sys.argv, 1, 2)))
