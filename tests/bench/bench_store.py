"""Saving and loading, against the leanest code that makes the same rows durable.

A save here is the store's whole part of one: read the case, record a fact, compare and count the version, rewrite the
summary and the deadlines, seal a line in the journal, commit.  The limit is one bare row committed as durably, with
the raw driver.  Loading is facts a second through ``add_cases_in_bulk``, against ``executemany`` of the same facts.
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

from db.engine import prepare_file_connection
from db.store import SqlStore, open_store
from ehcp_desk.clock.model import Force
from ehcp_desk.clock.program import Base
from ehcp_desk.domain.case import Child, Stage
from ehcp_desk.domain.deadlines import CachedDeadline
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.worklist import Summary
from ehcp_desk.services.upkeep.bulk import BulkCase

NOW, DAY = datetime(2026, 10, 30, 9, 0, tzinfo=UTC), date(2026, 10, 30)
SAVES, CASES, FACTS = 200, 4_000, 25
KINDS = ("request_received", "advice_requested", "advice_received", "contact", "note")


def run() -> list[dict[str, object]]:
    """Rows for ``make bench``."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "desk.db", create=True)
        try:
            loaded, bare = _load(store), _bare_facts(Path(folder) / "bare.db")
            saved, one_row = _saves(store), _one_row_commits(Path(folder) / "one.db")
        finally:
            store.close()
    facts = CASES * FACTS
    return [
        _row("save with journal, deadlines and conflict check", saved * 1e3, one_row * 1e3, "ms", SAVES),
        _row("bulk load of whole cases, per fact", loaded / facts * 1e6, bare / facts * 1e6, "µs a fact", facts),
    ]


def _row(name: str, ours: float, limit: float, unit: str, n: int) -> dict[str, object]:
    return {"name": f"store: {name}", "ours": round(ours, 3), "limit": round(limit, 3),
            "ratio": round(ours / limit, 2), "unit": unit, "n": n}  # fmt: skip


def _each(act: Callable[[int], None], times: int) -> float:
    took = []
    for n in range(times):
        start = time.perf_counter()
        act(n)
        took.append(time.perf_counter() - start)
    return median(took)


def _saves(store: SqlStore) -> float:
    deadlines = [
        CachedDeadline(0, f"A_RULE_{n}", "", DAY + timedelta(days=n), Base.OPEN, None, Force.STATUTE, "LA", "england@1")
        for n in range(10)
    ]

    def save(n: int) -> None:
        with store.write("Joy Addo", NOW) as work:
            case = work.case(n + 1)
            work.facts(case.id)
            fact = work.add_fact(case.id, NewFact("contact", DAY, {"channel": "phone"}, "Rang the school."))
            summary = Summary(Stage.ASSESSING, DAY, next_rule="A_FINAL_PLAN", next_due=DAY + timedelta(days=n))
            work.save_case(replace(case, psychologist=f"P {n}"), summary, deadlines)
            work.append(NewEntry("fact_recorded", case.id, {"fact": fact.id, "kind": "contact"}))

    return _each(save, SAVES)


def _one_row_commits(path: Path) -> float:
    with closing(sqlite3.connect(path)) as raw:
        prepare_file_connection(raw)
        raw.execute("PRAGMA journal_mode = WAL")
        raw.execute("CREATE TABLE one (id INTEGER PRIMARY KEY, at TEXT, note TEXT)")

        def save(n: int) -> None:
            raw.execute("BEGIN IMMEDIATE")
            raw.execute("INSERT INTO one (at, note) VALUES (?, ?)", ("2026-10-30", "Rang the school."))
            raw.execute("COMMIT")

        return _each(save, SAVES)


def _cases() -> list[BulkCase]:
    summary = Summary(Stage.ASSESSING, DAY, next_rule="A_FINAL_PLAN", next_due=DAY)
    return [
        BulkCase(f"SEN/{100_000 + n}", Child(0, f"Farrowdale {n % 500}", "Maisie"), None, None, None, DAY, "", "",
                 [(fact, NOW, "Joy Addo") for fact in _facts(n)], summary, ())
        for n in range(CASES)
    ]  # fmt: skip


def _facts(n: int) -> Iterator[NewFact]:
    for place in range(FACTS):
        kind = KINDS[place % len(KINDS)]
        yield NewFact(kind, DAY - timedelta(days=n % 300 + place), {"body": "psychology"}, "Rang the school.")


def _load(store: SqlStore) -> float:
    cases = _cases()
    start = time.perf_counter()
    with store.write("Joy Addo", NOW) as work:
        work.add_cases_in_bulk(cases)
    return time.perf_counter() - start


def _bare_facts(path: Path) -> float:
    rows = [
        (n, fact.kind, fact.on.isoformat(), '{"body":"psychology"}', fact.note, NOW.isoformat(), "Joy Addo")
        for n in range(CASES)
        for fact in _facts(n)
    ]
    with closing(sqlite3.connect(path)) as raw:
        prepare_file_connection(raw)
        raw.execute("PRAGMA journal_mode = WAL")
        raw.execute("CREATE TABLE facts (id INTEGER PRIMARY KEY, case_id, kind, day, attrs, note, at, by)")
        raw.execute("CREATE INDEX by_case ON facts (case_id)")
        start = time.perf_counter()
        raw.execute("BEGIN IMMEDIATE")
        raw.executemany("INSERT INTO facts (case_id, kind, day, attrs, note, at, by) VALUES (?,?,?,?,?,?,?)", rows)
        raw.execute("COMMIT")
        return time.perf_counter() - start


if __name__ == "__main__":
    for line in run():
        print(line)
