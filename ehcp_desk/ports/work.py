"""What the services ask of a store: short units of work that read or write, and commit whole or not at all.

Every method gives or takes domain values; no database row leaves the store.  ``db`` keeps these promises on
SQLite and on PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from ehcp_desk.domain.deadlines import CachedDeadline
from ehcp_desk.domain.errors import ServerGone
from ehcp_desk.domain.finding import NO_TEXT, DocumentText, TextHit
from ehcp_desk.domain.people import Absence, Officer, Role, Staff, Team
from ehcp_desk.domain.worklist import CaseloadRow, CaseQuery, CaseRow, SavedView, Summary
from ehcp_desk.ports.kept import KeptWork

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from ehcp_desk.clock.model import Fact
    from ehcp_desk.domain.access import Opening, Presence, Restriction, Sight
    from ehcp_desk.domain.case import Case, Child, Contactable
    from ehcp_desk.domain.digests import Digest
    from ehcp_desk.domain.journal import JournalEntry, NewEntry
    from ehcp_desk.domain.last_copy import Copied
    from ehcp_desk.domain.outbox import Kept, MessageState
    from ehcp_desk.domain.record import DocumentRow, NewFact, RecordedFact
    from ehcp_desk.domain.retention import Disposal

Progress = Callable[[int, int, str], None]
"""Called with done, total and what is being done; raises :class:`ehcp_desk.domain.errors.Cancelled` to stop."""

Patience = Callable[[ServerGone], bool]
"""Called on a worker when the server is gone: waits a while, and says whether to try again."""

DerivedCase = tuple[int, Summary | None, Sequence[CachedDeadline] | None]
"""A case's number and what was derived from its facts; None for a part that is as the record has it."""


WrittenUp = tuple[int, str, str, date, datetime]
"""One entry as the report of late writing counts it."""


