"""What is derived from facts and kept so that a list is quick: the summary, the words, the deadlines; saved views."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.base import Base, Words, partial
from db.types import Sorted


class SummaryRecord(Base):
    """One line of a list: the head of the case, the child, and what the facts say, in one row.

    ``scope`` is which lists the stage belongs to.  ``risk`` is 0 where a limit binds next, 1 where the next one is
    lifted, 2 where there is none.  ``awaiting`` and ``relieved_rules`` are joined by the unit separator.
    """

    __tablename__ = "case_summary"
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    ref: Mapped[str]
    ref_sort: Mapped[str] = mapped_column(Sorted)
    surname: Mapped[Words]
    forenames: Mapped[Words]
    name_sort: Mapped[str] = mapped_column(Sorted)
    year_offset: Mapped[int | None]
    setting: Mapped[Words]
    setting_folded: Mapped[str] = mapped_column(Sorted)
    team_id: Mapped[int | None]
    owner_id: Mapped[int | None]
    owner_sort: Mapped[str | None] = mapped_column(Sorted)
    owned_since: Mapped[date | None]
    unassigned_since: Mapped[date | None]
    psychologist: Mapped[Words]
    held: Mapped[Words]
    scope: Mapped[str] = mapped_column(Sorted)
    stage: Mapped[str]
    stage_order: Mapped[int]
    received: Mapped[date | None]
    decided_on: Mapped[date | None]
    decided_to_assess: Mapped[bool | None]
    no_plan_on: Mapped[date | None]
    draft_on: Mapped[date | None]
    final_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    approximate: Mapped[bool]
    risk: Mapped[int]
    next_rule: Mapped[Words]
    next_due: Mapped[date | None]
    next_relieved: Mapped[bool]
    plan_decision_due: Mapped[date | None]
    last_contact_on: Mapped[date | None]
    awaiting: Mapped[Words]
    awaiting_since: Mapped[date | None]
    relieved_rules: Mapped[Words]
    __table_args__ = (
        CheckConstraint("scope IN ('open', 'plans', 'closed')", name="scope"),
        CheckConstraint("risk IN (0, 1, 2)", name="risk"),
        Index("ix_case_summary_risk", "scope", "risk", "next_due", "case_id", "plan_decision_due"),
        partial(
            "ix_case_summary_plan_decision",
            *("scope", "plan_decision_due", "case_id", "next_due"),
            where="plan_decision_due IS NOT NULL",
        ),
        Index("ix_case_summary_owner", "owner_id", "scope", "risk", "next_due", "case_id"),
        Index("ix_case_summary_team", "team_id", "scope", "risk", "next_due", "case_id"),
        Index("ix_case_summary_name", "scope", "name_sort", "case_id"),
        Index("ix_case_summary_ref", "scope", "ref_sort", "case_id"),
        Index("ix_case_summary_received", "scope", "received", "case_id"),
        Index("ix_case_summary_owner_sort", "scope", "owner_sort", "case_id"),
        Index("ix_case_summary_year", "scope", "year_offset", "case_id"),
        Index("ix_case_summary_stage", "scope", "stage_order", "case_id"),
        Index("ix_case_summary_contact", "scope", "last_contact_on", "case_id"),
        Index("ix_case_summary_unassigned", "scope", "unassigned_since", "case_id"),
    )


class WordRecord(Base):
    """A folded word a case is found by: of a name, a reference, a UPN, a person to ring, a telephone, a setting."""

    __tablename__ = "case_words"
    __table_args__ = (Index("ix_case_words_case_id", "case_id"), {"sqlite_with_rowid": False})
    word: Mapped[str] = mapped_column(Sorted, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)


class DeadlineRecord(Base):
    """One limit on one case as the clock gave it; ``place`` is its place in the clock's answer.

    One limit in sixteen is open, so the index of those is small: it finds the cases with an open limit of a rule.
    """

    __tablename__ = "deadlines"
    __table_args__ = (
        # ``base`` is in it so that SQLite need not look into the table to see that it is open.
        partial("ix_deadlines_open", "base", "rule", "case_id", where="base = 'open'"),
        {"sqlite_with_rowid": False},
    )
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[str]
    subject: Mapped[Words]
    due: Mapped[date]
    base: Mapped[str]
    met_on: Mapped[date | None]
    force: Mapped[str]
    actor: Mapped[str]
    ruleset: Mapped[str]


class ViewRecord(Base):
    """A named filter somebody keeps."""

    __tablename__ = "saved_views"
    __table_args__ = (Index("ix_saved_views_owner_name", "owner", "name", unique=True),)
    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str]
    name: Mapped[str]
    query: Mapped[str]
