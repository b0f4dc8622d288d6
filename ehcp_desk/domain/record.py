"""The record: facts with two times, and the kinds of fact that are not the clock's.

A fact is never changed.  A correction is a new fact that supersedes the old one; a fact recorded by mistake is
superseded by a withdrawal.  What counts is what stands: see :func:`standing`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import NamedTuple

from ehcp_desk.clock.model import NOTHING, Fact
from ehcp_desk.domain import people_kinds
from ehcp_desk.domain.case_kinds import CASE_KINDS
from ehcp_desk.domain.dates import local
from ehcp_desk.domain.entry_links import LINKS, links_now
from ehcp_desk.domain.journal import canonical, digest
from ehcp_desk.domain.kind_shapes import ON_BEHALF

CASE_FACTS: Mapping[str, str] = {
    **{kind.id: kind.title for kind in CASE_KINDS.values()},
    **people_kinds.TITLES,
}
"""The kinds of fact that do not move a statutory clock: kind -> plain title.  The clock's own are in clock.facts."""
CHANNELS: Mapping[str, str] = {
    "phone": "Phone",
    "email": "Email",
    "letter": "Letter",
    "meeting": "Meeting",
    "visit": "Visit",
}


class UnreadEntry(NamedTuple):
    """An entry of a file that cannot be read: it was damaged, or changed by another program."""

    id: int
    kind: str

    @property
    def words(self) -> str:
        """``entry 14 (promise made)``."""
        return f"entry {self.id} ({self.kind.replace('_', ' ')})"


class RecordedFact(NamedTuple):
    """A fact as it stands in the record: when it happened (``fact.on``), when it was written down, and by whom.

    ``source`` is the document or person it rests on.  ``supersedes`` is the id of the fact it corrects.
    ``superseded_by`` is filled in when a later fact replaced this one, which keeps both visible.  Where the fact names
    another by number and that one was corrected, ``fact`` names the one that stands in its place, and ``written`` is what
    was written and sealed; None where it is the same.  ``first`` is the number under which a correction of a
    correction was first written, where that is known; ``first_at`` and ``first_by`` say when and by whom what it puts right
    was first written, None of an entry that corrects none.
    """

    id: int
    case_id: int
    fact: Fact
    recorded_at: datetime
    recorded_by: str
    source: str = ""
    supersedes: int | None = None
    superseded_by: int | None = None
    document_id: int | None = None
    written: Mapping[str, str] | None = None
    first: int | None = None
    first_at: datetime | None = None
    first_by: str | None = None

    @property
    def first_written(self) -> int:
        """The number it was first written under: a correction is not newer than what it puts right."""
        return self.first or self.supersedes or self.id

    @property
    def order(self) -> tuple[date, int]:
        """Its place among entries, the newest last: by the day, and on one day as they were first written."""
        return self.fact.on, self.first_written

    @property
    def first_day(self) -> date:
        """The council's day on which it was first written: putting a word right does not make it a late entry."""
        return local(self.first_at or self.recorded_at).date()

    @property
    def first_author(self) -> str:
        """Who first wrote it: whoever puts a word right has not done what it tells of."""
        return self.first_by or self.recorded_by

    @property
    def as_written(self) -> Mapping[str, str]:
        """The attributes as they were written, whatever became of the entries they name."""
        return self.fact.attrs if self.written is None else self.written

    @property
    def stands(self) -> bool:
        """True where nothing later replaced or withdrew it."""
        return self.superseded_by is None and self.fact.kind != "withdrawn_entry"

    @property
    def written_by(self) -> str:
        """Who wrote it as it stands; both names where somebody entered the account of another (needs.md C15)."""
        return _names(self.fact, self.recorded_by)

    @property
    def told_by(self) -> str:
        """Who first wrote it, with both names in the same way."""
        return _names(self.fact, self.first_author)

    @property
    def days_late(self) -> int:
        """Whole days between the event and its being written down (0 when the same day)."""
        return max(0, (self.first_day - self.fact.on).days)


def _names(fact: Fact, entered_by: str) -> str:
    author = fact.attrs.get(ON_BEHALF, "")
    return f"{author}, entered by {entered_by}" if author else entered_by


@dataclass(frozen=True, slots=True)
class NewFact:
    """A fact about to be recorded on a case."""

    kind: str
    on: date
    attrs: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    note: str = ""
    approximate: bool = False
    source: str = ""
    supersedes: int | None = None
    document_id: int | None = None

    def as_fact(self) -> Fact:
        """The clock's view of it."""
        return Fact(self.kind, self.on, self.attrs, self.approximate, self.note)


FactLine = tuple[int, str, str, str | None, str, bool, str, int | None, int | None, str, str]


def fact_line(
    number: int,
    fact: Fact | NewFact,
    attrs: str | None,
    source: str,
    supersedes: int | None,
    document: int | None,
    at: datetime,
    by: str,
) -> FactLine:
    """Everything a fact says, as one line the journal can seal: change any of it and the seal no longer fits.

    ``attrs`` is the canonical text of the fact's attributes, None where it has none.
    """
    return (number, fact.kind, fact.on.isoformat(), attrs, fact.note, fact.approximate, source, supersedes, document,
            at.isoformat(), by)  # fmt: skip


def sealed(lines: Sequence[FactLine]) -> dict[str, str]:
    """What the journal keeps of facts added together: their numbers as ranges, and the digest of all they say."""
    return {"facts": ranges([line[0] for line in lines]), "digest": digest(canonical({"facts": list(lines)}))}


