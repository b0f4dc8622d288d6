"""Looking at a record's file while it is open costs no lock: another desk that comes and goes takes nothing away.

On Linux and Mac closing a file gives up every lock of the process on it.  The other desk is a process of its own here,
because one process never takes its own lock away from itself.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from db.cipher import KEYS, passphrase_key, salt_of, way_of
from db.encrypting import in_clear, rewrite
from db.opening import refuse_what_is_not_ours
from db.store import SqlStore, open_store
from tests.support.records import NOW, add_case

COME_AND_GO = """
import sys
from db.store import open_store
store = open_store(sys.argv[1])
with store.connection() as connection:
    print(connection.exec_driver_sql("SELECT count(*) FROM cases").scalar())
store.close()
"""

LOOKS: dict[str, Callable[[Path], object]] = {
    "way_of": way_of,
    "salt_of": salt_of,
    "key_of": KEYS.key_of,
    "refuse_what_is_not_ours": refuse_what_is_not_ours,
    "in_clear": lambda path: in_clear(path.parent),
    "open_store": lambda path: open_store(path).close(),
}


def other_desk(path: Path) -> int:
    """How many cases another process finds in the record."""
    done = subprocess.run(
        [sys.executable, "-c", COME_AND_GO, str(path)], capture_output=True, text=True, check=False, input="",
        env={"EHCP_DESK_PASSPHRASE": PASSPHRASE, "PATH": ""},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


PASSPHRASE = "four words quite unlike"


def save(store: SqlStore, number: int) -> None:
    with store.write("Joy Addo", NOW) as work:
        add_case(work, ref=f"SEN/{number}")


@pytest.mark.parametrize("look", LOOKS)
def test_what_is_saved_after_a_look_at_the_file_is_found_by_another_desk(tmp_path: Path, look: str) -> None:
    path = tmp_path / "desk.db"
    store = open_store(path, create=True)
    save(store, 1)
    LOOKS[look](path)
    assert other_desk(path) == 1
    save(store, 2)
    assert other_desk(path) == 2
    store.close()
    assert other_desk(path) == 2


def test_a_file_with_a_connection_is_remembered_and_one_without_is_read(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    open_store(path, create=True).close()
    assert way_of(path) == ""
    rewrite(path, passphrase_key(PASSPHRASE))
    assert way_of(path) == "passphrase"
    store = open_store(path)
    assert way_of(path) == "passphrase" and in_clear(tmp_path) == []
    store.close()
    rewrite(path, None)
    assert way_of(path) == ""
    store = open_store(path)
    assert in_clear(tmp_path) == [path]
    store.close()
