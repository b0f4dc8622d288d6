"""The server goes away at every point of a save: what was typed is saved exactly once, and the person need do nothing.

``EHCP_FAULT_RUNS`` says how often each fault is tried; docs/reliability.md has the figures of a long run.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

import db.store
from db.files import FileConnection
from db.journal import JournalWriting
from db.store import SqlStore, open_store
from db.uow import WriteUnit
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.errors import KnownFault, ServerGone
from ehcp_desk.domain.journal import NewEntry, first_broken
from ehcp_desk.domain.record import NewFact
from ehcp_desk.ports.today import Calendar
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.going_on import HALFWAY, go_on
from ehcp_desk.services.upkeep.checking import verify_record
from tests.support import postgres
from tests.support.cable import Cable, cable_to
from tests.support.postgres import PASSWORD, PostgresServer
from tests.support.records import DAY, NOW, one_case
from tests.support.team import make_team

RUNS = int(os.environ.get("EHCP_FAULT_RUNS", "3"))
LAW = Ruleset.load()
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the private server runs on Linux and Mac")


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """A durable server of this module's own, which may be stopped and started."""
    if not postgres.installed():
        pytest.skip("PostgreSQL is not installed")
    made = postgres.start(durable=True)
    yield made
    made.stop()


@pytest.fixture
def cable(server: PostgresServer) -> Iterator[Cable]:
    with cable_to(server.port) as made:
        yield made


@pytest.fixture
def far(server: PostgresServer, cable: Cable) -> Iterator[SqlStore]:
    """A record with one case at the other end of the cable."""
    name = server.new_database()
    store = open_store(f"postgresql+psycopg://ehcp:{PASSWORD}@127.0.0.1:{cable.port}/{name}", create=True)
    one_case(store)
    yield store
    cable.plug_in()
    store.close()
    server.drop(name)


def desk_of(store: SqlStore) -> Desk:
    return Desk(store, LAW, "Joy Addo", Calendar(DAY))


def patient(_gone: ServerGone) -> bool:
    time.sleep(0.05)
    return True


def save(store: SqlStore, words: str) -> None:
    """What a person does: write a note on the case."""
    go_on(store, lambda: record(desk_of(store), "SEN/26118", NewFact("note", DAY, note=words)), patient)


def once_each(store: SqlStore, typed: list[str]) -> None:
    """Everything typed is on the record exactly once, in order, and the record verifies."""
    with store.read() as work:
        assert [f.fact.note for f in work.facts(1) if f.fact.kind == "note"] == typed
        assert first_broken(work.journal()) is None
    assert [check for check in verify_record(desk_of(store)) if not check[1] and check[0] == "facts"] == []


@contextlib.contextmanager
def struck(monkeypatch: pytest.MonkeyPatch, where: str, strike: Callable[[WriteUnit], object]) -> Iterator[list[str]]:
    """Strike once, just before a unit of work does what is called ``where``."""
    done, usual = list[str](), getattr(WriteUnit, where)

    def doomed(unit: WriteUnit, *args: object, **kw: object) -> object:
        if not done:
            done.append(where)
            strike(unit)
        return usual(unit, *args, **kw)

    with monkeypatch.context() as patched:
        patched.setattr(WriteUnit, where, doomed)
        yield done


POINTS = ("take_turn", "add_fact", "append", "save_case", "seal_queue")


