"""Since when nobody holds a case that nobody ever held: the day of the entry it opened with, put right or not."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from ehcp_desk.domain.case import Case
from ehcp_desk.domain.record import RecordedFact

OPENING = ("request_received", "became_responsible", "plan_transferred_in")
"""What a case opens with."""
_HELD = ("assigned", "unassigned")


def waiting_right(case: Case, entries: Collection[RecordedFact]) -> Case:
    """The case, waiting on the Unassigned list from the day its opening entry says now, where that entry was put right and
    nobody ever held the case.  ``entries`` is every entry of it, those corrected too."""
    if case.owner_id is not None or any(entry.fact.kind in _HELD for entry in entries):
        return case
    opening = [entry for entry in entries if entry.fact.kind in OPENING]
    first = min((entry.first_written for entry in opening), default=0)
    right = next((e for e in opening if e.stands and e.supersedes is not None and e.first_written == first), None)
    return case if right is None else replace(case, unassigned_since=right.fact.on)
