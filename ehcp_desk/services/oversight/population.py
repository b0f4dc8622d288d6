"""The cases a return counts over, found by month or by day without looking at every case each time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.case import Stage
from ehcp_desk.domain.people import Role
from ehcp_desk.domain.returns import Post
from ehcp_desk.domain.schools import Commissioned
from ehcp_desk.domain.staff_then import StaffThen
from ehcp_desk.services.oversight.return_facts import DECIDE, FINAL, OPEN, Advice, Journey, Limits, Request
from ehcp_desk.services.oversight.spans import Span

_T = TypeVar("_T")
_STILL = 0
"""Where the stays that have not ended are filed, in place of a month."""


@dataclass(frozen=True, slots=True)
class Period:
    """A month counted to its as-at day: ``last`` is its last day, or today while the month is not ``over``."""

    first: date
    last: date
    over: bool = True
    span: Span = Span.MONTH

    def has(self, day: date) -> bool:
        """True where the day lies in the period."""
        return self.first <= day <= self.last

    def ran_out(self, due: date) -> bool:
        """True where a limit ended in the period; one that ends today has not ended until the day is over."""
        return self.has(due) and (self.over or due < self.last)


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the council enters because no record of cases holds it: its own name, the residents aged 0 to 24, and the
    month by which no case is to be past twenty weeks (None where it has not), the places it commissions, and which grades
    of each file audit are good."""

    council: str = ""
    residents: Decimal | None = None
    recovery: date | None = None
    commissioned: Commissioned = field(default_factory=Commissioned)
    good_grades: Mapping[str, frozenset[str]] = field(default_factory=dict)


