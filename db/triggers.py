"""Triggers that make the facts, the journal, the log of openings and the list of disposals append-only, on both databases.

Entries of a case that was lawfully disposed of, which is on that list before, may go (:mod:`db.disposing`), and what an old
line of an act with it said (:mod:`db.act_lines`); of any other none may.

They are created again after every migration, because a migration that rebuilds a table drops them without a word
(DESIGN.md, Known traps), and ``check`` asks whether they are there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.act_lines import says_why_of_disposed
from db.files import driver_of, on_file

if TYPE_CHECKING:
    from db.files import Link

_SAYING = "the record can only be added to"
_KEPT = ("seq", "at", "actor", "case_id", "kind", "payload_digest", "previous", "hash")

_DISPOSED = "EXISTS (SELECT 1 FROM disposals d WHERE d.case_id = OLD.case_id)"
_OF_DISPOSED = f"({_DISPOSED} OR {says_why_of_disposed('OLD.')})"
_FILE = {
    "facts_no_update": f"BEFORE UPDATE ON facts BEGIN SELECT RAISE(ABORT, '{_SAYING}'); END",
    "facts_no_delete": f"BEFORE DELETE ON facts WHEN NOT {_DISPOSED} BEGIN SELECT RAISE(ABORT, '{_SAYING}'); END",
    "read_log_no_update": f"BEFORE UPDATE ON read_log BEGIN SELECT RAISE(ABORT, '{_SAYING}'); END",
    "read_log_no_delete": (
        f"BEFORE DELETE ON read_log WHEN NOT {_DISPOSED} BEGIN SELECT RAISE(ABORT, '{_SAYING}'); END"
    ),
    "disposals_no_update": f"BEFORE UPDATE ON disposals BEGIN SELECT RAISE(ABORT, '{_SAYING}'); END",
    "disposals_no_delete": f"BEFORE DELETE ON disposals BEGIN SELECT RAISE(ABORT, '{_SAYING}'); END",
    "journal_no_delete": f"BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, '{_SAYING}'); END",
    "journal_no_update": (
        f"BEFORE UPDATE ON journal WHEN NOT {_OF_DISPOSED} OR NEW.payload IS NOT NULL OR "
        + " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in _KEPT)
        + f" BEGIN SELECT RAISE(ABORT, '{_SAYING}'); END"
    ),
}
_FUNCTIONS = (
    f"""CREATE OR REPLACE FUNCTION ehcp_add_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{_SAYING}'; END $$""",
    f"""CREATE OR REPLACE FUNCTION ehcp_disposed_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
      IF TG_OP = 'DELETE' THEN
        IF {_DISPOSED} THEN RETURN OLD; END IF;
      END IF;
      RAISE EXCEPTION '{_SAYING}';
    END $$""",
    f"""CREATE OR REPLACE FUNCTION ehcp_empty_payload_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
      IF NEW.payload IS NOT NULL OR ({", ".join(f"NEW.{c}" for c in _KEPT)})
         IS DISTINCT FROM ({", ".join(f"OLD.{c}" for c in _KEPT)}) OR NOT {_OF_DISPOSED} THEN
        RAISE EXCEPTION '{_SAYING}';
      END IF;
      RETURN NEW;
    END $$""",
)
_SERVER = {
    "facts_no_change": "BEFORE UPDATE OR DELETE ON facts FOR EACH ROW EXECUTE FUNCTION ehcp_disposed_only()",
    "facts_no_truncate": "BEFORE TRUNCATE ON facts FOR EACH STATEMENT EXECUTE FUNCTION ehcp_add_only()",
    "read_log_no_change": "BEFORE UPDATE OR DELETE ON read_log FOR EACH ROW EXECUTE FUNCTION ehcp_disposed_only()",
    "read_log_no_truncate": "BEFORE TRUNCATE ON read_log FOR EACH STATEMENT EXECUTE FUNCTION ehcp_add_only()",
    "disposals_no_change": "BEFORE UPDATE OR DELETE ON disposals FOR EACH ROW EXECUTE FUNCTION ehcp_add_only()",
    "disposals_no_truncate": "BEFORE TRUNCATE ON disposals FOR EACH STATEMENT EXECUTE FUNCTION ehcp_add_only()",
    "journal_no_delete": "BEFORE DELETE ON journal FOR EACH ROW EXECUTE FUNCTION ehcp_add_only()",
    "journal_no_truncate": "BEFORE TRUNCATE ON journal FOR EACH STATEMENT EXECUTE FUNCTION ehcp_add_only()",
    "journal_no_update": "BEFORE UPDATE ON journal FOR EACH ROW EXECUTE FUNCTION ehcp_empty_payload_only()",
}
SERVER_TRIGGERS = frozenset(_SERVER)
"""Their names on a server."""
_FILE_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table'"
_SERVER_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"


def create_triggers(connection: Link) -> None:
    """Make the triggers again, inside the caller's transaction, on the tables that a record of its version has."""
    driver = driver_of(connection)
    tables = {name for (name,) in driver.execute(_FILE_TABLES if on_file(connection) else _SERVER_TABLES).fetchall()}
    if on_file(connection):
        for name, body in _FILE.items():
            if _table(name) not in tables:
                continue
            driver.execute(f"DROP TRIGGER IF EXISTS {name}")
            if "disposals" not in tables:
                body = body.replace(_OF_DISPOSED, "1 = 0").replace(_DISPOSED, "1 = 0")
            driver.execute(f"CREATE TRIGGER {name} {body}")
        return
    for function in _FUNCTIONS:
        driver.execute(function)
    for name, body in _SERVER.items():
        table = _table(name)
        if table not in tables:
            continue
        driver.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
        driver.execute(f"CREATE TRIGGER {name} {body}")


def _table(trigger: str) -> str:
    return trigger.partition("_no_")[0]


def missing_triggers(connection: Link) -> list[str]:
    """The names of the triggers that ought to be there and are not, or that are switched off."""
    driver = driver_of(connection)
    if on_file(connection):
        there = driver.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        return sorted(set(_FILE) - {name for (name,) in there})
    there = driver.execute(
        "SELECT tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE c.relnamespace = current_schema()::regnamespace AND NOT tgisinternal AND tgenabled <> 'D'"
    )
    return sorted(set(_SERVER) - {name for (name,) in there})
