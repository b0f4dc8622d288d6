"""Promises, signals, answers and replies that are late, over the whole record: read once, row by row, in two steps.

The first step looks at rows as the database has them and keeps the cases on which something may wait; only of those
are whole entries read.  On a council's record that is one case in twenty.
"""

from __future__ import annotations

from datetime import date

from ehcp_desk.domain.matters import LOW, MATTER_KINDS, Matter, low_attendance, may_wait, open_matters
from ehcp_desk.ports.work import Progress, ReadWork


def late_matters(work: ReadWork, day: date, progress: Progress | None = None) -> list[Matter]:
    """Everything that is late on a day, the oldest first, of every case, closed ones too."""
    found = [number for number, rows in work.every_case_raw(MATTER_KINDS) if may_wait(rows)]
    if progress is not None:
        progress(1, 2, "Reading what waits")
    low = low_attendance(work.setting(LOW))
    return [matter for matter in open_matters(work.standing_of(MATTER_KINDS, found), low) if matter.late(day)]
