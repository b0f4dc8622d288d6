"""Faults found by attacking the command line from outside."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.printing import write_whole
from tests.cli.conftest import SAMPLE, Desk

REQUEST = {"fact": "request_received", "on": "2026-03-03", "source": "parent"}


def process(*words: str, given: bytes | None = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """The program in a process of its own; ``given`` None closes standard input."""
    return subprocess.run(
        [sys.executable, "-m", "ehcp_desk", *words],
        input=given,
        capture_output=True,
        check=False,
        env={**os.environ, **environment},
        preexec_fn=None if given is not None else lambda: os.close(0),
    )


def test_the_last_day_there_is_can_be_asked_about(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "case.json"
    file.write_text(json.dumps({"ref": "A", "as_at": "9999-12-31", "facts": [REQUEST]}))
    answer = desk("clock", str(file))
    assert answer.code == 0
    assert next(d for d in answer.json["deadlines"] if d["rule"] == "A_FINAL_PLAN")["state"] == "overdue"


def test_a_bad_case_late_in_a_list_leaves_no_half_document(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "cases.json"
    file.write_text(json.dumps([{"ref": "A", "facts": [REQUEST]}, {"ref": "B", "facts": [{"fact": "nonsense"}]}]))
    answer = desk("clock", str(file))
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.count("\n") == 1


@pytest.mark.parametrize("days", ["36501", "4000000", "99999999999999"])
def test_days_ahead_beyond_any_calendar_are_bad_input(westmarsh: Desk, days: str) -> None:
    answer = westmarsh("cases", "--due-within", days)
    assert answer.code == 2
    assert "36500" in answer.err


def test_a_case_says_who_asked(westmarsh: Desk) -> None:
    facts = westmarsh("case", "SEN/26001", "--json").json["facts"]
    assert next(f["source"] for f in facts if f["fact"] == "request_received") in (
        "parent",
        "school",
        "health",
        "other",
    )


def test_a_certificate_that_cannot_be_written_stops_the_import_before_it_starts(desk: Desk, tmp_path: Path) -> None:
    assert desk("import", str(SAMPLE), "--certificate", str(tmp_path)).code == 2
    assert not (tmp_path / "desk.db").exists()


def test_what_is_in_is_certified_where_a_later_file_fails(desk: Desk, tmp_path: Path) -> None:
    certificate = tmp_path / "certificate.json"
    answer = desk("import", str(SAMPLE), str(tmp_path / "none.csv"), "--certificate", str(certificate))
    assert answer.code == 2
    assert json.loads(certificate.read_text(encoding="utf-8"))["created"] > 0


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="no devices as files here")
def test_a_device_is_never_replaced_by_a_paper() -> None:
    with pytest.raises(BadInput, match="device"):
        write_whole(Path("/dev/null"), lambda part: part.write_text("x"))


def test_a_backup_of_any_name_can_be_verified(westmarsh: Desk, tmp_path: Path) -> None:
    backup = tmp_path / "monday.bak"
    assert westmarsh("backup", "--out", str(backup)).code == 0
    assert westmarsh("verify", str(backup)).code == 0


def test_names_are_printed_whatever_the_code_page(westmarsh: Desk, tmp_path: Path) -> None:
    assert westmarsh("record", "SEN/26001", "note", "--on", "2026-10-01", "--note", "Zoë’s aunt rang 👋").code == 0
    done = process("--db", str(tmp_path / "desk.db"), "case", "SEN/26001", "--json", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, b"")
    assert "Zoë’s aunt rang 👋" in [fact["note"] for fact in json.loads(done.stdout.decode("utf-8"))["facts"]]


def test_half_a_letter_in_a_reference_stays_json() -> None:
    done = process("clock", "-", given=b'{"ref": "\\ud800", "as_at": "2026-07-22", "facts": []}')
    assert done.returncode == 0
    assert json.loads(done.stdout)["ref"] == "\ud800"


@pytest.mark.skipif(sys.platform == "win32", reason="standard input is closed another way there")
def test_a_closed_standard_input_is_a_sentence() -> None:
    done = process("clock", "-", given=None)
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1
