"""``clock FILE``: facts in, deadlines with their derivations out, against only reading and writing the same JSON.

The second row is a long list on every core against the same list on one: the wall clock, helpers' start included.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import date
from io import StringIO
from random import Random
from typing import Any

from ehcp_desk.exchange.clock_many import answers, usable_cores
from ehcp_desk.exchange.json_values import read_values
from tests.bench.authorities import AS_AT, assessment

CASES, ROUNDS = 4_000, 3
SETTINGS = ("Larkspur Primary", "Greenacre Special", "Harbour Academy")
NOT_OF_THE_CLOCK = {"contact"}


def run() -> list[dict[str, Any]]:
    """Rows for ``make bench``."""
    text = _text()
    kept = [json.loads(answer) for answer in _answers(text, 1)]
    rounds = [
        (_timed(lambda: _answers(text, 1)), _timed(lambda: _bare(text, kept)), _timed(lambda: _answers(text, 0)))
        for _ in range(ROUNDS)
    ]
    alone, bare, together = (min(column) / CASES * 1e6 for column in zip(*rounds, strict=True))
    return [
        _row("facts in, deadlines and derivations out", alone, bare),
        _row(f"the same on {usable_cores()} cores, against one", together, alone),
    ]


def _row(name: str, ours: float, limit: float) -> dict[str, Any]:
    return {"name": f"clock FILE: {name}", "ours": round(ours, 1), "limit": round(limit, 1),
            "ratio": round(ours / limit, 2), "unit": "µs a case", "n": CASES}  # fmt: skip


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _answers(text: str, cores: int) -> list[str]:
    cases, _ = read_values(StringIO(text))
    return list(answers(cases, date.today(), cores, alone=0))


def _bare(text: str, kept: list[Any]) -> list[str]:
    json.loads(text)
    return [json.dumps(answer, ensure_ascii=False) for answer in kept]


def _text() -> str:
    random = Random(20)
    cases = []
    for n in range(CASES):
        facts = [
            {"fact": kind, "on": on, **json.loads(said or "{}")}
            for kind, on, said in assessment(random, SETTINGS)
            if kind not in NOT_OF_THE_CLOCK
        ]
        cases.append({"ref": f"SEN/{n}", "as_at": AS_AT.isoformat(), "facts": facts})
    return json.dumps(cases)


if __name__ == "__main__":
    for row in run():
        print(row)
