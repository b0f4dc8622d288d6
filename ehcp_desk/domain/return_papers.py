"""What the printed monthly return says, before anybody draws it: lines, balance, series and the cases behind figures.

Services fill these from the record; ``ehcp_desk.reports`` renders them and ``ehcp_desk.exchange`` writes the same
return as CSV and XLSX.  Nothing in them depends on the moment of printing: the same value makes the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from ehcp_desk.domain.papers import PaperHead


class Polarity(StrEnum):
    """Which way is better; ``NONE`` where neither is."""

    HIGHER = "+"
    LOWER = "-"
    NONE = ""


class TargetStatus(StrEnum):
    """A figure against its target."""

    WELL_BELOW = "well below"
    BELOW = "below"
    ON = "on target"
    ABOVE = "above"
    WELL_ABOVE = "well above"
    BEING_SET = "being set"
    NONE = "not judged"
    """There is no target, or no figure to hold against it."""


class Comparison(StrEnum):
    """This month against the same month last year, read by polarity: a falling backlog has improved."""

    IMPROVED = "improved"
    SAME = "same"
    WORSENED = "worsened"
    NONE = ""


class Unit(StrEnum):
    """How a figure is worked out and written: a share of N, a count, or a ratio (cases for each post)."""

    PERCENT = "%"
    COUNT = "cases"
    RATIO = "ratio"
    DAYS = "days"
    NET = "net"
    PER_10000 = "per 10,000"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One line of the return.  Its value is worked out from ``numerator`` and ``denominator``, never typed.

    ``absent`` is what stands where there is no value (``not yet due``, ``not entered``); ``target_words`` stands for
    a target that is not a number (``baseline``).  ``main`` puts it on the first page.  ``state`` is how sure it is, said
    beside the number: month running, month closed, being checked, revised.
    """

    code: str
    title: str
    polarity: Polarity
    definition: str
    definition_version: str
    numerator: Decimal | None
    denominator: Decimal | None
    unit: Unit
    target: Decimal | None = None
    status: TargetStatus = TargetStatus.NONE
    same_period_last_year: Decimal | None = None
    comparison: Comparison = Comparison.NONE
    note: str = ""
    decimals: int = 1
    absent: str = "–"
    target_words: str = "–"
    last_year_words: str = "–"
    main: bool = True
    ref: str = ""
    outturn: str = ""
    note_wanted: bool = True
    state: str = ""

    @property
    def value(self) -> Decimal | None:
        """The figure, to ``decimals`` places; None where it cannot be worked out (no cases is not 0 %)."""
        if self.numerator is None:
            return None
        if self.unit in (Unit.COUNT, Unit.DAYS):
            return self.numerator
        if self.unit is Unit.NET:
            return None if self.denominator is None else 2 * self.numerator - self.denominator
        if not self.denominator:
            return None
        scale = {Unit.PERCENT: 100, Unit.PER_10000: 10_000}.get(self.unit, 1)
        exact = self.numerator * scale / self.denominator
        return exact.quantize(Decimal(1).scaleb(-self.decimals), rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class FlowRow:
    """Cases that stood in a stage, came in, went out and remain: ``opening + in - out = closing``.

    None is a number that is not published.
    """

    stage: str
    opening: int | None
    came_in: int | None
    went_out: int | None
    closing: int | None

    @property
    def balances(self) -> bool:
        """True where the row adds up, as far as it is printed."""
        if self.opening is None or self.came_in is None or self.went_out is None or self.closing is None:
            return True
        return self.opening + self.came_in - self.went_out == self.closing


@dataclass(frozen=True, slots=True)
class Delay:
    """A cause of delay, who holds the work, how many cases it holds up and the longest in days past 20 weeks."""

    cause: str
    party: str
    cases: int
    longest: int


@dataclass(frozen=True, slots=True)
class SeriesPoint:
    """One month of a run: the figure, or None where there was none; the month's own target; what was written beside it."""

    month: date
    value: Decimal | None
    target: Decimal | None = None
    annotation: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """Thirteen months of one indicator, with the target it is steered to."""

    title: str
    points: tuple[SeriesPoint, ...]
    unit: Unit
    target: Decimal | None = None
    step: str = "months"


@dataclass(frozen=True, slots=True)
class CaseBehind:
    """One case in the denominator of an indicator, and the dates that decided it (title, words)."""

    reference: str
    in_numerator: bool
    decided_by: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CaseList:
    """The cases behind one indicator; as many rows as its denominator."""

    code: str
    cases: tuple[CaseBehind, ...]


@dataclass(frozen=True, slots=True)
class MonthlyReturn:
    """The month's figures as the councils print them, with what balances them and the cases behind.

    ``signed_by`` is empty until somebody signs; until then ``standing`` says how final it is.  ``opening_day`` and
    ``closing_day`` head the balance.
    ``sentences`` are further lines for the first page (delay reasons, the small-number rule in force).
    """

    head: PaperHead
    title: str
    month: date
    prepared_by: str
    definitions_version: str
    ruleset: str
    indicators: tuple[Indicator, ...]
    flow: tuple[FlowRow, ...]
    opening_day: date
    closing_day: date
    series: tuple[Series, ...] = ()
    lists: tuple[CaseList, ...] = ()
    signed_by: str = ""
    bands: str = ""
    sentences: tuple[str, ...] = ()
    delays: tuple[Delay, ...] = ()
    name: str = "Monthly return"
    period_words: str = ""
    year_ago_words: str = ""
    standing: str = "provisional"


LEFT_OUT = "left out"
"""What stands in place of a number a published return does not show."""


@dataclass(frozen=True, slots=True)
class Published:
    """A return for outside: the paper, and which numbers were left out of it under what threshold."""

    paper: MonthlyReturn
    out: frozenset[str]
    threshold: int
