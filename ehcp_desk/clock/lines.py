"""Limits answered one by one: each appeal has its response, its own directed dates and its own end.

The record does not say which appeal a response, a withdrawal or an order is about, so the oldest one it can be about is
taken: the first not yet answered, the first not yet decided.
"""

from __future__ import annotations

from ehcp_desk.clock.program import CLOSED_BY, SUBJECT, TRIGGER, Op, Run

NO_FACT = -1
DIRECTED, AGREED = "directed", "agreed"


class Line:
    """The matters of one rule in the order in which they began: the computed limit of each, and the dates directed."""

    __slots__ = ("_decided", "_matters")

    def __init__(self) -> None:
        self._matters: list[list[Run]] = []
        self._decided = 0

    def join(self, run: Run) -> int:
        """Put a new run with the matter it belongs to; for a computed one the direction given before it began.

        A directed date belongs to the newest matter that is undecided, or to one still to come.
        """
        newest = self.undecided()
        if run[SUBJECT] == DIRECTED:
            if newest:
                newest.append(run)
            else:
                self._matters.append([run])
        elif newest and all(other[SUBJECT] == DIRECTED for other in newest):
            newest.append(run)
            return int(newest[-2][TRIGGER])
        else:
            self._matters.append([run])
        return NO_FACT

    def undecided(self) -> list[Run]:
        """The runs of the newest matter, where it is undecided."""
        return self._matters[-1] if len(self._matters) > self._decided else []

    def next(self, op: Op) -> list[Run]:
        """The open runs an answer (`Op.MEET`) or an ending is about."""
        if op is Op.MEET:
            return next(filter(None, map(_open, self._matters)), [])
        if len(self._matters) == self._decided:
            return []
        self._decided += 1
        return _open(self._matters[self._decided - 1])


def _open(matter: list[Run]) -> list[Run]:
    return [run for run in matter if run[CLOSED_BY] == NO_FACT]
