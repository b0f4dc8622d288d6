"""The shape of a kind of entry that is the case's own, and how one is written down in a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from ehcp_desk.clock.facts import check_attrs
from ehcp_desk.clock.model import NOTHING, Fact
from ehcp_desk.clock.vocabulary import Attr, AttrType

ON_BEHALF = "on_behalf_of"
"""The attribute of a note, a contact or a meeting that names whose account it is, where somebody else entered it."""


class Group(StrEnum):
    """The heading a kind stands under in menus."""

    NOTES = "Notes"
    ADVICE = "Advice"
    DECISIONS = "Decisions and delay"
    SCHOOL = "School life"
    PLACEMENT = "Placement"
    VIEWS = "Views and meetings"
    DISAGREEMENT = "Complaints and disagreement"
    ADULTHOOD = "Preparing for adulthood"
    PLAN = "The plan"
    LETTERS = "Letters"
    APPEAL = "The appeal"
    RIGHTS = "Information rights"


@dataclass(frozen=True, slots=True)
class CaseKind:
    """A kind of entry: its id, title, heading and attributes.

    ``words`` is what the note holds where it cannot be left out (``The reasons``), else empty.  ``by_hand`` is
    False for what only an act of its own writes.  ``signal`` marks what raises the case until somebody says what was done
    about it (needs.md C4).  ``told`` is the neutral sentence of a chronology, filled from the attributes; where it is
    empty the title is told.
    """

    id: str
    title: str
    group: Group
    attrs: Mapping[str, Attr] | None
    words: str
    by_hand: bool
    signal: bool
    told: str

    def check(self, fact: Fact) -> None:
        """Raises BadFact, in one sentence, for an attribute or value the kind does not have, or one that is missing."""
        if self.attrs is not None:
            check_attrs(self.id, self.attrs, fact.attrs)


def choice(name: str, title: str, values: Mapping[str, str], required: bool = True) -> Attr:
    """One of a few."""
    return Attr(name, title, AttrType.CHOICE, MappingProxyType(dict(values)), required)


def text(name: str, title: str, required: bool = False, **values: str) -> Attr:
    """A line; ``values`` suggest some."""
    return Attr(name, title, AttrType.TEXT, MappingProxyType(values), required)


def words(name: str, title: str, required: bool = False) -> Attr:
    """Several lines."""
    return Attr(name, title, AttrType.WORDS, NOTHING, required)


def day(name: str, title: str, required: bool = False) -> Attr:
    """A day."""
    return Attr(name, title, AttrType.DATE, NOTHING, required)


def number(name: str, title: str, required: bool = False) -> Attr:
    """A number of at least 0."""
    return Attr(name, title, AttrType.NUMBER, NOTHING, required)


def entry(name: str, title: str, *kinds: str, required: bool = True) -> Attr:
    """An earlier entry of the case, of one of these kinds; of any kind where none is given."""
    return Attr(name, title, AttrType.ENTRY, MappingProxyType({kind: kind for kind in kinds}), required)


def kind(kind: str, title: str, group: Group, attrs: Sequence[Attr] | None = (), words: str = "", *,
          by_hand: bool = True, signal: bool = False, told: str = "") -> CaseKind:  # fmt: skip
    """A kind of entry; ``attrs`` None where an act of its own checks it."""
    listed = None if attrs is None else MappingProxyType({attr.name: attr for attr in attrs})
    return CaseKind(kind, title, group, listed, words, by_hand, signal, told)
