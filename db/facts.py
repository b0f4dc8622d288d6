"""Facts and documents: reading them lean, adding them, never changing them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from db import text_index
from db.blobs import BlobReading, BlobWriting
from db.cipher import driver_errors
from db.fact_kinds import IMPORTS, NEEDS
from db.mapping import facts as mapping
from db.moments import utc
from db.shape import Shape, damage_marked
from db.shape import day as day_of
from db.unit import WritingUnit
from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.contact_days import with_the_child
from ehcp_desk.domain.entry_links import LINKS, in_its_place, links_now
from ehcp_desk.domain.errors import BadInput, KnownFault, Unreadable
from ehcp_desk.domain.finding import NO_TEXT, DocumentText
from ehcp_desk.domain.last_copy import MARK
from ehcp_desk.domain.record import DocumentRow, FactLine, NewFact, RecordedFact, UnreadEntry, fact_line
from ehcp_desk.ports.work import WrittenUp

RawFact = tuple[str, str, str | None, int, int]
"""Kind, ISO date, attributes as JSON or None, the fact's number and its case's: what ``ehcp_desk.clock.lean`` takes."""

_STANDING = (
    "SELECT f.kind, {day}, f.attrs, f.id{more}, f.case_id FROM facts f "
    "WHERE f.kind <> 'withdrawn_entry'{terms} ORDER BY f.case_id, f.id"
)
_NOT_CORRECTED = " AND f.id NOT IN (SELECT supersedes FROM facts WHERE supersedes IS NOT NULL)"
_STANDS = " AND NOT EXISTS (SELECT 1 FROM facts n WHERE n.supersedes = f.id)"
"""The same asked of each entry by its own index, where only some cases are read and not every correction of the record."""
_NOT_CORRECTED_BY = _NOT_CORRECTED[:-1] + " AND recorded_at <= :known)"
_MANY = 500
"""From so many cases on, their corrections are found among all corrections, which have an index of their own, and not
by reading every entry of each case."""


def _on(cases: Collection[int], column: str = "case_id") -> str:
    """The term that asks for corrections on these cases only; a plus keeps SQLite and PostgreSQL from the cases' index."""
    return f" AND {'+' if len(cases) >= _MANY else ''}{column} IN (:cases)"


