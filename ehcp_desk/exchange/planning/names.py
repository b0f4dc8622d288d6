"""Names of children in one column, and whether two rows name the same child."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ehcp_desk.domain.identifiers import upn_fault
from ehcp_desk.domain.importing import ChildIdentity, name_key
from ehcp_desk.domain.likeness import first_names_apart


def split_name(name: str) -> tuple[str, str]:
    """A whole name as (surname, first names).

    ``Pemberley, Arlo`` is cut at the comma and ``PEMBERLEY Arlo`` after the capitals.  Any other name is cut before its
    last word, which the import page says beside the column.
    """
    if "," in name:
        surname, _, forenames = name.partition(",")
        return surname.strip(), forenames.strip()
    parts = name.split()
    capitals = [part for part in parts if part.isupper() and len(part) > 1]
    if capitals and len(capitals) < len(parts) and parts[: len(capitals)] == capitals:
        return " ".join(capitals), " ".join(parts[len(capitals) :])
    return (parts[-1] if parts else ""), " ".join(parts[:-1])


@dataclass(frozen=True, slots=True)
class Likeness:
    """Which parts of two identities agree (True), differ (False) or cannot be compared (None).

    ``numbers`` is True where both UPNs are sound and are two: no slip of a finger.  ``twins`` is True for two first names
    under one surname and date of birth.
    """

    upn: bool | None
    surname: bool | None
    forenames: bool | None
    born: bool | None
    numbers: bool = False
    twins: bool = False

    @property
    def near(self) -> bool:
        """Under one reference: True unless the most of what can be compared points to two children."""
        known = (self.surname, self.forenames, self.born)
        if self.upn:
            return True in known or False not in known
        agreeing = sum(part is True for part in known)
        differing = sum(part is False for part in known)
        return differing == 0 or agreeing >= 2

    @property
    def same_case(self) -> bool:
        """Under one reference: True unless what can be compared points to two children."""
        return self.near and (self.upn is True or not (self.numbers or self.twins))

    @property
    def same_child(self) -> bool:
        """Under two references: True only when the UPN and one more part agree, or the whole name and birth do and the
        UPNs do not say that they are two."""
        known = (self.surname, self.forenames, self.born)
        return (all(known) and not self.numbers) or (self.upn is True and True in known)


def likeness(one: ChildIdentity, other: ChildIdentity) -> Likeness:
    """Compare two identities part by part; names are compared folded."""
    upn = _agree(one.upn, other.upn)
    surname = _agree(name_key(one.surname, "").strip(), name_key(other.surname, "").strip())
    forenames = _agree(name_key("", one.forenames).strip(), name_key("", other.forenames).strip())
    born = None if one.born is None or other.born is None else one.born == other.born
    twins = (
        forenames is False and surname is True and born is True and first_names_apart(one.forenames, other.forenames)
    )
    return Likeness(upn, surname, forenames, born, upn is False and two_numbers(one.upn, other.upn), twins)


def two_numbers(one: str, other: str) -> bool:
    """Whether two UPNs are both sound and are not the same."""
    return bool(one and other) and one != other and not _fault(one) and not _fault(other)


_fault = lru_cache(maxsize=2048)(upn_fault)
"""Remembered, for cases of one name are compared again and again."""


def _agree(one: str, other: str) -> bool | None:
    return one == other if one and other else None
