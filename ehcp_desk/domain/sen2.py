"""The SEN2 return as values: what a year's message holds, the rules it is checked by, and what was found.

A node of the message is a plain mapping from tag to text, to a mapping (a child element) or to a list of mappings (a
repeated one); the year's profile gives order and types.  Plain mappings because a return has half a million of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from ehcp_desk.clock.model import NOTHING

Node = dict[str, Any]
"""One element: tag to text, to a child's node, or to a list of children's nodes."""


class Need(StrEnum):
    """Whether an item must be there: always, when a rule says so, or never.  The schema asks only for the header's."""

    YES = "yes"
    WHEN = "when"
    MAY = "may"


class Severity(StrEnum):
    """An error keeps a return from being authorised; a query wants a look."""

    ERROR = "error"
    QUERY = "query"


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a module, or a child module where ``module`` names one (then ``least`` and ``most`` count it).

    ``most`` 0 is any number.  ``tag`` is what the profile calls it; ``written`` is what the file calls it, which differs
    where the spelling is in dispute.
    """

    tag: str
    written: str
    no: str = ""
    type: str = "text"
    need: Need = Need.MAY
    codes: tuple[str, ...] = ()
    module: str = ""
    least: int = 0
    most: int = 1


@dataclass(frozen=True, slots=True)
class Profile:
    """What one year's message holds, module by module, with its census day and deadline."""

    year: int
    census: date
    deadline: date | None
    modules: Mapping[str, tuple[Item, ...]]
    digest: str

    @property
    def first_day(self) -> date:
        """The first day of the calendar year the return is about."""
        return date(self.year - 1, 1, 1)

    def has(self, module: str, tag: str) -> bool:
        """True where this year's module holds the item."""
        return any(item.tag == tag for item in self.modules[module])

    def codes(self, module: str, tag: str) -> tuple[str, ...]:
        """The codes an item may hold; none where it holds no code or is not in this year."""
        return next((item.codes for item in self.modules[module] if item.tag == tag), ())


@dataclass(frozen=True, slots=True)
class Sen2Rule:
    """A rule of the return as data.  ``needs`` names what it wants besides the record, ``never`` why it cannot fail."""

    id: str
    severity: Severity
    level: str
    items: tuple[str, ...]
    says: str
    source: str
    inferred: bool
    since: int
    dfe: str = ""
    needs: str = ""
    never: str = ""

    @property
    def item(self) -> str:
        """The item it is about first."""
        return self.items[0]


@dataclass(frozen=True, slots=True)
class Point:
    """Something the sources disagree about: its choices with their effect, the first being the default."""

    name: str
    title: str
    asks: str
    choices: Mapping[str, str]

    @property
    def default(self) -> str:
        """The choice that holds while the council has made none."""
        return next(iter(self.choices))


@dataclass(frozen=True, slots=True)
class Sen2Settings:
    """What a council sets for its return: its code, its officers in post, the run number, the disputed points."""

    la: str = ""
    dmo: str = ""
    dco: str = ""
    dsco: str = ""
    serial: str = "001"
    choices: Mapping[str, str] = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a rule found: where, on which case, and in words.  ``case_id`` is 0 for the message as a whole."""

    rule: str
    severity: Severity
    ref: str
    item: str
    message: str
    case_id: int = 0
    owner: str = ""

    def as_json(self) -> dict[str, str]:
        """The finding as ``--check --json`` prints it; never a name."""
        return {
            "rule": self.rule,
            "severity": self.severity.value,
            "ref": self.ref,
            "item": self.item,
            "message": self.message,
            "owner": self.owner,
        }


@dataclass(frozen=True, slots=True)
class Person:
    """One Person of the return with the cases their Requests come from, in the same order."""

    node: Node
    refs: tuple[str, ...]
    cases: tuple[int, ...]
    cleanly: bool = True


@dataclass(frozen=True, slots=True)
class Counts:
    """What the return holds, for the head of the report and for comparing with the last return."""

    persons: int = 0
    requests: int = 0
    live_plans: int = 0
    new_plans: int = 0
    transferred_in: int = 0
    ceased: int = 0

    def as_json(self) -> dict[str, int]:
        """The counts by name."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}