class FactReading(BlobReading):
    """Reading facts and documents."""

    def facts(self, case_id: int) -> tuple[RecordedFact, ...]:
        """Every fact of a case, superseded ones too, in order of recording.  Unreadable names one that cannot be read."""
        found, unread = self.facts_read(case_id)
        if unread:
            raise Unreadable(f"{unread[0].words} of case number {case_id}")
        return found

    def facts_read(self, case_id: int) -> tuple[tuple[RecordedFact, ...], tuple[UnreadEntry, ...]]:
        """The facts of a case that can be read, and those that cannot: of these another program changed something."""
        tail = "FROM facts WHERE case_id = :id ORDER BY id"
        unread = list[UnreadEntry]()
        try:
            rows = self.shaped(mapping.FACT, tail, {"id": case_id})
            if self._is_file and not all(map(mapping.of_its_columns, rows)):
                raise Unreadable("an entry")
            return self._recorded(rows), ()
        except Unreadable:
            if not self._is_file:  # a team's server takes none of these
                raise
        except driver_errors("DatabaseError"):  # text of no letters
            if not self._is_file:
                raise
        with damage_marked(self._driver):
            raw = self._rows(f"SELECT {mapping.FACT.sql} {tail}", {"id": case_id})
        rows = []
        for one in raw:
            try:
                row = mapping.FACT.from_file(one)
                fits = mapping.of_its_columns(row) and mapping.typed(row[mapping.KIND], row[mapping.ATTRS]) is not None
            except (Unreadable, ValueError, TypeError):
                fits = False
            if fits:
                rows.append(row)
            else:
                unread.append(UnreadEntry(int(one[0]), str(one[mapping.KIND])))
        return self._recorded(rows), tuple(unread)

    def _recorded(self, rows: Sequence[Sequence[Any]]) -> tuple[RecordedFact, ...]:
        replaced = {row[mapping.SUPERSEDES]: row for row in rows if row[mapping.SUPERSEDES] is not None}
        later = {old: row[0] for old, row in replaced.items() if row[mapping.KIND] != "withdrawn_entry"}
        written = {row[0]: (row[0], row[mapping.AT], row[mapping.BY]) for row in rows} if replaced else {}
        before = {row[0]: written[old] for old, row in replaced.items() if old in written}
        return tuple(mapping.recorded(r, replaced[r[0]][0] if r[0] in replaced else None, later, before) for r in rows)

    def fact(self, fact_id: int) -> RecordedFact | None:
        """One fact; None where there is none of this number."""
        rows = self.shaped(mapping.FACT, "FROM facts WHERE id = :id", {"id": fact_id})
        if not rows:
            return None
        case_id = rows[0][mapping.CASE]
        later = self._later([rows[0][mapping.KIND]], [case_id]).get(case_id, {})
        before = self._before([case_id]) if rows[0][mapping.SUPERSEDES] is not None else {}
        return mapping.recorded(rows[0], self._superseded_by(fact_id), later, before)

    def _before(self, cases: Collection[int]) -> mapping.Before:
        """What each correction on these cases put right."""
        tail = (
            f"FROM facts f JOIN facts o ON o.id = f.supersedes WHERE f.supersedes IS NOT NULL{_on(cases, 'f.case_id')}"
        )
        return {
            number: (old, at, by) for number, old, at, by in self.shaped(mapping.BEFORE, tail, {"cases": tuple(cases)})
        }

    def _later(
        self, kinds: Iterable[str] | None, cases: Collection[int] | None = None, known_by: datetime | None = None
    ) -> Mapping[int, Mapping[int, int]]:
        """Case -> entry -> its correction, of all cases or these, where one of ``kinds`` may name another by number."""
        found: dict[int, dict[int, int]] = {}
        if kinds is not None and LINKS.keys().isdisjoint(kinds):
            return found
        sql = "SELECT case_id, supersedes, id FROM facts WHERE supersedes IS NOT NULL AND kind <> 'withdrawn_entry'"
        values: dict[str, object] = {}
        if cases is not None:
            sql, values = f"{sql}{_on(cases)}", {"cases": tuple(cases)}
        if known_by is not None:
            sql, values = f"{sql} AND recorded_at <= :known", {**values, "known": utc(known_by)}
        for case_id, old, new in self._rows(sql, values):
            found.setdefault(case_id, {})[old] = new
        return found

    def _firsts(self, cases: Collection[int] | None = None) -> Mapping[int, int]:
        """The number of each correction, of all cases or these -> the one under which what it puts right was first written."""
        among, values = ("", {}) if cases is None else (_on(cases), {"cases": tuple(cases)})
        sql = f"SELECT id, supersedes FROM facts WHERE supersedes IS NOT NULL{among}"
        before: dict[int, int] = dict(map(tuple, self._rows(sql, values)))
        return {number: in_its_place(number, before) for number in before}

    def _superseded_by(self, fact_id: int) -> int | None:
        found: int | None = self.value("SELECT id FROM facts WHERE supersedes = :id", {"id": fact_id})
        return found

    def every_case_facts(
        self, kinds: Iterable[str] | None = None, cases: Collection[int] | None = None
    ) -> Iterator[tuple[int, tuple[Fact, ...]]]:
        """(case id, standing facts) for every case that has any, or of ``cases``, in order of id, streamed."""
        kinds = None if kinds is None else tuple(kinds)
        attrs, later, first = mapping.attrs, self._later(kinds, cases), self._firsts(cases)
        for case_id, rows in groupby(self._standing(kinds, ", f.approximate, f.note", cases), key=itemgetter(-1)):
            named = later.get(case_id)
            found = [
                Fact(kind, day_of(on), links_now(kind, attrs(text), named) if named else attrs(text), bool(approximate), note,
                     number, first.get(number))
                for kind, on, text, number, approximate, note, _ in rows
            ]  # fmt: skip
            yield case_id, tuple(found)

    def need_facts(self) -> Iterator[tuple[int, tuple[Fact, ...]]]:
        """(case id, standing facts) of the kinds that make a case heavier, by their own index."""
        gone = "id NOT IN (SELECT supersedes FROM facts WHERE supersedes IS NOT NULL)"
        shape = Shape("case_id kind happened_on:day attrs id")
        rows, first = self.shaped(shape, f"FROM facts WHERE {NEEDS} AND {gone} ORDER BY case_id, id"), self._firsts()
        for case_id, entries in groupby(rows, key=itemgetter(0)):
            yield (
                case_id,
                tuple(
                    Fact(kind, on, mapping.attrs(text), id=n, first=first.get(n)) for _, kind, on, text, n in entries
                ),
            )

    def every_case_raw(
        self, kinds: Iterable[str] | None = None, known_by: datetime | None = None, cases: Collection[int] | None = None
    ) -> Iterator[tuple[int, list[RawFact]]]:
        """The same with each fact as the database has it, for the clock's lean path: (case id, facts), or as it stood
        at the moment ``known_by``."""
        kinds = None if kinds is None else tuple(kinds)
        later = self._later(kinds, cases, known_by)
        for case_id, rows in groupby(self._standing(kinds, cases=cases, known_by=known_by), key=itemgetter(-1)):
            found = list(rows)
            yield case_id, [mapping.raw_now(row, later[case_id]) for row in found] if case_id in later else found

    def _standing(
        self,
        kinds: Iterable[str] | None,
        more: str = "",
        cases: Collection[int] | None = None,
        known_by: datetime | None = None,
    ) -> Iterator[Any]:
        terms = "" if kinds is None else " AND f.kind IN (:kinds)"
        terms += "" if cases is None else " AND f.case_id IN (:cases)"
        terms += "" if known_by is None else " AND f.recorded_at <= :known"
        if cases is not None and known_by is None:
            terms += _STANDS
        elif self._rows("SELECT 1 FROM facts WHERE supersedes IS NOT NULL LIMIT 1"):
            terms += _NOT_CORRECTED if known_by is None else _NOT_CORRECTED_BY
        on = "f.happened_on" if self._is_file else "f.happened_on::text"
        values: dict[str, object] = {} if kinds is None else {"kinds": tuple(kinds)}
        if cases is not None:
            values["cases"] = tuple(cases)
        if known_by is not None:
            values["known"] = utc(known_by)
        return self._stream(_STANDING.format(day=on, more=more, terms=terms), values)

    def standing_of(
        self, kinds: Collection[str], cases: Collection[int], since: date | None = None
    ) -> tuple[RecordedFact, ...]:
        """The facts of these kinds that stand on these cases, case by case in order of recording; with ``since``, those of
        that day and later."""
        asked = {"cases": tuple(cases), "kinds": tuple(kinds), **({} if since is None else {"since": since})}
        later_on = "" if since is None else " AND happened_on >= :since"
        sql = f"FROM facts WHERE case_id IN (:cases) AND kind IN (:kinds){later_on} ORDER BY case_id, id"
        rows = self.shaped(mapping.FACT, sql, asked)
        before = self._before(cases)
        replaced = {old for old, _, _ in before.values()}
        later = self._later(kinds, cases) if replaced else {}
        return mapping.standing([row for row in rows if row[0] not in replaced], later, before)

    def last_entries(self, cases: Collection[int], day: date) -> Mapping[int, date]:
        """The day of each case's last standing entry dated by ``day``; a case that has none is left out."""
        sql = (
            "SELECT f.case_id, max(f.happened_on) FROM facts f WHERE f.case_id IN (:cases) AND f.happened_on <= :day "
            # whose case it is above its caseworker is nothing done on it
            f"AND f.kind NOT IN ('withdrawn_entry', 'team_changed'){_STANDS} GROUP BY f.case_id"
        )
        rows = self._rows(sql, {"cases": tuple(cases), "day": day})
        return {number: day_of(on) if isinstance(on, str) else on for number, on in rows}

    def in_touch(self, cases: Collection[int]) -> Mapping[int, tuple[date | None, date | None]]:
        """The last day in touch with the child, and with anybody else about them; a case without a contact is left out."""
        who = "json_extract(f.attrs, '$.with')" if self._is_file else "(f.attrs::json ->> 'with')"
        sql = (
            f"SELECT f.case_id, coalesce({who}, ''), max(f.happened_on), k.forenames, k.surname, k.known_as FROM facts f "
            "JOIN cases c ON c.id = f.case_id JOIN children k ON k.id = c.child_id "
            f"WHERE f.case_id IN (:cases) AND f.kind = 'contact'{_STANDS} "
            "GROUP BY f.case_id, 2, 4, 5, 6"
        )
        found: dict[int, tuple[date | None, date | None]] = {}
        for case, other, last, forenames, surname, known_as in self._rows(sql, {"cases": tuple(cases)}):
            on = day_of(last) if isinstance(last, str) else last
            child, family = found.get(case, (None, None))
            if with_the_child(other, f"{forenames} {surname}".strip(), known_as):
                found[case] = max(child or on, on), family
            else:
                found[case] = child, max(family or on, on)
        return found

    def written_up(self, kinds: Collection[str], since: datetime) -> Iterator[WrittenUp]:
        """Entries written since a moment, with the day each happened; neither corrections nor what a file brought in."""
        shape = Shape("f.case_id f.kind f.recorded_by f.happened_on:day f.recorded_at:moment")
        brought = f"SELECT 1 FROM facts m WHERE m.{IMPORTS} AND m.kind = 'imported' AND m.case_id = f.case_id"
        sql = (
            "FROM facts f WHERE f.recorded_at >= :since AND f.supersedes IS NULL AND f.kind IN (:kinds) "
            f"AND NOT EXISTS ({brought} AND m.recorded_at = f.recorded_at)"
        )
        asked = {"since": since, "kinds": tuple(kinds)}
        return ((case, kind, by, on, at) for case, kind, by, on, at in self._shaped_stream(shape, sql, asked))

    def marks(self, cases: Collection[int] | None = None) -> tuple[RecordedFact, ...]:
        """``sensitivity``, ``no_longer`` and ``another_child`` facts that stand, of these cases or of all."""
        # Written out for the same reason as the promises above.
        kinds = "kind IN ('sensitivity', 'no_longer', 'another_child')"
        among = "" if cases is None else " AND case_id IN (:cases)"
        gone = "id NOT IN (SELECT supersedes FROM facts WHERE supersedes IS NOT NULL)"
        values = {} if cases is None else {"cases": tuple(cases)}
        tail = f"FROM facts WHERE {kinds}{among} AND {gone} ORDER BY case_id, id"
        rows = self.shaped(mapping.FACT, tail, values)
        return mapping.standing(rows, self._later({row[mapping.KIND] for row in rows}, cases))

    def import_marks(self, cases: Collection[int] | None = None) -> tuple[RecordedFact, ...]:
        """``imported``, ``import_verified`` and ``taken_out`` facts that stand, of these cases or of all."""
        among = "" if cases is None else " AND case_id IN (:cases)"
        gone = "id NOT IN (SELECT supersedes FROM facts WHERE supersedes IS NOT NULL)"
        values = {} if cases is None else {"cases": tuple(cases)}
        tail = f"FROM facts WHERE {IMPORTS}{among} AND {gone} ORDER BY case_id, id"
        return mapping.standing(self.shaped(mapping.FACT, tail, values), {})

    def documents(self, case_id: int) -> list[DocumentRow]:
        """The documents filed on a case, in order of filing."""
        tail = "FROM documents d LEFT JOIN document_texts t ON t.document_id = d.id WHERE d.case_id = :id ORDER BY d.id"
        return [mapping.document(row) for row in self.shaped(mapping.DOCUMENT, tail, {"id": case_id})]

    def document_bytes(self, document_id: int) -> bytes:
        """A document's content, whole.  KnownFault where it no longer matches the digest it was filed under."""
        return b"".join(self.document_pieces(document_id))

    def document_pieces(self, document_id: int) -> Iterator[bytes]:
        """A document's content, a piece at a time.

        KnownFault after the last piece where they are not what was filed: nothing may be done with them before.
        """
        rows = self._rows("SELECT sha256, filename FROM documents WHERE id = :id", {"id": document_id})
        if not rows:
            raise BadInput(f"There is no document number {document_id} in this record.")
        sha256, filename = rows[0]
        seen = hashlib.sha256()
        for piece in self.blob_pieces(sha256):
            seen.update(piece)
            yield piece
        if seen.hexdigest() != sha256:
            if self.value("SELECT 1 FROM settings WHERE key = :mark", {"mark": MARK}) is not None:
                raise KnownFault(f"{filename} is not in this copy: documents are read when the server is there again.")
            raise KnownFault(
                f"{filename} is damaged or gone from the record: it is not what was filed. Restore it from a backup."
            )


