"""The web twin: valid, ordered and worded as the paper is, and safe whatever people wrote."""

from __future__ import annotations

import re
from datetime import date

import pytest

from ehcp_desk.domain.papers import ChronologyLine
from ehcp_desk.reports.chronology import chronology_document
from ehcp_desk.reports.handover import pick_up_document
from ehcp_desk.reports.html import render_html
from ehcp_desk.reports.model import Document
from ehcp_desk.reports.monthly_return import monthly_return_document
from ehcp_desk.reports.styles import TONES
from tests.reports.reading import Outline, flowing, pages
from tests.reports.sample_chronology import chronology
from tests.reports.sample_pick_up import pick_up
from tests.reports.sample_return import monthly_return

ALL = [
    pytest.param(chronology_document(chronology()), id="chronology"),
    pytest.param(pick_up_document(pick_up()), id="pick-up"),
    pytest.param(monthly_return_document(monthly_return()), id="return"),
]
_PHRASE = re.compile(r"[^\W\d_]{4,}")


@pytest.mark.parametrize("document", ALL)
def test_headings_are_those_of_the_paper_in_the_same_order(document: Document) -> None:
    outline = Outline(render_html(document))
    paper = flowing(" ".join(pages(document)))
    at = 0
    for _, heading in outline.headings:
        at = paper.index(heading, at)
    assert [tag for tag, _ in outline.headings].count("h1") == 1
    assert outline.headings[0][0] == "h1"


@pytest.mark.parametrize("document", ALL)
def test_every_word_of_the_paper_is_in_the_twin(document: Document) -> None:
    heard = set(_PHRASE.findall(Outline(render_html(document)).text))
    printed = set(_PHRASE.findall(flowing(" ".join(pages(document)))))
    assert printed - heard - {"Page"} == set()


@pytest.mark.parametrize("document", ALL)
def test_it_is_well_formed_and_says_its_language_and_title(document: Document) -> None:
    page = render_html(document)
    outline = Outline(page)
    assert page.startswith("<!DOCTYPE html>\n")
    assert outline.misnested == []
    assert outline.open == []
    assert ("html", {"lang": "en-GB"}) in outline.tags
    assert len(outline.ids) == len(set(outline.ids))
    assert f"<title>{document.title}</title>" in page
    drawn = {attrs["href"] for tag, attrs in outline.tags if tag == "use"}
    assert drawn == {f"#{name}" for name in outline.ids}


@pytest.mark.parametrize("document", ALL)
def test_tables_have_captions_and_heads_with_scope(document: Document) -> None:
    outline = Outline(render_html(document))
    tables = sum(tag == "table" for tag, _ in outline.tags)
    assert tables == sum(tag == "caption" for tag, _ in outline.tags)
    heads = [attrs for tag, attrs in outline.tags if tag == "th"]
    assert heads
    assert all(attrs.get("scope") in ("row", "col") for attrs in heads)


@pytest.mark.parametrize("document", ALL)
def test_nothing_is_fetched_and_nothing_runs(document: Document) -> None:
    outline = Outline(render_html(document))
    assert not {tag for tag, _ in outline.tags} & {"script", "link", "img", "iframe", "object", "a", "form"}
    for _, attrs in outline.tags:
        assert not any(name.startswith("on") or name == "src" for name in attrs)
        assert not attrs.get("href") or (attrs["href"] or "").startswith("#")


@pytest.mark.parametrize(
    "hostile",
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</title></style><b>", "a & b &lt; c &#65;"],
)
def test_hostile_words_stay_words(hostile: str) -> None:
    line = ChronologyLine(1, date(2026, 3, 3), hostile, hostile, hostile)
    document = chronology_document(chronology(child=hostile, lines=(line,), prepared_by=hostile, reference=hostile))
    outline = Outline(render_html(document))
    assert outline.misnested == []
    assert not {tag for tag, _ in outline.tags} & {"script", "img", "b"}
    assert outline.text.count(flowing(hostile)) >= 5


def test_other_scripts_keep_their_letters_and_are_set_apart() -> None:
    line = ChronologyLine(1, date(2026, 3, 3), "小明 and محمد", "Email")
    page = render_html(chronology_document(chronology(lines=(line,))))
    assert "小明" in page
    assert re.search("<bdi>[^<]*محمد[^<]*</bdi>", page)
    assert "\u202e" not in render_html(chronology_document(chronology(child="x\u202ey\x00z")))


def test_line_breaks_in_a_note_are_kept() -> None:
    line = ChronologyLine(1, date(2026, 3, 3), "first\r\nsecond", "Email")
    assert "first<br>second" in render_html(chronology_document(chronology(lines=(line,))))


def _luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_ink_is_dark_enough_to_read_on_white() -> None:
    for tone, colour in TONES.items():
        assert 1.05 / (_luminance(colour) + 0.05) >= 4.5, tone
