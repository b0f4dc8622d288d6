"""The manager's desk over 25,000 live cases: the Team page and the lists of what could be forgotten against the SQL they
need, the morning's messages for 200 people against five seconds, and a thousand forecasts against thirty.

The limit of the two lists is hand-written SQL, run by the raw driver on the same file, that reads the same rows and no
column that is not needed, days turned from text into dates as any list must.  The last two are seconds of the wall.
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from db.store import open_store
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.forecast.courses import Course
from ehcp_desk.domain.forecast.scenarios import Scenario
from ehcp_desk.domain.matters import MATTER_KINDS
from ehcp_desk.domain.people import Role
from ehcp_desk.domain.weights import NEED_KINDS
from ehcp_desk.ports.mail import Mail
from ehcp_desk.ports.today import Calendar
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.forecasting import Known, run_forward
from ehcp_desk.services.oversight.notifying import notify
from ehcp_desk.services.oversight.orphans import forgotten
from ehcp_desk.services.oversight.team import team_view
from ehcp_desk.services.upkeep.demo import build_demo

DAY, CASES, ROUNDS = date(2026, 11, 22), 26_000, 7
PEOPLE, MOST_SECONDS = 200, 5.0
REQUESTS, RUNS, MONTHS, FORECAST_SECONDS = 5_000, 1_000, 6, 30.0
LISTS_GOAL = 1.5
_UNTIL = (DAY + timedelta(27)).isoformat()
_COLUMNS = ("owner_id, stage, risk, next_rule, next_relieved, psychologist, awaiting, relieved_rules, received, next_due, "
            "plan_decision_due, awaiting_since, unassigned_since")  # fmt: skip
_AHEAD = "(plan_decision_due >= :day AND (next_due IS NULL OR plan_decision_due < next_due))"
_STANDS = "AND id NOT IN (SELECT supersedes FROM facts WHERE supersedes IS NOT NULL) ORDER BY case_id, id"
_TEAM = (
    f"SELECT {_COLUMNS} FROM case_summary WHERE scope = 'open' OR scope = 'plans' AND (owner_id IS NULL OR "
    f"awaiting <> '' OR risk = 0 AND next_due <= :until OR {_AHEAD} AND plan_decision_due <= :until)",
    "SELECT owner_id, count(*) FROM case_summary WHERE scope = 'plans' GROUP BY owner_id",
    f"SELECT case_id, kind, happened_on, attrs FROM facts WHERE kind IN ({', '.join(map(repr, NEED_KINDS))}) {_STANDS}",
    "SELECT case_id, kind, happened_on, attrs FROM facts WHERE kind IN ('delay', 'manager_review') AND case_id IN "
    f"(SELECT case_id FROM case_summary WHERE scope = 'open' AND received < date(:day, '-140 days')) {_STANDS}",
    "SELECT case_id, kind, happened_on, attrs FROM facts WHERE kind IN ('advice_requested', 'advice_received', "
    "'advice_chased', 'advice_returned') AND case_id IN (SELECT case_id FROM case_summary WHERE scope = 'open' AND "
    f"(awaiting LIKE '%psychology%' OR awaiting LIKE '%health%')) {_STANDS}",
    # The page names these, so it must read who they are.
    "SELECT case_id, ref, surname, forenames, psychologist, o.name FROM case_summary s LEFT JOIN officers o ON o.id = s.owner_id "
    "WHERE scope = 'open' AND (received < date(:day, '-140 days') OR awaiting LIKE '%psychology%' OR awaiting LIKE '%health%')",
)
_LEFT = f"julianday(CASE WHEN {_AHEAD} THEN plan_decision_due WHEN risk = 0 THEN next_due END) - julianday(:day)"
_TEAM_COUNTED = (
    "SELECT owner_id, scope, CASE WHEN x < 0 THEN -1 WHEN x < 28 THEN CAST(x / 7 AS INT) END, count(*) FROM "
    f"(SELECT owner_id, scope, {_LEFT} x FROM case_summary WHERE scope IN ('open', 'plans')) GROUP BY 1, 2, 3",
    "SELECT CAST((julianday(:day) - julianday(received)) / 7 AS INT), count(*) FROM case_summary WHERE scope = 'open' GROUP BY 1",
    "SELECT psychologist, count(*), max(julianday(:day) - julianday(awaiting_since)) FROM case_summary "
    "WHERE scope = 'open' AND awaiting LIKE '%psychology%' GROUP BY 1",
    "SELECT count(*), min(unassigned_since) FROM case_summary WHERE owner_id IS NULL AND scope IN ('open', 'plans')",
)
_FORGOTTEN = (
    f"SELECT kind, happened_on, attrs, id, case_id FROM facts WHERE kind IN ({', '.join(map(repr, MATTER_KINDS))}) "
    "AND id NOT IN (SELECT supersedes FROM facts WHERE supersedes IS NOT NULL) ORDER BY case_id, id",
    "SELECT case_id, happened_on, attrs FROM facts WHERE kind IN ('decision', 'advice_chased')",
    "SELECT f.case_id, max(f.happened_on) FROM facts f JOIN case_summary s ON s.case_id = f.case_id WHERE s.scope = 'open' "
    "AND s.awaiting = '' AND f.kind <> 'withdrawn_entry' AND f.happened_on <= :day GROUP BY f.case_id",
    f"SELECT case_id, {_COLUMNS}, last_contact_on FROM case_summary WHERE scope = 'open' OR scope = 'plans' AND "
    "(owner_id IS NULL OR risk = 0 AND next_due <= :until)",
)


def run() -> list[dict[str, object]]:
    """Rows for ``make bench``."""
    law = Ruleset.load()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "authority.db"
        store = open_store(path, create=True)
        desk = Desk(store, law, "Ruth Castellan", Calendar(DAY))
        build_demo(desk, CASES, 7)
        _share_out(desk, path)
        with closing(sqlite3.connect(path)) as raw:
            rows = [
                _both("Team page, rows", lambda: team_view(desk), lambda: _raw(raw, _TEAM), LISTS_GOAL),
                _both("Team page, counted by SQL", lambda: team_view(desk), lambda: _raw(raw, _TEAM_COUNTED), None),
                _both("what could be forgotten", lambda: forgotten(desk), lambda: _raw(raw, _FORGOTTEN), LISTS_GOAL),
            ]
        rows.append(
            _against("messages of a morning, 200 people", _seconds(lambda: _morning(desk)), MOST_SECONDS, CASES)
        )
        store.close()
        rows.append(
            _against("1,000 forecasts of 6 months", _forecast_seconds(law, Path(folder)), FORECAST_SECONDS, REQUESTS)
        )
    return rows


def _share_out(desk: Desk, path: Path) -> None:
    """Two hundred people, each with an address and their share of the cases."""
    with desk.store.write("Ruth Castellan", datetime(2026, 11, 22, 9, tzinfo=UTC)) as work:
        teams = list(work.staff().teams)
        ids = [work.add_officer(f"Caseworker {n}", Role.CASEWORKER, teams[n % len(teams)], email=f"c{n}@westmarsh.example").id
               for n in range(PEOPLE)]  # fmt: skip
    with closing(sqlite3.connect(path)) as raw:
        held = [n for (n,) in raw.execute("SELECT case_id FROM case_summary WHERE owner_id IS NOT NULL")]
        for table, key in (("cases", "id"), ("case_summary", "case_id")):
            shared = [(ids[place % PEOPLE], number) for place, number in enumerate(held)]
            raw.executemany(f"UPDATE {table} SET owner_id = ? WHERE {key} = ?", shared)
        raw.commit()


def _both(name: str, ours: Callable[[], object], limit: Callable[[], object], goal: float | None) -> dict[str, object]:
    # By turns, so that whatever else the machine does falls on both.
    took = [(_seconds(ours), _seconds(limit)) for _ in range(ROUNDS)]
    mine, theirs = (median(side) * 1e3 for side in zip(*took, strict=True))
    row = {"name": f"oversight: {name}", "ours": round(mine, 1), "limit": round(theirs, 1), "ratio": round(mine / theirs, 2),
           "unit": "ms", "n": CASES}  # fmt: skip
    return row if goal is None else {**row, "goal": goal}


def _against(name: str, took: float, most: float, n: int) -> dict[str, object]:
    return {"name": f"oversight: {name}", "ours": round(took, 2), "limit": most, "ratio": round(took / most, 3), "unit": "s",
            "n": n, "goal": 1.0}  # fmt: skip


def _seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


_day = lru_cache(maxsize=32768)(date.fromisoformat)


def _raw(raw: sqlite3.Connection, statements: tuple[str, ...]) -> list[list[tuple[Any, ...]]]:
    """The rows of each, days as dates where a column holds them."""
    answers = []
    for sql in statements:
        rows = raw.execute(sql, {"day": DAY.isoformat(), "until": _UNTIL}).fetchall()
        days = _days_of(rows)
        answers.append(
            [tuple(v and _day(v) if n in days else v for n, v in enumerate(row)) for row in rows] if days else rows
        )
    return answers


def _days_of(rows: list[tuple[Any, ...]]) -> frozenset[int]:
    """The columns whose first value known is a day."""
    found = set()
    for place in range(len(rows[0]) if rows else 0):
        value = next((row[place] for row in rows if row[place] is not None), None)
        if isinstance(value, str) and len(value) == 10 and value[4:5] == "-":
            found.add(place)
    return frozenset(found)


class _Carrier:
    """Takes every message at once: what is measured is the desk, not a mail server."""

    def __init__(self) -> None:
        self.carried = 0

    def send(self, mail: Mail) -> None:
        assert mail.body
        self.carried += 1

    def close(self) -> None:
        """Nothing to close."""


def _morning(desk: Desk) -> None:
    carrier = _Carrier()
    told = notify(desk, carrier)
    assert told.sent == carrier.carried >= PEOPLE, (told.sent, carrier.carried)


def _forecast_seconds(law: Ruleset, folder: Path) -> float:
    """An authority of 5,000 requests a year, two years on record, run forward a thousand times; without the reading."""
    store = open_store(folder / "empty.db", create=True)
    desk = Desk(store, law, "Ruth Castellan", Calendar(DAY))
    known = Known(DAY, tuple(_courses()), (), {"psychologists": 30.0, "caseworkers": 45.0})
    took = _seconds(lambda: run_forward(desk, known, MONTHS, Scenario(), 1, RUNS))
    store.close()
    return took


def _courses() -> list[Course]:
    rng, today, found = Random(11), DAY.toordinal(), []
    for _ in range(2 * REQUESTS):
        day = received = today - rng.randrange(730)
        course = Course(received)
        found.append(course)
        for step, least, most in (
            ("decided", 25, 45),
            ("asked", 0, 4),
            ("came", 30, 80),
            ("draft", 3, 30),
            ("final", 16, 50),
        ):
            day += rng.randrange(least, most)
            if day >= today:
                break
            if step == "decided":
                course.decided, course.outcome = day, "assess" if rng.random() < 0.8 else "refuse"
                course.ended = None if course.outcome == "assess" else day
                if course.ended:
                    break
            elif step in ("asked", "came"):
                setattr(course, step, dict.fromkeys(("psychology", "health", "education"), day))
            else:
                setattr(course, step, day)
                course.ended = day if step == "final" else None
    return found


if __name__ == "__main__":
    for line in run():
        print(line)
