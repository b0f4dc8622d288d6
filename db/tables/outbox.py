"""Messages to staff, kept until the mail server has taken them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.base import Base, Words


class MessageRecord(Base):
    """One person's message of one day; there is never a second."""

    __tablename__ = "messages"
    __table_args__ = (
        CheckConstraint("state IN ('queued', 'sending', 'sent', 'refused', 'replaced')", name="state"),
        Index("ix_messages_day_name", "day", "name", unique=True),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    name: Mapped[Words]
    officer_id: Mapped[int | None]
    role: Mapped[Words]
    address: Mapped[Words]
    subject: Mapped[Words]
    body: Mapped[Words]
    cases: Mapped[Words]
    state: Mapped[Words]
    tries: Mapped[int]
    trouble: Mapped[Words]
    changed_at: Mapped[datetime]
