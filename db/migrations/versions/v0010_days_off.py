"""The weekdays a part-time officer does not work, one digit each, Monday 0; and an index to what makes a case heavier."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0008"
branch_labels = None
depends_on = None

NEEDS = "kind IN ('appeal_received', 'tribunal_order', 'appeal_not_opposed', 'education_status', 'setting_preferred')"


def upgrade() -> None:
    op.add_column("officers", sa.Column("days_off", sa.Text(), nullable=False, server_default=""))
    needs = sa.text(NEEDS)
    op.create_index("ix_facts_needs", "facts", ["case_id"], sqlite_where=needs, postgresql_where=needs)
