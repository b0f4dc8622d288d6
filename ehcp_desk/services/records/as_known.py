"""A case as the record knew it at an earlier moment: entries, what had corrected them by then, and the child's details."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from ehcp_desk.domain.case import Case, Child, YearGroup
from ehcp_desk.domain.journal import JournalEntry, canonical, digest, payload_of
from ehcp_desk.domain.record import DocumentRow, RecordedFact, corrections, line_of, relinked
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.casework.details import FIELD_WORDS


@dataclass(frozen=True, slots=True)
class Known:
    """What was known by a moment: nothing written after ``by``, none of the entries numbered above ``upto``.

    ``seq`` is the last line of the journal that had been written, for what is not an entry.  None means no bound.
    """

    by: datetime | None = None
    upto: int | None = None
    seq: int | None = None

    def fact(self, fact: RecordedFact) -> bool:
        """True of an entry that was on the record."""
        return (self.by is None or fact.recorded_at < self.by) and (self.upto is None or fact.id <= self.upto)

    def line(self, entry: JournalEntry) -> bool:
        """True of a line of the journal that had been written."""
        return (self.by is None or entry.at < self.by) and (self.seq is None or entry.seq <= self.seq)

    @property
    def bounded(self) -> bool:
        """True where anything could be left out."""
        return self.by is not None or self.upto is not None


def by_the_end_of(day: date) -> Known:
    """Everything written by the end of a day, as the council's clock shows it."""
    return Known(by=datetime.combine(day + timedelta(1), time(0), ZoneInfo("Europe/London")))


def known_so_far(work: ReadWork, case_id: int) -> Known:
    """Everything on the record of a case at this moment, and nothing that comes after it."""
    return Known(upto=max((f.id for f in work.facts(case_id)), default=0), seq=work.journal_head()[0])


def material(work: ReadWork, case_id: int, known: Known) -> str:
    """A digest of what a paper of a case could rest on at a moment: its entries and the child's details, not their words
    on paper, so that another version of the program finds the same."""
    case = known_case(work, work.case(case_id), known)
    entries = [line_of(fact) for fact in work.facts(case_id) if known.fact(fact)]
    child = case.child
    about = [
        case.ref,
        child.surname,
        child.forenames,
        child.born,
        child.year_group and child.year_group.group,
        child.setting,
    ]
    return digest(canonical({"case": about, "entries": entries}))


def known_facts(recorded: Iterable[RecordedFact], known: Known) -> list[RecordedFact]:
    """The entries of that moment, each superseded only by what had superseded it by then, and naming what stood then."""
    kept = [fact for fact in recorded if known.fact(fact)]
    later = {fact.supersedes: fact.id for fact in kept if fact.supersedes is not None}
    named = corrections(kept)
    kept = [relinked(fact, named) for fact in kept]
    return [f._replace(superseded_by=later.get(f.id)) if f.superseded_by != later.get(f.id) else f for f in kept]


def known_documents(rows: Iterable[DocumentRow], facts: Iterable[RecordedFact], known: Known) -> list[DocumentRow]:
    """The documents that had been filed.  One bound only by entries counts where such an entry names it or a later one."""
    listed = list(rows)
    if known.by is not None:
        listed = [row for row in listed if row.filed_at < known.by]
    if known.upto is None:
        return listed
    last = max((f.document_id for f in facts if f.document_id is not None), default=0)
    return [row for row in listed if row.id <= last]


def known_case(work: ReadWork, case: Case, known: Known) -> Case:
    """The case with the child's details as they stood: what was changed since is put back from the journal."""
    if not known.bounded:
        return case
    before: dict[str, str] = {}
    for other in work.cases_of_child(case.child.id):
        for entry in work.journal(0, other.id, "child_changed"):
            if entry.payload is None or known.line(entry):
                continue
            for title, said in payload_of(entry).get("fields", {}).items():
                before.setdefault(title, said.get("before", ""))
    return replace(case, child=put_back(case.child, before)) if before else case


def put_back(child: Child, before: Mapping[str, str]) -> Child:
    """The child with the fields of these titles as they stood before, as the journal has them."""
    names = {title: name for name, title in FIELD_WORDS.items()}
    changes: dict[str, Any] = {}
    for title, text in before.items():
        name = names.get(title)
        if name == "born":
            changes[name] = date.fromisoformat(text) if text else None
        elif name == "year_group":
            changes[name] = YearGroup.read(text)
        elif name is not None:
            changes[name] = text
    return replace(child, **changes)
