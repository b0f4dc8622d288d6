"""Fixtures: a record of either kind, empty and migrated, in a moment.

Import what is needed in a ``conftest.py``: ``from tests.support.databases import *``.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from db.store import SqlStore, open_store
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


_NEWER = (
    "DROP INDEX ix_deadlines_open",
    "DROP TABLE messages",
    "DROP TABLE document_texts",
    "DROP TABLE fact_words",
    "DROP TABLE document_words",
    "CREATE INDEX ix_facts_promises ON facts (case_id) WHERE kind IN ('promise_made', 'promise_kept')",
    "UPDATE alembic_version SET version_num = '0001'",
)


def make_first_schema(store: SqlStore) -> None:
    """Undo in a record whatever every migration since the first has done, so that it can be brought up to date."""
    with store.connection(write=True) as connection:
        for statement in _NEWER:
            connection.exec_driver_sql(statement)
