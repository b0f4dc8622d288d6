"""The working document as a Word file, in the tribunal's standard key."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ehcp_desk.domain.working_document import KEY, Mark, Marked, WorkingDocument
from ehcp_desk.reports.letter_word import new_word
from ehcp_desk.reports.plain_text import clean
from ehcp_desk.reports.word import still

if TYPE_CHECKING:
    from docx.document import Document as WordFile
    from docx.text.paragraph import Paragraph

_UNDERLINED = {Mark.AGREED_IN, Mark.AGREED_OUT}
_STRUCK = {Mark.AGREED_OUT, Mark.PARENT_OUT, Mark.COUNCIL_OUT}
_BOLD, _ITALIC = {Mark.PARENT_IN, Mark.PARENT_OUT}, {Mark.COUNCIL_IN, Mark.COUNCIL_OUT}
POINTS = 12.0


def write_working_document(value: WorkingDocument, path: Path) -> None:
    """Write it as a Word file."""
    word = new_word(value.title, value.head.council, POINTS)
    word.add_heading(clean(value.title), 1)
    for name, text in (("Appeal", value.appeal or "number not on record"), ("Reference", value.reference),
                       ("Made on", f"{value.day}, by {value.by}"), ("From", value.versions)):  # fmt: skip
        line = word.add_paragraph()
        line.add_run(f"{name}: ").bold = True
        line.add_run(clean(text))
    word.add_heading("Key", 2)
    for mark, meaning in KEY.items():
        put_marked(word.add_paragraph(style="List Bullet"), Marked(meaning, mark))
    for section in value.sections:
        word.add_heading(clean(section.title), 2)
        for line_of in section.lines:
            paragraph = word.add_paragraph()
            if line_of.name:
                paragraph.add_run(f"{line_of.name}  ")
            for run in line_of.runs:
                put_marked(paragraph, run)
        if not section.lines:
            word.add_paragraph("Nothing is written in this section.")
    _foot(word, value)
    path.write_bytes(still(word))


def put_marked(paragraph: Paragraph, run: Marked) -> None:
    """A run in the look its mark has in the key."""
    made = paragraph.add_run(clean(run.text))
    made.underline = run.mark in _UNDERLINED or None
    made.font.strike = run.mark in _STRUCK or None
    made.bold = run.mark in _BOLD or None
    made.italic = run.mark in _ITALIC or None


def _foot(word: WordFile, value: WorkingDocument) -> None:
    foot = word.sections[0].footer.paragraphs[0]
    foot.text = clean(f"{value.title}, {value.reference}, {value.day}. Seal {value.head.seal}")
