"""The sections of an EHC plan, in the order the law gives them, and what a line of each may say.

Source: SEND Regulations 2014, regulation 12(1)(a) to (k); H1 and H2 are the two limbs of 12(1)(h).  What a line says
besides its words (measure and target date of an outcome; who, how often, how long of provision) is good practice from
the needs gathered (needs.md F1, F2, F8, F12, F14, E5), not law, so none of it is ever required before a line is saved.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from ehcp_desk.clock.vocabulary import Attr, AttrType


class Role(StrEnum):
    """What the lines of a section are."""

    NEED = "need"
    OUTCOME = "outcome"
    PROVISION = "provision"
    PLACE = "place"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its letter, its title, what its lines are, and the parts a line may have, in order."""

    id: str
    title: str
    role: Role
    parts: tuple[str, ...] = ()
    line: str = "Words"


_NEED = ("advice",)
_PROVISION = ("needs", "outcomes", "who", "often", "long", "group", "review", "advice")
_ALL = (
    Section("A", "Views, interests and aspirations", Role.WORDS),
    Section("B", "Special educational needs", Role.NEED, _NEED, "Need"),
    Section("C", "Health needs", Role.NEED, _NEED, "Need"),
    Section("D", "Social care needs", Role.NEED, _NEED, "Need"),
    Section("E", "Outcomes", Role.OUTCOME, ("needs", "baseline", "measure", "target", "responsible"), "Outcome"),
    Section("F", "Special educational provision", Role.PROVISION, _PROVISION, "What will be provided"),
    Section("G", "Health provision", Role.PROVISION, (*_PROVISION, "author", "protocol"), "What will be provided"),
    Section("H1", "Social care provision under the 1970 Act", Role.PROVISION, _PROVISION, "What will be provided"),
    Section("H2", "Other social care provision", Role.PROVISION, _PROVISION, "What will be provided"),
    Section("I", "Placement", Role.PLACE, ("setting", "type"), "What the section says"),
    Section("J", "Personal budget", Role.WORDS),
    Section("K", "Advice and information", Role.WORDS),
)
SECTIONS: Mapping[str, Section] = MappingProxyType({section.id: section for section in _ALL})
_PLACES = {section.id: place for place, section in enumerate(_ALL)}
NEEDS = tuple(s.id for s in _ALL if s.role is Role.NEED)
OUTCOMES = tuple(s.id for s in _ALL if s.role is Role.OUTCOME)
PROVISION = tuple(s.id for s in _ALL if s.role is Role.PROVISION)
LINKS: Mapping[str, tuple[str, ...]] = MappingProxyType({"needs": NEEDS, "outcomes": OUTCOMES})
"""The parts that name other lines, and the sections those stand in."""


def _part(name: str, title: str, kind: AttrType = AttrType.TEXT) -> Attr:
    return Attr(name, title, kind)


PARTS: Mapping[str, Attr] = MappingProxyType({part.name: part for part in (
    _part("needs", "Need"),
    _part("outcomes", "Outcome"),
    _part("who", "Who"),
    _part("often", "How often"),
    _part("long", "How long"),
    _part("group", "Group size"),
    _part("review", "Review"),
    _part("advice", "Advice it rests on"),
    _part("baseline", "Where things are now"),
    _part("measure", "How it is measured"),
    _part("target", "Target date", AttrType.DATE),
    _part("responsible", "Who answers for it"),
    _part("author", "Clinical author"),
    _part("protocol", "Protocol document"),
    _part("setting", "Setting"),
    _part("type", "Type of setting"),
)})  # fmt: skip
"""Everything a line may say besides its words, by name."""


def section_of(line_id: str) -> str:
    """``H1`` for ``H1.3``; ``F`` for ``F2``; empty where it is no line's name."""
    return _read(line_id)[0]


def number_of(line_id: str) -> int:
    """The number of a line within its section, 0 where it is no line's name: 2 for ``F2``, 3 for ``H1.3``."""
    return _read(line_id)[1]


_NAME = re.compile(r"(H[12])\.([1-9][0-9]{0,5})|([A-GI-K])([1-9][0-9]{0,5})")


@lru_cache(maxsize=4096)
def _read(line_id: str) -> tuple[str, int]:
    found = _NAME.fullmatch(line_id)
    if found is None:
        return "", 0
    pointed, its_number, plain, number = found.groups()
    return (pointed, int(its_number)) if pointed else (plain, int(number))


def line_name(section: str, number: int) -> str:
    """``F2``; with a point where the section itself ends in a digit: ``H1.3``."""
    return f"{section}.{number}" if section[-1].isdigit() else f"{section}{number}"


def names_in(words: str) -> tuple[str, ...]:
    """The lines a link names: ``B1, B3`` in any spacing, upper or lower case."""
    return tuple(word.upper() for word in words.replace(";", ",").replace(" ", ",").split(",") if word)


def place_of(line_id: str) -> tuple[int, int]:
    """Where a line stands in the plan: its section's place, then its number."""
    section, number = _read(line_id)
    return _PLACES[section], number
