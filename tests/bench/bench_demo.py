"""The demo authority, told, derived and saved, against a bare copy of the very rows it leaves behind.

The opponent is handed every finished row and only has to insert it, with the raw driver, into the same tables with the
same indexes, in one durable transaction.  It invents nothing, derives no deadline, seals no journal.
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
from contextlib import closing
from datetime import date
from pathlib import Path

from db.store import open_store
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.ports.today import Calendar
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.upkeep.demo import build_demo

CASES, ROUNDS = 2_000, 3
Table = tuple[str, list[tuple[object, ...]]]


def run() -> list[dict[str, object]]:
    """One row: microseconds a case."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        ours = min(_built(home / f"demo{n}.db") for n in range(ROUNDS))
        schema, tables = _rows_of(home / "demo0.db")
        limit = min(_copied(home / f"copy{n}.db", schema, tables) for n in range(ROUNDS))
    scale = 1e6 / CASES
    return [
        {"name": "demo authority: told, derived and saved", "ours": ours * scale, "limit": limit * scale,
         "ratio": ours / limit, "unit": "µs a case", "n": CASES}
    ]  # fmt: skip


def _built(path: Path) -> float:
    law = Ruleset.load()
    store = open_store(str(path), create=True)
    begun = time.perf_counter()
    build_demo(Desk(store, law, "Joy Addo", Calendar(date(2026, 10, 30))), CASES)
    took = time.perf_counter() - begun
    store.close()
    return took


def _rows_of(path: Path) -> tuple[list[str], list[Table]]:
    """What makes the tables and indexes, and every row of every table."""
    with closing(sqlite3.connect(path)) as made:
        kept = "SELECT name, type, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
        parts = made.execute(f"{kept} ORDER BY type DESC").fetchall()
        tables = [
            (name, made.execute(f"SELECT * FROM {name}").fetchall()) for name, kind, _ in parts if kind == "table"
        ]
    return [sql for _, kind, sql in parts if kind in ("table", "index")], tables


def _copied(path: Path, schema: list[str], tables: list[Table]) -> float:
    with closing(sqlite3.connect(path, isolation_level=None)) as copy:
        copy.execute("PRAGMA journal_mode = WAL")
        copy.execute("PRAGMA synchronous = FULL")
        for statement in schema:
            copy.execute(statement)
        begun = time.perf_counter()
        copy.execute("BEGIN IMMEDIATE")
        for name, rows in tables:
            if rows:
                copy.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(rows[0]))})", rows)
        copy.execute("COMMIT")
        return time.perf_counter() - begun
