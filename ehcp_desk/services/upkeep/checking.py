"""Verifying: the chain, the deadlines worked out again, the documents, and papers this program issued."""

from __future__ import annotations

from ehcp_desk.domain.deadlines import same_deadlines
from ehcp_desk.domain.journal import first_broken, seal_words
from ehcp_desk.domain.record import standing
from ehcp_desk.ports.work import Progress, ReadWork
from ehcp_desk.services.casework.deriving import derive, law_text
from ehcp_desk.services.desk import Desk

Check = tuple[str, bool, str]


def verify_record(desk: Desk, progress: Progress | None = None) -> list[Check]:
    """Every check of the record: the database's own, the journal's chain, every deadline recomputed, every document."""
    checks = list(desk.store.check())
    with desk.store.read() as work:
        checks.append(_chain(work))
        checks.append(_deadlines(work, desk, progress))
        checks.append(_documents(work))
        checks.append(_owners(work))
    return checks


def _chain(work: ReadWork) -> Check:
    broken = first_broken(work.journal())
    seq, head, _ = work.journal_head()
    if broken is not None:
        return "journal", False, f"the chain breaks at entry {broken}; entries from there on cannot be relied on"
    return "journal", True, f"{seq} entries, unbroken, sealed {seal_words(head)}"


def _deadlines(work: ReadWork, desk: Desk, progress: Progress | None) -> Check:
    wrong: list[str] = []
    count = older = 0
    text = law_text(desk.law)
    rows = list(work.every_row())
    for done, row in enumerate(rows, 1):
        derived = derive(row.id, standing(work.facts(row.id)), desk.law)
        kept = work.deadlines(row.id)
        count += len(kept)
        older += sum(d.ruleset != text for d in kept)
        if not same_deadlines(kept, derived.deadlines) or row.summary != derived.summary:
            wrong.append(row.ref)
        if progress is not None and done % 200 == 0:
            progress(done, len(rows), "Working the deadlines out again")
    if wrong:
        named = ", ".join(wrong[:5]) + (f" and {len(wrong) - 5} more" if len(wrong) > 5 else "")
        why = "; the law they were worked out under has changed: run migrate" if older else ""
        return "deadlines", False, f"{len(wrong)} of {len(rows)} cases differ from their facts: {named}{why}"
    other = f"; {older} were worked out under another text of the law, with the same dates" if older else ""
    return "deadlines", True, f"{count} deadlines of {len(rows)} cases agree with their facts{other}"


def _documents(work: ReadWork) -> Check:
    from ehcp_desk.domain.errors import DeskError

    count = 0
    for row in work.every_row():
        for document in work.documents(row.id):
            try:
                work.document_bytes(document.id)
            except DeskError as problem:
                return "documents", False, f"{row.ref}: {problem}"
            count += 1
    return "documents", True, f"{count} documents match their digests"


def _owners(work: ReadWork) -> Check:
    lost = [r.ref for r in work.every_row() if (r.owner_id is None) == (r.unassigned_since is None)]
    if lost:
        return "owners", False, f"{len(lost)} cases are neither owned nor on the Unassigned list: {', '.join(lost[:5])}"
    return "owners", True, "every case is owned or on the Unassigned list"


def verify_seal(desk: Desk, seal: str) -> list[Check]:
    """Whether the seal printed on a paper is one this record's journal ever had."""
    if not seal:
        return [("seal", False, "this file carries no seal; it was not issued by this program, or was altered")]
    with desk.store.read() as work:
        found = next((e for e in work.journal() if seal_words(e.hash) == seal), None)
    if found is None:
        return [("seal", False, f"seal {seal} is not in this record’s journal; it comes from another record or was altered")]
    return [("seal", True, f"seal {seal} is entry {found.seq}, written {found.at:%d %B %Y}")]
