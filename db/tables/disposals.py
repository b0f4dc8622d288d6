"""Files lawfully disposed of: what is left of a case when its retention has run out."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Mapped, mapped_column

from db.tables.base import Base, Words
from db.types import Big


class DisposalRecord(Base):
    """A case that was disposed of, by whom, under which rule and why; how much went.  Triggers refuse a change.

    It names nobody but who disposed of it.  The case's number is never given again, because the sealed lines of the
    journal keep it.
    """

    __tablename__ = "disposals"
    case_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    ref: Mapped[Words]
    at: Mapped[datetime]
    by: Mapped[Words]
    rule: Mapped[Words]
    due: Mapped[date]
    reason: Mapped[Words]
    facts: Mapped[int]
    documents: Mapped[int]
    size: Mapped[int] = mapped_column(Big)
