"""The monthly return over 25,000 live cases: its figures against the SQL that reads the same rows, the whole pack
against a minute, and its memory against that of half the cases.

The limit of the figures is hand-written SQL by the raw driver on the same file: every row of the cases and every
standing fact the return counts, days turned from text into dates and attributes out of JSON as any count must.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from contextlib import closing
from datetime import date
from functools import lru_cache
from pathlib import Path

from db.store import open_store
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.exchange.return_files import write_return
from ehcp_desk.ports.today import Calendar
from ehcp_desk.printing import Printer
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.return_facts import KINDS
from ehcp_desk.services.oversight.return_paper import to_paper
from ehcp_desk.services.oversight.returns import compute_monthly
from ehcp_desk.services.upkeep.demo import build_demo

DAY, MONTH, CASES, MOST_SECONDS, SQL_GOAL = date(2026, 11, 22), date(2026, 10, 1), 26_000, 60.0, 2.0
_FACTS = (
    "SELECT case_id, kind, happened_on, attrs, note FROM facts WHERE kind IN ({}) AND id NOT IN "
    "(SELECT supersedes FROM facts WHERE supersedes IS NOT NULL) ORDER BY case_id, id"
).format(", ".join(repr(kind) for kind in sorted(KINDS)))
_CASES = "SELECT s.*, o.name FROM case_summary s LEFT JOIN officers o ON o.id = s.owner_id ORDER BY s.case_id"
_CHILDREN = "SELECT c.id, k.* FROM cases c JOIN children k ON k.id = c.child_id ORDER BY c.id"
_day = lru_cache(maxsize=32768)(date.fromisoformat)


def run() -> list[dict[str, object]]:
    """Rows for ``make bench``."""
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        desk = _desk(where / "authority.db", CASES)
        with closing(sqlite3.connect(where / "authority.db")) as raw:
            lean = min(_seconds(lambda: _read(raw)) for _ in range(3))
        figures = min(_seconds(lambda: compute_monthly(desk, MONTH)) for _ in range(2))
        whole = _seconds(lambda: _pack(desk, where / "out"))
        peak = _peak(desk)
        desk.store.close()
        half = _desk(where / "half.db", CASES // 2)
        small = _peak(half)
        half.store.close()
    return [
        {"name": "returns: the month's figures", "ours": round(figures, 2), "limit": round(lean, 2),
         "ratio": round(figures / lean, 2), "unit": "s", "n": CASES, "goal": SQL_GOAL},
        {"name": "returns: the whole monthly pack", "ours": round(whole, 2), "limit": MOST_SECONDS,
         "ratio": round(whole / MOST_SECONDS, 3), "unit": "s", "n": CASES, "goal": 1.0},
        {"name": "returns: memory, twice the cases", "ours": round(peak), "limit": round(small),
         "ratio": round(peak / small, 2), "unit": "MB", "n": CASES},
    ]  # fmt: skip


def _desk(path: Path, cases: int) -> Desk:
    desk = Desk(open_store(path, create=True), Ruleset.load(), "Ruth Castellan", Calendar(DAY))
    build_demo(desk, cases, 7)
    return desk


def _pack(desk: Desk, folder: Path) -> None:
    result = compute_monthly(desk, MONTH)
    paper = to_paper(result)
    write_return(result, folder, lambda path: Printer().monthly(paper, path))


def _read(raw: sqlite3.Connection) -> None:
    raw.execute(_CASES).fetchall()
    raw.execute(_CHILDREN).fetchall()
    for _, _, on, attrs, _ in raw.execute(_FACTS):
        _day(on)
        if attrs:
            json.loads(attrs)


def _peak(desk: Desk) -> float:
    tracemalloc.start()
    compute_monthly(desk, MONTH)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return peak


def _seconds(act: Callable[[], object]) -> float:
    """Processor time, which says the same whoever else is at work on the machine."""
    start = time.process_time()
    act()
    return time.process_time() - start


if __name__ == "__main__":
    for line in run():
        print(line)
