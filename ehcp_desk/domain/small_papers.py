"""What two small papers say: a list as it stands on screen, and the one page that proves a date."""

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
