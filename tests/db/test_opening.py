"""Everything that can be wrong with a database has its own sentence and exit code, and changes nothing."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from db import upgrade
from db.engine import address, described
from db.store import SqlStore, create_store, open_store
from ehcp_desk.domain.errors import BadInput, KnownFault
from ehcp_desk.domain.worklist import CaseQuery
from tests.support.postgres import PostgresServer
from tests.support.records import DAY, NOW, add_case, one_case
from tests.support.stale_log import leave_only_the_log

BEFORE = upgrade.SCHEMA


def refused(target: object, **how: object) -> str:
    with pytest.raises(KnownFault) as fault:
        open_store(target, **how)  # type: ignore[arg-type]
    assert fault.value.exit_code == 3
    assert "\n" not in str(fault.value)
    return str(fault.value)


def test_a_new_file_is_private_and_a_wal_database_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    store = create_store(path)
    one_case(store)
    modes = {stat.S_IMODE(p.stat().st_mode) for p in tmp_path.iterdir()}
    assert modes == {0o600}
    with store.connection() as connection:
        ask = connection.exec_driver_sql
        assert ask("PRAGMA journal_mode").scalar() == "wal"
        found = [ask(f"PRAGMA {name}").scalar() for name in ("foreign_keys", "synchronous", "recursive_triggers")]
        assert found == [1, 2, 1]
        assert ask("PRAGMA secure_delete").scalar() == 1
    store.close()


def test_no_file(tmp_path: Path) -> None:
    assert "There is no database at" in refused(tmp_path / "desk.db")
    assert list(tmp_path.iterdir()) == []


def test_no_folder(tmp_path: Path) -> None:
    assert "There is no folder" in refused(tmp_path / "nowhere" / "desk.db", create=True)


def test_a_folder_an_empty_file_and_a_file_of_another_kind(tmp_path: Path) -> None:
    empty, letter = tmp_path / "empty.db", tmp_path / "letter.docx"
    empty.touch()
    letter.write_bytes(b"PK\x03\x04 a letter, not a database")
    assert "is a folder" in refused(tmp_path)
    assert "is empty" in refused(empty, create=True)
    assert "is not an EHCP Desk database" in refused(letter, create=True)
    assert empty.stat().st_size == 0


def test_a_database_of_another_program(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE songs (title)")
    assert "another program" in refused(path)


def test_a_newer_database_is_never_guessed_at(tmp_path: Path, empty_file: Path) -> None:
    path = tmp_path / "newer.db"
    shutil.copy(empty_file, path)
    with closing(sqlite3.connect(path, isolation_level=None)) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9001'")
    before = path.read_bytes()
    assert "newer EHCP Desk (schema 9001" in refused(path)
    assert path.read_bytes() == before


def test_a_newer_or_empty_server(postgres_server: PostgresServer) -> None:
    name = postgres_server.new_database("ehcp_template")
    store = open_store(postgres_server.url(name))
    with store.connection() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9001'")
    store.close()
    assert "newer EHCP Desk" in refused(postgres_server.url(name))
    empty = postgres_server.new_database()
    assert "no record in" in refused(postgres_server.url(empty))
    create_store(postgres_server.url(empty)).close()
    open_store(postgres_server.url(empty)).close()
    postgres_server.drop(name)
    postgres_server.drop(empty)


def test_a_damaged_file_says_so_and_names_the_way_back(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    store = create_store(path)
    with store.write("Joy Addo", NOW) as work:
        for _ in range(50):
            add_case(work)
    store.close()
    with path.open("r+b") as file:  # everything after the first page, which holds the schema's root
        file.seek(4096)
        file.write(b"\xa5" * (path.stat().st_size - 4096))
    with pytest.raises(KnownFault, match=r"damaged.*restore"):
        open_store(path)


def test_damage_inside_is_found_by_check(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    store = create_store(path)
    one_case(store)
    with store.connection(write=True) as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("DROP TRIGGER facts_no_delete")
        raw.execute("DELETE FROM children")
    checks = {name: (ok, detail) for name, ok, detail in store.check()}
    assert checks["triggers"] == (False, "missing: facts_no_delete")
    assert checks["references"][0] is False
    assert "cases" in checks["references"][1]
    store.close()


def test_check_finds_nothing_wrong_with_a_sound_record(store: SqlStore) -> None:
    one_case(store)
    assert [ok for _, ok, _ in store.check()] == [True] * len(store.check())
    assert {name for name, _, _ in store.check()} >= {"references", "triggers", "schema"}
    with store.connection(write=True) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    ok, said = next((ok, said) for name, ok, said in store.check() if name == "schema")
    assert not ok and said.endswith("of an older version of the program: bring them up to date with ehcp-desk migrate")


def test_a_file_locked_by_another_program(tmp_path: Path, empty_file: Path) -> None:
    path = tmp_path / "desk.db"
    shutil.copy(empty_file, path)
    store = open_store(path, busy_seconds=0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(KnownFault, match="in use by another program"), store.write("Joy Addo", NOW):
            pass
        with store.read() as work:  # reading goes on beside a writer
            assert work.count(CaseQuery(DAY)) == 0
        other.execute("ROLLBACK")
    one_case(store)
    store.close()


def test_a_full_disk_saves_nothing_and_says_so(tmp_path: Path, empty_file: Path) -> None:
    path = tmp_path / "desk.db"
    shutil.copy(empty_file, path)
    store = open_store(path)
    with pytest.raises(KnownFault, match="full, so nothing was saved"), store.write("Joy Addo", NOW) as work:
        # The file may not grow: what SQLite then meets is what it meets on a full disk.
        pages = work.value("PRAGMA page_count")
        work.value(f"PRAGMA max_page_count = {pages}")
        case = add_case(work)
        work.add_document(case.id, "big.pdf", "application/pdf", b"x" * 2_000_000)
    with store.read() as work:
        assert work.count(CaseQuery(DAY)) == 0
    store.close()


def test_a_read_only_file_can_be_read_and_refuses_a_save() -> None:
    with tempfile.TemporaryDirectory() as kept:  # not under pytest's own folder, which only its owner may enter
        path = Path(kept) / "desk.db"
        store = create_store(path)
        one_case(store)
        store.close()
        path.chmod(0o444)
        Path(kept).chmod(0o777)
        said = as_somebody_ordinary(lambda: _read_and_save(path))
    assert said[0] == "1 fact read"
    assert "is read-only, so nothing was saved" in said[1]


def _read_and_save(path: Path) -> list[str]:
    store = open_store(path)
    with store.read() as work:
        said = [f"{len(work.facts(1))} fact read"]
    try:
        with store.write("Joy Addo", NOW) as work:
            add_case(work)
    except KnownFault as fault:
        said.append(str(fault))
    return said


def as_somebody_ordinary(act: Callable[[], list[str]]) -> list[str]:
    """What ``act`` gives in a process whom file rights bind: root may write anywhere, so it becomes nobody first."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        said = ["nothing"]
        try:
            if os.geteuid() == 0:
                os.setgid(65534)
                os.setuid(65534)
            said = act()
        finally:
            os.write(writing, "\n".join(said).encode())
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        found = answer.read().splitlines()
    os.waitpid(process, 0)
    return found


