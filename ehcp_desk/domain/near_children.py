"""Which cases are likely about the same child: found by number, birth and name, never by looking at every one.

Of a file in which nearly every child has one birth or one name, only so many of each group are looked at: it is said of
whom that is true, for a group nobody looked through may hide a child under two references.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from rapidfuzz.fuzz import ratio, token_sort_ratio

from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.identifiers import plain_identifier
from ehcp_desk.domain.likeness import CERTAIN, POSSIBLE, a_slip_from, births_alike, likeness, parts_of_name, slip_keys

if TYPE_CHECKING:
    from ehcp_desk.domain.importing import ChildIdentity

SOMETHING_LIKE = 60
"""Of 100: whole names less like one another than this are not compared any further."""
_THE_SAME = 100
MANY = 16
"""Cases of one name from which on they are filed by their births."""
MOST_LOOKED_AT = 100
"""Cases with one number, one name or one part of a name that are compared with a child."""
MOST_OF_A_BIRTH = 300
"""Cases of one birth that are compared by their whole names; a day that more have stands for one nobody knew, mostly."""

_NAMES, _BIRTHS = 2, 8
"""After those of a number come those of the name, then those of the birth: so are those of one score put in order."""

Entry = tuple[int, str, "ChildIdentity", str]
"""A case that may be met again: its number, in order of entry, its reference, who its child is, and the key of the name."""


@dataclass(frozen=True, slots=True)
class Alike:
    """A case whose child may be the one a row names: how likely, of 100, and why."""

    ref: str
    score: int
    why: tuple[str, ...]

    @property
    def words(self) -> str:
        """As the certificate says it."""
        return f"may be the same child as {self.ref}, score {self.score} ({', '.join(self.why)})"


@dataclass(slots=True)
class _OneName:
    """Cases of one name.  Once they are many they are filed by their births, and the births by what those one slip apart
    have in common, so that a name half the county bears is not compared with every other bearer."""

    name: str
    every: list[Entry] = field(default_factory=list)
    of_birth: dict[date | None, list[Entry]] = field(default_factory=dict)
    births: dict[object, list[date]] = field(default_factory=dict)

    def add(self, entry: Entry) -> None:
        self.every.append(entry)
        if len(self.every) > MANY:
            for one in (entry,) if self.of_birth else self.every:
                self._file(one)

    def _file(self, entry: Entry) -> None:
        born = entry[2].born
        filed = self.of_birth.get(born)
        if filed is not None:
            filed.append(entry)
            return
        self.of_birth[born] = [entry]
        if born is not None:
            for key in slip_keys(born):
                self.births.setdefault(key, []).append(born)

    def near(self, born: date | None) -> Iterator[tuple[int, int, list[Entry]]]:
        """Groups of those whose birth is this one, one slip from it, or not known: the place of each, the most its cases
        come to, and the cases."""
        if born is None or not self.of_birth:
            yield 0, CERTAIN if born is not None else POSSIBLE, self.every
            return
        if None in self.of_birth:
            yield 0, POSSIBLE, self.of_birth[None]
        visited: set[date] = set()
        days, months = a_slip_from(born.day), a_slip_from(born.month)
        for place, key in enumerate(slip_keys(born), 1):
            for other in self.births.get(key, ()):
                if (place == 1 and other.day not in days) or (place == 2 and other.month not in months):
                    continue  # most of those of one month, or of one day of the year's months: told without comparing texts
                if other not in visited and births_alike(born, other):
                    visited.add(other)
                    yield place, CERTAIN if other == born else POSSIBLE, self.of_birth[other]


@dataclass(slots=True)
class _OneBirth:
    """Cases of one birth.  Once they are too many to be compared one by one they are filed by the parts of their names."""

    every: list[Entry] = field(default_factory=list)
    of_part: dict[object, list[Entry]] = field(default_factory=dict)

    def add(self, entry: Entry) -> None:
        self.every.append(entry)
        if len(self.every) > MOST_OF_A_BIRTH:
            for one in (entry,) if self.of_part else self.every:
                for part in parts_of_name(one[2]):
                    self.of_part.setdefault(part, []).append(one)

    def near(self, child: ChildIdentity) -> Iterable[list[Entry]]:
        """All of them, or the groups that share a part of this child's name."""
        if not self.of_part:
            return [self.every]
        return [self.of_part[part][:MOST_LOOKED_AT] for part in parts_of_name(child) if part in self.of_part]


