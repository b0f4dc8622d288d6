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
    """Whole weeks since the request for an open case past day 140 whose limit is not lifted; None otherwise.

    An assessment that the Tribunal ordered, or that was agreed after a refusal, has limits of its own (regs 42, 44, 45): the
    refusal ended its 20 weeks.
    """
    received, due = summary.received, summary.next_due
    if received is None or summary.stage not in OPEN_STAGES or "A_FINAL_PLAN" in summary.relieved_rules:
        return None
    # While the 20 weeks are open, nothing open is due before their end but what is due earlier still.
    if due is None or (due - received).days > LIMIT_DAYS:
        return None
    days = (as_at - received).days
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
    cases: dict[int, list[int]] = {low: [] for low in BANDS}
    for case, weeks in sorted(ages, key=lambda one: (-one[1], one[0])):
        cases[band_of(weeks)].append(case)
    return tuple(AgeBand(low, high, tuple(cases[low])) for low, high in zip(BANDS, (*BANDS[1:], None), strict=True))
