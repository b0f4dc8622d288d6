"""A letter as a Word document, for councils that put it on their own paper; python-docx is loaded at the first one."""

from __future__ import annotations

from pathlib import Path

from ehcp_desk.domain.small_papers import IntroductionPaper


def write_introduction(value: IntroductionPaper, path: Path) -> None:
    """Write the letter to a file."""
    from docx import Document

    letter = Document()
    letter.core_properties.title = f"Your caseworker, {value.reference}"
    letter.core_properties.author = value.signed_by
    letter.add_heading("Your caseworker", level=1)
    letter.add_paragraph(f"Our reference {value.reference}")
    for part in value.paragraphs:
        letter.add_paragraph(part)
    letter.save(str(path))
