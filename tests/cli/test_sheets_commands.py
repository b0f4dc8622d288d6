"""Lists over all cases, the council's limits and the escalation pack by command: text, JSON, CSV, paper, and one sentence."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.cli.main import run
from ehcp_desk.domain.case import Child
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.recording import NewRequest, open_request, record

ONE = "SEN/26-1"
Ask = Callable[..., Any]


@pytest.fixture
def where(tmp_path: Path) -> Path:
    path = tmp_path / "desk.db"
    desk = open_desk(str(path), "Joy Addo", date(2026, 10, 1), create=True)
    child = Child(0, "Quill", "Robin", date(2018, 3, 4), setting="Windle Hill Primary", need="Autism")
    open_request(desk, NewRequest(ONE, child, date(2026, 5, 20), "parent"))
    record(desk, ONE, NewFact("challenge", date(2026, 9, 1), {"level": "informal", "issue": "Therapy", "by": "SENCO"}))
    desk.store.close()
    return path


@pytest.fixture
def ask(where: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    def asked(*words: str, code: int = 0) -> Any:
        capsys.readouterr()
        assert run(["--db", str(where), "--user", "Joy Addo", "--today", "2026-10-30", *words]) == code
        out = capsys.readouterr()
        return out.err if code else json.loads(out.out) if "--json" in words else out.out

    return asked


def test_a_limit_is_set_and_a_complaint_gets_its_day_by_command(ask: Ask) -> None:
    complaint = ("record", ONE, "complaint", "--on", "2026-10-01", "--note", "Late", "--set", "reference=C/1",
                 "--set", "stage=one", "--set", "by=Jo")  # fmt: skip
    assert "no limit was set for 1 October 2026" in ask(*complaint, code=2)
    limit = ("procedures", "Corporate complaints", "--step", "complaint.one", "--limit", "10", "--from", "2026-04-01")
    assert ask(*limit, "--json")["limits"] == [
        {"procedure": "Corporate complaints", "step": "complaint.one", "limit": 10, "unit": "working_days",
         "from": "2026-04-01"}]  # fmt: skip
    assert "10 working days" in ask("procedures") and "28 days, where nothing is set" in ask("procedures")
    ask(*complaint)
    (line,) = ask("list", "complaints", "--json")["lines"]
    assert (line["due"], line["state"], line["late"]) == ("2026-10-15", "overdue by 15 days", True)
    assert "Say the step, the limit and the day" in ask("procedures", "Corporate complaints", code=2)
    assert "Say which procedure" in ask("procedures", *limit[2:], code=2)
    assert "A limit is 1 to 366 days, not 0" in ask(*limit[:4], "--limit", "0", *limit[6:], code=2)
    assert "no step called complaint.four" in ask(*limit[:3], "complaint.four", *limit[4:], code=2)
    ask("procedures", "Corporate complaints", "--step", "complaint.one", "--from", "2026-04-01", "--take-out")
    assert ask("procedures", "--json")["limits"] == []


def test_lists_are_named_read_as_a_spreadsheet_and_printed(ask: Ask, tmp_path: Path) -> None:
    every = {one["key"] for one in ask("list", "--json")["lists"]}
    assert {
        "challenges",
        "out_of_area",
        "broken_down",
        "plans_by_need",
        "exclusions",
        "status_by_month",
        "groups",
    } <= every
    assert "Placements out of area" in ask("list")
    (row,) = csv.DictReader(io.StringIO(ask("list", "challenges", "--csv")))
    assert (row["ref"], row["raised"], row["age"], row["next"]) == (ONE, "2026-09-01", "59", "Then formal")
    assert "No placement on the record is in another authority." in ask("list", "out_of_area")
    paper, twin = tmp_path / "c.pdf", tmp_path / "c.html"
    document = ask("list", "challenges", "--out", str(paper), "--html", str(twin), "--json")
    assert document["seal"] and paper.read_bytes().startswith(b"%PDF") and "Therapy" in twin.read_text(encoding="utf-8")
    assert "no list called nothing; there are: complaints" in ask("list", "nothing", code=2)
    assert "about single children" in ask("list", "challenges", "--publish", code=2)
    outside = ask("list", "expected", "--publish", "--json")
    assert outside["kept_back"] and outside["lines"][-1]["open"] == "left out" and outside["lines"][-1]["cases"] == 0
    assert "keeps nothing back" in ask("list", "expected", "--publish", "--threshold", "2", code=2)


def test_the_escalation_pack_of_all_and_of_one_case(ask: Ask, tmp_path: Path) -> None:
    paper, twin = tmp_path / "e.pdf", tmp_path / "e.html"
    lists = ask("pack", "escalation", "--out", str(paper), "--html", str(twin), "--json")["lists"]
    assert [(one["title"], one["lines"]) for one in lists] == [
        ("Complaints", 0), ("Challenges", 1), ("Themes of disputes", 9), (f"Robin Quill, {ONE}", 1)]  # fmt: skip
    assert "Then formal" in twin.read_text(encoding="utf-8") and paper.is_file()
    one = ask("pack", "escalation", ONE, "--out", str(paper), "--json")
    assert one["ref"] == ONE and [section["title"] for section in one["lists"]] == [
        "Complaints",
        "Challenges",
        f"Robin Quill, {ONE}",
    ]
    assert "No case has the reference SEN/9" in ask("pack", "escalation", "SEN/9", "--out", str(paper), code=2)
