"""Connections to a file, and the transactions of the units of work over them."""

from __future__ import annotations

import gc
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from db.cipher import _HELD, held
from db.files import KEPT, FileConnections
from db.store import create_store, open_store
from ehcp_desk.domain.errors import KnownFault
from tests.support.records import NOW

THREADS, TIMES = 4, 40


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file with one number in it."""
    with closing(sqlite3.connect(tmp_path / "a.db")) as raw:
        raw.execute("PRAGMA journal_mode = WAL")
        raw.execute("CREATE TABLE counter (n INTEGER)")
        raw.execute("INSERT INTO counter VALUES (0)")
        raw.commit()
    return tmp_path / "a.db"


def number(path: Path) -> int:
    with closing(sqlite3.connect(path)) as raw:
        return int(raw.execute("SELECT n FROM counter").fetchone()[0])


def test_nothing_is_lost_between_threads_that_read_and_then_write(path: Path) -> None:
    files, failed = FileConnections(path), list[Exception]()

    def count() -> None:
        for _ in range(TIMES):
            try:
                with files.begun("BEGIN IMMEDIATE") as connection:
                    seen = connection.driver.execute("SELECT n FROM counter").fetchone()[0]
                    connection.driver.execute("UPDATE counter SET n = ?", (seen + 1,))
            except sqlite3.Error as error:
                failed.append(error)

    threads = [threading.Thread(target=count) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    files.close()
    assert (number(path), failed) == (THREADS * TIMES, [])


def test_what_raises_is_taken_back_and_the_connection_serves_another(path: Path) -> None:
    with closing(FileConnections(path)) as files:
        with pytest.raises(ValueError, match="wrong"), files.begun("BEGIN IMMEDIATE") as first:
            first.driver.execute("UPDATE counter SET n = 1")
            raise ValueError("wrong")
        assert number(path) == 0
        with files.begun("BEGIN IMMEDIATE") as second:
            second.driver.execute("UPDATE counter SET n = 2")
        assert second is first
    assert number(path) == 2


def test_a_commit_that_fails_leaves_nothing_begun(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_connection: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    with closing(FileConnections(path, busy_seconds=0.1)) as files:
        with monkeypatch.context() as patched, pytest.raises(sqlite3.OperationalError):
            patched.setattr(files, "commit", fails)
            with files.begun("BEGIN IMMEDIATE") as connection:
                connection.driver.execute("UPDATE counter SET n = 1")
        with files.begun("BEGIN IMMEDIATE") as connection:  # or the lock would still be there
            assert connection.driver.execute("SELECT n FROM counter").fetchone() == (0,)


def test_a_reader_sees_one_state_of_the_file(path: Path) -> None:
    with closing(FileConnections(path)) as files, files.begun() as reader:
        assert reader.driver.execute("SELECT n FROM counter").fetchone() == (0,)
        with files.begun("BEGIN IMMEDIATE") as writer:
            writer.driver.execute("UPDATE counter SET n = 7")
        assert reader.driver.execute("SELECT n FROM counter").fetchone() == (0,)


def test_a_file_to_be_read_only_is_never_changed(path: Path) -> None:
    with (
        closing(FileConnections(path, read_only=True)) as files,
        pytest.raises(sqlite3.OperationalError, match="readonly"),
        files.begun("BEGIN") as connection,
    ):
        connection.driver.execute("UPDATE counter SET n = 1")


def test_once_closed_nothing_stays_open_not_even_what_was_in_use(path: Path) -> None:
    files = FileConnections(path)
    with files.begun():
        files.close()
        assert held(path)
    assert not held(path)


def test_no_more_are_kept_than_will_be_used_again(path: Path) -> None:
    with closing(FileConnections(path)) as files:
        many = [files.begun() for _ in range(KEPT + 3)]
        for one in many:
            one.__enter__()
        for one in many:
            one.__exit__(None, None, None)
        assert files._idle is not None and len(files._idle) == KEPT


def test_a_busy_file_says_so_in_a_sentence(tmp_path: Path) -> None:
    create_store(tmp_path / "desk.db").close()
    one, other = (open_store(tmp_path / "desk.db", busy_seconds=0.1) for _ in range(2))
    with (
        one.write("Joy Addo", NOW),
        pytest.raises(KnownFault, match="in use by another program that is saving"),
        other.write("Mina Okafor", NOW),
    ):
        pytest.fail("two of them write at once")
    one.close()
    other.close()


def test_a_copy_as_sqlalchemy_makes_it_sees_what_was_committed_here(tmp_path: Path) -> None:
    with closing(create_store(tmp_path / "desk.db")) as store:
        with store.write("Joy Addo", NOW) as work:
            work.set_setting("council.name", "Farrowdale")
        with store.connection() as connection:
            found = connection.exec_driver_sql("SELECT value FROM settings WHERE key = 'council.name'").scalar()
    assert found == "Farrowdale"


def test_where_there_is_nothing_to_commit_nothing_is(path: Path) -> None:
    with closing(FileConnections(path)) as files, files.begun("BEGIN IMMEDIATE", commit=False) as connection:
        connection.driver.execute("UPDATE counter SET n = 1")
    assert number(path) == 0


def test_a_connection_nobody_closed_is_let_go_by_a_thread_that_is_opening_another(path: Path) -> None:
    """What is thrown away with a cycle goes at any allocation, one made while the list of held files is locked among them."""
    left = [FileConnections(path).open()]

    def collected_meanwhile() -> None:
        with _HELD._lock:
            left.clear()
            gc.collect()

    thread = threading.Thread(target=collected_meanwhile, daemon=True)
    thread.start()
    thread.join(5)
    assert not thread.is_alive()
    assert not held(path)
