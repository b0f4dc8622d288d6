"""``plan`` from the command line: reading, loading lines, comparing, signing off and printing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Desk
from tests.reports.reading import Outline

REF = "SEN/26118"
HEAD = "section,need,what,who,how often,how long,group size,review,outcome,advice,measure,target date\n"
ROWS = (
    HEAD
    + "B,,Cannot yet follow an instruction of two steps,,,,,,,Speech and language therapy,,\n"
    + "E,,Follows three steps in class,the class teacher,,,,,,,Four in five,2027-07-20\n"
    + "F,Cannot yet follow an instruction of two steps,Therapy on listening,a speech and language therapist,once a week,"
    + "30 minutes,3,Each term,Follows three steps in class,,,\n"
    + "F,B1,Regular support,,,,,,,,,\n"
)


@pytest.fixture
def planned(desk: Desk, tmp_path: Path) -> Desk:
    """A case whose first version holds what the file says."""
    tracker = tmp_path / "one.csv"
    tracker.write_text("Reference,Surname,First name,Date of birth,Request received\n"
                       f"{REF},Farrowdale,Maisie,14/03/2020,24/06/2026\n", "utf-8")  # fmt: skip
    assert desk("import", str(tracker)).code == 0
    assert desk("plan", REF, "--start", "draft", "--checklist").code == 1
    assert desk("plan", REF, "--lines", lines(tmp_path, ROWS)).code == 0
    return desk


def lines(folder: Path, text: str) -> str:
    path = folder / "lines.csv"
    path.write_text(text, "utf-8")
    return str(path)


def test_a_plan_is_loaded_and_read_back_with_its_flags_and_gaps(planned: Desk) -> None:
    said = planned("plan", REF, "--json").json
    assert [(line["line"], line["section"]) for line in said["lines"]] == [
        ("B1", "B"),
        ("E1", "E"),
        ("F1", "F"),
        ("F2", "F"),
    ]
    therapy, vague = said["lines"][2:]
    assert (therapy["needs"], therapy["outcomes"], therapy["who"], therapy["often"], therapy["long"], therapy["group"]) == (
        "B1", "E1", "a speech and language therapist", "once a week", "30 minutes", "3")  # fmt: skip
    assert therapy["flags"] == []
    assert {missing for flag in vague["flags"] for missing in flag["missing"]} == {"who", "how often", "how long"}
    assert said["lines"][1]["responsible"] == "the class teacher"
    assert {gap["gap"] for gap in said["gaps"]} == {"vague", "advice"}
    assert (said["version"], said["open"], said["signed_off"]) == (1, True, None)
    text = planned("plan", REF).out
    assert "Section F: Special educational provision" in text
    assert "red  Provision says who, how often and how long: 1 of 2 lines leaves something open: F2" in text


def test_the_same_file_twice_changes_nothing_and_a_dry_run_writes_nothing(planned: Desk, tmp_path: Path) -> None:
    again = planned("plan", REF, "--lines", lines(tmp_path, ROWS), "--json").json
    assert (again["rows"], again["changes"]) == (4, [])
    before = planned("plan", REF, "--json").json["digest"]
    change = HEAD + "F,B1,Regular support,a teaching assistant,each school day,20 minutes,,,,,,\n"
    for options in (("--dry-run",), ("--replace", "--dry-run")):
        tried = planned("plan", REF, "--lines", lines(tmp_path, change), *options, "--json").json
        told = [(c["change"], c["line"]) for c in tried["changes"]]
        assert told == ([("changed", "F2")] if len(options) == 1 else [("removed", "F1"), ("changed", "F2")])
    assert planned("plan", REF, "--json").json["digest"] == before


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("section,what,colour\nF,Therapy,red\n", "column 'colour'"),
        ("what,who\nTherapy,a therapist\n", "no column 'section'"),
        (HEAD + "Z,,Therapy\n", "Row 2: 'Z' is not a section"),
        (HEAD + "F,B1,\n", "Row 2: there are no words"),
        (HEAD + "F,Something else,Therapy\n", "Row 2: no line of section B, C, D says 'Something else'"),
        (HEAD + "F,B7,Therapy\n", "the plan has no line B7"),
        (HEAD + "A,,I like trains,me\n", "Row 2: a line of section A has no 'who'"),
        (HEAD + "E,,Reads,,,,,,,,,31/02/2027\n", "target"),
        ("section,line,what\nF,F9,Therapy\n", "Row 2: the plan has no line F9"),
        ("section,line,what\nF,B1,Therapy\n", "Row 2: line B1 is not a line of section F"),
        ("section,line,what\nB,B1,One\nB,B1,Two\n", "Row 3: line B1 is in the file twice"),
        (HEAD, "headings and no rows"),
    ],
)
def test_a_row_that_cannot_be_right_is_named_and_nothing_is_kept(
    planned: Desk, tmp_path: Path, text: str, words: str
) -> None:
    before = planned("plan", REF, "--json").json["digest"]
    refused = planned("plan", REF, "--lines", lines(tmp_path, text))
    assert refused.code == 2
    assert words in refused.err
    assert planned("plan", REF, "--json").json["digest"] == before


def test_versions_are_compared_signed_off_and_kept(planned: Desk, tmp_path: Path) -> None:
    first = planned("plan", REF, "--json").json
    refused = planned("plan", REF, "--sign-off", "Ruth Castellan")
    assert refused.code == 2
    assert "the checklist is red" in refused.err
    signed = planned(
        "plan", REF, "--sign-off", "Ruth Castellan", "--reason", "The tribunal sits on Monday", "--json"
    ).json
    assert (signed["signed_off"]["by"], signed["signed_off"]["digest"]) == ("Ruth Castellan", first["digest"])
    assert "start a new version" in planned("plan", REF, "--lines", lines(tmp_path, ROWS)).err
    assert planned("plan", REF, "--start", "final").code == 0
    planned("plan", REF, "--lines", lines(tmp_path, "section,line,what\nB,B1,Follows one step only\n"))
    changes = planned("plan", REF, "--compare", "1", "2", "--json").json["changes"]
    assert [(c["change"], c["line"], c["after"]["text"]) for c in changes] == [
        ("changed", "B1", "Follows one step only")
    ]
    assert planned("plan", REF, "--version", "1", "--json").json["lines"] == first["lines"]
    assert "no version 9" in planned("plan", REF, "--compare", "1", "9").err
    assert all(check["ok"] for check in planned("verify", "--json").json["checks"])


def test_amendments_and_outcomes_are_recorded_and_counted(planned: Desk) -> None:
    asked = planned("record", REF, "amendment_requested", "--on", "2026-10-29", "--set", "by=Jo Farrowdale", "--note",
                    "Say how often", "--source", "Letter", "--json").json  # fmt: skip
    assert planned("plan", REF, "--json").json["amendments"][0]["answer"] is None
    planned("record", REF, "amendment_answered", "--on", "2026-10-30", "--set", f"request={asked['id']}", "--set",
            "answer=refused", "--note", "The therapist decides each term")  # fmt: skip
    planned("plan", REF, "--outcome", "e1=met", "--on", "2026-10-30")
    said = planned("plan", REF, "--json").json
    assert (said["amendments"][0]["answer"], said["amendments"][0]["reasons"]) == (
        "refused",
        "The therapist decides each term",
    )
    assert (said["outcomes"]["met"], said["outcomes"]["judged"]) == (1, 1)
    assert "LINE=RESULT" in planned("plan", REF, "--outcome", "E1").err


def test_the_working_copy_prints_every_section_its_version_and_its_digest(planned: Desk, tmp_path: Path) -> None:
    from pypdf import PdfReader

    pdf, html = tmp_path / "plan.pdf", tmp_path / "plan.html"
    planned("plan", REF, "--sign-off", "Ruth Castellan", "--reason", "The tribunal sits on Monday")
    said = planned("plan", REF, "--out", str(pdf), "--html", str(html), "--json").json
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(pdf).pages).split())
    outline = Outline(html.read_text("utf-8"))
    headings = [words for tag, words in outline.headings if tag == "h2"]
    assert [h[8:10].rstrip(":") for h in headings[:12]] == [
        "A",
        "B",
        "C",
        "D",
        "E",
        "F",
        "G",
        "H1",
        "H2",
        "I",
        "J",
        "K",
    ]
    assert outline.misnested == []
    for words in ("Working copy", "Version 1, draft", said["digest"][:12], "Therapy on listening", "once a week",
                  "The tribunal sits on Monday", "Ruth Castellan"):  # fmt: skip
        assert words in text
        assert words in html.read_text("utf-8")


def test_a_case_without_a_plan_says_what_to_do(planned: Desk, tmp_path: Path) -> None:
    tracker = tmp_path / "two.csv"
    tracker.write_text(
        "Reference,Surname,First name,Date of birth,Request received\nSEN/2,Vane,Ivo,01/02/2019,24/06/2026\n", "utf-8"
    )
    planned("import", str(tracker))
    for words in ((), ("--compare", "1", "2"), ("--out", str(tmp_path / "p.pdf"))):
        answer = planned("plan", "SEN/2", *words)
        assert (answer.code, "has no plan yet; start its first version" in answer.err) == (2, True)
    assert planned("plan", "SEN/3").code == 2
    assert "says nothing by itself" in planned("plan", REF, "--replace").err
