"""A database of every schema, kept as it was, is brought up to date on both engines: rows, seals, triggers, tables."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, text

from db import upgrade
from db.store import migrate, open_store
from db.tables import METADATA
from db.text_index import TABLES
from db.triggers import missing_triggers
from ehcp_desk.cli.main import run
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.case import YearGroup
from ehcp_desk.domain.dates import school_year
from ehcp_desk.domain.errors import BadInput, KnownFault
from ehcp_desk.domain.record import NewFact
from ehcp_desk.ports.today import Calendar
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.queues import advice_queue
from ehcp_desk.services.upkeep.checking import verify_record
from ehcp_desk.services.upkeep.recomputing import rebuild_search, recompute
from tests.support import old_schemas
from tests.support.old_schemas import CASES, DOCUMENTS, FACTS
from tests.support.postgres import PostgresServer
from tests.support.records import DAY


@pytest.fixture
def place(request: pytest.FixtureRequest, database_kind: str, tmp_path: Path) -> Iterator[str]:
    """Where an old database can be made: a path, or an empty server's address."""
    if database_kind == "sqlite":
        yield str(tmp_path / "old.db")
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.new_database()
    yield str(server.url(name))
    server.drop(name)


def test_every_schema_before_this_one_is_kept() -> None:
    assert {"0001", "0002", "0004", "0005", "0008", "0010", "0017", "0020", "0022", "0023"} <= set(old_schemas.kept())


@pytest.mark.parametrize("revision", old_schemas.kept())
def test_a_record_of_every_schema_comes_whole_into_this_one(place: str, revision: str) -> None:
    old_schemas.load(revision, place)
    done = migrate(place)
    assert (done["from"], done["to"]) == (revision, upgrade.SCHEMA)
    with closing(open_store(place)) as store:
        with store.connection() as connection:
            assert missing_triggers(connection) == []
            context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": _declared})
            assert compare_metadata(context, METADATA) == []
        desk = Desk(store, Ruleset.load(), "Joy Addo", Calendar(DAY))
        with store.read() as work:
            rows = list(work.every_row())
            facts = [fact for row in rows for fact in work.facts(row.id)]
            papers = [one for row in rows for one in work.documents(row.id)]
            assert (len(rows), len(facts), len(papers)) == (CASES, FACTS, DOCUMENTS)
            assert b"".join(work.document_pieces(papers[0].id)) == b"A report of the psychologist"
            assert {row.owner for row in rows} == {"Thandi Mbeki", None}
        if revision == upgrade.SCHEMA:  # nothing to migrate, and no database is kept with its search index
            rebuild_search(desk)
        recompute(desk)
        assert [line for line in verify_record(desk) if not line[1]] == []
        for sql in ("DELETE FROM facts", "UPDATE facts SET note = 'x'", "DELETE FROM journal"):
            with pytest.raises(BadInput, match="only ever added to"), store.connection(write=True) as connection:
                connection.exec_driver_sql(sql)


def test_a_year_group_of_an_older_record_was_said_when_the_child_was_first_or_last_told_of(place: str) -> None:
    old_schemas.load("0022", place)
    engine = create_engine(place if "://" in place else f"sqlite:///{place}")
    with engine.begin() as raw:
        raw.execute(text("UPDATE children SET year_group = id"))
        one, two, three = sorted(raw.scalars(text("SELECT child_id FROM cases")))
        at = raw.scalar(text("SELECT min(at) FROM journal"))
        later = at.replace("2026", "2027") if isinstance(at, str) else at.replace(year=2027)
        said = {
            "at": later,
            "case": two,
            "payload": json.dumps({"fields": {"Year group": {"before": "", "after": "2"}}}),
        }
        merged = {"at": later, "case": three, "attrs": json.dumps({"fields": json.dumps({"year_group": ["", "3"]})})}
        raw.execute(text("INSERT INTO facts (id, case_id, kind, happened_on, attrs, approximate, note, source, recorded_at, "
                         "recorded_by) SELECT 99, :case, 'children_merged', happened_on, :attrs, approximate, '', '', :at, "
                         "'Joy Addo' FROM facts "
                         "WHERE id = (SELECT min(id) FROM facts)"), merged)  # fmt: skip
        raw.execute(text("INSERT INTO journal (seq, at, actor, kind, case_id, payload, payload_digest, previous, hash) "
                         "SELECT max(seq) + 1, :at, 'Joy Addo', 'child_changed', :case, :payload, '', '', 'x' FROM journal"),
                    said)  # fmt: skip
    engine.dispose()
    migrate(place)
    with closing(open_store(place)) as store, store.read() as work:
        kept = {child.id: child.year_group for _, _, child in work.every_identity()}
        rows = {row.id: row.year_on(DAY) for row in work.every_row()}
    began = school_year(DAY)
    assert kept == {one: YearGroup(one, began), two: YearGroup(two, began + 1), three: YearGroup(three, began + 1)}
    assert list(rows.values()) == [one, two - 1, three - 1]


