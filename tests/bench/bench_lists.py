"""Lists at 20,000 and 200,000 cases, against the raw driver giving the same lines on the same file.

The limit of a page is one statement that reads a hundred lines and turns their days from text into dates, which any
list must; ours asks for the ids in order first and then for the lines, and builds the rows the pages show.
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from db.mapping.lists import ROW_SQL
from db.store import SqlStore, open_store
from db.uow import ReadUnit
from ehcp_desk.domain.case import Child, Stage, YearGroup
from ehcp_desk.domain.worklist import CaseQuery, Scope, Sort, Summary
from ehcp_desk.services.upkeep.bulk import BulkCase

NOW, DAY = datetime(2026, 10, 30, 9, 0, tzinfo=UTC), date(2026, 10, 30)
SIZES, PAGE, ROUNDS = (20_000, 200_000), 100, 15
SURNAMES = ("Farrowdale", "Okafor", "Nguyen", "Vantongeren", "Castellan", "Smith-Jones", "Mbeki", "Addo", "Ames")
_PAGE = (
    f"SELECT {ROW_SQL} FROM case_summary s LEFT JOIN officers o ON o.id = s.owner_id "
    f"WHERE s.scope = 'open' AND s.risk = 0 ORDER BY s.next_due, s.case_id LIMIT {PAGE}"
)
_IDS = "SELECT case_id FROM case_summary WHERE scope = 'open' AND risk = 0 ORDER BY next_due, case_id"
_NAMES = "SELECT case_id FROM case_summary ORDER BY name_sort, case_id"
_WORD = (
    "SELECT s.case_id FROM case_words w CROSS JOIN case_summary s ON s.case_id = w.case_id "
    "WHERE w.word >= 'sen1001' AND w.word < 'sen1002' ORDER BY s.next_due, s.case_id"
)
_OWNED = (
    "SELECT case_id FROM case_summary INDEXED BY ix_case_summary_owner "
    "WHERE owner_id = 7 AND scope = 'open' AND risk = 0 ORDER BY next_due, case_id"
)


def run() -> list[dict[str, object]]:
    """Rows for ``make bench``."""
    rows: list[dict[str, object]] = []
    pages: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            path = Path(folder) / f"{size}.db"
            store = open_store(path, create=True)
            _fill(store, size)
            with store.read() as work, closing(sqlite3.connect(path)) as raw:
                measured = _measure(work, raw, size)
            store.close()
            pages.append(float(str(measured[0]["ours"])))
            rows += measured
    rows.append(_row("page at 200,000 against 20,000", pages[1], pages[0], SIZES[1]))
    return rows


def _measure(work: ReadUnit, raw: sqlite3.Connection, size: int) -> list[dict[str, object]]:
    risk, names = CaseQuery(DAY), CaseQuery(DAY, Scope.ALL, sort=Sort.NAME)
    assert work.case_ids(names) == [number for (number,) in raw.execute(_NAMES)]

    def both(name: str, ours: Callable[[], object], limit: Callable[[], object]) -> dict[str, object]:
        # By turns, so that whatever else the machine does falls on both.
        took = [(_timed(ours), _timed(limit)) for _ in range(ROUNDS)]
        mine, theirs = (median(side) * 1e3 for side in zip(*took, strict=True))
        return _row(f"{name}, {size:,} cases", mine, theirs, size)

    return [
        both("page of 100 by risk", lambda: work.case_rows(work.case_ids(risk, PAGE)), lambda: _raw_page(raw)),
        both("every open id by risk", lambda: work.case_ids(risk), lambda: _raw_ids(raw, _IDS)),
        both("one person's open ids by risk", lambda: work.case_ids(CaseQuery(DAY, owners=(7,))),
             lambda: _raw_ids(raw, _OWNED)),
        both("every id by name", lambda: work.case_ids(names), lambda: _raw_ids(raw, _NAMES)),
        both("search by reference", lambda: work.case_ids(CaseQuery(DAY, Scope.ALL, search="sen/1001")),
             lambda: _raw_ids(raw, _WORD)),
    ]  # fmt: skip


def _row(name: str, ours: float, limit: float, n: int) -> dict[str, object]:
    row = {"name": f"lists: {name}", "ours": round(ours, 3), "limit": round(limit, 3), "ratio": round(ours / limit, 2),
           "unit": "ms", "n": n}  # fmt: skip
    return {**row, "goal": 2.0} if name.startswith("page of 100") else row


def _timed(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _raw_page(raw: sqlite3.Connection) -> list[tuple[Any, ...]]:
    day = date.fromisoformat
    return [
        (*row[:9], row[9] and day(row[9]), row[10] and day(row[10]), *row[11:14],
         *(value and day(value) for value in row[14:16]), row[16], *(value and day(value) for value in row[17:21]),
         *row[21:23], row[23] and day(row[23]), row[24], row[25] and day(row[25]), row[26] and day(row[26]), row[27],
         row[28] and day(row[28]), row[29])
        for row in raw.execute(_PAGE)
    ]  # fmt: skip


def _raw_ids(raw: sqlite3.Connection, sql: str) -> list[int]:
    return [number for (number,) in raw.execute(sql)]


def _fill(store: SqlStore, size: int) -> None:
    with store.write("Joy Addo", NOW) as work:
        officers = [work.add_officer(f"Officer {n}").id for n in range(60)]
        work.add_cases_in_bulk(_cases(size, officers))


def _cases(size: int, officers: list[int]) -> Iterator[BulkCase]:
    """A third of the cases are open, most of them owned, as in a council."""
    random = Random(3)
    for n in range(size):
        received = DAY - timedelta(days=random.randrange(200))
        stage = random.choice((Stage.ASSESSING, Stage.DRAFTING)) if random.random() < 0.35 else Stage.PLAN
        due = received + timedelta(days=140) if stage is not Stage.PLAN else None
        week_16 = received + timedelta(days=112) if stage is Stage.ASSESSING else None
        summary = Summary(stage, received, next_rule="A_FINAL_PLAN" if due else "", next_due=due,
                          plan_decision_due=week_16, last_contact_on=received, awaiting=("psychology",))  # fmt: skip
        owner = random.choice(officers) if random.random() < 0.9 else None
        child = Child(0, random.choice(SURNAMES), f"Maisie {n % 97}", year_group=YearGroup(n % 13, 2026))
        yield BulkCase(f"SEN/{100_000 + n}", child, None, owner, received if owner else None,
                       None if owner else received, "", "", (), summary, ())  # fmt: skip


if __name__ == "__main__":
    for line in run():
        print(line)
