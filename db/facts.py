"""Facts and documents: reading them lean, adding them, never changing them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import insert, literal_column, select

from db.mapping import facts as mapping
from db.tables import BlobRecord, DocumentRecord, FactRecord
from db.types import utc
from db.unit import Unit, WritingUnit
from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.errors import BadInput, KnownFault
from ehcp_desk.domain.record import DocumentRow, NewFact, RecordedFact

RawFact = tuple[str, str, str | None, int]
"""Kind, ISO date, attributes as JSON or None, and the fact's number: what ``ehcp_desk.clock.lean`` takes."""

_STANDING = (
    "SELECT f.case_id, f.kind, {day}, f.attrs, f.id{more} FROM facts f "
    "WHERE f.kind <> 'withdrawn_entry'{terms} ORDER BY f.case_id, f.id"
)
_NOT_CORRECTED = " AND f.id NOT IN (SELECT supersedes FROM facts WHERE supersedes IS NOT NULL)"


class FactReading(Unit):
    """Reading facts and documents."""

    def facts(self, case_id: int) -> tuple[RecordedFact, ...]:
        """Every fact of a case, superseded ones too, in order of recording."""
        query = select(*mapping.FACT_COLUMNS).where(FactRecord.case_id == case_id).order_by(FactRecord.id)
        rows = self._rows(query)
        replaced = {row.supersedes: row.id for row in rows if row.supersedes is not None}
        return tuple(mapping.recorded(row, replaced.get(row.id)) for row in rows)

    def fact(self, fact_id: int) -> RecordedFact | None:
        """One fact; None where there is none of this number."""
        row = self._first(select(*mapping.FACT_COLUMNS).where(FactRecord.id == fact_id))
        if row is None:
            return None
        return mapping.recorded(row, self._superseded_by(fact_id))

    def _superseded_by(self, fact_id: int) -> int | None:
        return self._connection.execute(select(FactRecord.id).where(FactRecord.supersedes == fact_id)).scalar()

    def every_case_facts(self, kinds: Iterable[str] | None = None) -> Iterator[tuple[int, tuple[Fact, ...]]]:
        """(case id, standing facts) for every case that has any, in order of id, streamed."""
        day, attrs = mapping.day, mapping.attrs
        for case_id, rows in groupby(self._standing(kinds, ", f.approximate, f.note"), key=itemgetter(0)):
            yield (
                case_id,
                tuple(
                    Fact(kind, day(on), attrs(text), bool(approximate), note, number)
                    for _, kind, on, text, number, approximate, note in rows
                ),
            )

    def every_case_raw(self, kinds: Iterable[str] | None = None) -> Iterator[tuple[int, list[RawFact]]]:
        """The same with each fact as the database has it, for the clock's lean path: (case id, facts)."""
        for case_id, rows in groupby(self._standing(kinds), key=itemgetter(0)):
            yield case_id, [row[1:] for row in rows]

    def _standing(self, kinds: Iterable[str] | None, more: str = "") -> Iterator[Any]:
        terms = "" if kinds is None else " AND f.kind IN (:kinds)"
        if self._lean("SELECT 1 FROM facts WHERE supersedes IS NOT NULL LIMIT 1"):
            terms += _NOT_CORRECTED
        day = "f.happened_on" if self._is_file else "f.happened_on::text"
        values = {} if kinds is None else {"kinds": tuple(kinds)}
        return self._lean_stream(_STANDING.format(day=day, more=more, terms=terms), values)

    def open_promises(self) -> tuple[RecordedFact, ...]:
        """``promise_made`` and ``promise_kept`` facts that stand, of cases with a promise still open."""
        # The kinds are written out so that both databases see the partial index answers the question.
        query = (
            select(*mapping.FACT_COLUMNS)
            .where(literal_column("facts.kind IN ('promise_made', 'promise_kept')"))
            .order_by(FactRecord.case_id, FactRecord.id)
        )
        corrected = select(FactRecord.supersedes).where(FactRecord.supersedes.is_not(None))
        replaced = set(self._connection.execute(corrected).scalars())
        rows = [row for row in self._rows(query) if row.id not in replaced]
        kept = {mapping.attrs(row.attrs).get("promise", "") for row in rows if row.kind == "promise_kept"}
        open_cases = {row.case_id for row in rows if row.kind == "promise_made" and str(row.id) not in kept}
        return tuple(mapping.recorded(row, None) for row in rows if row.case_id in open_cases)

    def documents(self, case_id: int) -> list[DocumentRow]:
        """The documents filed on a case, in order of filing."""
        query = select(*mapping.DOCUMENT_COLUMNS).where(DocumentRecord.case_id == case_id).order_by(DocumentRecord.id)
        return [mapping.document(row) for row in self._rows(query)]

    def document_bytes(self, document_id: int) -> bytes:
        """A document's content.  KnownFault where it no longer matches the digest it was filed under."""
        row = self._first(
            select(DocumentRecord.sha256, DocumentRecord.filename, BlobRecord.content)
            .join(BlobRecord, BlobRecord.sha256 == DocumentRecord.sha256)
            .where(DocumentRecord.id == document_id)
        )
        if row is None:
            raise BadInput(f"There is no document number {document_id} in this record.")
        if hashlib.sha256(row.content).hexdigest() != row.sha256:
            raise KnownFault(
                f"Document {document_id} ({row.filename}) is damaged: it is not what was filed. "
                "Restore it from a backup."
            )
        return bytes(row.content)


class FactWriting(FactReading, WritingUnit):
    """Adding facts and documents."""

    _at: datetime

    def add_fact(self, case_id: int, fact: NewFact) -> RecordedFact:
        """Record a fact.  BadInput where it corrects a fact of another case or one that was already corrected."""
        if fact.supersedes is not None:
            self._check_correction(case_id, fact.supersedes)
        at = utc(self._at)
        number = self._insert(FactRecord, mapping.fact_values(case_id, fact, at, self.actor))
        as_fact = Fact(fact.kind, fact.on, fact.attrs, fact.approximate, fact.note, number)
        return RecordedFact(
            number, case_id, as_fact, at, self.actor, fact.source, fact.supersedes, None, fact.document_id
        )

    def _check_correction(self, case_id: int, fact_id: int) -> None:
        query = select(FactRecord.case_id).where(FactRecord.id == fact_id)
        if self._connection.execute(query).scalar() != case_id:
            raise BadInput(f"The entry to correct (number {fact_id}) is not on this case.")
        if self._superseded_by(fact_id) is not None:
            raise BadInput(f"Entry number {fact_id} was already corrected; look at the case again.")

    def add_document(self, case_id: int, filename: str, media_type: str, content: bytes) -> DocumentRow:
        """File a document.  The same bytes are kept once however often they are filed."""
        sha256 = hashlib.sha256(content).hexdigest()
        known = self._connection.execute(select(BlobRecord.sha256).where(BlobRecord.sha256 == sha256)).scalar()
        if known is None:
            self._connection.execute(insert(BlobRecord).values(sha256=sha256, content=content))
        at = utc(self._at)
        values = {
            "case_id": case_id, "filename": filename, "media_type": media_type, "size": len(content),
            "sha256": sha256, "filed_at": at, "filed_by": self.actor,
        }  # fmt: skip
        number = self._insert(DocumentRecord, values)
        return DocumentRow(number, case_id, filename, media_type, len(content), sha256, at, self.actor)
