"""Backups in a folder and what can be saved of a damaged record, as commands."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.cli.conftest import Desk


def test_a_backup_into_a_folder_says_what_it_removed(westmarsh: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    done = westmarsh("backup", "--out", str(folder), "--keep", "7", "4", "--json")
    assert done.code == 0 and done.json["removed"] == []
    assert Path(done.json["file"]).parent == folder
    assert westmarsh("verify", done.json["file"]).code == 0
    words = westmarsh("backup", "--out", str(tmp_path / "more"), "--keep", "7", "4").out
    assert "restore rehearsed" in words and "removed: none" in words


def test_a_backup_dated_later_is_named(westmarsh: Desk, tmp_path: Path) -> None:
    first = Path(westmarsh("backup", "--out", str(tmp_path / "kept"), "--keep", "1", "0", "--json").json["file"])
    for end in ("", ".manifest.json"):
        Path(f"{first}{end}").rename(tmp_path / "kept" / f"ehcp-desk-20990101-120000.db{end}")
    said = westmarsh("backup", "--out", str(tmp_path / "kept"), "--keep", "1", "0")
    assert said.code == 0 and "dated later" in said.out and "ehcp-desk-20990101-120000.db" in said.out
    assert len(list(tmp_path.glob("kept/*.db"))) == 2


def test_a_record_whose_journal_lost_lines_is_backed_up_with_a_remark(westmarsh: Desk, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "desk.db", isolation_level=None)) as raw:
        raw.execute("DROP TRIGGER journal_no_delete")
        raw.execute("DELETE FROM journal WHERE seq = 3")
    said = westmarsh("backup", "--out", str(tmp_path / "kept.db"))
    assert said.code == 1 and "does not fit together at entry 4" in said.out
    said = westmarsh("backup", "--out", str(tmp_path / "kept"), "--keep", "7", "4", "--json")
    assert said.code == 3 and "triggers: missing: journal_no_delete" in said.err  # which a salvage leaves in place


def test_keeping_needs_a_folder_and_sense(westmarsh: Desk, tmp_path: Path) -> None:
    refused = westmarsh("backup", "--out", str(tmp_path / "kept.db"), "--keep", "7", "4")
    assert refused.code == 2 and "is not a folder" in refused.err
    refused = westmarsh("backup", "--out", str(tmp_path / "kept"), "--keep", "0", "4")
    assert refused.code == 2 and "at least 1" in refused.err
    assert not list(tmp_path.glob("kept/*"))


def test_salvage_prints_the_account(westmarsh: Desk, tmp_path: Path) -> None:
    new = tmp_path / "new.db"
    done = westmarsh("salvage", str(tmp_path / "desk.db"), "--out", str(new), "--json")
    assert done.code == 0 and done.json["whole"] and done.json["lost"] == {"cases": [], "facts": [], "documents": []}
    assert westmarsh("verify", db=str(new)).code == 0
    lost = tmp_path / "lost.db"
    with closing(sqlite3.connect(new)) as raw, closing(sqlite3.connect(lost)) as copy:
        raw.backup(copy)
        copy.execute("DROP TRIGGER facts_no_delete")
        copy.execute("DELETE FROM facts WHERE id = 3")
        copy.commit()
    told = westmarsh("salvage", str(lost), "--out", str(tmp_path / "newer.db"))
    assert told.code == 1 and "entries 3" in told.out and "WRONG  facts" in told.out
    assert "Restore the last good backup" in told.out


def test_verify_of_a_damaged_file_points_to_the_way_out(westmarsh: Desk, tmp_path: Path) -> None:
    kept = tmp_path / "kept.db"
    assert westmarsh("backup", "--out", str(kept)).code == 0
    with closing(sqlite3.connect(kept)) as raw:
        (page,) = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'facts'").fetchone()
    with kept.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xa5" * 4096)
    found = westmarsh("verify", str(kept))
    assert found.code == 3 and "is damaged" in found.err and "ehcp-desk salvage" in found.err
