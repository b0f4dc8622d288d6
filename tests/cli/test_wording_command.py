"""``wording``: Section F lines in; which are vague, and why, out, with no record (contract section 1)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Answer, Desk
from tests.cli.test_found_by_breaking import process

GOOD = "A teaching assistant will read with Sam for 10 minutes every day."
VAGUE = "Regular support to read."


def asked(desk: Desk, tmp_path: Path, data: bytes, *words: str) -> Answer:
    path = tmp_path / "section f.txt"
    path.write_bytes(data)
    return desk("wording", str(path), *words, db=str(tmp_path / "none" / "no.db"))


def test_json_is_the_contracts(desk: Desk, tmp_path: Path) -> None:
    answer = asked(desk, tmp_path, f"{GOOD}\r\n\r\n{VAGUE}\r\n".encode(), "--json")
    assert answer.code == 1
    assert [(line["line"], line["text"]) for line in answer.json["lines"]] == [(1, GOOD), (2, ""), (3, VAGUE)]
    assert [line["flags"] for line in answer.json["lines"][:2]] == [[], []]
    assert answer.json["lines"][2]["flags"] == [
        {"words": "Regular", "why": "It can mean once a day or once a year.", "missing": ["how often"]},
        {"words": "support to", "why": "Support can be anything from a glance to a whole day.",
         "missing": ["who", "how often", "how long"]},
    ]  # fmt: skip
    assert answer.err == ""
    assert not (tmp_path / "none").exists(), "no record is needed and none is made"


def test_text_names_the_line_the_words_the_reason_and_what_is_not_said(desk: Desk, tmp_path: Path) -> None:
    answer = asked(desk, tmp_path, f"{GOOD}\n{VAGUE}\n".encode())
    assert answer.code == 1
    assert answer.out.splitlines()[:3] == [
        f"Line 2: {VAGUE}",
        "  “Regular”: It can mean once a day or once a year. Not said: how often.",
        "  “support to”: Support can be anything from a glance to a whole day. Not said: who, how often, how long.",
    ]
    assert "1 of 2 lines leaves something open." in answer.out


def test_nothing_to_say_is_done(desk: Desk, tmp_path: Path) -> None:
    answer = asked(desk, tmp_path, GOOD.encode())
    assert (answer.code, answer.out.splitlines()[0]) == (0, "1 line read; there is nothing to say.")
    empty = asked(desk, tmp_path, b"", "--json")
    assert (empty.code, empty.json) == (0, {"lines": []})


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_as_it_was_saved(desk: Desk, tmp_path: Path, codec: str) -> None:
    line = "Zoë’s class – “regular” breaks…"
    answer = asked(desk, tmp_path, f"{line}\r\n".encode(codec), "--json")
    assert [line["text"] for line in answer.json["lines"]] == [line]
    assert answer.json["lines"][0]["flags"][0]["words"] == "regular"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04rest", "is a Word document or another packed file, not plain text: copy its lines"),
        (b"%PDF-1.7\nrest", "is a PDF, not plain text"),
        (b"{\\rtf1 Regular support}", "is rich text, not plain text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is not a text file"),
        (b"Regular\x00support", "is not a text file"),
        (b"\xff\xfeR", "is not a text file"),
    ],
)
def test_what_is_not_text_is_refused_in_one_sentence(desk: Desk, tmp_path: Path, data: bytes, said: str) -> None:
    answer = asked(desk, tmp_path, data, "--json")
    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert said in answer.err


def test_a_file_that_is_not_there_or_a_folder_is_bad_input(desk: Desk, tmp_path: Path) -> None:
    for name in (str(tmp_path / "gone.txt"), str(tmp_path)):
        answer = desk("wording", name)
        assert (answer.code, answer.err.count("\n")) == (2, 1)
        assert f"{name} cannot be read" in answer.err


def test_standard_input_through_the_real_program_and_without_qt() -> None:
    done = process("wording", "-", "--json", given="Sam\u2019s regular breaks\n".encode("cp1252"))
    assert (done.returncode, done.stderr) == (1, b"")
    assert json.loads(done.stdout)["lines"][0]["text"] == "Sam’s regular breaks"
    code = (
        "import sys; from ehcp_desk.cli.main import run; run(['wording', '-']); "
        "sys.exit(any(m.partition('.')[0] in ('PySide6', 'sqlalchemy') for m in sys.modules))"
    )
    checked = subprocess.run([sys.executable, "-c", code], input=b"Regular", capture_output=True, check=False)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="standard input is closed another way there")
def test_a_closed_standard_input_is_a_sentence() -> None:
    done = process("wording", "-", given=None)
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)


def test_ten_thousand_lines_are_all_answered(desk: Desk, tmp_path: Path) -> None:
    answer = asked(desk, tmp_path, f"{GOOD}\n{VAGUE}\n".encode() * 5_000, "--json")
    assert len(answer.json["lines"]) == 10_000
    assert sum(bool(line["flags"]) for line in answer.json["lines"]) == 5_000
