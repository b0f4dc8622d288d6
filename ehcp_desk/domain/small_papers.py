"""What small papers say: a list as it stands on screen, the page that proves a date, a caseworker’s introduction, the
words of a filed document."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ehcp_desk.domain.papers import PaperHead
from ehcp_desk.domain.people import only_of


@dataclass(frozen=True, slots=True)
class ListPaper:
    """A list as it stands on screen: its columns (``right`` says which align right), rows of words, and group heads.

    A row with one cell is the head of a group.
    """

    head: PaperHead
    title: str
    sentence: str
    columns: tuple[str, ...]
    right: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    prepared_by: str


@dataclass(frozen=True, slots=True)
class ListSection:
    """One list of several on a paper: its columns (``right`` says which align right) and rows; a row with one cell heads
    a group.  ``room`` heads a last column left free to write in."""

    title: str
    sentence: str
    columns: tuple[str, ...]
    right: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    room: str = ""


@dataclass(frozen=True, slots=True)
class ListsPaper:
    """Several lists under one head; ``page_each`` starts each on a page of its own."""

    head: PaperHead
    title: str
    sentence: str
    sections: tuple[ListSection, ...]
    prepared_by: str
    page_each: bool = False

    def of_team(self, team: str) -> ListsPaper:
        """The paper, said to be of one team's cases alone; as it is where no team is named."""
        return (
            replace(self, title=f"{self.title}, {team}", sentence=f"{self.sentence} {only_of(team)}") if team else self
        )


@dataclass(frozen=True, slots=True)
class ProofPaper:
    """One page that proves one thing of one case, mostly a date: numbered steps, each a heading and its words.  ``name``
    is the kind of paper, as its foot says."""

    head: PaperHead
    title: str
    about: str
    reference: str
    steps: tuple[tuple[str, str], ...]
    prepared_by: str
    name: str = "Why this date"


@dataclass(frozen=True, slots=True)
class IntroductionPaper:
    """A letter that tells a family who their caseworker is.  It holds the child's name and reference and nothing else
    of the record.  ``on`` is in words; ``call`` says that a first call was promised."""

    head: PaperHead
    child: str
    reference: str
    caseworker: str
    email: str
    days: str
    on: str
    call: bool
    signed_by: str

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """What it says, in order."""
        reach = f" Write to {self.email} and give our reference, {self.reference}." if self.email else ""
        call = f"{self.caseworker} will ring you within five working days. " if self.call else ""
        return (
            "Dear parent, carer or young person",
            f"From {self.on} {self.caseworker} is the caseworker for {self.child}.{reach}",
            f"{call}{self.caseworker} works {self.days}. On other days somebody in the team will answer.",
            f"You do not have to tell your story again: what you have told us is on the record, and {self.caseworker} "
            "has it.",
            f"{self.signed_by}\n{self.head.service}, {self.head.council}",
        )


@dataclass(frozen=True, slots=True)
class WordsPaper:
    """The words of a filed document that has no pages of its own; ``about`` says what this copy is."""

    head: PaperHead
    title: str
    about: tuple[str, ...]
    paragraphs: tuple[str, ...]
    reference: str
    prepared_by: str
