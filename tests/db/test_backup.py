"""Backup and restore, and moving between the two kinds of database."""

from __future__ import annotations

import json
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from db import backup as backing_up
from db.backup import remark
from db.cipher import random_key
from db.encrypting import rewrite
from db.store import SqlStore, create_store, move, open_store, restore
from db.tables import METADATA
from db.triggers import create_triggers
from ehcp_desk.domain.case import Contactable, Stage
from ehcp_desk.domain.errors import BadInput, Cancelled, KnownFault
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.people import Role, Team
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.worklist import CaseQuery, Summary
from tests.support.records import DAY, NOW, Loaded, add_case, child, deadline, one_case


def fill(store: SqlStore) -> None:
    """Something in every table."""
    case = one_case(store, of=child("Łukasz", "Élodie"), deadlines=[deadline()])
    with store.write("Thandi Mbeki", NOW) as work:
        team = work.add_team("North")
        manager = work.add_officer("Ruth Castellan", Role.MANAGER, team.id)
        work.save_team(Team(team.id, "North", manager.id))
        work.add_absence(manager.id, DAY, DAY, None, "leave")
        work.add_contactable(Contactable(0, case.child.id, "Ada", "mother"))
        document = work.add_document(case.id, "a.pdf", "application/pdf", b"%PDF")
        work.add_document(case.id, "scan.tif", "image/tiff", bytes(range(256)) * 40_000)
        wrong = work.add_fact(case.id, NewFact("note", DAY, {"x": "y"}, document_id=document.id))
        work.add_fact(case.id, NewFact("note", DAY, supersedes=wrong.id))
        work.add_cases_in_bulk(
            [Loaded(f"B-{n}", child(), Summary(Stage.PLAN, DAY), owner_id=manager.id) for n in range(3)]
        )
        work.set_setting("authority", "Westmarsh")
        work.save_view("Joy", "Mine", "{}")
        work.save_import_profile("tracker", "{}")
        work.add_imported_digests(["d"])
        work.append(NewEntry("case_opened", case.id, {"text": "Łódź"}))


def everything(store: SqlStore) -> dict[str, list[tuple[object, ...]]]:
    with store.connection() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in METADATA.sorted_tables
        }


def test_a_backup_is_a_whole_record_that_opens(store: SqlStore, tmp_path: Path) -> None:
    fill(store)
    target = tmp_path / "kept.db"
    told: list[int] = []
    held = store.backup(target, lambda done, total, what: told.append(done))
    assert told
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    copy = open_store(target)
    assert everything(copy) == everything(store)
    assert all(ok for _, ok, _ in copy.check())
    with copy.read() as work:
        seq, head, _ = work.journal_head()
    copy.close()
    assert (held["journal_seq"], held["journal_head"], held["cases"], held["facts"]) == (str(seq), head, "4", "3")
    assert json.loads((tmp_path / "kept.db.manifest.json").read_text())["journal_head"] == head
    assert sorted(p.name for p in tmp_path.glob("kept*")) == ["kept.db", "kept.db.manifest.json"]


def test_a_backup_taken_while_somebody_saves_is_one_moment(store: SqlStore, tmp_path: Path) -> None:
    one_case(store)
    with store.write("Joy Addo", NOW) as work:
        add_case(work)
        work.append(NewEntry("case_opened", None, {}))
        held = store.backup(tmp_path / "kept.db")
    assert (held["cases"], held["journal_seq"]) == ("1", "1")


def test_a_backup_never_overwrites_and_needs_its_folder(store: SqlStore, tmp_path: Path) -> None:
    target = tmp_path / "kept.db"
    store.backup(target)
    before = target.read_bytes()
    with pytest.raises(BadInput, match="is there already"):
        store.backup(target)
    assert target.read_bytes() == before
    with pytest.raises(KnownFault, match="no folder"):
        store.backup(tmp_path / "nowhere" / "kept.db")


def test_a_stopped_backup_leaves_nothing(store: SqlStore, tmp_path: Path) -> None:
    one_case(store)

    def stop(done: int, total: int, what: str) -> None:
        raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        store.backup(tmp_path / "kept.db", stop)
    assert list(tmp_path.glob("kept*")) == []


