"""Assessments past their 20 weeks: how old, why, who holds the work, what is next, and whether a manager has looked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.bands import band_of, past_20_weeks, reached_on
from ehcp_desk.domain.case_kinds import said_words
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.worklist import CaseRow, week_on
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.desk import Changes, Desk

NO_CAUSE = "no cause recorded"
NOT_OPENED = "not opened"
"""In place of what would be read on a restricted case that whoever looks has not opened today."""
_KINDS = ("delay", "manager_review")


@dataclass(frozen=True, slots=True)
class Late:
    """One of them, in its ``week`` of 20 (contract 1) and so many whole ``weeks`` old, which the bands count.

    ``cause`` is that of the newest delay that has not ended, empty where none is recorded; ``party`` holds the work.
    ``reviewed`` is the newest review of the band it is in, None while one waits.  Of a restricted case that was not
    ``opened`` none of these is read.
    """

    row: CaseRow
    week: int
    weeks: int
    band: int
    reached: date
    cause: str = ""
    party: str = ""
    next_step: str = ""
    reviewed: Fact | None = None
    opened: bool = True

    @property
    def id(self) -> int:
        """The case's number on the record."""
        return self.row.id

    @property
    def cause_words(self) -> str:
        """The cause, or that there is none, or that nobody looked."""
        return (self.cause or NO_CAUSE) if self.opened else NOT_OPENED

    @property
    def review_words(self) -> str:
        """``reviewed by Ruth Castellan``, or that a review of the band waits."""
        if not self.opened:
            return NOT_OPENED
        if self.reviewed is None:
            return f"{self.band} week review waits"
        return f"reviewed by {self.reviewed.attrs['by']}"


def late_cases(work: ReadWork, rows: Iterable[CaseRow], day: date) -> list[Late]:
    """Those of these cases past 20 weeks whose limit is not lifted, the oldest first."""
    ages = [(row, weeks) for row in rows if (weeks := past_20_weeks(row.summary, day)) is not None]
    told = dict(work.every_case_facts(_KINDS, [row.id for row, _ in ages]))
    shut = work.closed_cases()[1]
    found = [replace(_late(row, weeks, told.get(row.id, ()), day), opened=row.id not in shut) for row, weeks in ages]
    return sorted(found, key=lambda late: (late.row.summary.received or day, late.id))


def _late(row: CaseRow, weeks: int, told: Sequence[Fact], day: date) -> Late:
    band = band_of(weeks)
    entries = sorted(told, key=lambda fact: fact.on)
    delays = [f.attrs for f in entries if f.kind == "delay"
              and not (f.attrs.get("to") and date.fromisoformat(f.attrs["to"]) < day)]  # fmt: skip
    reviews = [f for f in entries if f.kind == "manager_review" and int(f.attrs["band"]) >= band]
    delay = delays[-1] if delays else {}
    review = reviews[-1] if reviews else None
    next_step = delay.get("next", "") if review is None else review.attrs["next"]
    week = week_on(row.summary.received, day)
    return Late(
        row=row,
        week=week.ordinal if week else weeks,
        weeks=weeks,
        band=band,
        reached=reached_on(row.summary.received or day, band),
        cause=said_words("delay", "cause", delay["cause"]) if delay else "",
        party=delay.get("party", ""),
        next_step=next_step,
        reviewed=review,
    )


def late_of(desk: Desk, case_id: int) -> Late | None:
    """One case past 20 weeks with what is recorded of it; None where it is not."""
    with desk.store.read() as work:
        found = late_cases(work, work.case_rows([case_id]), desk.today())
    return found[0] if found else None


@dataclass(frozen=True, slots=True)
class Review:
    """A manager's review: the outcome in words, the next step and who does it; with ``cause``, the delay as it is now."""

    outcome: str
    next_step: str
    who: str
    cause: str = ""
    party: str = ""


def review(desk: Desk, ref: str, band: int, wanted: Review, seen_version: int | None = None) -> Changes:
    """Record a manager's review of a band, and the cause of the delay where it is given.

    Raises BadInput where something it must say is missing; Conflict where the case changed since ``seen_version``.
    """
    day = desk.today()
    said = {"band": str(band), "by": desk.user, "next": wanted.next_step, "who": wanted.who}
    facts = [NewFact("manager_review", day, said, wanted.outcome)]
    if wanted.cause:
        delay = {"cause": wanted.cause, "party": wanted.party, "next": wanted.next_step}
        facts.append(NewFact("delay", day, delay))
    return record(desk, ref, facts, seen_version=seen_version)
