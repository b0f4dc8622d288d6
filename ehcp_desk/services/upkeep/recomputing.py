"""Working every deadline out again: after a new version of the program, or of the law."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ehcp_desk.clock.model import Fact
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.deadlines import CachedDeadline, same_deadlines
from ehcp_desk.domain.errors import Unreadable
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.waiting import OPENING, waiting_right
from ehcp_desk.ports.work import DerivedCase, Progress, WriteWork
from ehcp_desk.services.casework.deriving import Derived, derive, derive_recorded, law_text
from ehcp_desk.services.casework.recording import settle
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.law_of_record import law_in_force
from ehcp_desk.services.oversight.restricting import open_whole

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Recomputed:
    """How many cases were looked at, and which changed."""

    cases: int
    changed: tuple[str, ...]


def recompute(desk: Desk, progress: Progress | None = None) -> Recomputed:
    """Derive every case from its facts and save those that differ, a few hundred in each unit of work.

    What is kept of a case and cannot be read differs.  Stopping half-way leaves every case whole: those done are new, the
    others as they were.
    """
    open_whole(desk, "Deadlines worked out again")
    with desk.store.read() as work:
        ids = [number for number, _, _ in work.every_identity()]
    changed: list[str] = []
    for start in range(0, len(ids), CHUNK):
        if progress is not None:
            progress(start, len(ids), "Working the deadlines out again")
        with desk.store.write(desk.user, desk.now(), alone=True) as work:
            law = law_in_force(work)
            chunk = ids[start : start + CHUNK]
            refs = [again.ref for again in _again(work, law, chunk) if again.changed]
            refs += [ref for ref in _wait_again(work, chunk) if ref not in refs]
            if refs:
                work.append(NewEntry("deadlines_recomputed", None, {"law": law_text(law), "cases": refs}))
            changed += refs
    return Recomputed(len(ids), tuple(changed))


def _again(work: WriteWork, law: Ruleset, ids: Sequence[int]) -> list[Again]:
    """The same cases one by one where something kept of them cannot be read, and the case it is of written anew."""
    try:
        return derive_again(work, law, ids)
    except Unreadable:
        if len(ids) > 1:
            return [one for number in ids for one in _again(work, law, [number])]
        case = work.case(ids[0])
        settle(work, case)
        return [Again(case.ref, changed=True)]


def _wait_again(work: WriteWork, ids: Collection[int]) -> list[str]:
    """Put right since when nobody holds a case whose opening entry was put right; the references of those it was wrong on."""
    free = [row.id for row in work.case_rows(list(ids)) if row.owner_id is None]
    corrected = {entry.case_id for entry in work.standing_of(OPENING, free) if entry.supersedes is not None}
    found = []
    for number in sorted(corrected):
        case, facts = work.case(number), work.facts(number)
        if waiting_right(case, facts) != case:
            settle(work, case, facts)
            found.append(case.ref)
    return found


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


def _derived(work: WriteWork, case_id: int, facts: Sequence[Fact], law: Ruleset) -> Derived:
    """What follows from a case; only of one with a move on record does it matter when its entries were written."""
    if any(fact.kind == "moved_away" for fact in facts):
        return derive_recorded(case_id, work.facts(case_id), law)
    return derive(case_id, facts, law)


def derive_again(work: WriteWork, law: Ruleset, ids: Collection[int], always: Collection[int] = ()) -> list[Again]:
    """Derive some hundred cases from their facts under ``law``; save those that differ from what is kept, and
    ``always`` these.  ``work`` is alone with the record."""
    facts = dict(work.every_case_facts(cases=ids))
    kept: dict[int, list[CachedDeadline]] = {}
    for deadline in work.every_deadline(ids):
        kept.setdefault(deadline.case_id, []).append(deadline)
    looked: list[Again] = []
    to_save: list[DerivedCase] = []
    for row in work.case_rows(list(ids)):
        derived = _derived(work, row.id, facts.get(row.id, ()), law)
        summary = None if row.summary == derived.summary else derived.summary
        deadlines = None if same_deadlines(kept.get(row.id, ()), derived.deadlines) else derived.deadlines
        differs = summary is not None or deadlines is not None
        looked.append(Again(row.ref, differs))
        if differs or row.id in always:
            to_save.append((row.id, summary, deadlines))
    work.save_derived(to_save)
    return looked
