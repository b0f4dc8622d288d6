"""The children of an import's new cases: made by it, or known already and told a little more about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from ehcp_desk.domain.case import Child, YearGroup
from ehcp_desk.domain.importing import ChildIdentity, PlannedRow
from ehcp_desk.ports.work import ReadWork


@dataclass(frozen=True, slots=True)
class Fresh:
    """The new cases of a plan: the places of the rows that tell of each, and by a case the new ones that name it as the
    same child's.  The rows themselves stay packed in the plan."""

    rows: Mapping[str, tuple[int, ...]]
    sharing: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, rows: Sequence[PlannedRow]) -> Fresh:
        """Those of a plan."""
        fresh: dict[str, tuple[int, ...]] = {row.case: () for row in rows if row.new_case}
        sharing: dict[str, tuple[str, ...]] = {}
        for place, row in enumerate(rows):
            if row.case in fresh:
                fresh[row.case] += (place,)
            if row.same_child_as:
                sharing[row.same_child_as] = (*sharing.get(row.same_child_as, ()), row.case)
        return cls(fresh, sharing)

    def told_by_sharing(self, ref: str, rows: Sequence[PlannedRow]) -> Iterator[PlannedRow]:
        """The rows of the new cases that name this one as the same child's."""
        for sharing in self.sharing.get(ref, ()):
            yield from (rows[place] for place in self.rows.get(sharing, ()))


@dataclass(frozen=True, slots=True)
class Told:
    """A child on the record whose blanks a new case filled: whose case it is, and the child as it was and is."""

    ref: str
    before: Child
    child: Child


@dataclass(slots=True)
class Children:
    """The child of each new case.  A number below 0 stands for a child this file makes, so that two of its cases can be
    one child's.  ``told`` are those on the record that are to be saved with what the file knows more."""

    work: ReadWork
    rows: Sequence[PlannedRow]
    fresh: Fresh
    day: date
    told: list[Told] = field(default_factory=list)
    _shared: dict[str, Child] = field(default_factory=dict)

    def child_of(self, ref: str, rows: Sequence[PlannedRow], number: int) -> tuple[Child, Told | None]:
        """The child of a new case, and what the case told of it where it was the first to name a child on the record."""
        same = rows[0].same_child_as
        if same in self._shared:
            return self._shared[same], None
        linked = self.work.find_case(same) if same else None
        if linked is not None:
            return self._on_record(same, self.work.case(linked).child)
        child = self._filled(Child(number, "", ""), rows)
        if ref in self.fresh.sharing:
            child = self._shared[ref] = self._filled(child, self.fresh.told_by_sharing(ref, self.rows))
        return child, None

    def _on_record(self, ref: str, was: Child) -> tuple[Child, Told | None]:
        child = self._shared[ref] = self._filled(was, self.fresh.told_by_sharing(ref, self.rows))
        if child == was:
            return child, None
        told = Told(ref, was, child)
        self.told.append(told)
        return child, told

    def _filled(self, child: Child, rows: Iterable[PlannedRow]) -> Child:
        for row in rows:
            if row.child is not None:
                child = filled(child, row.child, self.day)
        return child


def changed(was: Child, now: Child) -> dict[str, str]:
    """The details that are not the same any more, as text."""
    names = Child.__dataclass_fields__
    return {name: str(getattr(now, name)) for name in names if getattr(now, name) != getattr(was, name)}


def filled(child: Child, said: ChildIdentity, day: date) -> Child:
    """The child with its blanks filled by a file of ``day``; what is already known is never overwritten by a file."""
    year = None if said.year_group is None else YearGroup.said_on(said.year_group, day)
    return replace(
        child,
        surname=child.surname or said.surname,
        forenames=child.forenames or said.forenames,
        born=child.born or said.born,
        sex=child.sex or said.sex,
        upn=child.upn or said.upn,
        uln=child.uln or said.uln,
        year_group=year if child.year_group is None else child.year_group,
        setting=child.setting or said.setting,
        ethnicity=child.ethnicity or said.ethnicity,
    )
