"""The schema's version: refusing a newer one, bringing an older one up to date, and putting the triggers back.

Alembic, SQLAlchemy and what is made again are imported only when there is something to do.  Alembic's scripts are data
files beside this module, which is how they ship in the frozen program.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from db.files import driver_of, on_file
from ehcp_desk.domain.errors import KnownFault
from ehcp_desk.ports.work import Progress

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from db.files import Link

SCHEMA = "0024"
"""The revision this program works with."""

_IS_OURS = {
    True: "SELECT 1 FROM sqlite_master WHERE type IN ('table', 'view') AND name = 'alembic_version'",
    False: "SELECT 1 FROM pg_class WHERE relname = 'alembic_version' AND pg_table_is_visible(oid)",
}
"""What asks a file, and a server, whether there is a record in it."""

MIGRATIONS = Path(__file__).parent / "migrations"


def schema_of(connection: Link) -> str | None:
    """The revision a database is at; None where it holds no record of ours."""
    driver = driver_of(connection)
    if driver.execute(_IS_OURS[on_file(connection)]).fetchone() is None:
        return None
    found = driver.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if found is None or found[0] is None else str(found[0])


def refuse_newer(found: str, where: str) -> None:
    """Raise KnownFault for a record that a newer program has changed; guessing at it could lose work."""
    if found > SCHEMA:
        raise KnownFault(
            f"{where} was last used by a newer EHCP Desk (schema {found}; this program knows {SCHEMA}). "
            "Install the newer version to open it."
        )


def refuse_other_on_server(found: str, where: str) -> None:
    """Raise KnownFault for a server of another version: a newer one, or an older one, which no desk brings up to date."""
    refuse_newer(found, where)
    if found != SCHEMA:
        raise KnownFault(f"{where} is of an older version (schema {found}). Ask for: ehcp-desk migrate.")


def bring_up_to_date(connection: Connection, progress: Progress | None = None) -> None:
    """Run the missing migrations, then make triggers, search index and a team's rules again, inside the caller's transaction.

    What a record is searched by is worked out by this program and not by a migration, which must stay as it is.
    """
    from sqlalchemy.exc import IntegrityError, InternalError, ProgrammingError

    from db.team.securing import secure_if_team
    from db.text_index import rebuild
    from db.triggers import create_triggers

    try:
        run_migrations(connection)
    except (IntegrityError, ProgrammingError, InternalError) as error:
        raise KnownFault(
            f"The record could not be brought up to schema {SCHEMA} and is as it was. "
            "Go on with the version you had, and tell whoever supports the program."
        ) from error
    create_triggers(connection)
    rebuild(connection, progress)
    secure_if_team(connection)


def run_migrations(connection: Connection, to: str = "head") -> None:
    """Run the migrations that are missing up to a revision, and nothing more, inside the caller's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)
