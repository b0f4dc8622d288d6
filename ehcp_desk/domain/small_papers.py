"""What small papers say: a list as it stands on screen, the page that proves a date, the words of a filed document."""

from __future__ import annotations

from dataclasses import dataclass

from ehcp_desk.domain.papers import PaperHead


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
class ProofPaper:
    """One page that proves one date of one case: numbered steps, each a heading and its words."""

    head: PaperHead
    title: str
    about: str
    reference: str
    steps: tuple[tuple[str, str], ...]
    prepared_by: str


@dataclass(frozen=True, slots=True)
class WordsPaper:
    """The words of a filed document that has no pages of its own; ``about`` says what this copy is."""

    head: PaperHead
    title: str
    about: tuple[str, ...]
    paragraphs: tuple[str, ...]
    reference: str
    prepared_by: str
