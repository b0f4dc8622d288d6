"""Two limits on one duty: which of them governs.

Where the later of two governs (appeal time, review after a move, keeping a plan that is to cease), the other is no
limit at all and must never show as missed.  Where the earlier governs (regulation 22(3) and the Devon twelve weeks)
both stand, because each can be broken on its own.
"""

from __future__ import annotations

from collections import defaultdict

from ehcp_desk.clock.program import BASE, DUE, RULE, START, Base, Program, Run
from ehcp_desk.clock.rules import Choice

KNOWN_WORKING_DAYS = 15
_GIVES_WAY = frozenset({Base.OPEN, Base.SOFT, Base.WINDOW, Base.FLOOR, Base.HELD, Base.MET_LATE})


def combine(program: Program, runs: list[Run]) -> list[tuple[Run, Run]]:
    """Settle every pair of runs where one gives way; returns (the one that gives way, the one that governs)."""
    by_rule: dict[int, list[Run]] = defaultdict(list)
    for run in runs:
        by_rule[run[RULE]].append(run)
    gave_way: list[tuple[Run, Run]] = []
    for second, first, choice in program.pairs:
        for run in by_rule[second]:
            other = _partner(run, by_rule[first])
            if other is None:
                continue
            decided = _by_knowledge(program, run, other) if choice is Choice.KNOWLEDGE else _later(run, other)
            if decided:
                loser, winner = decided
                if loser[BASE] in _GIVES_WAY:
                    loser[BASE] = Base.NOT_A_LIMIT
                gave_way.append((loser, winner))
    return gave_way


def _partner(run: Run, firsts: list[Run]) -> Run | None:
    """The run begun last on or before this one, else the first begun after it; of two alike the one that came last.

    What has ended and what has not are no pair: nothing gives way to a limit that is gone.
    """
    ended = run[BASE] is Base.ENDED
    alike = [other for other in reversed(firsts) if (other[BASE] is Base.ENDED) is ended]
    earlier = [other for other in alike if other[START] <= run[START]]
    return max(earlier, key=_began) if earlier else min(alike, key=_began, default=None)


def _began(run: Run) -> tuple[int, int]:
    return (run[START], run[DUE])


def _later(run: Run, other: Run) -> tuple[Run, Run] | None:
    """The earlier gives way to the later; one that goes on past its date is later than any that does not."""
    held = [one for one in (run, other) if one[BASE] is Base.HELD]
    if len(held) == 1:
        return (other, run) if held[0] is run else (run, other)
    if run[DUE] == other[DUE]:
        return None
    return (run, other) if run[DUE] < other[DUE] else (other, run)


def _by_knowledge(program: Program, told: Run, move: Run) -> tuple[Run, Run]:
    """Regulation 15(2): the day of the move governs where the council knew 15 working days before it."""
    working = program.ruleset.calendar.working
    in_time = working.between(told[START], move[START]) >= KNOWN_WORKING_DAYS
    return (told, move) if in_time else (move, told)
