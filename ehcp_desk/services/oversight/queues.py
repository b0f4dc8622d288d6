"""Advice that open assessments wait for: asked when, promised for when, by whom, the longest waiting first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.case import OPEN_STAGES
from ehcp_desk.domain.worklist import CaseQuery, CaseRow
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.desk import Desk

QUEUES: Mapping[str, str] = {"psychology": "Psychology advice", "health": "Health advice"}
AGES = ((0, 6), (6, 12), (12, 20), (20, None))
"""Whole weeks since the asking; the first is the six weeks advisers have (SEND Regulations 2014 reg 8(1))."""
NOBODY_NAMED = "nobody named"
_KINDS = ("advice_requested", "advice_received", "advice_chased", "advice_returned")


@dataclass(frozen=True, slots=True)
class Awaited:
    """One case that waits.  ``promised`` is the day last given by whoever was chased, or wanted again when advice was
    sent back; ``who`` is the psychologist named, or whoever was chased last."""

    case_id: int
    ref: str
    child: str
    body: str
    asked: date
    promised: date | None
    who: str
    days: int

    @property
    def id(self) -> int:
        """The case's number on the record."""
        return self.case_id

    @property
    def weeks(self) -> int:
        """Whole weeks since it was asked for."""
        return self.days // 7


def age_words(low: int, high: int | None) -> str:
    """``up to 6 weeks``, ``6 to 12 weeks``, ``over 20 weeks``."""
    return f"over {low} weeks" if high is None else f"{low} to {high} weeks" if low else f"up to {high} weeks"


def by_age(waiting: Iterable[Awaited]) -> list[tuple[str, tuple[int, ...]]]:
    """Each age in words with the cases of it, the youngest first."""
    listed = list(waiting)
    return [
        (age_words(low, high), tuple(a.case_id for a in listed if low <= a.weeks and (high is None or a.weeks < high)))
        for low, high in AGES
    ]


def advice_queue(desk: Desk, body: str, team_id: int | None = None) -> tuple[Awaited, ...]:
    """Open assessments that wait for this body's advice."""
    day = desk.today()
    with desk.store.read() as work:
        rows = work.case_rows(work.case_ids(CaseQuery(day, awaiting=body, team_id=team_id)))
        return queues_of(work, rows, day)[body]


def queues_of(work: ReadWork, rows: Iterable[CaseRow], day: date) -> dict[str, tuple[Awaited, ...]]:
    """Those of these cases that wait for advice, queue by queue, the longest first."""
    here = {
        r.id: r for r in rows if r.summary.stage in OPEN_STAGES and not QUEUES.keys().isdisjoint(r.summary.awaiting)
    }
    told = dict(work.every_case_facts(_KINDS, list(here)))
    return {body: _queue(told, here, body, day) for body in QUEUES}


def _queue(
    told: Mapping[int, Iterable[Fact]], rows: Mapping[int, CaseRow], body: str, day: date
) -> tuple[Awaited, ...]:
    waiting = [row for row in rows.values() if body in row.summary.awaiting]
    found = [_awaited(row, body, [f for f in told.get(row.id, ()) if f.attrs.get("body") == body], day)
             for row in waiting]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.asked, one.case_id)))


def _awaited(row: CaseRow, body: str, told: Iterable[Fact], day: date) -> Awaited:
    asked = promised = None
    who = ""
    for fact in told:
        if fact.kind == "advice_requested":
            asked = asked or fact.on
        elif fact.kind == "advice_received":  # what was promised before it came says nothing of what is awaited now
            asked = promised = None
        day_given = fact.attrs.get("promised") or fact.attrs.get("again_by")
        promised = date.fromisoformat(day_given) if day_given else promised
        who = fact.attrs.get("who") or who
    since = asked or row.summary.awaiting_since or day
    named = (row.psychologist if body == "psychology" else "") or who
    return Awaited(row.id, row.ref, row.name, body, since, promised, named or NOBODY_NAMED, (day - since).days)
