"""Where a child or young person has been taught, and how they stood, over time: placements and education status.

Derived from the entries whenever it is read; nothing of it is kept.  A placement and a status are two things: a child may
have a place and not attend, or attend nowhere and be on a roll (needs.md J3).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType

from ehcp_desk.domain.case_kinds import attrs_of, said_words
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.record import RecordedFact

SCHOOL_KINDS: tuple[str, ...] = (
    "placement", "placement_ended", "placement_terms", "education_status", "placement_suitability",
)  # fmt: skip
NOT_FULL_TIME = frozenset({"part_time", "not_attending", "awaiting", "off_rolled", "home_not_by_choice", "missing"})
"""Statuses of somebody who is not in full-time education, and did not choose that (needs.md J3)."""
STATUSES: Mapping[str, str] = attrs_of("education_status")["status"].values
"""Every status by its key, in the words people use."""
_QUIET = frozenset({"", "not_told"})


@dataclass(frozen=True, slots=True)
class Placement:
    """A place from a day on.  ``until`` is the day it is recorded to have ended; ``followed_by`` names the next place
    where no end of this one was ever recorded.  ``entry`` and ``ended_entry`` are the entries it is told by.

    ``terms`` is what was last said of its transport and funding, by name, ``terms_entry`` the newest entry that said
    any of it (needs.md 5.1, J11, J13).  ``begun_review`` is the day to look at it again that was set when it began."""

    entry: int
    setting: str
    type: str
    since: date
    planned: str
    by: str
    authority: str
    distance: str
    reasons: str
    contingency: str
    second: bool = False
    approximate: bool = False
    until: date | None = None
    ended_entry: int | None = None
    ended_planned: str = ""
    ended_by: str = ""
    ended_reasons: str = ""
    tried: str = ""
    followed_by: str = ""
    terms: tuple[tuple[str, str], ...] = ()
    terms_entry: int | None = None
    begun_review: str = ""

    @property
    def review(self) -> date | None:
        """The day it is to be looked at again (needs.md J4); None where nobody set one."""
        said = dict(self.terms).get("review") or self.begun_review
        return date.fromisoformat(said) if said else None

    def holds_on(self, day: date) -> bool:
        """True where it is the place on a day, as far as the record says."""
        return self.since <= day and (self.until is None or day < self.until) and not self.followed_by


@dataclass(frozen=True, slots=True)
class Status:
    """How somebody stood in education from ``since`` to the day before the next status; ``source`` said so."""

    entry: int
    status: str
    since: date
    until: date | None
    source: str
    note: str

    @property
    def words(self) -> str:
        """The status as people say it."""
        return said_words("education_status", "status", self.status)

    @property
    def not_full_time(self) -> bool:
        """True where this is not full-time education, nor chosen otherwise."""
        return self.status in NOT_FULL_TIME

    def days(self, day: date) -> int:
        """Days it has lasted by a day, or lasted in all."""
        return ((self.until or day) - self.since).days


@dataclass(frozen=True, slots=True)
class Suitability:
    """Whether the placement was thought suitable, when, by whom and why; ``wanted`` is the type wanted instead."""

    entry: int
    on: date
    suitable: bool
    wanted: str
    by: str
    reasons: str


@dataclass(frozen=True, slots=True)
class Schooling:
    """Placements and statuses, the newest first, and what was last said of the placement's suitability."""

    placements: tuple[Placement, ...] = ()
    statuses: tuple[Status, ...] = ()
    suitability: Suitability | None = None

    def place_on(self, day: date) -> Placement | None:
        """The main place on a day."""
        holding = [p for p in self.placements if p.holds_on(day)]
        return next((p for p in holding if not p.second), next(iter(holding), None))

    def status_on(self, day: date) -> Status | None:
        """The status on a day."""
        return next((s for s in self.statuses if s.since <= day and (s.until is None or day < s.until)), None)


def schooling_of(facts: Iterable[RecordedFact]) -> Schooling:
    """What the entries that stand tell of places and statuses.  Entries of other kinds do no harm."""
    told = sorted((f for f in facts if f.stands and f.fact.kind in SCHOOL_KINDS), key=lambda f: f.order)
    begun = [f for f in told if f.fact.kind == "placement"]
    ends = [f for f in told if f.fact.kind == "placement_ended"]
    terms = [f for f in told if f.fact.kind == "placement_terms"]
    places = _unfinished([_with_terms(_placement(f, _end_of(f, begun, ends)), terms) for f in begun])
    judged = [f for f in told if f.fact.kind == "placement_suitability"]
    return Schooling(
        tuple(reversed(places)), _statuses([f for f in told if f.fact.kind == "education_status"]),
        _suitability(judged[-1]) if judged else None,
    )  # fmt: skip


def _end_of(start: RecordedFact, begun: list[RecordedFact], ends: list[RecordedFact]) -> RecordedFact | None:
    """The end of a place: the first recorded of that setting, before it begins anew there."""
    setting = start.fact.attrs.get("setting", "").casefold()
    again = min((f.fact.on for f in begun if f.id != start.id and f.fact.on > start.fact.on
                 and f.fact.attrs.get("setting", "").casefold() == setting), default=date.max)  # fmt: skip
    return next((f for f in ends if start.fact.on <= f.fact.on <= again
                 and f.fact.attrs.get("setting", "").casefold() == setting), None)  # fmt: skip


