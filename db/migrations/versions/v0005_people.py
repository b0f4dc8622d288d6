"""People: more of the child and of the people to ring, and a child found to be another one already on the record."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

CHILD_WORDS = ("nhs", "known_as", "ethnicity", "language", "communication")
PERSON_WORDS = ("more", "rests_on", "language", "interpreter", "address", "agency")
MARKS = "kind IN ('sensitivity', 'no_longer', 'another_child')"
SAME_AS = "CONSTRAINT fk_children_same_as REFERENCES children (id)"


def upgrade() -> None:
    for name in CHILD_WORDS:
        op.add_column("children", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    for name in PERSON_WORDS:
        op.add_column("contactables", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.add_column("contactables", sa.Column("hidden", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("contactables", sa.Column("since", sa.Date(), nullable=True))
    op.add_column("contactables", sa.Column("until", sa.Date(), nullable=True))
    # As text, because a column with its key is one statement on both databases and Alembic makes it two.
    op.execute(f"ALTER TABLE children ADD COLUMN same_as INTEGER {SAME_AS}")
    known = sa.text("same_as IS NOT NULL")
    op.create_index("ix_children_same_as", "children", ["same_as"], sqlite_where=known, postgresql_where=known)
    marks = sa.text(MARKS)
    op.create_index("ix_facts_marks", "facts", ["case_id"], sqlite_where=marks, postgresql_where=marks)
