"""Assessments past their 20 weeks, by age; reaching a band opens a manager's review with a written outcome."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from ehcp_desk.domain.case import OPEN_STAGES
from ehcp_desk.domain.worklist import Standing

BANDS = (20, 26, 30, 40, 52)
"""Whole weeks since the request at which each band begins; the last has no end (needs.md B3, N)."""
BAND_WORDS = {str(weeks): f"{weeks} weeks" for weeks in BANDS}
LIMIT_DAYS = 140


def past_20_weeks(summary: Standing, as_at: date) -> int | None:
    """Whole weeks since the request for an open case past day 140 whose limit is not lifted; None otherwise."""
    if summary.received is None or summary.stage not in OPEN_STAGES or "A_FINAL_PLAN" in summary.relieved_rules:
        return None
    days = (as_at - summary.received).days
    return days // 7 if days > LIMIT_DAYS else None


def band_of(weeks: int) -> int:
    """The band an age has reached; it is at least 20."""
    return max(band for band in BANDS if band <= weeks)


def reached_on(received: date, band: int) -> date:
    """The day a request of that day came to a band: the first past 20 weeks, for the others the whole week itself."""
    return received + timedelta(LIMIT_DAYS + 1 if band == BANDS[0] else 7 * band)


@dataclass(frozen=True, slots=True)
class AgeBand:
    """Open cases past 20 weeks, from ``low`` weeks to under ``high`` (None: and over), by number, oldest first."""

    low: int
    high: int | None
    cases: tuple[int, ...]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.cases)

    @property
    def words(self) -> str:
        """``20 to 26 weeks``, ``Over 52 weeks``."""
        return f"Over {self.low} weeks" if self.high is None else f"{self.low} to {self.high} weeks"


def in_bands(ages: Iterable[tuple[int, int]]) -> tuple[AgeBand, ...]:
    """Every band with its cases, from (case, whole weeks)."""
    listed = sorted(ages, key=lambda one: (-one[1], one[0]))
    ends = (*BANDS[1:], None)
    return tuple(
        AgeBand(low, high, tuple(case for case, weeks in listed if band_of(weeks) == low))
        for low, high in zip(BANDS, ends, strict=True)
    )
