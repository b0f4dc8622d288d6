"""The geometry of the 20-week clock strip, in days from receipt, with the sentence that says it (design.md section 8).

Pure: no pixels and no colours, so that screen, speech and paper draw the same thing.  Day 0 is the day of receipt;
stages end on days 42, 112 and 140, and the drawing on day 182 (26 weeks).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ehcp_desk.clock.model import State
from ehcp_desk.domain.dates import day_count, in_words, with_weekday
from ehcp_desk.domain.wording import DUE_SOON_DAYS, Mark, mark_of, state_words

if TYPE_CHECKING:
    from ehcp_desk.domain.worklist import Summary

SIX, SIXTEEN, TWENTY, END = 42, 112, 140, 182
STAGES = ((0, SIX, "Decide whether to assess"), (SIX, SIXTEEN, "Gather advice, decide on a plan"),
          (SIXTEEN, TWENTY, "Draft and finalise"))  # fmt: skip
PAST = "Past 20 weeks"


@dataclass(frozen=True, slots=True)
class StripFacts:
    """What the strip is drawn from.

    ``decided_on`` is the day parents were told whether there will be an assessment and ``decided_to_assess`` what
    they were told; ``plan_decided_on`` the day they were told a plan will be made, where that is recorded apart
    from the draft.  ``withdrawn_on`` is any other end of the case.  ``*_relieved`` say that a limit was lifted.
    """

    received: date | None
    as_at: date
    decided_on: date | None = None
    decided_to_assess: bool | None = None
    plan_decided_on: date | None = None
    no_plan_on: date | None = None
    draft_on: date | None = None
    final_on: date | None = None
    withdrawn_on: date | None = None
    six_relieved: bool = False
    sixteen_relieved: bool = False
    twenty_relieved: bool = False
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """A filled piece of the strip, from a day up to a day.  ``OVERDUE`` and ``RELIEVED`` are drawn hatched."""

    start: int
    end: int
    mark: Mark


@dataclass(frozen=True, slots=True)
class Ring:
    """Something done on a day; dashed where the date is approximate."""

    day: int
    words: str
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Limit:
    """The line at 6, 16 or 20 weeks: its date, and how the duty stands (``mark`` None where nothing binds)."""

    day: int
    weeks: int
    on: date | None
    mark: Mark | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Strip:
    """Everything to draw, and what to say.

    ``today`` is None once the clock has stopped or run past week 26.  ``stop`` is the day a case ended early: what
    follows is a thin line.  ``torn`` says that the fill runs past the end.  ``known`` is False without a request date.
    """

    segments: tuple[Segment, ...]
    rings: tuple[Ring, ...]
    limits: tuple[Limit, ...]
    today: int | None
    week: int | None
    received: date | None
    as_at: date
    stop: int | None = None
    torn: bool = False
    known: bool = True
    sentence: str = ""


def strip(facts: StripFacts) -> Strip:
    """The strip of a case on a day."""
    if facts.received is None:
        return Strip((), (), tuple(Limit(d, d // 7, None) for d in (SIX, SIXTEEN, TWENTY)), None, None, None,
                     facts.as_at, known=False, sentence="20-week clock not known: no request date.")  # fmt: skip
    return _Drawing(facts, facts.received).drawn()


def from_summary(summary: Summary, as_at: date) -> Strip:
    """The strip of a row in a list, from what the record keeps beside the case."""
    lifted = summary.relieved_rules
    return strip(
        StripFacts(
            received=summary.received,
            as_at=as_at,
            decided_on=summary.decided_on,
            decided_to_assess=summary.decided_to_assess,
            no_plan_on=summary.no_plan_on,
            draft_on=summary.draft_on,
            final_on=summary.final_on,
            withdrawn_on=summary.ended_on,
            six_relieved="A_DECIDE_ASSESS" in lifted,
            sixteen_relieved="A_DECIDE_NOT_ISSUE" in lifted,
            twenty_relieved="A_FINAL_PLAN" in lifted,
            approximate=summary.approximate,
        )
    )


class _Drawing:
    """Works through the three stages in order; each takes up where the one before left off."""

    def __init__(self, facts: StripFacts, received: date) -> None:
        self.facts, self.received = facts, received
        self.now = (facts.as_at - received).days
        self.decided = self._day(facts.decided_on)
        self.no_plan = self._day(facts.no_plan_on)
        self.final = self._day(facts.final_on)
        drafted = self._day(facts.draft_on)
        told = self._day(facts.plan_decided_on)
        self.plan_decided = told if told is not None else drafted
        self.segments: list[Segment] = []
        refused = facts.decided_to_assess is False and self.plan_decided is None and self.final is None
        self.stop = self.decided if refused else None
        self.refused = self.stop is not None
        if self.stop is None and self.final is None:
            self.stop = self.no_plan if self.no_plan is not None else self._day(facts.withdrawn_on)

    def _day(self, on: date | None) -> int | None:
        """Days from receipt; None for what had not happened by the day asked about."""
        return (on - self.received).days if on is not None and on <= self.facts.as_at else None

    @property
    def reached(self) -> int:
        """The last day anything is drawn up to: the end of the case, or the day asked about."""
        if self.final is not None:
            return self.final
        return self.stop if self.stop is not None else self.now

    def drawn(self) -> Strip:
        self._first_stage()
        self._second_stage()
        self._third_stage()
        stopped = self.final is not None or self.stop is not None
        torn = any(s.end > END for s in self.segments)
        ordinal = max(1, -(-self.now // 7)) if self.now >= 0 else None
        return Strip(
            segments=tuple(s for s in self.segments if s.end > s.start),
            rings=self._rings(),
            limits=self._limits(),
            today=self.now if not stopped and 0 <= self.now <= END else None,
            week=None if stopped else ordinal,
            received=self.received,
            as_at=self.facts.as_at,
            stop=self.stop,
            torn=torn,
            sentence=self._sentence(ordinal, stopped),
        )

    # -- fills -----------------------------------------------------------------------------------------------

    def _fill(self, start: int, end: int, mark: Mark) -> None:
        self.segments.append(Segment(max(0, start), max(0, end), mark))

    def _first_stage(self) -> None:
        late = Mark.RELIEVED if self.facts.six_relieved else Mark.OVERDUE
        done = self.decided
        if done is not None:
            self._fill(0, min(SIX, self.now if not self.refused else done), Mark.MET)
            self._fill(SIX, done, late)
        elif self.plan_decided is not None or self.final is not None:
            # Something later has happened, so a decision was told, but nobody has recorded when.
            self._fill(0, min(SIX, self.reached), Mark.UNKNOWN)
        else:
            self._fill(0, min(SIX, self.reached), self._in_hand(SIX))
            if self.stop is None:
                self._fill(SIX, self.reached, late)
            else:
                self._fill(SIX, self.reached, self._in_hand(SIX))

    def _second_stage(self) -> None:
        if self.refused or (self.decided is None and self.plan_decided is None and self.final is None):
            return
        start = max(SIX, self.decided or 0)
        if self.no_plan is not None and self.final is None:
            self._fill(start, min(SIXTEEN, self.no_plan), Mark.MET)
            self._fill(max(start, SIXTEEN), self.no_plan,
                       Mark.RELIEVED if self.facts.sixteen_relieved else Mark.OVERDUE)  # fmt: skip
        elif self.plan_decided is not None or self.final is not None:
            self._fill(start, min(SIXTEEN, self.now if self.stop is None else self.reached), Mark.MET)
        else:
            limit = SIXTEEN if self.now <= SIXTEEN else TWENTY
            self._fill(start, min(limit, self.reached), self._in_hand(limit))
            self._past_twenty()

    def _third_stage(self) -> None:
        if self.no_plan is not None and self.final is None:
            return
        start = max(SIXTEEN, self.decided or 0)
        if self.final is not None:
            self._fill(start, min(TWENTY, self.now), Mark.MET)
            self._past_twenty()
        elif self.plan_decided is not None:
            self._fill(start, min(TWENTY, self.reached), self._in_hand(TWENTY))
            self._past_twenty()

    def _past_twenty(self) -> None:
        """From the limit to the day it was sent, or to today.  The limit line never moves."""
        start = max(TWENTY, self.decided or 0)
        if self.stop is not None:
            self._fill(start, self.reached, Mark.ENDED)
        else:
            self._fill(start, self.reached, Mark.RELIEVED if self.facts.twenty_relieved else Mark.OVERDUE)

    def _in_hand(self, limit: int) -> Mark:
        if self.stop is not None:
            return Mark.ENDED
        left = limit - self.now
        return Mark.DUE_SOON if 0 <= left <= DUE_SOON_DAYS else Mark.RUNNING

    # -- marks and words -------------------------------------------------------------------------------------

    def _rings(self) -> tuple[Ring, ...]:
        done = ((self.decided, "Decision to assess told"), (self.plan_decided, "Decision on a plan told"),
                (self.no_plan, "Decision not to make a plan told"), (self.final, "Final plan sent"))  # fmt: skip
        return tuple(
            Ring(day, words, self.facts.approximate) for day, words in done if day is not None and 0 <= day <= END
        )

    def _limits(self) -> tuple[Limit, ...]:
        return (
            self._limit(SIX, *self._six()),
            self._limit(SIXTEEN, *self._sixteen()),
            self._limit(TWENTY, *self._twenty()),
        )

    def _limit(self, day: int, mark: Mark | None, words: str) -> Limit:
        return Limit(day, day // 7, self.received + timedelta(days=day), mark, words)

    def _stands(self, limit: int, done: int | None, relieved: bool) -> tuple[Mark, str]:
        """How a limit that binds stands: its mark and exact words."""
        if done is not None:
            state, days = (State.MET, limit - done) if done <= limit else (State.MET_LATE, done - limit)
            if relieved and state is State.MET_LATE:
                state = State.RELIEVED
        elif relieved:
            state, days = State.RELIEVED, 0
        else:
            late = self.now - limit
            state, days = (State.OVERDUE, late) if late > 0 else (State.RUNNING, -late)
        return mark_of(state, days), state_words(state, days)

    def _six(self) -> tuple[Mark | None, str]:
        if self.decided is not None:
            return self._stands(SIX, self.decided, self.facts.six_relieved)
        if self.plan_decided is not None or self.final is not None:
            return Mark.UNKNOWN, "not known: no date recorded"
        return (None, "") if self.stop is not None else self._stands(SIX, None, self.facts.six_relieved)

    def _sixteen(self) -> tuple[Mark | None, str]:
        """Week 16 binds only a decision not to make a plan, so an undecided case is never red here."""
        if self.no_plan is not None and self.final is None:
            return self._stands(SIXTEEN, self.no_plan, self.facts.sixteen_relieved)
        if self.plan_decided is not None:
            if self.plan_decided <= SIXTEEN:
                return self._stands(SIXTEEN, self.plan_decided, False)
            return None, f"decided {in_words(self.received + timedelta(days=self.plan_decided))}"
        if self.stop is not None or self.final is not None or self.decided is None or self.now > SIXTEEN:
            return None, ""
        return self._stands(SIXTEEN, None, False)

    def _twenty(self) -> tuple[Mark | None, str]:
        if self.stop is not None:
            return None, ""
        if self.decided is None and self.plan_decided is None and self.final is None and self.now <= SIX:
            # The six-week decision comes first; the later limits carry their dates only.
            return None, ""
        return self._stands(TWENTY, self.final, self.facts.twenty_relieved)

    # -- speech ----------------------------------------------------------------------------------------------

    def _sentence(self, ordinal: int | None, stopped: bool) -> str:
        parts = [f"Week {ordinal} of 20." if ordinal is not None and not stopped else ""]
        if self.refused and self.stop is not None:
            return f"Ended: assessment refused {self._on(self.stop)}. {self._said('Decision', self._six())}"
        parts.append(self._said("Decision to assess", self._six(), SIX))
        if self.no_plan is not None and self.final is None:
            parts.append(self._said("Decision not to make a plan", self._sixteen()))
            parts.append(f"Ended: no plan to be made, told {self._on(self.no_plan)}.")
        elif self.stop is not None:
            parts.append(f"Ended {self._on(self.stop)}.")
        else:
            parts.append(self._said("Decision on a plan", self._sixteen(), SIXTEEN))
            parts.append(self._said("Final plan", self._twenty(), TWENTY))
        return " ".join(part for part in parts if part)

    def _on(self, day: int) -> str:
        return in_words(self.received + timedelta(days=day))

    def _said(self, duty: str, stands: tuple[Mark | None, str], limit: int | None = None) -> str:
        mark, words = stands
        if mark is None:
            return f"{duty} {words}." if words else ""
        on = self.received + timedelta(days=limit) if limit is not None else None
        if on is not None and mark in (Mark.RUNNING, Mark.DUE_SOON):
            return f"{duty} due {with_weekday(on)}, {words}."
        if on is not None and mark in (Mark.OVERDUE, Mark.RELIEVED):
            joint = ": " if mark is Mark.RELIEVED else " "
            return f"{duty}{joint}{words}, was due {in_words(on)}."
        return f"{duty} {words}."


def gone_words(received: date, as_at: date) -> str:
    """``18 weeks 2 days gone``, the line under the week number."""
    days = max(0, (as_at - received).days)
    weeks, over = divmod(days, 7)
    week_words = "1 week" if weeks == 1 else f"{weeks} weeks"
    if not over:
        return f"{week_words} gone"
    return f"{day_count(over)} gone" if not weeks else f"{week_words} {day_count(over)} gone"
