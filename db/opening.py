"""What is looked at before a record is opened, each with its own sentence; and making a new one."""

from __future__ import annotations

import os
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db import upgrade
from db.cipher import FileKey, driver_errors, held, salt_of
from db.engine import APPLICATION_ID, FileAddress, make_engine, make_private_file
from db.errors import speaking
from db.files import FileConnections
from db.location import refuse_network_share
from db.team.names import SignedIn, signed_in
from ehcp_desk.domain.errors import KnownFault, NotAllowed
from ehcp_desk.domain.last_copy import MARK, OTHER_VERSION, TOO_OLD, Copied, copied_from
from ehcp_desk.ports.work import Progress

if TYPE_CHECKING:
    from sqlalchemy import Engine

_SQLITE_START = b"SQLite format 3\0"
LOGS = ("-wal", "-journal")
UPGRADE_LOCK = 0x4548_4350_5550
_NOTHING_THERE = (
    "There is no database at {path}. Check the path; import a file, open a request or run demo to make one."
)
_ONLY_A_LOG = (
    "There is no database at {path}, but the log of one lies there still: {log}. It may hold what was entered last. "
    "Put the database back beside it, restore a backup, which keeps the log aside, or move the log away first."
)


def prepare_file(
    path: Path, *, create: bool, migrate: bool, busy_seconds: float, new_key: FileKey | None = None
) -> Copied | None:
    """See that the file is there, is ours and is of this version; a new one is encrypted with ``new_key``.

    Gives what it is a copy of, where it is one for an outage (:mod:`db.last_copy`); None for a record.  Raises
    KnownFault with one sentence, and PassphraseWanted for an encrypted one whose key nobody gives.
    """
    refuse_network_share(path)
    with speaking(str(path)):
        if not path.exists():
            _create_file(path, create, busy_seconds, new_key)
            return None
        refuse_what_is_not_ours(path)
        return _check_file_version(path, migrate, busy_seconds)


def _create_file(path: Path, create: bool, busy_seconds: float, key: FileKey | None) -> None:
    if not path.parent.is_dir():
        raise KnownFault(f"There is no folder {path.parent}. Make it first, or choose another place for the database.")
    logs = logs_of(path)
    if logs and not path.exists():  # looked for in this order: another desk may just have made it
        raise KnownFault(_ONLY_A_LOG.format(path=path, log=logs[0]))
    if not create:
        raise KnownFault(_NOTHING_THERE.format(path=path))
    # Made under another name, so that nobody ever meets half a database.
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        discard(new)
        make_private_file(new)
        _fill(make_engine(FileAddress(new), busy_seconds, key))
        _publish(new, path)
    except OSError as error:
        raise KnownFault(f"{path} cannot be made ({error.strerror}). Choose a folder you may write in.") from error
    finally:
        discard(new)


def _fill(engine: Engine) -> None:
    try:
        with engine.connect() as connection:
            # WAL cannot be switched on inside a transaction, and stays with the file once it is.
            raw: Any = connection.connection.driver_connection
            raw.execute("PRAGMA journal_mode = WAL")
            raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        with engine.connect() as connection, connection.execution_options(write=True).begin():
            upgrade.bring_up_to_date(connection)
    finally:
        engine.dispose()


def _publish(new: Path, path: Path) -> None:
    """Give a finished file its name, unless another desk was quicker: then that one's counts."""
    try:
        if os.name == "nt":
            new.rename(path)
        else:
            path.hardlink_to(new)
    except FileExistsError:
        return
    except OSError:  # a disk that knows no second names for a file, such as a memory stick
        if not path.exists():
            new.rename(path)


def logs_of(path: Path) -> list[Path]:
    """The logs that lie beside a file, or where one was: SQLite would read them into whatever has its name."""
    logs = (path.with_name(path.name + end) for end in LOGS)
    return [log for log in logs if log.exists()]


def discard(path: Path) -> None:
    """Remove a file with the logs beside it; nothing where there is none."""
    for name in (path, *logs_of(path), path.with_name(path.name + "-shm")):
        name.unlink(missing_ok=True)


def refuse_what_is_not_ours(path: Path) -> None:
    """Raise KnownFault for what is plainly no database: nothing, a folder, an empty file, another kind of file."""
    if not path.exists():
        raise KnownFault(_NOTHING_THERE.format(path=path))
    if path.is_dir():
        raise KnownFault(f"{path} is a folder, not a database. Choose the file that ends in .db.")
    if held(path):
        return
    try:
        with path.open("rb") as file:
            start = file.read(len(_SQLITE_START))
    except OSError as error:
        raise KnownFault(f"{path} cannot be read ({error.strerror}). Ask for the right to open it.") from error
    if not start:
        raise KnownFault(f"{path} is empty: it is not a database. Restore a backup, or remove it and start a new one.")
    if start != _SQLITE_START and not salt_of(path):
        raise KnownFault(f"{path} is not an EHCP Desk database. Choose the file that ends in .db, or restore a backup.")


