"""The guide holds together: every picture it names is drawn and told in words, its counts are those of the ten tasks."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from ehcp_desk.reports import render_html, render_pdf
from ehcp_desk.reports.model import Document, Heading, Points, Run
from tests.guide.book import BadChapter, blocks, document, pictures_named, texts
from tests.guide.scenes import SCENES
from tests.guide.steps import Act
from tests.guide.tasks import TEN

LEAST_TOLD = 40
"""Letters in which a picture of a page can be told at all."""


class Page(HTMLParser):
    """Headings, anchors, links and the words of pictures of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.alts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if re.fullmatch(r"h\d", tag):
            self.levels.append(int(tag[1]))
        if said.get("id"):
            self.anchors.add(said["id"] or "")
        if tag == "a":
            self.links.append((said.get("href") or "").removeprefix("#"))
        if tag == "img":
            self.alts.append(said.get("alt") or "")


@pytest.fixture(scope="module")
def dot() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "#22364A").save(out, "PNG")
    return out.getvalue()


@pytest.fixture(scope="module")
def guide(dot: bytes) -> Document:
    return document(texts(), dict.fromkeys(pictures_named(texts()), dot))


def test_every_picture_that_is_drawn_is_in_one_place_of_the_guide_and_no_other_is_named() -> None:
    made = [step.words for task in TEN for step in task.ours if step.act is Act.DRAW] + [s.name for s in SCENES]
    assert sorted(pictures_named(texts())) == sorted(made)


def test_the_page_can_be_gone_through_and_every_picture_is_told(guide: Document) -> None:
    page = Page()
    page.feed(render_html(guide))
    assert page.levels.count(1) == 1
    assert page.levels[0] == 1
    assert all(after - before <= 1 for before, after in zip(page.levels, page.levels[1:], strict=False))
    assert page.links
    assert set(page.links) <= page.anchors
    assert [alt for alt in page.alts if len(alt) < LEAST_TOLD] == []
    assert len(page.alts) == len(pictures_named(texts()))


def test_the_ten_tasks_come_first_each_with_its_counts(guide: Document) -> None:
    heads = [block.text for block in guide.blocks if isinstance(block, Heading) and block.level == 2]
    assert heads[:3] == ["What is in it", "How to begin", "The ten commonest tasks"]
    assert [head for head in heads if "day" in head] == [
        "A caseworker’s day", "A manager’s day", "A data officer’s day", "A tribunal officer’s day",
    ]  # fmt: skip
    tenth = "".join(texts())
    assert "9 keys here; 16 keys in a workbook." in tenth
    assert "{{" not in tenth


def test_the_paper_has_every_chapter_in_its_outline(guide: Document, tmp_path: Path) -> None:
    render_pdf(guide, tmp_path / "guide.pdf")
    said = str(PdfReader(tmp_path / "guide.pdf").outline)
    assert "The ten commonest tasks" in said
    assert "A tribunal officer’s day" in said


def test_markdown_of_the_guide_becomes_blocks() -> None:
    [steps] = blocks("1. Press `F3`.\n2. Type **a name**, see [the start](#start).\n", {})
    assert isinstance(steps, Points)
    assert steps.numbered
    assert Run("F3", strong=True) in steps.items[0].runs
    assert Run("a name", strong=True) in steps.items[1].runs
    assert Run("the start", link="start") in steps.items[1].runs


@pytest.mark.parametrize(("text", "why"), [("![Nobody](nothing)\n", "picture nothing"), ("<b>bold</b> words\n", "html"),
                                           ("> said\n", "blockquote")])  # fmt: skip
def test_what_the_guide_does_not_know_is_said(text: str, why: str) -> None:
    with pytest.raises(BadChapter, match=why):
        list(blocks(text, {}))
