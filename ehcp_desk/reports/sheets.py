"""Two small papers: a list as it stands on screen, and the one page that proves a date."""

from __future__ import annotations

from ehcp_desk.domain.papers import ListPaper, ProofPaper
from ehcp_desk.reports.chronology import scale_for, seal_line
from ehcp_desk.reports.model import Align, Block, Column, Document, Heading, Paragraph, Table, words

LANDSCAPE_FROM = 6


def list_document(value: ListPaper) -> Document:
    """A list on paper; wide ones lie down.  Groups become sections of their own."""
    blocks: list[Block] = [Heading(1, value.title), Paragraph(words(value.sentence))]
    columns = tuple(
        Column(title, 1.0, Align.RIGHT if right else Align.LEFT, row_head=place == 0, fits=place > 0)
        for place, (title, right) in enumerate(zip(value.columns, value.right, strict=True))
    )
    section: list[tuple[str, ...]] = []
    caption = value.title
    for row in (*value.rows, ()):
        if len(row) > 1:
            section.append(row)
            continue
        if section:
            cells = tuple(tuple((words(cell, strong=n == 0),) for n, cell in enumerate(line)) for line in section)
            blocks.append(Table(caption, columns, cells, compact=True))
            section = []
        if row:
            caption = row[0]
            blocks.append(Heading(2, caption))
    return Document(
        title=value.title,
        name=value.title,
        as_at=value.head.as_at,
        council=value.head.council,
        service=value.head.service,
        reference=f"Prepared by {value.prepared_by}",
        seal=seal_line(value.head),
        author=value.prepared_by,
        blocks=tuple(blocks),
        landscape=len(value.columns) >= LANDSCAPE_FROM,
        scale=scale_for(value.head),
    )


def proof_document(value: ProofPaper) -> Document:
    """The steps from the fact to the date, numbered, on one page."""
    blocks: list[Block] = [Heading(1, value.title), Paragraph(words(value.about))]
    for number, (heading, said) in enumerate(value.steps, 1):
        blocks += [Heading(2, f"{number}. {heading}"), Paragraph(words(said))]
    return Document(
        title=f"{value.title} {value.reference}",
        name="Proof of a date",
        as_at=value.head.as_at,
        council=value.head.council,
        service=value.head.service,
        reference=value.reference,
        seal=seal_line(value.head),
        author=value.prepared_by,
        blocks=tuple(blocks),
        scale=scale_for(value.head),
    )
