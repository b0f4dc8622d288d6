"""What each side says of an entry of the chronology: agreed, disputed or only alleged (tribunal.md 4.3).

A mark is a fact of its own that names the entry, so it is dated, authored and never changed; the newest one of each
party counts.  A proposed entry is what the other side would add: it is told only once somebody here has let it in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from ehcp_desk.domain.entry_links import in_its_place
from ehcp_desk.domain.record import RecordedFact, corrections

MARK, PROPOSED = "entry_mark", "entry_proposed"
KINDS = frozenset({MARK, PROPOSED})


class Stance(StrEnum):
    """What a party says of an entry; ``CLEARED`` takes back what it said before."""

    AGREED = "agreed"
    DISPUTED = "disputed"
    ALLEGED = "alleged"
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True)
class EntryMark:
    """One party's mark on one entry.

    ``says`` is what the party says happened and ``source`` what it rests that on; ``why`` the recorder's reason.
    ``earlier`` is True where the entry was corrected after it was marked: the mark is of the earlier words.
    """

    entry: int
    stance: Stance
    by: str
    on: date
    recorded_by: str
    why: str = ""
    says: str = ""
    source: str = ""
    earlier: bool = False

    @property
    def words(self) -> str:
        """``Disputed by the parents: two days, not one (letter of 3 May).``"""
        lead = f"{self.stance.value.capitalize()} by {self.by}"
        if self.stance is Stance.DISPUTED and (self.says or self.source):
            lead += f": {self.says.rstrip('. ') or 'no words given'}{f' ({self.source})' if self.source else ''}"
        return f"{lead}{', before the entry was corrected' if self.earlier else ''}."


def entry_marks(recorded: Iterable[RecordedFact]) -> dict[int, tuple[EntryMark, ...]]:
    """The marks that count, by the entry that stands now, in order of the party's first mark."""
    listed = list(recorded)
    later = {f.supersedes: f for f in listed if f.supersedes is not None}
    newest: dict[tuple[int, str], EntryMark] = {}
    for fact in sorted(listed, key=lambda f: f.id):
        if fact.fact.kind != MARK or fact.id in later:
            continue
        mark = _mark(fact, later)
        if mark is not None:
            newest[(mark.entry, mark.by.casefold())] = mark
    found: dict[int, tuple[EntryMark, ...]] = {}
    for mark in newest.values():
        if mark.stance is not Stance.CLEARED:
            found[mark.entry] = (*found.get(mark.entry, ()), mark)
    return found


def _mark(fact: RecordedFact, later: Mapping[int, RecordedFact]) -> EntryMark | None:
    """The mark a fact makes, on the entry that stands in the place of the one it named; None where that was withdrawn."""
    attrs = fact.fact.attrs
    named = standing = int(attrs["entry"])
    while (after := later.get(standing)) is not None:
        if after.fact.kind == "withdrawn_entry":
            return None
        standing = after.id
    mark = EntryMark(standing, Stance(attrs["mark"]), attrs["by"], fact.fact.on, fact.recorded_by, fact.fact.note,
                     attrs.get("says", ""), attrs.get("source", ""))  # fmt: skip
    return replace(mark, earlier=standing != named)


def waiting_proposals(recorded: Iterable[RecordedFact]) -> tuple[RecordedFact, ...]:
    """Entries the other side proposed that nobody here has let into the chronology yet."""
    listed = list(recorded)
    later = corrections(listed)
    marked = {in_its_place(int(f.fact.attrs["entry"]), later) for f in listed if f.fact.kind == MARK}
    replaced = {f.supersedes for f in listed if f.supersedes is not None}
    return tuple(f for f in listed if f.fact.kind == PROPOSED and f.id not in marked and f.id not in replaced)
