"""A letter as a document: letterhead, address, greeting, the parts under their headings, and the signature.

The same blocks, in the same order and words, are set as PDF and HTML here and as Word in ``letter_word``.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

from ehcp_desk.domain.letter_terms import NOTICES
from ehcp_desk.domain.letters import DRAFT, Letter
from ehcp_desk.reports.heads import seal_line
from ehcp_desk.reports.model import Block, Document, Heading, Line, Paragraph, Points, Run, words
from ehcp_desk.reports.styles import LARGE_PRINT

SCALE = 1.15
"""Letters to families are set larger than the desk's own papers: 11.5 point."""
CLOSING = "Yours sincerely"
_REFERENCE = "Our reference"


def letter_document(value: Letter) -> Document:
    """The letter as it is posted, or stamped as a draft."""
    return Document(
        title=f"{value.title}: {value.about.split(',')[0]}, {value.reference}",
        name=f"{_REFERENCE} {value.reference}",
        standing=DRAFT if value.draft else "",
        as_at=value.day,
        council=value.head.council,
        service="\n".join((value.head.service, *value.sender)),
        reference=NOTICES.get(value.kind, value.title),
        seal=seal_line(value.head),
        author=value.head.council,
        blocks=tuple(letter_blocks(value)),
        scale=LARGE_PRINT if value.head.large_print else SCALE,
        mark=False,
        logo=value.logo,
    )


def letter_blocks(value: Letter) -> list[Block]:
    """Everything between the letterhead and the foot, in reading order."""
    blocks: list[Block] = [Paragraph(words(DRAFT, strong=True), boxed=True)] if value.draft else []
    blocks += [
        Paragraph(words("\n".join((value.to.name, *value.to.printed)) + "\n")),
        Paragraph(words(value.greeting + "\n")),
        Heading(1, value.title),
        Paragraph(words(value.about, strong=True)),
    ]
    for part in value.parts:
        blocks += [Heading(2, part.heading)] if part.heading else []
        for point, run in groupby(part.words, key=lambda one: one.point):
            texts = [words(one.text) for one in run]
            blocks += [Points(tuple(texts))] if point else [Paragraph(line) for line in texts]
    name, role = (line or "[not set]" for line in value.signed)
    if isinstance(last := blocks[-1], Paragraph):
        blocks[-1] = replace(last, tied=True)  # a signature never stands on a page by itself
    # One paragraph, so that a signature is never parted from its closing.
    blocks.append(Paragraph(Line((Run(f"{CLOSING}\n\n\n"), Run(name, strong=True), Run(f"\n{role}")))))
    return blocks
