"""One whole case on its way into the record in bulk: from a file (imports) or from the demo authority."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ehcp_desk.domain.case import Child, Contactable
from ehcp_desk.domain.deadlines import CachedDeadline
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.worklist import Summary


@dataclass(slots=True)
class BulkCase:
    """What :meth:`ehcp_desk.ports.work.WriteWork.add_cases_in_bulk` takes for one case.

    Each fact comes with the moment it was written down and by whom.  ``supersedes`` of a fact, and the ``promise`` of
    a ``promise_kept``, is the place (from 1) of another fact of the same case: none of them has a number yet.  A child
    with an id above 0 is on the record already; a negative one is shared by several cases of this load; 0 is new.
    """

    ref: str
    child: Child
    team_id: int | None
    owner_id: int | None
    owned_since: date | None
    unassigned_since: date | None
    psychologist: str
    held: str
    facts: Sequence[tuple[NewFact, datetime, str]]
    summary: Summary
    deadlines: Sequence[CachedDeadline]
    people: Sequence[Contactable] = ()
