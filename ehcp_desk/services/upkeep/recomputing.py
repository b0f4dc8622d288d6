"""Working every deadline out again: after a new version of the program, or of the law."""

from __future__ import annotations

from dataclasses import dataclass

from ehcp_desk.domain.deadlines import same_deadlines
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.record import standing
from ehcp_desk.ports.work import Progress, WriteWork
from ehcp_desk.services.casework.deriving import derive, law_text
from ehcp_desk.services.desk import Desk

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Recomputed:
    """How many cases were looked at, and which changed."""

    cases: int
    changed: tuple[str, ...]


def recompute(desk: Desk, progress: Progress | None = None) -> Recomputed:
    """Derive every case from its facts and save those that differ, a few hundred in each unit of work.

    Stopping half-way leaves every case whole: those done are new, the others as they were.
    """
    with desk.store.read() as work:
        ids = [row.id for row in work.every_row()]
    changed: list[str] = []
    for start in range(0, len(ids), CHUNK):
        if progress is not None:
            progress(start, len(ids), "Working the deadlines out again")
        with desk.store.write(desk.user, desk.now()) as work:
            refs = [ref for case_id in ids[start : start + CHUNK] if (ref := _again(work, desk, case_id))]
            if refs:
                work.append(NewEntry("deadlines_recomputed", None, {"law": law_text(desk.law), "cases": refs}))
            changed += refs
    return Recomputed(len(ids), tuple(changed))


def rebuild_search(desk: Desk, progress: Progress | None = None) -> None:
    """Make what the record is searched by again, in one unit of work: derived like the deadlines, but not journaled,
    because no answer the record gives to the law depends on it."""
    with desk.store.write(desk.user, desk.now()) as work:
        work.rebuild_search(progress)


def _again(work: WriteWork, desk: Desk, case_id: int) -> str:
    """The case's reference where it had to be written again, else nothing."""
    case = work.case(case_id)
    derived = derive(case_id, standing(work.facts(case_id)), desk.law)
    row = work.case_rows([case_id])[0]
    if row.summary == derived.summary and same_deadlines(work.deadlines(case_id), derived.deadlines):
        return ""
    work.save_case(case, derived.summary, derived.deadlines)
    return case.ref
