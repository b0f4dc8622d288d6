"""Assessments past their 20 weeks: how old, why, who holds the work, what is next, and whether a manager has looked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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
REASON_KINDS = ("delay", "manager_review", "management_note")
"""What tells why work is late and what is to be done about it."""


@dataclass(frozen=True, slots=True)
class Late:
    """One of them, in its ``week`` of 20 (contract 1) and so many whole ``weeks`` old, which the bands count.

    ``cause`` is that of the newest delay that has not ended, empty where none is recorded; ``party`` holds the work.
    ``next_step`` is what the latest of that delay, the review and a management note says.
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
    told = dict(work.every_case_facts(REASON_KINDS, [row.id for row, _ in ages]))
    shut = work.closed_cases()[1]
    found = [_late(row, weeks, told.get(row.id, ()), day, row.id not in shut) for row, weeks in ages]
    return sorted(found, key=lambda late: (late.row.summary.received or day, late.id))


@dataclass(frozen=True, slots=True)
class Reason:
    """Why work on a case is late: the cause and who holds the work, of the newest delay that has not ended; and what is to
    be done next and by whom, of the latest entry that says so.  Empty where nothing is recorded."""

    cause: str = ""
    party: str = ""
    next_step: str = ""
    who: str = ""


def reason_of(told: Iterable[Fact], day: date) -> Reason:
    """The reason that entries of the ``REASON_KINDS`` of one case give on a day."""
    entries = [f for f in sorted(told, key=lambda fact: fact.order) if not _ended(f, day)]
    delay = next((f.attrs for f in reversed(entries) if f.kind == "delay"), None)
    step = next((f.attrs for f in reversed(entries) if f.attrs.get("next")), {})
    return Reason(said_words("delay", "cause", delay["cause"]) if delay else "", delay.get("party", "") if delay else "",
                  step.get("next", ""), step.get("who", ""))  # fmt: skip


def _ended(fact: Fact, day: date) -> bool:
    return fact.kind == "delay" and bool(fact.attrs.get("to")) and date.fromisoformat(fact.attrs["to"]) < day


def _late(row: CaseRow, weeks: int, told: Sequence[Fact], day: date, opened: bool) -> Late:
    band = band_of(weeks)
    of_band = [f for f in told if f.kind != "manager_review" or int(f.attrs["band"]) >= band]
    reviews = sorted((f for f in of_band if f.kind == "manager_review"), key=lambda fact: fact.order)
    reason = reason_of(of_band, day)
    week = week_on(row.summary.received, day)
    return Late(
        row=row,
        week=week.ordinal if week else weeks,
        weeks=weeks,
        band=band,
        reached=reached_on(row.summary.received or day, band),
        cause=reason.cause,
        party=reason.party,
        next_step=reason.next_step,
        reviewed=reviews[-1] if reviews else None,
        opened=opened,
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
