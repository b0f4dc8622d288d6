"""The monthly return as a value: what each indicator means, its figure, and the cases that are the figure.

A figure is never typed in.  It is worked out from a numerator and a denominator, and those are counted from a list of
cases that travels with it (needs.md P2, P12, X1 to X21).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import NamedTuple

from ehcp_desk.clock.model import NOTHING
from ehcp_desk.domain.return_papers import Comparison, Polarity, TargetStatus

__all__ = [
    "Band", "Comparison", "Definition", "Definitions", "DelayLine", "Figure", "FigureKind", "FlowLine", "Headings", "LeftOut",
    "ListedCase", "MonthlyReturn", "OfficerNote", "Polarity", "Post", "ReturnLine", "TargetStatus", "Trend",
    "TrendPoint", "Window", "compared", "status_of",
]  # fmt: skip


class FigureKind(StrEnum):
    """How a value is worked out: a share in per cent, a count, a mean over the cases, cases over posts, what came less
    what went (the list counts what came), or so many for every 10,000."""

    RATE = "rate"
    COUNT = "count"
    MEAN = "mean"
    RATIO = "ratio"
    NET = "net"
    PER_10000 = "per_10000"


SCALES = {FigureKind.RATE: 100, FigureKind.PER_10000: 10_000}


class Window(StrEnum):
    """Whether an indicator looks at what happened in the month or at how things stood on its as-at day."""

    MONTH = "month"
    SNAPSHOT = "snapshot"


@dataclass(frozen=True, slots=True)
class Headings:
    """What the dates of a case list are called for one indicator; an empty heading leaves the column out.

    ``days`` heads the number of days the indicator counts, ``why`` the words that go with a row.
    """

    start: str = "received"
    due: str = ""
    end: str = ""
    days: str = "days"
    why: str = "detail"

    @property
    def shown(self) -> tuple[str, ...]:
        """The headings of the columns that are there, in order."""
        return tuple(h for h in (self.start, self.due, self.end, self.days, self.why) if h)


@dataclass(frozen=True, slots=True)
class Definition:
    """One version of one indicator: what is counted, over what, and which way is better.

    ``measure`` names the count in ``services/oversight/measures.py``; ``options`` are its parameters.  ``of`` is the
    code of the whole this indicator is a part of (empty for a whole).  The version holds for months that end on or
    after ``valid_from`` and before ``valid_to``.  ``main`` puts it on the front page, ``trend`` shows it over thirteen
    months, and ``whole`` says that every case it lists counts.  ``over`` names a denominator that is no list:
    ``posts``, or a number the council enters (``residents``, ``months`` to recovery, commissioned ``places``).
    """

    code: str
    version: str
    title: str
    polarity: Polarity
    kind: FigureKind
    unit: str
    window: Window
    measure: str
    words: str
    source: str
    valid_from: date
    valid_to: date | None = None
    options: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    headings: Headings = field(default_factory=Headings)
    of: str = ""
    trend: bool = False
    main: bool = False
    whole: bool = False
    over: str = ""

    def holds_on(self, day: date) -> bool:
        """True where this version governs a month that ends on ``day``."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class Definitions:
    """Every version of every indicator, in the order they are printed, with the version of the set and its digest."""

    version: str
    digest: str
    every: tuple[Definition, ...]

    def on(self, day: date) -> tuple[Definition, ...]:
        """The definitions that govern a month ending on ``day``, each code once."""
        return tuple(d for d in self.every if d.holds_on(day))


@dataclass(frozen=True, slots=True)
class Figure:
    """A numerator, a denominator, and the value that follows from them.  The value is None where there is nothing to
    divide by: no cases is not 0 %."""

    kind: FigureKind
    numerator: Decimal | None
    denominator: Decimal | None

    @property
    def value(self) -> Decimal | None:
        """The value to the one decimal it is printed with; counts are whole.  2 of 169 gives 1.2."""
        if self.numerator is None:
            return None
        if self.kind is FigureKind.COUNT:
            return self.numerator
        if self.kind is FigureKind.NET:
            return None if self.denominator is None else 2 * self.numerator - self.denominator
        if not self.denominator:
            return None
        scale = SCALES.get(self.kind, 1)
        return (self.numerator * scale / self.denominator).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


