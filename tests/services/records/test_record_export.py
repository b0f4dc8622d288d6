"""A case's record for somebody without the program: checked by a script of the standard library, in a process of its own."""

from __future__ import annotations

import copy
import hashlib
import json
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ehcp_desk.assets import check_record
from ehcp_desk.domain.case import Child
from ehcp_desk.domain.document_details import Details
from ehcp_desk.domain.errors import BadInput, KnownFault
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.attaching import Attachment
from ehcp_desk.services.casework.filing import file_document
from ehcp_desk.services.casework.recording import NewRequest, correct, open_request, record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records import exporting
from ehcp_desk.services.records.exporting import export_record
from ehcp_desk.services.upkeep.paper_check import verify_export
from ehcp_desk.services.upkeep.sealing import add_seal

Line = dict[str, Any]


def with_neighbours(desk: Desk) -> None:
    """Maisie's case with a correction and a document, and another child's entries in between."""
    for ref, name in (("SEN/26118", "Maisie"), ("SEN/26119", "Żofia")):
        child = Child(0, "Farrowdale", name, date(2020, 3, 14))
        open_request(desk, NewRequest(ref, child, date(2026, 6, 24), "parent", note="secret of " + name))
    entry = record(desk, "SEN/26118", NewFact("note", date(2026, 9, 1), note="A visit – “kept”")).facts[0]
    record(desk, "SEN/26119", NewFact("note", date(2026, 9, 1), note="Of another child"))
    correct(desk, entry, NewFact("note", date(2026, 9, 2), note="A call"), "Slip")
    file_document(desk, "SEN/26118", Attachment("report.pdf", b"the report"), Details("Report"))
    record(desk, "SEN/26119", NewFact("note", date(2026, 9, 5), note="Also of another child"))


@pytest.fixture
def exported(desk: Desk, tmp_path: Path) -> Path:
    with_neighbours(desk)
    export_record(desk, "SEN/26118", tmp_path / "out")
    return tmp_path / "out" / "record.jsonl"


