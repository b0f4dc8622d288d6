"""Facts, which are only ever added, and the documents they rest on."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from db.mapping.facts import NEEDS
from db.tables.base import Base, Words, partial


class FactRecord(Base):
    """A fact: when it happened, when it was written down, by whom.  Triggers refuse a change and a deletion.

    ``attrs`` is canonical JSON, NULL where the fact needs none.  At most one fact supersedes another.
    """

    __tablename__ = "facts"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    kind: Mapped[str]
    happened_on: Mapped[date]
    attrs: Mapped[str | None]
    approximate: Mapped[bool]
    note: Mapped[Words]
    source: Mapped[Words]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[Words]
    supersedes: Mapped[int | None] = mapped_column(ForeignKey("facts.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"))
    __table_args__ = (
        CheckConstraint("kind <> ''", name="kind"),
        CheckConstraint("supersedes < id", name="supersedes"),
        Index("ix_facts_case_id_id", "case_id", "id"),
        partial("ix_facts_supersedes", "supersedes", where="supersedes IS NOT NULL", unique=True),
        partial("ix_facts_marks", "case_id", where="kind IN ('sensitivity', 'no_longer', 'another_child')"),
        partial("ix_facts_needs", "case_id", where=NEEDS),
    )


class BlobRecord(Base):
    """The bytes of a document, kept once under their digest."""

    __tablename__ = "blobs"
    sha256: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class DocumentRecord(Base):
    """A document filed on a case."""

    __tablename__ = "documents"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    filename: Mapped[str]
    media_type: Mapped[Words]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(ForeignKey("blobs.sha256"), index=True)
    filed_at: Mapped[datetime]
    filed_by: Mapped[Words]


class DocumentTextRecord(Base):
    """The words read from a document when it was filed; ``unread`` says why some or all could not be."""

    __tablename__ = "document_texts"
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), primary_key=True, autoincrement=False)
    text: Mapped[Words]
    unread: Mapped[Words]
