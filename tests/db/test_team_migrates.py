"""A migration of a team's server leaves its rules as they were: rights, rules on rows, functions and triggers."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

import psycopg
import pytest

from db.errors import speaking
from db.store import SqlStore, migrate, open_store
from db.team import rights
from db.team.checking import check_team
from db.uow import ReadUnit
from db.upgrade import SCHEMA
from ehcp_desk.domain.errors import KnownFault, NotAllowed
from tests.support.postgres import TEMPLATE, PostgresServer
from tests.support.records import NOW, add_case
from tests.support.team import SECRET, make_team

ABOUT_THE_SERVER = {"tls", "durable"}


def test_a_migration_puts_every_rule_back(
    postgres_server: PostgresServer, release_later: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    team = make_team(postgres_server)
    later = release_later()
    with pytest.raises(NotAllowed, match="may not do this"):
        migrate(team.url("Mina Okafor"))
    with contextlib.closing(team.superuser()) as raw:
        raw.execute("DROP POLICY seen ON facts")
        raw.execute("DROP TRIGGER journal_author ON journal")
    done = migrate(team.admin_url)
    assert done["to"] == later and "before_0777" in done["backup"]
    assert {check for check, ok, _ in check_team(team.admin_url) if not ok} == ABOUT_THE_SERVER
    with contextlib.closing(open_store(team.url("Carl Brindle"))) as store, store.read() as work:
        assert work.find_case("SEN/2") is None and len(work.facts(1)) == 1
    with contextlib.closing(team.connect("Carl Brindle")) as desk:
        kept = "SELECT count(*) FROM {}.children"
        with pytest.raises(psycopg.errors.InsufficientPrivilege):  # nor is the record as it was open to anybody
            desk.execute(kept.format(done["backup"].split()[2]))
        assert SECRET not in str(desk.execute("SELECT * FROM children").fetchall())
    team.server.drop(team.database)


def test_a_table_without_rights_is_nobodys(postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a later release adds and forgets to give rights to is closed, not open."""
    monkeypatch.delitem(rights.GRANTS, "saved_views")
    team = make_team(postgres_server)
    with contextlib.closing(team.connect("Mina Okafor")) as desk, pytest.raises(psycopg.errors.InsufficientPrivilege):
        desk.execute("SELECT * FROM saved_views")
    team.server.drop(team.database)


def _changed(postgres_server: PostgresServer, database: str, *said: str) -> None:
    with contextlib.closing(
        psycopg.connect(postgres_server.url(database).replace("+psycopg", ""), autocommit=True)
    ) as raw:
        for sql in said:
            raw.execute(sql)


@pytest.fixture(params=["a team", "no team"])
def left_open(request: pytest.FixtureRequest, postgres_server: PostgresServer) -> Iterator[tuple[SqlStore, str]]:
    """A desk that stays open on a server while something is done to it, and its database."""
    if request.param == "a team":
        team = make_team(postgres_server)
        database, url = team.database, team.url("Carl Brindle")
    else:
        database = postgres_server.new_database(TEMPLATE)
        url = postgres_server.url(database)
    with contextlib.closing(open_store(url)) as store:
        with store.write("Carl Brindle", NOW) as work:
            add_case(work, ref="SEN/8")
        yield store, database
    postgres_server.drop(database)


@pytest.mark.parametrize(("schema", "words"), [("9001", "newer EHCP Desk"), ("0001", "of an older version")])
def test_a_desk_left_open_says_that_the_server_was_brought_to_another_version(
    left_open: tuple[SqlStore, str], postgres_server: PostgresServer, schema: str, words: str
) -> None:
    store, database = left_open
    _changed(postgres_server, database, f"UPDATE alembic_version SET version_num = '{schema}'")
    with pytest.raises(KnownFault, match=words), store.read() as work:
        work.find_case("SEN/8")
    with pytest.raises(KnownFault, match=words), store.write("Carl Brindle", NOW) as work:
        add_case(work, ref="SEN/9")
    _changed(postgres_server, database, f"UPDATE alembic_version SET version_num = '{SCHEMA}'")
    with store.read() as work:
        assert work.find_case("SEN/8") is not None
        assert work.find_case("SEN/9") is None


@pytest.mark.parametrize("gone", ["ALTER TABLE contactables DROP COLUMN phone", "DROP TABLE contactables",
                                  "DROP SCHEMA public CASCADE"])  # fmt: skip
def test_what_is_not_there_any_more_is_not_blamed_on_what_was_typed(
    left_open: tuple[SqlStore, str], postgres_server: PostgresServer, gone: str
) -> None:
    store, database = left_open
    _changed(postgres_server, database, gone)
    with pytest.raises(KnownFault, match="does not hold what this EHCP Desk asks for"), store.read() as work:
        work.contactables(1)


def test_a_schema_that_is_not_there_has_the_same_words() -> None:
    with pytest.raises(KnownFault, match="does not hold what this EHCP Desk asks for"), speaking("the desk"):
        raise psycopg.errors.InvalidSchemaName


def test_asking_the_version_costs_a_team_no_question_more(postgres_server: PostgresServer) -> None:
    team = make_team(postgres_server)
    with contextlib.closing(team.store("Carl Brindle")) as store:
        asked: list[str] = []
        own = ReadUnit._run

        def run(self: ReadUnit, sql: str, *values: object) -> object:
            asked.append(sql)
            return own(self, sql, *values)  # type: ignore[arg-type]

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(ReadUnit, "_run", run)
            with store.read():
                pass
    assert len(asked) == 1 and "alembic_version" in asked[0]
    team.server.drop(team.database)
