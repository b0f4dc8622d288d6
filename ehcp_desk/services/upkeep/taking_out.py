"""Taking an import back as one act, and taking out a case that should never have been made.

Nothing is deleted from the record: what came in is withdrawn, entry by entry, and a case the import made is closed,
gives its reference back and names no child any more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from ehcp_desk.domain.access import Act
from ehcp_desk.domain.case import Case, Child, still_says
from ehcp_desk.domain.errors import BadInput, Conflict, NotAllowed
from ehcp_desk.domain.journal import JournalEntry, NewEntry, payload_of
from ehcp_desk.domain.record import NewFact, RecordedFact
from ehcp_desk.ports.work import Progress, ReadWork, WriteWork
from ehcp_desk.services.casework.recording import settle
from ehcp_desk.services.desk import Changes, Desk
from ehcp_desk.services.upkeep.import_marks import MADE, MARK, OUT, before_of, came_with, marks_by_case, number_of

NAMED_AT_MOST = 12
TAKEN_BACK = "import_taken_back"
TAKEN_OUT = "Taken out"
"""The name of a child whose only case was taken out: who it was is no longer on the record."""


@dataclass(frozen=True, slots=True)
class Brought:
    """An import on the record: its number, what it was, and what became of it."""

    number: int
    seq: int
    at: datetime
    by: str
    file: str
    counts: dict[str, int]
    certificate: str
    undone: bool = False
    signed_by: str = ""

    def as_json(self) -> dict[str, object]:
        """The import as ``import --list --json`` writes it."""
        return {"import": self.number, "at": self.at.isoformat(), "by": self.by, "file": self.file, **self.counts,
                "certificate_sha256": self.certificate, "undone": self.undone, "signed_by": self.signed_by}  # fmt: skip


_LINES_OF_AN_IMPORT = frozenset({"case_loaded", "row_imported"})
_COUNTS = ("rows_in", "created", "updated", "merged", "held", "rejected", "unchanged")


def imports(work: ReadWork) -> list[Brought]:
    """Every import since they were numbered, the oldest first."""
    gone = {payload_of(line).get("import") for line in work.journal(kind="import_undone")}
    signed = {
        said["import"]: said["officer"] for line in work.journal(kind="import_signed") if (said := payload_of(line))
    }
    found = []
    for line in work.journal(kind="file_imported"):
        said = payload_of(line)
        number = said.get("import")
        if number is not None:
            counts = {name: said.get(name, 0) for name in _COUNTS}
            found.append(Brought(number, line.seq, line.at, line.actor, str(said.get("file", "")), counts,
                                 str(said.get("certificate", "")), number in gone, str(signed.get(number, ""))))  # fmt: skip
    return found


def the_import(work: ReadWork, number: int) -> Brought:
    """One import.  Raises BadInput where there is none of this number."""
    found = next((one for one in imports(work) if one.number == number), None)
    if found is None:
        raise BadInput(f"There is no import number {number}; see the list of them with: import --list")
    return found


def undo_import(desk: Desk, number: int, reason: str, progress: Progress | None = None) -> Changes:
    """Take back everything one import did, or nothing.

    Cases it made are taken out, entries it added are withdrawn, blanks it filled are blank again where they still say
    what it filled in, and its rows count as new if the file comes again.  People it named stay.  Raises BadInput where
    there is no such import or it is undone already, NotAllowed where a case it touched is closed to whoever asks, and
    Conflict (naming them) where somebody has touched its cases since.
    """
    desk.need(Act.IMPORT)
    if not reason.strip():
        raise BadInput("Say why the import is taken back; the reason stays with each case.")
    with desk.store.write(desk.user, desk.now(), alone=True) as work:
        brought = the_import(work, number)
        if brought.undone:
            raise BadInput(f"Import {number} ({brought.file}) was taken back already.")
        marks = {
            case_id: [m for m in found if m.fact.kind == MARK and number_of(m) == number]
            for case_id, found in marks_by_case(work).items()
        }
        ours = {case_id: found for case_id, found in marks.items() if found}
        _refuse_closed(work, brought)
        _refuse_touched(work, brought, ours)
        for done, (case_id, found) in enumerate(ours.items(), 1):
            _take_back_case(work, case_id, found, desk.today(), f"Import {number} taken back: {reason.strip()}")
            if progress is not None:
                progress(done, len(ours), "Taking the import back")
        work.forget_imported(number)
        work.append(NewEntry("import_undone", None, {"import": number, "file": brought.file, "cases": len(ours),
                                                     "reason": reason.strip()}))  # fmt: skip
    return Changes(frozenset({"cases", "facts", "owners"}), frozenset(ours), act=number)


def _refuse_closed(work: ReadWork, brought: Brought) -> None:
    """An import is undone whole or not at all.  Which case is closed, and how many are, is not said; the journal tells that
    a case was touched even where nothing of the case may be read."""
    shut = frozenset().union(*work.closed_cases())
    before = max((one.seq for one in imports(work) if one.seq < brought.seq), default=0)
    for line in work.journal(after=before) if shut else ():
        if line.seq >= brought.seq:
            break
        if line.case_id in shut and line.at == brought.at and line.kind in _LINES_OF_AN_IMPORT:
            raise NotAllowed(
                f"Import {brought.number} ({brought.file}) touched what is closed to you, so it cannot be taken back by "
                "you and nothing was changed; ask somebody who sees everything it brought."
            )


def _refuse_touched(work: ReadWork, brought: Brought, ours: Iterable[int]) -> None:
    wanted = set(ours)
    touched: dict[int, str] = {}
    undone = {one.number for one in imports(work) if one.undone}
    for line in work.journal(after=brought.seq):
        if line.case_id in wanted and not _of_undone(line, undone):
            touched.setdefault(line.case_id, line.actor)
    if not touched:
        return
    refs = sorted(work.case(case_id).ref for case_id in touched)
    more = f" and {len(refs) - NAMED_AT_MOST} more" if len(refs) > NAMED_AT_MOST else ""
    many = "case has" if len(refs) == 1 else "cases have"
    raise Conflict(
        f"Import {brought.number} ({brought.file}) cannot be taken back: {len(refs)} {many} been worked on since "
        f"({', '.join(refs[:NAMED_AT_MOST])}{more}); put those right by hand.",
        who=next(iter(touched.values())),
    )


def _of_undone(line: JournalEntry, undone: Collection[int]) -> bool:
    """True for what a later import did that was itself taken back, and for its being taken back."""
    return line.kind == TAKEN_BACK or (line.kind == "row_imported" and payload_of(line).get("import") in undone)


def _take_back_case(work: WriteWork, case_id: int, marks: Sequence[RecordedFact], on: date, reason: str) -> None:
    case, facts = work.case(case_id), work.facts(case_id)
    if any(made.fact.attrs["did"] == MADE for made in marks):
        for made in marks:  # a new case of a child who has another may have filled blanks of the child they share
            case = replace(case, child=_child_before(case.child, made))
        take_out(work, case, facts, on, reason)
        return
    for made in reversed(marks):
        for fact in came_with(facts, made):
            if fact.stands:
                withdraw_import(work, fact, on, reason)
        case = _head_before(work, case, made)
    work.append(NewEntry(TAKEN_BACK, case_id, {"import": number_of(marks[0]), "reason": reason}))
    settle(work, case)


def withdraw_import(work: WriteWork, fact: RecordedFact, on: date, reason: str) -> None:
    """Withdraw an entry as one that an import brought, so that the same row may bring it again."""
    work.add_fact(fact.case_id, NewFact("withdrawn_entry", on, {"undone": "import"}, reason, supersedes=fact.id))


def _head_before(work: WriteWork, case: Case, made: RecordedFact) -> Case:
    was = before_of(made)
    child = _child_before(case.child, made)
    if child != case.child:
        case = replace(case, child=child)
        work.save_child(case.child)
    if was.unassigned is not None:
        since = date.fromisoformat(was.unassigned) if was.unassigned else made.fact.on
        case = replace(case, owner_id=None, owned_since=None, unassigned_since=since)
    return replace(
        case,
        psychologist="" if was.psychologist else case.psychologist,
        team_id=None if was.team else case.team_id,
        held=case.held if was.held is None else was.held,
    )


def _child_before(child: Child, made: RecordedFact) -> Child:
    """The child with blank again what a mark says was filled, as far as it still says so."""
    filled = before_of(made).filled
    blanks: dict[str, Any] = {
        name: _blank(name) for name, value in filled.items() if still_says(getattr(child, name), str(value))
    }
    return replace(child, **blanks) if blanks else child


def _blank(name: str) -> str | None:
    return None if name in ("born", "year_group") else ""


def take_out(
    work: WriteWork, case: Case, facts: Sequence[RecordedFact], on: date, reason: str, into: Case | None = None
) -> None:
    """Take out a case that should not have been made, inside a unit of work; ``into`` is the case it turned out to be.

    Every entry is withdrawn, its reference is free again, nobody holds it, and its child is named no more where this
    was the only case, or the last that was not taken out.  What it was called stays on the entry that says so.
    """
    for fact in facts:
        if fact.stands:
            withdraw_import(work, fact, on, reason)
    said = {"ref": case.ref, **({"into": into.ref} if into is not None else {})}
    work.add_fact(case.id, NewFact(OUT, on, said, reason))
    child = case.child if into is None else into.child
    if into is None and _no_case_but(work, case):
        child = Child(child.id, TAKEN_OUT, "")
    gone = replace(case, ref=f"{case.ref} (taken out {case.id})", child=child, owner_id=None, owned_since=None,
                   unassigned_since=on, team_id=None, psychologist="", held="")  # fmt: skip
    work.append(NewEntry(OUT, case.id, {**said, "was": case.ref, "ref": gone.ref, "reason": reason}))
    settle(work, gone)
    work.save_child(child)  # last, for it is what the case is found by from now on


def _no_case_but(work: ReadWork, case: Case) -> bool:
    """True where the child has no other case, or only such as were taken out."""
    others = {one.id for one in work.cases_of_child(case.child.id)} - {case.id}
    return not others or others == {m.case_id for m in work.import_marks(others) if m.fact.kind == OUT}