class Population:
    """Every journey, with what happened filed by month and who was open kept by day."""

    def __init__(
        self, journeys: Iterable[Journey], limits: Limits, staff: StaffThen, numbers: Numbers | None = None
    ) -> None:
        self.journeys = tuple(journeys)
        self.numbers = numbers or Numbers()
        self.limits = limits
        self.staff = staff
        self._requests: Mapping[int, list[tuple[Journey, Request]]] = defaultdict(list)
        self._decisions: Mapping[int, list[tuple[Journey, date, str]]] = defaultdict(list)
        self._decisions_due: Mapping[int, list[tuple[Journey, Request, date]]] = defaultdict(list)
        self._plans: Mapping[int, list[tuple[Journey, date]]] = defaultdict(list)
        self._no_plans: Mapping[int, list[tuple[Journey, date]]] = defaultdict(list)
        self._advice: Mapping[int, list[tuple[Journey, Advice]]] = defaultdict(list)
        self._open: Mapping[int, list[tuple[date, date, tuple[Journey, Stage]]]] = defaultdict(list)
        self._held: list[tuple[date, date, Journey]] = []
        self._kept: dict[Hashable, Any] = {}
        for case in self.journeys:
            self._file(case)

    def _file(self, case: Journey) -> None:
        for since, until, stage in case.stays():
            if stage is Stage.PLAN:
                self._held.append((since, until, case))
            elif stage in OPEN:
                months: Iterable[int] = (_STILL,) if until == date.max else range(_month(since), _month(until) + 1)
                for month in months:
                    self._open[month].append((since, until, (case, stage)))
        for request in case.requests:
            if request.kind == "request_received":
                self._requests[_month(request.on)].append((case, request))
            due = self.limits.due(DECIDE, request.on)
            self._decisions_due[_month(due)].append((case, request, due))
        for on, outcome in case.decisions:
            self._decisions[_month(on)].append((case, on, outcome))
        for on in case.new_plans:
            self._plans[_month(on)].append((case, on))
        for on in case.no_plans:
            self._no_plans[_month(on)].append((case, on))
        for advice in case.advice:
            months = {_month(advice.due)} | ({_month(advice.received)} if advice.received else set())
            for month in months:
                self._advice[month].append((case, advice))

    def requests(self, period: Period) -> Iterator[tuple[Journey, Request]]:
        """Requests received in the period."""
        return (item for item in _over(self._requests, period) if period.has(item[1].on))

    def decisions(self, period: Period) -> Iterator[tuple[Journey, date, str]]:
        """Decisions whether to assess told in the period, with their outcome."""
        return (item for item in _over(self._decisions, period) if period.has(item[1]))

    def decisions_due(self, period: Period) -> Iterator[tuple[Journey, Request, date]]:
        """Requests whose six weeks end in the period."""
        return (item for item in _over(self._decisions_due, period) if period.has(item[2]))

    def plans(self, period: Period) -> Iterator[tuple[Journey, date]]:
        """New plans sent in the period: final plans of children who had none in place."""
        return (item for item in _over(self._plans, period) if period.has(item[1]))

    def no_plans(self, period: Period) -> Iterator[tuple[Journey, date]]:
        """Decisions to make no plan told in the period."""
        return (item for item in _over(self._no_plans, period) if period.has(item[1]))

    def advice(self, period: Period) -> Iterable[tuple[Journey, Advice]]:
        """Advice that came, or whose six weeks end, in the months of the period; each once."""
        return {(case.case_id, one.body, one.asked): (case, one) for case, one in _over(self._advice, period)}.values()

    def awaited_on(self, day: date) -> list[tuple[Journey, Advice]]:
        """The advice asked for in the cases open on a day that had neither come nor lapsed by its end."""
        opened = self.open_on(day)
        return self.once(
            ("awaited", day), lambda: [(case, one) for case, _ in opened for one in case.advice if one.awaited_on(day)]
        )

    def told(self, period: Period, *kinds: str) -> Iterator[tuple[Journey, Fact]]:
        """The facts of these kinds dated in the period."""
        for kind in kinds:
            filed = self.once(("told", kind), partial(self._told, kind))
            yield from (item for item in _over(filed, period) if period.has(item[1].on))

    def _told(self, kind: str) -> Mapping[int, list[tuple[Journey, Fact]]]:
        found: Mapping[int, list[tuple[Journey, Fact]]] = defaultdict(list)
        for case in self.having(kind):
            for fact in case.told[kind]:
                found[_month(fact.on)].append((case, fact))
        return found

    def open_on(self, day: date) -> tuple[tuple[Journey, Stage], ...]:
        """The cases open at the end of a day, each with its stage."""
        stays = (*self._open.get(_month(day), ()), *self._open.get(_STILL, ()))
        return self.once(("open", day), lambda: tuple([found for since, until, found in stays if since <= day < until]))

    def plans_on(self, day: date) -> tuple[Journey, ...]:
        """The cases with a plan in place at the end of a day."""
        return self.once(
            ("plans", day), lambda: tuple([case for since, until, case in self._held if since <= day < until])
        )

    def limits_on(self, day: date) -> list[tuple[Journey, Stage, date | None, date | None]]:
        """The cases open at the end of a day, with the day of the request that governs and the end of its twenty weeks."""
        return self.once(("limits", day), lambda: [self._limit(case, stage, day) for case, stage in self.open_on(day)])

    def _limit(self, case: Journey, stage: Stage, day: date) -> tuple[Journey, Stage, date | None, date | None]:
        request = case.request_by(day)
        return (case, stage, None, None) if request is None else (
            case, stage, request.on, self.limits.due(FINAL, request.on))  # fmt: skip

    def unheld_on(self, day: date) -> dict[int, date]:
        """The cases, by number, that nobody held at the end of a day, and since when."""
        every = self.once("unheld", lambda: [(case.case_id, stay) for case in self.journeys for stay in case.unheld()])
        return {number: since for number, (since, until) in every if since <= day < until}

    def having(self, *kinds: str) -> Sequence[Journey]:
        """The cases with a fact of any of these kinds, on whatever day, in their order: the only ones worth looking at."""
        if len(kinds) == 1:
            return self.once("by kind", self._by_kind).get(kinds[0], ())
        return self.once(
            ("having", kinds), lambda: [case for case in self.journeys if not case.told.keys().isdisjoint(kinds)]
        )

    def _by_kind(self) -> Mapping[str, list[Journey]]:
        found: Mapping[str, list[Journey]] = defaultdict(list)
        for case in self.journeys:
            for kind in case.told:
                found[kind].append(case)
        return found

    def once(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """What several lines or months ask for alike, worked out the first time it is asked for."""
        if key not in self._kept:
            self._kept[key] = make()
        found: _T = self._kept[key]
        return found

    def posts(self, day: date) -> tuple[Post, ...]:
        """Caseworkers in post on a day who are real people, with the part of full time each worked then (needs.md X4)."""
        in_post = [
            Post(o.name, self.staff.team_name(o.team_id), Decimal(str(o.fte)))
            for o in self.staff.on(day)
            if o.role is Role.CASEWORKER and not o.placeholder and o.works_on(day)
        ]
        return tuple(sorted(in_post, key=lambda p: (p.team, p.name)))


def _over(filed: Mapping[int, list[_T]], period: Period) -> Iterator[_T]:
    """What is filed under each month of a period."""
    for month in range(_month(period.first), _month(period.last) + 1):
        yield from filed.get(month, ())


def _month(day: date) -> int:
    return day.year * 12 + day.month