class _Search:
    """The likeliest cases for one child, and in words of whom there were too many to look at every one."""

    def __init__(self, child: ChildIdentity, most: int, leave_out: Collection[str]) -> None:
        self._child, self._most, self._leave_out = child, most, leave_out
        self._seen: set[str] = set()
        self._found: list[tuple[int, int, int, str, tuple[str, ...]]] = []
        self._certain = 0
        self.done = False
        """True where nothing found later could stand before what was found."""
        self.crowded = ""

    def look(self, whom: str, place: int, highest: int, group: list[Entry], enough: int = MOST_LOOKED_AT) -> None:
        """Compare with the cases of a group, until as many as are wanted come to the highest that any of them can."""
        looked = hits = 0
        for number, ref, other, _ in group:
            if looked == enough:
                self.crowded = self.crowded or whom
                return
            looked += 1
            if ref in self._seen:
                continue
            score, why = likeness(self._child, other)
            if not score or ref in self._leave_out:
                continue
            self._seen.add(ref)
            self._found.append((-score, place, number, ref, why))
            if score == CERTAIN:
                self._certain += 1
                self.done = self._certain >= self._most
            hits += score >= highest
            if hits == self._most:
                return

    def of_birth(self, name: str, born: _OneBirth) -> None:
        """Compare with those of the same birth whose name, not this one, is something like it."""
        whom = f"born on {in_words(self._child.born)}" if self._child.born is not None else ""
        for group in born.near(self._child):
            alike = [
                entry
                for entry in group
                if entry[3] != name
                and (
                    ratio(name, entry[3], score_cutoff=SOMETHING_LIKE)
                    or (abs(len(name) - len(entry[3])) < 2 and token_sort_ratio(name, entry[3]) == _THE_SAME)
                )
            ]
            self.look(whom, _BIRTHS, CERTAIN, alike, MOST_OF_A_BIRTH)
        if born.of_part:
            self.crowded = self.crowded or whom

    def likeliest(self) -> list[Alike]:
        """What was found, the likeliest first, then in the order it was looked at."""
        if not self._found:
            return []
        self._found.sort()  # no two have the same number at one place
        return [Alike(ref, -less, why) for less, _, _, ref, why in self._found[: self._most]]


@dataclass(slots=True)
class NearIndex:
    """Cases by what makes their children worth comparing with another: number, date of birth, name."""

    _numbers: dict[str, list[Entry]] = field(default_factory=dict)
    _births: dict[date | None, _OneBirth] = field(default_factory=dict)
    _names: dict[str, _OneName] = field(default_factory=dict)
    _count: int = 0

    def add(self, ref: str, child: ChildIdentity) -> None:
        """Enter a case."""
        name = child.name
        bearers = self._names.get(name)
        if bearers is None:
            bearers = self._names[name] = _OneName(name)
        self._count += 1
        entry = (self._count, ref, child, bearers.name)
        for number in (child.upn, child.uln):
            if number:
                self._numbers.setdefault(plain_identifier(number), []).append(entry)
        if child.born is not None:
            born = self._births.get(child.born)
            if born is None:
                born = self._births[child.born] = _OneBirth()
            born.add(entry)
        if name.strip():
            bearers.add(entry)

    def alike(self, child: ChildIdentity, most: int, leave_out: Collection[str] = ()) -> tuple[list[Alike], str]:
        """The ``most`` likeliest cases of this child, those named in ``leave_out`` apart, and of whom there are too many
        to have looked at every one ("born on 1 January 2010"); mostly empty.

        Looked at are those with this child's number, its name and a birth that may be the same, or its birth and a name
        something like it.
        """
        name = child.name
        if not self._count or not name.strip():
            return [], ""
        search = _Search(child, most, leave_out)
        for place, number in enumerate((child.upn, child.uln)):
            if number and (group := self._numbers.get(plain_identifier(number))):
                search.look(f"with the number {number}", place, CERTAIN, group)
        if name in self._names:
            whom = f"named {child.forenames} {child.surname}"
            for within, highest, group in self._names[name].near(child.born):
                if search.done:
                    break
                search.look(whom, _NAMES + within, highest, group)
        if child.born in self._births and not search.done:
            search.of_birth(name, self._births[child.born])
        return search.likeliest(), search.crowded
