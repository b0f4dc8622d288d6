"""Whose files are restricted, to whom they are open, who opened them and why, and who has what open now."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.base import Base, Words


class RestrictedRecord(Base):
    """A child whose file is open to named people only; with it every case of the child and of those found the same."""

    __tablename__ = "restricted"
    child_id: Mapped[int] = mapped_column(ForeignKey("children.id"), primary_key=True, autoincrement=False)
    reason: Mapped[Words]
    since: Mapped[datetime]
    by: Mapped[Words]


class RestrictedNameRecord(Base):
    """Somebody a restricted file is open to, by the name they sign in with."""

    __tablename__ = "restricted_names"
    child_id: Mapped[int] = mapped_column(ForeignKey("children.id"), primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(primary_key=True)


class OpeningRecord(Base):
    """Somebody opened a restricted case.  Triggers refuse a change and a deletion."""

    __tablename__ = "read_log"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    name: Mapped[str]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    reason: Mapped[Words]
    __table_args__ = (Index("ix_read_log_case_id_name", "case_id", "name", "at"),)


class PresenceRecord(Base):
    """A case open on somebody's desk; ``seen`` is when that desk last said so.  ``desk`` is one window."""

    __tablename__ = "presence"
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    desk: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    since: Mapped[datetime]
    seen: Mapped[datetime]
