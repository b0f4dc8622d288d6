"""Small made-up cases to put in a record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import count

from db.store import SqlStore
from db.uow import WriteUnit
from ehcp_desk.clock.model import Force
from ehcp_desk.clock.program import Base
from ehcp_desk.domain.case import Case, Child, Contactable, Stage
from ehcp_desk.domain.deadlines import CachedDeadline
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.worklist import Summary

NOW = datetime(2026, 10, 30, 9, 44, tzinfo=UTC)
DAY = date(2026, 10, 30)
_numbers = count(1)


@dataclass(frozen=True)
class Loaded:
    """A case for bulk loading."""

    ref: str
    child: Child
    summary: Summary
    people: Sequence[Contactable] = ()
    team_id: int | None = None
    owner_id: int | None = None
    owned_since: date | None = None
    unassigned_since: date | None = DAY
    psychologist: str = ""
    held: str = ""
    facts: Sequence[tuple[NewFact, datetime, str]] = ()
    deadlines: Sequence[CachedDeadline] = field(default=())


def child(surname: str = "Farrowdale", forenames: str = "Maisie", **more: object) -> Child:
    """A made-up child."""
    return replace(Child(0, surname, forenames), **more)  # type: ignore[arg-type]


def deadline(rule: str = "A_FINAL_PLAN", due: date = DAY, base: Base = Base.OPEN, subject: str = "") -> CachedDeadline:
    """A made-up deadline."""
    return CachedDeadline(0, rule, subject, due, base, None, Force.STATUTE, "LA", "england@2026-09-01")


def add_case(
    work: WriteUnit,
    summary: Summary | None = None,
    of: Child | None = None,
    ref: str = "",
    deadlines: Sequence[CachedDeadline] = (),
    **head: object,
) -> Case:
    """Add a case with a summary of one's choosing; ``head`` changes its head."""
    kept = work.add_child(of or child())
    case = work.add_case(ref or f"MADE-{next(_numbers)}", kept.id, None, DAY)
    changed = replace(case, **head)  # type: ignore[arg-type]
    return work.save_case(changed, summary or Summary(Stage.DECIDING, None), deadlines)


def one_case(store: SqlStore, **more: object) -> Case:
    """A record with one case in it, opened by Joy Addo."""
    with store.write("Joy Addo", NOW) as work:
        case = add_case(work, ref="SEN/26118", **more)  # type: ignore[arg-type]
        work.add_fact(case.id, NewFact("request_received", DAY, {"source": "parent"}))
        work.append(NewEntry("case_opened", case.id, {"ref": case.ref}))
    return case
