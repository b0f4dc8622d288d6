"""What is taken out of a filed PDF is nowhere in the copy: looked for in every object, stream, string and byte."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from pypdf import PdfReader
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.redaction_rules import Action
from ehcp_desk.domain.redaction_text import fold
from ehcp_desk.ports.redacting import Gone, PageSeen
from ehcp_desk.reports.machine_reading import machine, words_in
from ehcp_desk.reports.pdf_sources import picture_as_pdf
from ehcp_desk.reports.redacted_pages import RedactedPages
from tests.support.everything_in_a_pdf import traces

SECRET = "Quillfeather"


def hostile() -> bytes:
    """A PDF with the word in its text, metadata, outline, annotation, form field, attachment, layer, thumbnail and what
    an earlier version left."""
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.setTitle(f"Report on {SECRET}")
    canvas.setAuthor(SECRET)
    canvas.bookmarkPage("a")
    canvas.addOutlineEntry(f"{SECRET} at home", "a")
    canvas.drawString(72, 700, f"Mrs {SECRET} rang the school on Tuesday.")
    canvas.drawString(72, 680, "The school wrote it down.")
    canvas.setFillColorRGB(1, 1, 1)
    canvas.drawString(72, 600, f"white {SECRET} on white")
    canvas.setFillColorRGB(0, 0, 0)
    canvas.acroForm.textfield(name=f"about {SECRET}", value=f"{SECRET} again", x=72, y=500, width=200, height=20)
    canvas.textAnnotation(f"note about {SECRET}", Rect=[72, 400, 200, 420])
    canvas.showPage()
    canvas.setPageRotation(90)
    canvas.drawString(100, 300, f"Turned round, {SECRET} too")
    canvas.showPage()
    canvas.save()
    with pikepdf.open(out) as pdf:
        pdf.attachments["letter.txt"] = pikepdf.AttachedFileSpec(pdf, SECRET.encode(), filename=f"{SECRET}.txt")
        with pdf.open_metadata() as xmp:
            xmp["dc:description"] = f"All about {SECRET}"
        thumb = pdf.make_stream(SECRET.encode())
        pdf.pages[0].obj["/Thumb"] = thumb
        layer = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=f"Layer {SECRET}"))
        pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=[layer], D=pikepdf.Dictionary(OFF=[layer], Order=[layer]))
        pdf.pages[0].contents_add(b"/OC /Hidden BDC BT /F1 10 Tf 72 300 Td (layer " + SECRET.encode() + b") Tj ET EMC")
        pdf.pages[0].obj.Resources.Properties = pikepdf.Dictionary(Hidden=layer)
        pdf.pages[0].obj["/PieceInfo"] = pikepdf.Dictionary(Note=pikepdf.String(SECRET))
        saved = io.BytesIO()
        pdf.save(saved)
    # What an earlier version of the file left between its objects.
    return saved.getvalue().replace(b"startxref", b"% 99 0 obj (" + SECRET.encode() + b") endobj\nstartxref")


def gone_from(pages: list[PageSeen], word: str = SECRET) -> dict[int, Gone]:
    """Every place of the word, and every picture the rules would take out."""
    return {
        page.number: Gone(
            tuple((m.start(), m.end(), "third party") for m in re.finditer(word, page.text)),
            tuple(p.box for p in page.pictures if p.proposed is Action.REMOVE),
        )
        for page in pages
    }


def copied(content: bytes, path: Path, word: str = SECRET) -> bytes:
    """A copy of a document without a word."""
    opened = RedactedPages(content, "report.pdf")
    opened.write(path, gone_from(list(opened.pages()), word), ("Copy of document 1", "For the father."))
    opened.close()
    return path.read_bytes()


def test_the_search_of_every_object_finds_the_word_where_it_is() -> None:
    found = " ".join(traces(hostile(), SECRET))
    assert "pypdf" in found and "pdfium" in found and "object" in found and "raw bytes" in found and "xmp" in found


def test_what_is_taken_out_is_in_no_object_stream_string_or_byte_of_the_copy(tmp_path: Path) -> None:
    made = copied(hostile(), tmp_path / "copy.pdf")
    assert traces(made, SECRET) == []
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert not pdf.attachments and "/AcroForm" not in pdf.Root and "/OCProperties" not in pdf.Root
        assert "/Outlines" not in pdf.Root and "/Metadata" not in pdf.Root
        assert not any("/Annots" in page or "/Thumb" in page for page in pdf.pages)


def test_words_that_are_left_can_be_searched_and_what_is_gone_is_marked(tmp_path: Path) -> None:
    made = copied(hostile(), tmp_path / "copy.pdf")
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(made)).pages]
    assert len(pages) == 3 and "For the father." in pages[0]
    assert "The school wrote it down." in " ".join(pages[1].split())
    assert "[removed: third party]" in pages[1] and "[removed: third party]" in pages[2]


def test_a_word_broken_at_the_end_of_a_line_is_one_word_to_the_rules(tmp_path: Path) -> None:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(72, 700, "The visit was at the home of Zoe Quill-")
    canvas.drawString(72, 685, "feather, and the school wrote it down.")
    canvas.save()
    opened = RedactedPages(out.getvalue(), "report.pdf")
    page = next(iter(opened.pages()))
    read = fold(page.text)
    places = [(*read.span(m.start(), m.end()), "third party") for m in re.finditer(SECRET.casefold(), read.plain)]
    assert len(places) == 1
    opened.write(
        tmp_path / "copy.pdf", {page.number: Gone(tuple(places), ())}, ("Copy of document 1", "For the father.")
    )
    opened.close()
    left = " ".join(page.extract_text() for page in PdfReader(tmp_path / "copy.pdf").pages)
    assert "Quill" not in left and "feather" not in left and "wrote it down" in left


def test_the_pixels_of_what_is_taken_out_are_black(tmp_path: Path) -> None:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.setFont("Helvetica", 40)
    canvas.drawString(72, 700, SECRET)
    canvas.save()
    made = copied(out.getvalue(), tmp_path / "copy.pdf")
    with pikepdf.open(io.BytesIO(made)) as pdf:
        image = pikepdf.PdfImage(next(iter(pdf.pages[1].get_images().values()))).as_pil_image().convert("L")
    scale = image.width / 595.27
    inside = image.crop((int(75 * scale), int((842 - 728) * scale), int(260 * scale), int((842 - 694) * scale)))
    assert inside.getextrema()[1] < 30, "letters could still be made out under the box"


def test_words_nobody_can_see_do_not_come_into_the_copy(tmp_path: Path) -> None:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(72, 700, "Seen by everybody")
    canvas.drawString(72, 500, "Underneath")
    canvas.rect(60, 490, 200, 40, fill=1)
    canvas.drawString(2000, 300, "Outside")
    canvas.save()
    text = PdfReader(io.BytesIO(copied(out.getvalue(), tmp_path / "c.pdf"))).pages[1].extract_text()
    assert "Seen by everybody" in text and "Underneath" not in text and "Outside" not in text


def test_a_page_without_words_and_a_picture_must_be_looked_at(tmp_path: Path) -> None:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.rect(50, 50, 200, 200, fill=1)
    canvas.showPage()
    canvas.drawString(72, 700, "A page with a picture")
    canvas.drawImage(ImageReader(Image.new("RGB", (80, 80), "red")), 100, 100, 300, 300)
    canvas.save()
    first, second = RedactedPages(out.getvalue(), "scan.pdf").pages()
    assert [p.proposed for p in first.pictures] == [Action.REMOVE] and first.pictures[0].box == (0, 0, 1, 1)
    assert [p.proposed for p in second.pictures] == [Action.REMOVE]


def test_a_photograph_leaves_its_place_and_camera_behind(tmp_path: Path) -> None:
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = f"Picture of {SECRET}"
    Image.new("RGB", (200, 100), "blue").save(out, "JPEG", exif=exif)
    assert SECRET.encode() in out.getvalue()
    made = picture_as_pdf(out.getvalue(), "photo.jpg")
    assert SECRET.encode() not in made
    with pytest.raises(BadInput, match=r"photo\.jpg is damaged"):
        picture_as_pdf(b"no picture", "photo.jpg")


def test_a_damaged_file_is_refused_in_a_sentence() -> None:
    with pytest.raises(BadInput, match=r"report\.pdf cannot be opened"):
        RedactedPages(b"%PDF-1.7 not really", "report.pdf")


def test_a_passage_that_says_something_else_than_it_shows_is_read_as_it_looks(tmp_path: Path) -> None:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(72, 700, "A page with words of its own")
    canvas.save()
    lying = io.BytesIO()
    with pikepdf.open(out) as pdf:
        shown = f"/Span <</ActualText (harmless)>> BDC BT /F1 12 Tf 72 600 Td ({SECRET}) Tj ET EMC"
        pdf.pages[0].contents_add(shown.encode())
        pdf.save(lying)
    page = next(iter(RedactedPages(lying.getvalue(), "report.pdf").pages()))
    assert SECRET in page.text and "harmless" not in page.text
    text = PdfReader(io.BytesIO(copied(lying.getvalue(), tmp_path / "c.pdf"))).pages[1].extract_text()
    assert "[removed: third party]" in text


@pytest.mark.skipif(not machine(), reason="tesseract is not installed here")
def test_a_scan_is_read_by_machine_and_what_is_found_in_it_is_burnt_out(tmp_path: Path) -> None:
    drawn = io.BytesIO()
    canvas = Canvas(drawn, pagesize=(400, 200))
    canvas.setFont("Helvetica", 22)
    canvas.drawString(30, 120, f"{SECRET} likes trains")
    canvas.save()
    opened = RedactedPages(drawn.getvalue(), "drawn.pdf")
    scan = opened._page(0).render(scale=200 / 72).to_pil()
    picture, out = io.BytesIO(), tmp_path / "copy.pdf"
    scan.save(picture, "PNG")
    pages = RedactedPages(picture_as_pdf(picture.getvalue(), "scan.png"), "scan.png")
    page = next(iter(pages.pages()))
    assert SECRET in page.text and "scan" in page.pictures[0].words and page.pictures[0].proposed is Action.REMOVE
    places = tuple((m.start(), m.end(), "third party") for m in re.finditer(SECRET, page.text))
    pages.write(out, {1: Gone(places)}, ("Copy",))
    again = next(p for p in RedactedPages(out.read_bytes(), "c", by_machine=False).pages() if p.number == 2)
    assert SECRET not in again.text and "likes trains" in " ".join(again.text.split())
    burnt = RedactedPages(out.read_bytes(), "c")._page(1).render(scale=200 / 72, draw_annots=False).to_pil()
    assert SECRET not in " ".join(word for word, _, _ in words_in(burnt))