class ReadWork(KeptWork, Protocol):
    """A snapshot to read from: everything read in one unit of work agrees with itself."""

    def staff(self) -> Staff: ...
    def setting(self, key: str) -> str | None: ...
    def settings(self) -> Mapping[str, str]: ...

    def case_ids(self, query: CaseQuery, limit: int | None = None) -> Sequence[int]:
        """Ids of the cases that answer the query, in its order; always ends with the id so no order is ambiguous.

        ``limit`` stops after so many: the first page is there long before the whole list.
        """

    def count(self, query: CaseQuery) -> int: ...
    def case_rows(self, ids: Sequence[int]) -> list[CaseRow]:
        """The rows of these cases in the order asked for; an id that is gone is left out."""

    def owners_of(self, query: CaseQuery) -> Mapping[int | None, int]:
        """How many of those cases each owner holds, None being nobody; the query as for :meth:`caseload_rows`."""

    def caseload_rows(self, asked: Iterable[CaseQuery]) -> list[CaseloadRow]:
        """The cases that answer any of these queries, each once, in no order; a query here has no words to find and no
        open rules."""

    def every_row(self) -> Iterator[CaseRow]:
        """Every case's row, for returns and checks, streamed in order of id."""

    def every_identity(self) -> Iterator[tuple[int, str, Child]]:
        """(case id, reference, child) for every case, oldest case first: what an import matches its rows against."""

    def born_on_no_day(self) -> Mapping[int, str]:
        """Number and reference of cases whose child has a date of birth that no program can read: nothing is known of it."""

    def shared_children(self) -> Mapping[int, int]:
        """How many cases each child has that has more than one: the few a return must wait for."""

    def taken_unseen(self, ref: str) -> bool:
        """Whether a case that is hidden from whoever reads has this reference."""

    def find_case(self, ref: str) -> int | None: ...
    def case(self, case_id: int) -> Case: ...
    def cases_of_child(self, child_id: int) -> list[Case]: ...
    def find_children(
        self, upn: str = "", name_and_born: tuple[str, str, date | None] | None = None
    ) -> list[Child]: ...
    def child_row(self, child_id: int) -> Child:
        """The child of this number exactly as it was entered, one found to be another child too."""

    def children_like(self, child: Child) -> list[Child]:
        """Children with one of its numbers, its date of birth or its name: those worth comparing with it."""

    def contactables(self, child_id: int) -> list[Contactable]:
        """The people to ring about a child, with those of children found to be this one."""

    def facts(self, case_id: int) -> tuple[RecordedFact, ...]:
        """Every fact of a case, superseded ones too, in order of recording.

        Here and in all that reads facts, one that names another by number names the one that stands in its place
        (:mod:`ehcp_desk.domain.entry_links`)."""

    def fact(self, fact_id: int) -> RecordedFact | None: ...
    def every_case_facts(
        self, kinds: Iterable[str] | None = None, cases: Collection[int] | None = None
    ) -> Iterator[tuple[int, tuple[Fact, ...]]]:
        """(case id, standing facts) for every case in order of id, streamed; only ``kinds`` and ``cases`` given."""

    def every_case_raw(
        self, kinds: Iterable[str] | None = None, known_by: datetime | None = None, cases: Collection[int] | None = None
    ) -> Iterator[tuple[int, list[tuple[str, str, str | None, int, int]]]]:
        """The same as the rows that :func:`ehcp_desk.clock.lean.due_states` takes: kind, ISO day, attributes as JSON
        or None, number, the case's number.  Half the cost of building facts.  ``known_by`` gives what stood then: only
        what was written down by that moment, corrections too."""

    def standing_of(
        self, kinds: Collection[str], cases: Collection[int], since: date | None = None
    ) -> tuple[RecordedFact, ...]:
        """The facts of these kinds that stand on these cases, case by case in order of recording; with ``since``, those of
        that day and later."""

    def last_entries(self, cases: Collection[int], day: date) -> Mapping[int, date]:
        """The day of each case's last standing entry dated by ``day``; a case that has none is left out."""

    def in_touch(self, cases: Collection[int]) -> Mapping[int, tuple[date | None, date | None]]:
        """The last day in touch with the child, and with anybody else about them, of these cases (needs.md D7); a case
        without a contact is left out."""

    def need_facts(self) -> Iterator[tuple[int, tuple[Fact, ...]]]:
        """(case id, standing facts) of the kinds in ``domain.weights.NEED_KINDS``, by an index of their own."""

    def written_up(self, kinds: Collection[str], since: datetime) -> Iterator[WrittenUp]:
        """(case, kind, who wrote it, the day it happened, when it was written down) of the entries of these kinds written
        since a moment, corrections and what an import brought in left out."""

    def marks(self, cases: Collection[int] | None = None) -> tuple[RecordedFact, ...]:
        """``sensitivity``, ``no_longer`` and ``another_child`` facts that stand, of these cases or of all."""

    def import_marks(self, cases: Collection[int] | None = None) -> tuple[RecordedFact, ...]:
        """``imported``, ``import_verified`` and ``taken_out`` facts that stand, of these cases or of all, case by case
        in order of recording."""

    def deadlines(self, case_id: int) -> tuple[CachedDeadline, ...]: ...
    def every_deadline(self, cases: Collection[int] | None = None) -> Iterator[CachedDeadline]: ...
    def open_limits(self, rules: Collection[str], until: date = date.max) -> Iterator[CachedDeadline]:
        """The limits of these rules due by then that are open (neither met, lifted nor ended), by rule and case: quick,
        whatever the size of the record."""

    def find_text(self, typed: str, limit: int, case_id: int | None = None) -> list[TextHit]:
        """Entries and documents of the record, or of one case, that hold every word typed.

        What was written last stands first; entries that were corrected or withdrawn follow those that stand.  Case,
        accents and apostrophes do not matter, a phrase stands in quotation marks, the last word may be unfinished
        where fewer than ``limit`` hold it whole, and whatever is typed is an answer, if an empty one.  All words must
        stand in one entry, or within some two pages of one document.
        """

    def documents(self, case_id: int) -> list[DocumentRow]: ...
    def document_bytes(self, document_id: int) -> bytes: ...
    def document_pieces(self, document_id: int) -> Iterator[bytes]:
        """The same a piece at a time, so that a large one is never whole in memory.  KnownFault after the last piece
        where they are not what was filed."""

    def saved_views(self, owner: str) -> list[SavedView]: ...
    def import_profiles(self) -> Mapping[str, str]: ...
    def imported_digests(self) -> frozenset[str]:
        """Digests of the row contents of every file imported so far (contract 4: the second import creates nothing)."""

    def messages(self, day: date) -> list[Kept]:
        """Every message to staff of a day, by name."""

    def journal(
        self, after: int = 0, case_id: int | None = None, kind: str = "", until: int = 0
    ) -> Iterator[JournalEntry]: ...
    def journal_head(self) -> tuple[int, str, datetime | None]:
        """Sequence number, hash and time of the newest entry; (0, GENESIS, None) in an empty journal."""

    def record_head(self) -> tuple[int, str, datetime | None]:
        """The same of the newest entry that tells of the record itself, not of what was printed or sent from it."""

    def counts(self) -> tuple[int, int, int]:
        """How many cases, facts and documents the record holds."""

    def disposals(self) -> list[Disposal]:
        """Every case that was disposed of, the latest first."""

    def officer_names(self) -> Mapping[int, str]: ...
    def restriction(self, child_id: int) -> Restriction | None:
        """Why a child's file is restricted and to whom it is open; None where it is not."""

    def restricted_cases(self) -> frozenset[int]:
        """Cases whose file is restricted, as far as whoever asks sees them."""

    def sights(self) -> Mapping[int, Sight]:
        """Who sees each restricted case, of those whoever asks sees."""

    def closed_cases(self) -> tuple[frozenset[int], frozenset[int]]:
        """(cases this person does not see at all, cases this person has still to give a reason for)."""

    def hidden_held(self, officer_id: int) -> int:
        """How many live cases somebody holds that whoever asks does not see at all; what cases they are is not told."""

    def others_on(self, case_id: int, desk: str, since: datetime) -> list[Presence]:
        """Who has a case open at another desk, as far as that desk said so after ``since``; the earliest first."""

    def openings(self, case_id: int) -> list[Opening]:
        """Who opened a restricted case, when and why, the newest first."""


