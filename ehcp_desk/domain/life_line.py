"""The whole life of a case on one line of years: its stages, who had it, and what happened, each in a lane.

Pure, as :mod:`ehcp_desk.domain.strip` is: no pixels and no colours, so that the drawing, speech and the table agree.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ehcp_desk.clock.facts import FACT_KINDS, Family
from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.case import STAGE_WORDS, Stage, stage_moves
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.happenings import happened
from ehcp_desk.domain.record import RecordedFact


class Lane(StrEnum):
    """A line of the drawing, from the top."""

    STAGE = "Stage"
    CASEWORKER = "Caseworker"
    ASSESSMENT = "Assessment"
    REVIEWS = "Reviews, moves"
    DISPUTES = "Disputes"
    CONTACTS = "Contacts"


SPANS = (Lane.STAGE, Lane.CASEWORKER)
"""Lanes of stretches of time; the others hold days."""
_FAMILIES = {
    Family.ASSESSMENT: Lane.ASSESSMENT, Family.REASSESSMENT: Lane.ASSESSMENT, Family.REVIEW: Lane.REVIEWS,
    Family.TRANSFER: Lane.REVIEWS, Family.MOVE: Lane.REVIEWS, Family.APPEAL: Lane.DISPUTES, Family.MEDIATION: Lane.DISPUTES,
}  # fmt: skip
_KINDS = {
    "contact": Lane.CONTACTS, "meeting": Lane.CONTACTS, "complaint": Lane.DISPUTES, "pre_action_letter": Lane.DISPUTES,
    "ombudsman": Lane.DISPUTES, "ombudsman_complaint_received": Lane.DISPUTES, "challenge": Lane.DISPUTES,
    "placement": Lane.REVIEWS,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch from a day to a day; ``end`` None goes on."""

    lane: Lane
    start: date
    end: date | None
    words: str


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened on a day."""

    lane: Lane
    on: date
    words: str


@dataclass(frozen=True, slots=True)
class LifeLine:
    """What is drawn from ``first`` to ``as_at``; only lanes that hold something are there."""

    first: date
    as_at: date
    spans: tuple[Span, ...]
    moments: tuple[Moment, ...]

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """The lanes that hold something, from the top."""
        held = {span.lane for span in self.spans} | {moment.lane for moment in self.moments}
        return tuple(lane for lane in Lane if lane in held)

    @property
    def sentence(self) -> str:
        """What somebody hears who does not see it."""
        held = [
            f"{lane.value.lower()} {so_many(many, 'entry', 'entries')}"
            for lane in self.lanes
            if (many := sum(one.lane is lane for one in self.moments))
        ]
        now = next((span.words for span in reversed(self.spans) if span.lane is Lane.STAGE), "nothing recorded")
        told = f" Recorded: {', '.join(held)}." if held else ""
        return f"From {in_words(self.first)} to {in_words(self.as_at)}, now: {now}.{told}"

    @property
    def table(self) -> list[tuple[str, str, str, str]]:
        """The table behind it: its heads, then each stretch and each day, the oldest first."""
        spans = [(s.start, in_words(s.end) if s.end else "goes on", s.lane.value, s.words) for s in self.spans]
        moments = [(m.on, "", m.lane.value, m.words) for m in self.moments]
        rows = sorted([*spans, *moments], key=lambda row: row[0])
        return [
            ("Day", "Until", "Lane", "What"),
            *((in_words(day), end, lane, words) for day, end, lane, words in rows),
        ]


def life_line(facts: Iterable[RecordedFact], as_at: date) -> LifeLine:
    """The life of a case from the entries that stand on or before a day."""
    stand = sorted((f for f in facts if f.stands and f.fact.on <= as_at), key=lambda f: f.order)
    spans = _spans(Lane.STAGE, _stages(stand, as_at)) + _spans(Lane.CASEWORKER, _caseworkers(stand))
    moments = tuple(
        Moment(lane, f.fact.on, happened(f.fact)) for f in stand if (lane := _lane(f.fact.kind)) is not None
    )
    days = [span.start for span in spans] + [moment.on for moment in moments]
    return LifeLine(min(days, default=as_at), as_at, tuple(spans), moments)


def _lane(kind: str) -> Lane | None:
    known = FACT_KINDS.get(kind)
    return _KINDS.get(kind) or (_FAMILIES.get(known.family) if known is not None else None)


def _stages(stand: Iterable[RecordedFact], as_at: date) -> list[tuple[date, str]]:
    moves = stage_moves((f.fact for f in stand), as_at)
    return [(on, STAGE_WORDS[stage]) for on, stage in moves if stage is not Stage.UNKNOWN]


def _caseworkers(stand: Iterable[RecordedFact]) -> list[tuple[date, str]]:
    return [(f.fact.on, f.fact.attrs.get("to", "") if f.fact.kind == "assigned" else "")
            for f in stand if f.fact.kind in ("assigned", "unassigned")]  # fmt: skip


def _spans(lane: Lane, changes: list[tuple[date, str]]) -> list[Span]:
    """Stretches between changes; what changes nothing begins none, and of one day the last stands."""
    spans: list[Span] = []
    by_day = dict(changes)
    words_now = ""
    for on, words in by_day.items():
        if words == words_now:
            continue
        if spans and spans[-1].end is None:
            spans[-1] = Span(lane, spans[-1].start, on, spans[-1].words)
        if words:
            spans.append(Span(lane, on, None, words))
        words_now = words
    return spans