def test_a_re_assessment_of_an_older_record_is_waited_for_once_it_was_migrated(
    place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    old_schemas.load("0022", place)
    migrate(place)
    with closing(open_store(place)) as store:
        desk = Desk(store, Ruleset.load(), "Joy Addo", Calendar(DAY))
        for kind, on, attrs in (("final_plan_sent", date(2026, 8, 20), {}), ("reassessment_requested", date(2026, 9, 1), {}),
                                ("advice_requested", date(2026, 9, 2), {"body": "psychology"})):  # fmt: skip
            record(desk, "SEN/1", NewFact(kind, on, attrs))
        with store.connection(write=True) as connection:  # as the versions before kept it
            connection.exec_driver_sql("UPDATE case_summary SET awaiting = '', awaiting_since = NULL")
        assert advice_queue(desk, "psychology") == ()
        assert [name for name, right, _ in verify_record(desk) if not right] == ["deadlines"]
    changed = []
    for _ in range(2):
        assert run(["--db", place, "--user", "Joy Addo", "--today", DAY.isoformat(), "--json", "migrate"]) == 0
        changed.append(json.loads(capsys.readouterr().out)["changed"])
    assert changed == [["SEN/1"], []]
    with closing(open_store(place)) as store:
        desk = Desk(store, Ruleset.load(), "Joy Addo", Calendar(DAY))
        assert [(one.ref, one.asked) for one in advice_queue(desk, "psychology")] == [("SEN/1", date(2026, 9, 2))]
        assert [line for line in verify_record(desk) if not line[1]] == []


def test_a_server_whose_tables_were_put_back_is_migrated_again_and_both_old_records_are_kept(
    postgres_server: PostgresServer,
) -> None:
    name = postgres_server.new_database()
    place = str(postgres_server.url(name))
    old_schemas.load("0020", place)
    first = migrate(place)["backup"].split()[2]
    with closing(psycopg.connect(postgres_server.url(name).replace("+psycopg", ""), autocommit=True)) as raw:
        raw.execute("DROP SCHEMA public CASCADE")
        raw.execute("CREATE SCHEMA public")
        old_schemas.load("0020", place)
        done = migrate(place)
        second = done["backup"].split()[2]
        assert (done["to"], second != first) == (upgrade.SCHEMA, True)
        assert [raw.execute(f"SELECT count(*) FROM {kept}.cases").fetchone() for kept in (first, second)] == [
            (CASES,)
        ] * 2
    postgres_server.drop(name)


def _declared(_thing: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    return not (kind == "table" and str(name).startswith(TABLES))


def test_a_desk_too_old_or_too_new_says_so_and_touches_nothing(
    make_database: Callable[[], str], place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    old_schemas.load("0005", place)
    with pytest.raises(KnownFault, match=r"older version .*0005.*ehcp-desk migrate"):
        open_store(place, migrate=False)
    database = make_database()
    monkeypatch.setattr(upgrade, "SCHEMA", "0002")
    for newer in (place, database):
        with pytest.raises(KnownFault, match=r"newer EHCP Desk .*this program knows 0002.*Install the newer version"):
            open_store(newer)
        with pytest.raises(KnownFault, match="newer EHCP Desk"):
            migrate(newer)
    monkeypatch.undo()
    open_store(database).close()
    assert migrate(place)["from"] == "0005"  # as it was
