"""The reviews of a plan, one after another: due, booked, invited, contributed to, held, decided, amended.

Each is put together from the entries whenever it is read, and its limits are those the clock worked out: nothing of it
is kept.  A review ends with the decision told to the family (needs.md G2, G3); the next entry of a review begins another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import takewhile

from ehcp_desk.clock.model import Deadline, State, Timeline
from ehcp_desk.domain.record import RecordedFact

REVIEW_LIMITS = ("R_FIRST_REVIEW", "R_NEXT_REVIEW", "D_REVIEW_12M", "D_REVIEW_3M")
"""The limits by which a review must be finished.  Of the two for a plan that moved in only the later is one."""
REVIEW_RULES = (*REVIEW_LIMITS, "R_UNDER5")
"""These, and the guidance for the youngest."""
_FRONT = ("review_meeting_planned", "review_invitations_sent", "review_contribution", "review_advice_circulated")
_AFTER = ("review_report_sent", "amendment_notice_sent", "representations_received", "not_amending_notified",
          "amended_plan_sent")  # fmt: skip
_HELD, _DECIDED, _MEETING = "review_meeting_held", "review_decision_notified", "meeting"
REVIEW_KINDS: tuple[str, ...] = (*_FRONT, *_AFTER, _HELD, _DECIDED, _MEETING)


class Step(StrEnum):
    """Where a review stands."""

    DUE = "Not begun"
    BOOKED = "Meeting booked"
    HELD = "Held, decision to be told"
    NOTICE = "To amend, notice to be sent"
    FINAL = "To amend, plan to be sent"
    DONE = "Finished"


@dataclass(slots=True)
class Review:
    """One review.  ``entries`` are all its entries in order; ``due`` is the limit it was finished by, or must be."""

    entries: list[RecordedFact] = field(default_factory=list)
    due: Deadline | None = None

    def _on(self, *kinds: str) -> date | None:
        return next((e.fact.on for e in reversed(self.entries) if e.fact.kind in kinds), None)

    @property
    def planned(self) -> tuple[date, ...]:
        """Each day the meeting was planned for, as it was written down; the last is the day that counts."""
        told = [e for e in self.entries if e.fact.kind == "review_meeting_planned"]
        return tuple(e.fact.on for e in sorted(told, key=lambda e: e.first_written))

    @property
    def invited(self) -> date | None:
        """When invitations went out."""
        return self._on("review_invitations_sent")

    @property
    def circulated(self) -> date | None:
        """When the advice for it was circulated."""
        return self._on("review_advice_circulated")

    @property
    def held(self) -> date | None:
        """When the meeting was held."""
        return self._on(_HELD)

    @property
    def reported(self) -> date | None:
        """When the report of the meeting was sent."""
        return self._on("review_report_sent")

    @property
    def decision(self) -> RecordedFact | None:
        """What the council decided, told to the family."""
        return next((e for e in self.entries if e.fact.kind == _DECIDED), None)

    @property
    def outcome(self) -> str:
        """``keep``, ``amend`` or ``cease``; empty while it is not told, or was told without saying."""
        return self.decision.fact.attrs.get("outcome", "") if self.decision is not None else ""

    @property
    def noticed(self) -> date | None:
        """When the notice of amendments was sent."""
        return self._on("amendment_notice_sent")

    @property
    def amended(self) -> date | None:
        """When the amended plan was sent."""
        return self._on("amended_plan_sent")

    @property
    def not_held(self) -> tuple[RecordedFact, ...]:
        """Meetings cancelled or moved, each with its reason (needs.md G4)."""
        return tuple(e for e in self.entries if e.fact.kind == _MEETING)

    @property
    def contributions(self) -> tuple[tuple[str, RecordedFact], ...]:
        """Who was asked to contribute, and the newest that is recorded of each (needs.md G8)."""
        newest: dict[str, tuple[str, RecordedFact]] = {}
        for entry in self.entries:
            if entry.fact.kind == "review_contribution":
                who = entry.fact.attrs.get("who", "")
                newest[who.casefold()] = (who, entry)
        return tuple(newest.values())

    @property
    def given(self) -> int:
        """How many of those have contributed."""
        return sum(e.fact.attrs.get("state") in ("returned", "spoken") for _, e in self.contributions)

    @property
    def step(self) -> Step:
        """Where it stands."""
        if self.decision is None:
            return Step.HELD if self.held else Step.BOOKED if self.planned else Step.DUE
        settled = self.amended or self._on("not_amending_notified")
        if self.outcome != "amend" or settled:
            return Step.DONE
        return Step.FINAL if self.noticed else Step.NOTICE

    @property
    def newest(self) -> int:
        """The number of its newest entry; 0 where it has none."""
        return self.entries[-1].id if self.entries else 0


@dataclass(frozen=True, slots=True)
class Reviews:
    """Every review of a plan, the newest first, and the limit that the next one must be finished by."""

    every: tuple[Review, ...] = ()
    next_due: Deadline | None = None

    @property
    def under_way(self) -> tuple[Review, ...]:
        """Those begun and not finished since the last that was finished, the newest first: the next may be booked while
        the plan is still to be amended after the one before."""
        return tuple(takewhile(lambda review: review.step is not Step.DONE, self.every))


def reviews_of(facts: Iterable[RecordedFact], timeline: Timeline) -> Reviews:
    """The reviews that the entries that stand tell of, each with its limit.  Entries of other kinds do no harm."""
    told = sorted((f for f in facts if f.stands and _of_a_review(f)), key=lambda f: f.order)
    found: list[Review] = []
    for entry in told:
        if not found or _begins_another(found[-1], entry):
            if entry.fact.kind in ("representations_received", "amended_plan_sent") and not found:
                continue  # comments on the first draft, and a plan amended before any review, are of no review
            found.append(Review())
        found[-1].entries.append(entry)
    limits = [d for d in timeline.deadlines if d.rule in REVIEW_RULES]
    _give_limits(found, limits)
    return Reviews(tuple(reversed(found)), next_review(limits))


EARLY_KINDS: tuple[str, ...] = ("exclusion", "help_request", "attendance", "placement_ended")
"""What should bring a review forward (needs.md G5): an exclusion or being sent home, a school that asks for help, low
attendance, a placement that ended without being planned."""
LOOKED_AT: tuple[str, ...] = ("review_meeting_planned", _HELD, _DECIDED, "decision")
"""What shows that a review was thought of since."""


def early_prompts(facts: Iterable[RecordedFact], low: int) -> tuple[RecordedFact, ...]:
    """What happened since a review was last planned, held or decided, or decided not to be brought forward, and should
    bring one forward; the newest first.  ``low`` is the attendance, in per cent, under which it counts."""
    told = [f for f in facts if f.stands]
    looked = max((_seen_on(f) for f in told if _looked_at(f)), default=date.min)
    wanted = (f for f in told if f.fact.kind in EARLY_KINDS and f.fact.on > looked and _significant(f, low))
    return tuple(sorted(wanted, key=lambda f: f.order, reverse=True))


def _looked_at(entry: RecordedFact) -> bool:
    """A decision counts where it was one not to do something: to bring the review forward, or change the place."""
    return entry.fact.kind in LOOKED_AT and (entry.fact.kind != "decision" or entry.fact.attrs.get("did") == "not_to")


def _seen_on(entry: RecordedFact) -> date:
    """A meeting planned answers what was known when it was first written down, whatever day it is planned for."""
    return entry.first_day if entry.fact.kind == "review_meeting_planned" else entry.fact.on


def _significant(entry: RecordedFact, low: int) -> bool:
    attrs = entry.fact.attrs
    if entry.fact.kind == "attendance":
        return Decimal(attrs.get("percent", "100")) < low
    return entry.fact.kind != "placement_ended" or attrs.get("planned") == "no"


def next_review(limits: Sequence[Deadline]) -> Deadline | None:
    """The limit the next review must be finished by: the earliest that is open and binds, else guidance.  A limit of the
    law that is none any more gave way to a later one, and is not the day to keep."""
    open_ = (State.RUNNING, State.OVERDUE, State.RELIEVED)
    running = [d for d in limits if d.met_on is None
               and (d.state in open_ or (d.state is State.NOT_A_LIMIT and not d.binds))]  # fmt: skip
    return min(running, key=lambda d: (not d.binds, d.due), default=None)


def _of_a_review(entry: RecordedFact) -> bool:
    kind, attrs = entry.fact.kind, entry.fact.attrs
    if kind == _MEETING:
        return attrs.get("kind") == "review" and attrs.get("held") in ("cancelled", "moved")
    if kind == "amendment_notice_sent":
        return attrs.get("basis") != "other"
    if kind == "amended_plan_sent":
        return attrs.get("basis") not in ("order", "other")
    return kind in REVIEW_KINDS


def _begins_another(now: Review, entry: RecordedFact) -> bool:
    """A review is over once its decision is told: what prepares, holds or decides one after that is the next."""
    kind = entry.fact.kind
    if now.decision is not None:
        return kind in (*_FRONT, _HELD, _DECIDED, _MEETING, "review_report_sent")
    return kind == _HELD and now.held is not None


def _give_limits(reviews: Sequence[Review], limits: Sequence[Deadline]) -> None:
    """A finished review has the limit its decision met; the one under way has the one still open."""
    by_day = {d.met_on: d for d in limits if d.met_on is not None and d.binds}
    for review in reviews:
        if review.decision is not None:
            review.due = by_day.get(review.decision.fact.on)
    if reviews and reviews[-1].decision is None:
        reviews[-1].due = next_review(limits)
