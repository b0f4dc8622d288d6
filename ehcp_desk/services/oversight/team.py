"""The manager's figures: who has nobody, what is past 20 weeks and how old, what falls due, and who carries what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ehcp_desk.clock.model import State
from ehcp_desk.domain.case import OPEN_STAGES
from ehcp_desk.domain.people import Officer, Role, Staff
from ehcp_desk.domain.worklist import CaseQuery, CaseRow, Scope, next_deadline
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.desk import Desk

BANDS = ((20, 26), (26, 30), (30, 40), (40, 52), (52, None))
REACHES = (7, 14, 28)
NOBODY = "nobody yet"


@dataclass(frozen=True, slots=True)
class AgeBand:
    """Open cases past 20 weeks, from ``low`` weeks to under ``high`` (None: and over)."""

    low: int
    high: int | None
    count: int

    @property
    def words(self) -> str:
        """``20 to 26 weeks``, ``Over 52 weeks``."""
        return f"Over {self.low} weeks" if self.high is None else f"{self.low} to {self.high} weeks"


@dataclass(frozen=True, slots=True)
class Load:
    """What one person carries.  ``weeks`` is legal limits by the week they fall due in, today's first; ``within`` the
    same added up over 7, 14 and 28 days; ``limit`` is the cases their hours allow, None where no limit is set."""

    officer_id: int | None
    name: str
    fte: float
    open_cases: int
    plans: int
    overdue: int
    within: tuple[int, int, int]
    weeks: tuple[int, int, int, int]
    limit: int | None


@dataclass(frozen=True, slots=True)
class TeamView:
    """The whole page, from one snapshot.  Every number is the length of a list a query can open."""

    as_at: date
    open_cases: int
    past_20_weeks: int
    relieved: int
    unassigned: int
    longest_unassigned: int
    unassigned_overdue: int
    bands: tuple[AgeBand, ...]
    week_starts: tuple[date, ...]
    loads: tuple[Load, ...]
    psychology: tuple[tuple[str, int, int, int], ...]
    teams: tuple[tuple[int, str], ...]


def past_20_weeks(row: CaseRow, as_at: date) -> int | None:
    """Whole weeks since the request for an open case past day 140 whose limit is not lifted; None otherwise."""
    received = row.summary.received
    if received is None or row.summary.stage not in OPEN_STAGES or "A_FINAL_PLAN" in row.summary.relieved_rules:
        return None
    days = (as_at - received).days
    return days // 7 if days > 140 else None


def team_view(desk: Desk, team_id: int | None = None) -> TeamView:
    """The team's figures on the desk's day; ``team_id`` None is every team."""
    day = desk.today()
    with desk.store.read() as work:
        staff = work.staff()
        limit = work.setting("caseload.limit")
        rows = _counted_one_by_one(work, day, team_id)
        plans = {o: work.count(CaseQuery(day, Scope.PLANS, owners=(o,), team_id=team_id)) for o in staff.officers}
    open_rows = [r for r in rows if r.summary.stage in OPEN_STAGES]
    ages = [age for r in open_rows if (age := past_20_weeks(r, day)) is not None]
    free = [r for r in rows if r.owner_id is None]
    waits = [(day - r.unassigned_since).days for r in free if r.unassigned_since]
    return TeamView(
        as_at=day,
        open_cases=len(open_rows),
        past_20_weeks=len(ages),
        relieved=sum("A_FINAL_PLAN" in r.summary.relieved_rules for r in open_rows),
        unassigned=len(free),
        longest_unassigned=max(waits, default=0),
        unassigned_overdue=sum(_state(r, desk, day) is State.OVERDUE for r in free),
        bands=tuple(AgeBand(lo, hi, sum(lo <= a and (hi is None or a < hi) for a in ages)) for lo, hi in BANDS),
        week_starts=tuple(day + timedelta(7 * n) for n in range(4)),
        loads=_loads(rows, plans, staff, desk, day, int(limit) if limit else None, team_id),
        psychology=_psychology(open_rows, day),
        teams=tuple((t.id, t.name) for t in sorted(staff.teams.values(), key=lambda t: t.name)),
    )


def _counted_one_by_one(work: ReadWork, day: date, team_id: int | None) -> list[CaseRow]:
    """Every open case, and of the plans those late, due within four weeks or held by nobody.  The rest, most of an
    authority's plans, are only counted."""
    base = CaseQuery(day, Scope.PLANS, team_id=team_id)
    asked = (replace(base, scope=Scope.OPEN), replace(base, overdue=True, due_within=REACHES[-1] - 1),
             replace(base, unassigned=True))  # fmt: skip
    return work.case_rows(list(dict.fromkeys(number for query in asked for number in work.case_ids(query))))


def _state(row: CaseRow, desk: Desk, day: date) -> State | None:
    due = next_deadline(row.summary, desk.duties, day)
    return due.state if due else None


def _loads(
    rows: list[CaseRow],
    plans: Mapping[int, int],
    staff: Staff,
    desk: Desk,
    day: date,
    limit: int | None,
    team_id: int | None,
) -> tuple[Load, ...]:
    held: dict[int | None, list[CaseRow]] = {}
    for row in rows:
        held.setdefault(row.owner_id, []).append(row)
    people = [o for o in staff.officers.values() if o.id in held or plans[o.id] or _shown(o, day, team_id)]
    named = [_load(o, held.get(o.id, []), plans[o.id], desk, day, limit) for o in sorted(people, key=lambda o: o.name)]
    free = held.get(None, [])
    return (*named, _load(None, free, sum(r.summary.stage not in OPEN_STAGES for r in free), desk, day, None))


def _shown(officer: Officer, day: date, team_id: int | None) -> bool:
    """True for a caseworker of the team who is in post, so that somebody with nothing is seen to have room."""
    return officer.role is Role.CASEWORKER and officer.works_on(day) and team_id in (None, officer.team_id)


def _load(officer: Officer | None, rows: list[CaseRow], plans: int, desk: Desk, day: date, limit: int | None) -> Load:
    dues = [due for r in rows if (due := next_deadline(r.summary, desk.duties, day))]
    left = [due.days for due in dues if due.state is State.RUNNING]
    weeks = [sum(7 * n <= days < 7 * n + 7 for days in left) for n in range(4)]
    within = [sum(days < reach for days in left) for reach in REACHES]
    return Load(
        officer_id=officer.id if officer else None,
        name=officer.name if officer else NOBODY,
        fte=officer.fte if officer else 0.0,
        open_cases=sum(r.summary.stage in OPEN_STAGES for r in rows),
        plans=plans,
        overdue=sum(due.state is State.OVERDUE for due in dues),
        within=(within[0], within[1], within[2]),
        weeks=(weeks[0], weeks[1], weeks[2], weeks[3]),
        limit=round(limit * officer.fte) if officer and limit else None,
    )


def _psychology(rows: list[CaseRow], day: date) -> tuple[tuple[str, int, int, int], ...]:
    """(psychologist, waiting, over six weeks, oldest in days) for open cases awaiting psychology advice."""
    waiting = [r for r in rows if "psychology" in r.summary.awaiting]
    ages: dict[str, list[int]] = {}
    for row in waiting:
        since = row.summary.awaiting_since
        ages.setdefault(row.psychologist or NOBODY, []).append((day - since).days if since else 0)
    order = Counter({name: len(a) for name, a in ages.items()})
    return tuple((name, len(ages[name]), sum(a > 42 for a in ages[name]), max(ages[name])) for name, _ in
                 sorted(order.items(), key=lambda item: (item[0] == NOBODY, -item[1], item[0])))  # fmt: skip