def _placement(start: RecordedFact, end: RecordedFact | None) -> Placement:
    fact, attrs = start.fact, start.fact.attrs
    closing = end.fact.attrs if end is not None else {}
    return Placement(
        entry=start.id, setting=attrs.get("setting", ""), type=attrs.get("type", ""), since=fact.on,
        planned=attrs.get("planned", ""), by=attrs.get("by", ""), authority=attrs.get("authority", ""),
        distance=said_words("placement", "distance", attrs["distance"]) if attrs.get("distance") else "",
        reasons=fact.note, contingency=attrs.get("contingency", ""), second=attrs.get("rank") == "2",
        approximate=fact.approximate, until=end.fact.on if end is not None else None,
        ended_entry=end.id if end is not None else None, ended_planned=closing.get("planned", ""),
        ended_by=closing.get("by", ""), ended_reasons=end.fact.note if end is not None else "",
        tried=closing.get("tried", ""), begun_review=attrs.get("review", ""),
    )  # fmt: skip


def _with_terms(place: Placement, terms: Iterable[RecordedFact]) -> Placement:
    """The place with its transport and funding: of each the newest said of this setting while it was the place."""
    said: dict[str, str] = {}
    newest: int | None = None
    for entry in terms:
        attrs = entry.fact.attrs
        same = attrs.get("setting", "").casefold() == place.setting.casefold()
        if same and place.since <= entry.fact.on and (place.until is None or entry.fact.on < place.until):
            said |= {name: value for name, value in attrs.items() if name != "setting" and value}
            newest = entry.id
    return replace(place, terms=tuple(said.items()), terms_entry=newest) if newest is not None else place


def _unfinished(places: list[Placement]) -> list[Placement]:
    """A main place that another main place followed, with no end recorded, is followed: the newest is the present one."""
    done = []
    for n, place in enumerate(places):
        later = next((p for p in places[n + 1 :] if not p.second), None)
        open_ended = place.until is None and not place.second and later is not None
        done.append(replace(place, followed_by=later.setting) if open_ended and later is not None else place)
    return done


def _statuses(told: list[RecordedFact]) -> tuple[Status, ...]:
    """One after another; two of one day leave the one written later."""
    last = {f.fact.on: f for f in told}
    days = [*sorted(last), None]
    found = [Status(f.id, f.fact.attrs.get("status", ""), on, after, f.fact.attrs.get("source", ""), f.fact.note)
             for (on, f), after in zip(sorted(last.items()), days[1:], strict=True)]  # fmt: skip
    return tuple(reversed(found))


def _suitability(entry: RecordedFact) -> Suitability:
    attrs = entry.fact.attrs
    wanted = said_words("placement_suitability", "wanted", attrs["wanted"]) if attrs.get("wanted") else ""
    return Suitability(
        entry.id, entry.fact.on, attrs.get("suitable") == "yes", wanted, attrs.get("by", ""), entry.fact.note
    )


PLANNED: Mapping[str, str] = MappingProxyType({"yes": "planned", "no": "unplanned"})
"""How a move is said: a planned one and an unplanned one are never counted together (needs.md J6)."""


def in_a_few_words(told: Schooling, day: date) -> str:
    """Where and how, for a line: ``Tern Lane School (special school) since 2 June 2026; attending since 2 June 2026``.

    Empty where neither is recorded.
    """
    place, status = told.place_on(day), told.status_on(day)
    parts = []
    if place is not None:
        parts.append(f"{place.setting} ({_lower(type_words(place))}) since {in_words(place.since)}")
    if status is not None:
        parts.append(f"{_lower(status.words)} since {in_words(status.since)}")
    judged = told.suitability
    if judged is not None and not judged.suitable and (place is None or judged.on >= place.since):
        parts.append(f"not thought suitable{f', wanted instead: {_lower(judged.wanted)}' if judged.wanted else ''}")
    return "; ".join(parts)


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def type_words(place: Placement) -> str:
    """The type of a place as people say it; ``type not told`` where it is not on the record."""
    return "type not told" if place.type in _QUIET else said_words("placement", "type", place.type)


def terms_words(place: Placement) -> str:
    """Transport, funding and review in a line: ``transport: arranged from 1 September 2026; band C; jointly funded``."""
    said = dict(place.terms)
    since = f" from {in_words(date.fromisoformat(said['from']))}" if said.get("from") else ""
    transport = _lower(said_words("placement_terms", "transport", said["transport"])) if said.get("transport") else ""
    parts = [f"transport: {transport}{since}" if transport else f"transport{since}" if since else "",
             f"band {said['band']}" if said.get("band") else "",
             "jointly funded" if said.get("joint") == "yes" else "",
             f"looked at again {in_words(place.review)}" if place.review else ""]  # fmt: skip
    return "; ".join(part for part in parts if part)


def last_day(place: Placement) -> date | None:
    """The last day at a place whose end is recorded (the end is the first day no longer there)."""
    return place.until - timedelta(days=1) if place.until is not None else None
