"""The journal: appended last in a unit of work, in one order for everybody, and never changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from db.kept import CHILD, KeptWriting, Name
from db.moments import utc
from db.shape import Shape
from db.unit import Unit
from ehcp_desk.domain.journal import GENESIS, HOUSEKEEPING, ROWS, JournalEntry, NewEntry, canonical, digest, seal
from ehcp_desk.domain.record import FactLine, sealed

# One number for "the journal of EHCP Desk" among a server's advisory locks.
JOURNAL_LOCK = 0x4548_4350_4A52
ENTRY = Shape("seq at:moment actor case_id kind payload payload_digest previous hash")
_NAMES = ("seq", "at", "actor", "case_id", "kind", "payload", "payload_digest", "previous", "hash")
_HEAD = Shape("seq hash at:moment")


class JournalReading(Unit):
    """Reading the journal."""

    def journal(
        self, after: int = 0, case_id: int | None = None, kind: str = "", until: int = 0
    ) -> Iterator[JournalEntry]:
        """Entries with a number above ``after``, in order; of one case, of one kind or ``until`` a number where given."""
        terms = "" if case_id is None else " AND case_id = :case_id"
        terms += " AND kind = :kind" if kind else ""
        terms += " AND seq <= :until" if until else ""
        values: dict[str, int | str] = {"after": after}
        if until:
            values["until"] = until
        if case_id is not None:
            values["case_id"] = case_id
        if kind:
            values["kind"] = kind
        tail = f"FROM journal WHERE seq > :after{terms} ORDER BY seq"
        if (
            self._team and case_id is None and not kind and not until
        ):  # whole, for its chain, with what is closed emptied
            tail = "FROM ehcp_chain(:after)"
        for row in self._shaped_stream(ENTRY, tail, values):
            yield JournalEntry(*row)

    def journal_head(self) -> tuple[int, str, datetime | None]:
        """Number, hash and time of the newest entry; (0, GENESIS, None) in an empty journal."""
        newest = "FROM ehcp_journal_head()" if self._team else "FROM journal ORDER BY seq DESC LIMIT 1"
        rows = self.shaped(_HEAD, newest)
        if not rows:
            return 0, GENESIS, None
        seq, head, at = rows[0]
        return seq, head, at

    def record_head(self) -> tuple[int, str, datetime | None]:
        """The same of the newest entry that tells of the record itself, not of what was printed or sent from it."""
        tail = "FROM journal WHERE NOT kind IN (:kinds) ORDER BY seq DESC LIMIT 1"
        rows = self.shaped(_HEAD, tail, {"kinds": HOUSEKEEPING})
        if not rows:
            return 0, GENESIS, None
        seq, head, at = rows[0]
        return seq, head, at

    def counts(self) -> tuple[int, int, int]:
        """How many cases, facts and documents the record holds."""
        sql = "SELECT (SELECT count(*) FROM cases), (SELECT count(*) FROM facts), (SELECT count(*) FROM documents)"
        ((cases, facts, documents),) = self._rows(sql)
        return cases, facts, documents

    def cases_touched(self, after: int) -> frozenset[int]:
        """The cases that entries with a number above ``after`` tell of."""
        sql = "SELECT DISTINCT case_id FROM journal WHERE seq > :after AND case_id IS NOT NULL"
        return frozenset(number for (number,) in self._rows(sql, {"after": after}))


class JournalWriting(JournalReading, KeptWriting):
    """Appending to the journal."""

    _at: datetime
    _queued: list[NewEntry]
    _told: dict[int, list[FactLine]]
    _sealed: dict[str, JournalEntry]

    def append(self, entry: NewEntry) -> None:
        """Queue an entry; it is sealed and written when the unit of work commits."""
        self._queued.append(entry)

    def seal_queue(self, ends: bool = True) -> tuple[int, str] | None:
        """Seal and write what is queued; number and hash of the last line, None where there was nothing to write.

        No other unit of work ever has the same hash at the same number, so that it tells afterwards whether this one
        was committed.

        On PostgreSQL a lock held until the commit makes the numbers stand in the order of the commits, so that
        nobody who asks for what is newer ever misses an entry.  On SQLite only one unit of work writes at a time.
        """
        self._seal_facts()
        self._seal_kept(ends)
        if not self._queued:
            return None
        if not self._is_file:
            self._run("SELECT pg_advisory_xact_lock(:lock)", {"lock": JOURNAL_LOCK})
        seq, previous, _ = self.journal_head()
        at, rows = utc(self._at), []
        for entry in self._queued:
            payload = canonical(entry.payload)
            payload_digest = digest(payload)
            seq += 1
            its_hash = seal(seq, at, self.actor, entry.case_id, entry.kind, payload_digest, previous)
            line = (seq, at, self.actor, entry.case_id, entry.kind, payload, payload_digest, previous, its_hash)
            rows.append(dict(zip(_NAMES, line, strict=True)))
            self._sealed[entry.kind] = JournalEntry(*line)
            previous = its_hash
        self._insert_all("journal", rows)
        self._queued.clear()
        return seq, previous

    def sealed_line(self, kind: str) -> JournalEntry:
        """The last line of a kind that this unit of work wrote, as it was sealed: a look at the record afterwards may fail
        though everything is saved, and may find somebody else's."""
        return self._sealed[kind]

    def holds_line(self, seq: int, its_hash: str) -> bool:
        """Whether the journal holds this line, after everybody who is writing to it has ended."""
        if not self._is_file:
            self._run("SELECT pg_advisory_xact_lock(:lock)", {"lock": JOURNAL_LOCK})
        asked = "SELECT EXISTS (SELECT 1 FROM journal WHERE seq = :seq AND hash = :hash)"
        if self._team:  # the line may tell of what this very act has closed to whoever did it
            asked = "SELECT ehcp_holds_line(:seq, :hash)"
        return bool(self.value(asked, {"seq": seq, "hash": its_hash}))

    def _seal_facts(self) -> None:
        """Put the seal of the facts added to each case into the last entry about it, or into one of its own."""
        last = {entry.case_id: place for place, entry in enumerate(self._queued)}
        for case_id, lines in self._told.items():
            if case_id not in last:
                last[case_id] = len(self._queued)
                self._queued.append(NewEntry("facts_added", case_id, {}))
            entry = self._queued[last[case_id]]
            self._queued[last[case_id]] = replace(entry, payload={**entry.payload, "sealed": sealed(lines)})
        self._told.clear()

    def _seal_kept(self, ends: bool) -> None:
        """Put how what was changed beside the facts stands into the lines of the act (:mod:`db.kept`)."""
        if not self._touched:
            return
        places, kept = self._places(ends), dict[int, dict[str, str]]()
        for (kind, number), said in self.standing(places).items():
            kept.setdefault(places[kind, number], {})[f"{kind} {number}"] = said
        for place, said_there in kept.items():
            line = self._queued[place]
            self._queued[place] = replace(line, payload={**line.payload, ROWS: said_there})

    def _places(self, ends: bool) -> dict[Name, int]:
        """The line for each: of a child the last about a case of its, which whoever may not see the case does not read; of
        anything else the last about no case, for a line about one may be emptied.  Where there is none, one of its own once
        the act ``ends``.  A child found to be another is told of with that one, and one that is gone where any case is."""
        child_of = self.stand_as([int(number) for kind, number in self._touched if kind == CHILD])
        cases = self.cases_of(set(child_of.values()))
        last: dict[int | None, int] = {}  # a child, or None for no case -> the last line about it
        of_a_case: int | None = None
        for place, entry in enumerate(self._queued):
            if entry.case_id is None or entry.case_id in cases:
                last[None if entry.case_id is None else cases[entry.case_id]] = place
            of_a_case = of_a_case if entry.case_id is None else place
        first: dict[int | None, int | None] = {child: case for case, child in sorted(cases.items(), reverse=True)}
        first[None] = None
        found: dict[Name, int] = {}
        for kind, number in self._touched:
            about = child_of[int(number)] if kind == CHILD else None
            if about not in last and ends and about in first:
                self._queued.append(NewEntry("details_kept", first[about], {}))
                last[about] = len(self._queued) - 1
                of_a_case = of_a_case if about is None else last[about]
            if about in last:
                found[kind, number] = last[about]
        if of_a_case is not None:
            found |= {name: of_a_case for name in self._touched if name[0] == CHILD and name not in found and ends}
        return found