class ListedCase(NamedTuple):
    """A case, or a request for advice, in an indicator's denominator, and the dates that decided it.

    ``days`` is what the indicator counts in days (days to the final plan, days waited).  ``why`` says in a few words
    what the dates alone do not: the body asked, the ground of a relief, who holds the case.
    """

    case_id: int
    ref: str
    child: str
    counted: bool
    start: date | None = None
    due: date | None = None
    end: date | None = None
    days: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A case an indicator would have counted but for a stated reason (needs.md Q2)."""

    code: str
    case_id: int
    ref: str
    on: date | None
    why: str


@dataclass(frozen=True, slots=True)
class Post:
    """One officer in post on the as-at day and the part of full time they work: the denominator of K45."""

    name: str
    team: str
    fte: Decimal


@dataclass(frozen=True, slots=True)
class OfficerNote:
    """What an officer wrote about one figure of one month."""

    text: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """One indicator of the month: its figure, its target, the same month last year, its notes and its cases.

    ``sentence`` says n of N in words.  ``last_year`` has no numerator where the record does not reach back so far.
    ``ref`` is the council's own reference for the promise it serves, ``outturn`` last year's final figure as it was
    published, ``quarter`` the quarter to date, ``state`` what stands beside or in place of a number (not entered, n/a,
    new indicator, lagged, provisional), ``last_note`` what the officer wrote a month before,
    ``unverified`` how many of its cases came from a file and have been verified by nobody.
    """

    definition: Definition
    figure: Figure
    cases: tuple[ListedCase, ...]
    sentence: str
    detail: str = ""
    target: Decimal | None = None
    target_words: str = ""
    status: TargetStatus = TargetStatus.NONE
    last_year: Figure | None = None
    comparison: Comparison = Comparison.NONE
    note: OfficerNote | None = None
    ref: str = ""
    outturn: str = ""
    quarter: Figure | None = None
    state: str = ""
    last_note: OfficerNote | None = None
    unverified: int = 0

    @property
    def code(self) -> str:
        """The indicator's code."""
        return self.definition.code

    @property
    def note_wanted(self) -> bool:
        """True where the figure is below or well below its target and nobody has said why yet (needs.md 4.1)."""
        return self.note is None and self.status in (TargetStatus.BELOW, TargetStatus.WELL_BELOW)

    @property
    def note_words(self) -> str:
        """n of N, then what the officer wrote."""
        return f"{self.sentence} {self.note.text}" if self.note else self.sentence


@dataclass(frozen=True, slots=True)
class FlowLine:
    """Cases in one stage: how many stood there when the month opened, came in, went out, and stand there at its close.

    ``ways`` says how they left, where leaving is the end of the case (plans sent, refused and so on).
    """

    stage: str
    opening: int
    came_in: int
    went_out: int
    closing: int
    ways: tuple[tuple[str, int], ...] = ()

    @property
    def balances(self) -> bool:
        """True where opening plus in less out is closing."""
        return self.opening + self.came_in - self.went_out == self.closing


@dataclass(frozen=True, slots=True)
class DelayLine:
    """One cause of delay and who holds the work: how many cases past twenty weeks, and the longest in days over.

    ``code`` is the line of the return whose list holds them.
    """

    code: str
    cause: str
    party: str
    cases: int
    longest: int


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One month of a run of thirteen, with the target set for it and what the council wrote beside it."""

    month: date
    figure: Figure
    target: Decimal | None = None
    annotation: str = ""


@dataclass(frozen=True, slots=True)
class Trend:
    """Thirteen months of one indicator, the return's own month last."""

    code: str
    title: str
    points: tuple[TrendPoint, ...]


def state_words(line: ReturnLine, pack: str = "monthly") -> str:
    """What stands beside a figure: ``month running``, ``month closed``, ``not verified``; any other state as it is.

    Nothing is final before it is signed, so beside no figure is it said.
    """
    running = "not verified" if line.unverified else f"{_SPANS[pack]} running"
    return {"provisional": running, "final": f"{_SPANS[pack]} closed"}.get(line.state, line.state)


