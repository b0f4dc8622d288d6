"""The hold queue: what an import could not decide, worked off by a person, one decision a case.

A held row has made a case already, marked held with the reasons, because leaving it out would hide a child.  A person
says what it is: a case of its own, a case the record has under another reference, or nothing that belongs here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ehcp_desk.domain.access import Act
from ehcp_desk.domain.case import Case
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.likeness import LIKELY, likely_same
from ehcp_desk.domain.record import NewFact, RecordedFact
from ehcp_desk.domain.worklist import CaseQuery, Scope, Sort
from ehcp_desk.ports.work import Progress, ReadWork, WriteWork
from ehcp_desk.services.casework.details import FIELD_WORDS, held
from ehcp_desk.services.casework.recording import find, note_another, settle
from ehcp_desk.services.desk import Changes, Desk
from ehcp_desk.services.upkeep.import_marks import ADDED, MARK, Before, mark, marks_by_case, number_of
from ehcp_desk.services.upkeep.moving_over import by_hand, move_over, refuse_unmovable
from ehcp_desk.services.upkeep.taking_out import take_out


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case whose child may be the one of a held case: how likely, of 100, and why."""

    ref: str
    name: str
    born: date | None
    score: int
    why: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """The candidate as ``holds --json`` writes it."""
        return {"ref": self.ref, "name": self.name, "born": self.born, "score": self.score, "why": list(self.why)}


@dataclass(frozen=True, slots=True)
class HeldCase:
    """A case somebody must look at: why, which rows of which files it came from, and the cases it may be."""

    id: int
    ref: str
    name: str
    born: date | None
    reasons: tuple[str, ...]
    rows: tuple[str, ...]
    imports: tuple[int, ...]
    candidates: tuple[Candidate, ...]

    def as_json(self) -> dict[str, object]:
        """The case as ``holds --json`` writes it."""
        return {"ref": self.ref, "name": self.name, "born": self.born, "reasons": list(self.reasons),
                "rows": list(self.rows), "imports": list(self.imports),
                "candidates": [one.as_json() for one in self.candidates]}  # fmt: skip


def held_cases(desk: Desk, limit: int | None = None, progress: Progress | None = None) -> tuple[int, list[HeldCase]]:
    """How many cases are held, and the first ``limit`` of them by reference, each with the cases it may be.

    A restricted one is left out until it is opened.
    """
    with desk.store.read() as work:
        unopened = work.closed_cases()[1]
        every = work.case_ids(CaseQuery(desk.today(), Scope.ALL, held=True, sort=Sort.REF))
        readable = [number for number in every if number not in unopened]
        ids = readable[:limit]
        marks = marks_by_case(work, ids)
        found = []
        for done, case_id in enumerate(ids, 1):
            found.append(_held(work, work.case(case_id), marks.get(case_id, [])))
            if progress is not None:
                progress(done, len(ids), "Reading held cases")
        return len(readable), found


def _held(work: ReadWork, case: Case, marks: Sequence[RecordedFact]) -> HeldCase:
    made = [one for one in marks if one.fact.kind == MARK]
    return HeldCase(
        id=case.id,
        ref=case.ref,
        name=case.child.name,
        born=case.child.born,
        reasons=tuple(filter(None, case.held.split("; "))),
        rows=tuple(dict.fromkeys(one.source for one in made)),
        imports=tuple(dict.fromkeys(number_of(one) for one in made)),
        candidates=_candidates(work, case),
    )


def _candidates(work: ReadWork, case: Case) -> tuple[Candidate, ...]:
    apart = {f.fact.attrs.get("ref") for f in work.facts(case.id) if f.stands and f.fact.kind == "another_child"}
    found = [
        Candidate(other.ref, other.child.name, other.child.born, hit.score, hit.why)
        for hit in likely_same(case.child, work.children_like(case.child))
        for other in work.cases_of_child(hit.other.id)
    ]
    own = [
        Candidate(other.ref, other.child.name, other.child.born, 100, ("the same child, another request",))
        for other in work.cases_of_child(case.child.id)
        if other.id != case.id
    ]
    return tuple(one for one in (*own, *found) if one.ref not in apart)


