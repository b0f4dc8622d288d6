"""What is new for the person at the keyboard: due or overdue on their cases, or a case that was given to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from ehcp_desk.clock.model import State
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.worklist import CaseQuery, Scope, next_deadline
from ehcp_desk.services.desk import Desk

NEW_DAYS = 7
"""Days for which a case given to somebody is called new."""
SOON_DAYS = 7


@dataclass(frozen=True, slots=True)
class News:
    """One thing to know.  ``key`` is the same for as long as the thing is; no child is named in ``words``."""

    key: str
    case_id: int
    ref: str
    words: str


def news(desk: Desk) -> tuple[News, ...]:
    """Everything of the person's own and of those they cover, the most urgent by law first, then what was given to them.

    Somebody who is not on the staff list has none.
    """
    day = desk.today()
    with desk.store.read() as work:
        staff = work.staff()
        me = staff.named(desk.user)
        if me is None:
            return ()
        covered = [a.officer_id for a in staff.absences if a.cover_id == me.id and a.covers(day)]
        query = CaseQuery(day, Scope.LIVE, owners=(me.id, *covered))
        rows = work.case_rows(work.case_ids(query))
    due, given = [], []
    for row in rows:
        limit = next_deadline(row.summary, desk.duties, day)
        late = limit is not None and limit.state is State.OVERDUE
        if limit is not None and (late or (limit.state is State.RUNNING and limit.days <= SOON_DAYS)):
            stand = "overdue" if late else "today" if limit.days == 0 else "soon"
            words = f"{limit.duty}, due {in_words(limit.due)}, {limit.words}"
            due.append(News(f"{row.ref} {limit.rule} {limit.due} {stand}", row.id, row.ref, words))
        if row.owner_id == me.id and row.owned_since is not None and row.owned_since > day - timedelta(NEW_DAYS):
            words = f"Given to you on {in_words(row.owned_since)}"
            given.append(News(f"{row.ref} given {row.owned_since}", row.id, row.ref, words))
    return (*due, *given)
