"""What the database itself can say of its health."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

from db import text_index, upgrade
from db.shape import damage_marked
from db.triggers import missing_triggers
from ehcp_desk.domain.errors import Unreadable

if TYPE_CHECKING:
    from sqlalchemy import Connection

Check = tuple[str, bool, str]


def check(connection: Connection, words: bool = True) -> list[Check]:
    """(check, ok, detail) for the file's integrity, its keys, the triggers, the schema and the index of ``words``,
    which on a team's server nobody but its owner can read."""
    checks = _file_checks(connection) if connection.dialect.name == "sqlite" else _server_checks(connection)
    missing = missing_triggers(connection)
    found = upgrade.schema_of(connection)
    return [
        *checks,
        ("triggers", not missing, "in place" if not missing else f"missing: {', '.join(missing)}"),
        ("schema", found == upgrade.SCHEMA, _version(found)),
        *([_words(connection)] if words and found == upgrade.SCHEMA else []),
    ]


def _words(connection: Connection) -> Check:
    is_file = connection.dialect.name == "sqlite"
    try:
        with damage_marked(connection.connection.driver_connection) if is_file else nullcontext():
            return text_index.check(connection)
    except (Unreadable, ValueError, TypeError, AttributeError):
        return "search", False, "something that cases or entries are found by cannot be read"


def _version(found: str | None) -> str:
    """How the tables stand to this program, in words."""
    if found == upgrade.SCHEMA:
        return "the tables are those of this version of the program"
    if found is not None and found > upgrade.SCHEMA:
        return "the tables are those of a newer version of the program: install that version"
    return "the tables are those of an older version of the program: bring them up to date with ehcp-desk migrate"


def _file_checks(connection: Connection) -> list[Check]:
    said = [str(line) for line in connection.exec_driver_sql("PRAGMA integrity_check(5)").scalars()]
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    tables = ", ".join(sorted({str(row[0]) for row in broken}))
    return [
        ("integrity", said == ["ok"], "sound" if said == ["ok"] else "; ".join(said)),
        ("references", not broken, "all lead somewhere" if not broken else f"{len(broken)} lead nowhere, in {tables}"),
    ]


def _server_checks(connection: Connection) -> list[Check]:
    loose = connection.exec_driver_sql(
        "SELECT conname FROM pg_constraint WHERE connamespace = current_schema()::regnamespace AND NOT convalidated"
    ).scalars()
    names = sorted(str(name) for name in loose)
    return [("references", not names, "all hold" if not names else f"not held: {', '.join(names)}")]
