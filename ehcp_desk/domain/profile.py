"""What stands of a child and the family on a day, derived from dated facts and never stored.

The facts of every case of one child count together, so that a banner written on an old case is seen on the new one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.people_kinds import (
    ADDRESSES,
    ANSWERS,
    CARE_STATUSES,
    DECIDERS,
    NEEDS,
    PEOPLE_KINDS,
    SENSITIVITIES,
    TITLES,
    WORDS_OF,
    YES_NO,
)
from ehcp_desk.domain.record import RecordedFact

# A newer entry of one of these kinds, with the same value of the attribute named, takes the place of the older.
_REPLACES: Mapping[str, str] = {
    "address": "sort",
    "care_status": "status",
    "decider_recorded": "",
    "disability": "",
    "pupil_premium": "",
    "needs_recorded": "",
    "need_described": "by",
    "advocacy_offered": "",
}
_SHOWN = ("sensitivity", "decider_recorded", "care_status", "address", "needs_recorded", "need_described", "disability",
          "pupil_premium", "sibling", "advocacy_offered")  # fmt: skip


_NEVER = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Statement:
    """Something that is so from a day to a day, both included; ``until`` is None while it has no end.

    ``entry`` is the number of the fact; ``ended_because`` the reason given where somebody ended it.
    """

    entry: int
    case_id: int
    kind: str
    since: date
    until: date | None
    attrs: Mapping[str, str]
    words: str
    by: str
    written: datetime
    source: str
    ended_because: str = ""

    def holds_on(self, day: date) -> bool:
        """True where it is so on ``day``."""
        return self.since <= day and (self.until is None or day <= self.until)

    @property
    def title(self) -> str:
        """What sort of statement it is, in plain words."""
        if self.kind == "need_described":
            return f"Needs, in words of: {WORDS_OF.get(self.attrs.get('by', ''), 'somebody').lower()}"
        if self.kind == "address":
            return ADDRESSES.get(self.attrs.get("sort", ""), "Home") + " address"
        return TITLES.get(self.kind, self.kind)

    @property
    def said(self) -> str:
        """What it says, in plain words."""
        return _SAID[self.kind](self) if self.kind in _SAID else self.words

    @property
    def review(self) -> date | None:
        """The day a banner is to be looked at again; None for anything else."""
        text = self.attrs.get("review", "")
        return date.fromisoformat(text) if text else None

    @property
    def hidden(self) -> bool:
        """True for an address that must not be disclosed."""
        return self.attrs.get("hidden") == "yes"


@dataclass(frozen=True, slots=True)
class Profile:
    """Every statement about a child, in the order of the days they began."""

    statements: tuple[Statement, ...] = ()

    def on(self, day: date, *kinds: str) -> tuple[Statement, ...]:
        """What holds on a day, of these kinds where any are named."""
        return tuple(s for s in self.statements if s.holds_on(day) and (not kinds or s.kind in kinds))

    def banners(self, day: date) -> tuple[Statement, ...]:
        """Sensitivities to be seen before anybody is in touch, the newest first."""
        return tuple(reversed(self.on(day, "sensitivity")))

    def care(self, day: date) -> tuple[str, ...]:
        """The care markers that hold, in plain words."""
        return tuple(s.said for s in self.on(day, "care_status"))

    def newest(self, day: date, kind: str) -> Statement | None:
        """The latest statement of a kind that holds on a day."""
        return next(reversed(self.on(day, kind)), None)

    def listed(self, day: date) -> tuple[Statement, ...]:
        """For a page: what holds first, by kind, then what has ended or not begun, the latest first."""
        order = {kind: place for place, kind in enumerate(_SHOWN)}
        kept = [s for s in self.statements if s.kind in order]
        now = sorted((s for s in kept if s.holds_on(day)), key=lambda s: (order[s.kind], -s.since.toordinal()))
        past = sorted((s for s in kept if not s.holds_on(day)), key=lambda s: (-s.since.toordinal(), s.entry))
        return (*now, *past)


NOTHING_KNOWN = Profile()


def people_words(fact: Fact) -> str:
    """A fact about the child or the family in one line: ``Care status: in care``."""
    if fact.kind == "no_longer":
        return f"No longer so: {fact.note}" if fact.note else "No longer so"
    if fact.kind == "another_child":
        return f"Found to be another child than {fact.attrs.get('ref', '')}: {fact.note}"
    if fact.kind == "children_merged":
        return f"Found to be the same child as on {fact.attrs.get('ref', 'another case')}: {fact.note}"
    told = Statement(0, 0, fact.kind, fact.on, None, fact.attrs, fact.note, "", _NEVER, "")
    return f"{told.title}: {told.said}"


def profile_of(recorded: Iterable[RecordedFact]) -> Profile:
    """The profile that the facts of a child's cases leave: what was corrected or withdrawn does not count."""
    entries = sorted((r for r in recorded if r.stands and r.fact.kind in PEOPLE_KINDS), key=lambda r: r.order)
    ends = {r.fact.attrs.get("entry", ""): r for r in entries if r.fact.kind == "no_longer"}
    found = [_statement(r, ends.get(str(r.id))) for r in entries if r.fact.kind in _SHOWN]
    return Profile(tuple(_replaced(found)))


