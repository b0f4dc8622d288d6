"""A picture in a paper: its words for those who cannot see it, its caption in every form, steps in their order."""

from __future__ import annotations

import io
import re
from pathlib import Path

from docx import Document as open_word
from PIL import Image
from pypdf import PdfReader

from ehcp_desk.reports import render_html, render_pdf
from ehcp_desk.reports.content import content_lines
from ehcp_desk.reports.model import Document, Heading, Line, Paragraph, PictureBlock, Points, Run, words
from ehcp_desk.reports.word import render_docx


def blue(width: int = 400, height: int = 200) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#22364A").save(out, "PNG")
    return out.getvalue()


def paper() -> Document:
    steps = Points((words("Press F3."), words("Type a name.")), numbered=True)
    blocks = (
        Heading(1, "The guide"),
        Paragraph(Line((Run("Finding a child", link="find"),))),
        Heading(2, "Finding a child", anchor="find"),
        Heading(3, "By a number"),
        steps,
        PictureBlock(blue(), 'The "Today" page & its list', "Today, on a Friday"),
    )
    return Document("The guide", "User guide", "October", "EHCP Desk", "", "", "Fictional", "EHCP Desk", blocks)


def test_the_web_twin_says_what_a_picture_shows_and_can_be_gone_through() -> None:
    page = render_html(paper())
    assert 'alt="The &quot;Today&quot; page &amp; its list" src="data:image/png;base64,' in page
    assert "<figcaption>Today, on a Friday</figcaption>" in page
    assert '<a href="#find">Finding a child</a>' in page
    assert '<h2 id="find">Finding a child</h2>' in page
    assert "<ol><li>Press F3.</li><li>Type a name.</li></ol>" in page


def test_the_paper_holds_the_picture_no_wider_than_its_text_and_its_steps_numbered(tmp_path: Path) -> None:
    render_pdf(paper(), tmp_path / "guide.pdf")
    [page] = PdfReader(tmp_path / "guide.pdf").pages
    assert [(picture.image.width, picture.image.height) for picture in page.images if picture.image] == [(400, 200)]
    text = page.extract_text()
    assert "Today, on a Friday" in text
    assert re.search(r"1\s*Press F3\.\s*2\s*Type a name\.", text)
    outline = PdfReader(tmp_path / "guide.pdf").outline
    assert [entry.title for entry in outline if not isinstance(entry, list)] == ["The guide"]


def test_word_holds_the_picture_with_its_words(tmp_path: Path) -> None:
    path = tmp_path / "guide.docx"
    path.write_bytes(render_docx(paper()))
    [shape] = open_word(str(path)).inline_shapes
    assert shape._inline.docPr.get("descr") == 'The "Today" page & its list'
    assert "Today, on a Friday" in [paragraph.text for paragraph in open_word(str(path)).paragraphs]
    assert "Today, on a Friday" in content_lines(paper())
