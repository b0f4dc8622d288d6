"""An index of the limits still open, for the list of orders and agreements not yet carried out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    where = sa.text("base = 'open'")
    columns = ["base", "rule", "case_id"]
    op.create_index("ix_deadlines_open", "deadlines", columns, sqlite_where=where, postgresql_where=where)
