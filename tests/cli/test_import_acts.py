"""What the command line does about imports: lists them, takes them back."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.cli.main import run as command
from ehcp_desk.domain.people import Role

ROWS = ("Ref,Surname,First name,DOB,Date request received\n"
        "A1,Whitlock,Daisy,28/07/2017,02/06/2025\nA2,Fenn,Robin,03/09/2016,03/06/2025\n")  # fmt: skip


@pytest.fixture
def record(tmp_path: Path) -> tuple[str, Path]:
    file = tmp_path / "tracker.csv"
    file.write_text(ROWS, encoding="utf-8")
    return str(tmp_path / "desk.db"), file


def run(where: str, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = command(["--db", where, "--today", "2026-10-30", *words])
    said = capsys.readouterr()
    return code or 0, said.out, said.err


def test_an_import_is_numbered_listed_and_taken_back(
    record: tuple[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    where, file = record
    code, _, said = run(where, capsys, "import", str(file))
    assert (code, "tracker.csv is import 1" in said) == (0, True)
    assert json.loads(run(where, capsys, "import", "--list", "--json")[1])[0]["created"] == 2
    code, out, _ = run(where, capsys, "import", "--undo", "1", "--reason", "the wrong file", "--json")
    assert (code, json.loads(out)) == (0, {"undone": 1, "count": 2})
    assert json.loads(run(where, capsys, "cases", "--json")[1])["total"] == 0
    assert "taken back" in run(where, capsys, "import", "--list")[1]
    assert run(where, capsys, "verify")[0] == 0


@pytest.mark.parametrize(("words", "said"), [
    (("import",), "Say which file"),
    (("import", "--undo", "1"), "Say why"),
    (("import", "--undo", "4", "--reason", "x"), "no import number 4"),
    (("import", "x.csv", "--list"), "leave out the files"),
])  # fmt: skip
def test_what_cannot_be_done_is_one_sentence(
    record: tuple[str, Path], capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    where, file = record
    run(where, capsys, "import", str(file))
    code, _, err = run(where, capsys, *words)
    assert code == 2
    assert said in err


def test_touched_cases_are_named_and_the_exit_code_says_so(
    record: tuple[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    where, file = record
    run(where, capsys, "import", str(file))
    run(where, capsys, "record", "A2", "note", "--on", "2026-10-29", "--note", "Rang")
    code, _, err = run(where, capsys, "import", "--undo", "1", "--reason", "x")
    assert code == 5
    assert "(A2)" in err


def test_held_cases_are_listed_and_decided_and_the_rest_verified(
    record: tuple[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    where, file = record
    file.write_text(ROWS + "B1,Whitlok,Daisy,28/07/2017,02/06/2025\nB2,Fen,Robin,03/09/2016,04/06/2025\n", "utf-8")
    run(where, capsys, "import", str(file))
    document = json.loads(run(where, capsys, "holds", "--json")[1])
    assert [(one["ref"], [c["ref"] for c in one["candidates"]]) for one in document["holds"]] == [
        ("B1", ["A1"]), ("B2", ["A2"])]  # fmt: skip
    assert "may be A1, Daisy Whitlock, score 80" in run(where, capsys, "holds")[1]
    assert run(where, capsys, "holds", "B1")[0] == 2
    assert run(where, capsys, "holds", "B1", "--merge-into", "A1", "--reason", "one child")[0] == 0
    assert run(where, capsys, "holds", "B2", "--reject", "--reason", "a test row")[0] == 0
    assert json.loads(run(where, capsys, "holds", "--json")[1])["total"] == 0
    found = json.loads(run(where, capsys, "migrated", "--json")[1])
    assert [one["ref"] for one in found["cases"]] == ["A1", "A2"]
    assert [c["ref"] for c in json.loads(run(where, capsys, "cases", "--migrated", "--json")[1])["cases"]] == [
        "A1",
        "A2",
    ]
    assert run(where, capsys, "migrated", "--verify", "--import", "1", "--reason", "the paper files")[0] == 0
    assert json.loads(run(where, capsys, "migrated", "--json")[1])["total"] == 0
    assert run(where, capsys, "verify")[0] == 0


def test_a_file_is_held_against_the_desk(record: tuple[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    where, file = record
    run(where, capsys, "import", str(file))
    assert run(where, capsys, "import", str(file), "--compare")[0] == 0
    file.write_text(ROWS.replace("03/06/2025", "04/06/2025"), encoding="utf-8")
    code, out, _ = run(where, capsys, "import", str(file), "--compare", "--json")
    document = json.loads(out)
    assert (code, document["compared"], len(document["differences"])) == (1, 2, 1)
    assert document["differences"][0]["file"] == "2025-06-04"
    assert (
        "Row 3, A2, Request received: file 4 June 2025, desk 3 June 2025"
        in run(where, capsys, "import", str(file), "--compare")[1]
    )
    assert run(where, capsys, "import", str(file), "--compare", "--dry-run")[0] == 2


def test_a_certificate_is_printed_and_signed_by_a_data_officer(
    record: tuple[str, Path], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    where, file = record
    kept, paper = tmp_path / "c.json", tmp_path / "c.html"
    file.write_text(ROWS + ",,,,\nA3,Moss,Ivy,31/02/2018,TBC\n", encoding="utf-8")
    assert run(where, capsys, "import", str(file), "--certificate", str(kept))[0] == 0
    desk = open_desk(where, "Bea Tindall", date(2026, 10, 30))
    with desk.store.write("Bea Tindall", desk.now()) as work:
        work.add_officer("Omar Data", Role.DATA_OFFICER)
        work.add_officer("Joy Case", Role.CASEWORKER)
    desk.store.close()
    sign = ("import", "--sign", "1", "--certificate", str(kept), "--out", str(paper), "--officer")
    for who, said in (("Joy Case", "is not a data officer"), ("Ann Other", "Nobody called Ann Other")):
        code, _, err = run(where, capsys, *sign, who)
        assert (code, said in err) == (2, True)
    other = tmp_path / "other.json"
    other.write_text(kept.read_text(encoding="utf-8").replace('"row": 5', '"row": 6'), encoding="utf-8")
    code, _, err = run(where, capsys, "import", "--sign", "1", "--certificate", str(other), "--officer", "Omar Data")
    assert (code, "This is not the certificate that import 1" in err) == (2, True)
    assert run(where, capsys, *sign, "Omar Data")[0] == 0
    words = paper.read_text(encoding="utf-8")
    assert "Signed by Omar Data, data officer" in words
    assert "31/02/2018" in words
    assert "blank row" in words
    assert json.loads(run(where, capsys, "import", "--list", "--json")[1])[0]["signed_by"] == "Omar Data"
    assert run(where, capsys, *sign, "Omar Data")[0] == 2
    assert run(where, capsys, "verify", str(paper))[0] == 0


def test_a_certificate_can_be_a_pdf_and_a_signature_needs_one(
    record: tuple[str, Path], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    where, file = record
    paper = tmp_path / "c.pdf"
    assert run(where, capsys, "import", str(file), "--dry-run", "--certificate", str(paper))[0] == 2
    assert run(where, capsys, "import", str(file), "--certificate", str(paper))[0] == 0
    assert paper.read_bytes().startswith(b"%PDF")
    assert run(where, capsys, "import", "--sign", "1", "--officer", "Omar Data")[0] == 2
    assert run(where, capsys, "import", "--sign", "1", "--certificate", str(paper), "--officer", "Omar Data")[0] == 2


def test_what_is_said_of_the_file_stands_in_the_text_and_month_first_can_be_said(
    record: tuple[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    where, file = record
    file.write_text(ROWS.replace("02/06/2025", "06/22/2025").replace("03/06/2025", "06/03/2025"), encoding="utf-8")
    code, out, _ = run(where, capsys, "import", str(file), "--dry-run")
    assert code == 1
    assert "Date request received: 1 date can only be month first, none only day first" in out
    for column in ("all", "date request received"):
        said = run(where, capsys, "import", str(file), "--dry-run", "--month-first", column, "--json")
        assert (said[0], json.loads(said[1])["created"]) == (0, 2)
    assert run(where, capsys, "import", str(file), "--dry-run", "--month-first", "Begun")[0] == 2
    code, _, said_no = run(where, capsys, "import", str(file), "--month-first", "DOB", "--day-first", "dob")
    assert (code, "not both" in said_no) == (2, True)


def test_sheets_that_are_not_read_are_named_in_the_text(
    record: tuple[str, Path], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in ROWS.splitlines():
        sheet.append(row.split(","))
    sheet.column_dimensions["B"].hidden = True
    book.create_sheet("Closed 2024").append(["Our no", "Kid", "Begun"])
    book.save(tmp_path / "two.xlsx")
    _, out, _ = run(record[0], capsys, "import", str(tmp_path / "two.xlsx"), "--dry-run")
    assert "Not brought in: sheet Closed 2024, which has no headings the desk knows." in out
    assert "hidden column B" in out
