"""A store in memory for tests of services that only read whole cases: small, and honest about what it keeps.

It keeps cases, their standing facts, staff, settings and a sealed journal.  What a service asks beyond that is an
AttributeError, so that no test passes on an invented answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from ehcp_desk.clock.model import Fact
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.case import Child, stage_of
from ehcp_desk.domain.journal import GENESIS, JournalEntry, NewEntry, canonical, digest, seal
from ehcp_desk.domain.people import Officer, Staff, Team
from ehcp_desk.domain.record import RecordedFact
from ehcp_desk.domain.retention import Disposal
from ehcp_desk.domain.worklist import CaseRow, Summary
from ehcp_desk.ports.today import Calendar
from ehcp_desk.services.desk import Desk


def day(text: str) -> date:
    """``2026-10-30`` as a date."""
    return date.fromisoformat(text)


def fact(kind: str, on: str, **attrs: str) -> Fact:
    """A fact by its kind, day and attributes; ``from_`` is the attribute ``from``."""
    return Fact(kind, day(on), {key.rstrip("_"): value for key, value in attrs.items()})


@dataclass
class MemoryWork:
    """One unit of work over the store's own lists."""

    kept: MemoryStore
    at: datetime
    actor: str
    waiting: list[NewEntry] = field(default_factory=list)

    def staff(self) -> Staff:
        return Staff({o.id: o for o in self.kept.officers}, {t.id: t for t in self.kept.teams})

    def setting(self, key: str) -> str | None:
        return self.kept.kept_settings.get(key)

    def settings(self) -> Mapping[str, str]:
        return dict(self.kept.kept_settings)

    def every_row(self) -> Iterator[CaseRow]:
        return iter(self.kept.rows)

    def every_identity(self) -> Iterator[tuple[int, str, Child]]:
        for row in self.kept.rows:
            yield row.id, row.ref, self.kept.children.get(row.id, Child(row.id, row.surname, row.forenames))

    def every_case_facts(self, kinds: Iterable[str] | None = None) -> Iterator[tuple[int, tuple[Fact, ...]]]:
        wanted = None if kinds is None else frozenset(kinds)
        for row in self.kept.rows:
            facts = self.kept.facts[row.id]
            yield row.id, tuple(f for f in facts if wanted is None or f.kind in wanted)

    def journal_head(self) -> tuple[int, str, datetime | None]:
        return self.kept.journal[-1] if self.kept.journal else (0, GENESIS, None)

    record_head = journal_head

    def journal(self, after: int = 0, case_id: int | None = None, kind: str = "") -> Iterator[JournalEntry]:
        return iter(())  # nothing was printed, given out or issued from memory

    def closed_cases(self) -> tuple[frozenset[int], frozenset[int]]:
        return frozenset(), frozenset()

    def find_case(self, ref: str) -> int | None:
        return next((row.id for row in self.kept.rows if row.ref == ref), None)

    def disposals(self) -> list[Disposal]:
        return []  # nothing is disposed of in memory

    def import_marks(self, cases: Collection[int] | None = None) -> tuple[RecordedFact, ...]:
        return tuple(mark for mark in self.kept.marks if cases is None or mark.case_id in cases)

    def set_setting(self, key: str, value: str) -> None:
        self.kept.kept_settings[key] = value

    def append(self, entry: NewEntry) -> None:
        self.waiting.append(entry)


@dataclass
class MemoryStore:
    """Cases, staff, settings and journal, in lists."""

    rows: list[CaseRow] = field(default_factory=list)
    facts: dict[int, tuple[Fact, ...]] = field(default_factory=dict)
    children: dict[int, Child] = field(default_factory=dict)
    officers: list[Officer] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)
    kept_settings: dict[str, str] = field(default_factory=dict)
    journal: list[tuple[int, str, datetime]] = field(default_factory=list)
    entries: list[NewEntry] = field(default_factory=list)
    marks: list[RecordedFact] = field(default_factory=list)
    description: str = "a record in memory"
    encrypted: bool = False
    copied: None = None

    def add(self, *facts: Fact, ref: str = "", **head: object) -> CaseRow:
        """A case with these standing facts; ``head`` fills in its row (owner_id, owner, owned_since and so on)."""
        number = len(self.rows) + 1
        row = CaseRow(
            number,
            ref or f"SEN/{26000 + number}",
            "Farrowdale",
            f"Child {number}",
            None,
            "",
            None,
            None,
            None,
            None,
            None,
            "",
            "",
            Summary(stage_of(facts), None),
        )
        self.rows.append(row._replace(**head))
        self.facts[number] = tuple(replace(f, id=place) for place, f in enumerate(facts, start=1))
        return self.rows[-1]

    @contextmanager
    def read(self) -> Iterator[MemoryWork]:
        yield MemoryWork(self, datetime.min, "")

    @contextmanager
    def write(self, actor: str, at: datetime) -> Iterator[MemoryWork]:
        work = MemoryWork(self, at, actor)
        yield work
        for entry in work.waiting:
            seq, head, _ = work.journal_head()
            sealed = seal(seq + 1, at, actor, entry.case_id, entry.kind, digest(canonical(entry.payload)), head)
            self.journal.append((seq + 1, sealed, at))
            self.entries.append(entry)


def desk(store: MemoryStore, today: str = "2026-11-02", user: str = "Bea Tindall") -> Desk:
    """A desk over a store in memory, on a fixed day, under the law that ships with the program."""
    return Desk(store=store, law=Ruleset.load(), user=user, days=Calendar(day(today)))  # type: ignore[arg-type]
