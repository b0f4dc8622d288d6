"""Moves between phases, and preparing for adulthood from year 9: what is planned, what is named, what is missing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ehcp_desk.clock.model import Deadline, Timeline
from ehcp_desk.domain.case_kinds import CASE_KINDS
from ehcp_desk.domain.phases import LAST_YEARS, PHASE_RULES, PHASES
from ehcp_desk.domain.record import RecordedFact

FROM_YEAR = 9
"""Preparing for adulthood is part of every review from this year (SEND Regulations 2014 reg 20(6))."""
ADULT_YEAR = 13
"""The year from which a case ought to say who leads in adult services, the year of turning 18 (needs.md H4)."""
LEAVING_YEAR = 12
"""The year from which a destination is asked for, the first after compulsory school age (needs.md H5)."""
ADULT_ROLES = frozenset({"adult_social_care", "adult_health"})
_ROLES = CASE_KINDS["transition_lead"].attrs
ROLES = dict(_ROLES["role"].values) if _ROLES is not None else {}


class Missing(StrEnum):
    """What ought to be on the record and is not."""

    MOVE = "move"
    WORKER = "worker"
    TOPICS = "topics"
    ADULT = "adult"
    DESTINATION = "destination"


MISSING: dict[Missing, str] = {
    Missing.MOVE: "Last year of a phase, and no move planned",
    Missing.WORKER: "No transition worker named",
    Missing.TOPICS: "No talk about adult life recorded",
    Missing.ADULT: "Nobody in adult services named",
    Missing.DESTINATION: "Where they go next is not known",
}


@dataclass(frozen=True, slots=True)
class Transfer:
    """A move between phases: the day, the phase in words, and the limit for naming the next setting."""

    entry: int
    on: date
    phase: str
    limit: Deadline | None

    @property
    def words(self) -> str:
        """The phase as people say it."""
        return PHASES.get(self.phase, "phase not recorded")


@dataclass(frozen=True, slots=True)
class Lead:
    """Somebody named to lead towards adult life; ``role`` is a key of ``ROLES``."""

    entry: int
    role: str
    name: str
    since: date
    referred: date | None
    panel: date | None


@dataclass(frozen=True, slots=True)
class Transitions:
    """Transfers and leads, the newest first; the destination last recorded; topics talked about at reviews."""

    transfers: tuple[Transfer, ...] = ()
    leads: tuple[Lead, ...] = ()
    destination: RecordedFact | None = None
    topics: tuple[RecordedFact, ...] = ()
    missing: tuple[Missing, ...] = ()


def missing_for(
    year_group: int | None,
    roles: Collection[str],
    talked: bool,
    destination: str,
    move_ahead: bool,
    last_years: Collection[int] = tuple(LAST_YEARS),
) -> tuple[Missing, ...]:
    """What ought to be on the record of somebody of this school year with a plan, and is not.

    ``roles`` are those named to lead, ``last_years`` the council's last years of a phase; ``destination`` is the status
    last recorded.  A year that is not known asks nothing: the reviews board counts those apart.
    """
    if year_group is None:
        return ()
    year = year_group
    asked = (
        (Missing.MOVE, year in last_years and not move_ahead),
        (Missing.WORKER, year >= FROM_YEAR and "worker" not in roles),
        (Missing.TOPICS, year >= FROM_YEAR and not talked),
        (Missing.ADULT, year >= ADULT_YEAR and not set(roles) & ADULT_ROLES),
        (Missing.DESTINATION, year >= LEAVING_YEAR and destination in ("", "unknown")),
    )
    return tuple(what for what, so in asked if so)


def transitions_of(
    facts: Iterable[RecordedFact],
    timeline: Timeline,
    year_group: int | None,
    day: date,
    last_years: Collection[int] = tuple(LAST_YEARS),
) -> Transitions:
    """What the entries that stand tell, and what is still to be recorded for a child of this school year."""
    told = sorted((f for f in facts if f.stands), key=lambda f: f.order, reverse=True)
    transfers = tuple(
        Transfer(f.id, f.fact.on, f.fact.attrs.get("phase", ""), _limit(timeline, f.fact.on))
        for f in told
        if f.fact.kind == "phase_transfer_planned"
    )
    leads: dict[str, Lead] = {}
    for f in told:
        if f.fact.kind == "transition_lead":
            leads.setdefault(f.fact.attrs.get("role", ""), _lead(f))
    destination = next((f for f in told if f.fact.kind == "destination"), None)
    topics = tuple(f for f in told if f.fact.kind == "adulthood_discussed")
    going = destination.fact.attrs.get("status", "") if destination is not None else ""
    ahead = any(t.on >= day for t in transfers)
    missing = missing_for(year_group, leads, bool(topics), going, ahead, last_years)
    return Transitions(transfers, tuple(leads.values()), destination, topics, missing)


def _limit(timeline: Timeline, on: date) -> Deadline | None:
    return next((d for d in timeline.deadlines if d.rule in PHASE_RULES and d.trigger.on == on), None)


def _lead(entry: RecordedFact) -> Lead:
    attrs = entry.fact.attrs
    days = [date.fromisoformat(attrs[name]) if attrs.get(name) else None for name in ("referred_on", "panel_on")]
    return Lead(entry.id, attrs.get("role", ""), attrs.get("name", ""), entry.fact.on, *days)
