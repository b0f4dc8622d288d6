"""How many of a thing, in words that read right for one."""

from __future__ import annotations


def so_many(count: int, one: str, several: str = "") -> str:
    """``1 case``, ``1,204 cases``; ``several`` where the plural is not ``one`` and an s."""
    return f"{count:,} {one if count == 1 else several or one + 's'}"
