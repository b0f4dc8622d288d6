"""Settings that are closed, as a change file says it: which one, from when to when, and what says so.

A closure is no law and moves no limit's date.  It is a fact about a setting, recorded on the case of each child there,
on which the grounds of regulation 10(4)(a) and (b) can rest; only the days counted as school days leave it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ehcp_desk.clock.calendars import FIRST_YEAR, LAST_YEAR
from ehcp_desk.clock.dates import in_words
from ehcp_desk.clock.model import Fact
from ehcp_desk.clock.reading import Place
from ehcp_desk.clock.reliefs import FOUR_WEEKS
from ehcp_desk.clock.trace import A_YEAR

KIND = "setting_closed"
_KEYS = ("setting", "from", "to", "evidence")


@dataclass(frozen=True, slots=True)
class Closure:
    """A setting closed from ``first`` to ``last``, both days included.  ``evidence`` is what says so."""

    setting: str
    first: date
    last: date
    evidence: str

    @property
    def days(self) -> int:
        """How many days running it is closed."""
        return (self.last - self.first).days + 1

    @property
    def opens_a_ground(self) -> bool:
        """True where it lasts the four continuous weeks that regulation 10(4)(a) and (b) ask for."""
        return self.days >= FOUR_WEEKS

    @property
    def fact(self) -> Fact:
        """The closure as the clock reads it on a case."""
        said = {"from": self.first.isoformat(), "to": self.last.isoformat(), "setting": self.setting}
        return Fact(KIND, self.first, said)


def read_closures(place: Place, table: Mapping[str, Any]) -> tuple[Closure, ...]:
    """The ``[[closure]]`` entries of a change file.  Raises RuleError for what is missing, backwards or said twice."""
    found: list[Closure] = []
    for entry in place.items(table, "closure"):
        closure = _closure(place, entry)
        for other in found:
            if same_setting(other.setting, closure.setting) and _overlap(other, closure):
                raise place.wrong(
                    f"two closures of {closure.setting} overlap, from {in_words(other.first)} and from "
                    f"{in_words(closure.first)}; write them as one"
                )
        found.append(closure)
    return tuple(found)


def same_setting(one: str, other: str) -> bool:
    """True where two names are one setting's: capitals and spaces do not tell settings apart."""
    return setting_key(one) == setting_key(other)


def setting_key(name: str) -> str:
    """A setting's name as names are compared."""
    return " ".join(name.split()).casefold()


def _closure(place: Place, entry: Any) -> Closure:
    row = place.table(entry, set(_KEYS), needed=_KEYS)
    setting, evidence = place.text(row, "setting"), place.text(row, "evidence")
    for key, said in (("setting", setting), ("evidence", evidence)):
        if not said:
            raise place.wrong(f"key {key!r} of a closure is empty")
    first, last = place.needed_day(row, "from"), place.needed_day(row, "to")
    if last < first:
        raise place.wrong(f"the closure of {setting} ends on {in_words(last)}, before it begins on {in_words(first)}")
    if (last - first).days > A_YEAR:
        raise place.wrong(
            f"the closure of {setting} lasts more than a year, from {in_words(first)} to {in_words(last)}"
        )
    if first.year < FIRST_YEAR or last.year > LAST_YEAR:
        raise place.wrong(f"the closure of {setting} is not between {FIRST_YEAR} and {LAST_YEAR}; check its years")
    return Closure(setting, first, last, evidence)


def _overlap(one: Closure, other: Closure) -> bool:
    return one.first <= other.last and other.first <= one.last
