"""How many of a thing: in words that read right for one, and numbers that need not be whole, such as half days."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation


def so_many(count: int, one: str, several: str = "") -> str:
    """``1 case``, ``1,204 cases``; ``several`` where the plural is not ``one`` and an s."""
    return f"{count:,} {one if count == 1 else several or one + 's'}"


def amount_in(text: str) -> Decimal | None:
    """The number an attribute of a fact holds, such as ``35`` or ``2.5``; None where it holds none."""
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def as_number(amount: Decimal) -> int | float:
    """A number for a cell: whole where it is."""
    return int(amount) if amount == int(amount) else float(amount)
