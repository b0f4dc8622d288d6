"""Today: one person's work, what waits for them, and what they answer for besides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ehcp_desk.clock.model import State
from ehcp_desk.domain.dates import between
from ehcp_desk.domain.matters import MATTER_KINDS, Matter, open_matters
from ehcp_desk.domain.people import Role, Staff
from ehcp_desk.domain.profile import Statement, profile_of
from ehcp_desk.domain.signals import signals_of
from ehcp_desk.domain.worklist import CaseQuery, CaseRow, NextDeadline, Scope, Sort
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.answering import answered_by
from ehcp_desk.services.oversight.overdue import Late, late_cases
from ehcp_desk.services.oversight.worklist import WorkRow, complete, with_others

TODAY_REACH = 28


@dataclass(frozen=True, slots=True)
class Today:
    """One person's day: their cases in order of statutory risk, and what waits for them: (matter, child, reference)."""

    as_at: date
    who: str
    groups: tuple[tuple[str, tuple[WorkRow, ...]], ...]
    matters: tuple[tuple[Matter, str, str], ...]
    weeks: tuple[tuple[date, int], ...]
    away: str
    any_cases: bool = True
    reviews: tuple[tuple[Statement, str, str], ...] = ()
    """Banners whose day to be looked at again has come, each with the child's name and the reference."""
    bands: tuple[Late, ...] = ()
    """For a manager: cases of their teams that have reached an age band without a review, the oldest first."""
    answered: tuple[WorkRow, ...] = ()
    """Cases of nobody, and of colleagues who are not there and for whom nobody covers, that this person answers for until
    somebody has them: those of the morning's message, the most urgent first."""

    @property
    def count(self) -> int:
        """Cases overdue, due today or due within the week, those answered for with them."""
        own = sum(len(rows) for title, rows in self.groups if title in _NEAR)
        return own + sum(_group(row.next) in _NEAR for row in self.answered)


def today(desk: Desk, with_cover: bool = False) -> Today:
    """What the person at the keyboard has to do, most urgent by law first.

    Apart from these stand the cases somebody answers for because nobody else is there.  Somebody the record does not
    know sees the cases that nobody holds, so that a list is never silently empty.
    """
    day = desk.today()
    with desk.store.read() as work:
        staff = work.staff()
        owners = _owners(staff, desk.user, day, with_cover)
        mine = _mine(work, staff, desk.user, day, owners)
        groups = _grouped(work, mine, staff, desk.duties, day)
        answered = tuple(answered_by(work, staff, desk.user, desk.duties, day, TODAY_REACH))
        every = {row.id: row for row in (*mine, *(told.case for told in answered))}
        waiting = _waiting(work, every, owners, day)
        known = bool(every) or work.count(CaseQuery(day, Scope.ALL)) > 0
        weeks, away = _weeks((*groups, ("", answered)), day), _away(staff, desk.user, day)
        reviews = _reviews(work, every, day)
        bands = _bands(work, staff, desk.user, day)
        return Today(day, desk.user, groups, waiting, weeks, away, known, reviews, bands, answered)


def _managed(staff: Staff, user: str) -> set[int] | None:
    """The teams somebody manages; None for everybody's, the service manager's."""
    me = staff.named(user)
    if me is not None and me.role is Role.SERVICE_MANAGER:
        return None
    return {t.id for t in staff.teams.values() if me is not None and t.manager_id == me.id}


def _bands(work: ReadWork, staff: Staff, user: str, day: date) -> tuple[Late, ...]:
    managed = _managed(staff, user)
    if managed is not None and not managed:
        return ()
    teams = [None] if managed is None else sorted(managed)
    rows = [row for team in teams for row in work.case_rows(work.case_ids(CaseQuery(day, overdue=True, team_id=team)))]
    return tuple(late for late in late_cases(work, rows, day) if late.reviewed is None)


def _owners(staff: Staff, user: str, day: date, with_cover: bool) -> tuple[int, ...]:
    """Whose cases these are: the person's own, and those they cover where asked."""
    me = staff.named(user)
    covered = [a.officer_id for a in staff.absences if me and with_cover and a.cover_id == me.id and a.covers(day)]
    return (me.id, *covered) if me else ()


