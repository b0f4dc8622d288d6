"""Pages set by the desk itself: an email or a text as pages, a Word document without its layout, a slip page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ehcp_desk.domain.bundles import Source
from ehcp_desk.reports.model import Block, Document, Heading, Line, Pairs, Paragraph, words
from ehcp_desk.reports.pdf import render_pdf

LONGEST_LINE = 4_000


def slip(source: Source, trouble: str, path: Path) -> None:
    """One page in the place of a document that could not be made into pages, with why."""
    blocks: list[Block] = [
        Heading(1, source.name),
        Paragraph(words(f"This document could not be put into the bundle. {trouble}", strong=True), boxed=True),
        Pairs((*_about(source), ("Digest (SHA-256)", words(source.sha256)))),
        Paragraph(words("The document itself is kept on the case as it was filed.")),
    ]
    render_pdf(_paper(source.name, "Slip page", blocks), path)


def text_pages(source: Source, text: str, path: Path) -> None:
    """An email or a plain text, its paragraphs as they stand."""
    blocks: list[Block] = [Heading(1, source.name)]
    if source.about:
        blocks.append(Pairs(_about(source)))
    blocks += _paragraphs(text)
    render_pdf(_paper(source.name, "Made from its text", blocks), path)


def plain_word(source: Source, docx: Path, path: Path) -> None:
    """The words of a Word document without its layout, under a note that says so.  Raises ValueError where it has none."""
    import docx as word
    from docx.table import Table as WordTable
    from docx.text.paragraph import Paragraph as WordParagraph

    blocks: list[Block] = [Heading(1, source.name), Paragraph(words(
        "Made from the Word document without its layout, headers, footnotes and pictures, as no word processor was found "
        "on this computer. Put in a PDF of it where the layout matters.", strong=True), boxed=True)]  # fmt: skip
    before = len(blocks)
    for part in word.Document(str(docx)).iter_inner_content():
        if isinstance(part, WordParagraph) and part.text.strip():
            style = (part.style.name if part.style is not None else "") or ""
            blocks += (
                [Heading(2, part.text.strip())] if style.startswith(("Heading", "Title")) else _paragraphs(part.text)
            )
        elif isinstance(part, WordTable):
            blocks += _table(part)
    if len(blocks) == before:
        raise ValueError("no words")
    render_pdf(_paper(source.name, "Words of a Word document", blocks), path)


def _table(table: object) -> list[Block]:
    rows = [[cell.text.strip() for cell in row.cells] for row in table.rows]  # type: ignore[attr-defined]
    return [Paragraph(words(" | ".join(dict.fromkeys(filter(None, row))))) for row in rows if any(row)]


def _paragraphs(text: str) -> list[Block]:
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\t", "    ").split("\n")]
    pieces = [line[at : at + LONGEST_LINE] for line in lines for at in range(0, max(len(line), 1), LONGEST_LINE)]
    return [Paragraph(words(piece)) for piece in pieces if piece.strip()]


def _about(source: Source) -> tuple[tuple[str, Line], ...]:
    return tuple((name, words(text)) for name, text in source.about)


def _paper(title: str, name: str, blocks: Sequence[Block]) -> Document:
    return Document(title=title, name=name, as_at="", council="", service="", reference="", seal="", author="",
                    blocks=tuple(blocks), bound=True)  # fmt: skip
