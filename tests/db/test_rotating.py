"""Backups in one folder: the newest of each day and week stay, nothing else of anybody's is touched."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from db import rotating
from db.rotating import backup_into, dated_after, next_backup, thin_out
from db.store import SqlStore, open_store
from ehcp_desk.domain.errors import BadInput, KnownFault
from tests.support.records import one_case

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)  # a Wednesday


def pretend(folder: Path, at: datetime, record: str = "ours") -> Path:
    """A backup taken at ``at``, as far as thinning out looks."""
    path = next_backup(folder, at)
    path.write_bytes(b"")
    Path(f"{path}.manifest.json").write_text(f'{{"record": "{record}"}}')
    return path


def test_the_newest_of_seven_days_and_four_weeks_stay(tmp_path: Path) -> None:
    taken = [pretend(tmp_path, NOON - timedelta(days=back, hours=hour)) for back in range(60) for hour in (0, 5)]
    gone = thin_out(tmp_path, "ours", 7, 4)
    left = sorted(path.name[10:18] for path in tmp_path.glob("*.db"))
    sundays = ["20261101", "20261108", "20261115"]
    assert left == sorted({*sundays, *(f"202611{day}" for day in range(12, 19))})
    assert len(gone) == len(taken) - len(left) and gone == sorted(gone)
    assert all("-120000" in path.name for path in tmp_path.glob("*.db"))  # the later one of each day
    assert sorted(p.name for p in tmp_path.glob("*.json")) == sorted(
        f"{p.name}.manifest.json" for p in tmp_path.glob("*.db")
    )


def test_days_without_a_backup_do_not_count(tmp_path: Path) -> None:
    """A desk that was off for a month keeps what it has."""
    old = [pretend(tmp_path, NOON - timedelta(days=back)) for back in (40, 41, 42)]
    new = pretend(tmp_path, NOON)
    assert thin_out(tmp_path, "ours", 3, 0) == [old[2]]
    assert new.exists() and old[0].exists() and old[1].exists()


def test_a_backup_dated_later_neither_counts_nor_goes_and_is_named(store: SqlStore, tmp_path: Path) -> None:
    """A computer's clock stood a year ahead for one night, and was put right."""
    one_case(store)
    wrong, _ = backup_into(store, tmp_path, 1, 0, NOON + timedelta(days=365))
    first, gone = backup_into(store, tmp_path, 1, 0, NOON)
    assert gone == [] and Path(first["file"]).exists()
    second, gone = backup_into(store, tmp_path, 1, 0, NOON + timedelta(days=1))
    assert [str(path) for path in gone] == [first["file"]] and Path(second["file"]).exists()
    assert [str(path) for path in dated_after(tmp_path, second["record"], NOON)] == [second["file"], wrong["file"]]


def test_the_newest_backup_with_a_whole_journal_stays(tmp_path: Path) -> None:
    """Nights after a journal was spoilt must not take away the last copy from before."""
    whole = [pretend(tmp_path, NOON - timedelta(days=back)) for back in (30, 31)]
    for back in range(5):
        broken = pretend(tmp_path, NOON - timedelta(days=back))
        Path(f"{broken}.manifest.json").write_text('{"record": "ours", "chain_breaks_at": "31"}')
    gone = thin_out(tmp_path, "ours", 2, 0)
    assert whole[0].exists() and whole[1] in gone and len(gone) == 4


def test_another_records_backups_and_other_files_are_left_alone(tmp_path: Path) -> None:
    theirs = [pretend(tmp_path, NOON - timedelta(days=back), "theirs") for back in (20, 21)]
    nameless = next_backup(tmp_path, NOON - timedelta(days=22))
    nameless.write_bytes(b"")
    by_hand = tmp_path / "before the audit.db"
    by_hand.write_bytes(b"")
    pretend(tmp_path, NOON)
    assert thin_out(tmp_path, "ours", 1, 0) == []
    assert all(path.exists() for path in (*theirs, nameless, by_hand))


def test_a_new_backup_is_rehearsed_and_then_the_old_go(store: SqlStore, tmp_path: Path) -> None:
    one_case(store)
    folder = tmp_path / "kept"
    folder.mkdir()
    first, _ = backup_into(store, folder, 1, 0, NOON - timedelta(days=2))
    second, gone = backup_into(store, folder, 1, 0, NOON)
    assert first["record"] == second["record"] == first["journal_head"] and first["cases"] == "1"
    assert [str(path) for path in gone] == [first["file"]]
    assert sorted(p.name for p in folder.iterdir()) == [
        f"ehcp-desk-20261118-120000.db{end}" for end in ("", ".manifest.json")
    ]
    again = open_store(second["file"])
    assert all(ok for _, ok, _ in again.check())
    again.close()
    with pytest.raises(BadInput, match="at least 1"):
        backup_into(store, folder, 0, 4, NOON)


def test_where_the_rehearsal_fails_no_older_backup_goes(
    store: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one_case(store)
    first, _ = backup_into(store, tmp_path, 1, 0, NOON - timedelta(days=2))

    def fails(path: Path) -> None:
        raise KnownFault(f"{path} does not check.")

    monkeypatch.setattr(rotating, "rehearse", fails)
    with pytest.raises(KnownFault, match="does not check"):
        backup_into(store, tmp_path, 1, 0, NOON)
    assert Path(first["file"]).exists()
