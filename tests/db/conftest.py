"""The store's tests run over SQLite and PostgreSQL alike."""

from __future__ import annotations

import shutil
from collections.abc import Callable
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
    rebuilt = "always" if op.get_bind().dialect.name == "sqlite" else "auto"
    for name in ("facts", "cases"):
        with op.batch_alter_table(name, recreate=rebuilt) as table:
            table.add_column(sa.Column("colour", sa.Text()))
    op.add_column("teams", sa.Column("colour", sa.Text()))
'''


@pytest.fixture
def release_later(tmp_path: Path, empty_file: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """Makes this a later release: one more migration, which rebuilds the facts and the cases.  Gives its schema."""

    def release() -> str:
        folder = tmp_path / "migrations"
        shutil.copytree(upgrade.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "versions" / "v0777_next.py").write_text(_NEXT.format(before=upgrade.SCHEMA))
        monkeypatch.setattr(upgrade, "MIGRATIONS", folder)
        monkeypatch.setattr(upgrade, "SCHEMA", "0777")
        return "0777"

    return release
