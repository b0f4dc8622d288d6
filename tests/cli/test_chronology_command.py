"""The chronology from the command line: printed, narrowed, marked, sent, read back, verified."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.cli.conftest import Desk

REF = "SEN/26118"


@pytest.fixture
def case(desk: Desk) -> Desk:
    child = ("--set", "surname=Farrowdale", "--set", "forenames=Maisie", "--set", "born=2020-03-14")
    assert desk("request", REF, "--received", "2026-06-24", "--source", "parent", *child).code == 0
    note = ("--note", "The school failed to ring.", "--on", "2026-09-01")
    assert desk("record", REF, "note", *note).code == 0
    return desk


def test_it_is_printed_in_three_forms_and_each_is_verified(case: Desk, tmp_path: Path) -> None:
    files = {form: str(tmp_path / f"c.{form}") for form in ("pdf", "html", "docx")}
    options = ("--html", files["html"], "--docx", files["docx"], "--gaps", "4")
    answer = case("chronology", REF, "--out", files["pdf"], *options, "--json")
    assert answer.code == 0 and answer.json["lines"] == 2
    assert answer.json["files"] == [files["pdf"], files["html"], files["docx"]]
    for path in files.values():
        assert case("verify", path).code == 0
    Path(files["html"]).write_text(Path(files["html"]).read_text().replace("a parent", "nobody"))
    altered = case("verify", files["html"], "--json")
    assert altered.code == 1 and not altered.json["ok"]


def test_a_name_that_says_another_form_is_refused_and_nothing_is_written(case: Desk, tmp_path: Path) -> None:
    refused = case("chronology", REF, "--out", str(tmp_path / "c.txt"))
    assert (refused.code, refused.err.count("\n")) == (2, 1) and "not as c.txt" in refused.err
    assert list(tmp_path.glob("c*")) == []


def test_json_without_a_file_gives_entries_gaps_and_hints_and_prints_nothing(case: Desk) -> None:
    found = case("chronology", REF, "--json").json
    assert found["files"] == []
    assert [(e["kind"], [h["words"] for h in e["hints"]]) for e in found["entries"]] == [
        ("request_received", []),
        ("note", ["failed to"]),
    ]
    assert [g["line"] for g in found["gaps"]["no_source"]] == [1, 2]
    assert found["gaps"]["silences"][0]["weeks"] == 9
    assert found["gaps"]["missed"][0]["law"]


def test_lines_are_narrowed_by_options(case: Desk) -> None:
    def lines(*options: str) -> list[int]:
        return [e["line"] for e in case("chronology", REF, "--json", *options).json["entries"]]

    assert lines("--statutory") == [1]
    assert lines("--kinds", "note") == [2] == lines("--text", "RING") == lines("--from", "2026-09-01")
    assert lines("--to", "2026-08-31") == [1] == lines("--one-page")
    assert lines("--family") == []


def test_a_mark_is_recorded_and_shows(case: Desk) -> None:
    entry = case("chronology", REF, "--json").json["entries"][1]["entry"]
    marked = case("chronology", REF, "--mark", f"{entry}=disputed", "--by", "the parents", "--says", "It rang twice")
    assert marked.code == 0
    (mark,) = case("chronology", REF, "--json").json["entries"][1]["marks"]
    assert (mark["by"], mark["mark"], mark["says"]) == ("the parents", "disputed", "It rang twice")


@pytest.mark.parametrize(
    "options",
    [(), ("--mark", "2=maybe", "--by", "x"), ("--mark", "2", "--by", "x"), ("--mark", "2=agreed"),
     ("--mark", "99=agreed", "--by", "x"), ("--json", "--kinds", "nothing"), ("--json", "--pick", "a"),
     ("--json", "--gaps", "-3"), ("--json", "--gaps", "99999999999"), ("--exchange", "x.pdf")],
)  # fmt: skip
def test_what_cannot_be_is_one_sentence_and_code_2(case: Desk, options: tuple[str, ...]) -> None:
    answer = case("chronology", REF, *options)
    assert answer.code == 2 and len(answer.err.strip().splitlines()) == 1


def test_the_other_sides_answers_come_back_and_both_sides_are_printed(case: Desk, tmp_path: Path) -> None:
    sent, back = tmp_path / "sent.csv", tmp_path / "back.csv"
    assert case("chronology", REF, "--exchange", str(sent)).code == 0
    rows = list(csv.reader(io.StringIO(sent.read_text(encoding="utf-8-sig"))))
    rows[1][4], rows[2][4], rows[2][5] = "agree", "dispute", "It rang twice"
    rows.append(["", "3 October 2026", "We wrote to the council", "", "", "", "Our letter"])
    filled = io.StringIO()
    csv.writer(filled).writerows([rows[0], *reversed(rows[1:])])
    back.write_text(filled.getvalue(), encoding="utf-8")
    tried = case("chronology", REF, "--merge", str(back), "--party", "the parents", "--dry-run", "--json").json
    assert tried["outcomes"] == {"proposed": 1, "disputed": 1, "agreed": 1} and tried["rows_in"] == 3
    assert all(not e["marks"] for e in case("chronology", REF, "--json").json["entries"])
    assert case("chronology", REF, "--merge", str(back), "--party", "the parents").code == 0
    again = case("chronology", REF, "--merge", str(back), "--party", "the parents", "--json")
    assert again.json["outcomes"] == {"unchanged": 3}
    found = case("chronology", REF, "--json").json["entries"]
    assert [m["mark"] for e in found for m in e["marks"]] == ["agreed", "disputed"]
    assert len(found) == 2, "what they propose waits, and the file is no line of its own"
    proposed = max(f["id"] for f in case("case", REF, "--json").json["facts"] if f["fact"] == "entry_proposed")
    assert case("chronology", REF, "--mark", f"{proposed}=alleged", "--by", "the parents").code == 0
    found = case("chronology", REF, "--json").json["entries"]
    assert found[-1]["event"] == "According to the parents: We wrote to the council."
    out = tmp_path / "both.html"
    assert case("chronology", REF, "--both-sides", "--out", str(out)).code == 0
    text = out.read_text()
    assert text.index("Agreed facts") < text.index("Facts in dispute") < text.index("It rang twice")
    assert case("verify", str(out)).code == 0


def filled_in(rows: list[list[str]], path: Path, **cells: str) -> Path:
    """What was sent, with cells of its second row filled in (``D``ate, ``A``nswer …), as a file that came back."""
    made = [list(row) for row in rows]
    for name, text in cells.items():
        made[2]["IDESAYO".index(name)] = text
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(made)
    return path


def test_words_under_headings_that_were_typed_over_or_added_are_held_and_the_exit_code_says_so(
    case: Desk, tmp_path: Path
) -> None:
    sent = tmp_path / "sent.csv"
    assert case("chronology", REF, "--exchange", str(sent)).code == 0
    rows = list(csv.reader(io.StringIO(sent.read_text(encoding="utf-8-sig"))))

    def read(name: str, heads: list[str], **cells: str) -> tuple[int, list[str], str]:
        path = filled_in([heads, *([*row, ""][: len(heads)] for row in rows[1:])], tmp_path / name, **cells)
        told = case("chronology", REF, "--merge", str(path), "--party", "the parents", "--dry-run", "--json")
        return told.code, [row["outcome"] for row in told.json["rows"]], told.json["rows"][1]["reason"]

    code, outcomes, why = read("a.csv", [*rows[0][:4], "Agreed?", *rows[0][5:]], A="dispute")
    assert (code, outcomes) == (1, ["held", "held"]) and "'Agreed?'" in why
    code, outcomes, why = read("b.csv", [*rows[0][:5], "Our words", rows[0][6]], A="dispute", Y="We never got it")
    assert (code, outcomes) == (1, ["unanswered", "held"]) and "'Our words'" in why
    added = [[*row, "" if at != 2 else "This is false"] for at, row in enumerate(rows)]
    added[0][-1] = "Comments"
    path = filled_in(added, tmp_path / "c.csv", A="agree")
    told = case("chronology", REF, "--merge", str(path), "--party", "the parents", "--json")
    assert told.code == 1 and told.json["rows"][1]["outcome"] == "held"
    assert told.json["rows"][1]["says"] == "Comments: This is false"


def test_agreement_to_another_day_is_a_dispute_and_an_older_file_undoes_nothing(case: Desk, tmp_path: Path) -> None:
    sent = tmp_path / "sent.csv"
    assert case("chronology", REF, "--exchange", str(sent)).code == 0
    rows = list(csv.reader(io.StringIO(sent.read_text(encoding="utf-8-sig"))))

    def read(path: Path) -> tuple[int, list[str], list[str]]:
        back = case("chronology", REF, "--merge", str(path), "--party", "the parents", "--json")
        marks = [m["mark"] for e in case("chronology", REF, "--json").json["entries"] for m in e["marks"]]
        return back.code, [row["outcome"] for row in back.json["rows"]], marks

    agreed = filled_in(rows, tmp_path / "1.csv", A="agree", D="01-Sep-26")
    assert read(agreed) == (0, ["unanswered", "agreed"], ["agreed"]), "a spreadsheet writes days its own way"
    assert read(filled_in(rows, tmp_path / "2.csv", A="agree", D="1 August 2026"))[1:] == (
        ["unanswered", "disputed"],
        ["disputed"],
    )
    assert read(agreed) == (1, ["unanswered", "held"], ["disputed"])
    assert read(filled_in(rows, tmp_path / "3.csv", A="agree", E="[removed: x]")) == (
        1,
        ["unanswered", "held"],
        ["disputed"],
    )
    assert read(filled_in(rows, tmp_path / "4.csv"))[1] == ["unanswered", "unanswered"]
    found = case("chronology", REF, "--json").json["entries"]
    assert len(found) == 2, "no file that came back is a line of the chronology, not even one that answers nothing"


def test_a_held_row_is_code_1(case: Desk, tmp_path: Path) -> None:
    path = tmp_path / "back.csv"
    path.write_text("Id,Date,Event\nzzz,3 May 2026,Something\n")
    assert case("chronology", REF, "--merge", str(path)).code == 1


def test_export_seal_and_notify_anchor_the_record(case: Desk, tmp_path: Path) -> None:
    done = case("export-record", REF, "--out", str(tmp_path / "out"), "--json")
    assert done.code == 0 and done.json["facts"] == 2
    assert case("verify", str(tmp_path / "out" / "record.jsonl")).code == 0
    seals = tmp_path / "seals"
    assert case("alerts", "--seal-folder", str(seals)).code == 0
    case("notify")
    assert case("seal", "--out", str(seals), "--json").json["added"] is False, "notify has added the day's line"
    assert case("verify", str(seals / "ehcp-desk-seals.csv")).code == 0
    checks = {c["check"]: c["ok"] for c in case("verify", "--json").json["checks"]}
    assert checks["seals"]
