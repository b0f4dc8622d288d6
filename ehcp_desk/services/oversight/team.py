"""The manager's figures: who has nobody, what is past 20 weeks and how old, what falls due, and who carries what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ehcp_desk.clock.model import State
from ehcp_desk.domain.bands import AgeBand, in_bands
from ehcp_desk.domain.case import OPEN_STAGES, Stage
from ehcp_desk.domain.people import WEEK, Officer, Role, Staff
from ehcp_desk.domain.worklist import CaseQuery, CaseRow, NextDeadline, Scope, next_deadline
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.overdue import Late, late_cases
from ehcp_desk.services.oversight.queues import Awaited, queues_of
from ehcp_desk.services.oversight.weighing import Scales, scales

REACHES = (7, 14, 28)
NOBODY = "nobody yet"


@dataclass(frozen=True, slots=True)
class Load:
    """What one person carries.  ``fte`` is 0 for somebody who has left, whose hours carry nothing.

    ``weeks`` is legal limits by the week they fall due in, today's first; ``within`` the same added up over 7, 14 and 28
    days; ``not_there`` those of the 28 days that fall on a weekday on which they are not at work.  ``limit`` is the cases
    their hours allow, None where no limit is set.  ``weight`` is what their open cases and plans weigh together.
    """

    officer_id: int | None
    name: str
    fte: float
    open_cases: int
    plans: int
    overdue: int
    within: tuple[int, int, int]
    weeks: tuple[int, int, int, int]
    limit: int | None
    weight: float = 0.0
    not_there: int = 0

    @property
    def left(self) -> bool:
        """True for somebody who is not in post and still holds cases."""
        return self.officer_id is not None and not self.fte

    @property
    def per_post(self) -> float | None:
        """Weight for each full-time post; None for nobody."""
        return self.weight / self.fte if self.fte else None


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
    queues: Mapping[str, tuple[Awaited, ...]]
    late: tuple[Late, ...]
    teams: tuple[tuple[int, str], ...]

    @property
    def reviews_waiting(self) -> int:
        """Cases that have reached a band without a manager's review."""
        return sum(one.reviewed is None for one in self.late)


def team_view(desk: Desk, team_id: int | None = None) -> TeamView:
    """The team's figures on the desk's day; ``team_id`` None is every team."""
    day = desk.today()
    with desk.store.read() as work:
        staff = work.staff()
        limit = work.setting("caseload.limit")
        weighed = scales(work, day)
        rows = _counted_one_by_one(work, day, team_id, weighed)
        plans = {o: work.count(CaseQuery(day, Scope.PLANS, owners=(o,), team_id=team_id)) for o in staff.officers}
        open_rows = [r for r in rows if r.summary.stage in OPEN_STAGES]
        late = tuple(late_cases(work, open_rows, day))
        queues = queues_of(work, open_rows, day)
    dues = {r.id: next_deadline(r.summary, desk.duties, day) for r in rows}
    held: dict[int | None, list[CaseRow]] = {}
    for row in rows:
        held.setdefault(row.owner_id, []).append(row)
    free = held.get(None, [])
    waits = [(day - r.unassigned_since).days for r in free if r.unassigned_since]
    return TeamView(
        as_at=day,
        open_cases=len(open_rows),
        past_20_weeks=len(late),
        relieved=sum("A_FINAL_PLAN" in r.summary.relieved_rules for r in open_rows),
        unassigned=len(free),
        longest_unassigned=max(waits, default=0),
        unassigned_overdue=sum(_overdue(dues[r.id]) for r in free),
        bands=in_bands((one.id, one.weeks) for one in late),
        week_starts=tuple(day + timedelta(7 * n) for n in range(4)),
        loads=_loads(held, dues, plans, staff, day, int(limit) if limit else None, team_id, weighed),
        queues=queues,
        late=late,
        teams=tuple((t.id, t.name) for t in sorted(staff.teams.values(), key=lambda t: t.name)),
    )


def _counted_one_by_one(work: ReadWork, day: date, team_id: int | None, weighed: Scales) -> list[CaseRow]:
    """Every open case, and of the plans those late, due within four weeks, held by nobody or with a need that weighs.
    The rest, most of an authority's plans, are only counted."""
    base = CaseQuery(day, Scope.PLANS, team_id=team_id)
    asked = (replace(base, scope=Scope.OPEN), replace(base, overdue=True, due_within=REACHES[-1] - 1),
             replace(base, unassigned=True), replace(base, only=tuple(weighed.recorded)))  # fmt: skip
    return work.case_rows(list(dict.fromkeys(number for query in asked for number in work.case_ids(query))))


def _overdue(due: NextDeadline | None) -> bool:
    return due is not None and due.state is State.OVERDUE


def _loads(
    held: Mapping[int | None, list[CaseRow]],
    dues: Mapping[int, NextDeadline | None],
    plans: Mapping[int, int],
    staff: Staff,
    day: date,
    limit: int | None,
    team_id: int | None,
    weighed: Scales,
) -> tuple[Load, ...]:
    people = [o for o in staff.officers.values() if o.id in held or plans[o.id] or _shown(o, day, team_id)]
    named = []
    for officer in sorted(people, key=lambda o: o.name):
        rows = held.get(officer.id, [])
        load = _load(officer, rows, dues, plans[officer.id], weighed)
        missed = sum(x.due.weekday() < len(WEEK) and not staff.there(officer, x.due) for x in _running(rows, dues))
        posts = officer.fte if officer.works_on(day) else 0.0
        allowed = round(limit * posts) if limit and posts else None
        named.append(replace(load, fte=posts, limit=allowed, not_there=missed))
    free = held.get(None, [])
    return (*named, _load(None, free, dues, sum(r.summary.stage not in OPEN_STAGES for r in free), weighed))


def _shown(officer: Officer, day: date, team_id: int | None) -> bool:
    """True for a caseworker of the team who is in post, so that somebody with nothing is seen to have room."""
    return officer.role is Role.CASEWORKER and officer.works_on(day) and team_id in (None, officer.team_id)


def _running(rows: list[CaseRow], dues: Mapping[int, NextDeadline | None]) -> list[NextDeadline]:
    """The limits of these cases that fall within the furthest reach."""
    found = (dues[row.id] for row in rows)
    return [due for due in found if due and due.state is State.RUNNING and due.days < REACHES[-1]]


def _load(
    officer: Officer | None, rows: list[CaseRow], dues: Mapping[int, NextDeadline | None], plans: int, weighed: Scales
) -> Load:
    left = [due.days for due in _running(rows, dues)]
    weeks = [sum(7 * n <= days < 7 * n + 7 for days in left) for n in range(4)]
    within = [sum(days < reach for days in left) for reach in REACHES]
    return Load(
        officer_id=officer.id if officer else None,
        name=officer.name if officer else NOBODY,
        fte=0.0,
        open_cases=sum(r.summary.stage in OPEN_STAGES for r in rows),
        plans=plans,
        overdue=sum(_overdue(dues[r.id]) for r in rows),
        within=(within[0], within[1], within[2]),
        weeks=(weeks[0], weeks[1], weeks[2], weeks[3]),
        limit=None,
        weight=_weight(rows, plans, weighed),
    )


def _weight(rows: list[CaseRow], plans: int, weighed: Scales) -> float:
    """What open cases weigh, what so many plans weigh at least, and what the plans among ``rows`` weigh above that."""
    plan = weighed.weights.of(Stage.PLAN, ())
    above = sum(weighed.weigh(r) - (0.0 if r.summary.stage in OPEN_STAGES else plan) for r in rows)
    return round(plans * plan + above, 1)
