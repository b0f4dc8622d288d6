"""The files of the monthly return, as contract.md section 3 has them, and their checking."""

from __future__ import annotations

import csv
import json
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from ehcp_desk.domain.errors import BadInput, KnownFault
from ehcp_desk.domain.people import Officer
from ehcp_desk.domain.returns import MonthlyReturn
from ehcp_desk.exchange.return_files import COLUMNS, verify_return, write_return
from ehcp_desk.services.oversight.return_settings import write_note
from ehcp_desk.services.oversight.returns import compute_monthly
from tests.support.memory_store import MemoryStore, day, desk, fact


@pytest.fixture
def result() -> MonthlyReturn:
    store = MemoryStore(officers=[Officer(1, "Joy Addo", fte=0.8)])
    store.kept_settings["returns.targets"] = '{"K02": 40, "U01": 0}'
    for number in range(169):
        store.add(
            fact("request_received", "2026-05-20", source="parent"),
            fact("final_plan_sent", "2026-10-07" if number < 2 else "2026-10-08"),
        )
    store.add(
        fact("request_received", "2026-05-01", source="=HYPERLINK(1)"),
        ref="=cmd|' /C calc'!A0",
        unassigned_since=day("2026-05-01"),
    )
    store.add(
        fact("request_received", "2026-10-04", source="school"),
        owner_id=1,
        owner="Joy Addo",
        owned_since=day("2026-10-04"),
    )
    store.add(fact("final_plan_sent", "2026-10-09"))
    write_note(desk(store), "K02", date(2026, 10, 1), "-2 since September: “very late”, said Zoë.")
    return compute_monthly(desk(store), date(2026, 10, 1))