_SPANS = {"monthly": "month", "weekly": "week", "quarterly": "quarter"}


@dataclass(frozen=True, slots=True)
class MonthlyReturn:
    """The month's figures with everything needed to make them again: as-at day, moment, definitions, law, journal.

    ``provisional`` is True until the month is over.  ``prepared_at`` is the moment of extraction, in UTC.
    ``pack`` is monthly, weekly or quarterly; ``month`` the first day of what it counts and ``stamp`` its name in files.
    """

    council: str
    service: str
    month: date
    as_at: date
    provisional: bool
    prepared_at: datetime
    prepared_by: str
    definitions_version: str
    definitions_digest: str
    ruleset: str
    ruleset_digest: str
    journal_seq: int
    journal_head: str
    journal_at: datetime | None
    lines: tuple[ReturnLine, ...]
    flow: tuple[FlowLine, ...]
    trends: tuple[Trend, ...]
    posts: tuple[Post, ...]
    left_out: tuple[LeftOut, ...]
    bands_words: str = ""
    delays: tuple[DelayLine, ...] = ()
    pack: str = "monthly"
    stamp: str = ""
    period_words: str = ""
    year_ago_words: str = ""

    @property
    def standing(self) -> str:
        """How final it is, on screen and paper alike: ``provisional``, ``month over, not yet signed``."""
        return "provisional" if self.provisional else f"{_SPANS[self.pack]} over, not yet signed"

    def line(self, code: str) -> ReturnLine:
        """The line with this code.  Raises KeyError where the month has none."""
        for line in self.lines:
            if line.code == code:
                return line
        raise KeyError(code)

    @property
    def on_target(self) -> tuple[int, int]:
        """How many indicators are on or above target, and how many have a target to be judged by (needs P14)."""
        judged = [x for x in self.lines if x.status not in (TargetStatus.NONE, TargetStatus.BEING_SET)]
        good = (TargetStatus.ON, TargetStatus.ABOVE, TargetStatus.WELL_ABOVE)
        return sum(x.status in good for x in judged), len(judged)

    @property
    def improved(self) -> tuple[int, int]:
        """How many indicators improved on the same month last year, and how many can be compared."""
        compared_lines = [x for x in self.lines if x.comparison is not Comparison.NONE]
        return sum(x.comparison is Comparison.IMPROVED for x in compared_lines), len(compared_lines)


def compared(now: Figure, before: Figure | None, polarity: Polarity) -> Comparison:
    """This month against the same month last year, by polarity: a falling backlog has improved (needs.md P2)."""
    if before is None or now.value is None or before.value is None or polarity is Polarity.NONE:
        return Comparison.NONE
    if now.value == before.value:
        return Comparison.SAME
    rose = now.value > before.value
    return Comparison.IMPROVED if rose is (polarity is Polarity.HIGHER) else Comparison.WORSENED


@dataclass(frozen=True, slots=True)
class Band:
    """How far from target is still "on", and from where it is "well" above or below."""

    on: Decimal
    well: Decimal


def status_of(
    value: Decimal | None, target: Decimal | None, polarity: Polarity, band: Band, points: bool
) -> TargetStatus:
    """A value against its target in five steps.

    The distance is in percentage points where ``points`` is set (rates), else in per cent of the target; a target of 0
    that is missed is missed by everything.  On is up to and including ``band.on``; well starts at ``band.well``.
    """
    if value is None or target is None or polarity is Polarity.NONE:
        return TargetStatus.NONE
    ahead = value - target if polarity is Polarity.HIGHER else target - value
    if not points:
        ahead = ahead * 100 / abs(target) if target else Decimal(0) if not ahead else ahead.copy_sign(ahead) * 1000
    if abs(ahead) <= band.on:
        return TargetStatus.ON
    far = abs(ahead) >= band.well
    if ahead > 0:
        return TargetStatus.WELL_ABOVE if far else TargetStatus.ABOVE
    return TargetStatus.WELL_BELOW if far else TargetStatus.BELOW
