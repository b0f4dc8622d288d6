"""The words of documents: every kind that is read, and every way a file can be bad."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter
from reportlab.pdfgen.canvas import Canvas

from ehcp_desk.domain.errors import Cancelled
from ehcp_desk.exchange import document_text as module
from ehcp_desk.exchange.document_text import EMAIL, PAGES, WORD, document_text

PDF = "application/pdf"
SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def pdf(pages: int = 1, words: str = "Advice about Zofia") -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    for number in range(1, pages + 1):
        canvas.drawString(72, 700, f"{words} {number}" if words else "")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def protected() -> bytes:
    writer, out = PdfWriter(io.BytesIO(pdf())), io.BytesIO()
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def word(body: str, more: str = "", styles: str = "<not read") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", f"{more}<w:document {SPACE}><w:body>{body}</w:body></w:document>")
        archive.writestr("word/header1.xml", f"<w:hdr {SPACE}><w:p><w:r><w:t>Westmarsh</w:t></w:r></w:p></w:hdr>")
        archive.writestr("word/styles.xml", styles)
    return out.getvalue()


def email(html: bool = False) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Ada <ada@example.org>", "send@example.org", "Prośba"
    if html:
        message.set_content("<style>p {color: red}</style><p>Is there a <b>taxi</b>?</p>", subtype="html")
    else:
        message.set_content("Is there a taxi?")
    message.add_attachment(b"x", maintype="image", subtype="png", filename="letter.png")
    return message.as_bytes()


def test_a_pdf_gives_the_words_of_its_pages() -> None:
    read = document_text(pdf(3), PDF)
    assert (read.text, read.unread) == ("Advice about Zofia 1 Advice about Zofia 2 Advice about Zofia 3", "")
    assert document_text(pdf(), "application/octet-stream").text == "Advice about Zofia 1"


def test_a_word_document_gives_its_words_and_not_what_was_struck_out() -> None:
    runs = (
        "<w:p><w:r><w:t>Section </w:t></w:r><w:r><w:t>F</w:t></w:r></w:p><w:p><w:r><w:t>hours</w:t></w:r>"
        "<w:del><w:r><w:delText>struck</w:delText></w:r></w:del></w:p>"
    )
    assert document_text(word(runs), WORD).text == "Section F hours Westmarsh"


HIDDEN = [
    "<w:p><w:r><w:rPr><w:strike/></w:rPr><w:t>Kept out</w:t></w:r></w:p>",
    "<w:p><w:r><w:rPr><w:dstrike w:val='true'/></w:rPr><w:t>Kept out</w:t></w:r></w:p>",
    "<w:p><w:hyperlink><w:r><w:rPr><w:vanish/></w:rPr><w:t>Kept out</w:t></w:r></w:hyperlink></w:p>",
    "<w:p><w:moveFrom><w:r><w:t>Kept out</w:t></w:r></w:moveFrom></w:p>",
    "<w:p><w:r><w:rPr><w:rStyle w:val='Child'/></w:rPr><w:t>Kept out</w:t></w:r></w:p>",
    "<w:p><w:pPr><w:pStyle w:val='Gone'/></w:pPr><w:r><w:t>Kept out</w:t></w:r></w:p>",
    "<w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>Kept out</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>",
]
STYLES = (
    f"<w:styles {SPACE}><w:style w:styleId='Gone'><w:rPr><w:strike/></w:rPr></w:style>"
    "<w:style w:styleId='Child'><w:basedOn w:val='Gone'/></w:style>"
    "<w:style w:styleId='Back'><w:basedOn w:val='Gone'/><w:rPr><w:strike w:val='0'/></w:rPr></w:style>"
    "<w:style w:styleId='Round'><w:basedOn w:val='Round'/></w:style></w:styles>"
)


@pytest.mark.parametrize("body", HIDDEN)
def test_words_nobody_sees_in_the_body_are_searched_and_do_not_stand(body: str) -> None:
    read = document_text(word(f"{body}<w:p><w:r><w:t>Said</w:t></w:r></w:p>", styles=STYLES), WORD)
    assert read.text == "Kept out Said Westmarsh", "they still go out with the file"
    assert read.standing == "Said"


@pytest.mark.parametrize(
    "looks", ["<w:strike w:val='false'/>", "<w:rStyle w:val='Back'/>", "<w:rStyle w:val='Round'/>"]
)
def test_words_whose_line_through_was_taken_away_stand(looks: str) -> None:
    body = f"<w:p><w:r><w:rPr>{looks}</w:rPr><w:t>Said</w:t></w:r></w:p>"
    assert document_text(word(body, styles=STYLES), WORD).standing == "Said"


@pytest.mark.parametrize("html", [False, True])
def test_an_email_gives_its_heads_its_words_and_the_names_of_what_came_with_it(html: bool) -> None:
    read = document_text(email(html), EMAIL)
    assert read.text == "Ada <ada@example.org> send@example.org Prośba Is there a taxi? letter.png"
    assert read.unread == ""


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_plain_text_is_read_in_the_codes_it_comes_in(code: str) -> None:
    assert document_text("Café\n\tZoë".encode(code), "text/plain").text == "Café Zoë"


@pytest.mark.parametrize(
    ("content", "media", "sentence"),
    [
        (protected(), PDF, "protected by a password"),
        (pdf()[:400], PDF, "damaged"),
        (b"%PDF-1.7 nothing more", PDF, "damaged"),
        (pdf(words=""), PDF, "pictures of its pages"),
        (b"not an archive", WORD, "damaged"),
        (word("<w:p>")[:-40], WORD, "damaged"),
        (word("", '<!DOCTYPE x [<!ENTITY a "b">]>'), WORD, "damaged"),
        (b"\x00\x01", EMAIL, "damaged"),
        (b"II*", "image/tiff", "this kind of file cannot be searched"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(content: bytes, media: str, sentence: str) -> None:
    read = document_text(content, media)
    assert sentence in read.unread and read.text == ""
    assert read.unread.endswith(".")


def test_a_long_pdf_is_read_as_far_as_filing_can_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    read = document_text(pdf(300, "page"), PDF)
    assert read.unread == "Only the first 200 of its 300 pages can be searched."
    assert read.text.endswith(f"page {PAGES}")
    monkeypatch.setattr(module, "SECONDS", -1.0)
    assert document_text(pdf(3), PDF).unread == "Only the first 0 of its 3 pages can be searched."


def test_a_file_too_large_or_too_long_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_CHARACTERS", 5)
    read = document_text(b"one two", "text/plain")
    assert (read.text, read.unread) == ("one t", "Only the first part of this long document can be searched.")
    monkeypatch.setattr(module, "LARGEST", 5)
    assert "larger than 60 MB" in document_text(b"one two", "text/plain").unread


def test_reading_can_be_stopped() -> None:
    def stop(done: int, _total: int, _what: str) -> None:
        if done == 2:
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        document_text(pdf(5), PDF, stop)


MAKE: list[Callable[[], bytes]] = [pdf, lambda: word("<w:p><w:r><w:t>a</w:t></w:r></w:p>"), email, protected]


@given(st.data())
def test_no_damage_makes_it_fail(data: st.DataObject) -> None:
    whole = bytearray(data.draw(st.sampled_from([make() for make in MAKE])))
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=8)):
        whole[place] = data.draw(st.integers(0, 255))
    cut = bytes(whole[: data.draw(st.integers(0, len(whole)))])
    media = data.draw(st.sampled_from([PDF, WORD, EMAIL, "text/plain", "text/html", "image/png"]))
    read = document_text(cut, media)
    assert "\x00" not in read.text
    assert read.text.encode("utf-8").decode("utf-8") == read.text
