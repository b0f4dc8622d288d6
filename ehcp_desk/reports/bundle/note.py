"""The explanatory note as a file that can be edited: Word, plain text, or PDF for reading."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ehcp_desk.reports.model import Block, Document, Heading, Paragraph, words
from ehcp_desk.reports.pdf import render_pdf


def write_note(paragraphs: Sequence[str], path: Path, kind: str) -> None:
    """Write the paragraphs, the first of which is the title; ``kind`` is ``.docx``, ``.pdf`` or anything for text."""
    title, *rest = paragraphs
    if kind == ".docx":
        import docx

        made = docx.Document()
        made.add_heading(title, 1)
        for text in rest:
            made.add_paragraph(text)
        made.save(str(path))
    elif kind == ".pdf":
        blocks: tuple[Block, ...] = (Heading(1, title), *(Paragraph(words(text)) for text in rest))
        render_pdf(Document(title=title, name="Explanatory note", as_at="", council="", service="", reference="", seal="",
                            author="", blocks=blocks), path)  # fmt: skip
    else:
        path.write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")
