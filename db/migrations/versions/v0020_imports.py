"""Which import brought a row in, so that one can be taken back whole; and an index to the marks imports leave on cases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0017"
branch_labels = None
depends_on = None

MARKS = "kind IN ('imported', 'import_verified', 'taken_out')"


def upgrade() -> None:
    op.add_column("imported_rows", sa.Column("import_number", sa.Integer(), nullable=True))
    marks = sa.text(MARKS)
    op.create_index("ix_facts_imports", "facts", ["case_id"], sqlite_where=marks, postgresql_where=marks)
