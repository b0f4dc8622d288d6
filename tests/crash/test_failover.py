"""A primary dies and its standby takes over: the desk goes on through an address with both, and loses nothing it was told
is saved.  And servers that answer, but cannot save: read-only, full, slow."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator

import pytest

from db.engine import able_to_write, address
from db.store import SqlStore, open_store
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.errors import KnownFault, ServerGone
from ehcp_desk.domain.journal import first_broken
from ehcp_desk.domain.record import NewFact
from ehcp_desk.ports.today import Calendar
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.going_on import go_on
from tests.support import postgres
from tests.support.postgres import PASSWORD, PostgresServer
from tests.support.records import DAY, one_case

LAW = Ruleset.load()
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the private server runs on Linux and Mac")


@pytest.fixture(scope="module")
def primary() -> Iterator[PostgresServer]:
    if not postgres.installed():
        pytest.skip("PostgreSQL is not installed")
    made = postgres.start(durable=True)
    yield made
    made.stop()


def patient(_gone: ServerGone) -> bool:
    time.sleep(0.1)
    return True


def save(store: SqlStore, words: str) -> None:
    desk = Desk(store, LAW, "Joy Addo", Calendar(DAY))
    go_on(store, lambda: record(desk, "SEN/26118", NewFact("note", DAY, note=words)), patient)


def notes(store: SqlStore) -> list[str]:
    with store.read() as work:
        assert first_broken(work.journal()) is None
        return [f.fact.note for f in work.facts(1) if f.fact.kind == "note"]


@pytest.mark.parametrize("how", ["immediate", "fast"])
def test_a_standby_takes_over_and_nothing_acknowledged_is_lost(how: str) -> None:
    if not postgres.installed():
        pytest.skip("PostgreSQL is not installed")
    first = postgres.start(durable=True)
    second = None
    try:
        name = first.new_database()
        second = first.follow()
        with contextlib.closing(first.admin()) as admin:  # a save is told as done once the standby has it too
            admin.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
            admin.execute("SELECT pg_reload_conf()")
        both = f"host=127.0.0.1:{second.port}&host=127.0.0.1:{first.port}"  # the standby is asked first
        store = open_store(f"postgresql+psycopg://ehcp:{PASSWORD}@/{name}?{both}", create=True)
        one_case(store)
        store.patience = patient
        typed = [f"before {n}" for n in range(20)]
        for words in typed:
            save(store, words)
        first.halt(how)
        second.promote()
        with contextlib.closing(second.admin()) as admin:
            admin.execute("ALTER SYSTEM SET synchronous_standby_names = ''")
            admin.execute("SELECT pg_reload_conf()")
        after = [f"after {n}" for n in range(5)]
        for words in after:
            save(store, words)
        assert notes(store) == typed + after
        store.close()
    finally:
        first.stop()
        if second is not None:
            second.stop()


def test_of_several_servers_the_one_that_can_be_written_to_is_asked_for() -> None:
    both = "postgresql://ehcp@/desk?host=one&host=two"
    assert able_to_write(address(both)).query["target_session_attrs"] == "read-write"
    listed = "postgresql://ehcp@/desk?host=one,two"
    assert able_to_write(address(listed)).query["target_session_attrs"] == "read-write"
    assert able_to_write(address(f"{both}&target_session_attrs=any")).query["target_session_attrs"] == "any"
    assert "target_session_attrs" not in able_to_write(address("postgresql://ehcp@one/desk")).query


@pytest.fixture
def store(primary: PostgresServer) -> Iterator[SqlStore]:
    name = primary.new_database()
    made = open_store(primary.url(name), create=True)
    one_case(made)
    yield made
    made.close()
    primary.drop(name)


def changed(primary: PostgresServer, store: SqlStore, *statements: str) -> None:
    """Do something to the server as whoever looks after it; the desk's next connection finds it so."""
    with store.connection(write=True) as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    store._engine.dispose()


def trouble(store: SqlStore) -> KnownFault:
    with pytest.raises(KnownFault) as found:
        record(Desk(store, LAW, "Joy Addo", Calendar(DAY)), "SEN/26118", NewFact("note", DAY, note="x"))
    assert notes(store) == []
    return found.value


def test_a_read_only_server_says_so(primary: PostgresServer, store: SqlStore) -> None:
    changed(primary, store, f'ALTER DATABASE "{store.url.database}" SET default_transaction_read_only = on')
    found = trouble(store)
    assert "is read-only at the moment, so nothing was saved. Try again later." in str(found)
    assert not isinstance(found, ServerGone)


@pytest.mark.parametrize(("state", "words"), [
    ("53100", "The disk of the server of .* is full, so nothing was saved. Tell whoever looks after it."),
    ("53200", "is out of space or memory, so nothing was saved"),
])  # fmt: skip
def test_a_full_server_says_so(primary: PostgresServer, store: SqlStore, state: str, words: str) -> None:
    changed(
        primary,
        store,
        f"CREATE FUNCTION full_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE SQLSTATE '{state}'; END $$",
        "CREATE TRIGGER full_up BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION full_up()",
    )
    found = trouble(store)
    assert found.exit_code == 3
    with pytest.raises(KnownFault, match=words):
        raise found


def test_a_disk_full_in_the_commit_itself_says_so(primary: PostgresServer, store: SqlStore) -> None:
    """Nothing was saved, and the store has asked before it says so."""
    changed(
        primary,
        store,
        "CREATE FUNCTION full_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE SQLSTATE '53100'; END $$",
        "CREATE CONSTRAINT TRIGGER full_up AFTER INSERT ON journal DEFERRABLE INITIALLY DEFERRED "
        "FOR EACH ROW EXECUTE FUNCTION full_up()",
    )
    assert "is full, so nothing was saved" in str(trouble(store))


def test_a_slow_server_says_so(primary: PostgresServer, store: SqlStore) -> None:
    changed(
        primary,
        store,
        f'ALTER DATABASE "{store.url.database}" SET statement_timeout = 100',
        "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(5); RETURN NEW; END $$",
        "CREATE TRIGGER slow BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION slow()",
    )
    slow = open_store(f"{store.url.render_as_string(hide_password=False)}&options=-c%20statement_timeout%3D200")
    assert "took too long to answer, so nothing was saved" in str(trouble(slow))
    slow.close()
