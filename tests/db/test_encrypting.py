"""An encrypted file: nothing of the record can be read in it or beside it, it opens with its key alone, and everything
that is done with a plain file is done with it."""

from __future__ import annotations

import re
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from db import encrypting
from db.backup import refuse_altered
from db.cipher import KEYRING, KEYS, PASSPHRASE, connect, passphrase_key, random_key, salt_of, way_of
from db.encrypting import in_clear, local_file, rewrite
from db.restoring import rehearse
from db.salvaging import salvage_file
from db.store import SqlStore, create_store, migrate, move, open_store, restore
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.case import Child
from ehcp_desk.domain.errors import BadInput, KnownFault, PassphraseWanted
from ehcp_desk.domain.record import NewFact
from ehcp_desk.ports.today import Calendar
from ehcp_desk.services.casework.attaching import Attachment
from ehcp_desk.services.casework.filing import file_document
from ehcp_desk.services.casework.recording import NewRequest, open_request, record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.upkeep.checking import verify_record
from tests.support.databases import make_old_schema
from tests.support.records import DAY

WORDS = "a lamp that hums over Whitby"
SAID = (b"farrowdale", b"maisie", b"larkspur", b"whitby", b"scanned letter")
SCAN = b"Scanned letter of Farrowdale. " * 200_000  # more than one piece


@pytest.fixture(autouse=True)
def nothing_known() -> Iterator[None]:
    """Keys of one test open nothing in another."""
    before = KEYS.offers
    yield
    KEYS.forget()
    KEYS.offers = before


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("made") / "made.db"
    with closing(create_store(path)) as store:
        desk = desk_on(store)
        for number in range(1, 31):
            child = Child(0, f"Farrowdale{number}", "Maisie", setting="Larkspur Primary")
            open_request(desk, NewRequest(f"SEN/{number}", child, DAY, "parent"))
            for turn in range(8):
                record(desk, f"SEN/{number}", NewFact("note", DAY, note=f"{turn}: {WORDS}. " * 20))
        file_document(desk, "SEN/1", Attachment("scan.txt", SCAN))
    return path.read_bytes()


@pytest.fixture
def path(made: bytes, tmp_path: Path) -> Path:
    copy = tmp_path / "desk.db"
    copy.write_bytes(made)
    copy.chmod(0o600)
    return copy


def desk_on(store: SqlStore) -> Desk:
    return Desk(store, Ruleset.load(), "Joy Addo", Calendar(DAY))


def held(path: Path) -> list[object]:
    with closing(open_store(path)) as store, store.read() as work:
        cases = [(row.id, row.summary, [fact.fact for fact in work.facts(row.id)]) for row in work.every_row()]
        return [work.journal_head(), cases, len(b"".join(work.blob_pieces(work.documents(1)[0].sha256)))]


def read_of(folder: Path) -> set[bytes]:
    """Which of the words can be read in any file of a folder."""
    found = set()
    for one in folder.rglob("*"):
        if one.is_file():
            content = one.read_bytes().lower()
            found |= {words for words in SAID if words in content}
    return found


def test_nothing_of_the_record_can_be_read_in_any_file(path: Path, tmp_path: Path) -> None:
    assert read_of(tmp_path) == set(SAID)
    before = held(path)
    rewrite(path, passphrase_key("four words unlike others"))
    assert read_of(tmp_path) == set()
    assert held(path) == before
    with closing(open_store(path)) as store, ExitStack() as stack:
        desk = desk_on(store)
        record(desk, "SEN/2", NewFact("note", DAY, note=WORDS * 50))
        file_document(desk, "SEN/2", Attachment("again.txt", SCAN + b"more"))
        store.backup(tmp_path / "backup.db")
        work = stack.enter_context(
            store.write("Joy Addo", desk.now())
        )  # in the middle of a save, with temporary tables
        work._driver.execute("CREATE TEMP TABLE sorted AS SELECT content FROM blobs ORDER BY content")
        assert (tmp_path / "desk.db-wal").stat().st_size > len(SCAN)
        assert read_of(tmp_path) == set()
    rehearse(tmp_path / "backup.db")
    with closing(connect(path)) as raw:
        assert raw.execute("PRAGMA temp_store").fetchone()[0] == 2  # in memory
        assert raw.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert all(one.stat().st_mode & 0o077 == 0 for one in tmp_path.glob("*.db*") if one.suffix != ".json")


