"""Many cases at once: new ones in chunks of lean inserts, each with its own sealed line in the journal; and what was
derived of cases that are here, written again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any

from db import text_index
from db.access import AccessWriting
from db.cases import CaseWriting
from db.journal import JournalWriting
from db.kept import CHILD
from db.lean import Lean
from db.mapping import cases as case_mapping
from db.mapping import facts as fact_mapping
from db.mapping import lists as list_mapping
from db.moments import utc
from ehcp_desk.domain.access import OPENED
from ehcp_desk.domain.case import Case
from ehcp_desk.domain.deadlines import CachedDeadline
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.record import FactLine, NewFact, fact_line, sealed
from ehcp_desk.ports.work import BulkCase, DerivedCase, Progress

_CHUNK = 500
# Tables with a row or so a case, in the order they depend on one another; the others grow by millions.
_TABLES = ("children", "contactables", "cases", "case_summary")
_FACT_COLUMNS = ("id", *(c for c in fact_mapping.STORED if c != "document_id"))
_DEADLINE_COLUMNS = ("case_id", "place", "rule", "subject", "due", "base", "met_on", "force", "actor", "ruleset")


class BulkWriting(AccessWriting, CaseWriting, JournalWriting):
    """Loading cases in bulk."""

    def add_cases_in_bulk(self, cases: Iterable[BulkCase], progress: Progress | None = None) -> int:
        """Many new cases at once, each with its facts, summary and deadlines; how many there were.

        A child with an id is one already kept, or kept earlier in this load under that negative number; 0 is a new
        child.  ``supersedes`` of a fact, and the entry that a ``promise_kept`` or an ``amendment_answered`` names, is a
        place (from 1) among the facts of the case, because they have no numbers yet.  Each case gets a line in the
        journal with the digest of its facts.
        """
        total = len(cases) if isinstance(cases, Sequence) else 0
        owners = dict(self._rows("SELECT id, name FROM officers"))
        children: dict[int, int] = {}
        source, done = iter(cases), 0
        while chunk := list(islice(source, _CHUNK)):
            self._load(chunk, owners, children)
            self.seal_queue(ends=False)
            done += len(chunk)
            if progress is not None:
                progress(done, max(total, done), "Saving cases")
        return done

    def save_derived(self, cases: Sequence[DerivedCase]) -> None:
        """Write what was derived of many cases, and count their versions up; None where that part is as it was.

        No version is compared: for a unit of work that is alone with the record.
        """
        self._run("UPDATE cases SET version = version + 1 WHERE id IN (:ids)", {"ids": tuple(one[0] for one in cases)})
        others = {case_id: deadlines for case_id, _, deadlines in cases if deadlines is not None}
        self._run("DELETE FROM deadlines WHERE case_id IN (:ids)", {"ids": tuple(others)})
        lean = Lean(self._connection)
        lines = [line for case_id, deadlines in others.items() for line in _deadline_lines(lean, case_id, deadlines)]
        lean.insert("deadlines", _DEADLINE_COLUMNS, lines)
        for case_id, summary, _ in cases:
            if summary is not None:
                self._update("case_summary", "case_id", case_id, list_mapping.derived_values(summary))

    def _load(self, chunk: Sequence[BulkCase], owners: dict[int, str], children: dict[int, int]) -> None:
        self.refuse_disposed([new.ref for new in chunk])
        case_ids = self._numbers("cases", len(chunk))
        fact_ids = self._numbers("facts", sum(len(c.facts) for c in chunk))
        child_ids = self._numbers("children", sum(1 for c in chunk if c.child.id <= 0))
        signed = (self._at, self.actor) if self._team else None
        gathered = _Chunk(Lean(self._connection), owners, children, signed)
        for new in chunk:
            case_id = next(case_ids)
            told = gathered.add(new, case_id, child_ids, list(islice(fact_ids, len(new.facts))))
            payload = {"ref": new.ref, "sealed": sealed(told)}
            self.append(NewEntry("case_loaded", case_id, payload))
        for table in _TABLES:
            self._insert_all(table, gathered.rows[table])
        self._open_restricted(gathered)  # before their facts, which nobody writes on a case that is not open
        gathered.insert_lean()
        for child_id in gathered.touched:
            self.touch(CHILD, child_id)
        for child_id in gathered.known:  # their other cases are found by these people too, and this one by theirs
            for case in self.cases_of_child(child_id):
                self._index_words(case)

    def _open_restricted(self, chunk: _Chunk) -> None:
        """A new case of a restricted child is restricted with it; it is open to whoever opens it, as any new case is."""
        restricted = self.family([number for (number,) in self._rows("SELECT child_id FROM restricted")])
        new = [row["id"] for row in chunk.rows["cases"] if row["child_id"] in restricted & chunk.known]
        if new:
            self.log_opening(new, OPENED)

    def _numbers(self, table: str, wanted: int) -> Iterator[int]:
        """``wanted`` numbers for new rows of a table, nobody else's."""
        if wanted == 0:
            return iter(())
        if self._is_file:
            first = self.next_case() if table == "cases" else None
            first = first or int(self.value(f"SELECT coalesce(max(id), 0) FROM {table}")) + 1
            return iter(range(first, first + wanted))
        sql = "SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :wanted)"
        return iter(sorted(number for (number,) in self._rows(sql, {"name": table, "wanted": wanted})))