def test_a_server_that_is_not_there() -> None:
    with socket.socket() as taken:  # bound and not listening: nobody answers, and nobody else can take the port
        taken.bind(("127.0.0.1", 0))
        said = refused(f"postgresql://nobody:secret@127.0.0.1:{taken.getsockname()[1]}/desk")
    assert "No server answers at postgresql+psycopg://nobody:***@127.0.0.1" in said


def test_a_wrong_password_and_a_missing_database(postgres_server: PostgresServer) -> None:
    wrong = refused(postgres_server.url("ehcp_template", "127.0.0.1", "not-the-password"))
    assert "refused the name or password" in wrong
    assert "not-the-password" not in wrong
    assert "There is no database at" in refused(postgres_server.url("nothing_here", "127.0.0.1"))


def test_a_server_that_goes_away_gives_a_sentence_and_comes_back(postgres_server: PostgresServer) -> None:
    name = postgres_server.new_database("ehcp_template")
    store = open_store(postgres_server.url(name))
    with pytest.raises(KnownFault, match="nothing was saved"), store.write("Joy Addo", NOW) as work:
        add_case(work)
        with closing(postgres_server.admin()) as admin:
            admin.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        add_case(work)
    one_case(store)  # the next unit of work has a new connection
    with store.read() as work:
        assert work.count(CaseQuery(DAY)) == 1
    store.close()
    postgres_server.drop(name)


@pytest.mark.parametrize("text", ["mysql://server/desk", "postgresql+psycopg2://h/d", "sqlite://", "oracle+x://a/b"])
def test_an_address_that_means_nothing_is_bad_input(text: str) -> None:
    with pytest.raises(BadInput) as bad:
        open_store(text)
    assert bad.value.exit_code == 2


def test_addresses(tmp_path: Path) -> None:
    assert address("postgresql://u@h/d").drivername == "postgresql+psycopg"
    assert described(address("postgresql+psycopg://u:secret@h/d")) == "postgresql+psycopg://u:***@h/d"
    assert described(address(tmp_path / "a.db")) == str(tmp_path / "a.db")
    assert address(f"sqlite:///{tmp_path}/a.db") == address(tmp_path / "a.db")


