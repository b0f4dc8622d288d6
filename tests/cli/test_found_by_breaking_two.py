"""Faults found by attacking the manager's desk, the papers and the returns from outside."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader

from db.store import open_store
from tests.cli.conftest import Answer, Desk
from tests.support.appeals import pdf_pages

MANAGER, ABOVE, CASE = "Ruth Castellan", "Helen Marchmont", "DEMO-T3"
Manager = Callable[..., Answer]


@pytest.fixture
def demo(built: Path, tmp_path: Path, desk: Desk, capsys: pytest.CaptureFixture[str]) -> Manager:
    """The same, this test's own, with the service manager at the keyboard."""
    (tmp_path / "desk.db").write_bytes(built.read_bytes())
    capsys.readouterr()

    def call(*words: str, user: str = ABOVE) -> Answer:
        return desk(*words, user=user)

    return call


@pytest.fixture
def locked(demo: Manager, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Somebody else is saving, and does not stop."""
    assert open_store.__kwdefaults__ is not None
    monkeypatch.setitem(open_store.__kwdefaults__, "busy_seconds", 0.2)
    with sqlite3.connect(tmp_path / "desk.db", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
    other.close()


PAPERS = (
    ("pack", "clinic"),
    ("pack", "monday"),
    ("pack", "supervision", "--worker", "Joy Addo"),
    ("forecast", "--runs", "20", "--months", "2"),
    ("bundle", CASE, "--type", "contents"),
    ("chronology", CASE),
    ("handover", CASE),
)


@pytest.mark.parametrize("words", PAPERS, ids=lambda words: " ".join(words[:2]))
def test_every_paper_that_was_printed_is_known_again(demo: Manager, tmp_path: Path, words: tuple[str, ...]) -> None:
    path = tmp_path / "paper.pdf"
    assert demo(*words, "--out", str(path)).code in (0, 1)
    said = demo("verify", str(path), "--json")
    assert said.code == 0, said.out
    path.write_bytes(path.read_bytes() + b"%")
    assert demo("verify", str(path)).code == 1


@pytest.mark.parametrize("words", [w for w in PAPERS if w[0] != "bundle"], ids=lambda words: " ".join(words[:2]))
def test_where_one_of_two_files_cannot_be_written_neither_is(
    demo: Manager, tmp_path: Path, words: tuple[str, ...]
) -> None:
    path, folder = tmp_path / "paper.pdf", tmp_path / "folder"
    folder.mkdir()
    answer = demo(*words, "--out", str(path), "--html", str(folder))
    assert answer.code == 2 and "is a folder" in answer.err
    assert not path.exists()


@pytest.mark.usefixtures("locked")
@pytest.mark.parametrize("words", [("chronology", CASE), ("bundle", CASE, "--type", "contents"), ("export-record", CASE)],
                         ids=lambda words: words[0])  # fmt: skip
def test_what_cannot_be_kept_in_the_journal_leaves_no_file(
    demo: Manager, tmp_path: Path, words: tuple[str, ...]
) -> None:
    path = tmp_path / "out"
    answer = demo(*words, "--out", str(path))
    assert answer.code == 3 and "in use" in answer.err
    assert not path.exists()


def test_a_bundle_built_again_unchanged_says_the_version_it_is(demo: Manager, tmp_path: Path) -> None:
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(pdf_pages("A letter", 2))
    assert demo("record", CASE, "document", "--attach", str(paper)).code == 0
    path, made = tmp_path / "bundle.pdf", []
    for _ in range(3):
        told = demo("bundle", CASE, "--type", "contents", "--out", str(path), "--json").json
        cover = " ".join(PdfReader(path).pages[0].extract_text().split())
        assert told["version"] == 1 and told["name"] == "DEMO-T3 Bundle version 1.pdf" and "Version 1, made" in cover
        made.append(path.read_bytes())
    assert made[1] == made[2], "nothing was written to the record between them"


def test_a_note_that_has_no_place_is_refused_before_the_bundle_is_made(demo: Manager, tmp_path: Path) -> None:
    path = tmp_path / "bundle.pdf"
    answer = demo("bundle", CASE, "--type", "contents", "--out", str(path), "--note", str(tmp_path))
    assert answer.code == 2 and not path.exists()


def test_a_return_is_never_made_without_the_children_whose_files_are_closed(demo: Manager, tmp_path: Path) -> None:
    assert demo("restrict", CASE, "--to", "Ross Fairbairn", "--reason", "a relative on the team").code == 0
    path = tmp_path / "sen2.xml"
    for words in (("--out", str(path)), ("--check",)):
        answer = demo("return", "sen2", "--year", "2026", *words, user="Imogen Tranter")
        assert answer.code == 4 and "restricted case is not open to you" in answer.err
    assert not list(tmp_path.glob("sen2*"))
    assert demo("return", "sen2", "--year", "2026", "--out", str(path)).code == 0
    assert "SEN2 return, 2026" not in demo("restricted", CASE, "--json").out, "she opened it when she restricted it"
    assert demo("return", "sen2", "--year", "2026", "--check", user=MANAGER).code in (0, 1)
    assert "SEN2 return, 2026" in demo("restricted", CASE, "--json").out


def test_a_forecast_says_how_many_restricted_files_it_was_made_without(demo: Manager) -> None:
    words = ("forecast", "--runs", "10", "--months", "1", "--json")
    whole = demo(*words).json["forecasts"][0]["assumptions"]
    assert "Left out" not in [a["what"] for a in whole]
    assert demo("restrict", CASE, "--to", "Ross Fairbairn", "--reason", "a relative on the team").code == 0
    told = demo(*words, user="Joy Addo").json["forecasts"][0]["assumptions"]
    assert [a["value"] for a in told if a["what"] == "Left out"] == ["1 restricted"]


def test_whoever_leaves_with_files_that_are_closed_to_the_desk_is_named(demo: Manager) -> None:
    assert demo("restrict", CASE, "--to", "Ross Fairbairn", "--reason", "a relative on the team").code == 0
    answer = demo("staff", "leave", "Edie Marlowe", "--on", "2026-11-06", "--json", user="Joy Addo")
    assert answer.code == 0 and "Edie Marlowe may hold some" in answer.json["warnings"][0]


def test_the_last_service_manager_to_leave_is_a_vacancy(demo: Manager) -> None:
    answer = demo("staff", "leave", ABOVE, "--on", "2026-10-30", "--json")
    assert answer.code == 0 and "Nobody is service manager" in answer.json["warnings"][0]


@pytest.mark.parametrize(
    ("option", "value"),
    [("--port", "0"), ("--port", "99999999"), ("--security", "x"), ("--sender", "nobody"), ("--host", "a b")],
)
def test_a_mail_setting_that_cannot_be_right_is_refused_with_or_without_a_server(
    demo: Manager, option: str, value: str
) -> None:
    before = demo("alerts", "--json").out
    assert demo("alerts", option, value).code == 2
    assert demo("alerts", "--json").out == before


def test_a_chronology_is_not_as_at_a_day_to_come_nor_backwards(demo: Manager, tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    for words in (("--json",), ("--out", str(path))):
        answer = demo("chronology", CASE, "--as-at", "2026-10-31", *words)
        assert answer.code == 2 and "has not come yet" in answer.err
    turned = demo("chronology", CASE, "--from", "2020-01-01", "--to", "2019-01-01", "--json")
    assert turned.code == 2 and "turn them round" in turned.err
    assert not path.exists()
    assert demo("chronology", CASE, "--as-at", "2026-10-30", "--json").code == 0


def test_one_case_cannot_go_to_two_people(demo: Manager) -> None:
    words = (f"{CASE}=Joy Addo", f"{CASE}=Thandi Mbeki", "--reason", "shared out", "--dry-run")
    answer = demo("reassign", *words)
    assert answer.code == 2 and "cannot go to both Joy Addo and Thandi Mbeki" in answer.err
    named = demo("reassign", f"{CASE}=Joy Addo", CASE, "--to", "Thandi Mbeki", "--dry-run", "--json")
    assert [case["to"] for case in named.json["cases"]] == ["Joy Addo"]


def test_the_day_s_seal_into_a_file_is_bad_input(demo: Manager, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("mine", encoding="utf-8")
    answer = demo("seal", "--out", str(file))
    assert answer.code == 2 and "is a file, not a folder" in answer.err


def test_stopped_while_it_is_still_being_loaded_it_says_so_in_a_sentence() -> None:
    words = ("import sys, builtins\n"
             "load = builtins.__import__\n"
             "def stop(name, *rest):\n"
             "    if name == 'ehcp_desk.cli.main':\n"
             "        raise KeyboardInterrupt\n"
             "    return load(name, *rest)\n"
             "builtins.__import__ = stop\n"
             "from ehcp_desk.__main__ import main\n"
             "sys.exit(main(['cases']))\n")  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", words], capture_output=True, check=False, text=True, env=dict(os.environ)
    )
    assert done.returncode == 130 and "Traceback" not in done.stderr and "stopped" in done.stderr


def test_a_letter_in_word_has_no_clock_of_the_computer_in_it(demo: Manager, tmp_path: Path) -> None:
    path = tmp_path / "letter.docx"
    assert demo("notice", CASE, "agreement_to_assess", "--draft", "--out", str(path)).code == 1
    with zipfile.ZipFile(path) as file:
        assert {part.date_time for part in file.infolist()} == {(2026, 1, 1, 0, 0, 0)}


def test_two_children_found_to_be_one_leave_a_record_that_agrees(demo: Manager) -> None:
    assert demo("person", "DEMO-T1", "--set", "name=Iris Penhallow").code == 0
    assert demo("merge", "DEMO-T1", "--into", "DEMO-T2", "--reason", "the same child").code == 0
    assert demo("verify").code == 0
    assert {c["ref"] for c in demo("cases", "--search", "Penhallow", "--json").json["cases"]} == {"DEMO-T1", "DEMO-T2"}
    assert demo("split", "DEMO-T1", "--reason", "two after all").code == 0
    assert demo("verify").code == 0


def test_a_damaged_logo_is_refused(demo: Manager, tmp_path: Path) -> None:
    file = tmp_path / "logo.png"
    file.write_bytes(b"\x89PNG\r\n\x1a\nxx")
    answer = demo("letterhead", "--logo", str(file))
    assert answer.code == 2 and "damaged" in answer.err
