"""Setting up a PostgreSQL database for a team, and the people of the team."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from db import upgrade
from db.engine import address, described, is_file, make_engine
from db.errors import speaking
from db.opening import UPGRADE_LOCK
from db.team.names import ROLES, Names, is_team
from db.team.securing import quoted, secure
from db.triggers import create_triggers
from db.uow import WRITE_LOCK
from ehcp_desk.domain.errors import BadInput, KnownFault

OLDEST = 150000
"""The oldest server a team may use, as PostgreSQL numbers itself."""
PAUSE_SECONDS = 30.0
"""How long ``team init`` waits for a moment in which no desk is in the middle of something."""
_MOMENT, _BETWEEN = 300, 0.5
"""How long a desk may have to wait for an attempt, in milliseconds: less than the server takes to call two who wait for each
other a deadlock and to end one of them (a second); and the seconds between two attempts."""
_NOT_NOW = ("57014", "55P03", "40P01")
_AT_WORK = (
    "Desks are at work in {where} and did not pause, so nothing was changed. Wait for an import or a long list to end, "
    "or ask them to close the desk, then run team init again."
)
_UNPRIVILEGED = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"


@contextmanager
def administering(admin_url: str) -> Iterator[tuple[Connection, Names]]:
    """A transaction on the server as whoever looks after it.  Raises BadInput for a file."""
    url = address(admin_url)
    if is_file(url):
        raise BadInput("A team works on a PostgreSQL server; give --admin-url postgresql+psycopg://server/database.")
    engine = make_engine(url)
    try:
        with speaking(described(url)), engine.connect() as connection, connection.begin():
            connection.exec_driver_sql("RESET ROLE")  # roles are made by whoever signed in, not by the tables' owner
            names = Names(str(connection.exec_driver_sql("SELECT current_database()").scalar_one()))
            if names.too_long:
                raise BadInput(f"{names.database} is too long a name for a team's database; use one of 40 letters.")
            yield connection, names
    finally:
        engine.dispose()


def set_up(admin_url: str) -> list[str]:
    """Make schema, roles and rules, or put them right where they are there; says what was done, a line each."""
    with administering(admin_url) as (connection, names):
        _refuse_old(connection)
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({UPGRADE_LOCK})")
        did = _roles(connection, names)
        did += _database(connection, names)
        did += _ownership(connection, names)
        connection.exec_driver_sql(f"SET LOCAL ROLE {quoted(names.owner)}")
        _have_all_tables(connection, names)
        found = upgrade.schema_of(connection)
        if found is None:
            upgrade.bring_up_to_date(connection)
            did.append(f"made the tables (schema {upgrade.SCHEMA})")
        else:
            upgrade.refuse_newer(found, names.database)
            if found != upgrade.SCHEMA:
                raise KnownFault(f"{names.database} is of an older version (schema {found}). Run migrate on it first.")
            create_triggers(connection)
            secure(connection)
        did.append("put rights, rules on rows and triggers in place")
    return did


def _refuse_old(connection: Connection) -> None:
    found = int(str(connection.exec_driver_sql("SHOW server_version_num").scalar_one()))
    if found < OLDEST:
        raise KnownFault(f"The server is PostgreSQL {found // 10000}; a team needs 15 or newer.")


def _roles(connection: Connection, names: Names) -> list[str]:
    known = set(connection.exec_driver_sql("SELECT rolname FROM pg_roles").scalars())
    made = [name for name in names.all if name not in known]
    for name in made:
        connection.exec_driver_sql(f"CREATE ROLE {quoted(name)} NOLOGIN {_UNPRIVILEGED}")
    for role in ROLES:
        connection.exec_driver_sql(f"GRANT {quoted(names.everybody)} TO {quoted(names.group(role))}")
    if not _superuser(connection):  # whoever is one may stand in for the owner anyway
        connection.exec_driver_sql(f"GRANT {quoted(names.owner)} TO CURRENT_USER")
    return [f"made the roles {', '.join(made)}"] if made else ["found the roles"]


def _superuser(connection: Connection) -> bool:
    return connection.exec_driver_sql("SHOW is_superuser").scalar() == "on"


def _database(connection: Connection, names: Names) -> list[str]:
    base, owner, everybody = quoted(names.database), quoted(names.owner), quoted(names.everybody)
    for statement in (
        f"REVOKE ALL ON DATABASE {base} FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {base} TO {everybody}",
        f"GRANT CONNECT, CREATE, TEMPORARY ON DATABASE {base} TO {owner}",
        f"REVOKE ALL ON SCHEMA public FROM PUBLIC, {everybody}",
        f"GRANT USAGE ON SCHEMA public TO {everybody}",
        f"GRANT ALL ON SCHEMA public TO {owner}",
    ):
        connection.exec_driver_sql(statement)
    return [f"closed {names.database} to everybody but the team"]


def _have_all_tables(connection: Connection, names: Names) -> None:
    """Have the record alone until the end, before anything on a table changes: by turn, as whoever writes does, then every
    table at once.  Whoever is in the middle of reading may be waited for and then needs a table that is had already, so
    what is not to be had in a moment is given back and asked for again.  Raises KnownFault where desks never pause.
    """
    tables = connection.exec_driver_sql(_TABLES).scalars().all()
    until = time.monotonic() + PAUSE_SECONDS
    while tables and not _had(connection, f"LOCK TABLE {', '.join(tables)} IN ACCESS EXCLUSIVE MODE"):
        if time.monotonic() > until:
            raise KnownFault(_AT_WORK.format(where=names.database))
        time.sleep(_BETWEEN)


def _had(connection: Connection, every_table: str) -> bool:
    """One attempt, that holds nobody up for long; True where it was quiet."""
    usual = connection.exec_driver_sql("SHOW statement_timeout").scalar_one()
    attempt = connection.begin_nested()
    try:
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {_MOMENT}")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITE_LOCK})")
        connection.exec_driver_sql(every_table)
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = '{usual}'")
    except DBAPIError as error:
        attempt.rollback()
        if getattr(error.orig, "sqlstate", None) not in _NOT_NOW:
            raise
        return False
    attempt.commit()
    return True


_TABLES = (
    "SELECT quote_ident(relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') "
    "ORDER BY oid"
)
_OWNED = (
    ("TABLE", "SELECT quote_ident(relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace "
              "AND relkind IN ('r', 'p', 'v', 'm', 'f') AND pg_get_userbyid(relowner) <> %s"),
    ("FUNCTION", "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace "
                 "AND pg_get_userbyid(proowner) <> %s"),
)  # fmt: skip


def _ownership(connection: Connection, names: Names) -> list[str]:
    """Tables that somebody else made become the owner's; their sequences go with them."""
    moved = 0
    for kind, asked in _OWNED:
        for name in connection.exec_driver_sql(asked, (names.owner,)).scalars().all():
            connection.exec_driver_sql(f"ALTER {kind} {name} OWNER TO {quoted(names.owner)}")
            moved += 1
    return [f"gave {moved} tables and functions to {names.owner}"] if moved else []


