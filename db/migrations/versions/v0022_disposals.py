"""Cases lawfully disposed of: what is kept of each once everything else is gone."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0022"
down_revision = "0020"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def words(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False)


def upgrade() -> None:
    op.create_table(
        "disposals",
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        words("ref"),
        sa.Column("at", sa.Text().with_variant(TIMESTAMP(timezone=True), "postgresql"), nullable=False),
        words("by"),
        words("rule"),
        sa.Column("due", sa.Date(), nullable=False),
        words("reason"),
        sa.Column("facts", sa.Integer(), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("size", BIG, nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_disposals"),
    )
