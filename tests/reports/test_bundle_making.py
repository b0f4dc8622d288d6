"""Documents of every kind made ready for a bundle: scans, pictures, Word, emails, pages on their side."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from pypdf import PdfReader

from ehcp_desk.reports.bundle import making
from ehcp_desk.reports.bundle.making import prepare
from tests.reports.bound_papers import A4_TALL, A4_WIDE, bound, entry, made, source, spot, words
from tests.support.appeals import email, locked, pdf_pages, scan, scanned_pdf, word_letter

# ---- kinds of document ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("locked.pdf", lambda: locked(pdf_pages("Secret", 2)), "protected by a password"),
        ("broken.pdf", lambda: b"%PDF-1.7 nothing", "damaged"),
        ("broken.docx", lambda: b"PK nothing", "damaged"),
        ("broken.png", lambda: b"\x89PNG nothing", "cannot be shown"),
        ("talk.mp3", lambda: b"ID3", "no pages"),
        ("old.xls", lambda: b"\xd0\xcf\x11\xe0", "no pages"),
    ],
)
def test_what_cannot_be_shown_has_a_slip_page_that_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: Callable[[], bytes], told: str
) -> None:
    monkeypatch.setattr(making, "office_found", lambda: "")
    ready = made(tmp_path, name, content())
    assert told in ready.looked.trouble and ready.looked.pages == 1
    shown = words(bound(tmp_path, entry(ready)), 3)
    assert name in shown and told in shown


def test_a_word_letter_without_a_word_processor_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "office_found", lambda: "")
    ready = made(tmp_path, "letter.docx", word_letter("A letter", 3))
    assert "without its layout" in ready.looked.remarks[0]
    shown = words(ready.path, 1)
    assert "without its layout" in shown and "A letter" in shown and "Provision as written" in shown


@pytest.mark.skipif(not making.office_found(), reason="LibreOffice is not installed")
def test_a_word_letter_by_libreoffice(tmp_path: Path) -> None:
    ready = made(tmp_path, "letter.docx", word_letter("A letter", 3))
    assert "LibreOffice" in ready.looked.remarks[0] and "A letter" in words(ready.path, 1)
    assert not list(tmp_path.glob("office-*/paper*"))


def test_an_email_and_a_text_are_set_with_their_words(tmp_path: Path) -> None:
    ready = prepare(
        source(tmp_path, "visit.eml", email("A visit", "a@x.org", "b@x.org", date(2026, 3, 1)), text="Dear all"),
        tmp_path,
    )
    shown = words(ready.path, 1)
    assert "Ines Thornbury" in shown and "A visit" in shown and "Dear all" in shown
    assert "café" in words(made(tmp_path, "note.txt", "We met in a café.".encode("cp1252")).path, 1)


def picture(size: tuple[int, int], mode: str = "RGB", **save: object) -> bytes:
    held = BytesIO()
    kind = str(save.pop("format", "PNG"))
    Image.new(mode, size, 128 if mode == "L" else None).save(held, kind, **save)  # type: ignore[arg-type]
    return held.getvalue()


def test_a_large_picture_is_brought_to_300_dots_an_inch(tmp_path: Path) -> None:
    ready = made(tmp_path, "scan.png", picture((4960, 7016), "L"))
    with pikepdf.Pdf.open(ready.path) as pdf:
        image = next(iter(pdf.pages[0].get_images().values()))
        inches = (A4_WIDE - 36) / 72
        assert int(image.Width) <= 300 * inches + 1
    assert ready.looked.wordless == (1,)


def test_pictures_of_every_mode_frame_and_turn(tmp_path: Path) -> None:
    for mode in ("1", "L", "P", "RGB", "RGBA", "LA", "I;16"):
        assert made(tmp_path, f"{mode[0]}{len(mode)}.png", picture((40, 60), mode)).looked.pages == 1
    frames = [Image.new("L", (40, 60)), Image.new("L", (60, 40))]
    held = BytesIO()
    frames[0].save(held, "TIFF", save_all=True, append_images=frames[1:])
    ready = made(tmp_path, "fax.tiff", held.getvalue())
    assert ready.looked.pages == 2
    boxes = [(p.mediabox.width > p.mediabox.height) for p in PdfReader(ready.path).pages]
    assert boxes == [False, True]
    turned = Image.new("RGB", (60, 40))
    exif = turned.getexif()
    exif[0x0112] = 6
    held = BytesIO()
    turned.save(held, "JPEG", exif=exif)
    page = PdfReader(made(tmp_path, "photo.jpg", held.getvalue()).path).pages[0]
    assert page.mediabox.width < page.mediabox.height


def test_pictures_without_words_are_known_from_pages_with_words(tmp_path: Path) -> None:
    assert made(tmp_path, "words.pdf", pdf_pages("Words", 2)).looked.wordless == ()
    assert made(tmp_path, "scans.pdf", scanned_pdf([scan("One", dpi=60), scan("Two", dpi=60)])).looked.wordless == (
        1,
        2,
    )


def test_a_report_is_read_for_its_summary_and_numbers(tmp_path: Path) -> None:
    good = made(tmp_path, "good.pdf", pdf_pages("Report", 4, summary=True), "report").looked
    assert (good.numbered, good.summary, good.summary_pages) == (True, True, 1)
    poor = made(tmp_path, "poor.pdf", pdf_pages("Report", 4, numbered=False), "report").looked
    assert (poor.numbered, poor.summary) == (False, False)
    assert made(tmp_path, "scan.pdf", scanned_pdf([scan("Report", dpi=60)]), "report").looked.numbered is None


def test_a_picture_too_large_for_a_page_has_a_slip_and_no_warning_of_a_library(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name, size in (("vast.png", (14_000, 13_500)), ("large.png", (9_500, 9_500))):
            ready = made(tmp_path, name, picture(size, "1"))
            assert ("larger than any scan" in ready.looked.trouble) is (name == "vast.png"), ready.looked
            assert ready.looked.pages == 1


@pytest.mark.skipif(not shutil.which("tesseract"), reason="tesseract is not installed")
def test_a_blank_scan_is_not_said_to_have_been_read(tmp_path: Path) -> None:
    ready = made(tmp_path, "blank.png", picture((400, 600), "L"), ocr=True).looked
    assert ready.wordless == (1,) and not any("OCR" in remark for remark in ready.remarks)


@pytest.mark.skipif(not shutil.which("tesseract"), reason="tesseract is not installed")
def test_scans_are_read_and_turned_where_tesseract_is(tmp_path: Path) -> None:
    ready = made(tmp_path, "side.pdf", scanned_pdf([scan("Mediation certificate", stored=90, dpi=150)]), ocr=True)
    assert ready.looked.wordless == ()
    path = bound(tmp_path, entry(ready))
    assert "Mediation certificate" in words(path, 3)
    page = PdfReader(path).pages[2]
    assert page.mediabox.height > page.mediabox.width
    left, foot = spot(path, 3, "Mediation")
    edge = (A4_WIDE - 8.27 * 150 * 72 / 200) / 2  # the scan is smaller than A4 and stands in the middle of it
    assert left == pytest.approx(edge + 54, abs=6), "the words lie where they are seen"
    assert foot == pytest.approx((A4_TALL + 11.69 * 150 * 72 / 200) / 2 - 70, abs=15)


def test_what_was_made_is_not_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = source(tmp_path, "1.pdf", pdf_pages("Paper 1", 2))
    first = prepare(given, tmp_path)
    monkeypatch.setattr(making, "_made", lambda *_: pytest.fail("made twice"))
    assert prepare(given, tmp_path) == first


def lines_at(turn: int, page_turned: int = 0) -> bytes:
    """Six lines of words that run ``turn`` degrees against the clock on a page that says it is turned."""
    from reportlab.pdfgen.canvas import Canvas

    held = BytesIO()
    canvas = Canvas(held, pagesize=(A4_WIDE, A4_TALL))
    canvas.setPageRotation(page_turned)
    canvas.translate(300, 400)
    canvas.rotate(turn)
    for place in range(6):
        canvas.drawString(-150, 16 * place, f"Line {place} of what the therapist wrote about Maisie.")
    canvas.save()
    return held.getvalue()


def seen_across(path: Path, page: int) -> bool:
    """True where a line of words is wider than high, and its first letter on the left, as a reader sees the page."""
    first, last = (spot(path, page, sought) for sought in ("Line 3", "Maisie"))
    return last[0] - first[0] > 100 and abs(last[1] - first[1]) < 60


@pytest.mark.parametrize(("turn", "page_turned"), [(90, 0), (180, 0), (270, 0), (0, 90), (90, 270), (90, 90), (0, 0)])
def test_words_on_their_side_are_turned_upright(tmp_path: Path, turn: int, page_turned: int) -> None:
    ready = made(tmp_path, "side.pdf", lines_at(turn, page_turned))
    told = any("turned upright" in remark for remark in ready.looked.remarks)
    assert told == (turn != page_turned), "and only said where it was done"
    path = bound(tmp_path, entry(ready))
    assert seen_across(path, 3) and "what the therapist wrote" in words(path, 3)


@pytest.mark.parametrize("turn", [45, 10])
def test_words_askew_stay_as_they_were(tmp_path: Path, turn: int) -> None:
    assert made(tmp_path, "askew.pdf", lines_at(turn)).looked.remarks == ()