def add_user(admin_url: str, name: str, roles: Sequence[str], password: str | None) -> tuple[str, bool]:
    """Let somebody sign in, with these roles and no others; says what was done, and whether the password is set.

    ``name`` is what they sign in with and what the journal carries.  Without a password they sign in the council's own
    way (GSSAPI, LDAP, a certificate) or not at all.  The password is made into a SCRAM verifier here, so that it
    reaches neither the server nor its log.  A login belongs to the whole server: of somebody who joins and already
    signs in to another team's database it is left as it is, password and all.
    """
    with administering(admin_url) as (connection, names):
        _refuse_name(connection, names, name)
        _refuse_no_team(connection)
        known = connection.exec_driver_sql("SELECT 1 FROM pg_roles WHERE rolname = %s", (name,)).scalar() is not None
        others = _other_teams(connection, name) if known else ""
        if others and name not in team_people(connection, names):
            password = None
        if not known:
            connection.exec_driver_sql(f"CREATE ROLE {quoted(name)} LOGIN {_UNPRIVILEGED}")
        connection.exec_driver_sql(f"ALTER ROLE {quoted(name)} LOGIN")
        if password is not None:
            verifier = _verifier(connection, name, password)
            connection.exec_driver_sql(f"ALTER ROLE {quoted(name)} PASSWORD '{verifier}'")
        for role in ROLES:
            act, to = ("GRANT", "TO") if role in roles else ("REVOKE", "FROM")
            connection.exec_driver_sql(f"{act} {quoted(names.group(role))} {to} {quoted(name)}")
    words = " and ".join(role.replace("_", " ") for role in roles)
    said = f"{name} {'is now' if known else 'may sign in as'} {words}."
    if others:
        how = "with the new password too" if password is not None else "and how they sign in was left as it is"
        said += f" The same login opens {others}, {how}."
    return said, password is not None


