"""The schema: migrations make what the tables declare, triggers outlive every migration, the constant is the head."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from db import upgrade
from db.fact_kinds import NEEDS
from db.queries.worklist import with_open_rules
from db.store import SqlStore, migrate, open_store
from db.tables import METADATA
from db.text_index import TABLES
from db.triggers import missing_triggers
from ehcp_desk.domain.appeals import TOLD_BY
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.worklist import CaseQuery, Scope
from tests.support.databases import make_old_schema
from tests.support.records import DAY, NOW, deadline, one_case


def test_the_program_works_with_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(upgrade.MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [upgrade.SCHEMA]


def _declared(_thing: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    """The text index is no table of the ORM: SQLite keeps it in tables of its own making."""
    return not (kind == "table" and str(name).startswith(TABLES))


def test_migrations_make_what_the_tables_declare(store: SqlStore) -> None:
    with store.connection() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": _declared})
        assert compare_metadata(context, METADATA) == []


def test_checks_of_the_tables_are_in_the_database(store: SqlStore) -> None:
    one_case(store)
    for sql in (
        "UPDATE cases SET version = 0",
        "UPDATE cases SET ref = ''",
        "UPDATE case_summary SET scope = 'elsewhere'",
        "UPDATE case_summary SET risk = 7",
        "INSERT INTO cases (ref, ref_folded, child_id, psychologist, held, version) VALUES ('a', 'a', 99, '', '', 1)",
    ):
        with pytest.raises(BadInput), store.connection(write=True) as connection:
            connection.exec_driver_sql(sql)


def test_triggers_and_rows_are_there_after_a_migration_that_rebuilds_tables(
    database: str, release_later: Callable[[], str]
) -> None:
    before = open_store(database)
    case = one_case(before)
    before.close()
    release_later()
    migrate(database)
    store = open_store(database)
    with store.read() as work:
        assert work.case(case.id) == case
        assert len(work.facts(case.id)) == 1
    with store.connection() as connection:
        assert missing_triggers(connection) == []
    for sql in ("DELETE FROM facts", "UPDATE facts SET note = 'x'", "DELETE FROM journal"):
        with pytest.raises(BadInput, match="only ever added to"), store.connection(write=True) as connection:
            connection.exec_driver_sql(sql)
    store.close()


def test_a_record_of_the_first_schema_is_brought_up_to_date_and_keeps_its_cases(database: str) -> None:
    before = open_store(database)
    case = one_case(before, deadlines=[deadline("T_ORD_AMEND")])
    before.close()
    make_old_schema(database)
    done = migrate(database)
    assert (done["from"], done["to"]) == ("0001", upgrade.SCHEMA) and done["backup"]
    store = open_store(database)
    with store.read() as work:
        assert work.case(case.id) == case
        assert list(work.case_ids(CaseQuery(DAY, Scope.ALL, open_rules=("T_ORD_",)))) == [case.id]
    with store.connection() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": _declared})
        assert compare_metadata(context, METADATA) == []
        assert missing_triggers(connection) == []
    store.close()


def test_open_limits_of_a_rule_are_found_by_their_index(tmp_path: Path) -> None:
    """In a file only: a server plans by what it has counted, and an empty table is not worth an index."""
    store, sql = open_store(tmp_path / "desk.db", create=True), with_open_rules(("T_ORD_", "M_AGREE_")).sql
    with store.connection() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", {"rule0": "T_ORD_", "rule1": "M_AGREE_"}).all()
    store.close()
    assert any("COVERING INDEX ix_deadlines_open" in line[3] for line in plan)


def test_needs_of_cases_are_found_by_their_index(store: SqlStore) -> None:
    case = one_case(store)
    said = {"status": "not_attending", "source": "the school"}
    with store.write("Joy Addo", NOW) as work:
        old = work.add_fact(case.id, NewFact("education_status", DAY, said))
        work.add_fact(case.id, NewFact("education_status", DAY, {**said, "status": "attending"}, supersedes=old.id))
    with store.read() as work:
        assert [(n, [f.attrs["status"] for f in facts]) for n, facts in work.need_facts()] == [(case.id, ["attending"])]
    if store.is_file:
        with store.connection() as connection:
            plan = connection.exec_driver_sql(
                f"EXPLAIN QUERY PLAN SELECT id FROM facts WHERE {NEEDS} ORDER BY case_id, id"
            )
            assert any("ix_facts_needs" in line[3] for line in plan)


def test_what_weighs_is_read_whichever_fact_an_appeal_is_known_by(store: SqlStore) -> None:
    case = one_case(store)
    with store.write("Joy Addo", NOW) as work:
        for kind in TOLD_BY:
            work.add_fact(case.id, NewFact(kind, DAY))
    with store.read() as work:
        assert [[f.kind for f in facts] for _, facts in work.need_facts()] == [[*TOLD_BY]]


def test_a_missing_trigger_is_named(store: SqlStore) -> None:
    with store.connection(write=True) as connection:
        table = "" if store.is_file else " ON journal"
        connection.exec_driver_sql(f"DROP TRIGGER journal_no_delete{table}")
        assert missing_triggers(connection) == ["journal_no_delete"]
