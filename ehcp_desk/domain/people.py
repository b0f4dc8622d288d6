"""The people who work the desk: officers, their teams and their absences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


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
    has matched to a real person yet.  ``left_on`` is the last working day, when known."""

    id: int
    name: str
    role: Role = Role.CASEWORKER
    team_id: int | None = None
    fte: float = 1.0
    email: str = ""
    placeholder: bool = False
    started_on: date | None = None
    left_on: date | None = None

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

    def away(self, officer_id: int, day: date) -> Absence | None:
        """The absence covering ``day``, if any."""
        return next((a for a in self.absences if a.officer_id == officer_id and a.covers(day)), None)


def initials(name: str) -> str:
    """Two letters for a small disc: ``Joy Addo`` gives ``JA``."""
    words = name.split()
    return "".join(w[0] for w in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()
