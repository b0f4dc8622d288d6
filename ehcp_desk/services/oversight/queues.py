"""Advice that assessments wait for, re-assessments too: asked when, promised for when, by whom, the longest waiting first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.awaited import TOLD_FROM, of_the_assessment
from ehcp_desk.domain.case import Stage
from ehcp_desk.domain.worklist import CaseQuery, CaseRow, Scope
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.desk import Desk

QUEUES: Mapping[str, str] = {"psychology": "Psychology advice", "health": "Health advice"}
AGES = ((0, 6), (6, 12), (12, 20), (20, None))
"""Whole weeks since the asking; the first is the six weeks advisers have (SEND Regulations 2014 reg 8(1))."""
NOBODY_NAMED = "nobody named"
_KINDS = ("advice_requested", "advice_received", "advice_chased", "advice_returned")
_AGAIN_KINDS = TOLD_FROM.union(_KINDS)


@dataclass(frozen=True, slots=True)
class Awaited:
    """One case that waits.  ``promised`` is the day last given by whoever was chased, or wanted again when advice was
    sent back; ``who`` is the psychologist named, or whoever was chased last.  ``again`` says that it is a re-assessment, which
    is no open case and so in no figure of the return."""

    case_id: int
    ref: str
    child: str
    body: str
    asked: date
    promised: date | None
    who: str
    days: int
    again: bool = False

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


def re_assessed(waiting: Iterable[Awaited]) -> str:
    """``, 2 being re-assessed`` to say after how many wait; nothing where no child among them has a plan."""
    again = sum(one.again for one in waiting)
    return f", {again} being re-assessed" if again else ""


def by_age(waiting: Iterable[Awaited]) -> list[tuple[str, tuple[int, ...]]]:
    """Each age in words with the cases of it, the youngest first."""
    listed = list(waiting)
    return [
        (age_words(low, high), tuple(a.case_id for a in listed if low <= a.weeks and (high is None or a.weeks < high)))
        for low, high in AGES
    ]


def advice_queue(desk: Desk, body: str, team_id: int | None = None) -> tuple[Awaited, ...]:
    """Cases whose assessment, the first or a re-assessment, waits for this body's advice."""
    day = desk.today()
    with desk.store.read() as work:
        rows = work.case_rows(work.case_ids(CaseQuery(day, Scope.LIVE, awaiting=body, team_id=team_id)))
        return queues_of(work, rows, day)[body]


def queues_of(work: ReadWork, rows: Iterable[CaseRow], day: date) -> dict[str, tuple[Awaited, ...]]:
    """Those of these cases that wait for advice, queue by queue, the longest first."""
    here = {row.id: row for row in rows if not QUEUES.keys().isdisjoint(row.summary.awaiting)}
    again = {number for number, row in here.items() if row.summary.stage is Stage.PLAN}
    read = (work.every_case_facts(_KINDS, here.keys() - again), work.every_case_facts(_AGAIN_KINDS, again))
    told = {
        number: of_the_assessment(facts, here[number].summary.stage, here[number].summary.received)
        for number, facts in chain(*read)
    }
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
    again = row.summary.stage is Stage.PLAN
    return Awaited(row.id, row.ref, row.name, body, since, promised, named or NOBODY_NAMED, (day - since).days, again)
