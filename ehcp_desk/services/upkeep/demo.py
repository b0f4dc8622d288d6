"""Building the demo authority: a fictional council, Westmarsh, to try the desk on (contract 1, needs.md 2.4)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.case import OPEN_STAGES, Stage
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.ports.work import Progress, ReadWork, WriteWork
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.law_of_record import law_in_force
from ehcp_desk.services.oversight.return_settings import FORECAST, TARGETS
from ehcp_desk.services.oversight.schools import KEY as SCHOOLS
from ehcp_desk.services.oversight.sen2.settings import SEN2
from ehcp_desk.services.records.heads import COUNCIL, DEMO, SERVICE
from ehcp_desk.services.upkeep.authority.composition import compose
from ehcp_desk.services.upkeep.authority.letterhead import LETTERHEAD
from ehcp_desk.services.upkeep.authority.returned import register
from ehcp_desk.services.upkeep.authority.scenarios import SCENARIOS, scenarios_begun
from ehcp_desk.services.upkeep.authority.staffing import appoint
from ehcp_desk.services.upkeep.authority.stream import Authority

DEFAULT_CASES = 3300
MOST_CASES = 640_000
EARLIEST_DAY = date(2017, 1, 1)
NAME = "Westmarsh Council"
TOLD_BY = "Joy Addo"
"""The caseworker of the demo whose morning a newcomer sees."""
YEAR_TARGETS = {"K02": "61.3", "K05": "90", "U01": "0", "U02": "0", "K45": "55"}
"""Targets of the monthly return: 61.3 % of plans within 20 weeks is the figure of needs.md Fig2."""
VIEWS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("Joy Addo", "Nursery to Year 6", {"scope": "open", "years": [-1, 6]}),
    ("Ruth Castellan", "Past their date, no contact", {"scope": "open", "overdue": True, "quiet_days": 30}),
)


@dataclass(frozen=True, slots=True)
class DemoReport:
    """What the demo holds.  ``already`` is True where it was there before and nothing was changed."""

    council: str
    seed: int
    as_at: date
    cases: int
    open: int
    plans: int
    unassigned: int
    officers: int
    told: tuple[str, ...]
    already: bool = False

    def as_json(self) -> dict[str, Any]:
        """The report as one JSON object."""
        return asdict(self)

    @property
    def words(self) -> str:
        """The report in a few plain lines."""
        if self.already:
            return (
                f"This record already holds the demo authority (seed {self.seed}, {self.cases:,} cases); nothing was "
                "changed. Name another file with --db to build a different one."
            )
        return (
            f"{self.council}, as it stands on {in_words(self.as_at)}. Everybody in it is invented.\n"
            f"  {self.cases:,} cases: {self.plans:,} plans in place, {self.open:,} assessments under way, "
            f"{self.unassigned:,} with no caseworker\n"
            f'  {self.officers:,} people in two teams. Work as one of them with: --user "Joy Addo"\n'
            f"  Told day by day: {', '.join(self.told) or 'none, for they had not begun'}"
        )


def build_demo(desk: Desk, cases: int = DEFAULT_CASES, seed: int = 1, progress: Progress | None = None) -> DemoReport:
    """Fill an empty record with a fictional authority as it stands on the desk's day.

    The same seed, number of cases and day always make the same record.  A record that already is a demo is left as it
    is.  Raises BadInput for a record that holds real cases, and for a size or a day it cannot build.
    """
    today = desk.today()
    if not 1 <= cases <= MOST_CASES:
        raise BadInput(f"A demo can hold from 1 to {MOST_CASES:,} cases; {cases:,} is outside that.")
    if today < EARLIEST_DAY:
        raise BadInput(f"A demo can stand on any day from {in_words(EARLIEST_DAY)}; choose a later one with --today.")
    with desk.store.read() as work:
        there = _already(work, today)
    if there is not None:
        return there
    with desk.store.write(desk.user, desk.now()) as work:
        _refuse_real(work)
        _load(work, law_in_force(work), today, cases, seed, progress)
    with desk.store.read() as work:
        return _report(work, today, seed, already=False)


def _already(work: ReadWork, today: date) -> DemoReport | None:
    """The report of a demo that is already here; None in an empty record."""
    seed = work.setting(DEMO)
    if seed:
        return _report(work, today, int(seed), already=True)
    _refuse_real(work)
    return None


def _refuse_real(work: ReadWork) -> None:
    held = work.count(CaseQuery(date.max, Scope.ALL))
    if held:
        cases = "1 real case" if held == 1 else f"{held:,} real cases"
        raise BadInput(f"This record holds {cases}, so no demo was built in it; name a new file with --db.")


def _load(work: WriteWork, law: Ruleset, today: date, total: int, seed: int, progress: Progress | None) -> None:
    told = min(total, scenarios_begun(today))
    composition = compose(total - told, today)
    authority = Authority(composition, seed, today)
    roster = appoint(work, authority.staff, today)
    work.add_cases_in_bulk(authority.cases(law, roster, told), _of(total, progress))
    settings = {
        COUNCIL: NAME,
        SERVICE: "Special educational needs and disability service",
        "caseload.limit": "55",
        TARGETS: json.dumps(YEAR_TARGETS),
        FORECAST: json.dumps(authority.forecast()),
        SCHOOLS: json.dumps(register(), ensure_ascii=False),
        SEN2: json.dumps({"la": "999", "dmo": "Y", "dco": "Y", "dsco": "R"}),
        DEMO: str(seed),
        **{f"letters.{name}": value for name, value in asdict(LETTERHEAD).items()},
    }
    for key, value in settings.items():
        work.set_setting(key, value)
    for owner, name, query in VIEWS:
        work.save_view(owner, name, json.dumps(query, sort_keys=True))
    work.append(NewEntry("demo_built", None, {"seed": seed, "cases": total, "as_at": today.isoformat()}))


def _of(total: int, progress: Progress | None) -> Progress | None:
    """Progress out of the number asked for: a stream does not know its own length."""
    if progress is None:
        return None
    return lambda done, _, what: progress(done, total, what)


def _report(work: ReadWork, today: date, seed: int, already: bool) -> DemoReport:
    def count(**asked: Any) -> int:
        return work.count(CaseQuery(today, **asked))

    return DemoReport(
        council=work.setting(COUNCIL) or NAME,
        seed=seed,
        as_at=today,
        cases=count(scope=Scope.ALL),
        open=count(scope=Scope.ALL, stages=OPEN_STAGES),
        plans=count(scope=Scope.ALL, stages=(Stage.PLAN,)),
        unassigned=count(scope=Scope.LIVE, unassigned=True),
        officers=len(work.staff().officers),
        told=tuple(s.ref for s in SCENARIOS if work.find_case(s.ref) is not None),
        already=already,
    )
