"""A PDF whose text says other words than its pages show does not fool the redactor: it is read as it looks, and flagged."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

import ehcp_desk
from ehcp_desk.domain.redaction_rules import Action
from ehcp_desk.reports import machine_reading, redacted_pages
from ehcp_desk.reports.machine_reading import machine
from ehcp_desk.reports.page_reading import Letter
from ehcp_desk.reports.redacted_pages import RedactedPages
from ehcp_desk.reports.text_layers import Compared
from tests.support.appeals import pdf_pages

NAME = "Quillfeather"
FONT = Path(ehcp_desk.__file__).parent / "assets" / "fonts" / "NotoSans-Regular.ttf"
HONEST = "The school wrote down what was agreed at the meeting and sent it home the next day."
reads = pytest.mark.skipif(not machine(), reason="tesseract is not installed here")


def lying(pages: int = 1) -> bytes:
    """Honest lines in one font and, on the last page, a line in a font that says other letters than it draws."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    for page in range(pages):
        canvas.setFont("Helvetica", 14)
        for line in range(12):
            canvas.drawString(60, 760 - 30 * line, HONEST)
        if page == pages - 1:
            canvas.setFont("Times-Roman", 14)
            canvas.drawString(60, 300, f"Aunt {NAME} came to the gate")
        canvas.showPage()
    canvas.save()
    made = io.BytesIO()
    with pikepdf.open(out) as pdf:
        for font in {id(f): f for p in pdf.pages for f in dict(p.obj.Resources.Font).values()}.values():
            if font.BaseFont == "/Times-Roman":
                font.ToUnicode = pdf.make_stream(_other_letters())
        pdf.save(made)
    return made.getvalue()


def _other_letters() -> bytes:
    """A map of letters to those that stand nine further on."""
    rows = []
    for first in (65, 97):
        rows += [f"<{first + n:02x}> <{first + (n + 9) % 26:04x}>" for n in range(26)]
    begin = b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Other def /CMapType 2 def\n"
    ranges = "1 begincodespacerange <00> <ff> endcodespacerange\n" + f"{len(rows)} beginbfchar\n" + "\n".join(rows)
    return begin + ranges.encode() + b"\nendbfchar endcmap CMapName currentdict /CMap defineresource pop end end"


def shapes_of(words: str) -> list[tuple[str, tuple[float, ...]]]:
    """Words as shapes standing at 60 and 300 points: to move to, to draw a line to, and to curve to."""
    from PySide6.QtGui import QFont, QFontDatabase, QPainterPath

    family = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(FONT)))[0]
    path = QPainterPath()
    path.addText(0, 0, QFont(family, 16), words)
    steps = [path.elementAt(n) for n in range(path.elementCount())]
    made: list[tuple[str, tuple[float, ...]]] = []
    for step in steps:
        point = (60 + step.x, 300 - step.y)
        if step.type == QPainterPath.ElementType.CurveToDataElement:
            made[-1] = (made[-1][0], (*made[-1][1], *point))
        else:
            sign = "M" if step.isMoveTo() else "L" if step.isLineTo() else "C"
            made.append((sign, point))
    return made


def outlined(shapes: list[tuple[str, tuple[float, ...]]]) -> bytes:
    """A page of words with others drawn as shapes, and words that cannot be seen lying over those."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    canvas.setFont("Helvetica", 14)
    for line in range(12):
        canvas.drawString(60, 760 - 30 * line, HONEST)
    path = canvas.beginPath()
    for kind, given in shapes:
        {"M": path.moveTo, "L": path.lineTo, "C": path.curveTo}[kind](*given)
    canvas.drawPath(path, stroke=0, fill=1)
    hidden = canvas.beginText(60, 300)
    hidden.setFont("Helvetica", 16)
    hidden.setTextRenderMode(3)
    hidden.textOut("Nothing of note was said")
    canvas.drawText(hidden)
    canvas.save()
    return out.getvalue()


def test_the_paper_does_lie() -> None:
    page = next(iter(RedactedPages(lying(), "report.pdf", by_machine=False).pages()))
    assert NAME not in page.text and HONEST in page.text


@reads
@pytest.mark.parametrize("on", [1, 3, 0], ids=["one page", "last page", "shapes"])
def test_a_page_whose_text_lies_is_read_as_it_looks_and_must_be_looked_at(on: int, qapp: object) -> None:
    content = lying(on) if on else outlined(shapes_of(f"Aunt {NAME} came by"))
    on, pages = on or 1, list(RedactedPages(content, "report.pdf").pages())
    for page in pages:
        told = [picture.words for picture in page.pictures]
        if page.number == on:
            assert NAME in page.text and told == [f"all of page {on}: what it shows is not what its text says"]
            assert page.pictures[0].proposed is Action.REMOVE and page.pictures[0].box == (0, 0, 1, 1)
        else:
            assert HONEST in page.text and told == []


@reads
def test_the_copy_of_it_says_what_is_left_as_it_looks(tmp_path: Path) -> None:
    opened = RedactedPages(lying(), "report.pdf")
    page = next(iter(opened.pages()))
    at = page.text.index(NAME)
    gone = redacted_pages.Gone(((at, at + len(NAME), "third party"),))
    opened.write(tmp_path / "copy.pdf", {1: gone}, ("Copy",))
    words = " ".join(p.text for p in RedactedPages((tmp_path / "copy.pdf").read_bytes(), "c", by_machine=False).pages())
    assert NAME not in words and "[removed: third party]" in words and "came to the gate" in " ".join(words.split())


@reads
def test_honest_papers_are_believed_and_few_of_their_pages_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read = []
    really = redacted_pages.made_out
    monkeypatch.setattr(redacted_pages, "made_out", lambda image, scale: read.append(1) or really(image, scale))
    pages = list(RedactedPages(pdf_pages("Report", 6), "report.pdf").pages())
    assert [page.pictures for page in pages] == [()] * 6 and len(read) <= 2


def test_without_a_machine_it_is_said_that_nobody_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redacted_pages, "machine", lambda: "")
    monkeypatch.setattr(machine_reading, "machine", lambda: "")
    opened = RedactedPages(lying(), "report.pdf")
    assert NAME not in next(iter(opened.pages())).text
    assert "Nothing on this computer could compare" in opened.unsure[0]


@pytest.mark.skipif(not machine(), reason="tesseract is not installed here")
def test_with_one_nothing_is_unsure() -> None:
    assert RedactedPages(pdf_pages("Report", 1), "report.pdf").unsure == ()


def test_one_letter_that_is_never_what_it_says_is_enough() -> None:
    def line(words: str) -> list[Letter]:
        return [Letter(c, None if c == " " else (n, 0.0, n + 1.0, 1.0), "F") for n, c in enumerate(words)]

    shown, said = "grace gave grapes and green gloves", "trace tave trapes and treen tloves"
    compared = Compared()
    compared.hold(line(said), line(shown), lambda _box: True)
    assert not compared.believes(line(said))
    honest = Compared()
    honest.hold(line(shown), line(shown.replace("and", "arnd")), lambda _box: True)
    assert honest.believes(line(shown)) and not honest.wanted(line(shown)) and honest.wanted(line("quizzical"))


def test_shapes_that_may_be_words_must_be_looked_at(qapp: object) -> None:
    content = outlined(shapes_of(f"Aunt {NAME} came by"))
    page = next(iter(RedactedPages(content, "report.pdf", by_machine=False).pages()))
    (shapes,) = page.pictures
    assert shapes.words == "shapes on page 1 that may be words"
    assert 0.05 < shapes.box[0] < 0.15 and 0.6 < shapes.box[1] < 0.66
