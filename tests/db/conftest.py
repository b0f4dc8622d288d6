"""The store's tests run over SQLite and PostgreSQL alike."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from db import upgrade
from tests.support.databases import *  # noqa: F403

_NEXT = '''"""A migration that rebuilds the facts, as a later release might."""

import sqlalchemy as sa
from alembic import op

revision = "0777"
down_revision = "{before}"


def upgrade() -> None:
    with op.batch_alter_table("facts") as facts:
        facts.add_column(sa.Column("colour", sa.Text()))
        facts.alter_column("kind", type_=sa.String())
    op.add_column("teams", sa.Column("colour", sa.Text()))
'''


@pytest.fixture
def later_program(
    tmp_path: Path, empty_file: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> str:
    """From here on this is a later release: one more migration, which rebuilds the append-only table of facts."""
    if "postgres_server" in request.fixturenames:
        request.getfixturevalue("postgres_server")
    folder = tmp_path / "migrations"
    shutil.copytree(upgrade.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "v0777_next.py").write_text(_NEXT.format(before=upgrade.SCHEMA))
    monkeypatch.setattr(upgrade, "MIGRATIONS", folder)
    monkeypatch.setattr(upgrade, "SCHEMA", "0777")
    return "0777"
