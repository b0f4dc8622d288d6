"""What is closed to somebody is left out of everything they read, and refused in everything they write.

One class over all the reading: a method that gives something of a case stands here, and a test fails for one that was
forgotten (``tests/db/test_restricted.py``).  Nothing of it costs anything while nothing is closed.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TypeVar

from db.access import AccessReading, AccessWriting
from db.act_lines import CALLED_BEFORE
from db.cases import CaseReading, CaseWriting
from db.facts import FactReading, FactWriting, RawFact
from db.finding import FindingReading
from db.journal import JournalReading
from db.kept import CHILD, KeptReading
from db.lists import ListReading
from db.messages import MessageReading
from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.access import OPENED, held_words, said_to
from ehcp_desk.domain.case import Case, Child, Contactable
from ehcp_desk.domain.deadlines import CachedDeadline
from ehcp_desk.domain.errors import BadInput, ReasonWanted
from ehcp_desk.domain.finding import NO_TEXT, DocumentText, TextHit
from ehcp_desk.domain.folding import fold
from ehcp_desk.domain.journal import JournalEntry
from ehcp_desk.domain.outbox import Kept
from ehcp_desk.domain.record import DocumentRow, NewFact, RecordedFact, UnreadEntry
from ehcp_desk.domain.worklist import CaseRow, Summary
from ehcp_desk.ports.work import WrittenUp

Named = TypeVar("Named", Case, CaseRow)


class GuardedReading(
    AccessReading, CaseReading, FactReading, ListReading, FindingReading, MessageReading, JournalReading, KeptReading
):
    """Reading, without what is closed."""

    def _refuse_closed(self, case_id: int) -> None:
        if case_id in self.closed.hidden:
            raise BadInput(f"There is no case number {case_id} in this record.")
        if case_id in self.closed.unopened:
            raise ReasonWanted(super().case(case_id).ref)

    # -- heads, children and people ----------------------------------------------------------------------------

    def find_case(self, ref: str) -> int | None:
        found = super().find_case(ref)
        return None if found in self.closed.hidden else found

    def taken_unseen(self, ref: str) -> bool:
        """Whether a case that is hidden has this reference: yes or no, as opening a case under it would say too."""
        if not self.closed.hidden:
            return False
        if self._team:
            return bool(self.value("SELECT ehcp_ref_taken(:ref)", {"ref": fold(ref.strip())}))
        return super().find_case(ref) in self.closed.hidden

    def case(self, case_id: int) -> Case:
        if case_id in self.closed.hidden:
            raise BadInput(f"There is no case number {case_id} in this record.")
        return self._veiled(super().case(case_id))

    def _veiled(self, case: Named) -> Named:
        """A case without the references of hidden ones that stand in why it is held."""
        if not case.held or not self._veils:
            return case
        held = held_words(case.held, self._seen)
        return case._replace(held=held) if isinstance(case, CaseRow) else replace(case, held=held)

    @property
    def _veils(self) -> bool:
        """Whether references are looked at: some case is hidden, or was left out of a copy that does not say which."""
        return self.copied or bool(self.closed.hidden)

    def _seen(self, ref: str) -> bool:
        return self.find_case(ref) is not None

    def _unnamed(self, entry: RecordedFact) -> RecordedFact:
        """An entry without the references of hidden cases; what was written, which the journal seals, stays beside it."""
        attrs = said_to(entry.fact.kind, entry.fact.attrs, self._seen) if self._veils else entry.fact.attrs
        return (
            entry
            if attrs is entry.fact.attrs
            else entry._replace(fact=replace(entry.fact, attrs=attrs), written=entry.as_written)
        )

    def cases_of_child(self, child_id: int) -> list[Case]:
        return [self._veiled(one) for one in super().cases_of_child(child_id) if one.id not in self.closed.hidden]

    def every_identity(self) -> Iterator[tuple[int, str, Child]]:
        every = super().every_identity()
        return every if not self.closed else (one for one in every if one[0] not in self.closed.hidden)

    def born_on_no_day(self) -> dict[int, str]:
        return {number: ref for number, ref in super().born_on_no_day().items() if number not in self.closed.hidden}

    def shared_children(self) -> dict[int, int]:
        return {child: n for child, n in super().shared_children().items() if child not in self.closed.children}

    def find_children(self, upn: str = "", name_and_born: tuple[str, str, date | None] | None = None) -> list[Child]:
        return [child for child in super().find_children(upn, name_and_born) if child.id not in self.closed.children]

    def child_row(self, child_id: int) -> Child:
        if child_id in self.closed.children:
            raise BadInput(f"There is no child number {child_id} in this record.")
        return super().child_row(child_id)

    def children_like(self, child: Child) -> list[Child]:
        return [one for one in super().children_like(child) if one.id not in self.closed.children]

    def contactables(self, child_id: int) -> list[Contactable]:
        return [] if child_id in self.closed.children else super().contactables(child_id)

    # -- lists -------------------------------------------------------------------------------------------------

    def case_rows(self, ids: Sequence[int]) -> list[CaseRow]:
        hidden = self.closed.hidden
        return [self._veiled(row) for row in super().case_rows([n for n in ids if n not in hidden] if hidden else ids)]

    def every_row(self) -> Iterator[CaseRow]:
        every, plain = super().every_row(), not self.closed and not self.copied
        return every if plain else (self._veiled(row) for row in every if row.id not in self.closed.hidden)

    def deadlines(self, case_id: int) -> tuple[CachedDeadline, ...]:
        return () if case_id in self.closed.hidden else super().deadlines(case_id)

    def every_deadline(self, cases: Collection[int] | None = None) -> Iterator[CachedDeadline]:
        every = super().every_deadline(cases)
        return every if not self.closed else (one for one in every if one.case_id not in self.closed.hidden)

    def open_limits(self, rules: Collection[str], until: date = date.max) -> Iterator[CachedDeadline]:
        every = super().open_limits(rules, until)
        return every if not self.closed else (one for one in every if one.case_id not in self.closed.hidden)

    # -- what a case holds -------------------------------------------------------------------------------------

    def facts(self, case_id: int) -> tuple[RecordedFact, ...]:
        self._refuse_closed(case_id)
        return super().facts(case_id)

    def facts_read(self, case_id: int) -> tuple[tuple[RecordedFact, ...], tuple[UnreadEntry, ...]]:
        self._refuse_closed(case_id)
        found, unread = super().facts_read(case_id)
        return tuple(map(self._unnamed, found)) if self._veils else found, unread

    def fact(self, fact_id: int) -> RecordedFact | None:
        found = super().fact(fact_id)
        return None if found is None or self.closed.holds(found.case_id) else found

    def every_case_facts(
        self, kinds: Iterable[str] | None = None, cases: Collection[int] | None = None
    ) -> Iterator[tuple[int, tuple[Fact, ...]]]:
        every = super().every_case_facts(kinds, cases)
        return every if not self.closed else (one for one in every if not self.closed.holds(one[0]))

    def need_facts(self) -> Iterator[tuple[int, tuple[Fact, ...]]]:
        every = super().need_facts()
        return every if not self.closed else (one for one in every if not self.closed.holds(one[0]))

    def last_entries(self, cases: Collection[int], day: date) -> Mapping[int, date]:
        return super().last_entries([number for number in cases if not self.closed.holds(number)], day)

    def in_touch(self, cases: Collection[int]) -> Mapping[int, tuple[date | None, date | None]]:
        return super().in_touch([number for number in cases if not self.closed.holds(number)])

    def every_case_raw(
        self, kinds: Iterable[str] | None = None, known_by: datetime | None = None, cases: Collection[int] | None = None
    ) -> Iterator[tuple[int, list[RawFact]]]:
        every = super().every_case_raw(kinds, known_by, cases)
        return every if not self.closed else (one for one in every if not self.closed.holds(one[0]))

    def standing_of(
        self, kinds: Collection[str], cases: Collection[int], since: date | None = None
    ) -> tuple[RecordedFact, ...]:
        return tuple(one for one in super().standing_of(kinds, cases, since) if not self.closed.holds(one.case_id))

    def written_up(self, kinds: Collection[str], since: datetime) -> Iterator[WrittenUp]:
        every = super().written_up(kinds, since)
        return every if not self.closed else (one for one in every if not self.closed.holds(one[0]))

    def marks(self, cases: Collection[int] | None = None) -> tuple[RecordedFact, ...]:
        return tuple(one for one in super().marks(cases) if not self.closed.holds(one.case_id))

    def import_marks(self, cases: Collection[int] | None = None) -> tuple[RecordedFact, ...]:
        return tuple(one for one in super().import_marks(cases) if not self.closed.holds(one.case_id))

    def documents(self, case_id: int) -> list[DocumentRow]:
        self._refuse_closed(case_id)
        return super().documents(case_id)

    def document_pieces(self, document_id: int) -> Iterator[bytes]:
        if self.closed:
            sql = "SELECT case_id FROM documents WHERE id = :id"
            if self.closed.holds(self.value(sql, {"id": document_id})):
                raise BadInput(f"There is no document number {document_id} in this record.")
        return super().document_pieces(document_id)

    def find_text(self, typed: str, limit: int, case_id: int | None = None) -> list[TextHit]:
        if not self.closed or limit < 1:
            return super().find_text(typed, limit, case_id)
        asked = limit
        while True:  # what is closed must not take the place of what may be read
            found = super().find_text(typed, asked, case_id)
            seen = [hit for hit in found if not self.closed.holds(hit.case_id)]
            if len(seen) >= limit or len(found) < asked:
                return seen[:limit]
            asked *= 4

    def messages(self, day: date) -> list[Kept]:
        kept = super().messages(day)
        if not self.closed.hidden:
            return kept
        refs = self._hidden_refs()
        return [one for one in kept if refs.isdisjoint(one.digest.cases)]

    def journal(
        self, after: int = 0, case_id: int | None = None, kind: str = "", until: int = 0
    ) -> Iterator[JournalEntry]:
        words = [json.dumps(ref, ensure_ascii=False) for ref in self._hidden_refs()]
        words += [f'"case":{number},' for number in self.closed.hidden]
        for entry in super().journal(after, case_id, kind, until):
            of_many = entry.case_id is None  # what was done with many cases is kept back where it names a hidden one
            shut = any(word in (entry.payload or "") for word in words) if of_many else self.closed.holds(entry.case_id)
            if not shut:
                yield entry
            elif of_many or (
                case_id is None and not kind
            ):  # the chain holds over the digest: what was said may be left out
                yield _emptied(entry)

    def kept_now(self) -> Iterator[tuple[str, str | None]]:
        # A child's last line may be of a case of theirs not opened yet, where another one was.
        sql = "SELECT child_id FROM cases WHERE id IN (:cases)"
        unopened = self._rows(sql, {"cases": tuple(self.closed.unopened)}) if self.closed.unopened else ()
        children = self.closed.children | self.family([number for (number,) in unopened])
        closed = {f"{CHILD} {number}" for number in children}
        yield from ((name, None) for name in closed)
        yield from (one for one in super().kept_now() if one[0] not in closed)

    def lines_unlike(self) -> dict[int, str]:
        return {number: ref for number, ref in super().lines_unlike().items() if number not in self.closed.hidden}

    def _hidden_refs(self) -> frozenset[str]:
        """The references of hidden cases, and what those were called that were taken out since."""
        if not self.closed.hidden:
            return frozenset()
        sql = f"SELECT c.ref, {CALLED_BEFORE.format('c', 'id')} FROM cases c WHERE c.id IN (:ids)"
        return frozenset(ref for both in self._rows(sql, {"ids": tuple(self.closed.hidden)}) for ref in both)

    def cases_touched(self, after: int) -> frozenset[int]:
        return super().cases_touched(after) - self.closed.hidden


def _emptied(entry: JournalEntry) -> JournalEntry:
    return JournalEntry(entry.seq, entry.at, entry.actor, entry.case_id, entry.kind, None, entry.payload_digest,
                        entry.previous, entry.hash)  # fmt: skip


class GuardedWriting(GuardedReading, AccessWriting, FactWriting, CaseWriting):
    """Writing, where nothing is closed."""

    def add_case(self, ref: str, child_id: int, team_id: int | None, unassigned_since: date, held: str = "") -> Case:
        self.child_row(child_id)
        case = super().add_case(ref, child_id, team_id, unassigned_since, held)
        if self.restriction(child_id) is not None:  # restricted with the child it is about
            self.log_opening([case.id], OPENED)
        return case

    def add_fact(self, case_id: int, fact: NewFact) -> RecordedFact:
        self._refuse_closed(case_id)
        return super().add_fact(case_id, fact)

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
        self._refuse_closed(case_id)
        return super().add_document_in_pieces(case_id, filename, media_type, sha256, size, pieces, read)

    def file_again(self, document_id: int, case_id: int) -> DocumentRow:
        if self.closed.holds(self.value("SELECT case_id FROM documents WHERE id = :id", {"id": document_id})):
            raise BadInput(f"There is no document number {document_id} in this record.")
        return super().file_again(document_id, case_id)

    def save_case(self, case: Case, summary: Summary, deadlines: Sequence[CachedDeadline]) -> Case:
        self._refuse_closed(case.id)
        if case.held and self.closed.hidden:  # what is kept from whoever saves stays as it was
            was = CaseReading.case(self, case.id)
            case = replace(case, held=was.held) if self._veiled(was).held == case.held else case
        return super().save_case(case, summary, deadlines)

    def save_child(self, child: Child) -> None:
        self.child_row(child.id)
        super().save_child(child)
