"""The weekdays a part-time officer does not work, one digit each, Monday 0."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("officers", sa.Column("days_off", sa.Text(), nullable=False, server_default=""))