class WriteWork(ReadWork, Protocol):
    """A unit of work that changes the record.  The journal is appended last, in the same transaction."""

    def restrict(self, child_id: int, names: Iterable[str], reason: str) -> None:
        """Keep a child's file to these people, in place of what was so."""

    def unrestrict(self, child_id: int) -> None: ...
    def named_on_restricted(self, name: str) -> bool:
        """Whether a restricted file is kept to somebody of this name."""

    def rename_named(self, before: str, after: str) -> bool:
        """Name somebody by another name on every file kept to them; False where none is."""

    def log_opening(self, cases: Collection[int], reason: str) -> None:
        """Keep that these restricted cases were opened and why; what they hold can be read from now on."""

    def say_open(self, case_id: int | None, desk: str, before: datetime) -> None:
        """Keep that this desk has a case open and no other, None for none; forget this person's desks not heard of since
        ``before``."""

    def set_setting(self, key: str, value: str) -> None: ...
    def add_team(self, name: str, manager_id: int | None = None) -> Team: ...
    def save_team(self, team: Team) -> None: ...
    def add_officer(
        self,
        name: str,
        role: Role = Role.CASEWORKER,
        team_id: int | None = None,
        fte: float = 1.0,
        email: str = "",
        placeholder: bool = False,
        started_on: date | None = None,
        left_on: date | None = None,
        days_off: frozenset[int] = frozenset(),
    ) -> Officer: ...
    def save_officer(self, officer: Officer) -> None: ...
    def add_absence(
        self, officer_id: int, first_day: date, last_day: date, cover_id: int | None, reason: str
    ) -> Absence: ...
    def save_absence(self, absence: Absence) -> None: ...
    def drop_absence(self, absence_id: int) -> None: ...

    def add_child(self, child: Child) -> Child:
        """Keep a new child; the id given is ignored and the kept one is in the answer."""

    def save_child(self, child: Child) -> None: ...
    def add_contactable(self, person: Contactable) -> Contactable: ...
    def save_contactable(self, person: Contactable) -> None: ...
    def hold_children(self, *children: int) -> None:
        """Have others who change these children, their people or their cases wait; what is read then is what they left."""

    def hold_cases(self, *cases: int) -> None:
        """The same of these cases: for an act on many, so that two of them never wait for each other."""

    def hold_people(self, alone: bool = False) -> None: ...
    def say_same(self, child_id: int, same_as: int | None) -> None:
        """Keep that a child was found to be another one, or with None that it is itself again."""

    def add_case(
        self, ref: str, child_id: int, team_id: int | None, unassigned_since: date, held: str = ""
    ) -> Case: ...
    def add_fact(self, case_id: int, fact: NewFact) -> RecordedFact: ...
    def add_document(
        self, case_id: int, filename: str, media_type: str, content: bytes, read: DocumentText = NO_TEXT
    ) -> DocumentRow: ...
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
        """File a large document, read as it is kept.  BadInput where the pieces are not ``size`` bytes of ``sha256``."""

    def file_again(self, document_id: int, case_id: int) -> DocumentRow:
        """File a document of another case on this one too, with its words."""

    def rebuild_search(self, progress: Progress | None = None) -> None:
        """Make what the record is searched by again from what is on it."""

    def forget_words(self, case_id: int) -> None:
        """Take every word of a case out of what is searched, and the words read from its documents off the record.

        For lawful disposal: called before the entries themselves are emptied, in the same unit of work.
        """

    def dispose(self, case_id: int, rule: str, due: date, reason: str) -> Disposal:
        """Take away everything held about a case, and keep that it was, in a unit of work alone with the record.

        The journal's lines keep their seals and lose what they say; the child goes with the last of its cases.
        """

    def save_case(self, case: Case, summary: Summary, deadlines: Sequence[CachedDeadline]) -> Case:
        """Write the head of a case with what was derived from its facts, and count its version up.

        Raises :class:`ehcp_desk.domain.errors.Conflict` where the record's version is not ``case.version``.
        """

    def add_cases_in_bulk(self, cases: Iterable[BulkCase], progress: Progress | None = None) -> int:
        """Many new cases at once (demo, import), each with its facts, summary and deadlines; how many there were.

        Each gets its own line in the journal, ``case_loaded``, with the digest of its facts.
        """

    def save_derived(self, cases: Sequence[DerivedCase]) -> None:
        """Write what was derived of many cases and count their versions up, comparing none: for a unit of work that is
        alone with the record."""

    def save_view(self, owner: str, name: str, query: str) -> SavedView: ...
    def delete_view(self, view_id: int) -> None: ...
    def save_import_profile(self, name: str, profile: str) -> None: ...
    def add_imported_digests(self, digests: Iterable[str], number: int | None = None) -> None: ...
    def forget_imported(self, number: int) -> None:
        """Forget the rows of an import that is taken back."""

    def queue_messages(self, day: date, digests: Iterable[Digest]) -> None:
        """Keep a day's messages, one a person a day; what earlier days left unsent is replaced by them, and one of
        that day nobody took goes to the address its reader has now."""

    def claim_message(self, day: date) -> Kept | None:
        """Take one message to send, which nobody else then gets; None when there is no more."""

    def rewrite_message(self, number: int, digest: Digest) -> None:
        """Keep what a claimed message says now, in place of what it said when it was queued."""

    def mark_message(self, number: int, state: MessageState, trouble: str = "") -> None: ...
    def sealed_line(self, kind: str) -> JournalEntry: ...
    def append(self, entry: NewEntry) -> None:
        """Queue a journal entry; it is sealed and written when the unit of work commits, and then a ``sealed_line``."""


