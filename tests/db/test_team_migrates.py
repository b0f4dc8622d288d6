"""A migration of a team's server leaves its rules as they were: rights, rules on rows, functions and triggers."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import psycopg
import pytest

from db.store import migrate, open_store
from db.team import rights
from db.team.checking import check_team
from ehcp_desk.domain.errors import NotAllowed
from tests.support.postgres import PostgresServer
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
