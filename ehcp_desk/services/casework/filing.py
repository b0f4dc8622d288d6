"""Filing documents with what is known of them, and saying or putting right later what was not known."""

from __future__ import annotations

from datetime import date

from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.document_details import Details, filed_documents
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.record import DocumentRow, NewFact, RecordedFact
from ehcp_desk.ports.work import Progress, ReadWork, WriteWork
from ehcp_desk.services.casework.attaching import Attachment, keep, with_words
from ehcp_desk.services.casework.entry_days import EARLIEST
from ehcp_desk.services.casework.recording import find, payload, seen, settle
from ehcp_desk.services.desk import Changes, Desk

LONGEST = 200


def file_document(
    desk: Desk,
    ref: str,
    attach: Attachment,
    details: Details | None = None,
    seen_version: int | None = None,
    progress: Progress | None = None,
) -> Changes:
    """File a document on a case with what is known of it, linked to entries where it is evidence of them.

    Raises BadInput in one sentence for a day that cannot be right, or a document or entry that is not on the case.
    """
    known = details or Details()
    _check(known, attach.filename, desk.today())
    paper = with_words(desk, attach, progress)
    with desk.store.write(desk.user, desk.now()) as work:
        case = seen(work, find(work, ref), seen_version, desk.today())
        _check_links(work, case.id, known, None)
        filed = keep(work, case.id, paper, progress=progress)
        entry = add_details(work, case.id, filed, known, known.received or desk.today())
        settle(work, case)
    return Changes(frozenset({"facts", "documents"}), frozenset({case.id}), (entry.id,))


def describe_document(desk: Desk, ref: str, document: int, details: Details, reason: str = "") -> Changes:
    """Say what a document is, or put right what was said: the earlier details stay on the record, marked.

    Raises BadInput as :func:`file_document` does, and where nothing would change.
    """
    with desk.store.write(desk.user, desk.now()) as work:
        case = work.case(find(work, ref))
        known = filed_documents(work.documents(case.id), work.facts(case.id))
        filed = next((d for d in known if d.row.id == document), None)
        if filed is None:
            raise BadInput(f"{ref} has no document number {document}; see them with: case {ref} --json")
        _check(details, filed.row.filename, desk.today())
        _check_links(work, case.id, details, document)
        if details == filed.details and filed.fact is not None:
            raise BadInput(f"That is what is known of {filed.row.filename} already; nothing was changed.")
        on = details.received or (filed.details.received if filed.fact else None) or desk.today()
        entry = add_details(work, case.id, filed.row, details, on, filed.fact, reason)
        settle(work, case)
    return Changes(frozenset({"facts", "documents"}), frozenset({case.id}), (entry.id,))


def add_details(
    work: WriteWork, case_id: int, filed: DocumentRow, details: Details, on: date, instead: int | None = None,
    reason: str = "",
) -> RecordedFact:  # fmt: skip
    """The fact that says what a document is, with its line in the journal; ``instead`` is the one it puts right."""
    before = work.fact(instead) if instead is not None else None
    fact = NewFact("document_filed", on, details.attrs(filed.id, filed.filename), source=filed.filename,
                   supersedes=instead, document_id=filed.id)  # fmt: skip
    entry = work.add_fact(case_id, fact)
    if before is None:
        work.append(NewEntry("fact_recorded", case_id, payload(entry)))
    else:
        told = {**payload(entry), "before": payload(before), "reason": reason or "What is known of the document"}
        work.append(NewEntry("fact_corrected", case_id, told))
    return entry


def _check(details: Details, name: str, today: date) -> None:
    for words, day in (("dated", details.dated), ("received", details.received)):
        if day is None:
            continue
        if day > today:
            raise BadInput(f"{name}: {in_words(day)} has not come yet, so it cannot be {words} then; check the day.")
        if day < EARLIEST:
            raise BadInput(f"{name}: {in_words(day)} is too long ago to be right; check the year.")
    if details.dated and details.received and details.dated > details.received:
        raise BadInput(
            f"{name} cannot have come before the day it is dated, {in_words(details.dated)}; check both days."
        )
    for words in (details.what, details.author, details.version):
        if len(words) > LONGEST or "\x00" in words:
            raise BadInput(f"{name}: what it is, its author and its version have room for {LONGEST} characters each.")


def _check_links(work: ReadWork, case_id: int, details: Details, itself: int | None) -> None:
    facts = {f.id: f for f in work.facts(case_id)}
    for entry in details.entries:
        if entry not in facts or facts[entry].fact.kind in ("document_filed", "withdrawn_entry"):
            raise BadInput(f"Entry {entry} is not on this case, so a document cannot be evidence of it; look again.")
    older = {d.row.id: d.details.version_of for d in filed_documents(work.documents(case_id), facts.values())}
    before = details.version_of
    if before is not None and before not in older:
        raise BadInput(f"There is no document number {before} on this case for it to be a new version of.")
    passed = {itself}
    while before is not None:
        if before in passed:
            raise BadInput("A document cannot be a newer version of itself; choose the one it replaces.")
        passed.add(before)
        before = older.get(before)
