"""``return annex-a`` as a script runs it: files, findings, the frozen copy, and what it refuses."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.cli.conftest import Answer

Desk = Callable[..., Answer]
STEM = "annex-a-2026-10-30"


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_lists_are_written_counted_and_verified(demo: Desk, tmp_path: Path) -> None:
    out = tmp_path / "out"
    document = demo("return", "annex-a", "--out", str(out), "--json").json
    assert document["as_at"] == "2026-10-30" and document["counts"]["list-1"] > 80
    for name, count in document["counts"].items():
        assert len(table(out / f"{STEM}-{name}.csv")) == count
    assert (
        len(table(out / f"{STEM}-checks.csv")) == document["errors"] + document["queries"] == len(document["findings"])
    )
    assert demo("verify", str(out / f"{STEM}.json"), "--json").json["ok"] is True


@pytest.mark.parametrize(
    ("name", "was", "becomes"),
    [
        (f"{STEM}-list-1.csv", b"Male", b"Mole"),
        (f"{STEM}-list-1.csv", b"\r\n", b""),
        (f"{STEM}.json", b'"list-1": ', b'"list-1": 1'),
    ],
)
def test_a_change_to_a_file_shows(demo: Desk, tmp_path: Path, name: str, was: bytes, becomes: bytes) -> None:
    out = tmp_path / "out"
    demo("return", "annex-a", "--out", str(out))
    path = out / name
    path.write_bytes(path.read_bytes().replace(was, becomes, 1))
    answer = demo("verify", str(out / f"{STEM}.json"), "--json")
    assert answer.code == 1 and answer.json["ok"] is False


def test_the_same_record_gives_the_same_bytes(demo: Desk, tmp_path: Path) -> None:
    files = []
    for name in ("one", "two"):
        document = demo("return", "annex-a", "--out", str(tmp_path / name), "--json").json
        files.append({Path(path).name: Path(path).read_bytes() for path in document["files"]})
    assert files[0] == files[1] and len(files[0]) == 11


def test_the_workbook_has_real_days_numbers_filters_and_no_formula(demo: Desk, tmp_path: Path) -> None:
    out = tmp_path / "out"
    demo("return", "annex-a", "--out", str(out))
    book = load_workbook(out / f"{STEM}.xlsx")
    assert book.sheetnames[:3] == ["List_1", "List_2", "Checks"]
    sheet = book["List_1"]
    assert sheet.auto_filter.ref is not None and sheet.freeze_panes == "A2"
    heads = [cell.value for cell in sheet[1]]
    born = heads.index("Date of birth") + 1
    assert sheet.cell(2, born).is_date
    said = table(out / f"{STEM}-list-1.csv")
    assert sheet.max_row - 1 == len(said)
    assert sheet.cell(2, born).value.date().isoformat() == said[0]["Date of birth"]
    assert not [cell for page in book for row in page.iter_rows() for cell in row if cell.data_type == "f"]


def test_a_name_that_looks_like_a_formula_stays_text(demo: Desk, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ref = demo("cases", "--json").json["cases"][0]["ref"]
    told = ("record", ref, "care_status", "--on", "2026-10-01", "--set", "status=in_care", "--set", "team==1+1")
    assert demo(*told).code == 0
    demo("return", "annex-a", "--out", str(out))
    listed = [*table(out / f"{STEM}-list-1.csv"), *table(out / f"{STEM}-list-2.csv")]
    (row,) = [row for row in listed if row["Unique ID"] == ref]
    assert row["Which children's social care team?"] == "'=1+1"


def test_check_finds_what_a_recorded_fact_then_answers(demo: Desk) -> None:
    answer = demo("return", "annex-a", "--check", "--json")
    finding = next(f for f in answer.json["findings"] if f["rule"] == "AXA-103")
    assert answer.code == 1 and set(finding) == {"rule", "severity", "ref", "item", "message", "owner"}
    done = demo("record", finding["ref"], "disability", "--on", "2026-10-01", "--set", "has=no")
    assert done.code == 0, done.err
    after = demo("return", "annex-a", "--check", "--json").json["findings"]
    assert not [f for f in after if f["rule"] == "AXA-103" and f["ref"] == finding["ref"]]


def test_the_demonstration_has_only_the_errors_planted_in_it(demo: Desk) -> None:
    answer = demo("return", "annex-a", "--check", "--json").json
    planted = [f for f in answer["findings"] if not f["ref"].startswith("DEMO-")]
    assert {f["rule"] for f in planted} <= {"AXA-103", "AXA-203", "AXA-108a", "AXA-104"}
    assert len(planted) <= 5, "few: 12 in a thousand"


def test_findings_name_no_child(demo: Desk) -> None:
    said = json.dumps(demo("return", "annex-a", "--check", "--json").json["findings"])
    names = {case["name"] for case in demo("cases", "--json").json["cases"]}
    assert names and not [name for name in names if name in said]


def test_an_earlier_day_gives_the_lists_of_that_day(demo: Desk, tmp_path: Path) -> None:
    now = demo("return", "annex-a", "--check", "--json").json
    then = demo("return", "annex-a", "--out", str(tmp_path / "o"), "--as-at", "2024-10-30", "--json").json
    assert then["as_at"] == "2024-10-30" and then["counts"]["list-1"] < now["counts"]["list-1"]
    rows = table(tmp_path / "o" / "annex-a-2024-10-30-list-1.csv")
    assert max(row["Date initial EHC plan issued"] for row in rows) <= "2024-10-30"


def test_a_restricted_file_is_said_to_be_left_out(demo: Desk) -> None:
    before = demo("return", "annex-a", "--check", "--json").json
    ref = next(f["ref"] for f in before["findings"] if f["rule"] == "AXA-103")
    done = demo("restrict", ref, "--reason", "A matter of safety")
    assert done.code == 0, done.err
    after = demo("return", "annex-a", "--check", "--json", user="Agency Worker").json
    assert after["hidden"] == 1 and after["counts"]["list-1"] == before["counts"]["list-1"] - 1
    said = demo("return", "annex-a", "--check", user="Agency Worker").out
    assert "1 restricted file kept from Agency Worker" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Where to"),
        (("--check", "--as-at", "2026-10-31"), "has not come yet"),
        (("--check", "--as-at", "2026-02-30"), "is not a date"),
    ],
)
def test_bad_usage_is_one_sentence(demo: Desk, words: tuple[str, ...], said: str) -> None:
    answer = demo("return", "annex-a", *words)
    assert answer.code == 2 and said in answer.err and answer.out == ""
