"""Putting a team's rules on the tables: ownership, grants, rules on rows, functions and triggers, all of it again.

It is done by ``team init`` and after every migration and restore, inside their transaction and as the owner; and by
``team check`` on empty tables of the same names in a schema aside.  So whatever is asked or made is of ``current_schema()``.
"""

from __future__ import annotations

from sqlalchemy import Connection, inspect

from db.team import rights
from db.team.functions import FUNCTIONS, GONE, TRIGGER_FUNCTIONS, head
from db.team.names import Names, is_team
from db.triggers import SERVER_TRIGGERS


def secure_if_team(connection: Connection) -> None:
    """Put the rules back where the database was set up for a team; on any other, and on a file, nothing."""
    if connection.dialect.name == "postgresql" and is_team(connection):
        secure(connection)


def secure(connection: Connection) -> None:
    """Make every rule again, from :mod:`db.team.rights`; what somebody added beside them is taken away."""
    names = Names(str(connection.exec_driver_sql("SELECT current_database()").scalar_one()))
    tables = inspect(connection).get_table_names()
    _take_everything(connection, names)
    _functions(connection, names)
    for table in tables:
        _grants(connection, names, table)
        _rows(connection, names, table)
    for function in GONE:  # no rule rests on it any more
        connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {function}")
    _triggers(connection, tables)


