"""The people who work the desk, and the settings of the authority."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.base import Base, Words


class SettingRecord(Base):
    """One setting of the authority: its name, its officers' titles, what a return needs to be headed with."""

    __tablename__ = "settings"
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Words]


class TeamRecord(Base):
    """A team.  A team's manager is an officer and an officer has a team, so this key is checked at commit."""

    __tablename__ = "teams"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    manager_id: Mapped[int | None] = mapped_column(
        ForeignKey("officers.id", deferrable=True, initially="DEFERRED", use_alter=True)
    )


class OfficerRecord(Base):
    """A named person."""

    __tablename__ = "officers"
    __table_args__ = (CheckConstraint("fte >= 0", name="fte"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    role: Mapped[str]
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    fte: Mapped[float]
    email: Mapped[Words]
    placeholder: Mapped[bool]
    started_on: Mapped[date | None]
    left_on: Mapped[date | None]
    days_off: Mapped[Words]


class AbsenceRecord(Base):
    """Days an officer is away, both ends included."""

    __tablename__ = "absences"
    __table_args__ = (CheckConstraint("first_day <= last_day", name="days"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date]
    cover_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    reason: Mapped[Words]