def alone(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """The checker in a process without our program, our folder or any package."""
    command = [sys.executable, "-I", "-S", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, cwd="/", env={}, check=False)


def test_it_is_checked_without_the_program_and_shows_nothing_of_other_children(exported: Path) -> None:
    ran = alone(exported.parent / "check_record.py", exported)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "4 facts are as they were sealed" in ran.stdout
    text = exported.read_text(encoding="utf-8")
    assert "secret of Maisie" in text
    for hidden in ("another child", "secret of Ż", "Żofia", "SEN/26119"):
        assert hidden not in text
    links = [line for line in map(json.loads, text.splitlines()) if line["line"] == "link"]
    assert len(links) == 3
    assert all(set(link) == {"line", "seq", "state", "length", "tail", "hash"} for link in links)


def test_documents_and_daily_seals_are_compared(desk: Desk, exported: Path, tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    (papers / "as sent.pdf").write_bytes(b"the report")
    checker = exported.parent / "check_record.py"
    assert alone(checker, exported, "--documents", papers).returncode == 0
    (papers / "other.pdf").write_bytes(b"the report, altered")
    assert alone(checker, exported, "--documents", papers).returncode == 1
    seals, line, _ = add_seal(desk, tmp_path / "seals")
    late = alone(checker, exported, "--seals", seals)
    assert late.returncode == 1 and "nothing could be compared" in late.stdout, "the seal is newer than the record"
    export_record(desk, "SEN/26118", tmp_path / "again")
    newer = tmp_path / "again" / "record.jsonl"
    assert alone(checker, newer, "--seals", seals).returncode == 0
    seals.write_text(seals.read_text().replace(line.head, "0" * 64))
    assert "written again" in alone(checker, newer, "--seals", seals).stdout


def test_documents_that_are_not_in_the_folder_are_named(exported: Path, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    checker = exported.parent / "check_record.py"
    ran = alone(checker, exported, "--documents", tmp_path / "none")
    assert ran.returncode == 1 and "report.pdf" in ran.stdout and "not in the folder" in ran.stdout
    (tmp_path / "none" / "deep").mkdir()
    (tmp_path / "none" / "deep" / "as sent.pdf").write_bytes(b"the report")
    assert alone(checker, exported, "--documents", tmp_path / "none").returncode == 0


def test_usage_and_a_file_that_is_not_there_are_one_sentence(exported: Path) -> None:
    checker = exported.parent / "check_record.py"
    for ran in (alone(checker), alone(checker, "/nowhere/record.jsonl")):
        assert (ran.returncode, ran.stderr) == (2, "") and len(ran.stdout.splitlines()) == 1


def test_the_hash_from_the_middle_is_sha256() -> None:
    for length in (0, 1, 55, 56, 63, 64, 65, 127, 128, 200):
        text = "x" * length
        state, whole, tail = check_record.middle_of(text)
        for rest in ("", "y" * 64, "y" * 200):
            assert check_record.digest_from(state, whole, tail + rest) == check_record.digest(text + rest)


def test_a_zip_a_taken_place_and_an_unknown_case(desk: Desk, tmp_path: Path) -> None:
    with_neighbours(desk)
    done = export_record(desk, "SEN/26118", tmp_path / "out.zip")
    with zipfile.ZipFile(tmp_path / "out.zip") as kept:
        assert sorted(kept.namelist()) == ["check_record.py", "record-format.md", "record.jsonl"]
        assert hashlib.sha256(kept.read("record.jsonl")).hexdigest() == done.sha256
    with pytest.raises(BadInput, match="already there"):
        export_record(desk, "SEN/26118", tmp_path / "out.zip")
    with pytest.raises(BadInput, match="SEN/404"):
        export_record(desk, "SEN/404", tmp_path / "none")


def test_a_case_of_another_child_of_the_same_name_is_handed_over(desk: Desk, tmp_path: Path) -> None:
    """Its first entry says whose child it is not, before the one that opens it."""
    with_neighbours(desk)
    child = Child(0, "Farrowdale", "Maisie", date(2020, 3, 14))
    request = NewRequest("SEN/26120", child, date(2026, 6, 24), "parent", another_than=("SEN/26118",), why="A cousin")
    open_request(desk, request)
    export_record(desk, "SEN/26120", tmp_path / "cousin")
    assert alone(tmp_path / "cousin" / "check_record.py", tmp_path / "cousin" / "record.jsonl").returncode == 0


def test_a_record_exported_twice_says_both_times_how_much_it_holds(desk: Desk, exported: Path, tmp_path: Path) -> None:
    export_record(desk, "SEN/26118", tmp_path / "again")
    ran = alone(exported.parent / "check_record.py", tmp_path / "again" / "record.jsonl")
    assert (ran.returncode, ran.stderr) == (0, "")


def test_somebody_saving_meanwhile_is_a_sentence(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_neighbours(desk)
    write = exporting._write

    def late(*asked: Any) -> tuple[int, int, int, str]:
        record(desk, "SEN/26118", NewFact("note", date(2026, 9, 9), note="Meanwhile"))
        return write(*asked)

    monkeypatch.setattr(exporting, "_write", late)
    with pytest.raises(KnownFault, match=r"SEN/26118 .* export it again"):
        export_record(desk, "SEN/26118", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_record_itself_says_whether_it_exported_the_file(desk: Desk, exported: Path) -> None:
    assert all(ok for _, ok, _ in verify_export(desk, exported))
    exported.write_text(exported.read_text(encoding="utf-8").replace("A call", "A cell"), encoding="utf-8")
    assert [ok for _, ok, _ in verify_export(desk, exported)] == [False, False]


def test_a_record_altered_behind_the_desk_is_not_handed_over(desk: Desk, tmp_path: Path) -> None:
    import sqlite3

    with_neighbours(desk)
    raw = sqlite3.connect(tmp_path / "desk.db")
    raw.execute("DROP TRIGGER facts_no_update")
    raw.execute("UPDATE facts SET note = 'altered' WHERE note = 'A call'")
    raw.commit()
    raw.close()
    with pytest.raises(KnownFault, match="seals"):
        export_record(desk, "SEN/26118", tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("place", ["out", "there", "out.zip"])
def test_where_its_issue_is_not_kept_nothing_is_left(
    desk: Desk, tmp_path: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from db.journal import JournalWriting

    def lost(self: JournalWriting) -> None:
        raise KnownFault("The record cannot be reached.")

    with_neighbours(desk)
    (tmp_path / "there").mkdir()
    monkeypatch.setattr(JournalWriting, "seal_queue", lost)
    with pytest.raises(KnownFault, match="reached"):
        export_record(desk, "SEN/26118", tmp_path / place)
    assert list((tmp_path / "there").iterdir()) == []
    assert not (tmp_path / "out").exists() and not (tmp_path / "out.zip").exists()
    assert not list(tmp_path.glob("*seal.txt"))


# ---- its end -------------------------------------------------------------------------------------------------------


def rewritten(lines: list[Line], place: int, words: str) -> list[Line]:
    """The record with another note in the entry at ``place`` and every hash after it worked out again, as anybody can."""
    made = copy.deepcopy(lines)
    entry = made[place]
    entry["payload"] = entry["payload"].replace("report.pdf", words)
    entry["payload_digest"] = check_record.digest(entry["payload"])
    previous = entry["previous"]
    for line in made:
        if line.get("seq", 0) >= entry["seq"] and line["line"] in ("entry", "link"):
            if line["line"] == "entry":
                line["previous"] = previous
                line["hash"] = check_record.seal_of(line)
            else:
                line["hash"] = check_record.digest_from(line["state"], line["length"], line["tail"] + previous)
            previous = line["hash"]
        if line["line"] == "document":
            line["document"]["filename"] = words
    made[0]["head"] = previous
    return made


def write_lines(path: Path, lines: list[Line]) -> None:
    body = "".join(f"{check_record.canonical(line)}\n" for line in lines if line["line"] != "end").encode()
    end = {"line": "end", "lines": len(lines) - 1, "sha256": hashlib.sha256(body).hexdigest()}
    path.write_bytes(body + f"{check_record.canonical(end)}\n".encode())


def test_an_end_written_again_agrees_with_itself_and_not_with_the_paper(exported: Path) -> None:
    checker, paper = exported.parent / "check_record.py", exported.parent.with_name("out seal.txt")
    whole = alone(checker, exported, "--seal", paper)
    assert whole.returncode == 0 and "ends where the council’s paper says" in whole.stdout
    assert "NOT SHOWN" not in whole.stdout
    lines = list(map(json.loads, exported.read_text(encoding="utf-8").splitlines()))
    filed = next(n for n, line in enumerate(lines) if line.get("kind") == "document_filed")
    write_lines(exported, rewritten(lines, filed, "another.pdf"))
    alone_ = alone(checker, exported)
    assert alone_.returncode == 0, "a file without a key cannot show it"
    assert "NOT SHOWN  end:" in alone_.stdout and "Everything agrees" not in alone_.stdout
    ran = alone(checker, exported, "--seal", paper)
    assert ran.returncode == 1 and "WRONG  seal:" in ran.stdout and "written again" in ran.stdout


def test_an_end_cut_off_at_an_earlier_count_is_not_what_the_paper_says(
    desk: Desk, exported: Path, tmp_path: Path
) -> None:
    record(desk, "SEN/26118", NewFact("note", date(2026, 10, 1), note="What one would rather not show"))
    done = export_record(desk, "SEN/26118", tmp_path / "later.zip")
    paper = tmp_path / "later seal.txt"
    assert paper in done.paths and done.head in "".join(paper.read_text(encoding="utf-8").split())
    ran = alone(exported.parent / "check_record.py", exported, "--seal", paper)
    assert ran.returncode == 1 and "its end was cut off" in ran.stdout
    with zipfile.ZipFile(tmp_path / "later.zip") as kept:
        assert "later seal.txt" not in kept.namelist(), "it goes another way than the record"
        kept.extract("record.jsonl", tmp_path)
    words = paper.read_text(encoding="utf-8").split("Seal: ")[1].split("\n")[0]
    assert alone(exported.parent / "check_record.py", tmp_path / "record.jsonl", "--seal", words).returncode == 0
    assert alone(exported.parent / "check_record.py", tmp_path / "record.jsonl", "--seal", "ABCD 1234").returncode == 2


def test_the_paper_of_an_earlier_export_is_not_written_over(desk: Desk, tmp_path: Path) -> None:
    with_neighbours(desk)
    (tmp_path / "out seal.txt").write_text("an earlier one")
    for name in ("out", "out.zip"):
        with pytest.raises(BadInput, match=r"out seal\.txt is already there"):
            export_record(desk, "SEN/26118", tmp_path / name)
    assert [path.name for path in tmp_path.glob("out*")] == ["out seal.txt"]


# ---- tampering -----------------------------------------------------------------------------------------------------
