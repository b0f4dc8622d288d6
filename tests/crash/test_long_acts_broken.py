"""Long acts that meet a fault in the middle: an import whose server restarts, a backup whose disk is full, a restore with a
wrong key.  Each says so in a sentence, leaves nothing half done, and can be done again."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from db.backup import manifest_of
from db.cipher import KEYS, passphrase_key
from db.encrypting import rewrite
from db.store import open_store, restore
from ehcp_desk.bootstrap import open_desk
from ehcp_desk.cli.main import run
from ehcp_desk.domain.errors import KnownFault, PassphraseWanted
from ehcp_desk.services.upkeep.bringing import bring, trial
from ehcp_desk.services.upkeep.checking import verify_record
from ehcp_desk.unlocking import VARIABLE
from tests.crash.acts import _HEADS
from tests.support import postgres
from tests.support.postgres import PostgresServer
from tests.support.records import NOW, one_case

ROWS, ROOM = 600, 300 * 1024  # more cases than are saved at a time


@pytest.fixture(scope="module")
def durable() -> Iterator[PostgresServer]:
    if not postgres.installed():
        pytest.skip("PostgreSQL is not installed")
    made = postgres.start(durable=True)
    yield made
    made.stop()


@pytest.mark.parametrize("how", ["fast", "immediate"])
@pytest.mark.parametrize("after", [1, 2])
def test_a_server_restarted_in_the_middle_of_an_import(
    durable: PostgresServer, tmp_path: Path, how: str, after: int
) -> None:
    tracker = tmp_path / "tracker.csv"
    tracker.write_text(_HEADS + "".join(f"T{n},Whitlock{n},Daisy,28/07/2017,Parent,02/06/2026\n" for n in range(ROWS)),
                       encoding="utf-8")  # fmt: skip
    where = durable.url(durable.new_database())
    with closing(open_desk(where, "Joy Addo", create=True).store):
        pass
    desk = open_desk(where, "Joy Addo")
    told: list[str] = []

    def restarted(_done: int, _total: int, what: str) -> None:
        told.append(what)
        if len(told) == after:
            durable.halt(how)
            durable.resume()

    with closing(desk.store):
        said = False
        try:
            bring(desk, trial(desk, tracker), restarted)
        except KnownFault:
            said = True
        assert len(told) >= after and (said or after > 1)  # at the second the import may have been saved
        with desk.store.read() as work:
            assert work.counts()[0] == (0 if said else ROWS)
        if said:
            bring(desk, trial(desk, tracker))
        with desk.store.read() as work:
            assert work.counts()[0] == ROWS
        assert [check for check, ok, _ in verify_record(desk) if not ok] == []


def small_disk() -> None:
    """No file may grow beyond so much, as on a disk that is full."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, ROOM))


@pytest.mark.parametrize("key", [None, "four words unlike others"])
def test_a_disk_that_is_full_in_the_middle_of_a_backup(tmp_path: Path, empty_file: Path, key: str | None) -> None:
    record, out = tmp_path / "desk.db", tmp_path / "out"
    record.write_bytes(empty_file.read_bytes())
    with closing(open_store(record)) as store:
        case = one_case(store)
        with store.write("Joy Addo", NOW) as work:
            work.add_document(case.id, "scan.bin", "application/octet-stream", os.urandom(2 * ROOM))
    if key:
        rewrite(record, passphrase_key(key))
    out.mkdir()
    for extra in ([], ["--keep", "7", "4"]):
        target = out if extra else out / "copy.db"
        done = subprocess.run(
            [sys.executable, "-m", "ehcp_desk", "--db", str(record), "backup", "--out", str(target), *extra],
            capture_output=True, text=True, preexec_fn=small_disk, check=False, env={**os.environ, VARIABLE: key or ""},
        )  # fmt: skip
        assert done.returncode == 3, done.stderr
        assert done.stderr.count("\n") == 1 and "Traceback" not in done.stderr
        assert list(out.iterdir()) == []
    KEYS.forget()
    KEYS.offers = lambda _salt: [key or ""]
    with closing(open_store(record)) as store:
        store.backup(out / "copy.db")
        assert [ok for _, ok, _ in store.check()].count(False) == 0
    KEYS.forget()


def test_a_restore_with_a_wrong_key_touches_nothing(
    tmp_path: Path, empty_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    record, copy = tmp_path / "desk.db", tmp_path / "copy.db"
    record.write_bytes(empty_file.read_bytes())
    with closing(open_store(record)) as store:
        one_case(store)
    rewrite(record, passphrase_key("four words unlike others"))
    with closing(open_store(record)) as store:
        store.backup(copy)
    rewrite(record, passphrase_key("another four words altogether"))
    before = {one.name: one.read_bytes() for one in tmp_path.iterdir()}
    KEYS.forget()
    monkeypatch.setenv(VARIABLE, "another four words altogether")
    assert run(["--db", str(record), "restore", str(copy)]) == 4
    said = capsys.readouterr().err
    assert str(copy) in said and "does not open" in said and "another four" not in said
    KEYS.forget()
    KEYS.offers = lambda _salt: ["neither of them, but long"]
    with pytest.raises(PassphraseWanted):
        restore(copy, record)
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == before
    assert manifest_of(copy).name in before
    KEYS.forget()
    KEYS.offers = lambda _salt: ()