def keep_apart(desk: Desk, refs: Sequence[str], reason: str) -> Changes:
    """Say of held cases that each is a case of its own and can be relied on, in one act.

    Likely candidates are kept as other children, so that nobody is asked again.
    """
    desk.need(Act.RECORD)
    _need(refs, reason)
    with desk.store.write(desk.user, desk.now()) as work:
        done = []
        work.hold_cases(*(find(work, ref) for ref in refs))
        for ref in refs:
            case = _held_case(work, ref)
            for one in _candidates(work, case):
                if one.score >= LIKELY and one.why != ("the same child, another request",):
                    note_another(work, case, one.ref, desk.today(), reason)
            work.add_fact(case.id, NewFact("checked", desk.today(), {"held": case.held}, reason.strip()))
            work.append(NewEntry("checked", case.id, {"held": case.held, "reason": reason.strip()}))
            settle(work, replace(case, held=""))
            done.append(case.id)
    return Changes(frozenset({"cases", "facts"}), frozenset(done))


def merge_into(desk: Desk, ref: str, into: str, reason: str) -> Changes:
    """Say that a held case is the one called ``into``: what it has goes there whole and the held case is taken out.

    Nothing on ``into`` is overwritten.  Another account of what an assessment has once is kept there word for word, and
    later files that name the held reference go to ``into``.
    """
    desk.need(Act.IMPORT)
    _need((ref,), reason)
    with desk.store.write(desk.user, desk.now()) as work:
        held(work, ref, into)
        case, target = _held_case(work, ref), work.case(find(work, into))
        if case.id == target.id:
            raise BadInput(f"{ref} is {into} already; name the case it turned out to be.")
        refuse_unmovable(work, case, target)
        _move(work, case, target, desk.today(), reason.strip())
    return Changes(frozenset({"cases", "facts"}), frozenset({case.id, target.id}))


def _move(work: WriteWork, case: Case, target: Case, on: date, reason: str) -> None:
    facts = work.facts(case.id)
    blanks = {name: getattr(case.child, name) for name in FIELD_WORDS
              if getattr(case.child, name) not in ("", None) and getattr(target.child, name) in ("", None)}  # fmt: skip
    filled = replace(target, child=replace(target.child, **blanks))
    made = next((one for one in facts if one.fact.kind == MARK), None)

    def marked(brought: int) -> NewFact | None:
        if made is None:
            return None
        before = Before({k: str(v) for k, v in blanks.items()})
        return mark(number_of(made), ADDED, on, brought, made.source, before)

    moved = move_over(work, case, target, filled.child, on, marked)
    said = {
        "from": case.ref,
        "facts": moved.brought + moved.by_hand,
        "documents": moved.documents,
        "people": moved.people,
    }
    work.append(NewEntry("held_merged", target.id, said | {"reason": reason}))
    take_out(work, case, facts, on, f"The same case as {target.ref}: {reason}", filled)
    settle(work, filled)


def reject(desk: Desk, refs: Sequence[str], reason: str) -> Changes:
    """Say that held cases are nothing that belongs on the record: each is taken out, in one act.

    Their rows are not brought in again as they are.
    """
    desk.need(Act.IMPORT)
    _need(refs, reason)
    with desk.store.write(desk.user, desk.now()) as work:
        done = []
        held(work, *refs)
        for ref in refs:
            case = _held_case(work, ref)
            _refuse_hand_made(work, case)
            take_out(work, case, work.facts(case.id), desk.today(), f"Rejected: {reason.strip()}")
            done.append(case.id)
    return Changes(frozenset({"cases", "facts"}), frozenset(done))


def _need(refs: Sequence[str], reason: str) -> None:
    if not refs:
        raise BadInput("Say which held cases, by reference; holds lists them.")
    if not reason.strip():
        raise BadInput("Say why; the reason stays with the case.")


def _held_case(work: ReadWork, ref: str) -> Case:
    case = work.case(find(work, ref))
    if not case.held:
        raise BadInput(f"{case.ref} is not held, so there is nothing to decide; holds lists those that are.")
    return case


def _refuse_hand_made(work: ReadWork, case: Case) -> None:
    """A case with entries, papers or people recorded by hand is more than a row of a file: nothing of it is taken out."""
    others = [one for one in work.cases_of_child(case.child.id) if one.id != case.id]
    if by_hand(work.facts(case.id)) or work.documents(case.id) or (not others and work.contactables(case.child.id)):
        raise BadInput(
            f"{case.ref} has been worked on by hand since it came in, so it is not taken out; say that it is a case of "
            "its own, or which case it is, and what was written goes there"
        )
