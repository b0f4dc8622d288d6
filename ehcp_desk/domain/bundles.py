"""A tribunal bundle: its parts, what a person chose to put into them, and what was found when the papers were looked at.

A bundle is a dated list kept on the case; a change is a new version of the list, and no version is ever changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import BadInput

if TYPE_CHECKING:
    from ehcp_desk.domain.papers import Chronology, PaperHead


class AppealType(StrEnum):
    """What the appeal is against (contract 1)."""

    REFUSAL_TO_ASSESS = "refusal_to_assess"
    REFUSAL_TO_ISSUE = "refusal_to_issue"
    CONTENTS = "contents"
    PLACEMENT = "placement"
    CONTENTS_AND_PLACEMENT = "contents_and_placement"
    CEASE = "cease"
    EXTENDED = "extended"

    @property
    def words(self) -> str:
        """``Refusal to assess``."""
        return _TYPES[self]

    @property
    def within(self) -> str:
        """Within a sentence: ``contents of the plan (sections B and F)``, for a section keeps its capital."""
        return self.words[:1].lower() + self.words[1:]

    @property
    def has_plan(self) -> bool:
        """True where there is a plan to put in: not where the council refused to assess or to make one."""
        return self not in (AppealType.REFUSAL_TO_ASSESS, AppealType.REFUSAL_TO_ISSUE)

    @property
    def has_working_document(self) -> bool:
        """True where the wording of the plan is in dispute."""
        return self in (AppealType.CONTENTS, AppealType.CONTENTS_AND_PLACEMENT, AppealType.EXTENDED)


_TYPES: Mapping[AppealType, str] = {
    AppealType.REFUSAL_TO_ASSESS: "Refusal to assess",
    AppealType.REFUSAL_TO_ISSUE: "Refusal to issue a plan",
    AppealType.CONTENTS: "Contents of the plan (sections B and F)",
    AppealType.PLACEMENT: "Placement (section I)",
    AppealType.CONTENTS_AND_PLACEMENT: "Contents and placement (sections B, F and I)",
    AppealType.CEASE: "Ceasing to maintain the plan",
    AppealType.EXTENDED: "Extended appeal (health and social care)",
}
CORE, PLAN, WORKING, COUNCIL, PARENT, CONFIDENTIAL = "core", "plan", "working", "council", "parent", "confidential"
PARTS: Mapping[str, str] = {
    CORE: "Core documents",
    PLAN: "Plan and section K appendices",
    WORKING: "Working document",
    COUNCIL: "Council’s evidence",
    PARENT: "Parent’s or young person’s evidence",
    CONFIDENTIAL: "Confidential part",
}
"""The parts in their order.  The confidential part is a file of its own."""
PRIVILEGED = "privileged"
"""The kind of a paper that may be privileged or without prejudice."""
DAYS = ("listed", "evidence_by")
"""The days of a bundle that a person may give in the place of the record's."""
PAPERS, APART = "papers", "confidential/"
"""The key of the list of papers at the end, and what stands before the keys of the confidential part, a file of its own."""
LIST_MEDIA = "application/vnd.ehcp-desk.bundle+json"
"""What a kept list is filed as, so that it is never taken for evidence."""


class Added(StrEnum):
    """How pages that were not in the last version are numbered."""

    RENUMBER = "renumber"
    END = "end"
    LETTERS = "letters"


@dataclass(frozen=True, slots=True)
class Pick:
    """What was decided about one document, by its number on the case.

    ``part`` is where it stands; ``left_out`` the reason where it does not.  ``order`` puts it before or after others of
    its part, by date where it is None.  ``pages`` are ranges (``1-3, 7``), empty for all.  ``by`` is ``rule`` until a
    person says otherwise.  ``late`` says what was logged about leave to rely on it (SEND7).  ``instead`` is the number
    of the document it is a copy of and stands in the place of.  ``ruled`` is the kind the rules gave it when that was said.
    """

    document: int
    part: str = ""
    kind: str = ""
    left_out: str = ""
    pages: str = ""
    order: int | None = None
    title: str = ""
    late: str = ""
    by: str = "rule"
    name: str = ""
    instead: int = 0
    ruled: str = ""

    def changed(self, **what: Any) -> Pick:
        """The same with a person's choice in it."""
        return replace(self, by="person", **what)


