"""Messages to staff, one a person a day, kept until the mail server has taken them.

The index on promises goes: what waits on a case is read by kind through the index on its entries.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0008"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.Text().with_variant(TIMESTAMP(timezone=True), "postgresql")


def words(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False)


def upgrade() -> None:
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        words("name"),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        words("role"),
        words("address"),
        words("subject"),
        words("body"),
        words("cases"),
        words("state"),
        sa.Column("tries", sa.Integer(), nullable=False),
        words("trouble"),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.CheckConstraint("state IN ('queued', 'sending', 'sent', 'refused', 'replaced')", name="ck_messages_state"),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
    )
    op.create_index("ix_messages_day_name", "messages", ["day", "name"], unique=True)
    op.drop_index("ix_facts_promises", table_name="facts")
