"""The clock over many cases, against the leanest loop that can do the same work on the same rows.

Both sides read twenty thousand cases of twenty-five facts from SQLite with the raw driver, work out every due date and
where it stands, and keep the answers; the answers are compared before anything is timed.  The opponent knows only the
rules this data touches, has them written out in code, and could not explain, relieve or re-date anything.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from random import Random

from ehcp_desk.clock.counting import add_months
from ehcp_desk.clock.lean import due_states
from ehcp_desk.clock.program import Base
from ehcp_desk.clock.rules import Ruleset

CASES, AS_AT, ROUNDS = 20_000, date(2026, 9, 1), 3
BODIES = ("parent", "education", "health", "psychology", "social_care", "other")
SETTINGS = ("Larkspur Primary", "Greenacre Special", "Harbour Academy")
READ = "SELECT case_id, kind, happened, attrs, id FROM fact ORDER BY case_id"
Row = tuple[int, str, str, str | None, int]
Line = tuple[str, str, date, Base, date | None]


def run() -> list[dict[str, object]]:
    """Rows for ``make bench``: ours and the limit in microseconds a case."""
    ruleset = Ruleset.load()
    with closing(_store()) as store:
        ours, leanest = _ours(store, ruleset), _leanest(store, ruleset)
        assert [sorted(lines) for lines in ours] == [sorted(lines) for lines in leanest], "the two sides differ"
        # Turn about, so that a busy machine slows both sides alike.
        rounds = [
            (_timed(lambda: _ours(store, ruleset)), _timed(lambda: _leanest(store, ruleset))) for _ in range(ROUNDS)
        ]
        mine, limit = min(ours for ours, _ in rounds), min(leanest for _, leanest in rounds)
    scale = 1e6 / CASES
    return [
        {
            "name": "clock: due dates and states, read from SQLite included",
            "ours": round(mine * scale, 2),
            "limit": round(limit * scale, 2),
            "ratio": round(mine / limit, 2),
            "unit": "µs a case",
            "n": CASES,
            "goal": 2.5,
        }
    ]


def _timed(work: object) -> float:
    assert callable(work)
    start = time.process_time()
    work()
    return time.process_time() - start


def _store() -> sqlite3.Connection:
    store = sqlite3.connect(":memory:")
    store.execute("CREATE TABLE fact (id INTEGER PRIMARY KEY, case_id INTEGER, kind TEXT, happened TEXT, attrs TEXT)")
    random = Random(20)
    rows = ((case_id, kind, day, attrs) for case_id in range(CASES) for kind, day, attrs in _case(random))
    store.executemany("INSERT INTO fact (case_id, kind, happened, attrs) VALUES (?, ?, ?, ?)", rows)
    store.execute("CREATE INDEX by_case ON fact (case_id)")
    return store


def _case(random: Random) -> Iterator[tuple[str, str, str | None]]:
    """Twenty-five facts of one case; about two thirds of the cases are finished."""
    start = date(2024, 1, 1) + timedelta(days=random.randrange(700))

    def on(least: int, most: int) -> str:
        return (start + timedelta(days=random.randint(least, most))).isoformat()

    yield "request_received", on(0, 0), '{"source": "parent"}'
    yield "assess_decision_notified", on(20, 45), '{"outcome": "assess"}'
    for body in BODIES:
        yield "advice_requested", on(46, 50), f'{{"body": "{body}"}}'
        yield "advice_received", on(70, 100), f'{{"body": "{body}"}}'
    yield "draft_plan_served", on(101, 125), None
    yield "representations_received", on(126, 140), None
    for setting in SETTINGS:
        yield "setting_consulted", on(126, 130), f'{{"setting": "{setting}"}}'
        yield "setting_replied", on(131, 150), f'{{"setting": "{setting}"}}'
    yield ("final_plan_sent", on(130, 200), None) if random.random() < 0.65 else ("contact", on(151, 200), None)
    yield "contact", on(1, 150), None
    yield "contact", on(1, 150), None


def _ours(store: sqlite3.Connection, ruleset: Ruleset) -> list[list[Line]]:
    cases = ((key, [row[1:] for row in rows]) for key, rows in groupby(store.execute(READ), key=itemgetter(0)))
    return [[limit[:5] for limit in limits] for _, limits in due_states(cases, ruleset, AS_AT)]


def _leanest(store: sqlite3.Connection, ruleset: Ruleset) -> list[list[Line]]:
    days: dict[str, int] = {}
    dates: dict[int, date] = {}
    tribunal = ruleset.calendar.tribunal
    return [_by_hand(rows, days, dates, tribunal.roll) for _, rows in groupby(store.execute(READ), key=itemgetter(0))]


def _by_hand(  # noqa: C901 - one flat loop is the point of the opponent
    rows: Iterable[Row], days: dict[str, int], dates: dict[int, date], roll: object
) -> list[Line]:
    """The rules of this data written out; nothing is looked up that need not be."""
    assert callable(roll)
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
    met, late = Base.MET, Base.MET_LATE
    lines: list[Line] = [
        ("A_DECIDE_ASSESS", "", dates[start + 42], met if decided <= start + 42 else late, dates[decided]),
        ("A_DRAFT_TARGET", "", dates[start + 112], met, dates[draft]),
        ("A_ADVICE_REQUEST", "", dates[decided], met, dates[min(asked.values())]),
    ]
    in_time = draft <= start + 112
    lines.append(("A_DECIDE_NOT_ISSUE", "", dates[start + 112], met if in_time else Base.ENDED,
                  dates[draft] if in_time else None))  # fmt: skip
    for attrs, day in asked.items():
        back = came[attrs]
        lines.append(
            ("A_ADVICE_RESPONSE", attrs[10:-2], dates[day + 42], met if back <= day + 42 else late, dates[back])
        )
    for attrs, day in consulted.items():
        back = replied[attrs]
        if final and final < back:
            lines.append(("A_SCHOOL_CONSULT", attrs[13:-2], dates[day + 15], Base.ENDED, None))
        else:
            lines.append(("A_SCHOOL_CONSULT", attrs[13:-2], dates[day + 15], met, dates[back]))
    if final and final < comments and final <= draft + 14:
        lines.append(("A_DRAFT_REPS", "", dates[draft + 14], Base.ENDED, None))
    elif final and final < comments:
        lines.append(("A_DRAFT_REPS", "", dates[draft + 14], met, dates[draft + 14]))
    else:
        lines.append(("A_DRAFT_REPS", "", dates[draft + 14], met, dates[comments]))
    if not final:
        lines.append(("A_FINAL_PLAN", "", dates[start + 140], Base.OPEN, None))
        return lines
    lines.append(("A_FINAL_PLAN", "", dates[start + 140], met if final <= start + 140 else late, dates[final]))
    two_months = add_months(dates[final], 2)
    lines.append(("M_CONTACT", "", two_months, Base.WINDOW, None))
    lines.append(("T_APPEAL_2M", "", date.fromordinal(roll(two_months.toordinal())), Base.WINDOW, None))
    lines.append(("R_FIRST_REVIEW", "", add_months(dates[final], 12), Base.OPEN, None))
    return lines


if __name__ == "__main__":
    for row in run():
        print(row)
