"""Reading a paper back the way a recipient's software would."""

from __future__ import annotations

from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pypdfium2
from pypdf import PdfReader
from pypdfium2 import raw

from ehcp_desk.reports.model import Document
from ehcp_desk.reports.pdf import render_pdf

_VOID = {"meta", "br", "hr", "path", "use", "rect", "circle", "polygon", "polyline"}


def printed(document: Document) -> bytes:
    """The document as the bytes of a PDF."""
    buffer = BytesIO()
    render_pdf(document, buffer)
    return buffer.getvalue()


def pages(document: Document) -> list[str]:
    """The text of each page, in the order in which it is drawn."""
    return [page.extract_text() for page in PdfReader(BytesIO(printed(document))).pages]


def flowing(text: str) -> str:
    """Text with line ends made into single spaces."""
    return " ".join(text.split())


class Outline(HTMLParser):
    """The elements of a page as a checker sees them: headings, text, tags left open, attributes."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.misnested: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[tuple[str, str]] = []
        self.words: list[str] = []
        self.ids: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag in ("h1", "h2"):
            self.headings.append((tag, ""))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.misnested.append(tag)

    def handle_data(self, data: str) -> None:
        if "style" in self.open:
            return
        self.words.append(data)
        if self.open and ("h1" in self.open or "h2" in self.open):
            tag, text = self.headings[-1]
            self.headings[-1] = (tag, text + data)

    @property
    def text(self) -> str:
        """Everything a reader would hear."""
        return flowing(" ".join(self.words))


def type_sizes(path: Path) -> set[float]:
    """Every size of type on the pages of a PDF, in points."""
    found: set[float] = set()
    pdf = pypdfium2.PdfDocument(path)
    for page in pdf:
        text = page.get_textpage()
        found |= {round(raw.FPDFText_GetFontSize(text, n), 1) for n in range(text.count_chars())
                  if chr(raw.FPDFText_GetUnicode(text, n)).isalnum()}  # fmt: skip
        text.close()
    pdf.close()
    return found
