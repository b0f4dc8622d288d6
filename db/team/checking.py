"""Whether a team's server is set up safely: what ``team check`` asks, each with an answer in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from db.opening import UPGRADE_LOCK
from db.team import rights
from db.team.names import ROLES, Names, is_team
from db.team.securing import TEAM_TRIGGERS, quoted, secure, strange_triggers
from db.team.setting_up import OLDEST, administering, team_people
from db.triggers import create_triggers, missing_triggers

Check = tuple[str, bool, str]
_STATE = (
    "SELECT 'may', c.relname || ' ' || coalesce(c.relacl::text, '') FROM pg_class c "
    "WHERE c.relnamespace = current_schema()::regnamespace AND (c.relkind IN ('r', 'p', 'S') OR c.relkind IN ('v', 'm', 'f') "
    "AND EXISTS (SELECT 1 FROM aclexplode(c.relacl) a WHERE a.grantee <> c.relowner))",
    "SELECT 'column', c.relname || ' ' || a.attname || ' ' || a.attacl::text FROM pg_attribute a "
    "JOIN pg_class c ON c.oid = a.attrelid WHERE c.relnamespace = current_schema()::regnamespace AND a.attacl IS NOT NULL",
    "SELECT 'trigger', concat_ws(' ', c.relname, pg_get_triggerdef(t.oid), t.tgenabled) FROM pg_trigger t "
    "JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal",
    "SELECT 'rewrite', c.relname || ' ' || pg_get_ruledef(r.oid) FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class "
    "WHERE c.relnamespace = current_schema()::regnamespace AND r.rulename <> '_RETURN'",
    "SELECT 'rule', concat_ws(' ', tablename, policyname, permissive, roles, cmd, qual, with_check) FROM pg_policies "
    "WHERE schemaname = current_schema()",
    "SELECT 'forced', relname || ' ' || relrowsecurity || ' ' || relforcerowsecurity FROM pg_class "
    "WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'",
    "SELECT 'function', concat_ws(' ', oid::regprocedure, prosecdef, proconfig, proacl, prosrc) FROM pg_proc "
    "WHERE pronamespace = current_schema()::regnamespace AND (starts_with(proname, 'ehcp_') OR EXISTS (SELECT 1 FROM "
    "aclexplode(coalesce(proacl, acldefault('f', proowner))) a WHERE a.grantee <> proowner))",
)
"""Everything :func:`db.team.securing.secure` and :func:`db.triggers.create_triggers` decide, as text.  What somebody
else made and nobody but the owner may use is not among it."""


def check_team(admin_url: str) -> list[Check]:
    """(check, ok, detail) for each promise of a team's server; nothing is changed, and no desk waits for it."""
    with administering(admin_url) as (connection, names):
        # Not while the rules or the tables are being made: only those who make them wait for this one.
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock_shared({UPGRADE_LOCK})")
        if not is_team(connection):
            return [("team", False, "this database was not set up for a team: run ehcp-desk team init")]
        checks = [*_server(connection), *_roles(connection, names), *_tables(connection, names)]
        if {check for check, ok, _ in checks if not ok} & {"roles", "owner"}:
            checks.append(("rights", False, "cannot be compared until the roles and the owner are right"))
            return checks
        connection.exec_driver_sql(f"SET LOCAL ROLE {quoted(names.owner)}")
        checks.append(_as_it_should_be(connection))
    return checks


def _one(connection: Connection, sql: str) -> Any:
    return connection.exec_driver_sql(sql).scalar()


def _server(connection: Connection) -> Iterator[Check]:
    number = int(_one(connection, "SHOW server_version_num"))
    yield "version", number >= OLDEST, f"PostgreSQL {number // 10000}"
    tls = _one(connection, "SHOW ssl") == "on"
    yield "tls", tls, "on" if tls else "off: set ssl = on with a certificate that the desks can verify"
    scram = _one(connection, "SHOW password_encryption")
    yield "passwords", scram == "scram-sha-256", f"kept by {scram}"
    safe = _one(connection, "SHOW fsync") == "on" and _one(connection, "SHOW synchronous_commit") != "off"
    yield "durable", safe, "what was saved survives a power cut" if safe else "fsync or synchronous_commit is off"


def _roles(connection: Connection, names: Names) -> Iterator[Check]:
    known = set(connection.exec_driver_sql("SELECT rolname FROM pg_roles").scalars())
    missing = [name for name in names.all if name not in known]
    yield "roles", not missing, "all there" if missing == [] else f"missing: {', '.join(missing)}"
    people = team_people(connection, names)
    mighty = connection.exec_driver_sql(
        "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s) AND (rolsuper OR rolcreaterole OR rolcreatedb OR "
        "rolreplication OR rolbypassrls OR (rolcanlogin AND rolname = ANY(%s)))",
        ([*names.all, *people], list(names.all)),
    )
    found = sorted(mighty.scalars())
    yield "no more than needed", not found, "nobody has more" if not found else f"too mighty: {', '.join(found)}"
    beside = connection.exec_driver_sql(
        "SELECT DISTINCT m.rolname || ' in ' || g.rolname FROM pg_auth_members a JOIN pg_roles g ON g.oid = a.roleid "
        "JOIN pg_roles m ON m.oid = a.member WHERE m.rolname = ANY(%s) "
        "AND (a.admin_option OR g.rolname LIKE 'pg\\_%%' OR g.rolname = %s)",
        ([*names.all, *people], names.owner),
    )
    others = sorted(beside.scalars())
    yield "memberships", not others, f"{len(people)} people" if not others else f"to be taken back: {', '.join(others)}"


