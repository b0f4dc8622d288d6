"""``bundle``: the shape scripts rely on, exit codes, and two whole appeals of forty documents as a tribunal officer has them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pypdfium2 import PdfDocument

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.cli.main import run
from ehcp_desk.domain.case import Contactable
from ehcp_desk.domain.document_details import Details
from ehcp_desk.reports.bundle import making
from ehcp_desk.services.casework.attaching import Attachment
from ehcp_desk.services.casework.details import add_person
from ehcp_desk.services.casework.filing import file_document
from tests.support.appeals import DAY, T1, T3, t1, t3


@pytest.fixture(scope="module")
def appeals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both appeals on one record, made once."""
    path = tmp_path_factory.mktemp("appeals") / "appeals.db"
    desk = open_desk(str(path), "Joy Addo", DAY, create=True)
    t1(desk)
    t3(desk)
    desk.store.close()
    return path


@pytest.fixture
def record(appeals: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, on a computer without a word processor so that the test is quick and the same everywhere."""
    monkeypatch.setattr(making, "office_found", lambda: "")
    return Path(shutil.copyfile(appeals, tmp_path / "desk.db"))


def answered(capsys: pytest.CaptureFixture[str], record: Path, *words: str) -> tuple[int | None, Any]:
    code = run(["--db", str(record), "--user", "Joy Addo", "--today", DAY.isoformat(), "--json", "bundle", *words])
    told = capsys.readouterr()
    return code, json.loads(told.out) if told.out else told.err


T1_WORDS = (T1, "--type", "refusal_to_assess", "--listed", "2026-03-01")
T3_WORDS = (T3, "--type", "contents_and_placement", "--listed", "2026-08-01", "--evidence-by", "2026-10-01")


def links_astray(path: Path) -> list[str]:
    """Links and bookmarks of a bundle that lead to a page other than the one their own words name."""
    reader = PdfReader(path)
    numbers = {page.indirect_reference.idnum: n for n, page in enumerate(reader.pages, 1) if page.indirect_reference}
    drawn, wrong, count = PdfDocument(path), [], 0
    for place, page in enumerate(reader.pages):
        for link in page.get("/Annots") or ():
            told = link.get_object()
            goes, (left, foot, right, top) = numbers[told["/Dest"][0].idnum], (float(n) for n in told["/Rect"])
            words = drawn[place].get_textpage().get_text_bounded(left, foot, right, top)
            wrong += [] if str(goes) in re.findall(r"\d+", words) else [f"page {place + 1}: {words!r} leads to {goes}"]
            count += 1
    marks = [mark for mark in _flat(reader.outline) if "page" in str(mark.title)]
    wrong += [str(m.title) for m in marks
              if str((reader.get_destination_page_number(m) or 0) + 1) not in re.findall(r"\d+", str(m.title))]  # fmt: skip
    drawn.close()
    assert count > 40 and len(marks) > 30
    return wrong


def _flat(outline: list[Any]) -> list[Any]:
    return [mark for one in outline for mark in (_flat(one) if isinstance(one, list) else [one])]


def test_the_first_appeal(record: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "t1.pdf"
    code, told = answered(capsys, record, *T1_WORDS, "--out", str(path), "--evidence-by", "2026-04-20")
    assert code == 1, "pre-flight found something; the file is written all the same"
    reader = PdfReader(path)
    assert told["pages"] == len(reader.pages)
    assert reader.page_labels == [str(n + 1) for n in range(told["pages"])]
    for row in told["limits"]:
        assert {"part", "pages", "limit", "ok", "source"} <= set(row)
    assert {row["part"] for row in told["limits"]} == {
        "core",
        "council",
        "parent",
        "confidential",
        "report",
        "statement",
    }
    assert next(r["limit"] for r in told["limits"] if r["part"] == "parent") == 75
    found = {fix["check"] for fix in told["fixes"]}
    assert {"limit", "words", "age", "unreadable", "undated", "late", "summary", "paragraphs", "made"} <= found
    named = [fix["words"] for fix in told["fixes"] if fix["check"] == "confidential"]
    assert any("is without lines 45, 46, which only tell that papers were filed" in words for words in named)
    assert links_astray(path) == []
    everything = {row["document"] for row in told["documents"]}
    assert len(everything) == 40
    printed = " ".join(page.extract_text() for page in reader.pages)
    assert (
        "Legal advice" not in printed and "Confidential note" not in printed and "lines 45, 46: papers that" in printed
    )
    for row in told["documents"]:
        if row["in"] and row["part"] != "confidential":
            assert row["file"] in printed, "the list of papers names every one"
    for page, number in zip(reader.pages, range(1, told["pages"] + 1), strict=True):
        assert page.extract_text().split()[-1].endswith(str(number))


def test_the_second_appeal_over_its_limits(record: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, note = tmp_path / "t3.pdf", tmp_path / "note.docx"
    code, told = answered(capsys, record, *T3_WORDS, "--out", str(path), "--note", str(note), "--pages", "16=1-10")
    assert code == 1
    parts = {row["part"]: row for row in told["limits"] if not row["document"]}
    assert (parts["plan"]["pages"], parts["plan"]["limit"], parts["working"]["limit"]) == (55, 150, 25)
    assert links_astray(path) == []
    statement = next(r for r in told["limits"] if r["part"] == "statement")
    assert statement["ok"] and statement["pages"] == 10, "a range of pages was taken"
    assert {f["document"] for f in told["fixes"] if f["check"] == "late" and f["serious"]} >= {14}
    assert [d["left_out"] for d in told["documents"] if not d["in"]] == []
    assert note.exists() is any(not row["ok"] for row in told["limits"])


@pytest.mark.skipif(not shutil.which("qpdf") or not shutil.which("pdftoppm"), reason="qpdf or poppler is not installed")
def test_other_programs_find_nothing_wrong(record: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "t1.pdf"
    answered(capsys, record, *T1_WORDS, "--out", str(path))
    for words in (
        ["qpdf", "--check", str(path)],
        ["pdftotext", str(path), "-"],
        ["pdftoppm", "-r", "20", str(path), str(tmp_path / "p")],
    ):
        done = subprocess.run(words, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b""), words


def test_a_dry_run_writes_and_keeps_nothing(record: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = answered(capsys, record, *T1_WORDS, "--dry-run", "--out", str(tmp_path / "t1.pdf"))
    assert code == 1 and told["pages"] > 0 and told["files"] == [] and not (tmp_path / "t1.pdf").exists()
    code, told = answered(capsys, record, *T1_WORDS, "--out", str(tmp_path / "t1.pdf"), "--compare", "1")
    assert (code, told) == (2, "ehcp-desk: There is no version 1 of this bundle to compare with; kept: none yet.\n")


def test_strict_writes_nothing_where_something_is_wrong(
    record: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "t1.pdf"
    code, told = answered(capsys, record, *T1_WORDS, "--out", str(path), "--strict")
    assert code == 1 and told["files"] == [] and not path.exists()


def test_a_bundle_that_would_give_an_address_away_is_not_written(
    record: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk, path = open_desk(str(record), "Joy Addo", DAY), tmp_path / "t1.pdf"
    add_person(desk, T1, Contactable(0, 0, "Cressida Vole", "aunt", address="14 Larch Road, Ferryham", hidden=True))
    file_document(desk, T1, Attachment("Letter.txt", b"She moved to 14 Larch Road."), Details("A letter"))
    desk.store.close()
    code, told = answered(capsys, record, *T1_WORDS, "--out", str(path))
    assert code == 1 and told["files"] == [] and told["version"] is None and not path.exists()
    (number,) = (fix["document"] for fix in told["fixes"] if fix["check"] == "hidden" and fix["serious"])
    assert run(["--db", str(record), "--today", DAY.isoformat(), "bundle", *T1_WORDS, "--out", str(path)]) == 1
    said = capsys.readouterr()
    assert "Letter.txt names an address that must not be disclosed, so the bundle was not built" in said.err
    assert "no file was written" in said.out
    code, told = answered(capsys, record, *T1_WORDS, "--out", str(path), "--part", f"{number}=confidential")
    assert told["files"] == [str(path), str(tmp_path / "t1 confidential.pdf")] and told["version"] == 1


def test_amended_and_compared(record: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, plan = tmp_path / "t1.pdf", tmp_path / "plan.json"
    answered(capsys, record, *T1_WORDS, "--out", str(path))
    code, told = answered(capsys, record, *T1_WORDS, "--write-plan", str(plan))
    assert (code, told["documents"]) == (0, 40)
    listed = json.loads(plan.read_text())
    listed["documents"][4] |= {"left_out": "the family asked"}
    plan.write_text(json.dumps(listed))
    code, told = answered(capsys, record, *T1_WORDS, "--out", str(path), "--plan-file", str(plan), "--compare", "1",
                          "--late", "12=SEND7 sent on 21 April", "--part", "13=parent")  # fmt: skip
    assert told["version"] == 2
    changed = " ".join(told["changed"])
    assert "Mediation certificate.jpg) is left out: the family asked." in changed
    assert "Document 13 (School progress.pdf) moved from Council’s evidence to Parent’s" in changed
    code, again = answered(capsys, record, *T1_WORDS, "--out", str(path), "--file")
    assert again["version"] == 2, "the choices were kept"
    desk = open_desk(str(record), "Joy Addo", date(2026, 12, 18))
    with desk.store.read() as work:
        names = [d.filename for d in work.documents(work.find_case(T1) or 0)]
    desk.store.close()
    assert names[-1] == "t1.pdf"


@pytest.mark.parametrize(("words", "told"), [
    ((), "Give a file with --out"),
    (("--out", "x.pdf", "--pages", "2=z"), "write them like 1-3, 7"),
    (("--out", "x.pdf", "--pages", "two"), "write it like 4=words"),
    (("--out", "x.pdf", "--leave-out", "99=no"), "no document number 99"),
    (("--out", "x.pdf", "--listed", "yesterday"), "is not a date"),
    (("--out", "x.pdf", "--plan-file", "/nowhere.json"), "cannot be read"),
])  # fmt: skip
def test_what_cannot_be_used_is_said(
    record: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...], told: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    code, said = answered(capsys, record, *T1_WORDS, *words)
    assert code == 2 and told in said and said.count("\n") == 1


def test_an_unknown_type_or_case(record: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = answered(capsys, record, T1, "--type", "parking", "--out", str(tmp_path / "x.pdf"))
    assert code == 2 and "refusal_to_assess" in said
    code, said = answered(capsys, record, "SEN/0", "--type", "cease", "--out", str(tmp_path / "x.pdf"))
    assert code == 2 and "No case has the reference SEN/0" in said
