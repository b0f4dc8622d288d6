"""The journal, which is only ever added to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from db.tables.base import Base, Words, partial
from db.types import Big


class JournalRecord(Base):
    """One sealed line (:mod:`ehcp_desk.domain.journal`).  Triggers refuse every change but emptying a payload.

    There is no foreign key to the case: a line outlives what it tells of.
    """

    __tablename__ = "journal"
    seq: Mapped[int] = mapped_column(Big, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[Words]
    case_id: Mapped[int | None]
    kind: Mapped[str]
    payload: Mapped[str | None]
    payload_digest: Mapped[str]
    previous: Mapped[str]
    hash: Mapped[str]
    __table_args__ = (partial("ix_journal_case_id_seq", "case_id", "seq", where="case_id IS NOT NULL"),)
