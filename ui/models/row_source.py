"""Where a table's rows come from: ids in order, then the rows of the ids in view.  Both run on a reader thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Order:
    """The sort asked for: a column's ``sort`` key, or empty for the source's own order (most urgent by law)."""

    key: str = ""
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading.  ``shut`` hides them behind a caret; ``foldable`` lets a person open and shut it; ``of`` is how
    many there are where only some are listed."""

    title: str
    ids: Sequence[int]
    shut: bool = False
    foldable: bool = False
    noun: str = "case"
    of: int = 0

    @property
    def count(self) -> str:
        """``5``, or ``8 of 130`` where only some are listed."""
        return f"{len(self.ids):,} of {self.of:,}" if self.of > len(self.ids) else f"{len(self.ids):,}"

    @property
    def spoken(self) -> str:
        """``Overdue, 5 cases``."""
        return f"{self.title}, {self.count} {self.noun if max(self.of, len(self.ids)) == 1 else self.noun + 's'}"


@dataclass(frozen=True, slots=True)
class Listing:
    """Ids in groups, in order."""

    groups: tuple[Group, ...] = field(default_factory=tuple)


class RowSource(Protocol[R_co]):
    """What a table asks.  ``filter`` is whatever the page and its source agree on (for cases, a CaseQuery)."""

    def ids(self, filter: Any, order: Order) -> Sequence[int] | Listing:
        """Ids of every row in order, or in groups.  Ids are positive."""

    def rows(self, ids: Sequence[int]) -> Sequence[R_co]:
        """The rows of these ids; each row has an ``id``; one that is gone is left out."""


def in_blocks(
    source: RowSource[R], ids: Sequence[int], size: int, progress: Callable[[int, int, str], object]
) -> Iterator[R]:
    """The rows of many ids, a block at a time, so that reading them is seen to go on and can be stopped."""
    for start in range(0, len(ids), size):
        progress(start, len(ids), "")
        yield from source.rows(ids[start : start + size])