class FactWriting(FactReading, BlobWriting, WritingUnit):
    """Adding facts and documents."""

    _at: datetime
    _told: dict[int, list[FactLine]]

    def add_fact(self, case_id: int, fact: NewFact) -> RecordedFact:
        """Record a fact.  BadInput where it corrects a fact of another case or one that was already corrected."""
        if fact.supersedes is not None:
            self._check_correction(case_id, fact.supersedes)
        at = utc(self._at)
        values = mapping.fact_values(case_id, fact, at, self.actor)
        number = self._insert("facts", values)
        line = fact_line(number, fact, values["attrs"], fact.source, fact.supersedes, fact.document_id, at, self.actor)
        self._told.setdefault(case_id, []).append(line)
        text_index.put_in(self._connection, text_index.FACTS, text_index.fact_entry(number, fact.note, values["attrs"]))
        row = (number, case_id, fact.kind, fact.on, values["attrs"], fact.approximate, fact.note, at, self.actor,
               fact.source, fact.supersedes, fact.document_id)  # fmt: skip
        return mapping.recorded(row, None, {}, self._before([case_id]) if fact.supersedes is not None else {})

    def _check_correction(self, case_id: int, fact_id: int) -> None:
        if self.value("SELECT case_id FROM facts WHERE id = :id", {"id": fact_id}) != case_id:
            raise BadInput(f"The entry to correct (number {fact_id}) is not on this case.")
        if self._superseded_by(fact_id) is not None:
            raise BadInput(f"Entry number {fact_id} was already corrected; look at the case again.")

    def add_document(
        self, case_id: int, filename: str, media_type: str, content: bytes, read: DocumentText = NO_TEXT
    ) -> DocumentRow:
        """File a document with the words ``read`` from it.  The same bytes are kept once however often filed."""
        sha256 = hashlib.sha256(content).hexdigest()
        return self.add_document_in_pieces(case_id, filename, media_type, sha256, len(content), [content], read)

    def add_document_in_pieces(
        self,
        case_id: int,
        filename: str,
        media_type: str,
        sha256: str,
        size: int,
        pieces: Iterable[bytes],
        read: DocumentText = NO_TEXT,
    ) -> DocumentRow:
        """File a document whose digest and size are known.  BadInput where the pieces turn out to be other bytes."""
        seen = hashlib.sha256()
        told = False

        def counted() -> Iterator[bytes]:
            nonlocal told
            told = True
            for piece in pieces:
                seen.update(piece)
                yield piece

        try:
            self.keep_blob(sha256, size, counted())
            other = told and seen.hexdigest() != sha256
        except ValueError:
            other = True
        if other:
            raise BadInput(f"{filename} was changed while it was being filed, so it was not. Try again.")
        at = utc(self._at)
        values = {
            "case_id": case_id, "filename": filename, "media_type": media_type, "size": size,
            "sha256": sha256, "filed_at": at, "filed_by": self.actor,
        }  # fmt: skip
        number = self._insert("documents", values)
        if read != NO_TEXT:
            kept = {"document_id": number, "text": read.text, "unread": read.unread}
            self._insert("document_texts", kept, key="document_id")
        text_index.put_in(
            self._connection, text_index.DOCUMENTS, text_index.document_entries(number, filename, read.text)
        )
        return DocumentRow(number, case_id, filename, media_type, size, sha256, at, self.actor, read.unread)

    def file_again(self, document_id: int, case_id: int) -> DocumentRow:
        """File a document of another case on this one too, with its words.  Its bytes are kept once."""
        sql = (
            "SELECT d.filename, d.media_type, d.sha256, d.size, t.text, t.unread FROM documents d "
            "LEFT JOIN document_texts t ON t.document_id = d.id WHERE d.id = :id"
        )
        ((filename, media_type, sha256, size, text, unread),) = self._rows(sql, {"id": document_id})
        words = DocumentText(text or "", unread or "")
        return self.add_document_in_pieces(case_id, filename, media_type, sha256, size, (), words)
