"""What a paper says, before anybody draws it: the values behind the chronology and the pick-up sheet.

Services fill these from the record; ``ehcp_desk.reports`` renders them.  They hold words and figures, never widgets,
rows or canvases, and nothing in them depends on the moment of printing: the same value makes the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
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
    """One marked line under an event: ``Disputed: the school records two days, the parent five.``

    ``answered`` is True of what a party's answer to the line says as well.
    """

    mark: LineMark
    words: str
    answered: bool = False


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
    """What we said we would do or somebody waits for, by when, and whose word it is or who waits.

    ``words`` says how it stands (``overdue by 3 days``, ``due today``), marked ``mark``; empty where the day is ahead.
    """

    what: str
    due: str
    made: str
    mark: Mark = Mark.RUNNING
    words: str = ""


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
