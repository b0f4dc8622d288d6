"""From runs to what a person reads: spreads, which duty breaks first, and how a back-test came out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from statistics import fmean
from typing import TYPE_CHECKING

from ehcp_desk.domain.forecast.courses import DUTIES
from ehcp_desk.domain.forecast.plans import PLAN_DUTIES
from ehcp_desk.domain.forecast.values import (
    HIGH,
    LOW,
    MEASURES,
    DutyOutlook,
    MeasureTest,
    MonthAhead,
    MonthPast,
    Spread,
)

if TYPE_CHECKING:
    from ehcp_desk.domain.forecast.simulating import Runs


def months_ahead(runs: Runs, months: Sequence[date]) -> tuple[MonthAhead, ...]:
    """Each month's spreads; a measure that has no figure in any run (a rate of no plans) is left out."""
    import numpy as np

    ahead = []
    for place, month in enumerate(months):
        figures = {}
        for key in (key for key in MEASURES if key in runs.figures):
            column = runs.figures[key][:, place]
            known = column[~np.isnan(column)]
            if known.size:
                low, median, high = np.percentile(known, [LOW, 50, HIGH])
                figures[key] = Spread(round(float(median), 1), round(float(low), 1), round(float(high), 1))
        ahead.append(MonthAhead(month, figures))
    return tuple(ahead)


def duty_outlooks(
    runs: Runs, months: Sequence[date], past: Iterable[MonthPast], holds: float
) -> tuple[DutyOutlook, ...]:
    """How each duty stood and when it first breaks: in a month where less than ``holds`` of its limits are met."""
    import numpy as np

    duties = {key: told for key, told in {**DUTIES, **PLAN_DUTIES}.items() if key in runs.due}
    recent = _standing(past, duties)
    never = len(months)
    firsts = {}
    for key in duties:
        due, missed = runs.due[key], runs.missed[key]
        broken = (due > 0) & (missed > (1 - holds) * due)
        firsts[key] = np.where(broken.any(axis=1), broken.argmax(axis=1), never)
    standing = {key: due == 0 or missed <= (1 - holds) * due for key, (due, missed) in recent.items()}
    among = [firsts[key] for key in duties if standing[key]]
    earliest = np.minimum.reduce(among) if among else None
    found = []
    for key, (rule, words) in duties.items():
        when = Counter(int(place) for place in firsts[key] if place < never)
        month = months[min(when, key=lambda place: (-when[place], place))] if when else None
        leads = standing[key] and earliest is not None
        first = float(((firsts[key] == earliest) & (firsts[key] < never)).mean()) if leads else 0.0
        share = sum(when.values()) / len(firsts[key])
        found.append(
            DutyOutlook(key, rule, words, *recent[key], standing[key], round(share, 3), month, round(first, 3))
        )
    return tuple(found)


def _standing(past: Iterable[MonthPast], duties: Iterable[str]) -> dict[str, tuple[int, int]]:
    held = list(past)
    return {
        key: (
            sum(month.duties.get(key, (0, 0))[0] for month in held),
            sum(month.duties.get(key, (0, 0))[1] for month in held),
        )
        for key in duties
    }


def compared(ahead: Sequence[MonthAhead], happened: Sequence[MonthPast]) -> tuple[MeasureTest, ...]:
    """For each measure, over the months both know: the mean miss of the median, its mean with its sign (above 0: the
    forecast was too high), what it is to be measured against, and in how many months the range held the figure."""
    found = []
    for key in MEASURES:
        pairs = [
            (m.figures[key], was.figures[key])
            for m, was in zip(ahead, happened, strict=True)
            if key in m.figures and key in was.figures
        ]
        if pairs:
            misses = [spread.median - figure for spread, figure in pairs]
            found.append(MeasureTest(key, len(pairs), round(fmean(abs(m) for m in misses), 1), round(fmean(misses), 1),
                                     round(fmean(figure for _, figure in pairs), 1),
                                     sum(spread.holds(figure) for spread, figure in pairs)))  # fmt: skip
    return tuple(found)


def as_json(figures: Mapping[str, Spread]) -> dict[str, dict[str, float]]:
    """Spreads as JSON objects."""
    return {key: {"median": s.median, "low": s.low, "high": s.high} for key, s in figures.items()}
