"""Children, people to ring and the heads of cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from db.conflict import conflict
from db.folding import fold
from db.mapping import cases as mapping
from db.mapping import lists
from db.tables import (
    CaseRecord,
    ChildRecord,
    ContactableRecord,
    DeadlineRecord,
    OfficerRecord,
    SummaryRecord,
    WordRecord,
)
from db.unit import AnySelect, Unit, WritingUnit
from ehcp_desk.domain.case import Case, Child, Contactable, Stage
from ehcp_desk.domain.deadlines import CachedDeadline
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.worklist import Summary


class CaseReading(Unit):
    """Reading children and heads of cases."""

    def find_case(self, ref: str) -> int | None:
        """The number of the case with this reference, ignoring case and blanks around it; None where there is none."""
        query = select(CaseRecord.id).where(CaseRecord.ref_folded == fold(ref.strip()))
        return self._connection.execute(query).scalar()

    def case(self, case_id: int) -> Case:
        """The head of a case; BadInput where there is none of this number."""
        row = self._first(_cases().where(CaseRecord.id == case_id))
        if row is None:
            raise BadInput(f"There is no case number {case_id} in this record.")
        return mapping.case(row)

    def cases_of_child(self, child_id: int) -> list[Case]:
        """Every case of a child, in order of opening."""
        rows = self._rows(_cases().where(CaseRecord.child_id == child_id).order_by(CaseRecord.id))
        return [mapping.case(row) for row in rows]

    def every_identity(self) -> Iterator[tuple[int, str, Child]]:
        """(case id, reference, child) for every case, oldest case first."""
        columns = (CaseRecord.id, CaseRecord.ref, *mapping.CHILD_COLUMNS)
        query = select(*columns).join(ChildRecord, ChildRecord.id == CaseRecord.child_id).order_by(CaseRecord.id)
        for row in self._rows(query):
            yield row[0], row[1], mapping.child(row[2:])

    def find_children(self, upn: str = "", name_and_born: tuple[str, str, date | None] | None = None) -> list[Child]:
        """Children with this UPN, or with this surname, forenames and date of birth, ignoring case and accents.

        A date of birth of None asks for the name alone.
        """
        found: dict[int, Child] = {}
        if upn.strip():
            found.update(self._children(ChildRecord.upn == upn.strip().upper()))
        if name_and_born is not None:
            surname, forenames, born = name_and_born
            named = ChildRecord.name_folded == mapping.name_folded(surname, forenames)
            found.update(self._children(named) if born is None else self._children(named, ChildRecord.born == born))
        return [found[number] for number in sorted(found)]

    def _children(self, *terms: Any) -> dict[int, Child]:
        rows = self._rows(select(*mapping.CHILD_COLUMNS).where(*terms))
        return {row.id: mapping.child(row) for row in rows}

    def contactables(self, child_id: int) -> list[Contactable]:
        """The people to ring about a child, in order of entry."""
        query = select(*mapping.CONTACTABLE_COLUMNS).where(ContactableRecord.child_id == child_id)
        return [mapping.contactable(row) for row in self._rows(query.order_by(ContactableRecord.id))]


def _cases() -> AnySelect:
    return select(*mapping.CASE_COLUMNS).join(ChildRecord, ChildRecord.id == CaseRecord.child_id)


class CaseWriting(CaseReading, WritingUnit):
    """Changing children and heads of cases."""

    _at: datetime

    def add_child(self, child: Child) -> Child:
        """Keep a new child; the id given is ignored and the kept one is in the answer."""
        values = mapping.child_values(child)
        return replace(child, id=self._insert(ChildRecord, values), upn=values["upn"], uln=values["uln"])

    def save_child(self, child: Child) -> None:
        """Change a child's details, on every list the child is in."""
        changed = self._connection.execute(
            update(ChildRecord).where(ChildRecord.id == child.id).values(mapping.child_values(child))
        )
        if changed.rowcount == 0:
            raise BadInput(f"There is no child number {child.id} in this record.")
        for case in self.cases_of_child(child.id):
            head = lists.head_values(case, None)
            values = {key: head[key] for key in _OF_THE_CHILD}
            self._connection.execute(update(SummaryRecord).where(SummaryRecord.case_id == case.id).values(values))
            self._index_words(case)

    def add_contactable(self, person: Contactable) -> Contactable:
        """Keep somebody to ring; the id given is ignored and the kept one is in the answer."""
        kept = replace(person, id=self._insert(ContactableRecord, mapping.contactable_values(person)))
        for case in self.cases_of_child(person.child_id):
            self._index_words(case)
        return kept

    def add_case(self, ref: str, child_id: int, team_id: int | None, unassigned_since: date, held: str = "") -> Case:
        """Open a case nobody holds yet.  BadInput where the reference is taken or empty."""
        ref = ref.strip()
        if not ref:
            raise BadInput("A case needs a reference.")
        if self.find_case(ref) is not None:
            raise BadInput(f"There is already a case {ref}; give the new one another reference.")
        child = self._children(ChildRecord.id == child_id).get(child_id)
        if child is None:
            raise BadInput(f"There is no child number {child_id} in this record.")
        case = Case(0, ref, child, team_id, None, None, unassigned_since, "", held, 1)
        case = replace(case, id=self._insert(CaseRecord, {**mapping.case_values(case), "version": 1}))
        values = lists.summary_values(case, None, Summary(stage=Stage.UNKNOWN, received=None))
        self._connection.execute(insert(SummaryRecord).values(values))
        self._index_words(case)
        return case

    def save_case(self, case: Case, summary: Summary, deadlines: Sequence[CachedDeadline]) -> Case:
        """Write the head of a case with what was derived from its facts, and count its version up.

        The version is compared and counted in one statement, so of two savers exactly one wins whichever way their
        transactions overlap; the other gets :class:`ehcp_desk.domain.errors.Conflict`.
        """
        changed = self._connection.execute(
            update(CaseRecord)
            .where(CaseRecord.id == case.id, CaseRecord.version == case.version)
            .values(**mapping.case_values(case), version=CaseRecord.version + 1)
        )
        if changed.rowcount == 0:
            raise conflict(self._connection, case, self.case(case.id), self._at)
        values = lists.summary_values(case, self._owner_name(case.owner_id), summary)
        self._connection.execute(update(SummaryRecord).where(SummaryRecord.case_id == case.id).values(values))
        self._keep_deadlines(case.id, deadlines)
        return replace(case, version=case.version + 1)

    def _owner_name(self, owner_id: int | None) -> str | None:
        if owner_id is None:
            return None
        return self._connection.execute(select(OfficerRecord.name).where(OfficerRecord.id == owner_id)).scalar()

    def _keep_deadlines(self, case_id: int, deadlines: Iterable[CachedDeadline]) -> None:
        self._connection.execute(delete(DeadlineRecord).where(DeadlineRecord.case_id == case_id))
        rows = [lists.deadline_values(place, deadline, case_id) for place, deadline in enumerate(deadlines)]
        if rows:
            self._connection.execute(insert(DeadlineRecord), rows)

    def _index_words(self, case: Case) -> None:
        self._connection.execute(delete(WordRecord).where(WordRecord.case_id == case.id))
        found = mapping.search_words(case.ref, case.child, self.contactables(case.child.id))
        rows = [{"word": word, "case_id": case.id} for word in sorted(found)]
        if rows:
            self._connection.execute(insert(WordRecord), rows)


_OF_THE_CHILD = ("surname", "forenames", "name_sort", "year_group", "setting", "setting_folded")
