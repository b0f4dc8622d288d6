"""Which kinds of entry raise a case to its owner and manager until somebody says what was done (needs.md C4).

The council chooses the kinds and the line for attendance; where it has chosen nothing the usual ones hold.  What has a
day by which an answer is owed (a complaint, a pre-action letter) waits for its answer whatever is chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.case_kinds import CASE_KINDS, SIGNALS
from ehcp_desk.domain.errors import BadInput

LOW_ATTENDANCE = 90
"""Attendance under this, in per cent, raises the case (the usual line for persistent absence); the council may set it."""
LOW, RAISING = "low_attendance", "signal_kinds"
"""The council's settings: the line, and the kinds with commas between; NONE for none at all."""
NONE = "none"
OFFERED: Mapping[str, str] = MappingProxyType({kind: CASE_KINDS[kind].title for kind in SIGNALS})
"""Every kind the council may choose, with its title."""
USUAL = frozenset(kind for kind in OFFERED if CASE_KINDS[kind].signal)


@dataclass(frozen=True, slots=True)
class Signals:
    """The kinds that raise a case, and the attendance, in per cent, under which it does."""

    kinds: frozenset[str] = field(default=USUAL)
    low: int = LOW_ATTENDANCE

    def raised_by(self, fact: Fact) -> bool:
        """True where an entry of a chosen kind says something worth raising: not good attendance, no planned end of a
        placement, no offer that was answered."""
        if fact.kind not in self.kinds:
            return False
        if fact.kind == "attendance":
            return Decimal(fact.attrs.get("percent", "100")) < self.low
        if fact.kind == "placement_ended":
            return fact.attrs.get("planned") == "no"
        return fact.kind != "place_offered" or fact.attrs.get("answer") == "none"


def signals_of(setting: Callable[[str], str | None]) -> Signals:
    """What the council has chosen; ``setting`` gives the words of a setting, None where it has none."""
    low, chosen = setting(LOW), setting(RAISING)
    kinds = USUAL if not chosen else frozenset(named(chosen)) & OFFERED.keys()
    return Signals(kinds, int(low) if low and low.isdigit() else LOW_ATTENDANCE)


def named(words: str) -> tuple[str, ...]:
    """The kinds a line names, each once."""
    listed = (part.strip() for part in words.split(","))
    return tuple(dict.fromkeys(part for part in listed if part and part != NONE))


def kinds_words(kinds: Collection[str]) -> str:
    """The setting for some kinds.  Raises BadInput for one that cannot be a signal, with those that can."""
    strange = sorted(set(kinds) - OFFERED.keys())
    if strange:
        raise BadInput(f"'{strange[0]}' cannot raise a case; choose from {', '.join(OFFERED)}, or {NONE}.")
    return ",".join(kind for kind in OFFERED if kind in kinds) or NONE
