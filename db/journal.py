"""The journal: appended last in a unit of work, in one order for everybody, and never changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import insert, select, text

from db.tables import JournalRecord
from db.types import utc
from db.unit import Unit, WritingUnit
from ehcp_desk.domain.journal import GENESIS, JournalEntry, NewEntry, canonical, digest, seal

# One number for "the journal of EHCP Desk" among a server's advisory locks.
JOURNAL_LOCK = 0x4548_4350_4A52
J = JournalRecord
JOURNAL_COLUMNS = (J.seq, J.at, J.actor, J.case_id, J.kind, J.payload, J.payload_digest, J.previous, J.hash)

_NAMES = tuple(column.key for column in JOURNAL_COLUMNS)


class JournalReading(Unit):
    """Reading the journal."""

    def journal(self, after: int = 0, case_id: int | None = None) -> Iterator[JournalEntry]:
        """Entries with a number above ``after``, in order; of one case where it is given."""
        query = select(*JOURNAL_COLUMNS).where(J.seq > after).order_by(J.seq)
        if case_id is not None:
            query = query.where(J.case_id == case_id)
        for row in self._stream(query):
            yield JournalEntry(*row)

    def journal_head(self) -> tuple[int, str, datetime | None]:
        """Number, hash and time of the newest entry; (0, GENESIS, None) in an empty journal."""
        row = self._first(select(J.seq, J.hash, J.at).order_by(J.seq.desc()).limit(1))
        return (0, GENESIS, None) if row is None else (row.seq, row.hash, row.at)

    def cases_touched(self, after: int) -> frozenset[int]:
        """The cases that entries with a number above ``after`` tell of."""
        query = select(J.case_id).where(J.seq > after, J.case_id.is_not(None)).distinct()
        return frozenset(row[0] for row in self._rows(query))


class JournalWriting(JournalReading, WritingUnit):
    """Appending to the journal."""

    _at: datetime
    _queued: list[NewEntry]

    def append(self, entry: NewEntry) -> None:
        """Queue an entry; it is sealed and written when the unit of work commits."""
        self._queued.append(entry)

    def seal_queue(self) -> int:
        """Seal and write what is queued; the number of the newest entry.

        On PostgreSQL a lock held until the commit makes the numbers stand in the order of the commits, so that
        nobody who asks for what is newer ever misses an entry.  On SQLite only one unit of work writes at a time.
        """
        if self._queued and not self._is_file:
            self._connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": JOURNAL_LOCK})
        seq, previous, _ = self.journal_head() if self._queued else (0, "", None)
        at, rows = utc(self._at), []
        for entry in self._queued:
            payload = canonical(entry.payload)
            payload_digest = digest(payload)
            seq += 1
            sealed = seal(seq, at, self.actor, entry.case_id, entry.kind, payload_digest, previous)
            line = (seq, at, self.actor, entry.case_id, entry.kind, payload, payload_digest, previous, sealed)
            rows.append(dict(zip(_NAMES, line, strict=True)))
            previous = sealed
        if rows:
            self._connection.execute(insert(JournalRecord), rows)
        self._queued.clear()
        return seq
