"""What the printed working copy of a plan says: its head, sections A to K with their lines, and what stands round it."""

from __future__ import annotations

from dataclasses import dataclass

from ehcp_desk.domain.papers import PaperHead


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A table under a heading; ``empty`` is said where it has no rows.  The columns are (title, share of the width)."""

    title: str
    columns: tuple[tuple[str, float], ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str


@dataclass(frozen=True, slots=True)
class PlanPaper:
    """One version of a plan on paper.  ``about`` are pairs of names and words; ``digest`` seals the content."""

    head: PaperHead
    child: str
    reference: str
    version: str
    standing: str
    digest: str
    about: tuple[tuple[str, str], ...]
    sections: tuple[PaperTable, ...]
    after: tuple[PaperTable, ...]
    prepared_by: str
