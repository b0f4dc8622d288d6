"""Restore: rehearsed on a copy before it replaces anything, and what it replaces is kept aside."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.engine import URL

from db.backup import copy_file, describe, refuse_altered
from db.cipher import KEYS, connect, driver_errors, way_of
from db.copying import copy_record
from db.encrypting import rewrite
from db.engine import address, described, file_of, is_file, make_engine
from db.errors import speaking
from db.location import refuse_network_share
from db.opening import discard, mark_of, upgrade_in_place
from db.store import SqlStore, open_store
from db.tables import METADATA
from db.team.names import refuse_members, signed_in
from db.text_index import TABLES as TEXT_TABLES
from db.upgrade import bring_up_to_date, schema_of
from ehcp_desk.domain.errors import BadInput, KnownFault
from ehcp_desk.domain.last_copy import NO_BACKUP
from ehcp_desk.ports.work import Progress


def restore_into(backup: Path, target: str, progress: Progress | None = None) -> dict[str, str]:
    """Put the record of ``backup`` in place of the one at ``target``.

    The backup is checked against its manifest, copied, brought up to date and checked again before the record is
    touched.  A plain backup put in an encrypted record's place is encrypted with its key.  What was there is kept in a
    file that the answer names (``kept``).  Where anything fails the record is as it was.
    """
    refuse_altered(backup)
    refuse_copy(backup)
    describe(backup)
    url = address(target)
    kept = _restore_file(backup, url, progress) if is_file(url) else _restore_server(backup, url, progress)
    with _opened(target) as store:
        checks = store.check()
    wrong = [f"{check}: {detail}" for check, ok, detail in checks if not ok]
    if wrong:
        raise KnownFault(f"{described(url)} was restored but does not check ({'; '.join(wrong)}).")
    words = f"What was there before is kept in {kept}." if kept else "There was nothing there before."
    return {**describe(backup), "kept": str(kept or ""), "words": words}


def refuse_copy(backup: Path) -> None:
    """Raise BadInput for a copy of somebody's cases, which would take the place of everybody's.

    What cannot be read is not said here: :func:`db.backup.describe` says it.
    """
    with suppress(*driver_errors()), closing(connect(backup)) as raw:
        if mark_of(raw) is not None:
            raise BadInput(NO_BACKUP.format(where=backup))


def rehearse(backup: Path) -> None:
    """Restore ``backup`` into a copy beside it, bring that up to date, check it, and remove it again.

    Raises KnownFault where what comes back does not check.
    """
    with _rehearsed_copy(backup):
        pass


def _restore_file(backup: Path, url: URL, progress: Progress | None) -> Path | None:
    path = file_of(url)
    refuse_network_share(path)
    was = KEYS.key_of(path)
    rehearsal = path.with_name(f"{path.name}.rehearsal")
    rehearsal.unlink(missing_ok=True)
    try:
        _rehearse(backup, rehearsal, progress)
        if was is not None and not way_of(rehearsal):
            rewrite(rehearsal, was, progress)
        kept = _set_aside(path) if path.exists() else None
        rehearsal.replace(path)
    finally:
        discard(rehearsal)
    return kept


def _rehearse(backup: Path, rehearsal: Path, progress: Progress | None) -> None:
    """Copy the backup, bring it up to date and check it, all beside the record."""
    with speaking(str(rehearsal)):
        copy_file(backup, rehearsal, progress)
        with closing(connect(rehearsal)) as raw:
            raw.execute("PRAGMA journal_mode = WAL")
        engine = make_engine(address(rehearsal))
        try:
            upgrade_in_place(engine, rehearsal)
        finally:
            engine.dispose()
        with _opened(str(rehearsal)) as store:
            wrong = [f"{check}: {detail}" for check, ok, detail in store.check() if not ok]
        if wrong:
            raise KnownFault(f"{backup} does not check ({'; '.join(wrong)}), so nothing was replaced.")
        with closing(connect(rehearsal)) as raw:
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _set_aside(path: Path) -> Path:
    """Keep what is at ``path`` under another name, and see that nobody is using it."""
    kept = path.with_name(f"{path.stem}.before-restore-{_stamp()}{path.suffix}")
    try:
        with closing(connect(path, timeout=1, isolation_level=None)) as live:
            # Leaving the write-ahead log works only where nobody else has the file open, and empties the log into it.
            live.execute("PRAGMA journal_mode = DELETE")
    except driver_errors("OperationalError"):
        raise KnownFault(f"{path} is open in another program. Close it everywhere, then restore again.") from None
    except driver_errors("DatabaseError"):
        _keep_damaged(path, kept)
        return kept
    shutil.copy2(path, kept)
    return kept


def _keep_damaged(path: Path, kept: Path) -> None:
    """A damaged file is kept as it is, with its log, for whoever can still read something in it."""
    shutil.copy2(path, kept)
    log = path.with_name(path.name + "-wal")
    if log.exists():
        shutil.copy2(log, kept.with_name(kept.name + "-wal"))
    for name in ("-wal", "-shm"):
        path.with_name(path.name + name).unlink(missing_ok=True)


def _restore_server(backup: Path, url: URL, progress: Progress | None) -> Path | None:
    """Empty the server's schema and copy the backup in, in one transaction; the old record goes to a file first."""
    where, kept = described(url), None
    engine = make_engine(url)
    try:
        with speaking(where), engine.connect() as connection, connection.begin():
            refuse_members(signed_in(connection))
            found = schema_of(connection)
        if found is not None:
            kept = backup.with_name(f"{url.database}.before-restore-{_stamp()}.db")
            with _opened(str(url.render_as_string(hide_password=False))) as store:
                store.backup(kept)
        with _rehearsed_copy(backup) as source, speaking(where), engine.connect() as target, target.begin():
            _drop_everything(target)
            bring_up_to_date(target)
            copy_record(source, target, progress)
    finally:
        engine.dispose()
    return kept


@contextmanager
def _rehearsed_copy(backup: Path) -> Iterator[Connection]:
    rehearsal = backup.with_name(f"{backup.name}.rehearsal")
    discard(rehearsal)
    try:
        _rehearse(backup, rehearsal, None)
        with _opened(str(rehearsal)) as store, store.connection() as connection:
            yield connection
    finally:
        discard(rehearsal)


def _drop_everything(connection: Connection) -> None:
    names = ", ".join((*METADATA.tables, *TEXT_TABLES, "alembic_version"))
    connection.execute(text(f"DROP TABLE IF EXISTS {names} CASCADE"))


@contextmanager
def _opened(target: str) -> Iterator[SqlStore]:
    store = open_store(target)
    try:
        yield store
    finally:
        store.close()


def _stamp() -> str:
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"
