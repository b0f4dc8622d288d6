"""Migrated, not verified: cases that came in from a file and that nobody has looked at since, worked off as a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ehcp_desk.domain.access import Act
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.record import NewFact, RecordedFact
from ehcp_desk.ports.work import Progress, ReadWork
from ehcp_desk.services.casework.recording import find, settle
from ehcp_desk.services.desk import Changes, Desk
from ehcp_desk.services.upkeep.import_marks import VERIFIED, marks_by_case, number_of, unverified


@dataclass(frozen=True, slots=True)
class Migrated:
    """A case nobody has verified since it came in: the rows it came from, the imports, and since when."""

    id: int
    ref: str
    name: str
    rows: tuple[str, ...]
    imports: tuple[int, ...]
    since: date
    held: str

    def as_json(self) -> dict[str, object]:
        """The case as ``migrated --json`` writes it."""
        return {"ref": self.ref, "name": self.name, "rows": list(self.rows), "imports": list(self.imports),
                "since": self.since, "held": self.held}  # fmt: skip


def unverified_marks(work: ReadWork, number: int | None = None) -> dict[int, list[RecordedFact]]:
    """The marks nobody has verified, by case: of one import, or of all."""
    found = {case_id: unverified(marks) for case_id, marks in marks_by_case(work).items()}
    return {case_id: open_ for case_id, open_ in found.items()
            if any(number is None or number_of(one) == number for one in open_)}  # fmt: skip


def migrated(desk: Desk, number: int | None = None, limit: int | None = None) -> tuple[int, list[Migrated]]:
    """How many cases are migrated and not verified, and the first ``limit`` of them in order of coming in."""
    with desk.store.read() as work:
        found = unverified_marks(work, number)
        ids = sorted(found)[:limit]
        rows = {row.id: row for row in work.case_rows(ids)}
        return len(found), [
            Migrated(
                case_id,
                rows[case_id].ref,
                rows[case_id].name,
                tuple(dict.fromkeys(one.source for one in found[case_id])),
                tuple(dict.fromkeys(number_of(one) for one in found[case_id])),
                min(one.fact.on for one in found[case_id]),
                rows[case_id].held,
            )
            for case_id in ids
            if case_id in rows
        ]


def verify_migrated(
    desk: Desk,
    refs: Sequence[str],
    reason: str,
    number: int | None = None,
    progress: Progress | None = None,
) -> Changes:
    """Say of cases that what was brought in has been checked, in one act; what import ``number`` brought, and nothing that
    another did, where it is given: on all its cases, or on those named.

    ``reason`` is what it was checked against.  A held case is decided first: raises BadInput naming it, and for a case
    on which nothing waits to be verified.
    """
    desk.need(Act.RECORD)
    if not reason.strip():
        raise BadInput("Say what it was checked against; that stays with the case.")
    with desk.store.write(desk.user, desk.now()) as work:
        open_ = unverified_marks(work, number)
        ids = [find(work, ref) for ref in refs] if refs else sorted(open_) if number is not None else []
        if not ids:
            raise BadInput("Say which cases, by reference, or which import; migrated lists them.")
        work.hold_cases(*ids)
        for done, case_id in enumerate(dict.fromkeys(ids), 1):
            case = work.case(case_id)
            if case_id not in open_:
                raise BadInput(f"{case.ref} has nothing from a file that waits to be verified.")
            if case.held:
                raise BadInput(f"{case.ref} is held: decide what it is first, with: holds")
            numbers = dict.fromkeys(number_of(one) for one in open_[case_id] if number in (None, number_of(one)))
            said = {"imports": ",".join(map(str, numbers))}
            work.add_fact(case_id, NewFact(VERIFIED, desk.today(), said, reason.strip()))
            work.append(NewEntry(VERIFIED, case_id, {**said, "reason": reason.strip()}))
            settle(work, case)
            if progress is not None:
                progress(done, len(ids), "Saving")
    return Changes(frozenset({"cases", "facts"}), frozenset(ids))
