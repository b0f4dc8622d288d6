"""The index to what makes a case heavier holds every fact an appeal is known by: sent on, registered and withdrawn too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

NEEDS = (
    "kind IN ('appeal_received', 'appeal_sent_to_la', 'appeal_registered', 'tribunal_order', 'appeal_withdrawn', "
    "'appeal_not_opposed', 'education_status', 'setting_preferred')"
)


def upgrade() -> None:
    needs = sa.text(NEEDS)
    op.drop_index("ix_facts_needs", "facts")
    op.create_index("ix_facts_needs", "facts", ["case_id"], sqlite_where=needs, postgresql_where=needs)