class _Chunk:
    """The rows of some hundreds of cases, gathered before they go in together."""

    def __init__(
        self,
        lean: Lean,
        owners: dict[int, str],
        children: dict[int, int],
        signed: tuple[datetime, str] | None = None,
    ) -> None:
        self._lean = lean
        self._signed = signed  # on a team's server nobody writes at another time or in another name
        self._owners = owners
        self._children = children
        self.known: set[int] = set()
        self.touched: set[int] = set()
        self.rows: dict[str, list[dict[str, Any]]] = {table: [] for table in _TABLES}
        self._facts: list[tuple[Any, ...]] = []
        self._words: list[tuple[str, int]] = []
        self._deadlines: list[tuple[Any, ...]] = []
        self._texts: list[text_index.Entry] = []

    def add(self, new: BulkCase, case_id: int, child_ids: Iterator[int], numbers: list[int]) -> list[FactLine]:
        """Gather one case; gives what its facts say, for the digest in the journal."""
        child = replace(new.child, id=self._child(new, child_ids))
        case = Case(
            case_id, new.ref, child, new.team_id, new.owner_id, new.owned_since, new.unassigned_since,
            new.psychologist, new.held, 1,
        )  # fmt: skip
        self.rows["cases"].append({"id": case_id, **case_mapping.case_values(case), "version": 1})
        owner = None if new.owner_id is None else self._owners.get(new.owner_id)
        self.rows["case_summary"].append(list_mapping.summary_values(case, owner, new.summary))
        people = [replace(person, child_id=child.id) for person in new.people]
        if people:
            self.touched.add(child.id)
        self.rows["contactables"].extend(case_mapping.contactable_values(person) for person in people)
        self._words.extend((word, case_id) for word in case_mapping.search_words(new.ref, child, people))
        self._deadlines.extend(_deadline_lines(self._lean, case_id, new.deadlines))
        return self._add_facts(new, case_id, numbers)

    def insert_lean(self) -> None:
        """Insert the facts, words and deadlines; words in order, so that their index grows in runs."""
        self._lean.insert("facts", _FACT_COLUMNS, self._facts)
        self._lean.insert("case_words", ("word", "case_id"), sorted(self._words))
        self._lean.insert("deadlines", _DEADLINE_COLUMNS, self._deadlines)
        text_index.put_in(self._lean.connection, text_index.FACTS, self._texts)

    def _child(self, new: BulkCase, child_ids: Iterator[int]) -> int:
        given = new.child.id
        if given > 0 or given in self._children:
            known = given if given > 0 else self._children[given]
            self.known.add(known)
            return known
        number = next(child_ids)
        if given:
            self._children[given] = number
        self.rows["children"].append({"id": number, **case_mapping.child_values(new.child)})
        self.touched.add(number)
        return number

    def _add_facts(self, new: BulkCase, case_id: int, numbers: list[int]) -> list[FactLine]:
        day, moment, told = self._lean.day, self._lean.moment, list[FactLine]()
        for number, (fact, at, by) in zip(numbers, new.facts, strict=True):
            fact_mapping.refuse_unstorable(fact)
            at, by = self._signed or (at, by)
            attrs = fact_mapping.attrs_text(_numbered(fact, numbers))
            supersedes = None if fact.supersedes is None else numbers[fact.supersedes - 1]
            self._facts.append(
                (number, case_id, fact.kind, day(fact.on), attrs, fact.approximate, fact.note, fact.source,
                 moment(at), by, supersedes)
            )  # fmt: skip
            self._texts.append((number, fact_mapping.searched(fact.note, fact.attrs)))
            told.append(fact_line(number, fact, attrs, fact.source, supersedes, None, utc(at), by))
        return told


def _deadline_lines(lean: Lean, case_id: int, deadlines: Iterable[CachedDeadline]) -> Iterator[tuple[Any, ...]]:
    """The limits of a case as ``_DEADLINE_COLUMNS``."""
    day = lean.day
    for place, d in enumerate(deadlines):
        met_on = None if d.met_on is None else day(d.met_on)
        yield (case_id, place, d.rule, d.subject, day(d.due), d.base.value, met_on, d.force.value, d.actor, d.ruleset)


_NAMING = {"promise_kept": "promise", "amendment_answered": "request"}
"""The attribute by which a kind of fact names an earlier one of its case."""


def _numbered(fact: NewFact, numbers: list[int]) -> Any:
    """The attributes of a fact with the place of the entry it names turned into that entry's number."""
    name = _NAMING.get(fact.kind)
    if name is None or name not in fact.attrs:
        return fact.attrs
    return {**fact.attrs, name: str(numbers[int(fact.attrs[name]) - 1])}