@pytest.mark.parametrize("point", POINTS)
def test_a_connection_ended_by_the_server_at_any_point_of_a_save(
    point: str, far: SqlStore, server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = [f"{point} {n}" for n in range(RUNS)]

    def end(unit: WriteUnit) -> None:
        with contextlib.closing(server.admin()) as admin:
            admin.execute("SELECT pg_terminate_backend(%s, 5000)", (unit._driver.info.backend_pid,))

    far.patience = patient
    for words in typed:
        with struck(monkeypatch, point, end) as done:
            save(far, words)
        assert done
    once_each(far, typed)


@pytest.mark.parametrize("cut", ["unsent", "unanswered"])
def test_a_cable_cut_in_the_moment_of_the_commit(cut: str, far: SqlStore, cable: Cable) -> None:
    typed = [f"{cut} {n}" for n in range(RUNS)]
    saved = far.saves
    for n, words in enumerate(typed, 1):
        cable.cut = cut
        save(far, words)
        assert cable.cuts == n
    once_each(far, typed)
    assert far.saves == saved + RUNS


def test_the_same_for_one_of_a_team_to_whom_the_case_is_closed_meanwhile(
    server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line by which the save is known again is one she may no longer read."""
    usual = JournalWriting.holds_line

    def closed(unit: JournalWriting, seq: int, its_hash: str) -> bool:
        with contextlib.closing(team.superuser()) as admin:
            admin.execute("UPDATE settings SET value = 'off' WHERE key = 'restricted.managers'")
        assert list(unit.journal(case_id=2)) == []
        return usual(unit, seq, its_hash)

    team = make_team(server, managers="on")
    with cable_to(server.port) as cable:
        store = open_store(team.url("Mina Okafor").replace(str(server.port), str(cable.port)))
        with store.write("", NOW) as work:
            cable.cut = "unanswered"
            work.log_opening([2], "To try it")
            work.append(NewEntry("opened", 2, {}))
            monkeypatch.setattr(JournalWriting, "holds_line", closed)
        assert (store.saves, cable.cuts) == (1, 1)
        store.close()
    server.drop(team.database)


@pytest.mark.parametrize("how", ["fast", "immediate"])
@pytest.mark.parametrize("point", ["add_fact", "seal_queue"])
def test_a_server_restarted_in_the_middle_of_a_save(
    how: str, point: str, far: SqlStore, server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def restart(_unit: WriteUnit) -> None:
        server.halt(how)
        threading.Timer(0.5, server.resume).start()

    waited = list[ServerGone]()
    far.patience = lambda gone: not waited.append(gone) and patient(gone)
    with struck(monkeypatch, point, restart):
        save(far, "typed while the server went")
    save(far, "typed after")
    once_each(far, ["typed while the server went", "typed after"])
    assert waited


def test_where_nobody_answers_a_command_says_that_it_does_not_know(
    far: SqlStore, cable: Cable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db.store, "ASK_SECONDS", 1.0)
    usual = far._engine.dialect.do_commit

    def and_gone(connection: object) -> None:
        usual(connection)  # type: ignore[arg-type]
        cable.pull()
        raise psycopg.OperationalError("the connection is lost")

    with monkeypatch.context() as patched:
        patched.setattr(far._engine.dialect, "do_commit", and_gone)
        with pytest.raises(ServerGone, match="Look whether it is there before you save it again") as unsure:
            save(far, "nobody knows")
    assert unsure.value.unsure
    cable.plug_in()
    once_each(far, ["nobody knows"])


def test_without_patience_the_sentence_says_that_nothing_was_saved(far: SqlStore, cable: Cable) -> None:
    cable.pull()
    with pytest.raises(ServerGone, match=r"No server answers|was lost, so nothing was saved|closed the connection"):
        record(desk_of(far), "SEN/26118", NewFact("note", DAY, note="lost"))
    cable.plug_in()
    once_each(far, [])


def test_an_act_of_two_saves_is_not_begun_again_once_one_stands(far: SqlStore, cable: Cable) -> None:
    def act() -> None:
        record(desk_of(far), "SEN/26118", NewFact("note", DAY, note="first"))
        cable.cut = "unsent"
        record(desk_of(far), "SEN/26118", NewFact("note", DAY, note="second"))

    with pytest.raises(KnownFault, match=HALFWAY[:40]):
        go_on(far, act, patient)
    once_each(far, ["first"])


@pytest.mark.parametrize("committed", [True, False])
def test_a_file_whose_commit_says_it_failed_is_asked_too(
    committed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(tmp_path / "desk.db", create=True)
    one_case(store)
    assert store._files is not None
    usual = store._files.commit

    def fails(connection: FileConnection) -> None:
        if committed:
            usual(connection)
        said = sqlite3.OperationalError("disk I/O error")
        said.sqlite_errorcode = sqlite3.SQLITE_IOERR
        raise said

    with monkeypatch.context() as patched:
        patched.setattr(store._files, "commit", fails)
        if committed:
            save(store, "kept")
        else:
            with pytest.raises(Exception, match="not"):
                save(store, "kept")
    once_each(store, ["kept"] if committed else [])
    store.close()