def test_an_older_file_is_backed_up_before_it_is_brought_up_to_date(
    tmp_path: Path, empty_file: Path, release_later: Callable[[], str]
) -> None:
    path = tmp_path / "desk.db"
    shutil.copy(empty_file, path)
    before, later = upgrade.SCHEMA, release_later()
    assert "Bring it up to date with: ehcp-desk migrate" in refused(path, migrate=False)
    store = open_store(path)
    assert all(ok for _, ok, _ in store.check())
    with store.connection() as connection:
        assert upgrade.schema_of(connection) == later
    store.close()
    kept = tmp_path / f"desk.before-{later}-from-{before}.db"
    with closing(sqlite3.connect(kept)) as old:
        assert old.execute("SELECT version_num FROM alembic_version").fetchone() == (before,)


def test_an_older_server_waits_for_an_administrator(
    postgres_server: PostgresServer, release_later: Callable[[], str]
) -> None:
    from db.store import migrate

    name = postgres_server.new_database("ehcp_template")
    url = postgres_server.url(name)
    before, later = upgrade.SCHEMA, release_later()
    assert f"older version (schema {before})" in refused(url)
    done = migrate(url)
    assert (done["from"], done["to"]) == (before, later)
    store = open_store(url)
    one_case(store)
    with store.connection() as connection:
        kept = f"before_{later}_from_{before}"
        assert connection.exec_driver_sql(f"SELECT version_num FROM {kept}.alembic_version").scalar() == before
    assert migrate(url)["words"].endswith(f"already up to date (schema {later}).")
    store.close()
    postgres_server.drop(name)


def test_an_upgrade_that_fails_leaves_the_file_as_it_was(
    tmp_path: Path, empty_file: Path, release_later: Callable[[], str]
) -> None:
    path = tmp_path / "desk.db"
    shutil.copy(empty_file, path)
    before, later = upgrade.SCHEMA, release_later()
    script = upgrade.MIGRATIONS / "versions" / f"v{later}_next.py"
    script.write_text(script.read_text() + '    op.execute("INSERT INTO settings VALUES (NULL, NULL)")\n')
    with pytest.raises(KnownFault, match="could not be brought up to schema 0777 and is as it was"):
        open_store(path)
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("SELECT version_num FROM alembic_version").fetchone() == (before,)
        assert "colour" not in {row[1] for row in file.execute("PRAGMA table_info(teams)")}


def test_polling_sees_others_work_and_is_quiet_otherwise(database: str) -> None:
    ours, theirs = open_store(database), open_store(database)
    assert ours.changes_since(0) == (0, frozenset())
    case = one_case(theirs)
    assert ours.changes_since(0) == (1, frozenset({case.id}))
    assert ours.changes_since(1) == (1, frozenset())
    later = NOW + timedelta(minutes=1)
    with ours.write("Joy Addo", later) as work:
        from ehcp_desk.domain.journal import NewEntry

        work.append(NewEntry("assigned", case.id, {}))
        work.append(NewEntry("officer_added", None, {}))
    assert ours.changes_since(1) == (3, frozenset({case.id}))
    assert ours.changes_since(0) == (3, frozenset({case.id}))
    assert theirs.changes_since(3) == (3, frozenset())
    ours.close()
    theirs.close()


def test_opening_a_record_loads_only_what_the_window_must_wait_for(tmp_path: Path) -> None:
    create_store(tmp_path / "desk.db").close()
    program = (
        "import sys; from db.store import open_store; s = open_store(sys.argv[1]);\n"
        "with s.read() as work: work.staff(); work.journal_head()\n"
        "from datetime import UTC, datetime\n"
        "with s.write('Joy Addo', datetime.now(UTC)) as work: work.set_setting('council.name', 'Farrowdale')\n"
        "s.close(); print([n for n in ('sqlalchemy', 'alembic', 'psycopg', 'db.tables') if n in sys.modules])"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "desk.db")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    assert done.stdout == "[]\n"


def test_no_new_record_is_made_beside_the_log_of_one_that_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    create_store(path).close()

    def save() -> None:
        with closing(open_store(path)) as store, store.write("Joy Addo", NOW) as work:
            add_case(work, ref="LOST-1")

    log = leave_only_the_log(path, save)
    for create in (True, False):
        said = refused(path, create=create)
        assert "desk.db-wal" in said and "may hold what was entered last" in said
    assert [one.name for one in tmp_path.iterdir()] == ["desk.db-wal"]
    assert (tmp_path / "desk.db-wal").read_bytes() == log
