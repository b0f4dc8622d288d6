"""Rows and a source for the tests of tables: every row is made from its id."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Event
from typing import Any

from ehcp_desk.domain.wording import Mark
from ui.models.cells import StateCell, TwoLine
from ui.models.columns import Column, Kind
from ui.models.row_source import Listing, Order


@dataclass(frozen=True, slots=True)
class Row:
    """One case of the tests."""

    id: int
    name: str
    due: str


def row(number: int) -> Row:
    """The row of an id."""
    return Row(number, f"Child {number}", f"{number} days left")


COLUMNS: list[Column[Row]] = [
    Column(
        "name",
        "Child",
        lambda r: TwoLine(r.name, f"SEN/{r.id}", bold=True),
        160,
        Kind.TWO_LINE,
        sort="name",
        narrow=True,
    ),
    Column("week", "Week", lambda r: str(r.id % 20), 60, right=True, sort="week"),
    Column("due", "State", lambda r: StateCell(Mark.RUNNING, r.due), 160, Kind.STATE, narrow=True),
    Column("note", "Note", lambda r: f"note {r.id}", 200, stretch=True),
]


def sentence(r: Row) -> str:
    """A row as one sentence."""
    return f"{r.name}, {r.due}"


class Source:
    """Ids in order, forwards or backwards; says which rows were asked for.  ``gate`` holds rows back while clear."""

    def __init__(self, count: int, listing: Listing | None = None) -> None:
        self.ids_in_order = array("q", range(1, count + 1))
        self.listing = listing
        self.asked: list[list[int]] = []
        self.orders: list[Order] = []
        self.gate = Event()
        self.gate.set()

    def ids(self, filter: Any, order: Order) -> Sequence[int] | Listing:
        """Every id; backwards where the order is descending."""
        self.orders.append(order)
        if self.listing is not None:
            return self.listing
        return self.ids_in_order[::-1] if order.descending else self.ids_in_order

    def rows(self, ids: Sequence[int]) -> list[Row]:
        """Rows of ids."""
        self.gate.wait(5)
        self.asked.append(list(ids))
        return [row(number) for number in ids]
