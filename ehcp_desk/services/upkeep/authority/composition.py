"""How many cases of each kind an authority of N cases has: needs.md 2.4, scaled.

The figures are those of an authority of 3,300 cases: some 2,800 plans, 84 plans not finalised, about 500 plans
between a review meeting and its end, and 169 plans sent in each of the last four full quarters.  In the earliest of
those quarters 2 were on time; from then on the share rises month by month toward the year's target of 61.3 %.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from ehcp_desk.services.upkeep.authority.days import ONE, add_months, on_or_before, open_day, quarter_start

WHOLE = 3300
FINALS_A_QUARTER = 169
ON_TIME_AT_WORST = 2
ON_TIME_SHARES = (0.04, 0.08, 0.13, 0.18, 0.24, 0.30, 0.37, 0.44, 0.51, 0.54, 0.57, 0.60)
"""The share on time in each month after the worst quarter, this quarter's months last."""
NO_PSYCHOLOGIST_AT_WORST = 100
WORST_DAYS_AGO = 94
"""Mid-April to 18 July (needs.md Fig10): the day on which a hundred assessments had no psychologist."""
OVER_FORECAST = 200


class Kind(Enum):
    """What a case of the authority is today."""

    DECIDING = auto()
    ASSESSING = auto()
    NOT_FINALISED = auto()
    SENT_LATELY = auto()
    REVIEW_PIPELINE = auto()
    PLAN = auto()
    MOVED_IN = auto()
    REFUSED = auto()
    WITHDRAWN = auto()
    NO_PLAN = auto()
    CEASED = auto()
    WEEK_43 = auto()
    ORDER_NOT_STARTED = auto()
    LEFT_BEHIND = auto()


LEFT_BEHIND = 40
"""Cases a leaver still holds on the record (needs.md A6)."""
_ROOM_FOR_MONDAY = 12
"""Plans an authority has at least before it holds what a manager finds on a Monday."""
_PER_WHOLE: tuple[tuple[Kind, int], ...] = (
    (Kind.REFUSED, 72),
    (Kind.NOT_FINALISED, 83),
    (Kind.ASSESSING, 215),
    (Kind.DECIDING, 66),
    (Kind.REVIEW_PIPELINE, 500),
    (Kind.MOVED_IN, 12),
    (Kind.WITHDRAWN, 20),
    (Kind.NO_PLAN, 24),
    (Kind.CEASED, 17),
)


@dataclass(frozen=True, slots=True)
class MonthOfFinals:
    """Final plans sent between two days: how many, and how many of them within 20 weeks of the request."""

    first: date
    last: date
    count: int
    on_time: int

    def open_days(self) -> tuple[date, ...]:
        """Days on which a plan can have gone out; the last open day before where there is none."""
        days = [date.fromordinal(n) for n in range(self.first.toordinal(), self.last.toordinal() + 1)]
        return tuple(d for d in days if open_day(d)) or (on_or_before(self.last),)


@dataclass(frozen=True, slots=True)
class Composition:
    """An authority's cases by kind, besides the three told scenarios."""

    total: int
    scale: float
    counts: dict[Kind, int]
    months: tuple[MonthOfFinals, ...]

    @property
    def open_cases(self) -> int:
        """Assessments under way."""
        return self.counts[Kind.DECIDING] + self.counts[Kind.ASSESSING] + self.counts[Kind.NOT_FINALISED]

    def kinds(self) -> Iterator[Kind]:
        """Each case's kind; refusals come first, because some of those families have asked again."""
        for kind, count in self.counts.items():
            for _ in range(count):
                yield kind

    def scaled(self, figure: int) -> int:
        """A figure of the whole authority, at this size."""
        return round(figure * self.scale)


def compose(total: int, today: date) -> Composition:
    """Share ``total`` cases out; what rounding leaves over are plans in place."""
    scale = total / WHOLE
    months = _months(scale, today)
    counts = {kind: round(count * scale) for kind, count in _PER_WHOLE}
    counts[Kind.SENT_LATELY] = sum(month.count for month in months)
    left = total - sum(counts.values())
    while left < 0:  # a handful of cases only: rounding can ask for more than there are
        largest = max(counts, key=lambda kind: counts[kind])
        counts[largest] -= 1
        left += 1
    monday = {Kind.WEEK_43: 1, Kind.ORDER_NOT_STARTED: 1, Kind.LEFT_BEHIND: max(2, round(LEFT_BEHIND * scale))}
    monday = monday if left >= _ROOM_FOR_MONDAY else dict.fromkeys(monday, 0)
    # After the plans: they are told last, so that nothing else of the authority depends on them.
    counts[Kind.PLAN] = left - sum(monday.values())
    counts.update(monday)
    return Composition(total, scale, counts, _capped(months, counts[Kind.SENT_LATELY]))


def first_counted(today: date) -> date:
    """The first day of the months whose plans are counted one by one; older plans were sent before it."""
    return add_months(quarter_start(today), -12)


def _months(scale: float, today: date) -> tuple[MonthOfFinals, ...]:
    """Twelve full months in four quarters and the months of this quarter, up to yesterday."""
    firsts = [add_months(first_counted(today), n) for n in range(15)]
    counts = _running_shares(FINALS_A_QUARTER / 3 * scale, len(firsts))
    found = []
    for place, first in enumerate(firsts):
        whole_month = add_months(first, 1) - ONE
        last = min(whole_month, today - ONE)
        if last < first:
            break
        count = counts[place] if last == whole_month else round(counts[place] * last.day / whole_month.day)
        found.append(MonthOfFinals(first, last, count, _on_time(place, count, scale)))
    return tuple(found)


def _running_shares(each: float, places: int) -> list[int]:
    """Whole numbers whose running totals never stray from ``each`` a place: 56, 57, 56 and again 56, 57, 56."""
    quarter = round(each * 3)
    thirds = [round(quarter * (n + 1) / 3) - round(quarter * n / 3) for n in range(3)]
    return [thirds[n % 3] for n in range(places)]


def _on_time(place: int, count: int, scale: float) -> int:
    if place < 3:
        worst = round(ON_TIME_AT_WORST * scale)
        return min(count, round(worst * (place + 1) / 3) - round(worst * place / 3))
    return round(count * ON_TIME_SHARES[place - 3])


def _capped(months: tuple[MonthOfFinals, ...], allowed: int) -> tuple[MonthOfFinals, ...]:
    """The newest months first, as far as ``allowed`` plans go."""
    kept = []
    for month in reversed(months):
        count = min(month.count, allowed)
        allowed -= count
        kept.append(MonthOfFinals(month.first, month.last, count, min(month.on_time, count)))
    return tuple(reversed(kept))
