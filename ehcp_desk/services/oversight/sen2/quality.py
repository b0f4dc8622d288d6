"""The rules of SEN2 over the record as it is today, by owner, with a trend: so that January holds no surprise.

The latest profile is used, with the year that is running; a month of the trend is counted from the facts that had
happened by its last day, so that it can be worked out again at any time and nothing need be kept.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from ehcp_desk.clock.counting import add_months
from ehcp_desk.domain.sen2 import Finding, Severity
from ehcp_desk.ports.work import Progress, ReadWork
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.restricting import unopened
from ehcp_desk.services.oversight.return_facts import Limits
from ehcp_desk.services.oversight.schools import schools_in
from ehcp_desk.services.oversight.sen2.checks.whole import Checker
from ehcp_desk.services.oversight.sen2.profiles import census_days, years
from ehcp_desk.services.oversight.sen2.reading import excused_by, persons
from ehcp_desk.services.oversight.sen2.requests import Year
from ehcp_desk.services.oversight.sen2.returning import with_owners
from ehcp_desk.services.oversight.sen2.settings import profile_for, read_settings
from ehcp_desk.services.oversight.spans import month_end


@dataclass(frozen=True, slots=True)
class MonthOfQuality:
    """How many findings the record of a month's last day had (of today, for the month that is running)."""

    month: date
    errors: int
    queries: int


@dataclass(frozen=True, slots=True)
class Quality:
    """What the rules find today.  ``rules_of`` is the year whose profile was used, ``census`` the next census known;
    ``unopened`` restricted cases were not read."""

    as_at: date
    rules_of: int
    census: date | None
    findings: tuple[Finding, ...]
    trend: tuple[MonthOfQuality, ...]
    unopened: int = 0

    @property
    def owners(self) -> list[tuple[str, int, int]]:
        """(owner, errors, queries), most errors first; empty for cases nobody holds."""
        errors = Counter(f.owner for f in self.findings if f.severity is Severity.ERROR)
        every = Counter(f.owner for f in self.findings)
        ranked = sorted(every, key=lambda name: (-errors[name], -every[name], name))
        return [(name, errors[name], every[name] - errors[name]) for name in ranked]

    def as_json(self) -> dict[str, Any]:
        """As ``return sen2 --quality --json`` prints it."""
        errors = sum(f.severity is Severity.ERROR for f in self.findings)
        return {
            "as_at": self.as_at.isoformat(),
            "rules_of": self.rules_of,
            "next_census": self.census.isoformat() if self.census else None,
            "errors": errors,
            "queries": len(self.findings) - errors,
            "restricted_unopened": self.unopened,
            "owners": [{"owner": o, "errors": e, "queries": q} for o, e, q in self.owners],
            "trend": [{"month": f"{m.month:%Y-%m}", "errors": m.errors, "queries": m.queries} for m in self.trend],
            "findings": [f.as_json() for f in self.findings],
        }


def quality(desk: Desk, months: int = 6, progress: Progress | None = None) -> Quality:
    """The findings of today and how many there were at the end of each of the last ``months`` months.

    Raises BadInput where the settings of the return cannot be read.
    """
    today = desk.today()
    with desk.store.read() as work:
        findings = _findings(desk, work, today, progress)
        ends = [month_end(add_months(today.replace(day=1), -back)) for back in range(months, 0, -1)]
        trend = [_month(end, _findings(desk, work, end, progress)) for end in ends]
        if months:
            trend.append(_month(today, findings))
        findings = with_owners(work, findings)
    census = min((day for day in census_days().values() if day >= today), default=None)
    findings.sort(key=lambda f: (f.severity is Severity.QUERY, f.rule, f.ref))
    return Quality(today, years()[-1], census, tuple(findings), tuple(trend), unopened(desk))


def _findings(desk: Desk, work: ReadWork, day: date, progress: Progress | None) -> list[Finding]:
    settings = read_settings(work)
    profile = profile_for(settings, years()[-1])
    checker = Checker(profile, settings, day, schools_in(work))
    found: list[Finding] = []
    year = Year.of(profile, settings, excused_by(desk.law, day), Limits(desk.law), day)
    for person in persons(work, year, progress):
        found += checker.person(person)
    return found + checker.whole()


def _month(day: date, findings: list[Finding]) -> MonthOfQuality:
    errors = sum(f.severity is Severity.ERROR for f in findings)
    return MonthOfQuality(day.replace(day=1), errors, len(findings) - errors)
