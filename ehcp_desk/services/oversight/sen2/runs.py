"""A case cut into its requests and plans: one begins where the one before has come to its end (sen2.md 4).

The stages are those the whole desk shows (``domain/case.py``), so that the return holds every plan that stands there as in
place, and all the work that stands there as open.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby, pairwise

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.case import ENDED_STAGES, OWED_BY, STAGE_FACTS, Stage, stage_steps
from ehcp_desk.services.oversight.sen2.told import Move, Row, Told, appeals_told, attrs

_BEGIN = frozenset({"request_received", "became_responsible", "plan_transferred_in"})
_OUTLAST = frozenset({"placement", "placement_ended", "needs_recorded", "no_longer"})
"""Of the child rather than of one plan: what was said before a request is still so after it."""
_Steps = list[tuple[Fact, Stage]]


def requests_told(case_id: int, rows: list[Row], until: str) -> list[Told]:
    """One for each request or plan of a case.  Only the last can be open or have its plan in place."""
    runs, appeals = _runs(rows, until), appeals_told(rows, until)
    if len(runs) == 1:
        return [Told(case_id, rows, until, runs[0], appeals)]
    bounds = ["", *(moves[0][0] for moves in runs[1:]), "9999"]
    return [Told(case_id, _between(rows, low, high), until, moves, [a for a in appeals if low <= a[0] < high])
            for moves, (low, high) in zip(runs, pairwise(bounds), strict=True)]  # fmt: skip


def _between(rows: Iterable[Row], low: str, high: str) -> list[Row]:
    return [row for row in rows if row[1] < high and (row[1] >= low or row[0] in _OUTLAST)]


def _runs(rows: Iterable[Row], until: str) -> list[list[Move]]:
    """The moves of each request or plan, the oldest first.

    Days are taken whole, as the rows are cut by day.  An order or agreement to keep a plan gives back the one that had
    ended, and whatever was asked for meanwhile with it.
    """
    every = list(stage_steps(_bearing(rows, until)))
    if all(stage not in ENDED_STAGES for _, stage in every):  # nothing ended, so nothing began anew: most cases
        return [[(fact.on.isoformat(), stage) for fact, stage in every]]
    runs: list[list[Move]] = [[]]
    for on, found in groupby(every, key=lambda step: step[0].on):
        steps, before = list(found), runs[-1][-1][1] if runs[-1] else Stage.UNKNOWN
        if _given_back(steps, before):
            _rejoin(runs)
        elif _begins(steps, before, runs[-1]):
            runs.append([])
        runs[-1] += [(on.isoformat(), stage) for _, stage in steps]
    return runs


def _bearing(rows: Iterable[Row], until: str) -> list[Fact]:
    return [
        Fact(kind, date.fromisoformat(on), attrs((on, number, said)))
        for kind, on, said, number, _ in rows
        if kind in STAGE_FACTS and on <= until
    ]


def _given_back(steps: _Steps, before: Stage) -> bool:
    """Whether an order or agreement, and nothing else of the day, puts a plan in place again."""
    for fact, stage in steps:
        if stage is Stage.PLAN and before is not Stage.PLAN:
            return fact.kind in OWED_BY
        before = stage
    return False


def _begins(steps: _Steps, before: Stage, moves: list[Move]) -> bool:
    """Whether a day begins another request or plan: after an end with its own beginning, after a plan with any work."""
    if before in ENDED_STAGES and any(fact.kind in _BEGIN for fact, _ in steps):
        return True
    return before is not Stage.PLAN and _had_plan(moves) and any(stage not in ENDED_STAGES for _, stage in steps)


def _rejoin(runs: list[list[Move]]) -> None:
    if any(map(_had_plan, runs)):
        while not _had_plan(runs[-1]):
            later = runs.pop()
            runs[-1] += later


def _had_plan(moves: Iterable[Move]) -> bool:
    return any(stage is Stage.PLAN for _, stage in moves)
