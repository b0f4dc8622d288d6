"""Sending the chronology to the other side, and reading back what they agree, dispute and add."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

from ehcp_desk.domain.chronology_exchange import ANSWERED, Merged, MergedRow, as_sent, merge, read_again, sent_row
from ehcp_desk.domain.chronology_marks import PROPOSED, Stance
from ehcp_desk.domain.document_details import Details
from ehcp_desk.domain.errors import BadInput, KnownFault
from ehcp_desk.domain.journal import EXCHANGE_READ, EXCHANGE_SENT, NewEntry, payload_of
from ehcp_desk.domain.papers import Chronology
from ehcp_desk.domain.record import NewFact
from ehcp_desk.ports.exchange import ChronologyFiles
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.casework.attaching import attachment_from, keep, with_words
from ehcp_desk.services.casework.filing import add_details
from ehcp_desk.services.casework.marking import mark_fact
from ehcp_desk.services.casework.recording import find, put, settle
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.chronology import chronology
from ehcp_desk.services.records.issuing import Asked, asked_chronology


def write_exchange(desk: Desk, ref: str, path: Path, asked: Asked) -> int:
    """Write the lines asked for, neutral and without the council's own marks, for the other side to fill in; how many.

    Raises BadInput for an ending that is none of the three, KnownFault where the file cannot be written.
    """
    return write_rows(desk, ref, asked_chronology(desk, ref, asked), path)


def write_rows(desk: Desk, ref: str, value: Chronology, path: Path) -> int:
    """Write the lines of a case's chronology for the other side to fill in; how many.  Raises as :func:`write_exchange`.

    The journal keeps a digest of each row's words, so that what comes back can be held against what was sent.
    """
    rows = [sent_row(value.reference, line) for line in value.printed]
    title = f"Chronology for agreement: {value.child}, {value.reference}"
    _files(desk).write(path, title, rows, desk.today(), value.head.large_print)
    if desk.store.copied is None:
        told = {str(line.entry): as_sent(row) for line, row in zip(value.printed, rows, strict=True)}
        with desk.store.write(desk.user, desk.now()) as work:
            work.append(NewEntry(EXCHANGE_SENT, find(work, ref), {"file": path.name, "rows": told}))
    return len(rows)


def merge_exchange(desk: Desk, ref: str, path: Path, party: str, dry_run: bool = False) -> Merged:
    """Read a file that came back: answers become marks, rows added wait to be let in, the file is kept as a document.

    All of it is one act, or none where ``dry_run``; the same file again says nothing anew.  Raises BadInput where the
    file is not one, or names no party.
    """
    party = " ".join(party.split())
    if not party:
        raise BadInput("Say who filled the file in, so that the chronology can say who agrees.")
    paper = attachment_from(path)
    content = path.read_bytes()
    returned = _files(desk).read(content, path.name)
    lines = chronology(desk, ref).lines
    with desk.store.read() as work:
        case = work.case(find(work, ref))
        before = work.facts(case.id)
        kept = {document.sha256 for document in work.documents(case.id)}
        sent, sha256 = _sent(work, case.id), hashlib.sha256(content).hexdigest()
        again = (sha256, party.casefold()) in _read_before(work, case.id)
    rows, missing = merge(case.ref, party, desk.today(), returned, lines, before, sent)
    rows = read_again(rows) if again else rows
    made = Merged(path.name, sha256, party, rows, missing, dry_run)
    if dry_run:
        return made
    if sha256 not in kept:
        paper = with_words(desk, paper)
    with desk.store.write(desk.user, desk.now()) as work:
        case = work.case(find(work, ref))
        filed = keep(work, case.id, paper) if sha256 not in kept else None
        said = [fact for row in rows if (fact := _fact(row, party, desk.today())) is not None]
        entries = tuple(put(work, case.id, fact).id for fact in said)
        if filed is not None:
            # Evidence of the marks, so that the file is no line of the chronology itself.
            about = Details(ANSWERED, party, received=desk.today(), entries=entries)
            add_details(work, case.id, filed, about, desk.today())
        work.append(NewEntry(EXCHANGE_READ, case.id, {"sha256": sha256, "party": party, "outcomes": dict(made.counts)}))
        settle(work, case)
    return made


def _sent(work: ReadWork, case_id: int) -> dict[int, list[list[str]]]:
    """What every row sent of a case said, as digests, by the number of its entry."""
    found: dict[int, list[list[str]]] = {}
    for line in work.journal(case_id=case_id, kind=EXCHANGE_SENT):
        for entry, row in payload_of(line).get("rows", {}).items():
            found.setdefault(int(entry), []).append(row)
    return found


def _read_before(work: ReadWork, case_id: int) -> set[tuple[str, str]]:
    """The digest of each file that was read back, and the party it was read for."""
    told = [payload_of(line) for line in work.journal(case_id=case_id, kind=EXCHANGE_READ)]
    return {(said["sha256"], said["party"].casefold()) for said in told if said}


def _fact(row: MergedRow, party: str, today: date) -> NewFact | None:
    """One answer or proposal as a fact; None of a row that says nothing new."""
    if row.outcome in set(Stance):
        why = f"Read from row {row.row} of the file they sent back"
        return mark_fact(row.entry, Stance(row.outcome), party, today, why, row.says, row.source)
    if row.outcome == "proposed" and row.on is not None:
        said = {"by": party, "says": row.says, "source": row.source}
        attrs = {name: value for name, value in said.items() if value}
        return NewFact(PROPOSED, row.on, attrs, approximate=row.approximate, source=row.source)
    return None


def _files(desk: Desk) -> ChronologyFiles:
    if desk.chronologies is None:
        raise KnownFault("Files for the other side are not set up on this computer; ask whoever installed the desk.")
    return desk.chronologies
