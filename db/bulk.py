"""Many new cases at once: lean inserts in chunks, every case with its own sealed line in the journal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from sqlalchemy import Table, func, insert, select, text

from db.journal import JournalWriting
from db.mapping import cases as case_mapping
from db.mapping import facts as fact_mapping
from db.mapping import lists as list_mapping
from db.tables import (
    CaseRecord,
    ChildRecord,
    ContactableRecord,
    DeadlineRecord,
    FactRecord,
    OfficerRecord,
    SummaryRecord,
    WordRecord,
)
from ehcp_desk.domain.case import Case
from ehcp_desk.domain.journal import NewEntry, canonical, digest
from ehcp_desk.ports.work import BulkCase, Progress

_CHUNK = 500
_TABLES: tuple[Any, ...] = (
    ChildRecord, ContactableRecord, CaseRecord, FactRecord, SummaryRecord, WordRecord, DeadlineRecord,
)  # fmt: skip


class BulkWriting(JournalWriting):
    """Loading cases in bulk."""

    def add_cases_in_bulk(self, cases: Iterable[BulkCase], progress: Progress | None = None) -> int:
        """Many new cases at once, each with its facts, summary and deadlines; how many there were.

        A child with an id is one already kept, or kept earlier in this load under that negative number; 0 is a new
        child.  ``supersedes`` of a fact, and the ``promise`` that a ``promise_kept`` names, is a place (from 1) among
        the facts of the case, because they have no numbers yet.  Each case gets a line in the journal with the digest
        of its facts.
        """
        total = len(cases) if isinstance(cases, Sequence) else 0
        loading = _Loading(self, self._owner_names())
        source, done = iter(cases), 0
        while chunk := list(islice(source, _CHUNK)):
            loading.load(chunk)
            self.seal_queue()
            done += len(chunk)
            if progress is not None:
                progress(done, max(total, done), "Saving cases")
        return done

    def _owner_names(self) -> dict[int, str]:
        return dict(self._rows(select(OfficerRecord.id, OfficerRecord.name)))

    def numbers(self, table: Table, wanted: int) -> Iterator[int]:
        """``wanted`` numbers for new rows of a table, nobody else's."""
        if wanted == 0:
            return iter(())
        if self._is_file:
            highest = self._connection.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one()
            return iter(range(highest + 1, highest + 1 + wanted))
        sequence = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :wanted)")
        found = self._connection.execute(sequence, {"name": table.name, "wanted": wanted}).scalars()
        return iter(sorted(found))

    def insert_many(self, rows: dict[str, list[dict[str, Any]]]) -> None:
        """Insert the rows gathered for each table, in the order the tables depend on one another."""
        for record in _TABLES:
            if rows[record.__tablename__]:
                self._connection.execute(insert(record), rows[record.__tablename__])


class _Loading:
    """One load: what it has gathered for the chunk at hand, and the children it has kept so far."""

    def __init__(self, unit: BulkWriting, owners: dict[int, str]) -> None:
        self._unit = unit
        self._owners = owners
        self._children: dict[int, int] = {}

    def load(self, chunk: Sequence[BulkCase]) -> None:
        """Gather a chunk and insert it."""
        self._rows: dict[str, list[dict[str, Any]]] = {record.__tablename__: [] for record in _TABLES}
        numbers = self._unit.numbers
        case_ids = numbers(CaseRecord.__table__, len(chunk))  # type: ignore[arg-type]
        fact_ids = numbers(FactRecord.__table__, sum(len(c.facts) for c in chunk))  # type: ignore[arg-type]
        new = sum(1 for c in chunk if c.child.id <= 0)
        child_ids = numbers(ChildRecord.__table__, new)  # type: ignore[arg-type]
        for case in chunk:
            self._gather(case, next(case_ids), child_ids, fact_ids)
        self._unit.insert_many(self._rows)

    def _gather(self, new: BulkCase, case_id: int, child_ids: Iterator[int], fact_ids: Iterator[int]) -> None:
        child = replace(new.child, id=self._child(new, child_ids))
        case = Case(
            case_id, new.ref, child, new.team_id, new.owner_id, new.owned_since, new.unassigned_since,
            new.psychologist, new.held, 1,
        )  # fmt: skip
        rows = self._rows
        rows["cases"].append({"id": case_id, **case_mapping.case_values(case), "version": 1})
        owner = None if new.owner_id is None else self._owners.get(new.owner_id)
        rows["case_summary"].append(list_mapping.summary_values(case, owner, new.summary))
        people = [replace(person, child_id=child.id) for person in new.people]
        rows["contactables"].extend(case_mapping.contactable_values(person) for person in people)
        found = sorted(case_mapping.search_words(new.ref, child, people))
        rows["case_words"].extend({"word": word, "case_id": case_id} for word in found)
        rows["deadlines"].extend(
            list_mapping.deadline_values(place, deadline, case_id) for place, deadline in enumerate(new.deadlines)
        )
        self._gather_facts(new, case_id, fact_ids)

    def _child(self, new: BulkCase, child_ids: Iterator[int]) -> int:
        given = new.child.id
        if given > 0:
            return given
        if given < 0 and given in self._children:
            return self._children[given]
        number = next(child_ids)
        self._children[given] = number
        self._rows["children"].append({"id": number, **case_mapping.child_values(new.child)})
        return number

    def _gather_facts(self, new: BulkCase, case_id: int, fact_ids: Iterator[int]) -> None:
        numbers = list(islice(fact_ids, len(new.facts)))
        told = []
        for number, (fact, at, by) in zip(numbers, new.facts, strict=True):
            values = fact_mapping.fact_values(case_id, fact, at, by)
            if fact.supersedes is not None:
                values["supersedes"] = numbers[fact.supersedes - 1]
            if fact.kind == "promise_kept" and "promise" in fact.attrs:
                kept = str(numbers[int(fact.attrs["promise"]) - 1])
                values["attrs"] = fact_mapping.attrs_text({**fact.attrs, "promise": kept})
            values["id"] = number
            self._rows["facts"].append(values)
            told.append((fact.kind, fact.on.isoformat(), values["attrs"], fact.note, at.isoformat(), by))
        payload = {"ref": new.ref, "facts": len(told), "digest": digest(canonical({"facts": told}))}
        self._unit.append(NewEntry("case_loaded", case_id, payload))