def quoted(name: str) -> str:
    """A name as SQL reads it, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return text.replace("'", "''")


_HOLDERS = (
    "SELECT DISTINCT g.rolname FROM (SELECT relacl AS acl FROM pg_class WHERE relnamespace = current_schema()::regnamespace "
    "UNION ALL SELECT a.attacl FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
    "WHERE c.relnamespace = current_schema()::regnamespace UNION ALL "
    "SELECT proacl FROM pg_proc WHERE pronamespace = current_schema()::regnamespace) held, aclexplode(held.acl) one "
    "JOIN pg_roles g ON g.oid = one.grantee"
)
"""Everybody who was given something by name, on a table, a column or a function."""


def _take_everything(connection: Connection, names: Names) -> None:
    held = {*names.all, *connection.exec_driver_sql(_HOLDERS).scalars()} - {names.owner}
    everyone = ", ".join(["PUBLIC", *map(quoted, sorted(held))])
    schema = quoted(str(connection.exec_driver_sql("SELECT current_schema()").scalar_one()))
    for what in ("TABLES", "SEQUENCES", "FUNCTIONS"):  # with a table's rights go those on its columns
        connection.exec_driver_sql(f"REVOKE ALL ON ALL {what} IN SCHEMA {schema} FROM {everyone} CASCADE")
    for trigger, table in strange_triggers(connection):
        connection.exec_driver_sql(f"DROP TRIGGER {quoted(trigger)} ON {quoted(table)}")
    for rule, table in connection.exec_driver_sql(_RULES).all():
        connection.exec_driver_sql(f"DROP RULE {quoted(rule)} ON {quoted(table)}")


_RULES = (
    "SELECT r.rulename, c.relname FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class "
    "WHERE c.relnamespace = current_schema()::regnamespace AND r.rulename <> '_RETURN'"
)


def strange_triggers(connection: Connection) -> list[tuple[str, str]]:
    """(trigger, table) of every trigger that this program never made."""
    found = connection.exec_driver_sql(
        "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal AND t.tgname <> ALL (%s) ORDER BY 1, 2",
        ([*TEAM_TRIGGERS, *SERVER_TRIGGERS],),
    )
    return [(str(name), str(table)) for name, table in found]


def _functions(connection: Connection, names: Names) -> None:
    for signature, body in (FUNCTIONS | TRIGGER_FUNCTIONS).items():
        text = body.replace("{owner}", _literal(names.owner))
        connection.exec_driver_sql(f"CREATE OR REPLACE FUNCTION {signature} {text.replace('%', '%%')}")
        connection.exec_driver_sql(f"REVOKE ALL ON FUNCTION {head(signature)} FROM PUBLIC")
        connection.exec_driver_sql(f"GRANT EXECUTE ON FUNCTION {head(signature)} TO {quoted(names.everybody)}")


def _grants(connection: Connection, names: Names, table: str) -> None:
    for right, roles in rights.GRANTS.get(table, {}).items():
        to = ", ".join(quoted(names.group(role)) for role in roles)
        connection.exec_driver_sql(f"GRANT {right} ON {quoted(table)} TO {to}")
        if right == "INSERT" and table in NUMBERED:  # whoever may add a row draws a number for it, and no others
            connection.exec_driver_sql(f"GRANT USAGE ON SEQUENCE {_sequence(connection, table)} TO {to}")


def _sequence(connection: Connection, table: str) -> str:
    """Where the numbers of a table come from, as SQL reads it."""
    return str(connection.exec_driver_sql("SELECT pg_get_serial_sequence(%s, 'id')", (table,)).scalar_one())


def _rows(connection: Connection, names: Names, table: str) -> None:
    there = connection.exec_driver_sql(
        "SELECT policyname FROM pg_policies WHERE schemaname = current_schema() AND tablename = %s", (table,)
    )
    for policy in there.scalars().all():
        connection.exec_driver_sql(f"DROP POLICY {quoted(policy)} ON {quoted(table)}")
    if table not in rights.GUARDED:
        return
    connection.exec_driver_sql(f"ALTER TABLE {quoted(table)} ENABLE ROW LEVEL SECURITY")
    connection.exec_driver_sql(f"ALTER TABLE {quoted(table)} FORCE ROW LEVEL SECURITY")
    owner = quoted(names.owner)
    connection.exec_driver_sql(f"CREATE POLICY owner ON {quoted(table)} TO {owner} USING (true) WITH CHECK (true)")
    for name, roles, terms in rights.policies(table):
        to = "TO " + ", ".join(quoted(names.group(role)) for role in roles)
        said = terms.replace("{to}", to).replace("%", "%%")
        connection.exec_driver_sql(f"CREATE POLICY {quoted(name)} ON {quoted(table)}{said}")


def _triggers(connection: Connection, tables: list[str]) -> None:
    for table, (who, when) in rights.AUTHORS.items():
        if table in tables:
            _trigger(connection, f"{table}_author", table, f"ehcp_own_words('{who}', '{when}')")
    _trigger(connection, "journal_author", "journal", "ehcp_journal_guard()")
    _trigger(connection, "facts_entry", "facts", "ehcp_entry_guard()")
    for name, table, when, call in AT_THE_END:
        if table in tables:
            made = f"AFTER {when} ON {table} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {call}"
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name} ON {table}")
            connection.exec_driver_sql(f"CREATE CONSTRAINT TRIGGER {name} {made}")
    for table in NUMBERED:
        if table in tables:
            number = _literal(_sequence(connection, table))
            _trigger(connection, f"{table}_number", table, f"ehcp_number_guard('{number}')")
    for table in DATED:
        if table in tables:
            _trigger(
                connection,
                f"{table}_days",
                table,
                "ehcp_day_guard()",
                "BEFORE INSERT OR UPDATE",
                _no_day(connection, table),
            )
    for table, (when, call) in rights.STAYS_RESTRICTED.items():
        _trigger(connection, f"{table}_stays_restricted", table, call, when)


def _no_day(connection: Connection, table: str) -> str:
    """Whether a row of a table holds a day no desk can read, as SQL."""
    days = connection.exec_driver_sql(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped "
        "AND atttypid IN ('date'::regtype, 'timestamptz'::regtype) ORDER BY attnum",
        (table,),
    )
    return " OR ".join(f"NEW.{name} NOT BETWEEN '0001-01-01' AND '9999-12-31'" for name in days.scalars())


def _trigger(
    connection: Connection, name: str, table: str, call: str, when: str = "BEFORE INSERT", where: str = ""
) -> None:
    only = f" WHEN ({where})" if where else ""
    connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name} ON {table}")
    connection.exec_driver_sql(f"CREATE TRIGGER {name} {when} ON {table} FOR EACH ROW{only} EXECUTE FUNCTION {call}")


NUMBERED = (
    "children", "contactables", "cases", "facts", "documents", "read_log", "saved_views", "officers", "teams", "absences",
    "messages",
)  # fmt: skip
"""The tables whose rows the server numbers, as far as somebody of the team adds to them.  Written out, for opening a record
must not wait for the tables; a test holds them against these."""
DATED = (
    "restricted", "read_log", "presence", "children", "contactables", "cases", "disposals", "facts", "documents", "journal",
    "case_summary", "deadlines", "messages", "officers", "absences",
)  # fmt: skip
"""The tables with days or moments in their rows, written out for the same reason."""
AT_THE_END = (
    ("restricted_told", "restricted", "INSERT OR DELETE", "ehcp_restriction_told()"),
    ("children_split", "children", "UPDATE OF same_as", "ehcp_split_restricted_at_the_end()"),
)
"""Triggers that ask as an act ends: their name, table, what sets them off, and what they ask."""
TEAM_TRIGGERS = frozenset({
    *(f"{table}_author" for table in rights.AUTHORS), "journal_author", "facts_entry",
    *(name for name, *_ in AT_THE_END),
    *(f"{table}_number" for table in NUMBERED),
    *(f"{table}_days" for table in DATED),
    *(f"{table}_stays_restricted" for table in rights.STAYS_RESTRICTED),
})  # fmt: skip
"""The triggers that a team's record has beyond those of every record."""
