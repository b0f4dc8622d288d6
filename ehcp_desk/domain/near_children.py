"""Which cases are worth comparing with a child: found by number, birth and name, never by looking at every one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from rapidfuzz.fuzz import ratio, token_sort_ratio

from ehcp_desk.domain.likeness import slip_keys

if TYPE_CHECKING:
    from ehcp_desk.domain.importing import ChildIdentity

SOMETHING_LIKE = 60
"""Of 100: whole names less like one another than this are not compared any further."""
_THE_SAME = 100
MANY = 16
"""Cases of one name from which on they are filed by their births."""

Entry = tuple[str, "ChildIdentity", str]
"""A case that may be met again: its reference, who its child is, and the key of the name."""


@dataclass(slots=True)
class _OneName:
    """Cases of one name.  Once they are many they are filed by what births one slip apart have in common, so that a name
    half the county bears is not compared with every other bearer."""

    every: list[Entry] = field(default_factory=list)
    filed: dict[object, list[Entry]] = field(default_factory=dict)

    def add(self, entry: Entry) -> None:
        self.every.append(entry)
        if len(self.every) > MANY:
            for one in (entry,) if self.filed else self.every:
                for key in slip_keys(one[1].born) if one[1].born is not None else (None,):
                    self.filed.setdefault(key, []).append(one)

    def near(self, born: date | None) -> Iterator[Entry]:
        """Those whose birth is this one, one slip from it, or not known."""
        if born is None or not self.filed:
            yield from self.every
            return
        for key in (None, *slip_keys(born)):
            yield from self.filed.get(key, ())


@dataclass(slots=True)
class NearIndex:
    """Cases by what makes their children worth comparing with another: number, date of birth, name."""

    _by: dict[object, list[Entry]] = field(default_factory=dict)
    _names: dict[str, _OneName] = field(default_factory=dict)

    def add(self, ref: str, child: ChildIdentity) -> None:
        """Enter a case."""
        name = child.name
        entry = (ref, child, name)
        for key in (child.upn, child.uln, child.born):
            if key:
                self._by.setdefault(key, []).append(entry)
        if name.strip():
            self._names.setdefault(name, _OneName()).add(entry)

    def near(self, child: ChildIdentity) -> Iterator[tuple[str, ChildIdentity]]:
        """Those with this child's number, its name and a birth that may be the same, or its birth and a name something
        like it."""
        name = child.name
        if not name.strip():
            return
        for key in (child.upn, child.uln):
            for ref, other, _ in self._by.get(key, ()) if key else ():
                yield ref, other
        if name in self._names:
            for ref, other, _ in self._names[name].near(child.born):
                yield ref, other
        for ref, other, theirs in self._by.get(child.born, ()) if child.born else ():
            if ratio(name, theirs, score_cutoff=SOMETHING_LIKE) or token_sort_ratio(name, theirs) == _THE_SAME:
                yield ref, other
