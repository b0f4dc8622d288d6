"""PDF, web page and Word say the same, line by line, and each can be read back with the digest printed on it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document as open_word
from pypdf import PdfReader

from ehcp_desk.domain.carried import differences, digest_of, squeezed
from ehcp_desk.printing import Printer
from ehcp_desk.reports import chronology_document, monthly_return_document, pick_up_document, render_html, render_pdf
from ehcp_desk.reports.content import content_lines, digest_words
from ehcp_desk.reports.model import Document
from ehcp_desk.reports.seals import carried, paragraphs
from ehcp_desk.reports.word import render_docx
from tests.reports.reading import Outline, flowing
from tests.reports.sample_chronology import chronology, long_chronology
from tests.reports.sample_pick_up import pick_up
from tests.reports.sample_return import monthly_return

PAPERS = {
    "full": lambda: chronology_document(chronology(gaps=("Line 3: no document or letter is named.",))),
    "one page": lambda: chronology_document(chronology(one_page=True)),
    "both sides": lambda: chronology_document(chronology(both_sides=True)),
    "chosen": lambda: chronology_document(chronology(shown=frozenset({2, 6}), chosen="statutory dates only")),
    "long": lambda: chronology_document(long_chronology(120)),
    "odd letters": lambda: chronology_document(chronology(child="Żaneta O’Brien-Ōta & <b>Sons</b>")),
    "large": lambda: chronology_document(chronology(head=replace(chronology().head, large_print=True))),
    "pick-up sheet": lambda: pick_up_document(pick_up()),
    "return": lambda: monthly_return_document(monthly_return()),
}


def printed(document: Document, folder: Path) -> list[Path]:
    """The three forms of a paper."""
    paths = [folder / f"paper{suffix}" for suffix in (".pdf", ".html", ".docx")]
    render_pdf(document, paths[0])
    paths[1].write_text(render_html(document), encoding="utf-8")
    paths[2].write_bytes(render_docx(document))
    return paths


@pytest.mark.parametrize("name", PAPERS)
def test_all_three_forms_hold_the_same_words_in_the_same_order(name: str, tmp_path: Path) -> None:
    document = PAPERS[name]()
    lines = content_lines(document)
    for path in printed(document, tmp_path):
        found = carried(path)
        assert found.words == squeezed(lines), path.suffix
        assert found.content == found.found == digest_of(lines)
        assert found.seal == "7F3A 91C2"


def test_line_by_line_word_and_the_web_page_agree(tmp_path: Path) -> None:
    document = PAPERS["full"]()
    _, web, word = printed(document, tmp_path)
    in_word = [flowing(text) for text in paragraphs(open_word(str(word)).element.body) if text.strip()]
    assert in_word == content_lines(document)
    on_web = Outline(web.read_text(encoding="utf-8")).text
    at = 0
    for line in in_word:
        at = on_web.index(line, at) + len(line)


def test_the_digest_is_printed_on_every_page(tmp_path: Path) -> None:
    document = PAPERS["long"]()
    pdf, *others = printed(document, tmp_path)
    told = f"Content {digest_words(digest_of(content_lines(document)))}"
    assert all(told in flowing(page.extract_text()) for page in PdfReader(pdf).pages)
    assert told in others[0].read_text(encoding="utf-8")
    assert told in open_word(str(others[1])).sections[0].footer.paragraphs[0].text


def test_word_has_headings_head_rows_and_a_language_and_is_the_same_bytes_twice(tmp_path: Path) -> None:
    document = PAPERS["full"]()
    word = printed(document, tmp_path)[2]
    file = open_word(str(word))
    assert [p.style.name for p in file.paragraphs if p.style.name.startswith("Heading")][:2] == [
        "Heading 1",
        "Heading 2",
    ]
    xml = file.element.xml
    assert xml.count("w:tblHeader") == xml.count("<w:tbl>") - 1, "every table but the pairs repeats its head"
    assert file.core_properties.language == "en-GB"
    assert render_docx(document) == word.read_bytes()


def test_the_printer_chooses_the_form_by_the_ending_and_gives_one_digest(tmp_path: Path) -> None:
    digests = {Printer().chronology(chronology(), tmp_path / f"c{suffix}") for suffix in (".pdf", ".html", ".docx")}
    assert digests == {digest_of(Printer().lines(chronology()))}
    assert (tmp_path / "c.docx").read_bytes().startswith(b"PK")


def test_a_file_that_is_not_ours_says_so_and_never_raises(tmp_path: Path) -> None:
    for name, content in (("a.pdf", b"%PDF-1.7 broken"), ("a.docx", b"PK broken"), ("a.html", b"\xff\xfe\x00")):
        (tmp_path / name).write_bytes(content)
        assert carried(tmp_path / name).trouble


def test_differences_name_what_is_missing_altered_and_added() -> None:
    lines = ["Chronology", "3 May 2026", "The council asked.", "Letter"]
    assert differences(lines, squeezed(lines)) == []
    assert "altered: “The council asked.”" in differences(lines, "Chronology3May2026Thecouncilrefused.Letter")[0]
    assert "added before “Letter”: “Never.”" in differences(lines, "Chronology3May2026Thecouncilasked.Never.Letter")[0]
    assert differences(lines, squeezed([*lines, "More"])) == ["added at the end: “More”"]
