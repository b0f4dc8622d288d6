"""The school year in which a child's year group was said, so that it moves on with every 1 September.

A record made before knew the year group only.  It was said when the details were last changed, or filled in by a file or
from another entry of the child, or else when the first of the child's entries was made.
"""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_SAID = (
    "SELECT c.child_id, max(j.at) FROM cases c JOIN journal j ON j.case_id = c.id "
    "WHERE j.kind = 'child_changed' AND j.payload LIKE '%\"Year group\"%' GROUP BY c.child_id",
    "SELECT c.child_id, max(f.recorded_at) FROM cases c JOIN facts f ON f.case_id = c.id "
    "WHERE f.kind IN ('imported', 'children_merged') AND f.attrs LIKE '%year_group%' GROUP BY c.child_id",
)
_BEGUN = "SELECT c.child_id, min(f.recorded_at) FROM cases c JOIN facts f ON f.case_id = c.id GROUP BY c.child_id"
_KEEP = "UPDATE children SET year_since = :since WHERE id = :id"
_LISTS = (
    "UPDATE case_summary SET year_offset = (SELECT k.year_group - k.year_since FROM cases c "
    "JOIN children k ON k.id = c.child_id WHERE c.id = case_summary.case_id)"
)


def upgrade() -> None:
    op.add_column("children", sa.Column("year_since", sa.Integer(), nullable=True))
    op.execute("ALTER TABLE case_summary RENAME COLUMN year_group TO year_offset")
    bind = op.get_bind()

    def days(sql: str) -> dict[int, date]:
        return {child: _day(at) for child, at in bind.execute(sa.text(sql)) if at is not None}

    said: dict[int, date] = {}
    for sql in _SAID:
        for child, day in days(sql).items():
            said[child] = max(day, said.get(child, day))
    said = days(_BEGUN) | said
    named = bind.execute(sa.text("SELECT id, same_as FROM children WHERE year_group IS NOT NULL")).all()
    kept = [(child, said.get(child) or said.get(same_as)) for child, same_as in named]
    values = [{"id": child, "since": day.year - (day.month < 9)} for child, day in kept if day is not None]
    if values:
        bind.execute(sa.text(_KEEP), values)
    op.execute(_LISTS)


def _day(at: datetime | str) -> date:
    return (datetime.fromisoformat(at) if isinstance(at, str) else at).date()