def pretend_pdf(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7 a paper")


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def test_the_files_are_those_of_the_contract(result: MonthlyReturn, tmp_path: Path) -> None:
    made = write_return(result, tmp_path / "out", pretend_pdf)
    names = {path.relative_to(tmp_path / "out").as_posix() for path in made}
    assert {
        "monthly-2026-10.csv",
        "flow-2026-10.csv",
        "monthly-2026-10.xlsx",
        "monthly-2026-10.pdf",
        "monthly-2026-10.html",
        "monthly-2026-10.json",
    } <= names
    assert {f"cases-2026-10/{line.code}.csv" for line in result.lines} <= names
    on_disk = {p.relative_to(tmp_path / "out").as_posix() for p in (tmp_path / "out").rglob("*") if p.is_file()}
    assert on_disk == names
    assert made[-1].name == "monthly-2026-10.json"


def test_the_indicator_file_has_the_columns_scripts_rely_on(result: MonthlyReturn, tmp_path: Path) -> None:
    write_return(result, tmp_path)
    first = (tmp_path / "monthly-2026-10.csv").read_bytes().split(b"\n", 1)[0]
    assert first == (
        b"code,title,polarity,definition,definition_version,numerator,denominator,value,unit,target,status,"
        b"same_period_last_year,comparison,note,ref,outturn,quarter_to_date,state,last_month_note"
    )
    rows = {row["code"]: row for row in table(tmp_path / "monthly-2026-10.csv")}
    assert tuple(rows["K02"]) == COLUMNS
    two = rows["K02"]
    assert (two["numerator"], two["denominator"], two["value"], two["unit"]) == ("2", "169", "1.2", "%")
    assert (two["polarity"], two["target"], two["status"]) == ("+", "40", "well below")
    assert two["note"] == "2 of 169. -2 since September: “very late”, said Zoë."
    assert rows["K14"]["polarity"] == "-"
    assert (rows["K18"]["denominator"], rows["K18"]["value"]) == ("0", "")
    assert (rows["K45"]["numerator"], rows["K45"]["denominator"], rows["K45"]["value"]) == ("1", "0.8", "1.3")


def test_the_balance_file_balances(result: MonthlyReturn, tmp_path: Path) -> None:
    write_return(result, tmp_path)
    rows = table(tmp_path / "flow-2026-10.csv")
    assert list(rows[0]) == ["stage", "opening", "in", "out", "closing"]
    assert rows[-1]["stage"] == "All open cases"
    assert all(int(r["opening"]) + int(r["in"]) - int(r["out"]) == int(r["closing"]) for r in rows)


def test_every_list_has_its_figures_rows_and_the_dates_that_decided(result: MonthlyReturn, tmp_path: Path) -> None:
    write_return(result, tmp_path)
    rows = table(tmp_path / "cases-2026-10" / "K02.csv")
    assert len(rows) == 169
    assert sum(row["in_numerator"] == "1" for row in rows) == 2
    assert rows[0] == {
        "ref": "SEN/26001",
        "in_numerator": "1",
        "received": "2026-05-20",
        "due": "2026-10-07",
        "sent": "2026-10-07",
        "days": "140",
        "exception": "",
    }
    left = table(tmp_path / "left-out-2026-10.csv")
    assert {"code": "K02", "ref": "SEN/26172", "on": "2026-10-09", "why": "no request date is recorded"} in left


def test_no_childs_name_leaves_in_a_list(result: MonthlyReturn, tmp_path: Path) -> None:
    for path in write_return(result, tmp_path):
        assert b"Farrowdale" not in path.read_bytes(), path.name


def test_text_from_the_record_cannot_run_as_a_formula(result: MonthlyReturn, tmp_path: Path) -> None:
    write_return(result, tmp_path)
    listed = table(tmp_path / "cases-2026-10" / "K14.csv")
    assert listed[0]["ref"] == "'=cmd|' /C calc'!A0"
    book = openpyxl.load_workbook(tmp_path / "monthly-2026-10.xlsx")
    for sheet in book:
        assert not [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"], sheet.title


def test_the_workbook_holds_real_numbers_dates_and_filters(result: MonthlyReturn, tmp_path: Path) -> None:
    write_return(result, tmp_path)
    book = openpyxl.load_workbook(tmp_path / "monthly-2026-10.xlsx")
    assert book.sheetnames == ["Return", "Balance", "Delay", "13 months", "Cases", "Posts", "Left out", "Definitions"]
    page = book["Return"]
    head = next(row for row in page.iter_rows() if row[0].value == "Code")
    assert page.auto_filter.ref and page.freeze_panes
    first = {cell.value: page.cell(head[0].row + 1, cell.column) for cell in head}
    assert first["Code"].value == "K02"
    assert (first["October 2026"].value, first["October 2026"].number_format) == (1.2, '0.0"%"')
    cases = book["Cases"]
    dates = [cell for row in cases.iter_rows(min_row=5) for cell in row[3:6] if cell.value is not None]
    assert dates and all(isinstance(cell.value, datetime) for cell in dates)
    listed = [row[0].value for row in cases.iter_rows(min_row=5)]
    assert listed.count("K02") == 169 and listed.count("K13-over-20") == 1


def test_the_same_return_written_twice_is_the_same_bytes(result: MonthlyReturn, tmp_path: Path) -> None:
    made = write_return(result, tmp_path / "one", pretend_pdf)
    again = write_return(result, tmp_path / "two", pretend_pdf)
    assert [p.read_bytes() for p in made] == [p.read_bytes() for p in again]
    over = write_return(result, tmp_path / "one", pretend_pdf)
    assert [p.read_bytes() for p in over] == [p.read_bytes() for p in again]


def test_the_frozen_copy_says_as_at_when_by_which_definitions_law_and_journal(
    result: MonthlyReturn, tmp_path: Path
) -> None:
    kept = json.loads(write_return(result, tmp_path)[-1].read_text(encoding="utf-8"))
    assert (kept["as_at"], kept["extracted_at"]) == ("2026-10-31", "2026-11-02T09:00:00+00:00")
    assert kept["definitions"] == {"version": result.definitions_version, "sha256": result.definitions_digest}
    assert kept["ruleset"]["sha256"] == result.ruleset_digest and len(result.ruleset_digest) == 64
    assert kept["journal"]["head"] == result.journal_head and kept["journal"]["seq"] == 1
    two = next(one for one in kept["indicators"] if one["code"] == "K02")
    assert (two["numerator"], two["denominator"], two["value"]) == (2, 169, 1.2)
    assert kept["not_for_publication"] is True


def failing(path: Path) -> list[str]:
    return [check for check, ok, _ in verify_return(path) if not ok]


def test_a_return_as_issued_passes_every_check(result: MonthlyReturn, tmp_path: Path) -> None:
    frozen = write_return(result, tmp_path, pretend_pdf)[-1]
    checks = verify_return(frozen)
    assert [check for check, _, _ in checks] == ["frozen copy", "files", "figures", "balance", "lists"]
    assert all(ok for _, ok, _ in checks), checks


def test_a_figure_changed_in_the_csv_is_found(result: MonthlyReturn, tmp_path: Path) -> None:
    frozen = write_return(result, tmp_path)[-1]
    path = tmp_path / "monthly-2026-10.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",2,169,1.2,", ",2,169,2.0,"), encoding="utf-8")
    assert failing(frozen) == ["files", "figures"]


def test_a_case_taken_off_a_list_is_found(result: MonthlyReturn, tmp_path: Path) -> None:
    frozen = write_return(result, tmp_path)[-1]
    path = tmp_path / "cases-2026-10" / "K02.csv"
    path.write_text("\n".join(path.read_text(encoding="utf-8").splitlines()[:-1]) + "\n", encoding="utf-8")
    assert failing(frozen) == ["files", "lists"]


def test_a_figure_changed_in_the_frozen_copy_is_found(result: MonthlyReturn, tmp_path: Path) -> None:
    frozen = write_return(result, tmp_path)[-1]
    body = json.loads(frozen.read_text(encoding="utf-8"))
    next(one for one in body["indicators"] if one["code"] == "K02")["numerator"] = 20
    body["flow"][0]["in"] += 1
    frozen.write_text(json.dumps(body), encoding="utf-8")
    assert failing(frozen) == ["frozen copy", "figures", "balance", "lists"]


def test_a_missing_list_and_a_stranger_among_the_lists_are_named(result: MonthlyReturn, tmp_path: Path) -> None:
    frozen = write_return(result, tmp_path)[-1]
    (tmp_path / "cases-2026-10" / "K05.csv").unlink()
    (tmp_path / "cases-2026-10" / "K77.csv").write_text("ref\n", encoding="utf-8")
    said = next(detail for check, _, detail in verify_return(frozen) if check == "files")
    assert "K05.csv is missing" in said and "K77.csv is not part of this return" in said


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[]", b'{"format": 1}'])
def test_what_is_no_frozen_copy_is_refused_with_a_sentence(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "monthly-2026-10.json"
    path.write_bytes(content)
    with pytest.raises(BadInput, match="frozen copy"):
        verify_return(path)


def test_a_frozen_copy_cannot_make_the_check_read_outside_its_folder(result: MonthlyReturn, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("kept elsewhere", encoding="utf-8")
    frozen = write_return(result, tmp_path / "out")[-1]
    body = json.loads(frozen.read_text(encoding="utf-8"))
    body["files"].append({"name": "../secret.txt", "sha256": "0", "bytes": 1})
    frozen.write_text(json.dumps(body), encoding="utf-8")
    assert "../secret.txt is missing" in next(d for check, _, d in verify_return(frozen) if check == "files")


def test_a_paper_that_fails_leaves_the_last_return_as_it_was(result: MonthlyReturn, tmp_path: Path) -> None:
    write_return(result, tmp_path, pretend_pdf)
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}

    def full_disk(path: Path) -> None:
        path.write_bytes(b"%PDF half")
        raise OSError(28, "No space left on device")

    with pytest.raises(KnownFault, match="No space left on device"):
        write_return(result, tmp_path, full_disk)
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(result: MonthlyReturn, tmp_path: Path) -> None:
    in_the_way = tmp_path / "out"
    in_the_way.write_text("a file", encoding="utf-8")
    with pytest.raises(KnownFault, match="cannot be written"):
        write_return(result, in_the_way)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
