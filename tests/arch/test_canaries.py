"""The traps we steer round, still there: when one of these fails, a workaround of ours may no longer be needed.

Each shows what goes wrong without our setting, and that nothing goes wrong with it.
"""

from __future__ import annotations

import sqlite3
import sys
import threading
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError

from db.engine import address, make_engine, prepare_file_connection

THREADS, TIMES = 4, 20


def _counted(engine: Engine, write: bool) -> tuple[int, int]:
    """Several threads read a counter and write it back one higher; the counter, and how many attempts failed."""
    failed = []
    together = threading.Barrier(THREADS)

    def count() -> None:
        together.wait()
        for _ in range(TIMES):
            try:
                with engine.connect() as connection:
                    connection = connection.execution_options(write=write)
                    with connection.begin():
                        seen = connection.execute(text("SELECT n FROM counter")).scalar_one()
                        connection.execute(text("UPDATE counter SET n = :n"), {"n": seen + 1})
            except OperationalError:
                failed.append(1)

    threads = [threading.Thread(target=count) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with engine.connect() as connection:
        counted = connection.execute(text("SELECT n FROM counter")).scalar_one()
    engine.dispose()
    return counted, len(failed)


def _file_with_a_counter(path: Path) -> Path:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA journal_mode = WAL")
        raw.execute("CREATE TABLE counter (n INTEGER)")
        raw.execute("INSERT INTO counter VALUES (0)")
        raw.commit()
    return path


def test_sqlalchemys_own_sqlite_transaction_does_not_hold_what_it_read(tmp_path: Path) -> None:
    """One reads, another changes it and commits, the first writes what it worked out from what it read: lost."""
    path = _file_with_a_counter(tmp_path / "a.db")
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as one, engine.connect() as two:
        seen = one.execute(text("SELECT n FROM counter")).scalar_one()
        two.execute(text("UPDATE counter SET n = 10"))
        two.commit()
        one.execute(text("UPDATE counter SET n = :n"), {"n": seen + 1})
        one.commit()  # no error: the other's 10 is gone
        assert one.execute(text("SELECT n FROM counter")).scalar_one() == 1
    engine.dispose()


def test_ours_loses_nothing_between_threads(tmp_path: Path) -> None:
    path = _file_with_a_counter(tmp_path / "a.db")
    assert _counted(make_engine(address(path)), write=True) == (THREADS * TIMES, 0)


@pytest.mark.parametrize(("recursive", "left"), [(False, "new"), (True, "old")])
def test_insert_or_replace_slips_past_a_delete_trigger_unless_triggers_are_recursive(
    recursive: bool, left: str
) -> None:
    with closing(sqlite3.connect(":memory:")) as raw:
        if recursive:
            prepare_file_connection(raw)
        raw.execute("CREATE TABLE kept (id INTEGER PRIMARY KEY, text)")
        raw.execute("CREATE TRIGGER no BEFORE DELETE ON kept BEGIN SELECT RAISE(ABORT, 'never'); END")
        raw.execute("INSERT INTO kept VALUES (1, 'old')")
        if recursive:
            with pytest.raises(sqlite3.IntegrityError, match="never"):
                raw.execute("INSERT OR REPLACE INTO kept VALUES (1, 'new')")
        else:
            raw.execute("INSERT OR REPLACE INTO kept VALUES (1, 'new')")
        assert raw.execute("SELECT text FROM kept").fetchone() == (left,)


def test_a_copied_file_is_not_a_backup(tmp_path: Path) -> None:
    path = _file_with_a_counter(tmp_path / "a.db")
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE counter SET n = 7")
        raw.commit()
        copy, backup = tmp_path / "copy.db", tmp_path / "backup.db"
        copy.write_bytes(path.read_bytes())
        with closing(sqlite3.connect(backup)) as target:
            raw.backup(target)
        found = []
        for name in (copy, backup):
            with closing(sqlite3.connect(name)) as other:
                found.append(other.execute("SELECT n FROM counter").fetchone()[0])
    assert found == [0, 7]


def test_pyside_is_below_the_version_that_aborts_on_this_python() -> None:
    major, minor = (int(part) for part in version("PySide6_Essentials").split(".")[:2])
    assert sys.version_info >= (3, 12) or (major, minor) < (6, 12)