def test_restore_puts_the_record_back_and_keeps_what_it_replaced(
    make_database: Callable[[], str], tmp_path: Path
) -> None:
    database = make_database()
    store = open_store(database)
    fill(store)
    store.backup(tmp_path / "kept.db")
    before = everything(store)
    with store.write("Joy Addo", NOW) as work:
        add_case(work, ref="LATER-1")
    store.close()
    done = restore(tmp_path / "kept.db", database)
    again = open_store(database)
    assert everything(again) == before
    with again.write("Joy Addo", NOW) as work:  # numbers go on where they were
        add_case(work)
        work.append(NewEntry("case_opened", None, {}))
    again.close()
    aside = open_store(done["kept"])
    with aside.read() as work:
        assert work.find_case("LATER-1") is not None
    aside.close()
    assert done["kept"] in done["words"]


def test_restore_where_there_was_nothing(tmp_path: Path, empty_file: Path) -> None:
    store = create_store(tmp_path / "old.db")
    one_case(store)
    store.backup(tmp_path / "kept.db")
    store.close()
    assert restore(tmp_path / "kept.db", tmp_path / "new.db")["kept"] == ""
    new = open_store(tmp_path / "new.db")
    with new.read() as work:
        assert work.count(CaseQuery(DAY)) == 1
    new.close()


def _altered(kept: Path) -> None:
    with closing(sqlite3.connect(kept, isolation_level=None)) as raw:
        raw.execute("UPDATE settings SET value = 'Elsewhere'")


def _altered_with_its_manifest(kept: Path) -> None:
    with closing(sqlite3.connect(kept, isolation_level=None)) as raw:
        raw.execute("DROP TRIGGER journal_no_update")
        raw.execute("UPDATE journal SET actor = 'Somebody else' WHERE seq = 1")
    Path(f"{kept}.manifest.json").unlink()


def _damaged(kept: Path) -> None:
    size = kept.stat().st_size
    with kept.open("r+b") as file:
        file.seek(8192)
        file.write(b"\xa5" * (size - 8192))
    Path(f"{kept}.manifest.json").unlink()


def _another_file(kept: Path) -> None:
    kept.write_bytes(b"a letter")
    Path(f"{kept}.manifest.json").unlink()


def _newer(kept: Path) -> None:
    with closing(sqlite3.connect(kept, isolation_level=None)) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9001'")
    Path(f"{kept}.manifest.json").unlink()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_altered, "not the file its manifest describes"),
        (_altered_with_its_manifest, "does not fit together at entry 1"),
        (_damaged, "damaged"),
        (_another_file, "not an EHCP Desk database"),
        (_newer, "newer EHCP Desk"),
        (Path.unlink, "no backup at|not the file"),
    ],
)
def test_a_bad_backup_replaces_nothing(
    make_database: Callable[[], str], tmp_path: Path, spoil: Callable[[Path], None], said: str
) -> None:
    database, kept = make_database(), tmp_path / "kept.db"
    store = open_store(database)
    fill(store)
    store.backup(kept)
    before = everything(store)
    store.close()
    spoil(kept)
    names = {p.name for p in tmp_path.iterdir()}
    with pytest.raises(KnownFault, match=said):
        restore(kept, database)
    again = open_store(database)
    assert everything(again) == before
    again.close()
    assert {p.name for p in tmp_path.iterdir()} == names


def _past_the_triggers(store: SqlStore, sql: str) -> None:
    """What a salvage leaves, or somebody who looks after the server could do."""
    with store.connection(write=True) as connection:
        if store.is_file:
            connection.exec_driver_sql("DROP TRIGGER journal_no_delete")
            connection.exec_driver_sql("DROP TRIGGER journal_no_update")
        else:
            connection.exec_driver_sql("ALTER TABLE journal DISABLE TRIGGER USER")
        connection.exec_driver_sql(sql)
        create_triggers(connection)


def test_a_record_whose_journal_lost_lines_is_backed_up_restored_and_moved_and_says_so(
    make_database: Callable[[], str], tmp_path: Path
) -> None:
    database, kept = make_database(), tmp_path / "kept.db"
    store = open_store(database)
    fill(store)
    with store.write("Joy Addo", NOW) as work:
        work.append(NewEntry("case_opened", None, {}))
    _past_the_triggers(store, "DELETE FROM journal WHERE seq = 2")
    before = everything(store)
    held = store.backup(kept)
    store.close()
    assert held["chain_breaks_at"] == "3" and "at entry 3" in remark(held)
    assert json.loads(Path(f"{kept}.manifest.json").read_text())["chain_breaks_at"] == "3"
    done = restore(kept, database)  # over the same broken record, which is kept aside
    assert "at entry 3" in done["words"] and Path(done["kept"]).exists()
    moved = move(database, tmp_path / "moved.db")
    assert "at entry 3" in moved["words"]
    rewrite(tmp_path / "moved.db", random_key())
    for where in (database, tmp_path / "moved.db", done["kept"]):
        again = open_store(where)
        assert everything(again) == before
        again.close()


