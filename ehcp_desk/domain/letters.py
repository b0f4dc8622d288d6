"""A letter ready to be set, and how far a notice is from being one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ehcp_desk.domain.notice_rules import Element, Field, NoticeKind
from ehcp_desk.domain.papers import PaperHead
from ehcp_desk.domain.reading_age import ReadingAge, reading_age

METHODS: Mapping[str, str] = {"post": "By post", "email": "By email", "hand": "By hand", "portal": "Through a portal"}
DRAFT = "DRAFT – NOT ISSUED"
WITHHELD = "Address withheld"
SHORT_POINT = 5


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom one letter goes to: everybody at one address.

    ``address`` is empty where it must not be disclosed (``hidden``) or is not known.  ``email`` is the first known.
    ``people`` are the numbers of the people on the record; none for the young person.
    """

    name: str
    address: tuple[str, ...] = ()
    email: str = ""
    hidden: bool = False
    people: tuple[int, ...] = ()

    @property
    def printed(self) -> tuple[str, ...]:
        """The address as the letter shows it: never one that must not be disclosed."""
        return (WITHHELD,) if self.hidden else self.address


@dataclass(frozen=True, slots=True)
class Words:
    """One paragraph of a letter, or one point of a list."""

    text: str
    point: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """What one element says in the letter, under its heading where it has one."""

    element: str
    heading: str
    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to one address.  ``sender`` is the council's address, ``signed`` the name and role at its end.

    ``draft`` stamps it as not issued; ``logo`` is a PNG or JPEG file, empty for none.
    """

    head: PaperHead
    kind: str
    title: str
    reference: str
    about: str
    day: str
    to: Addressee
    sender: tuple[str, ...]
    parts: tuple[Part, ...]
    signed: tuple[str, ...]
    draft: bool = False
    logo: bytes = b""

    @property
    def greeting(self) -> str:
        """``Dear Jo Farrowdale``."""
        return f"Dear {self.to.name}"

    @property
    def whole(self) -> str:
        """Every word its parts say, a paragraph a line."""
        return "\n".join(words.text for part in self.parts for words in part.words)

    @property
    def text(self) -> str:
        """What its parts say, a paragraph a line: what its reading age is of.  Names and short points count for nothing."""
        every = [words for part in self.parts for words in part.words]
        return "\n".join(one.text for one in every if not one.point or len(one.text.split()) > SHORT_POINT)


@dataclass(frozen=True, slots=True)
class ElementState:
    """One required element: present, or the fields that keep it from being."""

    element: Element
    missing: tuple[Field, ...] = ()

    @property
    def fine(self) -> bool:
        """True where it can stand in the letter."""
        return not self.missing

    @property
    def sentence(self) -> str:
        """What is missing, the law that asks for it, and where to put it right."""
        put = {f.id: f"{f.fix}: {f.command}" if f.command else f.fix for f in self.missing}
        where = "; ".join(f"{f.title[:1].lower()}{f.title[1:]} ({put[f.id]})" for f in self.missing)
        return f"{self.element.title} [{self.element.law}]: missing {where}." if self.missing else self.element.title


@dataclass(frozen=True, slots=True)
class Start:
    """The fact of the clock that a notice is; ``entry`` is the one already on the record, None where issuing adds it."""

    kind: str
    attrs: Mapping[str, str]
    entry: int | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """The council's own time limit for a notice: its duty, its last day, and the state in words on the letter's day."""

    rule: str
    duty: str
    due: date
    late: int


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice compiled from its duty: every element, what refuses it, what to know first, and the letters themselves.

    ``refused`` are sentences about the state of the case; ``warnings`` what must be known before it is sent (the
    family's communication needs, banners).  ``letters`` show what they can, missing or not.  ``large_print`` says that
    somebody it goes to needs it.
    """

    kind: NoticeKind
    ref: str
    on: date
    by: str
    states: tuple[ElementState, ...]
    refused: tuple[str, ...]
    warnings: tuple[str, ...]
    needs: str
    letters: tuple[Letter, ...]
    starts: tuple[Start, ...]
    limits: tuple[Limit, ...]
    values: Mapping[str, str]
    plan: int | None
    version: int
    large_print: bool = False

    @property
    def ready(self) -> bool:
        """True where nothing keeps it from being issued."""
        return not self.refused and all(state.fine for state in self.states)

    @property
    def missing(self) -> tuple[ElementState, ...]:
        """The elements that are not there yet."""
        return tuple(state for state in self.states if not state.fine)

    @property
    def reading(self) -> ReadingAge:
        """The reading age of the letter; of the first where there are several, as their words are the same."""
        return reading_age(self.letters[0].text if self.letters else "")
