"""The HTML twin of each paper, which is its accessible form: language, title, one h1, headings in order, told tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.return_paper import to_paper
from ehcp_desk.services.oversight.returns import compute_monthly
from ehcp_desk.services.records.chronology import chronology
from ehcp_desk.services.records.handover import pick_up_sheet
from tests.a11y.shown import DAY, Shown

EMPTY = {"meta", "br", "hr", "img", "link", "input", "col"}
PAPERS = ("chronology", "pick-up", "monthly")


@dataclass
class Page(HTMLParser):
    """What a screen reader makes of a page."""

    language: str = ""
    title: str = ""
    headings: list[int] = field(default_factory=list)
    tables: int = 0
    captions: int = 0
    heads_without_scope: int = 0
    rows_of_heads: int = 0
    pictures_without_words: int = 0
    unclosed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag not in EMPTY:
            self.unclosed.append(tag)
        if tag == "html":
            self.language = said.get("lang") or ""
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.headings.append(int(tag[1]))
        self.tables += tag == "table"
        self.captions += tag == "caption" or (
            tag == "table" and bool(said.get("aria-label") or said.get("aria-labelledby"))
        )
        self.rows_of_heads += tag == "th"
        self.heads_without_scope += tag == "th" and said.get("scope") not in ("col", "row", "colgroup", "rowgroup")
        self.pictures_without_words += tag == "img" and not said.get("alt")

    def handle_endtag(self, tag: str) -> None:
        if tag not in EMPTY:
            assert self.unclosed, f"</{tag}> closes nothing"
            assert self.unclosed.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.unclosed[-1:] == ["title"]:
            self.title += data


def printed(desk: Desk, paper: str, case: int, path: Path) -> str:
    assert desk.papers is not None
    with desk.store.read() as work:
        ref = work.case(case).ref
    if paper == "chronology":
        desk.papers.chronology(chronology(desk, ref), path)
    elif paper == "pick-up":
        desk.papers.pick_up(pick_up_sheet(desk, ref), path)
    else:
        desk.papers.monthly(to_paper(compute_monthly(desk, DAY.replace(day=1))), path)
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("paper", PAPERS)
def test_a_twin_is_sound_and_can_be_gone_through_by_its_headings_and_tables(
    shown: Shown, paper: str, tmp_path: Path
) -> None:
    page = Page()
    page.feed(printed(shown.desk, paper, shown.cases[1], tmp_path / "paper.html"))
    assert page.unclosed == []
    assert page.language.startswith("en")
    assert page.title.strip()
    assert page.headings.count(1) == 1
    assert page.headings[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(page.headings))
    assert page.tables > 0
    assert page.captions >= page.tables
    assert page.rows_of_heads > 0
    assert page.heads_without_scope == 0
    assert page.pictures_without_words == 0
