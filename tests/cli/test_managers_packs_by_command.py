"""The supervision pack, the clinic pack of one person and the Monday meeting by command, as read from the PDF and its twin."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.cli.conftest import Desk

JOY = "Joy Addo"


@pytest.fixture
def demo(built: Path, tmp_path: Path, desk: Desk) -> Desk:
    """The fictional authority, this test's own, with the team manager at the keyboard."""
    (tmp_path / "desk.db").write_bytes(built.read_bytes())

    def call(*words: str, **kw: str) -> object:
        return desk(*words, user="Ruth Castellan", **kw)

    return call  # type: ignore[return-value]


def text_of(path: Path) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


def refs(words: str) -> set[str]:
    return set(re.findall(r"(?:SEN|DEMO)[-/][A-Z0-9-]*\d", words))


def test_the_supervision_pack_prints_every_open_case_and_the_outcome_recorded_of_one(
    demo: Desk, tmp_path: Path
) -> None:
    paper, twin = tmp_path / "joy.pdf", tmp_path / "joy.html"
    words = ("pack", "supervision", "--worker", "joy addo", "--out", str(paper), "--html", str(twin), "--json")
    told = demo(*words).json
    assert told["pack"] == "supervision" and [one["title"] for one in told["lists"]][:2] == [
        "At a glance",
        "Open cases",
    ]
    held = {case["ref"] for case in demo("cases", "--owner", JOY, "--scope", "open", "--json").json["cases"]}
    page, read = twin.read_text(encoding="utf-8"), text_of(paper)
    assert held and held <= refs(page) and held <= refs(read)
    for heading in (
        "Supervision pack, Joy Addo",
        "Overdue",
        "Next limit",
        "Last contact",
        "Last oversight",
        "Outcome, who does it",
    ):
        assert heading in read and heading in page
    ref = sorted(held)[0]
    said = (
        "--set",
        "occasion=supervision",
        "--set",
        "next=Ring the school",
        "--set",
        f"who={JOY}",
        "--note",
        "Draft by Friday",
    )
    assert demo("record", ref, "management_note", "--on", "2026-10-29", *said).code == 0
    assert demo(*words).code == 0
    outcome = "29 October, 1 day ago: Supervision, Ruth Castellan. Draft by Friday; next: Ring the school (Joy Addo)"
    assert outcome in twin.read_text(encoding="utf-8") and "Draft by Friday" in text_of(paper)
    assert "Management note (Supervision): Draft by Friday. Next: Ring the school (Joy Addo)." in demo("case", ref).out


def test_the_clinic_pack_of_one_person_is_of_their_cases(demo: Desk, tmp_path: Path) -> None:
    mine, whole = tmp_path / "joy.html", tmp_path / "all.html"
    assert "Clinic pack, Joy Addo: " in demo("pack", "clinic", "--worker", JOY, "--out", str(mine)).out
    assert demo("pack", "clinic", "--out", str(whole)).code == 0
    held = {case["ref"] for case in demo("cases", "--owner", JOY, "--scope", "all", "--json").json["cases"]}
    read = refs(mine.read_text(encoding="utf-8"))
    assert read and read <= held and read < refs(whole.read_text(encoding="utf-8"))
    for words in ("Will decide the figures of November 2026", "Reason for delay", "Who does it"):
        assert words in mine.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", ["clinic", "supervision"])
def test_a_name_nobody_has_is_refused_and_no_file_is_left(demo: Desk, tmp_path: Path, kind: str) -> None:
    paper = tmp_path / "nobody.pdf"
    answer = demo("pack", kind, "--worker", "Nobody Known", "--out", str(paper))
    assert answer.code == 2 and "Nobody here is called Nobody Known" in answer.err and not paper.exists()


def test_the_monday_lists_begin_with_the_four_of_the_meeting_a_page_each(demo: Desk, tmp_path: Path) -> None:
    paper = tmp_path / "monday.pdf"
    told = demo("pack", "monday", "--out", str(paper), "--json").json
    titles = ["Changes since last week", "Newly overdue", "Nobody holds them", "Data errors"]
    assert [one["title"] for one in told["lists"]][:4] == titles
    for page, title in zip(PdfReader(paper).pages, titles, strict=False):
        assert title in page.extract_text()
    own = demo("pack", "monday", "--person", f" {JOY.lower().replace(' ', '  ')}", "--out", str(paper), "--json").json
    assert [one["title"] for one in own["lists"]] == [JOY]
