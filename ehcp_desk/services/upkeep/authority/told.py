"""A case told line by line: what every scenario is written in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from ehcp_desk.clock.model import NOTHING
from ehcp_desk.services.upkeep.authority.people import Family

SUPPLIED = "Supplied for the demonstration"
KEPT = "promise_kept"


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a story.  ``by`` is empty for the caseworker; ``known`` is the day a plan ahead was written down."""

    on: str
    kind: str
    attrs: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    note: str = ""
    source: str = ""
    approximate: bool = False
    by: str = ""
    known: str = ""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A told case: its reference, the family, who holds it, and its lines in order."""

    ref: str
    family: Family
    holder: str
    psychologist: str
    lines: tuple[Told, ...]

    @property
    def begins(self) -> date:
        """The day of its first line."""
        return date.fromisoformat(self.lines[0].on)


def contact(on: str, channel: str, who: str, words: str, direction: str = "in") -> Told:
    """A call, email or meeting with somebody."""
    return Told(on, "contact", {"channel": channel, "direction": direction, "with": who}, words)


def note(on: str, heading: str, words: str, source: str = "", by: str = "") -> Told:
    """A note under a heading."""
    return Told(on, "note", {"heading": heading}, words, source, by=by)


def promise(on: str, due: str, to: str, words: str, comes_from: str = "") -> Told:
    """What somebody said they would do, and by when; ``comes_from`` is one of the sources of an obligation."""
    return Told(on, "promise_made", {"due": due, "to": to} | ({"source": comes_from} if comes_from else {}), words)


def kept(on: str, promised: str, how: str) -> Told:
    """The promise made in these words was kept."""
    return Told(on, KEPT, {"promise": promised}, how)
