"""What is new for the person at the keyboard: due or overdue on their cases and on those they answer for, or given to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from ehcp_desk.clock.model import State
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.worklist import CaseQuery, CaseRow, NextDeadline, Scope
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.answering import answered_by
from ehcp_desk.services.oversight.worklist import WorkRow, complete, with_others

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
    """Everything of the person's own, of those they cover and of what they answer for because nobody else is there, the most
    urgent by law first; then what nobody holds though no limit of it is near, and what was given to them.

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
        mine = [complete(row, staff, desk.duties, day) for row in work.case_rows(work.case_ids(query))]
        rows = with_others(work, mine, desk.duties, day, day + timedelta(SOON_DAYS))
        answered = answered_by(work, staff, desk.user, desk.duties, day, SOON_DAYS)
    near = [(limit, row) for row in (*rows, *answered) for limit in row.limits if _is_news(limit)]
    due = [_due(row.case, limit) for limit, row in sorted(near, key=lambda pair: pair[0].due)]
    said = {one.case_id for one in due}
    free = [_nobody_s(row) for row in answered if row.case.owner_id is None and row.id not in said]
    given = []
    for case in (row.case for row in rows):
        if case.owner_id == me.id and case.owned_since is not None and case.owned_since > day - timedelta(NEW_DAYS):
            words = f"Given to you on {in_words(case.owned_since)}"
            given.append(News(f"{case.ref} given {case.owned_since}", case.id, case.ref, words))
    return (*due, *free, *given)


def _is_news(limit: NextDeadline) -> bool:
    return limit.state is State.OVERDUE or (limit.state is State.RUNNING and limit.days <= SOON_DAYS)


def _due(case: CaseRow, limit: NextDeadline) -> News:
    late = limit.state is State.OVERDUE
    stand = "overdue" if late else "today" if limit.days == 0 else "soon"
    whose = "Nobody holds it: " if case.owner_id is None else ""
    words = f"{whose}{limit.duty}, due {in_words(limit.due)}, {limit.words}"
    return News(f"{case.ref} {limit.rule} {limit.due} {stand}", case.id, case.ref, words)


def _nobody_s(row: WorkRow) -> News:
    since = row.case.unassigned_since or row.as_at
    words = f"Nobody has held it since {in_words(since)}"
    return News(f"{row.case.ref} nobody {since}", row.id, row.case.ref, words)
