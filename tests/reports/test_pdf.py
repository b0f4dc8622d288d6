"""The PDF: order, pages, sameness, and text that tries to be something else."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from ehcp_desk.domain.errors import Cancelled
from ehcp_desk.domain.papers import ChronologyLine
from ehcp_desk.reports.chronology import chronology_document
from ehcp_desk.reports.handover import pick_up_document
from ehcp_desk.reports.model import Document
from ehcp_desk.reports.monthly_return import monthly_return_document
from ehcp_desk.reports.pdf import compose, page_count, render_pdf
from tests.reports.reading import flowing, pages, printed
from tests.reports.sample_chronology import chronology, long_chronology
from tests.reports.sample_head import LARGE_PRINT
from tests.reports.sample_pick_up import pick_up
from tests.reports.sample_return import monthly_return

ALL = [
    pytest.param(chronology_document(chronology()), id="chronology"),
    pytest.param(pick_up_document(pick_up()), id="pick-up"),
    pytest.param(monthly_return_document(monthly_return()), id="return"),
]


def told(event: str, **changes: str) -> Document:
    """A chronology of one line with these words in it."""
    return chronology_document(
        chronology(lines=(ChronologyLine(1, date(2026, 3, 3), event, "Email"),), limits=(), unknown=(), **changes)
    )


@pytest.mark.parametrize("document", ALL)
def test_the_same_document_makes_the_same_bytes(document: Document) -> None:
    assert printed(document) == printed(document)


@pytest.mark.parametrize("document", ALL)
def test_the_file_says_what_it_is_and_embeds_every_face(document: Document) -> None:
    reader = PdfReader(BytesIO(printed(document)))
    assert reader.metadata is not None
    assert reader.metadata.title == document.title
    assert reader.metadata.author == document.author
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            assert "/FontFile2" in font.get_object()["/FontDescriptor"], font


@pytest.mark.parametrize("document", ALL)
def test_every_page_has_its_head_and_its_number(document: Document) -> None:
    texts = pages(document)
    for number, text in enumerate(texts, 1):
        assert "Westmarsh Council" in text
        assert "As at Friday 30 October 2026, 09:47" in flowing(text)
        assert f"Page {number} of {len(texts)}" in text
        assert "Seal 7F3A 91C2, day of 30 October 2026" in flowing(text)


def test_pages_are_a4_with_landscape_for_the_return() -> None:
    tall = PdfReader(BytesIO(printed(chronology_document(chronology())))).pages[0].mediabox
    wide = PdfReader(BytesIO(printed(monthly_return_document(monthly_return())))).pages[0].mediabox
    assert (round(tall.width), round(tall.height)) == (595, 842)
    assert (round(wide.width), round(wide.height)) == (842, 595)


@pytest.mark.parametrize(
    "hostile",
    [
        "<b>bold</b> & an unclosed <i tag",
        '<img src="secret.png"/> <font size="200">huge</font>',
        "a <onDraw name=x/> & <foo>bar</foo> &amp; &lt; &#65;",
        "%PDF-1.4 (brackets) \\( and ) \\n endobj",
        "=cmd|' /C calc'!A0",
    ],
)
def test_words_that_look_like_markup_print_as_they_were_written(hostile: str) -> None:
    assert hostile in flowing("".join(pages(told(hostile))))


def test_a_word_longer_than_its_column_flows_on_and_loses_nothing() -> None:
    word = "".join(chr(97 + n % 26) for n in range(200))
    text = "".join(pages(told(f"before {word} after")))
    assert word in "".join(text.split())


def test_nothing_is_drawn_outside_the_page() -> None:
    document = told("W" * 400, child="Ł" * 180, prepared_by="M" * 300)
    composed = compose(document)
    for page in composed.pages:
        for _, piece in page.placed:
            for x, _, _, _, _, words in piece.words:
                assert 0 <= x < composed.sheet.width - composed.sheet.margin, words


def test_names_from_many_languages_print() -> None:
    names = "Łukasz Nguyễn Ṣọlá Žofie Ștefan Ægir Ελένη Ольга Đặng İbrahim Ọlá"
    text = unicodedata.normalize("NFC", flowing("".join(pages(told(names)))))
    assert names in text
    assert "U+" not in text


def test_decomposed_letters_print_as_composed_ones() -> None:
    assert "Ṣọlá" in "".join(pages(told(unicodedata.normalize("NFD", "Ṣọlá"))))


def test_arrows_and_signs_are_drawn_from_the_second_face() -> None:
    text = "".join(pages(told("attendance ≥ 90% → reviewed ✓")))
    for sign in "≥→✓":
        assert sign in text
    assert "U+" not in text


def test_letters_that_no_face_holds_are_flagged_never_lost() -> None:
    text = flowing("".join(pages(told("known at school as 小明"))))
    assert "[U+5C0F 660E]" in text
    assert "2 letters are not in this paper’s type" in text
    assert "web version" in text


def test_hebrew_is_drawn_right_to_left_and_arabic_joined() -> None:
    document = told("Name: שלום and محمد here")
    drawn = " ".join(words[5] for page in compose(document).pages for _, piece in page.placed for words in piece.words)
    assert "םולש" in drawn
    joined = next(word for word in drawn.split() if "\ufe80" <= word[0] <= "\ufefc")
    assert unicodedata.normalize("NFKC", joined[::-1]) == "محمد"
    # A reader that knows the direction of letters gets the name back.
    assert "محمد" in unicodedata.normalize("NFKC", "".join(pages(document)))


def test_unseen_characters_cannot_hide_or_reorder_words() -> None:
    text = "".join(pages(told("pay \u202e001\u202c pounds\u200b\x00\x07 now\x0c")))
    assert "pay 001 pounds now" in flowing(text)


def test_lone_surrogates_and_emoji_do_not_stop_a_report() -> None:
    text = flowing("".join(pages(told("sad \ud83d face 😀 and 👍🏽"))))
    assert "sad \ufffd face" in text


def test_rows_are_never_split_over_pages() -> None:
    document = chronology_document(long_chronology(300))
    composed = compose(document)
    assert len(composed.pages) > 8
    numbers = re.compile(r"Entry (\d+) of the record")
    seen: list[int] = []
    for number, text in enumerate(pages(document)):
        found = [int(n) for n in numbers.findall(flowing(text))]
        seen += found
        assert flowing(text).count("No. Date Event Source and page") == (1 if found else 0), number
        # The last cell of a row, its page reference, stands on the page where the row began.
        for entry in found:
            assert f"D{entry}, page {entry * 3}" in text
    assert seen == list(range(1, 301))


def test_a_row_taller_than_a_page_flows_on() -> None:
    event = " ".join(f"word{n}" for n in range(2500))
    document = told(event)
    texts = pages(document)
    assert len(texts) >= 3
    words = re.findall(r"\bword\d+\b", " ".join(texts))
    assert words == event.split()
    assert "Page 1 of" in texts[0]


def test_no_words_stand_on_the_foot() -> None:
    composed = compose(chronology_document(long_chronology(200)))
    for number, page in enumerate(composed.pages):
        room = composed.furniture.first_room if number == 0 else composed.furniture.room
        assert page.used <= room + 0.01


def test_a_heading_is_never_last_on_its_page() -> None:
    for count in range(20, 45):
        composed = compose(chronology_document(long_chronology(count)))
        for page in composed.pages:
            assert page.placed[-1][1].bookmark is None


def test_large_print_is_larger_and_takes_more_pages() -> None:
    ordinary = chronology_document(long_chronology(60))
    large = chronology_document(long_chronology(60, head=LARGE_PRINT))
    assert page_count(large) > page_count(ordinary)
    sizes = {words[3] for page in compose(large).pages for _, piece in page.placed for words in piece.words}
    assert min(sizes) == 16, "nothing is smaller than large print"


def test_progress_is_told_and_stopping_writes_nothing(tmp_path: Path) -> None:
    document = chronology_document(long_chronology(400))
    told_so_far: list[tuple[int, int, str]] = []
    count = render_pdf(document, tmp_path / "whole.pdf", lambda *seen: told_so_far.append(seen))
    assert told_so_far[-1][:2] == (count, count)
    assert all(done <= total for done, total, _ in told_so_far)

    def stop(done: int, total: int, what: str) -> None:
        if done > 150:
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        render_pdf(document, tmp_path / "stopped.pdf", stop)
    assert not (tmp_path / "stopped.pdf").exists()