@dataclass(frozen=True, slots=True)
class Span:
    """The page labels one thing had in a version: ``front``, ``chronology`` or ``document 4``; labels in order.

    ``pages`` says which pages of the document they are on, from 0; empty in versions kept before that was kept.
    """

    key: str
    labels: tuple[str, ...]
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class BundleList:
    """One version of a bundle: every document of the case with what was decided, and the pages as they were built.

    ``evidence_by`` is the last day the tribunal directed for evidence and ``listed`` the day the final hearing was
    listed, None where nobody has said; ``given`` names those of them that a person gave, the others are the record's.
    """

    type: AppealType
    picks: tuple[Pick, ...]
    version: int = 0
    kept_on: date | None = None
    kept_by: str = ""
    added: Added = Added.RENUMBER
    evidence_by: date | None = None
    listed: date | None = None
    spans: tuple[Span, ...] = ()
    pages: int = 0
    given: tuple[str, ...] = ()

    @property
    def chosen(self) -> tuple[Pick, ...]:
        """Those that go in."""
        return tuple(p for p in self.picks if not p.left_out)

    def pick(self, document: int) -> Pick | None:
        """What was decided about a document."""
        return next((p for p in self.picks if p.document == document), None)

    def given_day(self, name: str) -> date | None:
        """A day of :data:`DAYS` that a person gave; None where none did."""
        return getattr(self, name) if name in self.given else None

    def giving(self, **days: date | None) -> BundleList:
        """The list with days a person gave, by their names in :data:`DAYS`; None takes back what was given.

        What stands already is nothing new, whoever gave it.
        """
        new: dict[str, Any] = {name: day for name, day in days.items() if day != getattr(self, name)}
        given = {*(name for name in self.given if name not in new), *(name for name, day in new.items() if day)}
        return replace(self, **new, given=tuple(sorted(given)))

    def with_pick(self, pick: Pick) -> BundleList:
        """The list with this decision in the place of the earlier one.  Raises BadInput for an unknown document."""
        if self.pick(pick.document) is None:
            raise BadInput(
                f"There is no document number {pick.document} on this case; see them with: --write-plan FILE"
            )
        if not pick.left_out and pick.part not in PARTS:
            raise BadInput(f"There is no part called {pick.part}; the parts are {', '.join(PARTS)}.")
        page_ranges(pick.pages)
        return replace(self, picks=tuple(pick if p.document == pick.document else p for p in self.picks))


def page_ranges(text: str) -> tuple[tuple[int, int], ...]:
    """``1-3, 7`` as ((1, 3), (7, 7)).  Raises BadInput in one sentence."""
    ranges = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        first, dash, last = (word.strip() for word in part.partition("-"))
        if not (first.isdecimal() and (last.isdecimal() or not dash)) or not 0 < int(first) <= int(last or first):
            raise BadInput(f"{text} are not pages of a document; write them like 1-3, 7.")
        ranges.append((int(first), int(last or first)))
    return tuple(ranges)


def pages_of(text: str, count: int) -> tuple[int, ...]:
    """The pages (from 0) that a range takes from a document of ``count`` pages; those it does not have are left out."""
    if not text.strip():
        return tuple(range(count))
    return tuple(n - 1 for first, last in page_ranges(text) for n in range(first, min(last, count) + 1))


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found in a paper once it was made into pages.

    ``wordless`` are pages (from 1) that are pictures without words.  ``trouble`` is why a slip page stands in its place,
    and ``remarks`` are sentences about how it was made into pages.  ``numbered`` and ``summary`` say whether paragraphs
    are numbered and a summary is there; None where its words cannot be read.  ``summary_pages`` is 0 where not known.
    ``loose`` are pages (from 1) that do not restore what they save, so that nothing may be drawn after them as it is.
    """

    pages: int
    wordless: tuple[int, ...] = ()
    trouble: str = ""
    remarks: tuple[str, ...] = ()
    numbered: bool | None = None
    summary: bool | None = None
    summary_pages: int = 0
    loose: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A document on its way into pages: where its bytes are, what it is called, and the words of an email.

    ``about`` are pairs that stand at the head of an email or a slip page.
    """

    path: Path
    name: str
    sha256: str
    size: int
    kind: str = ""
    text: str | None = None
    about: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document as pages: a PDF on disk, and what was found in it."""

    path: Path
    looked: Looked


@dataclass(frozen=True, slots=True)
class Entry:
    """One document of a bundle in its place; ``pages`` are those taken, from 0.  ``day`` is what it stands by where it
    bears no date: the day it came, or that of the entry it is evidence of."""

    document: int
    title: str
    part: str
    dated: date | None
    author: str
    filename: str
    sha256: str
    prepared: Prepared
    pages: tuple[int, ...]
    kind: str = ""
    received: date | None = None
    late: str = ""
    new: bool = False
    day: date | None = None

    @property
    def key(self) -> str:
        """The name of its pages among the spans of a version."""
        return f"document {self.document}"

    @property
    def words(self) -> str:
        """``Therapy report, Ama Osei, 3 March 2026``."""
        return ", ".join(filter(None, (self.title, self.author, in_words(self.dated) if self.dated else "")))


@dataclass(frozen=True, slots=True)
class BundlePaper:
    """Everything a bundle says, before it is made: the entries in order by part, the chronology and the head.

    ``prefix`` is printed before page numbers (``C`` in the confidential part).  ``before`` are the numbers that
    are kept, empty where all is numbered afresh; ``used`` are all there ever were.  ``apart`` says that a confidential part
    goes with it.
    """

    head: PaperHead
    child: str
    reference: str
    prepared_by: str
    type: AppealType
    version: int
    entries: tuple[Entry, ...]
    chronology: Chronology | None
    cited: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    prefix: str = ""
    title: str = "Tribunal bundle"
    added: Added = Added.RENUMBER
    before: tuple[Span, ...] = ()
    used: frozenset[str] = frozenset()
    apart: int = 0
    journal: str = ""


@dataclass(frozen=True, slots=True)
class Bound:
    """A bundle as it was made: its pages, and which label each thing has."""

    pages: int
    spans: tuple[Span, ...]
    digest: str

    def labels(self, key: str) -> tuple[str, ...]:
        """The page labels of one thing; none where it is not in the bundle."""
        return next((span.labels for span in self.spans if span.key == key), ())


def label_words(labels: tuple[str, ...]) -> str:
    """``12``, ``12 to 15`` or nothing."""
    if not labels:
        return ""
    return labels[0] if len(labels) == 1 else f"{labels[0]} to {labels[-1]}"