def _statement(entry: RecordedFact, end: RecordedFact | None) -> Statement:
    fact = entry.fact
    last = fact.attrs.get("to", "")
    until = date.fromisoformat(last) if last else None
    if end is not None:
        until = end.fact.on if until is None else min(until, end.fact.on)
    return Statement(entry.id, entry.case_id, fact.kind, fact.on, until, fact.attrs, fact.note, entry.recorded_by,
                     entry.recorded_at, entry.source, end.fact.note if end is not None else "")  # fmt: skip


def _replaced(found: Sequence[Statement]) -> list[Statement]:
    """Each statement ends the day before a newer one of its sort begins."""
    kept = list(found)
    last: dict[tuple[str, str], int] = {}
    for place, statement in enumerate(found):
        if statement.kind not in _REPLACES:
            continue
        key = (statement.kind, _sort_of(statement))
        if key in last:
            older = kept[last[key]]
            end = statement.since - timedelta(1)
            if older.until is None or older.until > end:
                kept[last[key]] = replace(older, until=end)
        last[key] = place
    return kept


def _sort_of(statement: Statement) -> str:
    value = statement.attrs.get(_REPLACES[statement.kind], "")
    return value or ("home" if statement.kind == "address" else "")


def _address(s: Statement) -> str:
    parts = (s.attrs.get("address", ""), f"with {s.attrs['with']}" if s.attrs.get("with") else "",
             "do not disclose" if s.hidden else "", s.words)  # fmt: skip
    return ", ".join(p for p in parts if p)


def _care(s: Statement) -> str:
    team = f" ({s.attrs['team']})" if s.attrs.get("team") else ""
    status = CARE_STATUSES.get(s.attrs.get("status", ""), "Not known")
    return f"{status}{team}{f': {s.words}' if s.words else ''}"


def _decider(s: Statement) -> str:
    who = s.attrs.get("name", "")
    about = s.attrs.get("about", "")
    words = DECIDERS.get(s.attrs.get("decides", ""), "Not known")
    return f"{words}{f': {who}' if who else ''}{f' ({about})' if about else ''}. {s.words}".strip()


def _needs(s: Statement) -> str:
    second = NEEDS.get(s.attrs.get("secondary", ""), "")
    return NEEDS.get(s.attrs.get("primary", ""), "Not known") + (
        f"; then {second[:1].lower()}{second[1:]}" if second else ""
    )


def _sibling(s: Statement) -> str:
    parts = (s.attrs.get("name", ""), s.attrs.get("relation", ""), s.attrs.get("ref", ""))
    return ", ".join(p for p in parts if p)


def _advocacy(s: Statement) -> str:
    service = s.attrs.get("service", "")
    return f"{ANSWERS.get(s.attrs.get('answer', ''), '')}{f': {service}' if service else ''}{f'. {s.words}' if s.words else ''}"


_SAID = {
    "address": _address,
    "care_status": _care,
    "disability": lambda s: YES_NO.get(s.attrs.get("has", ""), "Not known") + (f": {s.words}" if s.words else ""),
    "pupil_premium": lambda s: YES_NO.get(s.attrs.get("eligible", ""), "Not known"),
    "sensitivity": lambda s: f"{SENSITIVITIES.get(s.attrs.get('about', ''), 'Take care')}: {s.words}",
    "decider_recorded": _decider,
    "needs_recorded": _needs,
    "sibling": _sibling,
    "advocacy_offered": _advocacy,
}  # fmt: skip
