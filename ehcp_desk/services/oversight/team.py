"""The manager's figures: who has nobody, what is past 20 weeks and how old, what falls due, and who carries what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ehcp_desk.clock.model import State
from ehcp_desk.domain.bands import AgeBand, in_bands, past_20_weeks
from ehcp_desk.domain.case import OPEN_STAGES, Stage
from ehcp_desk.domain.people import WEEK, Officer, Role, Staff
from ehcp_desk.domain.worklist import ANY_ADVICE, CaseloadRow, CaseQuery, Scope, next_day
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.collector import collector_resting
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.overdue import Late, late_cases
from ehcp_desk.services.oversight.queues import QUEUES, Awaited, queues_of
from ehcp_desk.services.oversight.weighing import Scales, scales
from ehcp_desk.services.oversight.worklist import NOBODY

REACHES = (7, 14, 28)


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


def team_view(desk: Desk, team_id: int | None = None, officer_id: int | None = None) -> TeamView:
    """The team's figures on the desk's day; ``team_id`` None is every team.  ``officer_id`` gives the same of what one person
    holds."""
    with collector_resting():
        return _team_view(desk, team_id, officer_id)


def _team_view(desk: Desk, team_id: int | None, officer_id: int | None) -> TeamView:
    day = desk.today()
    with desk.store.read() as work:
        staff = work.staff()
        limit = work.setting("caseload.limit")
        weighed = scales(work, day)
        owners = () if officer_id is None else (officer_id,)
        base = CaseQuery(day, Scope.PLANS, owners=owners, team_id=team_id)
        cases = _counted_one_by_one(work, base, weighed)
        plans = work.owners_of(base)
        open_cases = [case for case in cases if case.stage in OPEN_STAGES]
        named = work.case_rows([case.id for case in cases if _told_of(case, day)])
        late = tuple(late_cases(work, named, day))
        queues = queues_of(work, named, day)
    held: dict[int | None, list[CaseloadRow]] = {}
    for case in cases:
        held.setdefault(case.owner_id, []).append(case)
    free = held.get(None, [])
    waits = [(day - case.unassigned_since).days for case in free if case.unassigned_since]
    loads = _loads(held, plans, staff, day, int(limit) if limit else None, team_id, weighed)
    return TeamView(
        as_at=day,
        open_cases=len(open_cases),
        past_20_weeks=len(late),
        relieved=sum("A_FINAL_PLAN" in case.relieved_rules for case in open_cases),
        unassigned=len(free),
        longest_unassigned=max(waits, default=0),
        unassigned_overdue=loads[-1].overdue,
        bands=in_bands((one.id, one.weeks) for one in late),
        week_starts=tuple(day + timedelta(7 * n) for n in range(4)),
        loads=tuple(load for load in loads if officer_id is None or load.officer_id == officer_id),
        queues=queues,
        late=late,
        teams=tuple((t.id, t.name) for t in sorted(staff.teams.values(), key=lambda t: t.name)),
    )


def _counted_one_by_one(work: ReadWork, base: CaseQuery, weighed: Scales) -> list[CaseloadRow]:
    """Every open case, and of the plans those late, due within four weeks, held by nobody, with a need that weighs or
    waiting for advice.
    The rest, most of an authority's plans, are only counted."""
    return work.caseload_rows((replace(base, scope=Scope.OPEN), replace(base, overdue=True, due_within=REACHES[-1] - 1),
                         replace(base, unassigned=True), replace(base, only=tuple(weighed.recorded)),
                         replace(base, awaiting=ANY_ADVICE)))  # fmt: skip


def _told_of(case: CaseloadRow, day: date) -> bool:
    """True for a case that the page names: past its 20 weeks, or waiting in a queue."""
    return past_20_weeks(case, day) is not None or not QUEUES.keys().isdisjoint(case.awaiting)


def _loads(
    held: Mapping[int | None, list[CaseloadRow]],
    plans: Mapping[int | None, int],
    staff: Staff,
    day: date,
    limit: int | None,
    team_id: int | None,
    weighed: Scales,
) -> tuple[Load, ...]:
    """What each person carries, by name, and last what nobody does."""
    people = [o for o in staff.officers.values() if o.id in held or o.id in plans or _shown(o, day, team_id)]
    named = []
    for officer in sorted(people, key=lambda o: o.name):
        posts = officer.fte if officer.works_on(day) else 0.0
        allowed = round(limit * posts) if limit and posts else None
        load = _load(officer, held.get(officer.id, []), plans.get(officer.id, 0), staff, weighed)
        named.append(replace(load, fte=posts, limit=allowed))
    return (*named, _load(None, held.get(None, []), plans.get(None, 0), staff, weighed))


def _shown(officer: Officer, day: date, team_id: int | None) -> bool:
    """True for a caseworker of the team who is in post, so that somebody with nothing is seen to have room."""
    return officer.role is Role.CASEWORKER and officer.works_on(day) and team_id in (None, officer.team_id)


def _load(officer: Officer | None, cases: list[CaseloadRow], plans: int, staff: Staff, weighed: Scales) -> Load:
    """``plans`` is how many they hold, and what so many weigh at least is added to what weighs more among ``cases``."""
    alike = Counter((case.stage, weighed.needs(case.id, case)) for case in cases)
    counted = sum(many for (stage, _), many in alike.items() if stage is Stage.PLAN)
    weight = (plans - counted) * weighed.weights.of(Stage.PLAN, ())
    weight += sum(many * weighed.weights.of(stage, needs) for (stage, needs), many in alike.items())
    overdue, weeks, ahead = 0, [0] * (REACHES[-1] // 7), Counter[date]()
    for case in cases:
        due = next_day(case, weighed.day)
        if due is None:
            continue
        if due.state is State.OVERDUE:
            overdue += 1
        elif due.state is State.RUNNING and due.days < REACHES[-1]:
            weeks[due.days // 7] += 1
            ahead[due.due] += 1
    return Load(
        officer_id=officer.id if officer else None,
        name=officer.name if officer else NOBODY,
        fte=0.0,
        open_cases=sum(many for (stage, _), many in alike.items() if stage in OPEN_STAGES),
        plans=plans,
        overdue=overdue,
        within=(weeks[0], weeks[0] + weeks[1], sum(weeks)),
        weeks=(weeks[0], weeks[1], weeks[2], weeks[3]),
        limit=None,
        weight=round(weight, 1),
        not_there=_not_there(officer, ahead, staff) if officer else 0,
    )


def _not_there(officer: Officer, ahead: Mapping[date, int], staff: Staff) -> int:
    """How many of what falls due, day by day, falls on a weekday on which they are not at work."""
    return sum(many for day, many in ahead.items() if day.weekday() < len(WEEK) and not staff.there(officer, day))
