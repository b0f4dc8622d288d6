"""Which cases are likely about the same child: found by number, birth and name, never by looking at every one.

Of a file in which nearly every child has one birth or one name, only so many of each group are looked at: it is said of
whom that is true, for a group nobody looked through may hide a child under two references.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from rapidfuzz.fuzz import ratio, token_sort_ratio

from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.identifiers import plain_identifier
from ehcp_desk.domain.likeness import (
    CERTAIN,
    POSSIBLE,
    SAME_BIRTH,
    SLIP_APART,
    a_slip_from,
    births_alike,
    likeness,
    parts_of_name,
    slip_keys,
    years_alike,
)

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
    births: dict[int | str, list[date]] = field(default_factory=dict)

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

    def near(self, born: date | None) -> Iterator[tuple[int, int, list[Entry], str | None]]:
        """Groups of those whose birth is this one, one slip from it, or not known: the place of each, the most its cases
        come to, the cases, and what is to be said of the births (None where that is not the same of all)."""
        if born is None or not self.of_birth:
            yield 0, CERTAIN if born is not None else POSSIBLE, self.every, None
            return
        if None in self.of_birth:
            yield 0, POSSIBLE, self.of_birth[None], None
        for place, other in self._a_slip_from(born):
            if other == born:
                yield place, CERTAIN, self.of_birth[other], SAME_BIRTH
            else:
                yield place, POSSIBLE, self.of_birth[other], SLIP_APART

    def _a_slip_from(self, born: date) -> Iterator[tuple[int, date]]:
        """The births that are this one or one slip from it, each once, with the place of the first key they share.

        Of two that share two of year, month and day, the third tells; all texts are compared only where figures are swapped.
        """
        year, month, day = born.year, born.month, born.day
        days, months, none = a_slip_from(day), a_slip_from(month), ()
        without_day, without_month, without_year, figures = slip_keys(born)
        for other in self.births.get(without_day, none):
            if other.day in days:
                yield 1, other
        for other in self.births.get(without_month, none):
            if other.month in months and other.month != month:
                yield 2, other
        for other in self.births.get(without_year, none):
            if other.year != year and years_alike(year, other.year):
                yield 3, other
        for other in self.births.get(figures, none):
            shared = (other.year == year) + (other.month == month) + (other.day == day)
            if shared < 2 and births_alike(born, other):
                yield 4, other


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

    def look(
        self,
        whom: Callable[[ChildIdentity], str],
        place: int,
        highest: int,
        group: list[Entry],
        enough: int = MOST_LOOKED_AT,
        births: str | None = None,
    ) -> None:
        """Compare with the cases of a group, until as many as are wanted come to the highest that any of them can.

        ``whom`` says whose group it is, where there are too many; ``births`` what is known of all their births.
        """
        child, hits = self._child, 0
        for looked, (number, ref, other, _) in enumerate(group):
            if looked == enough:
                self.crowd(whom)
                return
            if ref in self._seen:
                continue
            score, why = likeness(child, other, births)
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

    def crowd(self, whom: Callable[[ChildIdentity], str]) -> None:
        """There are too many of these to look at every one; the first of whom that is true are named."""
        self.crowded = self.crowded or whom(self._child)

    def of_birth(self, name: str, born: _OneBirth) -> None:
        """Compare with those of the same birth whose name, not this one, is something like it."""
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
            if alike:
                self.look(_of_its_birth, _BIRTHS, CERTAIN, alike, MOST_OF_A_BIRTH, SAME_BIRTH)
        if born.of_part:
            self.crowd(_of_its_birth)

    def likeliest(self) -> list[Alike]:
        """What was found, the likeliest first, then in the order it was looked at."""
        if not self._found:
            return []
        self._found.sort()  # no two have the same number at one place
        return [Alike(ref, -less, why) for less, _, _, ref, why in self._found[: self._most]]


def _of_its_birth(child: ChildIdentity) -> str:
    return f"born on {in_words(child.born)}" if child.born is not None else ""


def _of_its_name(child: ChildIdentity) -> str:
    return f"named {child.forenames} {child.surname}"


def _of_its_upn(child: ChildIdentity) -> str:
    return f"with the number {child.upn}"


def _of_its_uln(child: ChildIdentity) -> str:
    return f"with the number {child.uln}"


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
        if not self._count or not (name := child.name).strip():
            return [], ""
        search = _Search(child, most, leave_out)
        for place, number, whom in ((0, child.upn, _of_its_upn), (1, child.uln, _of_its_uln)):
            if number and (group := self._numbers.get(plain_identifier(number))):
                search.look(whom, place, CERTAIN, group)
        if name in self._names:
            for within, highest, group, births in self._names[name].near(child.born):
                if search.done:
                    break
                search.look(_of_its_name, _NAMES + within, highest, group, births=births)
        if child.born in self._births and not search.done:
            search.of_birth(name, self._births[child.born])
        return search.likeliest(), search.crowded
