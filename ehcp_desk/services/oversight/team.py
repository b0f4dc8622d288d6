"""The manager's figures: who has nobody, what is past 20 weeks and how old, what falls due, and who carries what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ehcp_desk.clock.model import State
from ehcp_desk.domain.bands import AgeBand, in_bands, past_20_weeks
from ehcp_desk.domain.case import OPEN_STAGES, Stage
from ehcp_desk.domain.people import WEEK, Officer, Role, Staff
from ehcp_desk.domain.worklist import CaseloadRow, CaseQuery, NextDeadline, Scope, next_deadline
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.overdue import Late, late_cases
from ehcp_desk.services.oversight.queues import QUEUES, Awaited, queues_of
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
        cases = _counted_one_by_one(work, day, team_id, weighed)
        plans = work.owners_of(CaseQuery(day, Scope.PLANS, team_id=team_id))
        open_cases = [case for case in cases if case.stage in OPEN_STAGES]
        named = work.case_rows([case.id for case in open_cases if _told_of(case, day)])
        late = tuple(late_cases(work, named, day))
        queues = queues_of(work, named, day)
    dues = {case.id: next_deadline(case, desk.duties, day) for case in cases}
    held: dict[int | None, list[CaseloadRow]] = {}
    for case in cases:
        held.setdefault(case.owner_id, []).append(case)
    free = held.get(None, [])
    waits = [(day - case.unassigned_since).days for case in free if case.unassigned_since]
    return TeamView(
        as_at=day,
        open_cases=len(open_cases),
        past_20_weeks=len(late),
        relieved=sum("A_FINAL_PLAN" in case.relieved_rules for case in open_cases),
        unassigned=len(free),
        longest_unassigned=max(waits, default=0),
        unassigned_overdue=sum(_overdue(dues[case.id]) for case in free),
        bands=in_bands((one.id, one.weeks) for one in late),
        week_starts=tuple(day + timedelta(7 * n) for n in range(4)),
        loads=_loads(held, dues, plans, staff, day, int(limit) if limit else None, team_id, weighed),
        queues=queues,
        late=late,
        teams=tuple((t.id, t.name) for t in sorted(staff.teams.values(), key=lambda t: t.name)),
    )


def _counted_one_by_one(work: ReadWork, day: date, team_id: int | None, weighed: Scales) -> list[CaseloadRow]:
    """Every open case, and of the plans those late, due within four weeks, held by nobody or with a need that weighs.
    The rest, most of an authority's plans, are only counted."""
    base = CaseQuery(day, Scope.PLANS, team_id=team_id)
    return work.caseload_rows((replace(base, scope=Scope.OPEN), replace(base, overdue=True, due_within=REACHES[-1] - 1),
                         replace(base, unassigned=True), replace(base, only=tuple(weighed.recorded))))  # fmt: skip


def _told_of(case: CaseloadRow, day: date) -> bool:
    """True for an open case that the page names: past its 20 weeks, or waiting in a queue."""
    return past_20_weeks(case, day) is not None or not QUEUES.keys().isdisjoint(case.awaiting)


def _overdue(due: NextDeadline | None) -> bool:
    return due is not None and due.state is State.OVERDUE


def _loads(
    held: Mapping[int | None, list[CaseloadRow]],
    dues: Mapping[int, NextDeadline | None],
    plans: Mapping[int | None, int],
    staff: Staff,
    day: date,
    limit: int | None,
    team_id: int | None,
    weighed: Scales,
) -> tuple[Load, ...]:
    people = [o for o in staff.officers.values() if o.id in held or o.id in plans or _shown(o, day, team_id)]
    named = []
    for officer in sorted(people, key=lambda o: o.name):
        cases = held.get(officer.id, [])
        missed = sum(not staff.there(officer, on) for on in _days_due(cases, dues) if on.weekday() < len(WEEK))
        posts = officer.fte if officer.works_on(day) else 0.0
        allowed = round(limit * posts) if limit and posts else None
        load = _load(officer, cases, dues, plans.get(officer.id, 0), weighed)
        named.append(replace(load, fte=posts, limit=allowed, not_there=missed))
    free = held.get(None, [])
    return (*named, _load(None, free, dues, plans.get(None, 0), weighed))


def _shown(officer: Officer, day: date, team_id: int | None) -> bool:
    """True for a caseworker of the team who is in post, so that somebody with nothing is seen to have room."""
    return officer.role is Role.CASEWORKER and officer.works_on(day) and team_id in (None, officer.team_id)


def _running(due: NextDeadline | None) -> bool:
    """True for a limit that falls within the furthest reach."""
    return due is not None and due.state is State.RUNNING and due.days < REACHES[-1]


def _days_due(cases: list[CaseloadRow], dues: Mapping[int, NextDeadline | None]) -> list[date]:
    return [due.due for case in cases if (due := dues[case.id]) and _running(due)]


def _load(
    officer: Officer | None,
    cases: list[CaseloadRow],
    dues: Mapping[int, NextDeadline | None],
    plans: int,
    weighed: Scales,
) -> Load:
    """``plans`` is how many they hold; what so many weigh at least is added to what weighs more among ``cases``."""
    plan = weighed.weights.of(Stage.PLAN, ())
    open_cases = overdue = 0
    weeks, weight = [0, 0, 0, 0], plans * plan
    for case in cases:
        due, is_open = dues[case.id], case.stage in OPEN_STAGES
        open_cases += is_open
        overdue += _overdue(due)
        if due is not None and _running(due):
            weeks[due.days // 7] += 1
        weight += weighed.weigh(case.id, case) - (0.0 if is_open else plan)
    return Load(
        officer_id=officer.id if officer else None,
        name=officer.name if officer else NOBODY,
        fte=0.0,
        open_cases=open_cases,
        plans=plans,
        overdue=overdue,
        within=(weeks[0], weeks[0] + weeks[1], sum(weeks)),
        weeks=(weeks[0], weeks[1], weeks[2], weeks[3]),
        limit=None,
        weight=round(weight, 1),
    )
