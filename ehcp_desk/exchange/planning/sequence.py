"""Whether the days of one row can have come in that order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple, Protocol

from ehcp_desk.domain.dates import in_words
from ehcp_desk.exchange.cells import Cell
from ehcp_desk.exchange.planning.targets import Target

# Each of these cannot come before any listed beside it; the request comes first of all.
_AFTER: tuple[tuple[Target, tuple[Target, ...]], ...] = (
    (Target.DECIDED_ON, (Target.REQUESTED_ON,)),
    (Target.NO_PLAN_ON, (Target.REQUESTED_ON, Target.DECIDED_ON)),
    (Target.DRAFT_SERVED, (Target.REQUESTED_ON, Target.DECIDED_ON)),
    (Target.FINAL_SENT, (Target.REQUESTED_ON, Target.DRAFT_SERVED, Target.DECIDED_ON)),
    (Target.WITHDRAWN_ON, (Target.REQUESTED_ON,)),
)
_SAID: dict[Target, str] = {
    Target.REQUESTED_ON: "the request",
    Target.DECIDED_ON: "the decision to assess",
    Target.DRAFT_SERVED: "the draft plan",
}
_PAIRS = (
    (Target.ASKED_PSYCHOLOGY, Target.GOT_PSYCHOLOGY),
    (Target.ASKED_HEALTH, Target.GOT_HEALTH),
    (Target.ASKED_SOCIAL_CARE, Target.GOT_SOCIAL_CARE),
    (Target.ASKED_EDUCATION, Target.GOT_EDUCATION),
    (Target.ASKED_PARENTS, Target.GOT_PARENTS),
)


class Dated(Protocol):
    """What is checked: the days of a row by field, with the cell each came from."""

    dates: dict[Target, date]
    cells: dict[Target, tuple[str, Cell]]
    child: dict[str, str | int | date]

    def keep(self, heading: str, cell: Cell, reason: str) -> None:
        """Keep a cell word for word and say why."""

    def doubt(self, target: Target, heading: str, cell: Cell, reason: str) -> None:
        """Keep a cell word for word, and hold the row for it."""

    def flag(self, heading: str, cell: Cell, reason: str) -> None:
        """Say that a cell that was read is worth a look."""


class Order(NamedTuple):
    """Which of a sheet's columns cannot come before which, and which are advice asked for and received."""

    after: tuple[tuple[Target, tuple[Target, ...]], ...]
    pairs: tuple[tuple[Target, Target], ...]


def order_of(targets: Iterable[Target]) -> Order:
    """The order that the columns of a sheet can break."""
    there = frozenset(targets)
    after = ((later, tuple(step for step in steps if step in there)) for later, steps in _AFTER if later in there)
    return Order(tuple(after), tuple(pair for pair in _PAIRS if there.issuperset(pair)))


def check_order(row: Dated, order: Order) -> None:
    """Take out of the row every day that contradicts an earlier step; keep its cell, and hold the row.

    The earlier step stands and the later one is kept as written: the clock then runs on, which is the safe mistake, and
    a person must look.  Advice dated before it was asked for, and a birth after the request, are only remarked on.
    """
    dates = row.dates
    for later, earlier_steps in order.after:
        day = dates.get(later)
        if day is None:
            continue
        for earlier in earlier_steps:
            limit = dates.get(earlier)
            if limit is not None and day < limit:
                heading, cell = row.cells[later]
                reason = f"{in_words(day)} is before {_SAID[earlier]}, {in_words(limit)}"
                row.doubt(later, heading, cell, reason)
                del dates[later]
                break
    _remark_on_advice(row, order)
    born, requested = row.child.get("born"), dates.get(Target.REQUESTED_ON)
    if isinstance(born, date) and requested is not None and born > requested:
        del row.child["born"]
        row.keep(*row.cells[Target.BORN], f"{in_words(born)} is after the request, {in_words(requested)}")


def _remark_on_advice(row: Dated, order: Order) -> None:
    dates = row.dates
    for asked, got in order.pairs:
        if (day := dates.get(got)) is not None and (limit := dates.get(asked)) is not None and day < limit:
            heading, cell = row.cells[got]
            row.flag(heading, cell, f"{in_words(day)} is before it was asked for, {in_words(limit)}")
