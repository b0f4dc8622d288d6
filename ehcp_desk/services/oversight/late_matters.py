"""Promises, signals, answers and replies that are late, over the whole record: read once, row by row, in two steps.

The first step looks at rows as the database has them and keeps the cases on which something may wait; only of those
are whole entries read.  On a council's record that is one case in twenty.
"""

from __future__ import annotations

from datetime import date

from ehcp_desk.domain.matters import Matter, kinds_that_wait, may_wait, open_matters
from ehcp_desk.domain.signals import signals_of
from ehcp_desk.ports.work import Progress, ReadWork


def late_matters(work: ReadWork, day: date, progress: Progress | None = None) -> list[Matter]:
    """Everything that is late on a day, the oldest first, of every case, closed ones too."""
    signals = signals_of(work.setting)
    kinds = kinds_that_wait(signals)
    found = [number for number, rows in work.every_case_raw(kinds) if may_wait(rows)]
    if progress is not None:
        progress(1, 2, "Reading what waits")
    return [matter for matter in open_matters(work.standing_of(kinds, found), signals) if matter.late(day)]
