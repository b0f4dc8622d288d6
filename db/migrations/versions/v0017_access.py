"""Restricted files with the people they are open to and the log of who opened them; who has what open now."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0017"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.Text().with_variant(TIMESTAMP(timezone=True), "postgresql")


def words(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False)


def moment(name: str) -> sa.Column[Any]:
    return sa.Column(name, MOMENT, nullable=False)


def leads(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}")


def number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), autoincrement=False, nullable=False)


def upgrade() -> None:
    op.create_table(
        "restricted",
        number("child_id"),
        words("reason"),
        moment("since"),
        words("by"),
        leads("restricted", "child_id", "children"),
        sa.PrimaryKeyConstraint("child_id", name="pk_restricted"),
    )
    op.create_table(
        "restricted_names",
        number("child_id"),
        words("name"),
        leads("restricted_names", "child_id", "children"),
        sa.PrimaryKeyConstraint("child_id", "name", name="pk_restricted_names"),
    )
    op.create_table(
        "read_log",
        sa.Column("id", sa.Integer(), nullable=False),
        moment("at"),
        words("name"),
        number("case_id"),
        words("reason"),
        leads("read_log", "case_id", "cases"),
        sa.PrimaryKeyConstraint("id", name="pk_read_log"),
    )
    op.create_index("ix_read_log_case_id_name", "read_log", ["case_id", "name", "at"])
    op.create_table(
        "presence",
        number("case_id"),
        words("desk"),
        words("name"),
        moment("since"),
        moment("seen"),
        leads("presence", "case_id", "cases"),
        sa.PrimaryKeyConstraint("case_id", "desk", name="pk_presence"),
    )
    # Whether somebody may have the bytes of a document is asked through the documents that rest on them.
    op.create_index("ix_documents_sha256", "documents", ["sha256"])