def schema_in(path: Path) -> str:
    """The version of the record in a file, which is left as it is.  Raises as :func:`prepare_file` does for one that is
    not to be opened; an older one is."""
    refuse_network_share(path)
    with speaking(str(path)):
        refuse_what_is_not_ours(path)
        with closing(FileConnections(path)) as files:
            return _version_in(files, path)[0]


def _version_in(files: FileConnections, path: Path) -> tuple[str, Copied | None]:
    """The version of a file that is ours and not newer than the program, and what it is a copy of."""
    with files.begun() as connection:
        found = upgrade.schema_of(connection)
        ours = connection.driver.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        copied = mark_of(connection.driver) if found is not None and ours else None
    if found is None or not ours:
        raise KnownFault(f"{path} is a database of another program. Choose an EHCP Desk database.")
    if copied is not None:
        refuse_unfit(copied, found)
        return found, copied
    upgrade.refuse_newer(found, str(path))
    return found, None


def _check_file_version(path: Path, migrate: bool, busy_seconds: float) -> Copied | None:
    with closing(FileConnections(path, busy_seconds)) as files:
        found, copied = _version_in(files, path)
        if copied is not None:
            return copied
        if migrate and (rewritten(path).exists() or restored(path).exists()):
            with closing(files.open().driver) as raw:
                keep_a_log(raw)
    if found == upgrade.SCHEMA:
        return None
    if not migrate:
        raise KnownFault(f"{path} is of an older version ({found}). Bring it up to date with: ehcp-desk migrate.")
    engine = make_engine(FileAddress(path), busy_seconds)
    try:
        upgrade_file(engine, path, found)
    finally:
        engine.dispose()
    return None


def mark_of(raw: Any) -> Copied | None:
    """What a file is a copy of; None for a record.  ``raw`` is the driver's connection to it."""
    row = raw.execute("SELECT value FROM settings WHERE key = ?", (MARK,)).fetchone()
    return None if row is None else copied_from(row[0])


def refuse_unfit(copied: Copied, schema: str) -> None:
    """Raise KnownFault for a copy that is not to be shown any more: too old, or of another version."""
    if copied.too_old(datetime.now(UTC)):
        raise KnownFault(TOO_OLD)
    if schema != upgrade.SCHEMA:
        raise KnownFault(OTHER_VERSION)


def rewritten(path: Path) -> Path:
    """Where a record is put under another key, beside itself; left there by an act that was killed."""
    return path.with_name(f"{path.name}.rewritten")


def restored(path: Path) -> Path:
    """Where a backup is made ready beside the record it is to replace; left there by a restore that was killed."""
    return path.with_name(f"{path.name}.restored")


def keep_a_log(raw: Any) -> None:
    """Have a record write ahead again, which encrypting or replacing it and being killed left otherwise.

    Only then: a backup that somebody looks into must stay the file its manifest describes.
    """
    with suppress(*driver_errors("OperationalError")):  # a file that can only be read, or that somebody is using
        if raw.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            raw.execute("PRAGMA journal_mode = WAL")


def upgrade_file(engine: Engine, path: Path, found: str, progress: Progress | None = None) -> Path:
    """Bring an older file up to date after backing it up beside itself.  Gives the backup's path.

    The upgrade runs in one transaction: where it fails or the program dies, the file is as it was.
    """
    from db.backup import copy_file

    kept = path.with_name(f"{path.stem}.before-{upgrade.SCHEMA}-from-{found}{path.suffix}")
    discard(kept)  # of an upgrade that did not end well: the file is as it was then
    copy_file(path, kept)
    upgrade_in_place(engine, path, progress)
    return kept


def upgrade_in_place(engine: Engine, path: Path, progress: Progress | None = None) -> None:
    """Run the missing migrations in one transaction; the file is unchanged where its rows do not fit afterwards.

    A migration that rebuilds a table drops the old one, which SQLite takes for deleting its rows wherever keys lead
    to it; so keys are not enforced meanwhile, which can only be asked outside a transaction, and are checked instead.
    """
    with engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        raw.execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.execution_options(write=True).begin():
                if upgrade.schema_of(connection) == upgrade.SCHEMA:
                    return  # another desk was quicker
                upgrade.bring_up_to_date(connection, progress)
                if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                    raise KnownFault(f"{path} could not be brought up to date and is as it was. Run verify on it.")
        finally:
            raw.execute("PRAGMA foreign_keys = ON")


def prepare_server(engine: Engine, where: str, *, create: bool) -> SignedIn | None:
    """See that the schema is there and of this version, and say who is signed in; None where it is no team's server.

    Raises KnownFault with one sentence.
    """
    from sqlalchemy import text

    with speaking(where):
        with engine.connect() as connection, connection.begin():
            found = upgrade.schema_of(connection)
            who = signed_in(connection)
            if found is None and create:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": UPGRADE_LOCK})
                if upgrade.schema_of(connection) is None:
                    upgrade.bring_up_to_date(connection)
                return who
        if found is None:
            raise KnownFault(f"There is no record in {where} yet. Run demo or import to make one.")
        upgrade.refuse_other_on_server(found, where)
    if who is not None and not who.roles and not who.owner:
        raise NotAllowed(f"{who.name} is not on the team of {where}. Ask whoever looks after the server.")
    return who
