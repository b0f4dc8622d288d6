"""The cases an import has met so far: those on record and those earlier rows of the same file made or touched."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.importing import ChildIdentity, KeptCell, KnownCase, KnownCases, name_key, ref_key
from ehcp_desk.domain.near_children import MOST_LOOKED_AT, Alike, NearIndex
from ehcp_desk.exchange.planning.names import likeness
from ehcp_desk.exchange.planning.words import folded

Subject = tuple[str, str, str]
PROVISIONAL = "NEW-"
"""How the reference of a case begins whose row had none."""


@dataclass(slots=True)
class CaseSoFar:
    """A case as it will stand after the rows planned so far.

    ``row`` is the first row of the file that belongs to it, 0 when it is only on record so far.  ``held`` is as on
    record; ``held_here`` says that a row of this file was held on it.  ``noted_before`` are the cells kept on it by
    earlier imports.
    """

    ref: str
    child: ChildIdentity
    row: int = 0
    known: KnownCase | None = None
    owner: str = ""
    psychologist: str = ""
    team: str = ""
    held: bool = False
    held_here: bool = False
    same_child_as: str = ""
    facts: tuple[Fact, ...] = ()
    notes: tuple[KeptCell, ...] = ()
    noted_before: frozenset[tuple[str, str]] = frozenset()

    def days_of(self, fact: Fact) -> list[tuple[date, str]]:
        """The days and outcomes the case has already for what this fact is about."""
        subject = subject_of(fact)
        return [(known.on, known.attrs.get("outcome", "")) for known in self.facts if subject_of(known) == subject]

    def clashes_with(self, fact: Fact) -> bool:
        """True when the case has another day or outcome, and not this one, for what the fact is about."""
        known = self.days_of(fact)
        return bool(known) and (fact.on, fact.attrs.get("outcome", "")) not in known

    @property
    def requested(self) -> set[date]:
        """The days on which a request of this case came in (more than one only on a muddled record)."""
        return {fact.on for fact in self.facts if fact.kind == "request_received"}

    @property
    def place(self) -> str:
        """Where a person finds the earlier word: a row of the file, or the record."""
        return f"row {self.row}" if self.known is None else "the record"


def subject_of(fact: Fact) -> Subject:
    """What a fact is about, so that two facts about one thing can be compared."""
    body = fact.attrs.get("body", "")
    return (fact.kind, body, fact.note if body == "other" else "")


class CaseRegister:
    """Finds the case a row belongs to: by reference, else by the child."""

    def __init__(self, known: KnownCases) -> None:
        self._known = known
        self._by_ref: dict[str, CaseSoFar] = {}
        self._by_upn: dict[str, tuple[CaseSoFar, ...]] = {}
        self._by_name: dict[tuple[str, date], tuple[CaseSoFar, ...]] = {}
        self._near = NearIndex()
        self.crowds: dict[str, bool] = {}
        """Of whom there are too many to have looked at every one, in words, in the order met."""

    def with_ref(self, ref: str) -> CaseSoFar | None:
        """The case with this reference, met in the file or on record."""
        found = self._by_ref.get(ref_key(ref))
        if found is None and (known := self._known.by_ref(ref)) is not None:
            found = self._take_on(known)
        return found

    def belongs(self, case: CaseSoFar, child: ChildIdentity) -> bool:
        """Whether a row under a case's reference is about its child, as far as the two can be compared.

        Another sound UPN or a twin's first name says that it is not, unless that stands on the case already: somebody has
        said of such a row that it belongs there.
        """
        like = likeness(case.child, child)
        if like.same_case or not like.near:
            return like.same_case
        said = {folded(value) for _, value in case.noted_before}
        doubted = [child.upn] * like.numbers + [child.forenames] * like.twins
        return all(folded(part) in said for part in doubted)

    def of_child(self, child: ChildIdentity) -> list[CaseSoFar]:
        """Every case of the same child (see :class:`~ehcp_desk.exchange.planning.names.Likeness`), earliest first."""
        candidates: list[CaseSoFar] = []
        if child.upn:
            candidates += [self._take_on(known) for known in self._known.by_upn(child.upn)]
            candidates += self._looked_at(self._by_upn.get(child.upn, ()), "with the number {0.upn}", child)
        if child.born is not None:
            name = name_key(child.surname, child.forenames)
            candidates += [self._take_on(known) for known in self._known.by_name(name, child.born)]
            met = self._by_name.get((name, child.born), ())
            candidates += self._looked_at(met, "named {0.forenames} {0.surname}", child)
        if not candidates:
            return candidates
        unique = {id(case): case for case in candidates}
        return [case for case in unique.values() if likeness(case.child, child).same_child]

    def _looked_at(self, cases: tuple[CaseSoFar, ...], whom: str, child: ChildIdentity) -> tuple[CaseSoFar, ...]:
        """The cases, where they are not more than one child has; of so many the first stand for the rest, and it is said."""
        if len(cases) > MOST_LOOKED_AT:
            self.crowds[whom.format(child)] = True
        return cases[:MOST_LOOKED_AT]

    def add(self, case: CaseSoFar) -> None:
        """Enter a case that was not on record, so that later rows find it."""
        self._by_ref[ref_key(case.ref)] = case
        self._near.add(case.ref, case.child)
        self.enter_child(case)

    def alike(self, child: ChildIdentity, most: int, leave_out: Collection[str]) -> list[Alike]:
        """The likeliest cases whose child may be this one though the file does not say so for certain."""
        here, crowd = self._near.alike(child, most, leave_out)
        leave_out = {*leave_out, *(one.ref for one in here)} if here else leave_out
        on_record, crowd_there = self._known.alike(child, most, leave_out)
        for whom in (crowd, crowd_there):
            if whom:
                self.crowds[whom] = True
        if not here and not on_record:
            return []
        return sorted((*here, *on_record), key=lambda one: -one.score)[:most]

    def enter_child(self, case: CaseSoFar) -> None:
        """Let a case be found by its child as now known; entering it again does no harm."""
        child = case.child
        if child.upn:
            self._by_upn[child.upn] = _with(self._by_upn.get(child.upn, ()), case)
        if child.born is not None:
            key = (name_key(child.surname, child.forenames), child.born)
            self._by_name[key] = _with(self._by_name.get(key, ()), case)

    def next_ref(self, ref: str, child: ChildIdentity) -> tuple[str, CaseSoFar | None]:
        """For a child whose reference another child has: ``ref (2)``, ``ref (3)`` and so on.

        The first of these that is this child's, with its case, else the first that a new case may have, with None.
        """
        number = 2
        while (case := self.with_ref(f"{ref} ({number})")) is not None or self._known.refused(f"{ref} ({number})"):
            if case is not None and self.belongs(case, child):
                break
            number += 1
        return f"{ref} ({number})", case

    def _take_on(self, known: KnownCase) -> CaseSoFar:
        """The running account of a case on record, made once."""
        found = self._by_ref.get(ref_key(known.ref))
        if found is None:
            found = CaseSoFar(
                ref=known.ref,
                child=known.child,
                known=known,
                owner=known.owner or "",
                psychologist=known.psychologist,
                team=known.team,
                held=known.held,
                facts=known.facts,
                noted_before=known.kept,
            )
            self._by_ref[ref_key(known.ref)] = found
        return found


def _with(cases: tuple[CaseSoFar, ...], case: CaseSoFar) -> tuple[CaseSoFar, ...]:
    """With one case more, as far as they are looked at, and one that says that they are more."""
    if len(cases) > MOST_LOOKED_AT:
        return cases
    return cases if any(other is case for other in cases) else (*cases, case)


def provisional_ref(child: ChildIdentity, requested: date | None, words: str = "") -> str:
    """A reference for a row without one, always the same for the same child and request: ``NEW-3F2A91C0``.

    It says nothing about the child to anybody who reads it.  A row that names no child has only its ``words`` to go by.
    """
    who = f"{name_key(child.surname, child.forenames)}|{child.born}|{child.upn}|{requested}|{words}"
    return f"{PROVISIONAL}{hashlib.blake2b(who.encode(), digest_size=4).hexdigest().upper()}"
