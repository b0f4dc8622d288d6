"""What a paper says, before anybody draws it: the values behind the chronology, the pick-up sheet and the return.

Services fill these from the record; ``ehcp_desk.reports`` renders them and ``ehcp_desk.exchange`` writes the same
return as CSV and XLSX.  They hold words and figures, never widgets, rows or canvases, and nothing in them depends on
the moment of printing: the same value makes the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from ehcp_desk.domain.wording import Mark


@dataclass(frozen=True, slots=True)
class PaperHead:
    """What every paper carries: whose it is, as at when, and the journal's head that anchors it.

    ``as_at`` is in words (``Friday 30 October 2026, 09:47``).  ``seal`` is the journal's head in words
    (``7F3A 91C2``), ``seal_day`` the day that head was written, and ``entry`` its number.
    """

    council: str
    service: str
    as_at: str
    seal: str
    seal_day: date | None = None
    large_print: bool = False
    entry: int = 0


# ---- the chronology ------------------------------------------------------------------------------------------------


class LineMark(StrEnum):
    """What a reader must know of a line besides what it says (tribunal.md 4.3)."""

    LATE = "late"
    DISPUTED = "disputed"
    ALLEGED = "alleged"
    APPROXIMATE = "approximate"
    AGREED = "agreed"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class LineNote:
    """One marked line under an event: ``Disputed: the school records two days, the parent five.``"""

    mark: LineMark
    words: str


@dataclass(frozen=True, slots=True)
class PartyAnswer:
    """What one party says of a line: its mark, its own version of what happened and what it rests that on."""

    by: str
    mark: LineMark
    says: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class ChronologyLine:
    """One dated event in neutral past tense, with what it rests on.

    ``when`` is the date in words where the day alone will not do (``12 and 13 May 2026``); empty means ``on``.
    ``limit`` is the time limit it answers (``Limit: 23 March 2026. Met 3 days late.``).  ``recorded_on`` is given only
    where the entry was written up later than the chronology allows without saying so; ``key_date`` puts the line on
    the one-page version.  ``entry`` and ``kind`` are the number and kind of the entry told; ``answers`` what each
    party says of it; ``sourced`` is False where the record names nothing that it rests on.
    """

    number: int
    on: date
    event: str
    source: str
    page: str = ""
    when: str = ""
    approximate: bool = False
    limit: str = ""
    recorded_on: date | None = None
    recorded_by: str = ""
    notes: tuple[LineNote, ...] = ()
    key_date: bool = False
    entry: int = 0
    kind: str = ""
    answers: tuple[PartyAnswer, ...] = ()
    sourced: bool = True


@dataclass(frozen=True, slots=True)
class StatutoryLimit:
    """One time limit on the case and what was done about it.

    ``done`` says what was done and when, or that nothing is recorded; ``relief`` the ground, date and evidence of a
    limit that need not be met; ``line`` the number of the chronology line that shows it.
    """

    what: str
    law: str
    due: date
    mark: Mark
    words: str
    done: str
    line: int | None = None
    relief: str = ""


@dataclass(frozen=True, slots=True)
class UnknownLimit:
    """A limit that could apply but cannot be dated, and why: ``no review meeting recorded``."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Chronology:
    """The story of a case as a tribunal can test it.

    ``about`` are further lines of the head (``Born``, ``2 November 2013, Year 8``).  ``late_after`` completes
    "Lines with no mark were written up within …".  ``withheld`` says what this recipient's copy leaves out.
    ``one_page`` prints the key dates only.  ``shown`` are the numbers of the lines to print, None for all of them,
    and ``chosen`` says in words what they were chosen by.  ``gaps`` prints what is still open, one sentence a line.
    ``both_sides`` prints agreed facts once and disputed ones side by side.
    """

    head: PaperHead
    child: str
    reference: str
    prepared_by: str
    lines: tuple[ChronologyLine, ...]
    limits: tuple[StatutoryLimit, ...] = ()
    unknown: tuple[UnknownLimit, ...] = ()
    prepared_for: str = ""
    about: tuple[tuple[str, str], ...] = ()
    late_after: str = "2 working days"
    withheld: str = ""
    ruleset: str = ""
    one_page: bool = False
    shown: frozenset[int] | None = None
    chosen: str = ""
    gaps: tuple[str, ...] = ()
    both_sides: bool = False

    @property
    def printed(self) -> tuple[ChronologyLine, ...]:
        """The lines to print."""
        return tuple(line for line in self.lines if self.shown is None or line.number in self.shown)


# ---- the pick-up sheet ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StripPart:
    """A stretch of the clock strip from day ``start`` to day ``end`` since receipt; ``hatched`` is late or lifted."""

    start: int
    end: int
    mark: Mark
    hatched: bool = False


