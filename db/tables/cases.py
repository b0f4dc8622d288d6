"""Children, the people to ring about them, and the heads of their cases."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.base import Base, Words, partial
from db.types import Sorted


class ChildRecord(Base):
    """The child or young person; ``name_folded`` is ``surname`` and ``forenames`` as they are matched.

    ``same_as`` is the child this one was found to be, always an older row: its cases stand under that one, and its own
    row is kept as it was.
    """

    __tablename__ = "children"
    id: Mapped[int] = mapped_column(primary_key=True)
    surname: Mapped[Words]
    forenames: Mapped[Words]
    name_folded: Mapped[str] = mapped_column(Sorted, index=True)
    born: Mapped[date | None]
    sex: Mapped[Words]
    upn: Mapped[Words]
    uln: Mapped[Words]
    year_group: Mapped[int | None]
    year_since: Mapped[int | None]
    setting: Mapped[Words]
    need: Mapped[Words]
    before_you_ring: Mapped[Words]
    nhs: Mapped[Words]
    known_as: Mapped[Words]
    ethnicity: Mapped[Words]
    language: Mapped[Words]
    communication: Mapped[Words]
    same_as: Mapped[int | None] = mapped_column(ForeignKey("children.id"))
    __table_args__ = (
        partial("ix_children_upn", "upn", where="upn <> ''"),
        partial("ix_children_same_as", "same_as", where="same_as IS NOT NULL"),
    )


class ContactableRecord(Base):
    """Somebody to ring about a child."""

    __tablename__ = "contactables"
    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("children.id"), index=True)
    name: Mapped[Words]
    relation: Mapped[Words]
    phone: Mapped[Words]
    email: Mapped[Words]
    parental_responsibility: Mapped[bool]
    preference: Mapped[Words]
    more: Mapped[Words]
    rests_on: Mapped[Words]
    language: Mapped[Words]
    interpreter: Mapped[Words]
    address: Mapped[Words]
    hidden: Mapped[bool]
    agency: Mapped[Words]
    since: Mapped[date | None]
    until: Mapped[date | None]


class CaseRecord(Base):
    """The head of a case.  ``version`` counts its changes; ``ref_folded`` keeps two spellings of one reference apart
    from two cases."""

    __tablename__ = "cases"
    __table_args__ = (CheckConstraint("version >= 1", name="version"), CheckConstraint("ref <> ''", name="ref"))
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str]
    ref_folded: Mapped[str] = mapped_column(Sorted, unique=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("children.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    owned_since: Mapped[date | None]
    unassigned_since: Mapped[date | None]
    psychologist: Mapped[Words]
    held: Mapped[Words]
    version: Mapped[int]
