"""What is known of a document besides its bytes: a fact of kind ``document_filed``, put right like any other fact.

The fact names the document by its number; the newest one that stands is what is known.  Its attributes are text:
``document`` and ``name``, ``what`` it is, ``author``, ``dated`` and ``received`` (ISO days), ``version`` in words,
``version_of`` (the number of the document it replaces) and ``entries`` (the entries it is evidence of, by commas).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ehcp_desk.domain.record import DocumentRow, RecordedFact


@dataclass(frozen=True, slots=True)
class Details:
    """What a document is, who wrote it, the day it bears, the day it came, and what it belongs to."""

    what: str = ""
    author: str = ""
    dated: date | None = None
    received: date | None = None
    version: str = ""
    version_of: int | None = None
    entries: tuple[int, ...] = ()

    def attrs(self, document: int, name: str) -> dict[str, str]:
        """As the attributes of the fact, without what is not known."""
        every = {
            "document": str(document), "name": name, "what": self.what, "author": self.author,
            "dated": self.dated.isoformat() if self.dated else "",
            "received": self.received.isoformat() if self.received else "", "version": self.version,
            "version_of": str(self.version_of) if self.version_of else "", "entries": ",".join(map(str, self.entries)),
        }  # fmt: skip
        return {key: value for key, value in every.items() if value}


def details_of(attrs: Mapping[str, str]) -> Details:
    """The details a fact's attributes hold."""
    dated, received, of = attrs.get("dated"), attrs.get("received"), attrs.get("version_of")
    return Details(
        attrs.get("what", ""),
        attrs.get("author", ""),
        date.fromisoformat(dated) if dated else None,
        date.fromisoformat(received) if received else None,
        attrs.get("version", ""),
        int(of) if of else None,
        tuple(int(n) for n in attrs.get("entries", "").split(",") if n),
    )


@dataclass(frozen=True, slots=True)
class FiledDocument:
    """A document of a case: its number there from 1, what is known of it, and the entries it is evidence of.

    ``fact`` is the entry its details stand in, None where nobody gave any.  ``newer`` is the number of the document
    that is a later version of it.  ``happened`` is the day of the first entry it is evidence of, None where of none.
    """

    number: int
    row: DocumentRow
    details: Details
    entries: tuple[int, ...]
    fact: int | None = None
    newer: int | None = None
    happened: date | None = None

    @property
    def day(self) -> date | None:
        """The day it stands by among others: the one it bears, else the one it came on, else that of its entry."""
        return self.details.dated or self.details.received or self.happened

    @property
    def called(self) -> str:
        """What it is, as a list of papers says it; its file's name without the ending where nobody said."""
        name = self.row.filename
        return self.details.what or name.rpartition(".")[0].replace("_", " ").strip() or name

    @property
    def title(self) -> str:
        """``document 2 (Psychology advice.pdf)``."""
        return f"document {self.number} ({self.row.filename})"


def filed_documents(rows: Sequence[DocumentRow], facts: Iterable[RecordedFact]) -> tuple[FiledDocument, ...]:
    """The documents of a case in order of filing.  A corrected entry hands its documents on to the one that stands."""
    listed = sorted(facts, key=lambda f: f.id)
    told = {int(f.fact.attrs["document"]): f for f in listed if f.fact.kind == "document_filed" and f.stands}
    later = {f.supersedes: f for f in listed if f.supersedes is not None}
    held: dict[int, set[int]] = {}
    for entry in listed:
        if entry.document_id is not None and entry.fact.kind != "document_filed":
            held.setdefault(entry.document_id, set()).add(entry.id)
    days = {f.id: f.fact.on for f in listed}
    numbers = {row.id: number for number, row in enumerate(rows, 1)}
    made = []
    for row in rows:
        fact = told.get(row.id)
        details = details_of(fact.fact.attrs) if fact is not None else Details()
        entries = {_standing(n, later) for n in (*held.get(row.id, ()), *details.entries)}
        kept = tuple(sorted(n for n in entries if n))
        happened = days[kept[0]] if kept else None
        at = fact.id if fact is not None else None
        made.append(FiledDocument(numbers[row.id], row, details, kept, at, happened=happened))
    newer = {d.details.version_of: d.number for d in made if d.details.version_of}
    return tuple(replace(d, newer=newer.get(d.row.id)) for d in made)


def _standing(entry: int, later: Mapping[int, RecordedFact]) -> int:
    """The entry that stands in the place of this one; 0 where it was withdrawn."""
    while (after := later.get(entry)) is not None:
        if after.fact.kind == "withdrawn_entry":
            return 0
        entry = after.id
    return entry


def by_entry(documents: Iterable[FiledDocument]) -> dict[int, tuple[FiledDocument, ...]]:
    """The documents of each entry that has any; the entry that says what a document is has that one."""
    found: dict[int, tuple[FiledDocument, ...]] = {}
    for document in documents:
        itself = () if document.fact is None else (document.fact,)
        for entry in (*document.entries, *itself):
            found[entry] = (*found.get(entry, ()), document)
    return found
