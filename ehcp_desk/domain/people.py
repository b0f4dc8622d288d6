"""The people who work the desk: officers, their teams and their absences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ehcp_desk.domain.errors import BadInput

WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri")


class Role(StrEnum):
    """What an officer does; the words are those of ``team add-user`` (contract 1), and ``psychologist`` for EPs."""

    CASEWORKER = "caseworker"
    MANAGER = "manager"
    SERVICE_MANAGER = "service_manager"
    DATA_OFFICER = "data_officer"
    TRIBUNAL_OFFICER = "tribunal_officer"
    PSYCHOLOGIST = "psychologist"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Officer:
    """A named person.  ``fte`` is posts (1.0 is full time); ``placeholder`` is a name read from a file that nobody
    has matched to a real person yet.  ``left_on`` is the last working day, when known.  ``days_off`` are the weekdays,
    Monday 0 to Friday 4, on which a part-time officer does not work; weekends are nobody's and are never in it."""

    id: int
    name: str
    role: Role = Role.CASEWORKER
    team_id: int | None = None
    fte: float = 1.0
    email: str = ""
    placeholder: bool = False
    started_on: date | None = None
    left_on: date | None = None
    days_off: frozenset[int] = frozenset()

    def off_on(self, day: date) -> bool:
        """True on a weekday that is not one of theirs."""
        return day.weekday() in self.days_off

    def free_between(self, before: date, after: date) -> bool:
        """True where no day of work lies between two days: only weekends and days off, or no day at all."""
        days = (before + timedelta(n) for n in range(1, (after - before).days))
        return all(day.weekday() >= len(WEEK) or self.off_on(day) for day in days)

    def works_on(self, day: date) -> bool:
        """True where the officer is in post that day (absence is a separate question)."""
        return (self.started_on is None or self.started_on <= day) and (self.left_on is None or day <= self.left_on)


@dataclass(frozen=True, slots=True)
class Team:
    """A team and the officer who manages it (None while the post is vacant)."""

    id: int
    name: str
    manager_id: int | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """Days an officer is away, both ends included, and who covers (None where nobody was named)."""

    id: int
    officer_id: int
    first_day: date
    last_day: date
    cover_id: int | None = None
    reason: str = ""

    def covers(self, day: date) -> bool:
        """True where ``day`` falls inside the absence."""
        return self.first_day <= day <= self.last_day


@dataclass(frozen=True, slots=True)
class Staff:
    """Everybody at once: small enough to read whole with every list, so responsibility is always resolved."""

    officers: dict[int, Officer]
    teams: dict[int, Team]
    absences: tuple[Absence, ...] = ()

    def named(self, name: str) -> Officer | None:
        """The officer with this name, ignoring case and surrounding blanks; None where there is none."""
        wanted = " ".join(name.split()).casefold()
        return next((o for o in self.officers.values() if o.name.casefold() == wanted), None)

    def team_name(self, team_id: int | None) -> str:
        """The name of a team; empty for None, which is every team."""
        return "" if team_id is None else self.teams[team_id].name

    def away(self, officer_id: int, day: date) -> Absence | None:
        """The absence covering ``day``, if any; of two, one for which a cover was named."""
        there = [a for a in self.absences if a.officer_id == officer_id and a.covers(day)]
        return min(there, key=lambda a: a.cover_id is None, default=None)

    def absent(self, officer: Officer, day: date) -> tuple[date, date] | None:
        """The first and last day of the absence covering ``day``, with those that adjoin it: no day of work lies between.
        None where the officer is not away."""
        now = self.away(officer.id, day)
        if now is None:
            return None
        first, last = now.first_day, now.last_day
        others = [a for a in self.absences if a.officer_id == officer.id]
        for one in sorted(others, key=lambda a: a.last_day, reverse=True):
            first = min(first, one.first_day) if officer.free_between(one.last_day, first) else first
        for one in sorted(others, key=lambda a: a.first_day):
            last = max(last, one.last_day) if officer.free_between(last, one.first_day) else last
        return first, last

    def there(self, officer: Officer, day: date) -> bool:
        """True where the officer is in post, not away and not on a day off."""
        return officer.works_on(day) and not officer.off_on(day) and self.away(officer.id, day) is None

    def back(self, officer: Officer, day: date) -> date | None:
        """The first weekday from ``day`` on that the officer is there; None where it is more than a year ahead."""
        ahead = (day + timedelta(n) for n in range(366))
        return next((one for one in ahead if one.weekday() < len(WEEK) and self.there(officer, one)), None)


def only_of(team: str) -> str:
    """What is said beside figures of one team's cases; empty for every team's."""
    return f"Cases of the team {team} only." if team else ""


def initials(name: str) -> str:
    """Two letters for a small disc: ``Joy Addo`` gives ``JA``."""
    words = name.split()
    return "".join(w[0] for w in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


def days_words(officer: Officer) -> str:
    """The days somebody works: ``Mon to Fri``, ``Mon, Tue, Thu``."""
    worked = [name for n, name in enumerate(WEEK) if n not in officer.days_off]
    return "Mon to Fri" if len(worked) == len(WEEK) else ", ".join(worked)


def read_days(text: str) -> frozenset[int]:
    """Days off from the days worked, ``mon,tue,thu``.  Raises BadInput for a word that is no weekday, or for none."""
    short = [name.casefold() for name in WEEK]
    words = [word.strip().casefold()[:3] for word in text.replace(" ", ",").split(",") if word.strip()]
    strange = next((word for word in words if word not in short), None)
    if strange is not None or not words:
        raise BadInput(f"'{text}' does not say which days somebody works; write them like Mon,Tue,Thu.")
    return frozenset(n for n, name in enumerate(short) if name not in words)
