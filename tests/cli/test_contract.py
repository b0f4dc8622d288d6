"""The contract's commands: their JSON shapes, their exit codes, and one sentence for whatever goes wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ehcp_desk.cli import setting_up
from ehcp_desk.cli.answers import Call
from ehcp_desk.cli.main import run
from tests.cli.conftest import SAMPLE, Desk

OUTCOMES = ("created", "updated", "merged", "held", "rejected", "unchanged")


def test_import_accounts_for_every_row_and_twice_creates_nothing(desk: Desk, tmp_path: Path) -> None:
    out = tmp_path / "certificate.json"
    first = desk("import", str(SAMPLE), "--certificate", str(out), "--json")
    assert first.code == 0
    assert first.json == json.loads(out.read_text(encoding="utf-8"))
    assert first.json["rows_in"] == sum(first.json[o] for o in OUTCOMES) == 440
    assert (first.json["created"], first.json["held"]) == (397, 23)
    again = desk("import", str(SAMPLE), "--json")
    assert (again.json["created"], again.json["updated"], again.json["unchanged"]) == (0, 0, 397)
    assert desk("verify").code == 0


def test_a_dry_run_gives_the_same_certificate_and_changes_nothing(desk: Desk) -> None:
    dry = desk("import", str(SAMPLE), "--dry-run", "--json")
    assert dry.code == 1, "rows are held and rejected, and the dry run says so"
    assert desk("cases").code == 3, "no record was made"
    assert desk("import", str(SAMPLE), "--json").json == dry.json


def test_cases_have_the_shape_scripts_rely_on(westmarsh: Desk) -> None:
    answer = westmarsh("cases", "--json").json
    assert answer["total"] == len(answer["cases"]) == 214
    for case in answer["cases"]:
        assert {"ref", "name", "owner", "responsible", "team", "stage", "week", "next_deadline", "flags"} <= case.keys()
        assert case["responsible"], "a deadline is never nobody's"
    dues = [c["next_deadline"]["due"] for c in answer["cases"] if c["next_deadline"]]
    assert dues == sorted(dues), "most urgent by law first"


def test_an_unassigned_case_is_found_assigned_finished_and_printed(westmarsh: Desk, tmp_path: Path) -> None:
    before = westmarsh("cases", "--unassigned", "--scope", "open", "--json").json
    case = next(c for c in before["cases"] if c["stage"] == "drafting" and "held" not in c["flags"])
    ref = case["ref"]
    assert case["owner"] is None
    assert westmarsh("assign", ref, "--to", "J Addo", "--reason", "Backlog").code == 0
    assert westmarsh("record", ref, "final_plan_sent", "--on", "2026-10-30").code == 0
    view = westmarsh("case", ref, "--json").json
    assert (view["owner"], view["stage"]) == ("J Addo", "plan")
    final = next(d for d in view["deadlines"] if d["rule"] == "A_FINAL_PLAN")
    assert final["met_on"] == "2026-10-30"
    after = westmarsh("cases", "--unassigned", "--scope", "open", "--json").json
    assert after["total"] == before["total"] - 1
    pdf, html = tmp_path / "c.pdf", tmp_path / "c.html"
    assert westmarsh("chronology", ref, "--out", str(pdf), "--html", str(html)).code == 0
    assert pdf.read_bytes().startswith(b"%PDF")
    assert "The council sent the final plan" in html.read_text(encoding="utf-8")
    out = tmp_path / "october"
    monthly = westmarsh("return", "monthly", "--month", "2026-10", "--out", str(out), "--json")
    assert monthly.code == 0
    assert ref in (out / "cases-2026-10" / "K02.csv").read_text(encoding="utf-8-sig")
    assert westmarsh("verify", str(out / "monthly-2026-10.json")).code == 0
    assert westmarsh("verify", str(pdf)).code == 0


def test_the_return_is_the_same_to_the_byte_when_run_again(westmarsh: Desk, tmp_path: Path) -> None:
    for name in ("a", "b"):
        assert westmarsh("return", "monthly", "--month", "2026-09", "--out", str(tmp_path / name)).code == 0
    first = {p.relative_to(tmp_path / "a"): p.read_bytes() for p in (tmp_path / "a").rglob("*") if p.is_file()}
    second = {p.relative_to(tmp_path / "b"): p.read_bytes() for p in (tmp_path / "b").rglob("*") if p.is_file()}
    assert first == second
    assert any(p.suffix == ".pdf" for p in first)


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("case", "SEN/404"), 2, "No case has the reference SEN/404"),
        (("backup", "--to", "copy.db"), 2, "the following arguments are required: --out"),
        (("record", "SEN/26001", "final_plan_snet", "--on", "2026-10-01"), 2, "did you mean"),
        (("record", "SEN/26001", "final_plan_sent", "--on", "2026-02-31"), 2, "2026-02-31 is not a date"),
        (("record", "SEN/26001", "final_plan_sent", "--on", "2026-12-01"), 2, "has not come yet"),
        (("record", "SEN/26001", "note", "--on", "2026-10-01", "--attach", "no-such-file.pdf"), 2, "no document"),
        (("assign", "SEN/26001", "--to", "Nobody", "--reason", "x"), 2, "Nobody here is called Nobody"),
        (("cases", "--owner", "Nobody"), 2, "Nobody here is called Nobody"),
        (("cases", "--due-within", "-1"), 2, "from 0 up"),
        (("return", "monthly", "--month", "2026-13", "--out", "x"), 2, "2026-13 is not a month"),
        (("nonsense",), 2, "invalid choice"),
        (("import", "no-such-file.xlsx"), 2, "no-such-file.xlsx"),
        (("verify", "no-such-file.pdf"), 2, "no file"),
        (("restore", "no-such-file.db"), 2, "no-such-file.db"),
    ],
)
def test_bad_input_is_one_sentence_and_the_right_code(
    westmarsh: Desk, words: tuple[str, ...], code: int, sentence: str
) -> None:
    answer = westmarsh(*words)
    assert answer.code == code
    assert sentence in answer.err
    assert "Traceback" not in answer.err
    assert answer.out == ""
    assert answer.err.strip().count("\n") == 0


def test_the_world_at_fault(desk: Desk, tmp_path: Path) -> None:
    missing = desk("cases")
    assert (missing.code, "There is no database" in missing.err) == (3, True)
    junk = tmp_path / "junk.db"
    junk.write_bytes(b"this is not a database at all, only words\n" * 40)
    assert desk("cases", db=str(junk)).code in (2, 3)
    server = desk("cases", db="postgresql+psycopg://nobody@127.0.0.1:1/none")
    assert server.code == 3
    assert "Traceback" not in server.err


def test_the_demo_refuses_a_record_with_real_cases(westmarsh: Desk) -> None:
    answer = westmarsh("demo", "--cases", "10")
    assert answer.code == 2
    assert westmarsh("cases", "--json").json["total"] == 214


def test_backup_and_restore_bring_everything_back(westmarsh: Desk, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    assert westmarsh("backup", "--out", str(copy)).code == 0
    assert westmarsh("backup", "--out", str(copy)).code == 2, "no backup is overwritten"
    assert westmarsh("record", "SEN/26001", "note", "--on", "2026-10-30", "--note", "after the backup").code == 0
    assert westmarsh("restore", str(copy)).code == 0
    facts = westmarsh("case", "SEN/26001", "--json").json["facts"]
    assert all(f["note"] != "after the backup" for f in facts)
    assert westmarsh("verify").code == 0


def test_a_tampered_return_and_a_strange_pdf_are_found_out(westmarsh: Desk, tmp_path: Path) -> None:
    out = tmp_path / "r"
    westmarsh("return", "monthly", "--month", "2026-09", "--out", str(out))
    table = out / "monthly-2026-09.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("K02", "K99", 1), encoding="utf-8")
    assert westmarsh("verify", str(out / "monthly-2026-09.json")).code == 1
    strange = tmp_path / "strange.pdf"
    strange.write_bytes(b"%PDF-1.4\n%%EOF\n")
    assert westmarsh("verify", str(strange)).code == 1


def test_the_law_is_listed_and_one_rule_is_shown(desk: Desk) -> None:
    rules = desk("law", "list", "--json").json["rules"]
    assert len({rule["rule"] for rule in rules}) == 71
    shown = desk("law", "show", "A_FINAL_PLAN", "--json").json["versions"][0]
    assert (shown["amount"], shown["unit"]) == (20, "weeks")
    assert "13(2)" in shown["law"]
    near = desk("law", "show", "A_FINAL_PLANN")
    assert (near.code, "did you mean 'A_FINAL_PLAN'" in near.err) == (2, True)


def test_a_record_moves_whole_and_never_onto_itself(westmarsh: Desk, tmp_path: Path) -> None:
    here, there = str(tmp_path / "desk.db"), str(tmp_path / "moved.db")
    assert westmarsh("move", "--from", here, "--to", there).code == 0
    assert westmarsh("cases", "--json", db=there).json == westmarsh("cases", "--json").json
    assert westmarsh("verify", db=there).code == 0
    assert westmarsh("move", "--from", here, "--to", here).code == 2


def test_a_fault_of_ours_is_a_sentence_and_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    def broken(_call: Call) -> int:
        raise ZeroDivisionError("a child's name")

    monkeypatch.setattr(setting_up, "_demo", broken)
    assert run(["demo"]) == 3
    said = capsys.readouterr().err
    assert "did not expect" in said
    assert "child's name" not in said
    kept = next(tmp_path.rglob("faults.log"))
    assert "ZeroDivisionError" in kept.read_text(encoding="utf-8")


def test_the_doctor_looks_at_the_record_it_is_asked_about(desk: Desk, tmp_path: Path) -> None:
    answer = desk("doctor", "--json", db=str(tmp_path / "none" / "team.db"))
    said = {check["check"]: check["detail"] for check in answer.json["checks"]}
    assert said["place"].startswith(f"the record would be {tmp_path}")
    assert said["encryption"] == "there is no record yet; one can be encrypted"


def test_the_doctor_and_verify_speak_in_words_and_not_in_version_codes(desk: Desk, westmarsh: Desk) -> None:
    said = {check["check"]: check["detail"] for check in desk("doctor", "--json").json["checks"]}
    assert said["law"] == "England, law in force at 1 September 2026; 71 time limits"
    assert "/desk.db; " in said["place"] and said["encryption"].startswith("the record is not encrypted")
    verified = {check["check"]: check["detail"] for check in westmarsh("verify", "--json").json["checks"]}
    assert verified["schema"] == "the tables are those of this version of the program"
    assert "@" not in " ".join((*said.values(), *verified.values()))
