"""The board's and the published workbook: the paper's own numbers, none it leaves out, nothing that could run."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ehcp_desk.domain.errors import KnownFault
from ehcp_desk.domain.return_papers import LEFT_OUT
from ehcp_desk.domain.returns import MonthlyReturn
from ehcp_desk.exchange.return_published import write_board, write_published
from ehcp_desk.services.oversight.publishing import publish
from ehcp_desk.services.oversight.return_paper import board_paper, to_paper
from ehcp_desk.services.oversight.return_settings import write_note
from ehcp_desk.services.oversight.returns import compute_monthly
from tests.support.memory_store import MemoryStore, desk, fact

OCTOBER = date(2026, 10, 1)


@pytest.fixture(scope="module")
def result() -> MonthlyReturn:
    store = MemoryStore()
    for number in range(40):
        sent = "2026-10-07" if number < 23 else "2026-10-08"
        store.add(fact("request_received", "2026-05-20", source="parent"), fact("final_plan_sent", sent))
    for source, how_many in (("parent", 12), ("school", 3), ("health", 2)):
        for _ in range(how_many):
            store.add(fact("request_received", "2026-10-04", source=source))
    write_note(desk(store), "K02", OCTOBER, "=1+1 was said at panel")
    return compute_monthly(desk(store), OCTOBER)


def drawn(path: Path) -> None:
    path.write_bytes(b"a paper")


def rows(book: Path, sheet: str, heading: str) -> list[dict[str, Any]]:
    """The rows under the headings of a sheet, the row of headings found by its first word."""
    told = list(openpyxl.load_workbook(book)[sheet].iter_rows(values_only=True))
    first = next(place for place, row in enumerate(told) if row[0] == heading)
    return [dict(zip(map(str, told[first]), row, strict=True)) for row in told[first + 1 :]]


def csv_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as source:
        return list(csv.DictReader(source))


def test_the_board_s_workbook_has_the_main_figures_and_no_list(result: MonthlyReturn, tmp_path: Path) -> None:
    files = write_board(board_paper(result), tmp_path / "out", drawn)
    assert {file.suffix for file in files} == {".csv", ".xlsx", ".pdf", ".html"}
    book = tmp_path / "out" / "board-2026-10.xlsx"
    assert openpyxl.load_workbook(book).sheetnames == ["Figures", "Balance", "13 months", "Definitions"]
    given = {row["Code"]: row["October 2026"] for row in rows(book, "Figures", "Code")}
    main = [line for line in result.lines if line.definition.main]
    assert list(given) == [line.code for line in main]
    assert {code: value for code, value in given.items() if isinstance(value, int | float)} == {
        line.code: float(line.figure.value) for line in main if line.figure.value is not None
    }
    table = csv_rows(tmp_path / "out" / "board-2026-10.csv")
    assert [row["code"] for row in table] == list(given)
    assert next(row["note"] for row in table if row["code"] == "K02").startswith("'=1+1")


def test_a_number_left_out_is_in_no_sheet(result: MonthlyReturn, tmp_path: Path) -> None:
    told = publish(result)
    write_published(told, tmp_path / "out", drawn)
    book = tmp_path / "out" / "published-2026-10.xlsx"
    figures = {row["Code"]: row for row in rows(book, "Figures", "Code")}
    absent = {one.code for one in told.paper.indicators if one.absent == LEFT_OUT}
    assert absent, "the case is too tame to prove anything"
    for code in absent:
        row = figures[code]
        assert row["October 2026"] == LEFT_OUT and row["Numerator"] is row["Denominator"] is None, code
    for place, row in enumerate(rows(book, "13 months", "Indicator")):
        told_points = [point.value for point in told.paper.series[place].points]
        assert [row[f"{p.month:%Y-%m}"] for p in told.paper.series[place].points] == [
            None if value is None else float(value) for value in told_points
        ]
    for row, one in zip(rows(book, "Balance", "Stage"), told.paper.flow, strict=True):
        assert [row["Opening"], row["In"], row["Out"], row["Closing"]] == [
            one.opening, one.came_in, one.went_out, one.closing]  # fmt: skip
    assert csv_rows(tmp_path / "out" / "published-2026-10.csv")[0]["code"] == next(iter(figures))


def test_text_is_text_and_rates_carry_their_sign(result: MonthlyReturn, tmp_path: Path) -> None:
    write_board(board_paper(result), tmp_path / "out", drawn)
    page = openpyxl.load_workbook(tmp_path / "out" / "board-2026-10.xlsx")["Figures"]
    cells = {cell.coordinate: cell for row in page.iter_rows() for cell in row if cell.value is not None}
    assert not any(cell.data_type == "f" for cell in cells.values())
    assert page.auto_filter.ref and page.freeze_panes
    k02 = next(cell.row for cell in cells.values() if cell.value == "K02")
    assert page.cell(k02, 6).number_format == '0.0"%"'
    assert any(cell.quotePrefix for cell in cells.values() if str(cell.value).startswith("=1+1"))


def test_a_paper_without_runs_is_written_all_the_same(result: MonthlyReturn, tmp_path: Path) -> None:
    write_board(replace(to_paper(result), series=()), tmp_path / "out", drawn)
    assert (tmp_path / "out" / "board-2026-10.xlsx").is_file()


def test_where_the_paper_cannot_be_drawn_no_file_is_left(result: MonthlyReturn, tmp_path: Path) -> None:
    def fails(path: Path) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(KnownFault, match="No space left"):
        write_board(board_paper(result), tmp_path / "out", fails)
    assert list((tmp_path / "out").iterdir()) == []
