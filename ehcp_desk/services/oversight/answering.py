"""The cases somebody answers for that are not theirs: nobody holds them, or whoever does is not there and nobody covers.

One rule says whom a case is told to, in the morning's message, at the bell and on Today, so that none of them leaves one out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from ehcp_desk.clock.model import State
from ehcp_desk.domain.access import Sight
from ehcp_desk.domain.people import Staff
from ehcp_desk.domain.responsibility import Responsible, responsible_for, told_for, told_of_restricted
from ehcp_desk.domain.worklist import CaseQuery, CaseRow, Scope
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.oversight.worklist import WorkRow, complete, each_limit, with_others

Teller = Callable[[CaseRow, date | None], Responsible]
"""Whom a message about a case and the day of its limit is for."""


def teller(staff: Staff, sights: Mapping[int, Sight], day: date, last: str) -> Teller:
    """A restricted case is told only to somebody who sees it; to ``last`` where nobody in post does."""

    def told_of(row: CaseRow, due: date | None) -> Responsible:
        first, sight = told_for(row.owner_id, row.team_id, due, staff, day), sights.get(row.id)
        if sight is None:
            return first
        seeing = told_of_restricted(first, row.team_id, sight, staff, day)
        return seeing or Responsible(last, "nobody in post sees this file")

    return told_of


def answered_by(
    work: ReadWork, staff: Staff, user: str, duties: dict[str, str], day: date, reach: int
) -> list[WorkRow]:
    """The cases of others, and of nobody, that ``user`` is told of on a day: one row a case, its limits only those told to
    them, the most urgent first.  A case nobody holds is told whatever its limits; any other where a limit is late, lifted or
    falls within ``reach`` days.  Those somebody covers for a colleague are not here: they are on their own list.
    """
    me, sights = staff.named(user), work.sights()
    if me is None:
        return []
    told_of = teller(staff, sights, day, "")
    rows = [row for row in _candidates(work, staff, sights, me.name, day, reach) if row.owner_id != me.id]
    whole = with_others(work, (complete(row, staff, duties, day) for row in rows), duties, day, day + timedelta(reach))
    mine = [told for row in whole if (told := _told_to(row, me.name, told_of, reach)) is not None]
    return sorted(mine, key=lambda row: (row.next.due if row.next else date.max, row.id))


def _told_to(row: WorkRow, name: str, told_of: Teller, reach: int) -> WorkRow | None:
    """The row with those of its limits that are told to somebody; None where none of it is."""
    told = [one for one in each_limit(row) if _news(one, reach) and _is_for(one, name, told_of)]
    if not told:
        return None
    first, *others = told
    return replace(first, others=tuple(one.next for one in others if one.next is not None))


def _news(row: WorkRow, reach: int) -> bool:
    """Whether a limit is told of, as the morning's message tells it."""
    due = row.next
    near = due is not None and (due.state is State.RELIEVED or due.due <= row.as_at + timedelta(reach))
    return row.case.owner_id is None or near


def _is_for(row: WorkRow, name: str, told_of: Teller) -> bool:
    person = told_of(row.case, row.next.due if row.next else None)
    return person.name == name and person.why not in ("owner", "cover")


def _candidates(
    work: ReadWork, staff: Staff, sights: Mapping[int, Sight], name: str, day: date, reach: int
) -> Iterable[CaseRow]:
    """The cases that may be told to somebody: without reading those that cannot be."""
    near = replace(CaseQuery(day, Scope.LIVE), overdue=True, due_within=reach)
    lifted = replace(CaseQuery(day, Scope.LIVE), relieved=True)
    asked = []
    if _answers_for(None, staff, name, day):
        asked.append(CaseQuery(day, Scope.LIVE, unassigned=True))
    held = tuple(
        o.id for o in staff.officers.values() if not staff.there(o, day) and _answers_for(o.id, staff, name, day)
    )
    if held:
        asked += [replace(near, owners=held), replace(lifted, owners=held)]
    if sights:
        few = tuple(sights)
        asked += [
            replace(near, only=few),
            replace(lifted, only=few),
            CaseQuery(day, Scope.LIVE, unassigned=True, only=few),
        ]
    return work.case_rows(list(dict.fromkeys(number for query in asked for number in work.case_ids(query))))


def _answers_for(owner_id: int | None, staff: Staff, name: str, day: date) -> bool:
    """Whether a case of this owner, whatever its team, may go to somebody of this name."""
    return any(responsible_for(owner_id, team, staff, day).name == name for team in (None, *staff.teams))
