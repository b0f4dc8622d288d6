"""Whether the record still bears out a paper issued from it: its entries as they were sealed, its documents, what came since.

A council with another name, or another law, is not another record: :func:`council_at` and :func:`law_at` give them as
they were, so that a paper can be worked out again as it was printed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from ehcp_desk.clock.reading import RuleError
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import DeskError
from ehcp_desk.domain.journal import digest, payload_of, said_in
from ehcp_desk.domain.record import RecordedFact, in_ranges
from ehcp_desk.domain.terms import fact_title
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.oversight.law_of_record import AppliedChange, law_with
from ehcp_desk.services.records.chronology import chronology_entries
from ehcp_desk.services.records.heads import council_named, council_now, local
from ehcp_desk.services.upkeep.checking import GARBLED, Check, Filing, Seals, as_filed, documents_filed

_MOST = 8


@dataclass(frozen=True, slots=True)
class Moment:
    """When a paper was issued: its line of the journal, and the day (ISO) it told of.

    ``case_id`` is the case it is about, None for a paper about many; ``upto`` the last entry it could tell, None where
    that was not kept; ``figures`` is true of a return, which counts what is on every case.
    """

    seq: int
    day: str
    case_id: int | None
    upto: int | None
    figures: bool = False


@dataclass(frozen=True, slots=True)
class Filed:
    """A file that is a document of a case, and what is said of it: as what it was filed, and to whom it was sent."""

    case_id: int
    words: str


def filed_as(work: ReadWork, digest_of_file: str) -> Filed | None:
    """The document of the record that is this file byte for byte: a letter as it was issued, a report as it came."""
    for entry in work.journal(kind="document_filed"):
        said = payload_of(entry)
        if entry.case_id is None or said.get("sha256") != digest_of_file:
            continue
        rows = work.case_rows([entry.case_id])
        day, ref = in_words(local(entry.at).date()), rows[0].ref if rows else "a case"
        sent = [f"sent to {f.fact.attrs['to']} on {in_words(f.fact.on)}" for f in work.facts(entry.case_id)
                if f.stands and f.fact.attrs.get("digest") == digest_of_file and f.fact.attrs.get("to")]  # fmt: skip
        told = f"byte for byte {said['filename']}, filed on {ref} on {day} by {entry.actor} (entry {entry.seq} of the journal)"
        return Filed(entry.case_id, "; ".join((told, *sent)))
    return None


def council_at(work: ReadWork, seq: int) -> tuple[str, str]:
    """What papers called the council and its service when line ``seq`` of the journal was written."""
    before = next((s["before"] for e in work.journal(after=seq, kind="council_changed") if (s := payload_of(e))), None)
    return council_named(*before[:2]) if before else council_now(work)


def law_at(work: ReadWork, seq: int) -> Ruleset | None:
    """The law of the record when line ``seq`` was written, by the rules of this version; None where they do not fit it, or
    where a change is kept back from whoever asks."""
    changes: dict[str, AppliedChange] = {}
    told = [e for kind in ("law_changed", "law_withdrawn") for e in work.journal(kind=kind) if e.seq < seq]
    for entry in sorted(told, key=lambda e: e.seq):
        said = payload_of(entry)
        if not said:
            return None  # it names a case that is closed to whoever asks
        changes.pop(said["name"], None)  # one applied again stands last, as it does on the record
        if entry.kind == "law_changed":
            text, day = said["text"], entry.at.date().isoformat()
            changes[said["name"]] = AppliedChange(said["name"], text, digest(text), said["reason"], entry.actor, day)
    try:
        return law_with(tuple(changes.values()))
    except RuleError:
        return None


UNREAD = "cannot be read (it was damaged, or changed by another program)"
"""What is said where a value is not what its column holds; which case it is on, verify of the whole record says."""


def if_readable(check: str, make: Callable[[], list[Check]], not_done: str) -> list[Check]:
    """The checks made; where what they rest on cannot be read, one that says what was not done."""
    try:
        return make()
    except GARBLED:
        return [(check, False, f"{not_done}: something it rests on {UNREAD}")]


def case_checks(work: ReadWork, case_id: int, whole: bool = False) -> list[Check]:
    """The entries of one case against their seals in the journal, and its documents against those filed.

    ``whole`` reads every document through, for a paper that is made of them.
    """
    journal = list(work.journal(0, case_id))
    seals = Seals(journal)
    try:
        row, facts = work.case_rows([case_id])[0], work.facts(case_id)
        seals.look(row, facts)
    except GARBLED:
        ref, fits = seals.unreadable(case_id), False
        entries = f"{ref} holds something that {UNREAD}; its entries could not be held against the journal"
    else:
        ref, (_, fits, wrong) = row.ref, seals.check()
        entries = f"the {len(facts)} entries of {ref} are as the journal sealed them" if fits else wrong
    try:
        documents = _documents(work, case_id, ref, documents_filed(journal), whole)
    except GARBLED:
        documents = ("documents", False, f"what {ref} says of its documents {UNREAD}")
    return [("entries", fits, entries), documents]


def _documents(work: ReadWork, case_id: int, ref: str, filed: dict[int, set[Filing]], whole: bool) -> Check:
    rows = work.documents(case_id)
    gone = sorted(filed.get(case_id, set()) - set(map(as_filed, rows)))
    if gone:
        names = some([f"document {number} ({name})" for number, _, name, _, _ in gone])
        return "documents", False, f"{ref}: gone or altered since it was filed: {names}"
    for document in rows if whole else ():
        try:
            for _piece in work.document_pieces(document.id):
                pass  # the digest is compared after the last piece; nothing is kept
        except DeskError as problem:
            return "documents", False, f"{ref}: {problem}"
    if not rows:
        return "documents", True, f"none is filed on {ref}"
    many = "its one document is" if len(rows) == 1 else f"its {len(rows)} documents are"
    return "documents", True, f"{many} as filed{', read through' if whole else ''}"


def changed_since(work: ReadWork, issued: Moment) -> list[Check]:
    """What has been written since on entries the paper could tell, and entries that were written up afterwards."""
    if issued.case_id is None:
        return [_changed_in_many(work, issued)] if issued.figures else []
    if issued.upto is None:
        return []
    facts = work.facts(issued.case_id)
    changed, added = _later(facts, {f.id for f in facts if f.id > issued.upto}, issued.day)
    said = f"; {_added(added)}" if added else ""
    if changed:
        return [("since", False, f"the record has changed: {some(changed)}{said}")]
    return [("since", True, f"nothing it told has been corrected or withdrawn since{said}")]


def _later(facts: Sequence[RecordedFact], new: Collection[int], day: str) -> tuple[list[str], list[RecordedFact]]:
    """What the ``new`` entries corrected or withdrew, in words, and those that tell of what had happened by the day."""
    old = {f.id: f for f in facts if f.id not in new}
    later = [f for f in facts if f.id in new]
    changed = [f"entry {f.supersedes} ({fact_title(old[f.supersedes].fact.kind).lower()}) was "
               f"{'withdrawn' if f.fact.kind == 'withdrawn_entry' else f'corrected by entry {f.id}'}"
               for f in later if f.supersedes in old]  # fmt: skip
    shown = {f.id for f in chronology_entries(facts)}
    return changed, [f for f in later if f.id in shown and f.supersedes is None and f.fact.on.isoformat() <= day]


def _changed_in_many(work: ReadWork, issued: Moment) -> Check:
    """The same of a return: the cases on which something was corrected or withdrawn, and how many were added to."""
    new: dict[int, set[int]] = {}
    for entry in work.journal(issued.seq):
        if entry.case_id is not None and (seal := said_in(entry.payload).get("sealed")) is not None:
            new.setdefault(entry.case_id, set()).update(in_ranges(seal["facts"]))
    refs, changed, late = {row.id: row.ref for row in work.case_rows(sorted(new))}, list[str](), 0
    for case_id, entries in new.items():
        altered, added = _later(work.facts(case_id), entries, issued.day)
        changed += [refs[case_id]] if altered and case_id in refs else []
        late += bool(added)
    said = f"; on {_cases(late)} something was written up since that had happened by then" if late else ""
    if changed:
        where = f"on {_cases(len(changed))} something was corrected or withdrawn ({some(changed)})"
        return "since", False, f"the record has changed: {where}{said}"
    return "since", True, f"no entry of any case has been corrected or withdrawn since{said}"


def _cases(count: int) -> str:
    return "1 case" if count == 1 else f"{count} cases"


def _added(entries: list[RecordedFact]) -> str:
    numbers = ", ".join(str(f.id) for f in entries[:_MOST])
    return f"{len(entries)} written up since of what had happened by then: entry {numbers}"


def some(said: Iterable[str]) -> str:
    """The first few of many, and how many more."""
    listed = list(said)
    return "; ".join(listed[:_MOST]) + (f"; and {len(listed) - _MOST} more" if len(listed) > _MOST else "")