class BulkCase(Protocol):
    """What bulk loading needs of one case; ``recorded_at`` gives each fact its own time of writing."""

    ref: str
    child: Child
    people: Sequence[Contactable]
    team_id: int | None
    owner_id: int | None
    owned_since: date | None
    unassigned_since: date | None
    psychologist: str
    held: str
    facts: Sequence[tuple[NewFact, datetime, str]]
    summary: Summary
    deadlines: Sequence[CachedDeadline]


class Store(Protocol):
    """A database of either kind, opened."""

    description: str
    encrypted: bool
    """Whether what is kept on the disk is encrypted by the desk itself."""
    copied: Copied | None
    """What this is a copy of, to look at while the server cannot be reached; None for a record."""
    saves: int
    """How many units of work were committed that have lines in the journal."""
    patience: Patience | None
    """Waits for a server that is gone, before anything was done or where it is not known whether it was."""

    def read(self, as_found: bool = False) -> AbstractContextManager[ReadWork]:
        """``as_found`` gives damaged text with marks in it instead of raising Unreadable, to look for what is damaged."""

    def for_the_team(self) -> Store:
        """The same record as a paper that lies about may tell it: restricted files are left out, whoever asks."""

    def write(self, actor: str, at: datetime, alone: bool = False) -> AbstractContextManager[WriteWork]:
        """``alone`` waits for all others that write and lets none begin: to rewrite what their saves are derived from."""

    def changes_since(self, seq: int) -> tuple[int, frozenset[int]]:
        """The newest journal number and the cases touched after ``seq`` (other people's work; cheap to poll)."""

    def backup(self, target: Path, progress: Progress | None = None) -> Mapping[str, str]:
        """Copy the record online to ``target``, check the copy, and say what it holds (journal head, counts)."""

    def check(self) -> list[tuple[str, bool, str]]:
        """(check, ok, detail): what the database itself can say of its health (integrity, triggers, schema)."""

    def leave_no_trace(self) -> None:
        """After a disposal: empty a file's log, which still holds what was there before."""

    def close(self) -> None: ...
