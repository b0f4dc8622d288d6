"""A return whose files and seals were all made to fit again is still not the one that was issued."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ehcp_desk.exchange.return_check import seal_of
from tests.cli.conftest import Answer

Desk = Callable[..., Answer]
MADE = {
    "monthly": (("monthly", "--month", "2026-09", "--out", "{}"), "monthly-2026-09.json"),
    "sen2": (("sen2", "--year", "2026", "--out", "{}/sen2.xml"), "sen2.json"),
    "annex": (("annex-a", "--out", "{}"), "annex-a-2026-10-30.json"),
}


@pytest.fixture(params=sorted(MADE))
def frozen(request: pytest.FixtureRequest, demo: Desk, tmp_path: Path) -> Path:
    """A return just issued: its frozen copy."""
    words, name = MADE[request.param]
    out = tmp_path / "out"
    assert demo("return", *(word.format(out) for word in words)).code == 0
    return out / name


def issue(answer: Answer) -> tuple[bool, str]:
    (found,) = [check for check in answer.json["checks"] if check["check"] == "issue"]
    return found["ok"], found["detail"]


def doctored(frozen: Path, **changes: Any) -> None:
    """A file changed without its rows, and every digest and the seal made to fit, as somebody clever would."""
    body = json.loads(frozen.read_text(encoding="utf-8"))
    if not changes:
        paper = next(p for p in sorted(frozen.parent.iterdir()) if p.suffix in (".xml", ".xlsx", ".md"))
        paper.write_bytes(paper.read_bytes().replace(b"<Surname>", b"<Surname>X", 1) + b"\n")
    for named in body["files"]:
        named["sha256"] = hashlib.sha256((frozen.parent / named["name"]).read_bytes()).hexdigest()
    body.update(changes)
    body["seal"] = seal_of(body)
    frozen.write_text(json.dumps(body), encoding="utf-8")


def test_one_that_was_issued_here_is_known_and_one_made_to_fit_is_not(demo: Desk, frozen: Path) -> None:
    whole = demo("verify", str(frozen), "--json")
    assert whole.code == 0 and issue(whole)[0] and "Bea Tindall" in issue(whole)[1]
    doctored(frozen)
    altered = demo("verify", str(frozen), "--json")
    assert [check["check"] for check in altered.json["checks"] if not check["ok"]] == ["issue"], "it agrees with itself"
    assert altered.code == 1 and "no record of issuing" in issue(altered)[1]


def test_one_of_another_record_is_said_to_be(demo: Desk, frozen: Path, tmp_path: Path) -> None:
    other = str(tmp_path / "other.db")
    assert demo("demo", "--cases", "5", "--seed", "2", db=other).code == 0
    answer = demo("verify", str(frozen), "--json", db=other)
    assert answer.code == 1 and "another record" in issue(answer)[1]
    doctored(frozen, journal={"seq": 3, "head": "0" * 64})
    answer = demo("verify", str(frozen), "--json")
    assert answer.code == 1 and "not in this record’s journal" in issue(answer)[1]


def test_without_a_record_it_only_agrees_with_itself(
    demo: Desk, frozen: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from ehcp_desk.cli.main import run

    monkeypatch.setenv("EHCP_DESK_DB", str(tmp_path / "none.db"))
    capsys.readouterr()
    assert run(["verify", str(frozen)]) == 0
    said = capsys.readouterr().out
    assert "whether it was issued here was not checked" in said and not (tmp_path / "none.db").exists()
    assert demo("verify", str(frozen), db=str(tmp_path / "none.db")).code == 3, "a record that was named must be there"


def test_one_from_before_the_journal_kept_them_is_not_called_wrong(
    demo: Desk, frozen: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = next(words for words, name in MADE.values() if name == frozen.name)
    record = ("record", "DEMO-T3", "note", "--on", "2026-10-01", "--note", "Seen.")
    frozen.unlink()
    with monkeypatch.context() as before:
        for one in ("ehcp_desk.exchange.sen2.files", "ehcp_desk.services.oversight.return_writing",
                    "ehcp_desk.services.oversight.annex.making"):  # fmt: skip
            before.setattr(f"{one}.note_frozen", lambda *_: None)
        old = str(tmp_path / "old.db")
        assert demo("demo", "--cases", "60", "--seed", "7", db=old).code == 0
        assert demo("return", *(word.format(frozen.parent) for word in words), db=old).code == 0
    answer = demo("verify", str(frozen), "--json", db=old)
    assert answer.code == 0 and "kept no digest" in issue(answer)[1]
    assert demo(*record, db=old).code == 0
    assert demo("return", *(word.format(tmp_path / "since") for word in words), db=old).code == 0
    answer = demo("verify", str(frozen), "--json", db=old)
    assert answer.code == 0 and "kept no digest" in issue(answer)[1], "it is older than the first that was kept"


USED = {
    "monthly": ("return", "monthly", "--month", "2026-09", "--restate", "{}", "--json"),
    "sen2": ("return", "sen2", "--year", "2026", "--check", "--last", "{}", "--json"),
}


@pytest.fixture(params=sorted(USED))
def used(request: pytest.FixtureRequest, demo: Desk, tmp_path: Path) -> tuple[Path, Callable[[], Answer]]:
    """A return just issued, and the command that works from its frozen copy."""
    words, name = MADE[request.param]
    assert demo("return", *(word.format(tmp_path / "out") for word in words)).code == 0
    path = tmp_path / "out" / name
    return path, lambda: demo(*(word.format(path) for word in USED[request.param]))


def test_nothing_is_worked_out_from_a_copy_that_is_not_the_one_frozen(used: tuple[Path, Callable[[], Answer]]) -> None:
    frozen, command = used
    whole = command()
    assert whole.code in (0, 1) and "byte for byte" in whole.json["copy"] and "Bea Tindall" in whole.json["copy"]
    body = json.loads(frozen.read_text(encoding="utf-8"))
    if "counts" in body:
        doctored(frozen, counts={**body["counts"], "live_plans": body["counts"]["live_plans"] + 40})
    else:
        body["indicators"][0]["definition_version"] = "another"  # its figures would be said to have changed by this
        doctored(frozen, indicators=body["indicators"])
    altered = command()
    assert altered.code == 2 and altered.out == ""
    assert (
        f"{frozen.name} is not the copy that was frozen: the journal has no record of issuing this file" in altered.err
    )


def test_a_copy_from_before_the_journal_kept_digests_is_used_and_that_is_said(
    used: tuple[Path, Callable[[], Answer]], demo: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    frozen, command = used
    monkeypatch.setattr("ehcp_desk.services.upkeep.frozen_check.PAPER_ISSUED", "kept_by_nobody")
    answer = command()
    assert answer.code in (0, 1) and "cannot be shown" in answer.json["copy"]
    assert frozen.is_file()


def test_every_file_of_a_return_is_checked_through_its_frozen_copy(demo: Desk, frozen: Path, tmp_path: Path) -> None:
    names = [named["name"] for named in json.loads(frozen.read_text(encoding="utf-8"))["files"]]
    files = [frozen.parent / name for name in names if Path(name).suffix in (".xml", ".xlsx", ".csv")]
    assert files
    for path in files:
        answer = demo("verify", str(path), "--json")
        assert answer.code == 0 and issue(answer)[0], (path.name, answer.out, answer.err)
    answer = demo("verify", str(files[0]))
    assert answer.code == 0 and f"{files[0].name} is a file of the return frozen in {frozen.name}" in answer.out
    files[0].write_bytes(files[0].read_bytes() + b"\n")
    answer = demo("verify", str(files[0]))
    assert answer.code == 1 and f"{files[0].name} was changed" in answer.out


@pytest.mark.parametrize("name", ["v.xml", "monthly-2026-09.xlsx", "monthly-2026-09.csv"])
def test_a_file_without_its_frozen_copy_is_refused_in_one_sentence(demo: Desk, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"code,value\n")
    (tmp_path / "other.json").write_text('{"files": 3}', encoding="utf-8")
    (tmp_path / "broken.json").write_bytes(b"\xff{")
    answer = demo("verify", str(path))
    assert answer.code == 2 and f"check it by its frozen copy, {path.stem}.json" in answer.err
    assert "WRONG" not in answer.out


def test_a_seal_file_with_other_headings_is_wrong(demo: Desk, tmp_path: Path) -> None:
    assert demo("seal", "--out", str(tmp_path)).code == 0
    path = tmp_path / "ehcp-desk-seals.csv"
    assert demo("verify", str(path)).code == 0
    path.rename(tmp_path / "kept.csv")
    assert demo("verify", str(tmp_path / "kept.csv")).code == 0, "it is known by its headings"
    path.write_text("when,what\n", encoding="utf-8")
    answer = demo("verify", str(path))
    assert answer.code == 1 and "headings of a seal file" in answer.out