def _mine(work: ReadWork, staff: Staff, user: str, day: date, owners: tuple[int, ...]) -> list[CaseRow]:
    me = staff.named(user)
    query = CaseQuery(day, Scope.LIVE, owners=owners, sort=Sort.RISK)
    found = work.case_ids(query) if owners else []
    if me is None:
        found = work.case_ids(CaseQuery(day, Scope.LIVE, unassigned=True))
    return work.case_rows(found)


def _grouped(
    work: ReadWork, mine: list[CaseRow], staff: Staff, duties: dict[str, str], day: date
) -> tuple[tuple[str, tuple[WorkRow, ...]], ...]:
    titles = (
        "Overdue",
        "Due today",
        "Next 7 days",
        "Next 28 days",
        "Time limit lifted, still to do as soon as practicable",
    )
    groups: dict[str, list[WorkRow]] = {title: [] for title in titles}
    every = [complete(row, staff, duties, day) for row in mine]
    for done in with_others(work, every, duties, day, day + timedelta(TODAY_REACH)):
        title = _group(done.next)
        if title:
            groups[title].append(done)
    for rows_here in groups.values():
        rows_here.sort(key=lambda r: (r.next.due if r.next else date.max, r.case.id))
    return tuple((title, tuple(rows_here)) for title, rows_here in groups.items() if rows_here)


_NEAR = ("Overdue", "Due today", "Next 7 days")


def _group(due: NextDeadline | None) -> str:
    if due is None:
        return ""
    if due.state is State.RELIEVED:
        return "Time limit lifted, still to do as soon as practicable"
    if due.state is State.OVERDUE:
        return "Overdue"
    return ("Due today" if due.days == 0 else "Next 7 days" if due.days <= 7
            else "Next 28 days" if due.days <= TODAY_REACH else "")  # fmt: skip


def _waiting(
    work: ReadWork, mine: dict[int, CaseRow], owners: tuple[int, ...], day: date
) -> tuple[tuple[Matter, str, str], ...]:
    """What waits on these cases, and on closed ones of the same people: a promise outlives its case."""
    closed = work.case_ids(CaseQuery(day, Scope.CLOSED, owners=owners)) if owners else []
    found = open_matters(work.standing_of(MATTER_KINDS, [*mine, *closed]), signals_of(work.setting))
    cases = mine | {row.id: row for row in work.case_rows(list({m.case_id for m in found} - mine.keys()))}
    return tuple((m, cases[m.case_id].name, cases[m.case_id].ref) for m in found)


def _reviews(work: ReadWork, mine: dict[int, CaseRow], day: date) -> tuple[tuple[Statement, str, str], ...]:
    banners = profile_of(work.marks(mine)).banners(day)
    due = sorted((b for b in banners if b.review is not None and b.review <= day), key=lambda b: (b.review, b.entry))
    return tuple((b, mine[b.case_id].name, mine[b.case_id].ref) for b in due)


def _weeks(groups: Sequence[tuple[str, Sequence[WorkRow]]], day: date) -> tuple[tuple[date, int], ...]:
    starts = [day + timedelta(7 * n) for n in range(4)]
    limits = [limit for _, rows_here in groups for row in rows_here for limit in row.limits]
    dues = [limit.due for limit in limits if limit.state is State.RUNNING]
    return tuple((start, sum(start <= due < start + timedelta(7) for due in dues)) for start in starts)


def _away(staff: Staff, user: str, day: date) -> str:
    me = staff.named(user)
    coming = [a for a in staff.absences if me and a.officer_id == me.id and a.last_day >= day]
    if not coming:
        return ""
    next_one = min(coming, key=lambda a: a.first_day)
    cover = staff.officers.get(next_one.cover_id) if next_one.cover_id is not None else None
    goes = f"deadlines go to {cover.name}" if cover else "no cover is named, so deadlines go to your manager"
    return f"You are away {between(next_one.first_day, next_one.last_day, day)}: {goes}."
