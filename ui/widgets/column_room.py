"""Which columns of a table there is room for: those that say most stay longest, and dates and names are not cut."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from ui.models.columns import Column


def fitting(
    columns: Sequence[Column[Any]],
    hidden: Collection[str],
    widths: Mapping[int, int],
    room: int,
    last_to_go: Sequence[str] = (),
    heir: str = "",
    bequest: int = 0,
    asked: Collection[str] = (),
) -> tuple[list[int], int]:
    """The numbers of the columns shown, and the pixels ``heir`` has beyond its own width.

    ``widths`` gives of a stretching column what it keeps. Columns give way from the right; those in ``last_to_go`` after
    the others, the first of them first, the one with a ``least`` after these, and last those a person ``asked`` for.
    Narrow ones never give way; where none is narrow, the first and those that stretch do not.
    ``bequest`` is the room of columns left out: the others give way to it, those that go last do not.
    """
    shown = [n for n, column in enumerate(columns) if column.key not in hidden]
    any_narrow = any(column.narrow for column in columns)
    stays = {n for n in shown if (columns[n].narrow if any_narrow else columns[n].stretch or n == shown[0])}
    late = {n: _lateness(columns[n], last_to_go, asked) for n in shown}
    give_way = sorted((n for n in shown if n not in stays), key=lambda n: (-late[n], n))

    def needed() -> int:
        return sum(widths[n] for n in shown)

    while give_way and needed() + (0 if late[give_way[-1]] else bequest) > room:
        shown.remove(give_way.pop())
    inherits = any(columns[n].key == heir for n in shown)
    return shown, max(0, min(bequest, room - needed())) if inherits else 0


def _lateness(column: Column[Any], last_to_go: Sequence[str], asked: Collection[str]) -> int:
    if column.key in asked:
        return len(last_to_go) + 2
    if column.key in last_to_go:
        return last_to_go.index(column.key) + 1
    return len(last_to_go) + 1 if column.least else 0
