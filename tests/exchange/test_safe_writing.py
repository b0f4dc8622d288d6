"""Files we write: no text can become a formula, and the same content is the same bytes."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from ehcp_desk.domain.safe_text import pasted_cell, safe_text
from ehcp_desk.exchange.csv_files import write_csv
from ehcp_desk.exchange.xlsx_out import SheetOut, write_xlsx

HOSTILE = ["=1+1", "+44 20 7946 0000", "-2", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://example.invalid")']
MADE = date(2026, 10, 30)


@pytest.mark.parametrize("text", HOSTILE)
def test_text_that_could_run_gets_an_apostrophe(text: str) -> None:
    assert safe_text(text) == f"'{text}"


@pytest.mark.parametrize("text", [*HOSTILE, '"=1+1"', " =1+1", "a\tb\r\n=1+1", '"a\t\n'])
def test_a_pasted_cell_stays_one_cell_and_runs_nothing(text: str) -> None:
    cell = pasted_cell(text)
    assert not cell.startswith(("=", "+", "-", "@", '"', " "))
    assert len(cell.splitlines()) == 1 and "\t" not in cell
    assert pasted_cell("O'Hara, Anne") == "O'Hara, Anne"


@given(st.text(max_size=20))
def test_safe_text_never_begins_dangerously_and_loses_nothing(text: str) -> None:
    safe = safe_text(text)
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert safe in (text, f"'{text}")


def test_csv_neutralises_text_columns_only(tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    write_csv(file, ["=Name", "Days", "On"], [["=cmd", -3, date(2026, 3, 4)], ["Zoë, “now”", 2.5, None]])
    assert file.read_bytes().startswith(b"\xef\xbb\xbf'=Name,Days,On\r\n")
    with file.open(encoding="utf-8-sig", newline="") as text:
        assert list(csv.reader(text))[1:] == [["'=cmd", "-3", "2026-03-04"], ["Zoë, “now”", "2.5", ""]]


def test_xlsx_keeps_every_text_as_text(tmp_path: Path) -> None:
    file = tmp_path / "out.xlsx"
    rows = [
        [text, -3, 2.5, True, date(2026, 3, 4), None] for text in [*HOSTILE, "http://example.invalid", "mailto:x@y"]
    ]
    write_xlsx(file, [SheetOut("Cases", ["=Ref", "n", "x", "yes", "on", "none"], rows, title="=Title")], MADE, "Return")
    page = load_workbook(file)["Cases"]
    cells = [list(row) for row in page.iter_rows()]
    assert [cell.value for cell in cells[2]] == ["=Ref", "n", "x", "yes", "on", "none"]
    assert all(cell.data_type != "f" and cell.hyperlink is None for row in cells for cell in row)
    # XML writes a lone carriage return in an escaped form that openpyxl leaves alone.
    assert [row[0].value for row in cells[3:]] == [str(row[0]).replace("\r", "_x000D_") for row in rows]
    assert [cell.value for cell in cells[3]][1:4] == [-3, 2.5, True]
    assert cells[3][4].value.date() == date(2026, 3, 4)  # type: ignore[union-attr]
    assert cells[3][5].value is None


def test_xlsx_bytes_depend_on_the_content_alone(tmp_path: Path) -> None:
    sheet = SheetOut("Cases", ["Ref"], [["SEN/1"], ["SEN/2"]])
    first, again, other = (tmp_path / name for name in ("a.xlsx", "b.xlsx", "c.xlsx"))
    write_xlsx(first, [sheet], MADE)
    write_xlsx(again, [sheet], MADE)
    write_xlsx(other, [sheet], date(2026, 10, 31))
    assert first.read_bytes() == again.read_bytes() != other.read_bytes()


def test_sheet_names_are_made_allowed_and_different(tmp_path: Path) -> None:
    file = tmp_path / "out.xlsx"
    long = "Plans sent after twenty weeks: by team"
    write_xlsx(file, [SheetOut(name, ["x"], []) for name in (long, long, "A/B", "a b", "")], MADE)
    names = load_workbook(file).sheetnames
    assert names == ["Plans sent after twenty weeks b", "Plans sent after twenty weeks 2", "A B", "a b 2", "Sheet"]