def _tables(connection: Connection, names: Names) -> Iterator[Check]:
    strange = connection.exec_driver_sql(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
        "AND relkind IN ('r', 'p', 'v', 'm', 'f') AND pg_get_userbyid(relowner) <> %(owner)s UNION ALL "
        "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace "
        "AND pg_get_userbyid(proowner) <> %(owner)s", {"owner": names.owner},
    )  # fmt: skip
    owned = sorted(strange.scalars())
    yield "owner", not owned, "one that nobody signs in as" if not owned else f"not the owner’s: {', '.join(owned)}"
    loose = connection.exec_driver_sql(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname = ANY(%s) "
        "AND NOT (relrowsecurity AND relforcerowsecurity)", (list(rights.GUARDED),)
    )  # fmt: skip
    unforced = sorted(loose.scalars())
    yield "rules on rows", not unforced, "forced" if not unforced else f"not forced on: {', '.join(unforced)}"
    there = connection.exec_driver_sql("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'")
    missing = sorted({*missing_triggers(connection), *(TEAM_TRIGGERS - set(there.scalars()))})
    added = [f"{name} on {table}" for name, table in strange_triggers(connection)]
    added += [
        f"{name} on the database"
        for name in connection.exec_driver_sql("SELECT evtname FROM pg_event_trigger").scalars()
    ]
    wrong = [f"missing or off: {', '.join(missing)}"] if missing else []
    wrong += [f"added by somebody: {', '.join(added)}"] if added else []
    yield "triggers", not wrong, "; ".join(wrong) or "in place"
    everybody = [("public", "PUBLIC"), *((names.group(role), role.replace("_", " ")) for role in ROLES)]
    writers = [words for name, words in everybody if _may_create(connection, name)]
    yield "schema", not writers, "closed to all but the owner" if not writers else f"open to {', '.join(writers)}"


def _may_create(connection: Connection, name: str) -> bool:
    asked = (
        "SELECT has_schema_privilege(%s, 'public', 'CREATE') "
        "OR has_database_privilege(%s, current_database(), 'CREATE') "
        "OR has_database_privilege(%s, current_database(), 'TEMPORARY')"
    )
    return bool(connection.exec_driver_sql(asked, (name,) * 3).scalar())


_TABLES = (
    "SELECT quote_ident(relname) FROM pg_class WHERE relnamespace = current_schema()::regnamespace "
    "AND relkind IN ('r', 'p')"
)
_SEQUENCES = (
    "SELECT quote_ident(s.relname), concat_ws('.', quote_ident(t.relname), quote_ident(a.attname)) FROM pg_class s "
    "JOIN pg_depend d ON d.objid = s.oid AND d.classid = 'pg_class'::regclass AND d.deptype = 'a' "
    "JOIN pg_class t ON t.oid = d.refobjid JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid "
    "WHERE s.relkind = 'S' AND s.relnamespace = current_schema()::regnamespace"
)


def _as_it_should_be(connection: Connection) -> Check:
    """The rules are made again aside and compared with what is there: anything added, taken or altered shows.

    Aside means on empty tables of a schema that nobody else ever sees, for on the tables themselves everybody at work
    would wait for it.
    """
    before = _state(connection)
    aside = f"ehcp_check_{_one(connection, 'SELECT pg_backend_pid()')}"
    again = connection.begin_nested()
    _empty_tables(connection, aside)
    create_triggers(connection)
    secure(connection)
    after = {(kind, text.replace(f"{aside}.", "public.")) for kind, text in _state(connection)}
    again.rollback()
    differing = sorted({text.split(" ", 1)[0] for _, text in before ^ after})
    words = "as this program makes them" if not differing else f"differ on {', '.join(differing)}: run team init again"
    return "rights", not differing, words


def _empty_tables(connection: Connection, aside: str) -> None:
    """The same tables with nothing in them and on them, in a schema of their own that is searched from now on."""
    tables = connection.exec_driver_sql(_TABLES).scalars().all()
    sequences = connection.exec_driver_sql(_SEQUENCES).all()
    connection.exec_driver_sql(f"CREATE SCHEMA {aside}")
    connection.exec_driver_sql(f"SET LOCAL search_path = {aside}")
    connection.exec_driver_sql("SET LOCAL check_function_bodies = off")  # they read the tables and functions of public
    for table in tables:
        connection.exec_driver_sql(f"CREATE TABLE {table} (LIKE public.{table})")
    for name, column in sequences:
        connection.exec_driver_sql(f"CREATE SEQUENCE {name} OWNED BY {column}")


def _state(connection: Connection) -> set[tuple[str, str]]:
    return {(str(kind), str(text)) for asked in _STATE for kind, text in connection.exec_driver_sql(asked)}
