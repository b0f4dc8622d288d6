"""What the tests of the return ask of it, in the fewest words."""

from __future__ import annotations

from datetime import date

from ehcp_desk.domain.returns import MonthlyReturn
from ehcp_desk.services.oversight.returns import compute_monthly
from tests.support.memory_store import MemoryStore, desk

OCTOBER = date(2026, 10, 1)


def month(store: MemoryStore, on: date = OCTOBER, today: str = "2026-11-02") -> MonthlyReturn:
    return compute_monthly(desk(store, today), on)


def figure(result: MonthlyReturn, code: str) -> tuple[int, int, str]:
    """Numerator, denominator and value as printed."""
    found = result.line(code).figure
    assert found.numerator is not None and found.denominator is not None
    return int(found.numerator), int(found.denominator), "" if found.value is None else str(found.value)


def counted(result: MonthlyReturn, code: str) -> list[str]:
    return [case.ref for case in result.line(code).cases if case.counted]
