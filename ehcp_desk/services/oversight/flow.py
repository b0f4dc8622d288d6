"""The balance: how many cases stood in each stage, came in, went out and remain.  Opening + in - out = closing, always.

Moves are counted by day, as :func:`ehcp_desk.domain.case.stage_of` gives the stage at the end of each: a case that goes
back a stage, or comes and goes within the month, is counted in and out each time.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from datetime import date

from ehcp_desk.domain.case import OPEN_STAGES, STAGE_WORDS, Stage
from ehcp_desk.domain.returns import FlowLine
from ehcp_desk.services.oversight.return_facts import OPEN, Journey

ALL_OPEN = "All open cases"
_WAYS = {
    Stage.PLAN: "plans sent",
    Stage.REFUSED: "refused",
    Stage.NO_PLAN: "no plan",
    Stage.WITHDRAWN: "withdrawn",
    Stage.CLOSED: "moved away or closed",
}


def flow(journeys: Iterable[Journey], first: date, last: date) -> tuple[FlowLine, ...]:
    """The balance of each open stage and of all open cases from the start of ``first`` to the end of ``last``.

    The stage of cases with no request date is there only where it has cases.
    """
    opening: Counter[Stage | None] = Counter()
    came: Counter[Stage | None] = Counter()
    went: Counter[Stage | None] = Counter()
    ways: Counter[str] = Counter()
    entered = 0
    for case in journeys:
        place = bisect_left(case.stage_days, first)
        stage = case.stages[place - 1] if place else None
        opening[stage] += 1
        for then in case.stages[place : bisect_right(case.stage_days, last)]:
            if then is stage:
                continue
            went[stage] += 1
            came[then] += 1
            if then in OPEN and stage not in OPEN:
                entered += 1
            elif stage in OPEN and then not in OPEN:
                ways[_WAYS[then]] += 1
            stage = then
    lines = [
        FlowLine(STAGE_WORDS[s], opening[s], came[s], went[s], opening[s] + came[s] - went[s])
        for s in OPEN_STAGES
        if s is not Stage.UNKNOWN or opening[s] or came[s]
    ]
    stood, out = sum(opening[s] for s in OPEN_STAGES), ways.total()
    told = tuple((words, ways[words]) for words in _WAYS.values() if ways[words])
    return (*lines, FlowLine(ALL_OPEN, stood, entered, out, stood + entered - out, told))
