"""What every paper takes from its head: whose it is, as at when, its seal, its author and how large its type is."""

from __future__ import annotations

from collections.abc import Iterable

from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.papers import PaperHead
from ehcp_desk.reports.model import Block, Document
from ehcp_desk.reports.styles import LARGE_PRINT


def on_paper(
    head: PaperHead,
    title: str,
    name: str,
    reference: str,
    blocks: Iterable[Block],
    prepared_by: str = "",
    standing: str = "",
    landscape: bool = False,
) -> Document:
    """A paper under this head; its author is who prepared it, or the council."""
    return Document(
        title=title,
        name=name,
        standing=standing,
        as_at=f"As at {head.as_at}",
        council=head.council,
        service=head.service,
        reference=reference,
        seal=seal_line(head),
        author=prepared_by or head.council,
        blocks=tuple(blocks),
        landscape=landscape,
        scale=scale_for(head),
    )


def scale_for(head: PaperHead) -> float:
    """How much larger than ordinary the type is."""
    return LARGE_PRINT if head.large_print else 1.0


def seal_line(head: PaperHead) -> str:
    """``Seal 7F3A 91C2, day of 30 October 2026``: the journal's head, which anchors the paper."""
    if not head.seal:
        return "Not sealed: the journal is empty"
    return f"Seal {head.seal}" + (f", day of {in_words(head.seal_day)}" if head.seal_day else "")
