"""The first schema: people, children, cases, facts, lists, the journal."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

FOLDED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.Text().with_variant(TIMESTAMP(timezone=True), "postgresql")
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def words(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def folded(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, FOLDED, nullable=nullable)


def moment(name: str) -> sa.Column[Any]:
    return sa.Column(name, MOMENT, nullable=False)


def day(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Date(), nullable=nullable)


def flag(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), nullable=nullable)


def number(name: str, nullable: bool = False, autoincrement: Any = "auto") -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=nullable, autoincrement=autoincrement)


def where(term: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(term), "postgresql_where": sa.text(term)}


def upgrade() -> None:
    contents_and_journal()
    importing_and_views()
    people()
    children()
    cases()
    summary()
    summary_indexes()
    lists()
    facts()


def contents_and_journal() -> None:
    op.create_table(
        "blobs",
        words("sha256"),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_blobs"),
    )
    op.create_table(
        "journal",
        sa.Column("seq", BIG, autoincrement=False, nullable=False),
        moment("at"),
        words("actor"),
        number("case_id", nullable=True),
        words("kind"),
        words("payload", nullable=True),
        words("payload_digest"),
        words("previous"),
        words("hash"),
        sa.PrimaryKeyConstraint("seq", name="pk_journal"),
    )
    op.create_index("ix_journal_case_id_seq", "journal", ["case_id", "seq"], **where("case_id IS NOT NULL"))


def importing_and_views() -> None:
    op.create_table(
        "import_profiles", words("name"), words("profile"), sa.PrimaryKeyConstraint("name", name="pk_import_profiles")
    )
    op.create_table(
        "imported_rows",
        words("digest"),
        sa.PrimaryKeyConstraint("digest", name="pk_imported_rows"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "saved_views",
        number("id"),
        words("owner"),
        words("name"),
        words("query"),
        sa.PrimaryKeyConstraint("id", name="pk_saved_views"),
    )
    op.create_index("ix_saved_views_owner_name", "saved_views", ["owner", "name"], unique=True)


def people() -> None:
    op.create_table("settings", words("key"), words("value"), sa.PrimaryKeyConstraint("key", name="pk_settings"))
    op.create_table(
        "teams",
        number("id"),
        words("name"),
        number("manager_id", nullable=True),
        sa.ForeignKeyConstraint(
            ["manager_id"],
            ["officers.id"],
            name="fk_teams_manager_id",
            initially="DEFERRED",
            deferrable=True,
            use_alter=True,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_teams"),
    )
    op.create_table(
        "officers",
        number("id"),
        words("name"),
        words("role"),
        number("team_id", nullable=True),
        sa.Column("fte", sa.Double(), nullable=False),
        words("email"),
        flag("placeholder"),
        day("started_on", nullable=True),
        day("left_on", nullable=True),
        sa.CheckConstraint("fte >= 0", name="ck_officers_fte"),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_officers_team_id"),
        sa.PrimaryKeyConstraint("id", name="pk_officers"),
    )
    if op.get_bind().dialect.name != "sqlite":  # SQLite has the key of use_alter in the table already
        op.create_foreign_key(
            "fk_teams_manager_id", "teams", "officers", ["manager_id"], ["id"], initially="DEFERRED", deferrable=True
        )
    op.create_table(
        "absences",
        number("id"),
        number("officer_id"),
        day("first_day"),
        day("last_day"),
        number("cover_id", nullable=True),
        words("reason"),
        sa.CheckConstraint("first_day <= last_day", name="ck_absences_days"),
        sa.ForeignKeyConstraint(["cover_id"], ["officers.id"], name="fk_absences_cover_id"),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name="fk_absences_officer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_absences"),
    )
    op.create_index("ix_absences_officer_id", "absences", ["officer_id"])


def children() -> None:
    op.create_table(
        "children",
        number("id"),
        words("surname"),
        words("forenames"),
        folded("name_folded"),
        day("born", nullable=True),
        words("sex"),
        words("upn"),
        words("uln"),
        number("year_group", nullable=True),
        words("setting"),
        words("need"),
        words("before_you_ring"),
        sa.PrimaryKeyConstraint("id", name="pk_children"),
    )
    op.create_index("ix_children_name_folded", "children", ["name_folded"])
    op.create_index("ix_children_upn", "children", ["upn"], **where("upn <> ''"))
    op.create_table(
        "contactables",
        number("id"),
        number("child_id"),
        words("name"),
        words("relation"),
        words("phone"),
        words("email"),
        flag("parental_responsibility"),
        words("preference"),
        sa.ForeignKeyConstraint(["child_id"], ["children.id"], name="fk_contactables_child_id"),
        sa.PrimaryKeyConstraint("id", name="pk_contactables"),
    )
    op.create_index("ix_contactables_child_id", "contactables", ["child_id"])


def cases() -> None:
    op.create_table(
        "cases",
        number("id"),
        words("ref"),
        folded("ref_folded"),
        number("child_id"),
        number("team_id", nullable=True),
        number("owner_id", nullable=True),
        day("owned_since", nullable=True),
        day("unassigned_since", nullable=True),
        words("psychologist"),
        words("held"),
        number("version"),
        sa.CheckConstraint("ref <> ''", name="ck_cases_ref"),
        sa.CheckConstraint("version >= 1", name="ck_cases_version"),
        sa.ForeignKeyConstraint(["child_id"], ["children.id"], name="fk_cases_child_id"),
        sa.ForeignKeyConstraint(["owner_id"], ["officers.id"], name="fk_cases_owner_id"),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_cases_team_id"),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("ref_folded", name="uq_cases_ref_folded"),
    )
    op.create_index("ix_cases_child_id", "cases", ["child_id"])


def summary() -> None:
    op.create_table(
        "case_summary",
        number("case_id", autoincrement=False),
        words("ref"),
        folded("ref_sort"),
        words("surname"),
        words("forenames"),
        folded("name_sort"),
        number("year_group", nullable=True),
        words("setting"),
        folded("setting_folded"),
        number("team_id", nullable=True),
        number("owner_id", nullable=True),
        folded("owner_sort", nullable=True),
        day("owned_since", nullable=True),
        day("unassigned_since", nullable=True),
        words("psychologist"),
        words("held"),
        folded("scope"),
        words("stage"),
        number("stage_order"),
        day("received", nullable=True),
        day("decided_on", nullable=True),
        flag("decided_to_assess", nullable=True),
        day("no_plan_on", nullable=True),
        day("draft_on", nullable=True),
        day("final_on", nullable=True),
        day("ended_on", nullable=True),
        flag("approximate"),
        number("risk"),
        words("next_rule"),
        day("next_due", nullable=True),
        flag("next_relieved"),
        day("plan_decision_due", nullable=True),
        day("last_contact_on", nullable=True),
        words("awaiting"),
        day("awaiting_since", nullable=True),
        words("relieved_rules"),
        sa.CheckConstraint("scope IN ('open', 'plans', 'closed')", name="ck_case_summary_scope"),
        sa.CheckConstraint("risk IN (0, 1, 2)", name="ck_case_summary_risk"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_summary_case_id"),
        sa.PrimaryKeyConstraint("case_id", name="pk_case_summary"),
    )


def summary_indexes() -> None:
    op.create_index("ix_case_summary_name", "case_summary", ["scope", "name_sort", "case_id"])
    op.create_index("ix_case_summary_owner", "case_summary", ["owner_id", "scope", "risk", "next_due", "case_id"])
    op.create_index("ix_case_summary_owner_sort", "case_summary", ["scope", "owner_sort", "case_id"])
    op.create_index(
        "ix_case_summary_plan_decision",
        "case_summary",
        ["scope", "plan_decision_due", "case_id", "next_due"],
        **where("plan_decision_due IS NOT NULL"),
    )
    op.create_index("ix_case_summary_received", "case_summary", ["scope", "received", "case_id"])
    op.create_index("ix_case_summary_ref", "case_summary", ["scope", "ref_sort", "case_id"])
    op.create_index(
        "ix_case_summary_risk", "case_summary", ["scope", "risk", "next_due", "case_id", "plan_decision_due"]
    )
    op.create_index("ix_case_summary_team", "case_summary", ["team_id", "scope", "risk", "next_due", "case_id"])
    op.create_index("ix_case_summary_year", "case_summary", ["scope", "year_group", "case_id"])
    op.create_index("ix_case_summary_stage", "case_summary", ["scope", "stage_order", "case_id"])
    op.create_index("ix_case_summary_contact", "case_summary", ["scope", "last_contact_on", "case_id"])
    op.create_index("ix_case_summary_unassigned", "case_summary", ["scope", "unassigned_since", "case_id"])


def lists() -> None:
    op.create_table(
        "case_words",
        folded("word"),
        number("case_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_words_case_id"),
        sa.PrimaryKeyConstraint("word", "case_id", name="pk_case_words"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_case_words_case_id", "case_words", ["case_id"])
    op.create_table(
        "deadlines",
        number("case_id"),
        number("place"),
        words("rule"),
        words("subject"),
        day("due"),
        words("base"),
        day("met_on", nullable=True),
        words("force"),
        words("actor"),
        words("ruleset"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_deadlines_case_id"),
        sa.PrimaryKeyConstraint("case_id", "place", name="pk_deadlines"),
        sqlite_with_rowid=False,
    )


def facts() -> None:
    op.create_table(
        "documents",
        number("id"),
        number("case_id"),
        words("filename"),
        words("media_type"),
        number("size"),
        words("sha256"),
        moment("filed_at"),
        words("filed_by"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_documents_case_id"),
        sa.ForeignKeyConstraint(["sha256"], ["blobs.sha256"], name="fk_documents_sha256"),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
    )
    op.create_index("ix_documents_case_id", "documents", ["case_id"])
    op.create_table(
        "facts",
        number("id"),
        number("case_id"),
        words("kind"),
        day("happened_on"),
        words("attrs", nullable=True),
        flag("approximate"),
        words("note"),
        words("source"),
        moment("recorded_at"),
        words("recorded_by"),
        number("supersedes", nullable=True),
        number("document_id", nullable=True),
        sa.CheckConstraint("kind <> ''", name="ck_facts_kind"),
        sa.CheckConstraint("supersedes < id", name="ck_facts_supersedes"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_facts_case_id"),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_facts_document_id"),
        sa.ForeignKeyConstraint(["supersedes"], ["facts.id"], name="fk_facts_supersedes"),
        sa.PrimaryKeyConstraint("id", name="pk_facts"),
    )
    op.create_index("ix_facts_case_id_id", "facts", ["case_id", "id"])
    op.create_index("ix_facts_promises", "facts", ["case_id"], **where("kind IN ('promise_made', 'promise_kept')"))
    op.create_index("ix_facts_supersedes", "facts", ["supersedes"], unique=True, **where("supersedes IS NOT NULL"))
