"""A letter as an editable Word file: the blocks of the PDF in Word's own styles, so that a screen reader can follow it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from ehcp_desk.domain.letters import Letter
from ehcp_desk.reports.letter import letter_document
from ehcp_desk.reports.model import Document, Heading, Line, Paragraph, Points
from ehcp_desk.reports.plain_text import clean
from ehcp_desk.reports.word import MADE, plain_type, still

if TYPE_CHECKING:
    from docx.document import Document as WordFile
    from docx.text.paragraph import Paragraph as WordParagraph

BODY_POINTS, MARGIN_MM, LOGO_MM, LOGO_WIDEST_MM = 12.0, 20, 15, 60
LARGEST_ORDINARY = 15.0
"""Above it a letter is in large print, and nothing in it is smaller than its words."""
_STYLES = {"Normal": (0, 8), "List Bullet": (0, 4), "Heading 1": (6, 8), "Heading 2": (2, 4), "Footer": (-3, 0)}
"""How much larger than the words each style is, and the room after it, both in points."""


def write_letter(value: Letter, path: Path) -> None:
    """Write the letter as a Word file."""
    path.write_bytes(still(letter_word(value)))


def letter_word(value: Letter) -> WordFile:
    """The letter as a Word document, not yet saved."""
    document = letter_document(value)
    word = new_word(document.title, document.author, BODY_POINTS * document.scale / 1.15)
    _head(word, document)
    for block in document.blocks:
        match block:
            case Heading():
                word.add_heading(clean(block.text), block.level)
            case Paragraph():
                put_line(word.add_paragraph(style="Normal"), block.line)
            case Points():
                for item in block.items:
                    put_line(word.add_paragraph(style="List Bullet"), item)
            case _:
                raise TypeError(f"A letter holds no {type(block).__name__}.")
    *_, before, closing = word.paragraphs
    before.paragraph_format.keep_with_next = closing.paragraph_format.keep_together = True
    foot = word.sections[0].footer.paragraphs[0]
    foot.text = clean(f"{document.reference}. {document.seal}")
    foot.style = word.styles["Footer"]
    return word


def new_word(title: str, author: str, points: float) -> WordFile:
    """An empty A4 document in British English with plain black headings."""
    import docx
    from docx.shared import Mm, Pt

    word = docx.Document()
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(MARGIN_MM)
    least = points if points > LARGEST_ORDINARY else 0.0
    plain_type(word, {name: max(points + larger, least) for name, (larger, _) in _STYLES.items()}, "en-GB")
    for name, (_, after) in _STYLES.items():
        word.styles[name].paragraph_format.space_after = Pt(after)
    kept = word.core_properties
    kept.title, kept.author, kept.language, kept.comments = clean(title), clean(author), "en-GB", ""
    kept.created = kept.modified = MADE
    return word


def put_line(paragraph: WordParagraph, line: Line) -> None:
    """The runs of a line, in the weight they have on paper."""
    for place, run in enumerate(line.runs, 1):
        # Word has space after a paragraph; an empty line at its end is for paper.
        text = run.text.rstrip("\n") if place == len(line.runs) else run.text
        made = paragraph.add_run(clean(text))
        made.bold = run.strong or None


def _head(word: WordFile, document: Document) -> None:
    """The letterhead: logo, council, service and address; then the reference and the day."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Emu, Mm

    if document.logo:
        picture = word.add_paragraph().add_run().add_picture(BytesIO(document.logo), height=Mm(LOGO_MM))
        widest = int(Mm(LOGO_WIDEST_MM))
        if picture.width > widest:
            picture.height, picture.width = Emu(int(picture.height * widest / picture.width)), Emu(widest)
        picture._inline.docPr.set("descr", clean(f"Logo of {document.council}" if document.council else "Logo"))
    own = word.add_paragraph()
    own.add_run(clean(document.council)).bold = True
    own.add_run(clean("\n" + document.service))
    told = word.add_paragraph()
    told.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    standing = f" {document.standing}" if document.standing else ""
    told.add_run(clean(f"{document.name}{standing}\n{document.as_at}"))
