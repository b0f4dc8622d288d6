"""Fixtures: a record of either kind, empty and migrated, in a moment.

Import what is needed in a ``conftest.py``: ``from tests.support.databases import *``.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Table, column, create_engine, inspect, text
from sqlalchemy import table as sa_table

from db import upgrade
from db.engine import APPLICATION_ID
from db.store import SqlStore, open_store
from db.tables import METADATA
from db.triggers import create_triggers
from tests.support import postgres
from tests.support.postgres import TEMPLATE, PostgresServer

__all__ = ["database", "database_kind", "empty_file", "make_database", "postgres_server", "store"]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A private server with a migrated template, for as long as this process tests."""
    if not postgres.installed():
        said = "PostgreSQL IS NOT INSTALLED: half of the store's tests did not run (apt-get install postgresql)"
        if os.environ.get("CI"):
            pytest.fail(said)
        pytest.skip(said)
    server = postgres.start()
    try:
        with server.admin() as connection:
            connection.execute(f"CREATE DATABASE {TEMPLATE} TEMPLATE template0 ENCODING 'UTF8'")
        open_store(server.url(TEMPLATE), create=True).close()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite record to copy."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    open_store(path, create=True).close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Every test that asks for it runs over both kinds of database."""
    return str(request.param)


@pytest.fixture
def make_database(
    request: pytest.FixtureRequest, database_kind: str, tmp_path: Path, empty_file: Path
) -> Iterator[Callable[[], str]]:
    """Makes a fresh, empty record of the kind at hand and gives its address, as often as it is called."""
    made: list[str] = []
    server = request.getfixturevalue("postgres_server") if database_kind == "postgresql" else None

    def make() -> str:
        if server is None:
            path = tmp_path / f"desk-{len(made)}.db"
            shutil.copy(empty_file, path)
            path.chmod(0o600)
            made.append(str(path))
            return str(path)
        made.append(server.new_database(TEMPLATE))
        return str(server.url(made[-1]))

    yield make
    if server is not None:
        for name in made:
            server.drop(name)


@pytest.fixture
def database(make_database: Callable[[], str]) -> str:
    """The address of a fresh, empty record."""
    return make_database()


@pytest.fixture
def store(database: str) -> Iterator[SqlStore]:
    """A fresh, empty record, opened."""
    opened = open_store(database)
    yield opened
    opened.close()


def make_old_schema(url: str, revision: str = "0001") -> None:
    """Put a record back to what the release of ``revision``, the first one, would have kept of it."""
    is_file = "://" not in url
    engine = create_engine(f"sqlite:///{url}" if is_file else url)
    with engine.begin() as now:
        kept = {table: [dict(row._mapping) for row in now.execute(table.select())] for table in METADATA.sorted_tables}
        if not is_file:
            now.exec_driver_sql("DROP SCHEMA public CASCADE")
            now.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()
    if is_file:
        for part in ("", "-wal", "-shm"):
            Path(f"{url}{part}").unlink(missing_ok=True)
    with engine.begin() as old:
        if is_file:
            old.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        fill_schema(old, revision, kept)
    engine.dispose()


def fill_schema(old: Connection, revision: str, kept: Mapping[Table, Sequence[Mapping[str, Any]]]) -> None:
    """The tables of ``revision`` in an empty database, with what they have room for of the rows ``kept``."""
    upgrade.run_migrations(old, revision)
    known = inspect(old)
    for table, rows in kept.items():
        if rows and known.has_table(table.name):
            names = {one["name"] for one in known.get_columns(table.name)}
            plain = sa_table(table.name, *(column(c.name, c.type) for c in table.columns if c.name in names))
            old.execute(plain.insert(), [{k: v for k, v in row.items() if k in names} for row in rows])
            if old.dialect.name == "postgresql" and "id" in names:  # so that what is added next has a number of its own
                name = table.name
                old.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}"))
    create_triggers(old)
