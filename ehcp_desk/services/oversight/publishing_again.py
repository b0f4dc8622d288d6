"""What published returns of before told and left out, by the names the same numbers have in the one being made.

The run of months prints what other months printed or left out; what stood open at the end of a month stands at the start
of the next.  What one of them left out is left out again, and what one of them told hides nothing any more.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ehcp_desk.domain.journal import RETURN_PUBLISHED, NewEntry
from ehcp_desk.domain.suppressing import USUAL_THRESHOLD, Table
from ehcp_desk.ports.work import ReadWork

RUN = 13
"""Months in a run, the return's own the last."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """One published return: the first day of its month, its threshold, and the numbers it left out by its own names."""

    month: date
    threshold: int
    left_out: frozenset[str]

    def entry(self) -> NewEntry:
        """It as a line of the journal: names of numbers, and no number."""
        said = {"month": self.month.isoformat(), "threshold": self.threshold, "left_out": sorted(self.left_out)}
        return NewEntry(RETURN_PUBLISHED, None, said)


def earlier_of(work: ReadWork) -> list[Earlier]:
    """Every return this record has published, the oldest first."""
    said = [json.loads(entry.payload) for entry in work.journal(kind=RETURN_PUBLISHED) if entry.payload]
    return [Earlier(date.fromisoformat(s["month"]), s["threshold"], frozenset(s["left_out"])) for s in said]


def held_and_told(
    table: Table, month: date, threshold: int, earlier: Iterable[Earlier]
) -> tuple[frozenset[str], frozenset[str]]:
    """The numbers of a month's table to leave out again, and those that were told.

    What was once tried under a higher threshold than the usual is not held back for ever; what it told stays told.
    """
    held, told = set[str](), set[str]()
    for one in earlier:
        left = {_now(name, one.month, month) for name in one.left_out}
        told |= {name for name in table.cells.keys() - left if _was_in(name, one.month, month)}
        if one.threshold <= max(threshold, USUAL_THRESHOLD):
            held |= left
    told -= table.implied
    return frozenset((held - told) & table.cells.keys()), frozenset(told)


def _now(name: str, then: date, month: date) -> str:
    """What a number of the return of ``then`` is called in the return of ``month``; empty where it is not in it."""
    head, _, last = name.rpartition(".")
    if then == month:
        return name
    if name.startswith("flow."):
        moved = {("closing", 1): "opening", ("opening", -1): "closing"}.get((last, _apart(then, month)), "")
        return f"{head}.{moved}" if moved else ""
    code, _, of = head.partition("@")
    of = of or f"{then:%Y-%m}"
    return f"{code}.{last}" if of == f"{month:%Y-%m}" else f"{code}@{of}.{last}"


def _was_in(name: str, then: date, month: date) -> bool:
    """Whether the return of ``then`` had a number of the return of ``month``: every line of its own month, in its run those
    of others that have one."""
    head, _, last = name.rpartition(".")
    if then == month:
        return True
    if name.startswith("flow."):
        return (last, _apart(then, month)) in (("opening", 1), ("closing", -1))
    return "@" in head and 0 <= _apart(date.fromisoformat(f"{head.partition('@')[2]}-01"), then) < RUN


def _apart(one: date, other: date) -> int:
    """Whole months from one first of a month to another."""
    return (other.year - one.year) * 12 + other.month - one.month
