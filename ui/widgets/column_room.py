"""Which columns of a table there is room for: those that say most stay longest, and dates and names are not cut."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from ui.models.columns import Column

STRETCH_LEAST = 0.65
"""How much of its width a stretching column keeps before other columns give way to it."""


def fitting(
    columns: Sequence[Column[Any]],
    hidden: Collection[str],
    widths: Mapping[int, int],
    room: int,
    last_to_go: Sequence[str] = (),
    heir: str = "",
    bequest: int = 0,
) -> tuple[list[int], int]:
    """The numbers of the columns shown, and the pixels ``heir`` has beyond its own width.

    Columns give way from the right; those in ``last_to_go`` after all others, the first of them first; narrow ones never.
    ``bequest`` is the room of columns left out: the others give way to it, those that go last do not.
    """
    shown = [n for n, column in enumerate(columns) if column.key not in hidden]
    late = {n: last_to_go.index(columns[n].key) + 1 if columns[n].key in last_to_go else 0 for n in shown}
    give_way = [n for n in shown if not columns[n].narrow] if any(column.narrow for column in columns) else []
    give_way.sort(key=lambda n: (-late[n], n))

    def needed() -> float:
        return sum(widths[n] * (STRETCH_LEAST if columns[n].stretch else 1) for n in shown)

    while give_way and needed() + (0 if late[give_way[-1]] else bequest) > room:
        shown.remove(give_way.pop())
    inherits = any(columns[n].key == heir for n in shown)
    return shown, max(0, min(bequest, int(room - needed()))) if inherits else 0
