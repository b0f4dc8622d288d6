"""A fact saved as the window saves it (checked, derived, journaled, conflict looked for) against a bare durable commit."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.worklist import CaseQuery
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.records.case_view import case_view_by_id
from ehcp_desk.services.upkeep.demo import build_demo

DAY = date(2026, 10, 30)
SAVES, CASES, GOAL = 80, 300, 8.0


def run() -> list[dict[str, Any]]:
    """Alternate our saves with bare ones, so that the disk's mood falls on both."""
    with tempfile.TemporaryDirectory() as folder:
        desk = open_desk(str(Path(folder) / "desk.db"), "Bench", DAY, create=True)
        build_demo(desk, CASES, 1)
        bare = _bare(Path(folder) / "bare.db")
        with desk.store.read() as work:
            rows = work.case_rows(work.case_ids(CaseQuery(DAY)))
        ours, limit, seen = [], [], []
        for n in range(SAVES):
            case = rows[n % len(rows)]
            fact = NewFact("advice_chased", DAY - timedelta(n % 20), {"body": "health"}, f"chased {n}")
            begun = time.perf_counter()
            record(desk, case.ref, fact)
            ours.append(time.perf_counter() - begun)
            begun = time.perf_counter()
            case_view_by_id(desk, case.id)
            seen.append(time.perf_counter() - begun)
            begun = time.perf_counter()
            bare.execute("BEGIN IMMEDIATE")
            bare.execute("UPDATE t SET n = n + 1 WHERE id = 1")
            bare.execute("COMMIT")
            limit.append(time.perf_counter() - begun)
        bare.close()
        desk.store.close()
    return [
        _row("save: one fact with clocks, journal and conflict check", median(ours), median(limit), GOAL),
        _row("save: the case read whole again, with its clocks", median(seen), median(limit), 0),
    ]


def _bare(path: Path) -> sqlite3.Connection:
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("PRAGMA journal_mode = WAL")
    raw.execute("PRAGMA synchronous = FULL")
    raw.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)")
    raw.execute("INSERT INTO t VALUES (1, 0)")
    return raw


def _row(name: str, ours: float, limit: float, goal: float) -> dict[str, Any]:
    row = {"name": name, "ours": round(ours * 1000, 3), "limit": round(limit * 1000, 3), "ratio": round(ours / limit, 2),
           "unit": "ms", "n": SAVES}  # fmt: skip
    return {**row, "goal": goal} if goal else row
