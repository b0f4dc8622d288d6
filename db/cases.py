"""Children, people to ring and the heads of cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from db.conflict import conflict
from db.kept import CHILD, KeptWriting
from db.mapping import cases as mapping
from db.mapping import lists
from db.unit import Unit
from ehcp_desk.domain.case import Case, Child, Contactable, Stage
from ehcp_desk.domain.deadlines import CachedDeadline
from ehcp_desk.domain.errors import BadInput, Unreadable
from ehcp_desk.domain.folding import fold
from ehcp_desk.domain.worklist import Summary

# The child a row stands for now, and the children a row's people are shown under.
_KEPT = (
    "WITH RECURSIVE up (id, same_as) AS (SELECT id, same_as FROM children WHERE {term} UNION "
    "SELECT c.id, c.same_as FROM children c JOIN up ON c.id = up.same_as) SELECT id FROM up WHERE same_as IS NULL"
)
_ABOVE = (
    "WITH RECURSIVE up (id, same_as) AS (SELECT id, same_as FROM children WHERE id = :id UNION "
    "SELECT c.id, c.same_as FROM children c JOIN up ON c.id = up.same_as) SELECT id FROM up"
)
_CASES = "FROM cases c JOIN children k ON k.id = c.child_id"
# To be had before anything that stands on them, as whoever saves a case has its head before its line.
_HEADS = "SELECT id FROM cases WHERE child_id IN (:children) ORDER BY id FOR NO KEY UPDATE"
_THESE = "SELECT id FROM cases WHERE id IN (:cases) ORDER BY id FOR NO KEY UPDATE"
_OF_THE_CHILD = ("surname", "forenames", "name_sort", "year_offset", "setting", "setting_folded")


class CaseReading(Unit):
    """Reading children and heads of cases."""

    def find_case(self, ref: str) -> int | None:
        """The number of the case with this reference, ignoring case and blanks around it; None where there is none."""
        found: int | None = self.value("SELECT id FROM cases WHERE ref_folded = :ref", {"ref": fold(ref.strip())})
        return found

    def case(self, case_id: int) -> Case:
        """The head of a case; BadInput where there is none of this number."""
        rows = self.shaped(mapping.CASE, f"{_CASES} WHERE c.id = :id", {"id": case_id})
        if not rows:
            raise BadInput(f"There is no case number {case_id} in this record.")
        return mapping.case(rows[0])

    def cases_of_child(self, child_id: int) -> list[Case]:
        """Every case of a child, in order of opening."""
        rows = self.shaped(mapping.CASE, f"{_CASES} WHERE c.child_id = :id ORDER BY c.id", {"id": child_id})
        return [mapping.case(row) for row in rows]

    def every_identity(self) -> Iterator[tuple[int, str, Child]]:
        """(case id, reference, child) for every case, oldest case first."""
        for case_id, ref, *about in self._shaped_stream(mapping.IDENTITY, f"{_CASES} ORDER BY c.id", {}):
            yield case_id, ref, mapping.child(about)

    def born_on_no_day(self) -> dict[int, str]:
        """The cases whose child has a date of birth that is no day, so that nothing is known of it: number and reference."""
        term = (
            "date(julianday(k.born)) IS NOT k.born OR k.born < '0001-01-01'"
            if self._is_file
            else "k.born NOT BETWEEN '0001-01-01' AND '9999-12-31'"
        )
        return dict(self._rows(f"SELECT c.id, c.ref {_CASES} WHERE k.born IS NOT NULL AND ({term}) ORDER BY c.id"))

    def shared_children(self) -> dict[int, int]:
        """How many cases each child has that has more than one."""
        sql = "SELECT child_id, count(*) FROM cases GROUP BY child_id HAVING count(*) > 1"
        return dict(self._rows(sql))

    def find_children(self, upn: str = "", name_and_born: tuple[str, str, date | None] | None = None) -> list[Child]:
        """Children with this UPN, or with this surname, forenames and date of birth, ignoring case and accents.

        A date of birth of None asks for the name alone.  A child found to be another one gives that one.
        """
        found: dict[int, Child] = {}
        if upn.strip():
            found.update(self._children("upn = :upn AND upn <> ''", upn=upn.strip().upper()))
        if name_and_born is not None:
            surname, forenames, born = name_and_born
            name = mapping.name_folded(surname, forenames)
            also = {} if born is None else {"born": born}
            found.update(self._children("name_folded = :name" + " AND born = :born" * len(also), name=name, **also))
        return [found[number] for number in sorted(found)]

    def _children(self, term: str, **values: Any) -> dict[int, Child]:
        rows = self.shaped(mapping.CHILD, f"FROM children k WHERE k.id IN ({_KEPT.format(term=term)})", values)
        return {row[0]: mapping.child(row) for row in rows}

    def child_row(self, child_id: int) -> Child:
        """The child of this number exactly as it was entered, one found to be another child too."""
        rows = self.shaped(mapping.CHILD, "FROM children k WHERE k.id = :id", {"id": child_id})
        if not rows:
            raise BadInput(f"There is no child number {child_id} in this record.")
        return mapping.child(rows[0])

    def children_like(self, child: Child) -> list[Child]:
        """Children with one of its numbers, its date of birth or its name: those worth comparing with it."""
        terms, values = ["name_folded = :name"], {"name": mapping.name_folded(child.surname, child.forenames)}
        told = {"upn": child.upn.strip().upper(), "uln": child.uln.strip(), "nhs": child.nhs, "born": child.born}
        for name, value in told.items():
            if value:
                terms.append(f"{name} = :{name}")
                values[name] = value  # type: ignore[assignment]
        found = self._children(" OR ".join(terms), **values)
        return [found[number] for number in sorted(found) if number != child.id]

    def contactables(self, child_id: int) -> list[Contactable]:
        """The people to ring about a child, in order of entry, with those of children found to be this one."""
        tail = "FROM contactables WHERE child_id IN (:children) ORDER BY id"
        children = {"children": tuple(self._standing_for(child_id))}
        return [mapping.contactable(row) for row in self.shaped(mapping.CONTACTABLE, tail, children)]

    def _standing_for(self, child_id: int) -> set[int]:
        """The rows that stand for a child.  Asked step by step, each by its index: a server that does not know yet how few
        there are reads every child of the record for a recursive question."""
        found: set[int] = {child_id}
        newest: tuple[int, ...] = (child_id,)
        while newest:
            rows = self._rows("SELECT id FROM children WHERE same_as IN (:newest)", {"newest": newest})
            newest = tuple(number for (number,) in rows if number not in found)
            found.update(newest)
        return found


class CaseWriting(CaseReading, KeptWriting):
    """Changing children and heads of cases."""

    _at: datetime

    def add_child(self, child: Child) -> Child:
        """Keep a new child; the id given is ignored and the kept one is in the answer."""
        values = mapping.child_values(child)
        number = self._insert("children", values)
        self.touch(CHILD, number)
        return replace(child, id=number, upn=values["upn"], uln=values["uln"])

    def save_child(self, child: Child) -> None:
        """Change a child's details, on every list the child is in."""
        self.hold_children(child.id)
        if not self._update("children", "id", child.id, mapping.child_values(child)):
            raise BadInput(f"There is no child number {child.id} in this record.")
        self.touch(CHILD, child.id)
        for case in self.cases_of_child(child.id):
            head = lists.head_values(case, None)
            self._update("case_summary", "case_id", case.id, {key: head[key] for key in _OF_THE_CHILD})
            self._index_words(case)

    def add_contactable(self, person: Contactable) -> Contactable:
        """Keep somebody to ring; the id given is ignored and the kept one is in the answer."""
        self.hold_children(person.child_id)
        kept = replace(person, id=self._insert("contactables", mapping.contactable_values(person)))
        self.touch(CHILD, person.child_id)
        for case in self.cases_of_child(person.child_id):
            self._index_words(case)
        return kept

    def save_contactable(self, person: Contactable) -> None:
        """Change what is kept of somebody to ring."""
        under = [number for (number,) in self._rows(_ABOVE, {"id": person.child_id})]
        self.hold_children(*under)
        if not self._update("contactables", "id", person.id, mapping.contactable_values(person)):
            raise BadInput(f"There is nobody to ring under the number {person.id}.")
        self.touch(CHILD, person.child_id)
        for case in (case for number in under for case in self.cases_of_child(number)):
            self._index_words(case)

    def say_same(self, child_id: int, same_as: int | None) -> None:
        """Keep that a child was found to be another one, or with None that it is itself again."""
        self.hold_children(child_id, child_id if same_as is None else same_as)
        self._run("UPDATE children SET same_as = :same_as WHERE id = :id", {"id": child_id, "same_as": same_as})
        for number in sorted(self._standing_for(child_id)):  # from now on their lines are of other cases
            self.touch(CHILD, number)

    def hold_children(self, *children: int) -> None:
        """Have others who change these children, their people to ring or their cases wait until this unit of work ends: so
        nobody waits for somebody who waits for them, and who comes second finds what the first has left.

        A file has one writer anyway.
        """
        if not self._is_file:
            self._run(_HEADS, {"children": children})

    def hold_cases(self, *cases: int) -> None:
        """The same of these cases, in whichever order they are saved afterwards."""
        if not self._is_file:
            self._run(_THESE, {"cases": cases})

    def add_case(self, ref: str, child_id: int, team_id: int | None, unassigned_since: date, held: str = "") -> Case:
        """Open a case nobody holds yet.  BadInput where the reference is taken or empty, or the child is none that stands."""
        ref = ref.strip()
        if not ref:
            raise BadInput("A case needs a reference.")
        if self.find_case(ref) is not None:
            raise BadInput(f"There is already a case {ref}; give the new one another reference.")
        self.refuse_disposed([ref])
        self.hold_children(child_id)  # whoever renames the child has the heads of its cases, but not of this one
        stands = self._children("id = :id", id=child_id)
        child = stands.get(child_id)
        if child is None and stands:
            raise BadInput("This child was found to be another child on the record meanwhile, so nothing was saved; "
                           "search for the child again, and save.")  # fmt: skip
        if child is None:
            raise BadInput(f"There is no child number {child_id} in this record.")
        case = Case(0, ref, child, team_id, None, None, unassigned_since, "", held, 1)
        number = {"id": self.next_case()} if self._is_file else {}
        case = replace(case, id=self._insert("cases", {**number, **mapping.case_values(case), "version": 1}))
        self.keep_line(case, None)
        self._index_words(case)
        return case

    def refuse_disposed(self, refs: Sequence[str]) -> None:
        """BadInput where one of these was the reference of a case that was disposed of, however it is written."""
        gone = {fold(ref) for (ref,) in self._rows("SELECT ref FROM disposals")}
        for ref in refs if gone else ():
            if fold(ref.strip()) in gone:
                raise BadInput(f"{ref} was the reference of a case that was disposed of; give the new one another.")

    def next_case(self) -> int:
        """The number of the next case of a file, which gives a number again that is the highest no more: never one that
        was disposed of, because the journal keeps its lines."""
        last = "SELECT max(n) FROM (SELECT max(id) AS n FROM cases UNION ALL SELECT max(case_id) FROM disposals)"
        return int(self.value(last) or 0) + 1

    def keep_line(self, case: Case, owner: str | None) -> None:
        """A line of the lists for a case that has none: nothing is derived from its facts yet."""
        values = lists.summary_values(case, owner, Summary(stage=Stage.UNKNOWN, received=None))
        self._insert("case_summary", values, key="case_id")

    def save_case(self, case: Case, summary: Summary, deadlines: Sequence[CachedDeadline]) -> Case:
        """Write the head of a case with what was derived from its facts, and count its version up.

        The version is compared and counted in one statement, so of two savers exactly one wins whichever way their
        transactions overlap; the other gets :class:`ehcp_desk.domain.errors.Conflict`.
        """
        values = {**mapping.case_values(case), "id": case.id, "version": case.version}
        if self._run(_SAVE, values).rowcount == 0:
            raise conflict(self, case, self.case(case.id), self._at)
        moved = self._run(_RENAME, {name: values[name] for name in ("id", "ref", "ref_folded", "child_id")}).rowcount
        line = lists.summary_values(case, self._owner_name(case.owner_id), summary)
        if not moved:  # the child it was read with may have another name since, given by way of another case
            line = {name: value for name, value in line.items() if name not in _OF_THE_CHILD}
        self._update("case_summary", "case_id", case.id, line)
        self._keep_deadlines(case.id, deadlines)
        return replace(case, version=case.version + 1)

    def _owner_name(self, owner_id: int | None) -> str | None:
        if owner_id is None:
            return None
        name: str | None = self.value("SELECT name FROM officers WHERE id = :id", {"id": owner_id})
        return name

    def _keep_deadlines(self, case_id: int, deadlines: Sequence[CachedDeadline]) -> None:
        """Most facts move no date, so what is kept already is looked at first."""
        new = [one if one.case_id == case_id else replace(one, case_id=case_id) for one in deadlines]
        with suppress(Unreadable, KeyError):  # then none of them is kept
            rows = self.shaped(lists.DEADLINE, "FROM deadlines WHERE case_id = :id ORDER BY place", {"id": case_id})
            if [lists.deadline(row) for row in rows] == new:
                return
        self._run("DELETE FROM deadlines WHERE case_id = :id", {"id": case_id})
        self._insert_all("deadlines", [lists.deadline_values(place, d, case_id) for place, d in enumerate(new)])

    def _index_words(self, case: Case) -> None:
        self._run("DELETE FROM case_words WHERE case_id = :id", {"id": case.id})
        found = mapping.search_words(case.ref, case.child, self.contactables(case.child.id))
        self._insert_all("case_words", [{"word": word, "case_id": case.id} for word in sorted(found)])


_SAVE = (
    "UPDATE cases SET team_id = :team_id, owner_id = :owner_id, owned_since = :owned_since, "
    "unassigned_since = :unassigned_since, psychologist = :psychologist, held = :held, version = version + 1 "
    "WHERE id = :id AND version = :version"
)
# Apart, and hardly ever with anything to do: a statement that names a unique column, or one a trigger looks at, locks the row
# so that others who have just put a fact under the case are in its way, and two who had to wait then wait for each other.
_RENAME = (
    "UPDATE cases SET ref = :ref, ref_folded = :ref_folded, child_id = :child_id "
    "WHERE id = :id AND (ref <> :ref OR child_id <> :child_id)"
)
