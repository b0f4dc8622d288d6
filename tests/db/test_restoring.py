"""What a restore meets: the log of a file that is gone, colleagues at work, a broken journal, keys and restrictions."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from db import restoring
from db.cipher import KEYS, random_key, salt_of
from db.encrypting import rewrite
from db.store import SqlStore, create_store, open_store, restore
from ehcp_desk.domain.errors import KnownFault
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.record import NewFact
from tests.support.records import DAY, NOW, add_case, one_case
from tests.support.stale_log import leave_only_the_log


def notes(where: Path | str, words: str) -> int:
    """How many notes of a record say these words."""
    with closing(open_store(where)) as store, store.connection() as connection:
        found = connection.exec_driver_sql(f"SELECT count(*) FROM facts WHERE note LIKE '{words}%%'")
        return int(found.scalar_one())


def say(where: Path | str, words: str, busy_seconds: float = 1) -> None:
    with closing(open_store(where, busy_seconds=busy_seconds)) as store, store.write("Joy Addo", NOW) as work:
        work.add_fact(1, NewFact("note", DAY, note=words))


def backed_up(where: Path | str, kept: Path) -> None:
    with closing(open_store(where, create=True)) as store:
        one_case(store)
        store.backup(kept)


def keeper(database: str) -> str:
    """The function that copies what a restore replaces."""
    return "_keep_server" if "://" in database else "_keep_file"


def test_the_log_of_a_file_that_is_gone_is_kept_aside_and_not_read_into_the_backup(tmp_path: Path) -> None:
    live, kept = tmp_path / "desk.db", tmp_path / "kept.db"
    backed_up(live, kept)
    log = leave_only_the_log(live, lambda: say(live, "lost with the file"))
    done = restore(kept, live)
    assert notes(live, "lost") == 0
    with closing(open_store(live)) as store:
        assert all(ok for _, ok, _ in store.check())
    assert Path(done["kept"]).read_bytes() == log
    assert done["kept"].endswith("-wal") and done["kept"] in done["words"] and "log" in done["words"]


def test_the_log_of_an_emptied_file_is_kept_with_it(tmp_path: Path) -> None:
    live, kept = tmp_path / "desk.db", tmp_path / "kept.db"
    backed_up(live, kept)
    log = leave_only_the_log(live, lambda: say(live, "lost with the file"))
    live.touch()
    done = restore(kept, live)
    assert notes(live, "lost") == 0
    assert Path(f"{done['kept']}-wal").read_bytes() == log


def test_a_rehearsal_that_was_killed_leaves_no_log_for_the_next(tmp_path: Path) -> None:
    live, kept = tmp_path / "desk.db", tmp_path / "kept.db"
    backed_up(live, kept)
    leave_only_the_log(live, lambda: say(live, "of a killed act"))
    (tmp_path / "desk.db-wal").rename(tmp_path / "desk.db.restored-wal")
    restore(kept, live)
    assert notes(live, "of a killed") == 0


def test_what_a_colleague_saves_during_the_rehearsal_is_in_what_is_kept(
    make_database: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = make_database()
    backed_up(database, tmp_path / "kept.db")
    real = restoring._rehearse

    def slow(*given: Any) -> None:
        real(*given)
        say(database, "the mother rang")

    monkeypatch.setattr(restoring, "_rehearse", slow)
    done = restore(tmp_path / "kept.db", database)
    assert notes(done["kept"], "the mother rang") == 1
    assert notes(database, "the mother rang") == 0


def test_nobody_saves_into_a_record_once_it_is_kept_aside(
    make_database: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = make_database()
    backed_up(database, tmp_path / "kept.db")
    keep, told = keeper(database), list[str]()
    real = getattr(restoring, keep)

    def kept_and_then(*given: Any) -> Any:
        found = real(*given)
        with pytest.raises(KnownFault) as refused:
            say(database, "too late", busy_seconds=0.2)
        told.append(str(refused.value))
        return found

    monkeypatch.setattr(restoring, keep, kept_and_then)
    done = restore(tmp_path / "kept.db", database)
    assert len(told) == 1 and ("in use" in told[0] or "busy" in told[0])
    assert notes(done["kept"], "too late") == notes(database, "too late") == 0


@pytest.mark.skipif(sys.platform == "win32", reason="nobody can have it replaced there who has it open")
def test_whoever_waited_for_the_old_file_saves_nothing_into_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    live, kept = tmp_path / "desk.db", tmp_path / "kept.db"
    backed_up(live, kept)
    real, waiting = restoring._keep_file, list[sqlite3.Connection]()

    def kept_and_then(*given: Any) -> Any:
        waiting.append(sqlite3.connect(live, timeout=0, isolation_level=None))
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            waiting[0].execute("BEGIN IMMEDIATE")
        return real(*given)

    monkeypatch.setattr(restoring, "_keep_file", kept_and_then)
    done = restore(kept, live)
    with closing(waiting[0]) as late, pytest.raises(sqlite3.DatabaseError, match="not a database"):
        late.execute("DELETE FROM presence")
    for one in (live, Path(done["kept"])):
        with closing(open_store(one)) as store:
            assert all(ok for _, ok, _ in store.check())


def test_a_restore_that_fails_leaves_nothing_and_the_record_writing_ahead(
    make_database: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = make_database()
    backed_up(database, tmp_path / "kept.db")
    say(database, "as it was")
    keep = keeper(database)
    real = getattr(restoring, keep)

    def kept_and_then(*given: Any) -> Any:
        real(*given)
        raise KnownFault("The computer was too tired.")

    names = {one.name for one in tmp_path.iterdir()}
    monkeypatch.setattr(restoring, keep, kept_and_then)
    with pytest.raises(KnownFault, match="too tired"):
        restore(tmp_path / "kept.db", database)
    assert {one.name for one in tmp_path.iterdir()} == names
    assert notes(database, "as it was") == 1
    if "://" not in database:
        with closing(sqlite3.connect(database)) as raw:
            assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_restore_killed_in_the_middle_leaves_a_record_that_writes_ahead_again(tmp_path: Path) -> None:
    live = tmp_path / "desk.db"
    create_store(live).close()
    with closing(sqlite3.connect(live)) as raw:
        raw.execute("PRAGMA journal_mode = DELETE")
    (tmp_path / "desk.db.restored").touch()
    open_store(live).close()
    with closing(sqlite3.connect(live)) as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def dispose(store: SqlStore, ref: str) -> None:
    with store.write("Mina Okafor", NOW, alone=True) as work:
        number = work.find_case(ref)
        assert number is not None
        work.append(NewEntry("case_disposed", number, {"reason": "its time is up"}))
        work.dispose(number, "born_31", DAY, "its time is up")


def test_a_restore_names_the_files_it_opened_again_and_those_it_brought_back(
    make_database: Callable[[], str], tmp_path: Path
) -> None:
    database = make_database()
    with closing(open_store(database)) as store:
        with store.write("Joy Addo", NOW) as work:
            cases = {ref: add_case(work, ref=ref) for ref in ("SEN/1", "SEN/2", "SEN/3", "SEN/4", "SEN/5")}
            work.restrict(cases["SEN/2"].child.id, ["Joy Addo", "Thandi Mbeki"], "Asked")
            work.restrict(cases["SEN/4"].child.id, ["Joy Addo"], "Asked")
        store.backup(tmp_path / "kept.db")
        with store.write("Joy Addo", NOW) as work:
            work.restrict(cases["SEN/1"].child.id, ["Thandi Mbeki"], "Whereabouts")
            work.restrict(cases["SEN/2"].child.id, ["Thandi Mbeki"], "Joy is a neighbour")
            later = add_case(work, ref="SEN/6")
            work.restrict(later.child.id, ["Thandi Mbeki"], "Not in the backup at all")
        dispose(store, "SEN/3")
    done = restore(tmp_path / "kept.db", database)
    assert (done["open_again"], done["open_wider"], done["back_again"]) == (("SEN/1",), ("SEN/2",), ("SEN/3",))
    assert "SEN/1: restricted since" in done["words"] and "SEN/3: disposed of since" in done["words"]
    assert "SEN/4" not in done["words"] and "SEN/6" not in done["words"]
    again = restore(tmp_path / "kept.db", database)
    assert again["words"].count("LOOK") == 0


def test_a_restore_over_a_damaged_record_says_that_it_cannot_tell(tmp_path: Path) -> None:
    live = tmp_path / "desk.db"
    backed_up(live, tmp_path / "kept.db")
    live.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    assert "nobody can say which files were restricted" in restore(tmp_path / "kept.db", live)["words"]


def test_an_older_backup_does_not_bring_an_older_passphrase_back(tmp_path: Path) -> None:
    live = tmp_path / "desk.db"
    create_store(live).close()
    old, new = random_key(), random_key()
    rewrite(live, old)
    backed_up(live, tmp_path / "kept.db")
    rewrite(live, new)
    restore(tmp_path / "kept.db", live)
    assert salt_of(live) == new.salt and KEYS.key_of(live) == new
    with closing(open_store(live)) as store, store.read() as work:
        assert work.find_case("SEN/26118") is not None