def test_the_passphrase_and_the_recovery_key_open_it_and_nothing_else_does(path: Path) -> None:
    key = passphrase_key("café with four words")
    rewrite(path, key)
    KEYS.forget()
    with pytest.raises(PassphraseWanted, match=r"is encrypted\. Give its passphrase") as wanted:
        open_store(path)
    assert wanted.value.exit_code == 4
    for given in ("café with four word", "", key.recovery[:-5], random_key().recovery):
        KEYS.offers = lambda _salt, given=given: [given]  # type: ignore[misc]
        with pytest.raises(PassphraseWanted, match="does not open"):
            open_store(path)
    for given in ("cafe\u0301 with four words", key.recovery, f" {key.recovery.lower().replace('-', ' ')}"):
        KEYS.forget()
        KEYS.offers = lambda _salt, given=given: ["not this one", given]  # type: ignore[misc]
        open_store(path).close()
        assert KEYS.is_the_one(salt_of(path), given) and not KEYS.is_the_one(salt_of(path), "not this one")
    assert key.secret.hex() not in repr(key)
    with pytest.raises(BadInput, match="at least 12"):
        passphrase_key("short")


def test_back_in_the_clear_and_under_another_key_it_is_the_same_record(path: Path, tmp_path: Path) -> None:
    before = held(path)
    first, second = random_key(), passphrase_key("four words unlike others")
    for key, way in ((first, KEYRING), (second, PASSPHRASE), (None, "")):
        rewrite(path, key)
        assert way_of(path) == way
        assert held(path) == before
    with closing(open_store(path)) as store:
        assert all(ok for _, ok, _ in verify_record(desk_on(store)))
    assert read_of(tmp_path) == set(SAID)
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_a_backup_opens_with_the_key_of_its_record_and_comes_back_encrypted(path: Path, tmp_path: Path) -> None:
    with closing(open_store(path)) as store:
        store.backup(tmp_path / "plain.db")
    rewrite(path, passphrase_key("four words unlike others"))
    with closing(open_store(path)) as store:
        store.backup(tmp_path / "encrypted.db")
    assert salt_of(tmp_path / "encrypted.db") == salt_of(path)
    assert in_clear(tmp_path) == [tmp_path / "plain.db"]
    before = held(path)
    for name in ("encrypted.db", "plain.db"):
        kept = restore(tmp_path / name, path)["kept"]
        assert way_of(path) == way_of(Path(kept)) == PASSPHRASE
        assert held(path) == before
    (tmp_path / "plain.db").unlink()
    assert read_of(tmp_path) == set()
    KEYS.forget()
    with pytest.raises(PassphraseWanted):
        restore(tmp_path / "encrypted.db", tmp_path / "elsewhere.db")
    assert not (tmp_path / "elsewhere.db").exists()


def test_what_is_made_of_it_is_encrypted_too(path: Path, tmp_path: Path) -> None:
    rewrite(path, random_key())
    move(path, tmp_path / "moved.db")
    assert held(tmp_path / "moved.db") == held(path)
    salvage_file(path, tmp_path / "saved.db")
    assert {way_of(tmp_path / name) for name in ("moved.db", "saved.db")} == {KEYRING}
    assert read_of(tmp_path) == set()


def test_an_old_record_is_brought_up_to_date_before_it_is_encrypted_and_after(tmp_path: Path, empty_file: Path) -> None:
    old = tmp_path / "old.db"
    old.write_bytes(empty_file.read_bytes())
    make_old_schema(str(old))
    rewrite(old, random_key())
    assert migrate(old)["from"] == migrate(old)["to"]
    assert [one.name.partition("-")[0] for one in in_clear(tmp_path)] == ["old.before"]


