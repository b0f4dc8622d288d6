"""Every open limit of a case that binds the council, not only the earliest: from the limits kept beside it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from ehcp_desk.clock.program import Base
from ehcp_desk.domain.deadlines import binds_the_council
from ehcp_desk.domain.worklist import NextDeadline
from ehcp_desk.ports.work import ReadWork

# Of up to this many cases every limit is read; of more, only those open of the whole record, by their own index.
_FEW = 500


def open_limits(
    work: ReadWork, cases: Collection[int], duties: Mapping[str, str], as_at: date, until: date
) -> dict[int, list[NextDeadline]]:
    """By case the open limits of the council that are late or fall due by ``until``, the earliest first; two of one rule
    and day are told once."""
    asked = frozenset(cases)
    if not asked:
        return {}
    limits = work.every_deadline(asked) if len(asked) <= _FEW else work.open_limits(tuple(duties), until)
    found: dict[int, dict[tuple[date, str], NextDeadline]] = {}
    for limit in limits:
        if limit.case_id in asked and limit.base is Base.OPEN and limit.due <= until and binds_the_council(limit):
            told = NextDeadline(limit.rule, duties.get(limit.rule, ""), limit.due, *limit.on(as_at))
            found.setdefault(limit.case_id, {})[limit.due, limit.rule] = told
    return {case: [told[key] for key in sorted(told)] for case, told in found.items()}
