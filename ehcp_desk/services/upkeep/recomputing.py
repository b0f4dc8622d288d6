"""Working every deadline out again: after a new version of the program, or of the law."""

from __future__ import annotations

from dataclasses import dataclass

from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.deadlines import same_deadlines
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.record import standing
from ehcp_desk.ports.work import Progress, WriteWork
from ehcp_desk.services.casework.deriving import derive, law_text
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.law_of_record import law_in_force

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
            law = law_in_force(work)
            looked = [derive_again(work, law, case_id) for case_id in ids[start : start + CHUNK]]
            refs = [again.ref for again in looked if again.changed]
            if refs:
                work.append(NewEntry("deadlines_recomputed", None, {"law": law_text(law), "cases": refs}))
            changed += refs
    return Recomputed(len(ids), tuple(changed))


def rebuild_search(desk: Desk, progress: Progress | None = None) -> None:
    """Make what the record is searched by again, in one unit of work: derived like the deadlines, but not journaled,
    because no answer the record gives to the law depends on it."""
    with desk.store.write(desk.user, desk.now()) as work:
        work.rebuild_search(progress)


@dataclass(frozen=True, slots=True)
class Again:
    """A case derived again: its reference, and whether what the record kept of it was something else."""

    ref: str
    changed: bool


def derive_again(work: WriteWork, law: Ruleset, case_id: int, always: bool = False) -> Again:
    """Derive one case from its facts under ``law``, and save it where that differs from what is kept, or ``always``."""
    case = work.case(case_id)
    derived = derive(case_id, standing(work.facts(case_id)), law)
    row = work.case_rows([case_id])[0]
    same = row.summary == derived.summary and same_deadlines(work.deadlines(case_id), derived.deadlines)
    if always or not same:
        work.save_case(case, derived.summary, derived.deadlines)
    return Again(case.ref, not same)