def test_a_later_release_keeps_the_old_one_encrypted(
    path: Path, tmp_path: Path, release_later: Callable[[], str]
) -> None:
    rewrite(path, random_key())
    release_later()
    kept = migrate(path)["backup"]
    assert way_of(Path(kept)) == way_of(path) == KEYRING
    assert read_of(tmp_path) == set()


def test_a_damaged_page_costs_only_what_was_on_it(path: Path, tmp_path: Path) -> None:
    rewrite(path, random_key())
    with closing(connect(path)) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        first = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'facts'").fetchone()[0]
    content = bytearray(path.read_bytes())
    pages = len(content) // 4096
    for page in range(first + 1, min(first + 200, pages), 40):
        content[page * 4096 + 200] ^= 0xFF
    path.write_bytes(content)
    saved = salvage_file(path, tmp_path / "saved.db")
    lost = {table: len(numbers) for table, numbers in saved.lost.items()}
    assert lost, "nothing was damaged: the test is no test"
    assert saved.rows["facts"] > 200 - lost.get("facts", 0)
    assert saved.rows["facts"] + lost.get("facts", 0) == 271
    with closing(open_store(tmp_path / "saved.db")) as store:
        assert {check for check, ok, _ in store.check() if not ok} == set()


def test_looking_into_a_backup_leaves_it_as_it_was(path: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup.db"
    for key in (None, random_key()):
        if key is not None:
            rewrite(path, key)
        with closing(open_store(path)) as store:
            store.backup(backup)
        held(backup)
        refuse_altered(backup)
        backup.unlink()


def test_a_killed_act_leaves_a_record_that_writes_ahead_again(path: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA journal_mode = DELETE")
    (tmp_path / "desk.db.rewritten").touch()
    open_store(path).close()
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    rewrite(path, random_key())
    assert [one.name for one in tmp_path.iterdir()] == ["desk.db"]


def test_somebody_who_has_it_open_is_not_left_behind(path: Path, tmp_path: Path) -> None:
    before = held(path)
    with closing(open_store(path)) as other:
        with other.read():
            pass
        with pytest.raises(KnownFault, match="open in another program"):
            rewrite(path, random_key())
        record(desk_on(other), "SEN/2", NewFact("note", DAY, note="Saved meanwhile"))
    assert way_of(path) == ""
    assert held(path) != before
    assert [one.name for one in tmp_path.iterdir()] == ["desk.db"]


def test_a_new_file_that_does_not_check_changes_nothing(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = held(path)
    monkeypatch.setattr(SqlStore, "check", lambda _store: [("pages", False, "torn")])
    with pytest.raises(KnownFault, match=r"does not check \(pages: torn\)"):
        rewrite(path, random_key())
    assert (held(path), way_of(path)) == (before, "")
    assert [one.name for one in tmp_path.iterdir()] == ["desk.db"]
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


@pytest.mark.skipif(sys.platform == "win32", reason="nobody can have it replaced there who has it open")
def test_whoever_waited_for_the_old_file_saves_nothing_into_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = []

    def take(new: Path, old: Path, whole: bool) -> None:
        waiting.append(sqlite3.connect(old, timeout=0, isolation_level=None))
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            waiting[0].execute("BEGIN IMMEDIATE")
        real(new, old, whole)

    real = encrypting.take_its_place
    monkeypatch.setattr(encrypting, "take_its_place", take)
    rewrite(path, random_key())
    with closing(waiting[0]) as late, pytest.raises(sqlite3.DatabaseError, match="not a database"):
        late.execute("DELETE FROM presence")
    assert way_of(path) == KEYRING


def test_no_file_is_opened_past_the_one_place_that_knows_of_keys() -> None:
    root = Path(encrypting.__file__).parents[1]
    files = [path for room in ("db", "ehcp_desk", "ui") for path in (root / room).rglob("*.py")]
    assert len(files) > 300
    found = {path.name for path in files if re.search(r"sqlite3\.connect|dbapi2\.connect", path.read_text("utf-8"))}
    assert found == {"cipher.py"}


def test_a_server_is_its_keepers_to_encrypt() -> None:
    with pytest.raises(BadInput, match="a server's disks"):
        local_file("postgresql://server/desk")