def test_a_server_whose_journal_was_tampered_with_can_be_restored(
    make_database: Callable[[], str], tmp_path: Path
) -> None:
    database, kept = make_database(), tmp_path / "kept.db"
    store = open_store(database)
    fill(store)
    assert "chain_breaks_at" not in store.backup(kept)
    sound = everything(store)
    _past_the_triggers(store, "UPDATE journal SET payload = '{}' WHERE seq = 2")
    store.close()
    done = restore(kept, database)
    assert "LOOK" not in done["words"]
    again = open_store(database)
    assert everything(again) == sound
    again.close()
    with closing(sqlite3.connect(done["kept"])) as raw:  # the evidence is there still
        assert raw.execute("SELECT payload FROM journal WHERE seq = 2").fetchone() == ("{}",)


def test_a_journal_that_breaks_only_in_the_copy_leaves_no_backup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = create_store(tmp_path / "desk.db")
    fill(store)
    real = backing_up._copy_pages

    def badly(source: Path, part: Path, progress: object) -> None:
        real(source, part, None)
        with closing(sqlite3.connect(part, isolation_level=None)) as raw:
            raw.execute("DROP TRIGGER journal_no_update")
            raw.execute("UPDATE journal SET actor = 'Somebody else' WHERE seq = 1")

    monkeypatch.setattr(backing_up, "_copy_pages", badly)
    with pytest.raises(KnownFault, match="at entry 1"):
        store.backup(tmp_path / "kept.db")
    store.close()
    assert not list(tmp_path.glob("kept*"))


def test_a_backup_is_not_put_where_an_older_one_left_its_log(tmp_path: Path) -> None:
    store = create_store(tmp_path / "desk.db")
    (tmp_path / "kept.db-wal").touch()
    with pytest.raises(BadInput, match=r"kept\.db-wal, the log of a file that is gone"):
        store.backup(tmp_path / "kept.db")
    store.close()


def test_restore_into_a_record_somebody_has_open_is_refused(tmp_path: Path) -> None:
    store = create_store(tmp_path / "desk.db")
    one_case(store)
    store.backup(tmp_path / "kept.db")
    with pytest.raises(KnownFault, match="open in another program"):
        restore(tmp_path / "kept.db", tmp_path / "desk.db")
    with store.read() as work:
        assert work.count(CaseQuery(DAY)) == 1
    store.close()


def test_a_damaged_record_can_be_replaced_and_is_kept_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    store = create_store(path)
    one_case(store)
    store.backup(tmp_path / "kept.db")
    store.close()
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    done = restore(tmp_path / "kept.db", path)
    assert Path(done["kept"]).stat().st_size == 5016
    again = open_store(path)
    assert all(ok for _, ok, _ in again.check())
    again.close()


def test_a_record_moves_to_the_other_kind_and_back(
    make_database: Callable[[], str], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    source = make_database()
    store = open_store(source)
    fill(store)
    done = move(source, tmp_path / "file.db")
    moved = open_store(tmp_path / "file.db")
    assert everything(moved) == everything(store)
    with moved.read() as work:
        assert work.journal_head()[1] == done["journal_head"]
    moved.close()
    back = make_database()
    move(tmp_path / "file.db", back)
    again = open_store(back)
    assert everything(again) == everything(store)
    with again.write("Joy Addo", NOW) as work:
        assert work.save_case(replace(work.case(1)), Summary(Stage.PLAN, None), []).version == 3
        add_case(work)
    with pytest.raises(KnownFault, match="not empty"):
        move(tmp_path / "file.db", back)
    with pytest.raises(BadInput, match="onto itself"):
        move(back, back)
    again.close()
    store.close()


def test_a_record_whose_highest_number_is_the_last_there_is_moves_too(
    make_database: Callable[[], str], tmp_path: Path
) -> None:
    source = make_database()
    with closing(open_store(source)) as store:
        one_case(store)
        with store.connection(write=True) as connection:
            connection.exec_driver_sql(
                "INSERT INTO facts (id, case_id, kind, happened_on, approximate, note, source, recorded_at, recorded_by) "
                "SELECT 2147483647, case_id, kind, happened_on, approximate, note, source, recorded_at, recorded_by "
                "FROM facts"
            )
    move(source, tmp_path / "file.db")
    back = make_database()
    move(tmp_path / "file.db", back)
    with closing(open_store(back)) as store, store.read() as work:
        assert [fact.id for fact in work.facts(1)] == [1, 2147483647]
