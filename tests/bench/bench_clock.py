"""The clock over many cases, against the leanest loop that can do the same work on the same facts.

Both sides work out every due date and state of twenty thousand assessments of twenty-five facts, once with the facts
in memory and once reading them from SQLite with the raw driver, and keep one case's answer at a time; the answers are
compared before anything is timed.  The opponent knows only the rules this data touches, has them written out in code,
and could not explain, relieve or re-date anything.  Then one case is worked out again after a fact, with its warnings,
as a save does.  `national.py` does the same for all of England.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import date
from itertools import groupby
from operator import itemgetter
from random import Random
from typing import Any

from ehcp_desk.clock.counting import add_months
from ehcp_desk.clock.lean import FactRow, base_deadlines, due_states
from ehcp_desk.clock.model import Fact, State
from ehcp_desk.clock.rules import Ruleset
from tests.bench.authorities import AS_AT, assessment

CASES, ROUNDS, ONES = 20_000, 5, 300
SETTINGS = ("Larkspur Primary", "Greenacre Special", "Harbour Academy")
READ = "SELECT case_id, kind, happened, attrs, id FROM fact ORDER BY case_id"
Row = tuple[int, str, str, str | None, int]
Line = tuple[str, str, date, State]
Answers = Iterable[list[Line]]


def run() -> list[dict[str, Any]]:
    """Rows for ``make bench``: ours and the limit in microseconds a case."""
    law = Ruleset.load()
    with closing(_store()) as store:
        read = _turn_about(lambda: _ours(_read(store), law), lambda: _leanest(store.execute(READ), law))
        kept = [(case_id, list(rows)) for case_id, rows in _read(store)]
        again = [[(case_id, *row) for row in rows] for case_id, rows in kept]
        held = _turn_about(lambda: _ours(kept, law), lambda: _by_hand_all(again, law))
    return [
        _row("facts in memory", *held, CASES, None),
        _row("read from SQLite included", *read, CASES, 2.5),
        _row("one case worked out again, with its warnings", *_one(kept[:ONES], again[:ONES], law), ONES, None),
    ]


def _row(name: str, ours: float, limit: float, n: int, goal: float | None) -> dict[str, Any]:
    return {"name": f"clock: {name}", "ours": round(ours, 2), "limit": round(limit, 2), "ratio": round(ours / limit, 2),
            "unit": "µs a case", "n": n, "goal": goal}  # fmt: skip


def _turn_about(ours: Callable[[], Answers], leanest: Callable[[], Answers]) -> tuple[float, float]:
    """The best of some rounds of each, in µs a case; turn about, so that a busy machine slows both sides alike."""
    for mine, theirs in zip(ours(), leanest(), strict=True):
        assert sorted(mine) == sorted(theirs), "the two sides differ"
    rounds = [(_timed(ours), _timed(leanest)) for _ in range(ROUNDS)]
    return min(mine for mine, _ in rounds) / CASES * 1e6, min(limit for _, limit in rounds) / CASES * 1e6


def _timed(work: Callable[[], Iterable[object]]) -> float:
    start = time.process_time()
    for _ in work():
        pass
    return time.process_time() - start


def _one(kept: list[tuple[int, list[FactRow]]], again: list[list[Row]], law: Ruleset) -> tuple[float, float]:
    """One case at a time, from facts to what the record keeps: the mean over cases of the best of each."""
    histories = [
        [
            Fact(kind, date.fromisoformat(str(on)), json.loads(said or "{}"), id=number)
            for kind, on, said, number in rows
        ]
        for _, rows in kept
    ]
    ours, limit = [float("inf")] * len(kept), [float("inf")] * len(kept)
    for _ in range(ROUNDS):
        for place, history in enumerate(histories):
            ours[place] = min(ours[place], _timed(lambda: base_deadlines(history, law)))  # noqa: B023 - run at once
            limit[place] = min(limit[place], _timed(lambda: _by_hand_all([again[place]], law)))  # noqa: B023
    return sum(ours) / len(ours) * 1e6, sum(limit) / len(limit) * 1e6


def _store() -> sqlite3.Connection:
    store = sqlite3.connect(":memory:")
    store.execute("CREATE TABLE fact (id INTEGER PRIMARY KEY, case_id INTEGER, kind TEXT, happened TEXT, attrs TEXT)")
    random = Random(20)
    rows = ((case_id, *told) for case_id in range(CASES) for told in assessment(random, SETTINGS))
    store.executemany("INSERT INTO fact (case_id, kind, happened, attrs) VALUES (?, ?, ?, ?)", rows)
    store.execute("CREATE INDEX by_case ON fact (case_id)")
    return store


def _read(store: sqlite3.Connection) -> Iterable[tuple[int, list[FactRow]]]:
    for case_id, rows in groupby(store.execute(READ), key=itemgetter(0)):
        yield case_id, [row[1:] for row in rows]


def _ours(cases: Iterable[tuple[int, list[FactRow]]], law: Ruleset) -> Answers:
    return (limits.states() for _, limits in due_states(cases, law, AS_AT))


def _leanest(rows: Iterable[Row], law: Ruleset) -> Answers:
    return _by_hand_all((of_case for _, of_case in groupby(rows, key=itemgetter(0))), law)


def _by_hand_all(cases: Iterable[Iterable[Row]], law: Ruleset) -> Answers:
    roll = law.calendar.tribunal.roll
    return (_by_hand(rows, _DAYS, _DATES, roll) for rows in cases)


_DAYS: dict[str, int] = {}
_DATES: dict[int, date] = {}


def _by_hand(
    rows: Iterable[Row], days: dict[str, int], dates: dict[int, date], roll: Callable[[int], int]
) -> list[Line]:
    """The rules of this data written out; nothing is looked up that need not be."""
    one: dict[str, int] = {}
    asked: dict[str, int] = {}
    came: dict[str, int] = {}
    consulted: dict[str, int] = {}
    replied: dict[str, int] = {}
    for _, kind, happened, attrs, _ in rows:
        day = days.get(happened)
        if day is None:
            day = days[happened] = date.fromisoformat(happened).toordinal()
            for ordinal in range(day, day + 141):
                dates.setdefault(ordinal, date.fromordinal(ordinal))
        if kind == "advice_requested":
            asked[str(attrs)] = day
        elif kind == "advice_received":
            came[str(attrs)] = day
        elif kind == "setting_consulted":
            consulted[str(attrs)] = day
        elif kind == "setting_replied":
            replied[str(attrs)] = day
        else:
            one[kind] = day
    start, decided, draft = one["request_received"], one["assess_decision_notified"], one["draft_plan_served"]
    final, comments = one.get("final_plan_sent", 0), one["representations_received"]
    met, late, over, ended = State.MET, State.MET_LATE, State.OVERDUE, State.ENDED
    running, today = State.RUNNING, AS_AT.toordinal()
    in_time = draft <= start + 112
    lines: list[Line] = [
        ("A_DECIDE_ASSESS", "", dates[start + 42], met if decided <= start + 42 else late),
        ("A_DRAFT_TARGET", "", dates[start + 112], met),
        ("A_ADVICE_REQUEST", "", dates[decided], met),
        ("A_DECIDE_NOT_ISSUE", "", dates[start + 112], met if in_time else ended),
    ]
    for attrs, day in asked.items():
        lines.append(("A_ADVICE_RESPONSE", attrs[10:-2], dates[day + 42], met if came[attrs] <= day + 42 else late))
    for attrs, day in consulted.items():
        outcome = ended if final and final < replied[attrs] else met
        lines.append(("A_SCHOOL_CONSULT", attrs[13:-2], dates[day + 15], outcome))
    cut_short = final and final < comments and final <= draft + 14
    lines.append(("A_DRAFT_REPS", "", dates[draft + 14], ended if cut_short else met))
    if not final:
        lines.append(("A_FINAL_PLAN", "", dates[start + 140], over if start + 140 < today else running))
        return lines
    lines.append(("A_FINAL_PLAN", "", dates[start + 140], met if final <= start + 140 else late))
    two_months = add_months(dates[final], 2)
    rolled = date.fromordinal(roll(two_months.toordinal()))
    lines.append(("M_CONTACT", "", two_months, ended if two_months < AS_AT else running))
    lines.append(("T_APPEAL_2M", "", rolled, ended if rolled < AS_AT else running))
    review = add_months(dates[final], 12)
    lines.append(("R_FIRST_REVIEW", "", review, over if review < AS_AT else running))
    return lines


if __name__ == "__main__":
    for row in run():
        print(row)
