"""Words on the record can be searched: the texts of documents, and two indexes that are filled after the migration."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document_texts",
        sa.Column("document_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("unread", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_document_texts_document_id"),
        sa.PrimaryKeyConstraint("document_id", name="pk_document_texts"),
    )
    for name in ("fact_words", "document_words"):
        if op.get_bind().dialect.name == "sqlite":
            # Words come folded, with blanks between them: 'ascii' takes every other letter as it is.
            op.execute(f"CREATE VIRTUAL TABLE {name} USING fts5(words, content='', tokenize='ascii')")
        else:
            op.execute(f"CREATE TABLE {name} (rowid bigint PRIMARY KEY, words tsvector NOT NULL)")
            op.execute(f"CREATE INDEX ix_{name}_words ON {name} USING gin (words)")