def remove_user(admin_url: str, name: str) -> str:
    """Take somebody off the team: no rights, no way in, and whatever they have open is closed.

    The login itself goes only where no other team's database on the server is opened with it.
    """
    with administering(admin_url) as (connection, names):
        _refuse_no_team(connection)
        if name not in {who for who, _ in _people(connection, names)}:
            raise BadInput(f"Nobody called {name} is on the team of {names.database}.")
        for role in ROLES:
            connection.exec_driver_sql(f"REVOKE {quoted(names.group(role))} FROM {quoted(name)}")
        others = _other_teams(connection, name)
        if not others:
            connection.exec_driver_sql(f"ALTER ROLE {quoted(name)} NOLOGIN PASSWORD NULL")
        open_here = "usename = %s AND datname = current_database()"
        connection.exec_driver_sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {open_here}", (name,))
    where = f" to {names.database}; the same login still opens {others}" if others else ""
    return f"{name} may no longer sign in{where}. What {name} wrote stays under that name."


def _other_teams(connection: Connection, name: str) -> str:
    """The other teams' databases of this server that a login opens, in words; empty where there is none."""
    found = connection.exec_driver_sql(
        "SELECT d.datname FROM pg_database d JOIN pg_roles g ON g.rolname = d.datname || '_desk' "
        "WHERE d.datname <> current_database() AND pg_has_role(%s, g.oid, 'MEMBER') ORDER BY 1", (name,)
    )  # fmt: skip
    return " and ".join(found.scalars())


def team_people(connection: Connection, names: Names) -> dict[str, list[str]]:
    """Everybody on the team with the roles they have."""
    found: dict[str, list[str]] = {}
    for who, role in _people(connection, names):
        found.setdefault(who, []).append(role)
    return found


def _people(connection: Connection, names: Names) -> list[Any]:
    rows = connection.exec_driver_sql(
        "SELECT m.rolname, substr(g.rolname, %s) FROM pg_auth_members a JOIN pg_roles g ON g.oid = a.roleid "
        "JOIN pg_roles m ON m.oid = a.member WHERE g.rolname = ANY(%s) ORDER BY 1, 2",
        (len(names.database) + 2, [names.group(role) for role in ROLES]),
    )
    return list(rows.all())


def _refuse_no_team(connection: Connection) -> None:
    if not is_team(connection):
        raise KnownFault("This database was not set up for a team; do that first, with: ehcp-desk team init.")


def _refuse_name(connection: Connection, names: Names, name: str) -> None:
    if not name.strip() or name != name.strip() or len(name.encode()) > 63 or not name.isprintable():
        raise BadInput("A name to sign in with has one to 63 letters and no blanks around it.")
    row = connection.exec_driver_sql("SELECT rolsuper, rolcreaterole, rolbypassrls, session_user = rolname FROM "
                                     "pg_roles WHERE rolname = %s", (name,)).first()  # fmt: skip
    if name in names.all or name.startswith("pg_") or name in ("public", "none") or (row is not None and any(row)):
        raise BadInput(f"{name} is a name of the server's own and cannot be somebody's; choose another.")


def _verifier(connection: Connection, name: str, password: str) -> str:
    if not password or "\x00" in password:
        raise BadInput("The password is empty; type one, or leave --password-stdin out.")
    raw: Any = connection.connection.driver_connection
    made: bytes = raw.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256")
    return made.decode()