def ranges(numbers: Sequence[int]) -> str:
    """``4-7,9`` for 4, 5, 6, 7 and 9."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


def in_ranges(text: str) -> list[int]:
    """The numbers of :func:`ranges`, in order."""
    found: list[int] = []
    for run in filter(None, text.split(",")):
        first, _, last = run.partition("-")
        found.extend(range(int(first), int(last or first) + 1))
    return found


def said(fact: Fact | NewFact) -> str:
    """What a contact was about in the words a list has room for: an email's subject, else what was noted of it."""
    return fact.attrs.get("subject") or fact.note


def standing(recorded: Iterable[RecordedFact], known_by: datetime | None = None) -> tuple[Fact, ...]:
    """The facts that count: not superseded, not withdrawn, and written down by ``known_by`` where it is given."""
    seen = [r for r in recorded if known_by is None or r.recorded_at <= known_by]
    replaced = {r.supersedes for r in seen if r.supersedes is not None}
    return tuple(r.fact for r in seen if r.id not in replaced and r.fact.kind != "withdrawn_entry")


def corrections(recorded: Iterable[RecordedFact]) -> dict[int, int]:
    """The number of each entry that was corrected -> that of its correction; one withdrawn has none."""
    return {r.supersedes: r.id for r in recorded if r.supersedes is not None and r.fact.kind != "withdrawn_entry"}


def relinked(entry: RecordedFact, later: Mapping[int, int]) -> RecordedFact:
    """The entry with what it names by number turned to what stands in its place by ``later``: see :func:`corrections`."""
    if entry.fact.kind not in LINKS:
        return entry
    said = entry.as_written
    now = links_now(entry.fact.kind, said, later)
    if now == entry.fact.attrs:
        return entry
    return entry._replace(fact=replace(entry.fact, attrs=now), written=None if now is said else said)


def with_birth(facts: Iterable[Fact], born: date | None) -> tuple[Fact, ...]:
    """The facts and the child's date of birth, which the child's details hold and the clock reads as a fact."""
    listed = tuple(facts)
    if born is None or any(f.kind == "born" for f in listed):
        return listed
    return (Fact("born", born), *listed)


@dataclass(frozen=True, slots=True)
class Promise:
    """Something we said we would do: to whom, by when, and whether it is kept.

    ``due`` is the day promised now and ``first_due`` the day promised first; ``moves`` counts the times it moved.
    ``source`` says what it comes from where that is not a contact: an order, a mediation, a review, a complaint.
    ``item`` is the entry that put the case before a panel, where the panel set it as a task.  ``chased`` counts how often
    somebody asked where it is.
    """

    fact_id: int
    case_id: int
    what: str
    to: str
    due: date
    made_on: date
    made_by: str
    kept_on: date | None = None
    first_due: date | None = None
    moves: int = 0
    source: str = ""
    item: str = ""
    chased: int = 0


def times_chased(entries: Iterable[RecordedFact]) -> Mapping[str, int]:
    """How often each promise or contact was chased, by the number of its entry in words."""
    return Counter(e.fact.attrs.get("of", "") for e in entries if e.stands and e.fact.kind == "chaser")


def promises(recorded: Iterable[RecordedFact]) -> tuple[Promise, ...]:
    """Every promise on the record, oldest due first, each matched with the fact that kept it."""
    entries = [r for r in recorded if r.stands]
    kept = {r.fact.attrs.get("promise", ""): r.fact.on for r in entries if r.fact.kind == "promise_kept"}
    chased = times_chased(entries)
    moved: dict[str, list[date]] = {}
    for r in sorted((r for r in entries if r.fact.kind == "promise_moved"), key=lambda r: r.order):
        moved.setdefault(r.fact.attrs["promise"], []).append(date.fromisoformat(r.fact.attrs["due"]))
    # Nothing is written without its day any more; one that was is shown as late rather than closing the case.
    first = {r.id: date.fromisoformat(r.fact.attrs.get("due") or r.fact.on.isoformat()) for r in entries
             if r.fact.kind == "promise_made"}  # fmt: skip
    made = [
        Promise(
            fact_id=r.id,
            case_id=r.case_id,
            what=r.fact.note,
            to=r.fact.attrs.get("to", ""),
            due=moved.get(str(r.id), [first[r.id]])[-1],
            made_on=r.fact.on,
            made_by=r.first_author,
            kept_on=kept.get(str(r.id)),
            first_due=first[r.id],
            moves=len(moved.get(str(r.id), ())),
            source=r.fact.attrs.get("source", ""),
            item=r.fact.attrs.get("item", ""),
            chased=chased.get(str(r.id), 0),
        )
        for r in entries
        if r.id in first
    ]
    return tuple(sorted(made, key=lambda p: (p.due, p.fact_id)))


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A stored document: who filed it, what it is and the digest its bytes are kept under.

    ``unread`` is why some or all of its words cannot be searched; empty where they can.
    """

    id: int
    case_id: int
    filename: str
    media_type: str
    size: int
    sha256: str
    filed_at: datetime
    filed_by: str
    unread: str = ""


def line_of(entry: RecordedFact) -> FactLine:
    """What the journal seals of a fact."""
    fact = entry.fact
    attrs = canonical(dict(entry.as_written)) if entry.as_written else None
    return fact_line(entry.id, fact, attrs, entry.source, entry.supersedes, entry.document_id,
                     entry.recorded_at, entry.recorded_by)  # fmt: skip
