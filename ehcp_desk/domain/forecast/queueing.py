"""A queue worked off in order at a limited pace, over all runs at once.

The order is that in which the record's own times would have finished the cases, so that with arrivals and pace as on
record the times come out as on record; with fewer hands they grow, with more they shrink.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]


def served_days(run: Ints, key: Ints, ready: Ints, pace: Floats | None) -> Ints:
    """The day each case is served, the number of days of ``pace`` standing for later than that.

    ``run`` is each case's run, ``key`` the day it takes its place in the order by, ``ready`` the first day on which it
    can be served.  ``pace`` is how much is got through on each day of each run; None is no limit.
    """
    if pace is None:
        return np.maximum(key, ready)
    runs, days = pace.shape
    served, capacity = _departures(run, ready, np.cumsum(pace, axis=1), runs, days)
    # One number that sorts by run and then by key; stable, so that equal keys keep their order on every computer.
    low = int(key.min(initial=0))
    order = np.argsort(run.astype(np.int64) * (int(key.max(initial=0)) - low + 1) + (key - low), kind="stable")
    counts = np.bincount(run, minlength=runs)
    place = np.arange(run.size) - np.repeat(np.cumsum(counts) - counts, counts)
    starts = np.cumsum(capacity) - capacity
    sorted_run = run[order]
    inside = place < capacity[sorted_run]
    slot = np.full(run.size, days, dtype=np.int32)
    slot[inside] = served[(starts[sorted_run] + place)[inside]]
    answer = np.empty_like(slot)
    answer[order] = slot
    return np.minimum(np.maximum(answer, ready), days).astype(np.int32)


def _departures(run: Ints, ready: Ints, capacity: Floats, runs: int, days: int) -> tuple[Ints, NDArray[Any]]:
    """The days on which somebody is served, run by run in order, and how many there are in each run.

    Nobody is served before they are ready, and what a day could have done more is not kept for the next:
    ``D(t) = C(t) + min over s up to t of (A(s) - C(s), 0)``.
    """
    first = np.clip(ready, 0, days).astype(np.int64)
    came = np.bincount(run.astype(np.int64) * (days + 1) + first, minlength=runs * (days + 1))
    waiting = np.cumsum(came.reshape(runs, days + 1)[:, :days], axis=1)
    done = np.floor(capacity + np.minimum(0, np.minimum.accumulate(waiting - capacity, axis=1)) + 1e-9).astype(np.int64)
    each = np.diff(done, axis=1, prepend=0)
    numbers = np.tile(np.arange(days, dtype=np.int32), runs)
    return np.repeat(numbers, each.ravel()), done[:, -1]
