"""Drawing a document as a PDF: A4, embedded type, the same bytes for the same document.

Nothing is parsed: every word is drawn as a plain string.  The file carries its title, author and language; it has no
structure tree (reportlab writes none), so the HTML twin is the accessible form.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from reportlab.pdfgen.canvas import Canvas

from ehcp_desk.ports.work import Progress
from ehcp_desk.reports import furniture
from ehcp_desk.reports.breaking import Breaker
from ehcp_desk.reports.content import content_digest, stamp
from ehcp_desk.reports.drawing import draw_shape
from ehcp_desk.reports.fonts import REGULAR
from ehcp_desk.reports.furniture import Furniture
from ehcp_desk.reports.model import Block, Document, Paragraph, words
from ehcp_desk.reports.pieces import Page, Words, paged
from ehcp_desk.reports.plain_text import clean
from ehcp_desk.reports.setting import Setter
from ehcp_desk.reports.styles import Ink, Sheet, ink, sheet_for

Buffer = BinaryIO | BytesIO


@dataclass(frozen=True, slots=True)
class Composed:
    """A document set in type and divided into pages, not yet drawn; ``content`` is the digest of its words."""

    sheet: Sheet
    furniture: Furniture
    pages: tuple[Page, ...]
    content: str


def render_pdf(document: Document, target: Path | Buffer, progress: Progress | None = None) -> int:
    """Writes the document to a path or a buffer and returns the number of pages.

    ``progress`` is called as lines are set and pages drawn; when it raises, nothing has been written.
    """
    composed = compose(document, progress)
    drawn = _draw(document, composed, progress)
    if isinstance(target, Path):
        target.write_bytes(drawn)
    else:
        target.write(drawn)
    return len(composed.pages)


def compose(document: Document, progress: Progress | None = None) -> Composed:
    """The document's pages.  Letters that no face holds are flagged in a note at its end."""
    sheet = sheet_for(document)
    breaker = Breaker()
    setter = Setter(sheet, breaker, _telling(progress, document))
    pieces = setter.pieces(document.blocks, sheet.margin, sheet.measure)
    content = content_digest(document)
    around = furniture.furniture(document, sheet, breaker, content)
    if breaker.missing:
        pieces += setter.pieces(_missing_note(breaker.missing), sheet.margin, sheet.measure)
    return Composed(sheet, around, tuple(paged(pieces, around.first_room, around.room)), content)


def page_count(document: Document) -> int:
    """How many pages the document makes, without drawing it."""
    return len(compose(document).pages)


def _telling(progress: Progress | None, document: Document) -> Callable[[int], None] | None:
    if progress is None:
        return None
    rows = sum(len(getattr(block, "rows", ())) for block in document.blocks)
    return lambda done: progress(min(done, rows), rows, "Setting lines")


def _missing_note(missing: set[str]) -> tuple[Block, ...]:
    letters = "1 letter is" if len(missing) == 1 else f"{len(missing)} letters are"
    note = (
        f"{letters} not in this paper’s type and printed as Unicode numbers in square brackets. "
        "The web version of this paper shows them as they were written."
    )
    return (Paragraph(words(note, small=True)),)


def _draw(document: Document, composed: Composed, progress: Progress | None) -> bytes:
    sheet = composed.sheet
    out = BytesIO()
    settings: dict[str, Any] = {"invariant": 1, "pageCompression": 1, "lang": document.language}
    # Without this every page would name Helvetica, which is not embedded.
    settings["initialFontName"] = REGULAR
    canvas = Canvas(out, pagesize=(sheet.width, sheet.height), **settings)
    canvas.setTitle(clean(document.title))
    canvas.setAuthor(clean(document.author))
    canvas.setSubject(clean(f"{document.name}. {document.as_at}. {document.reference}. {document.seal}"))
    canvas.setKeywords(stamp(document, composed.content))
    canvas.setCreator("EHCP Desk")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    heads: set[int] = set()
    for number, page in enumerate(composed.pages, 1):
        _draw_page(canvas, composed, page, number, heads)
        canvas.showPage()
        if progress is not None:
            progress(number, len(composed.pages), "Drawing pages")
    canvas.save()
    return out.getvalue()


def _draw_page(canvas: Canvas, composed: Composed, page: Page, number: int, heads: set[int]) -> None:
    """``heads`` are the head rows drawn so far: drawn again on a later page they are no words of the paper's own."""
    sheet, around = composed.sheet, composed.furniture
    first = number == 1
    head = around.first_head if first else around.head
    body = sheet.height - sheet.top - head.height - furniture.HEAD_GAP
    foot = around.foot(number, len(composed.pages))
    placed = [(sheet.height - sheet.top, head, not first)]
    for top, piece in page.placed:
        placed.append((body - top, piece, id(piece) in heads))
        heads.update((id(piece),) if piece.keep else ())
    placed.append((sheet.bottom + foot.height, foot, True))
    for top, piece, _ in placed:
        for drawn in piece.drawn:
            draw_shape(canvas, drawn, top)
        if piece.bookmark is not None:
            _bookmark(canvas, piece.bookmark, f"{number}.{top:.0f}", top)
    writer = _TextWriter(canvas)
    for top, piece, again in placed:
        writer.write(piece.marks, top, again=True)
        writer.write(piece.words, top, again)
        writer.write(piece.labels, top, again=True)
    canvas.drawText(writer.text)


class _TextWriter:
    """All the words of a page as one text object; face and ink are set where they change."""

    def __init__(self, canvas: Canvas) -> None:
        self.text: Any = canvas.beginText()
        self._inks: dict[str, Ink] = {}
        self._last: tuple[str, float, str] = ("", 0.0, "")

    def write(self, words: list[Words], top: float, again: bool = False) -> None:
        """Words of a piece; what stands there ``again``, or inside a picture, is marked as an artifact."""
        if again and words:
            self._mark("\n/Artifact BMC\n")
        text, inks, last = self.text, self._inks, self._last
        for x, y, face, size, colour, run in words:
            text.setTextOrigin(x, top - y)
            if last != (face, size, colour):
                text.setFont(face, size)
                text.setFillColorRGB(*inks.setdefault(colour, ink(colour)))
                last = (face, size, colour)
            text.textOut(run)
        self._last = last
        if again and words:
            self._mark("\nEMC\n")

    def _mark(self, operator: str) -> None:
        """Marked content, for which reportlab has no call; whatever is read without it must set its own face."""
        self.text._code.append(operator)
        self._last = ("", 0.0, "")


def _bookmark(canvas: Canvas, bookmark: tuple[int, str], key: str, top: float) -> None:
    level, title = bookmark
    canvas.bookmarkPage(key, fit="XYZ", top=top + 4)
    canvas.addOutlineEntry(clean(title).replace("\n", " "), key, min(level, 3) - 1)
