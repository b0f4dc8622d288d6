"""What a forecast says: figures with their range, duties and when they break, and every assumption with its source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

LOW, HIGH = 10, 90
"""The range is from the 10th to the 90th of a hundred runs: in 8 of 10 runs the figure lies inside it."""

MEASURES: dict[str, str] = {
    "requests": "Requests",
    "decisions": "Decisions whether to assess",
    "finals": "Final plans",
    "on_time": "Final plans within 20 weeks, per cent",
    "open": "Open assessments at the end of the month",
    "late": "Past 20 weeks at the end of the month",
    "psychology": "Waiting for psychology advice at the end of the month",
    "reviews": "Annual reviews that fall due",
    "reviews_late": "Annual reviews likely late",
    "appeals": "Appeals",
}
"""What is forecast for each month, and what it is called."""


@dataclass(frozen=True, slots=True)
class Spread:
    """A figure over all runs: its median, and the range that holds it in 8 of 10 runs."""

    median: float
    low: float
    high: float

    def holds(self, figure: float) -> bool:
        """True where a figure lies in the range, its ends included."""
        return self.low <= figure <= self.high


@dataclass(frozen=True, slots=True)
class MonthAhead:
    """One month to come: each measure's spread; ``on_time`` is missing where no run sends a plan."""

    month: date
    figures: dict[str, Spread]


@dataclass(frozen=True, slots=True)
class MonthPast:
    """One month as the record has it: each measure's figure, and each duty's limits that fell due and were missed."""

    month: date
    figures: dict[str, float]
    duties: dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class DutyOutlook:
    """One duty: how it stood in the last months, and when it first breaks.

    ``due`` and ``missed`` are of the last months on record.  ``breaks`` is the share of runs in which it breaks within
    the months forecast, ``month`` the month in which it most often does first, None where it never does.
    ``first`` is the share of runs in which it is the first to break of those that hold today.
    """

    key: str
    rule: str
    words: str
    due: int
    missed: int
    holds_now: bool
    breaks: float
    month: date | None
    first: float


@dataclass(frozen=True, slots=True)
class Assumption:
    """One number a forecast rests on, and where it comes from; ``default`` where the record was too short."""

    what: str
    value: str
    source: str
    default: bool = False


@dataclass(frozen=True, slots=True)
class Forecast:
    """The answer: the months ahead, the months before them, the duties, and what it all rests on."""

    as_at: date
    title: str
    seed: int
    runs: int
    past: tuple[MonthPast, ...]
    months: tuple[MonthAhead, ...]
    duties: tuple[DutyOutlook, ...]
    assumptions: tuple[Assumption, ...]

    @property
    def breaks_first(self) -> DutyOutlook | None:
        """Of the duties that hold today, the one most often first to break; None where none breaks in any run."""
        standing = [duty for duty in self.duties if duty.holds_now and duty.first > 0]
        return max(standing, key=lambda duty: duty.first, default=None)

    @property
    def broken(self) -> tuple[DutyOutlook, ...]:
        """Duties that do not hold today."""
        return tuple(duty for duty in self.duties if not duty.holds_now)


def own_assumptions(forecasts: Sequence[Forecast], place: int) -> tuple[Assumption, ...]:
    """What one forecast rests on that those before it have not said already."""
    said = {assumption for one in forecasts[:place] for assumption in one.assumptions}
    return tuple(assumption for assumption in forecasts[place].assumptions if assumption not in said)


@dataclass(frozen=True, slots=True)
class MeasureTest:
    """How a back-test came out for one measure: over ``months``, how far off, which way, and how often in the range."""

    measure: str
    months: int
    error: float
    bias: float
    usual: float
    covered: int


@dataclass(frozen=True, slots=True)
class BackTest:
    """A forecast made as if on an earlier day, from what was on record by then, beside what then happened."""

    forecast: Forecast
    happened: tuple[MonthPast, ...]
    tests: tuple[MeasureTest, ...]
    notes: tuple[str, ...] = field(default=())
