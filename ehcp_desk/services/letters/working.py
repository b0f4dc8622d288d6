"""Working documents of an appeal, each filed as a document of the case with its number; and what was sent to whom."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from ehcp_desk.clock.facts import did_you_mean
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.document_details import Details, filed_documents
from ehcp_desk.domain.errors import BadInput, KnownFault
from ehcp_desk.domain.letters import METHODS
from ehcp_desk.domain.plan_content import PlanVersion, lines_of, versions
from ehcp_desk.domain.plan_history import amendments
from ehcp_desk.domain.record import NewFact, RecordedFact
from ehcp_desk.domain.working_document import WorkingDocument, working_sections
from ehcp_desk.services.casework.attaching import Attachment, attachment_from, keep, with_words
from ehcp_desk.services.casework.entry_rules import check
from ehcp_desk.services.casework.filing import add_details
from ehcp_desk.services.casework.recording import find, put, seen, settle
from ehcp_desk.services.desk import Changes, Desk
from ehcp_desk.services.letters.response import read_appeal
from ehcp_desk.services.records.heads import paper_head

RESPONSE = "response"


def working_document(desk: Desk, ref: str) -> WorkingDocument:
    """The next working document of a case.  Raises BadInput where there is no plan to work on."""
    appeal = read_appeal(desk, ref)
    with desk.store.read() as work:
        case = work.case(find(work, ref))
        recorded = work.facts(case.id)
        head = paper_head(work, desk)
    before, after = _two(ref, recorded, appeal.began)
    return WorkingDocument(
        head, case.child.name, case.ref, appeal.number, _next_number(recorded), in_words(desk.today()), desk.user,
        f"version {before.number} of the plan, with the changes up to version {after.number}",
        working_sections(lines_of(recorded, before.number), lines_of(recorded, after.number), amendments(recorded)),
    )  # fmt: skip


def _two(ref: str, recorded: Sequence[RecordedFact], began: date | None) -> tuple[PlanVersion, PlanVersion]:
    """The version under appeal (the last that was no draft when the appeal began, else the first) and the newest."""
    every = versions(recorded)
    if not every:
        raise BadInput(f"{ref} has no plan, so there is nothing to make a working document of; write the plan first.")
    issued = [v for v in every if v.purpose != "draft"] or list(every)
    before = [v for v in issued if began is None or v.opened_on <= began]
    return (before[-1] if before and began is not None else issued[0]), every[-1]


def _next_number(recorded: Sequence[RecordedFact]) -> int:
    numbers = [r.fact.attrs["number"] for r in recorded if r.stands and r.fact.kind == "working_document"]
    return max((int(number) for number in numbers if number.isdecimal()), default=0) + 1


def write_working_document(desk: Desk, ref: str, path: Path) -> WorkingDocument:
    """Write the next working document as a Word file, without filing it."""
    if desk.papers is None:
        raise KnownFault("Printing is not set up on this computer; ask whoever installed the desk.")
    if path.suffix.lower() != ".docx":
        raise BadInput(
            f"A working document is a Word file, so that both sides can write in it; name it {path.stem}.docx."
        )
    made = working_document(desk, ref)
    desk.papers.working_document(made, path)
    return made


def file_working_document(desk: Desk, ref: str, by: str, file: Path | None = None) -> Changes:
    """File a working document with the next number: a Word file that came back, or one made from the plan now."""
    if not by.strip():
        raise BadInput("Say whose version the working document is.")
    made = working_document(desk, ref)
    if file is None:
        with tempfile.TemporaryDirectory(prefix="ehcp-desk-working-") as folder:
            own = Path(folder) / "working.docx"
            write_working_document(desk, ref, own)
            paper = Attachment(f"Working document {made.number}.docx", own.read_bytes())
    else:
        paper = attachment_from(file)
    read = with_words(desk, paper)
    with desk.store.write(desk.user, desk.now()) as work:
        case = work.case(find(work, ref))
        recorded = work.facts(case.id)
        number, plan = _next_number(recorded), versions(recorded)[-1].number
        filed = keep(work, case.id, read)
        attrs = {"number": str(number), "plan": str(plan), "by": by.strip()}
        fact = NewFact("working_document", desk.today(), attrs, source=filed.filename, document_id=filed.id)
        check(fact, desk.today())
        entry = put(work, case.id, fact)
        details = Details(f"Working document {number}", by.strip(), desk.today(), entries=(entry.id,))
        add_details(work, case.id, filed, details, desk.today())
        settle(work, case)
    return Changes(frozenset({"facts", "documents"}), frozenset({case.id}), (entry.id,))


def record_sending(
    desk: Desk, ref: str, what: str, to: str, how: str, on: date, document: int | None = None,
    seen_version: int | None = None,
) -> Changes:  # fmt: skip
    """Keep the proof that something went to the tribunal or to the other side.

    ``document`` is the number of a document on the case, whose digest is kept too.  What is called the response also
    records that the council responded, once.  Raises BadInput for an unknown way or document.
    """
    if how not in METHODS:
        raise BadInput(f"A paper goes by {', '.join(METHODS)}, not '{how}'{did_you_mean(how, METHODS)}.")
    with desk.store.write(desk.user, desk.now()) as work:
        case = seen(work, find(work, ref), seen_version, desk.today())
        recorded = work.facts(case.id)
        attrs = {"what": what.strip(), "to": to.strip(), "how": how}
        filed = None
        if document is not None:
            filed = next((d for d in filed_documents(work.documents(case.id), recorded) if d.number == document), None)
            if filed is None:
                raise BadInput(f"{ref} has no document {document}; see them on its Documents tab.")
            attrs |= {"document": str(document), "digest": filed.row.sha256}
        facts = [NewFact("sent_to_tribunal", on, attrs, document_id=filed.row.id if filed else None)]
        answered = any(r.stands and r.fact.kind == "la_response_sent" for r in recorded)
        if what.strip().casefold() == RESPONSE and not answered:
            facts.append(NewFact("la_response_sent", on, document_id=filed.row.id if filed else None))
        for fact in facts:
            check(fact, desk.today())
        kept = [put(work, case.id, fact) for fact in facts]
        settle(work, case)
    return Changes(frozenset({"facts"}), frozenset({case.id}), tuple(k.id for k in kept))