@dataclass(frozen=True, slots=True)
class StripFigure:
    """The clock strip in days since receipt (design.md section 8), with the words that stand beneath and are spoken.

    ``rings`` are the days things were done.  ``today`` is None once the final plan is sent or past week 26.
    """

    parts: tuple[StripPart, ...]
    rings: tuple[int, ...] = ()
    today: int | None = None
    captions: tuple[str, ...] = ()
    spoken: str = ""


@dataclass(frozen=True, slots=True)
class NextLimit:
    """One of the next deadlines: the duty, when, its state and who answers for it."""

    duty: str
    due: str
    mark: Mark
    words: str
    owner: str


@dataclass(frozen=True, slots=True)
class Awaited:
    """What we wait for, from whom, and when it is due (words, or empty where no date was given)."""

    what: str
    whom: str
    due: str = ""


@dataclass(frozen=True, slots=True)
class Promised:
    """What we said we would do, by when, and who said so."""

    what: str
    due: str
    made: str


@dataclass(frozen=True, slots=True)
class PersonToRing:
    """Somebody to ring, what they are to the child, and how they wish to be reached."""

    name: str
    detail: str
    reach: str


@dataclass(frozen=True, slots=True)
class LastItem:
    """One recent contact or event: when, in a few words, and by what channel or document."""

    when: str
    words: str
    by: str


@dataclass(frozen=True, slots=True)
class SaidBy:
    """Somebody's own words, or one answer of a handover note under its question."""

    who: str
    words: str


@dataclass(frozen=True, slots=True)
class PickUpSheet:
    """One page from which a person who has never seen the case can answer for it (needs.md 5.2).

    ``who`` is age, year, setting and date of birth in a sentence; ``responsible`` names caseworker, cover and
    manager.  ``banners`` are what everybody must know before they ring; ``decides`` who decides, and ``speaks`` the
    language, interpreter and communication needs.  ``placement`` is now, expected and status.
    Contacts and events stand newest first.
    """

    head: PaperHead
    child: str
    reference: str
    who: str
    responsible: str
    week: str
    mark: Mark
    state: str
    before_you_ring: str = ""
    strip: StripFigure | None = None
    deadlines: tuple[NextLimit, ...] = ()
    waiting: tuple[Awaited, ...] = ()
    promises: tuple[Promised, ...] = ()
    people: tuple[PersonToRing, ...] = ()
    contacts: tuple[LastItem, ...] = ()
    events: tuple[LastItem, ...] = ()
    in_their_words: tuple[SaidBy, ...] = ()
    handover: tuple[SaidBy, ...] = ()
    handover_by: str = ""
    placement: str = ""
    last_decision: str = ""
    challenges: str = ""
    risks: str = ""
    banners: tuple[str, ...] = ()
    decides: str = ""
    speaks: str = ""


# ---- the monthly return --------------------------------------------------------------------------------------------


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
    NONE = "no target"


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


@dataclass(frozen=True, slots=True)
class Indicator:
    """One line of the return.  Its value is worked out from ``numerator`` and ``denominator``, never typed.

    ``absent`` is what stands where there is no value (``not yet due``, ``not entered``); ``target_words`` stands for
    a target that is not a number (``baseline``).  ``main`` puts it on the first page.
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

    @property
    def value(self) -> Decimal | None:
        """The figure, to ``decimals`` places; None where it cannot be worked out (no cases is not 0 %)."""
        if self.numerator is None:
            return None
        if self.unit in (Unit.COUNT, Unit.DAYS):
            return self.numerator
        if not self.denominator:
            return None
        scale = 100 if self.unit is Unit.PERCENT else 1
        exact = self.numerator * scale / self.denominator
        return exact.quantize(Decimal(1).scaleb(-self.decimals), rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class FlowRow:
    """Cases that stood in a stage, came in, went out and remain: ``opening + in - out = closing``."""

    stage: str
    opening: int
    came_in: int
    went_out: int
    closing: int

    @property
    def balances(self) -> bool:
        """True where the row adds up."""
        return self.opening + self.came_in - self.went_out == self.closing


@dataclass(frozen=True, slots=True)
class SeriesPoint:
    """One month of a run: the figure, or None where there was none."""

    month: date
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Series:
    """Thirteen months of one indicator, with the target it is steered to."""

    title: str
    points: tuple[SeriesPoint, ...]
    unit: Unit
    target: Decimal | None = None


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

    ``signed_by`` is empty while the return is provisional.  ``opening_day`` and ``closing_day`` head the balance.
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
