"""Restore: rehearsed on a copy before it replaces anything, and what it replaces is kept aside."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.engine import URL

from db.backup import copy_file, copy_of, describe, manifest_of, refuse_altered, remark
from db.cipher import KEYS, connect, driver_errors
from db.copying import copy_record
from db.encrypting import rewrite, take_its_place
from db.engine import ALONE, APPLICATION_ID, FileAddress, address, described, make_engine, make_private_file
from db.errors import speaking
from db.location import refuse_network_share
from db.opening import LOGS, discard, logs_of, mark_of, restored, upgrade_in_place
from db.store import SqlStore, open_store
from db.tables import METADATA
from db.team.names import refuse_members, signed_in
from db.text_index import TABLES as TEXT_TABLES
from db.undone import Undone, undone
from db.uow import WRITE_LOCK
from db.upgrade import bring_up_to_date, schema_of
from ehcp_desk.domain.errors import BadInput, KnownFault
from ehcp_desk.domain.last_copy import NO_BACKUP
from ehcp_desk.ports.work import Progress


def restore_into(backup: Path, target: str, progress: Progress | None = None) -> dict[str, Any]:
    """Put the record of ``backup`` in place of the one at ``target``.

    The backup is checked against its manifest, copied, brought up to date and checked again before the record is
    touched.  What comes back has the key of the record it replaces, where that one is encrypted.  What was there is
    kept in a file that the answer names (``kept``).  Where anything fails the record is as it was.
    """
    refuse_altered(backup)
    refuse_copy(backup)
    held = describe(backup)
    url = address(target)
    kept = (
        _restore_file(backup, url.path, progress)
        if isinstance(url, FileAddress)
        else _restore_server(backup, url, progress)
    )
    with _opened(target) as store:
        checks = store.check()
    wrong = [f"{check}: {detail}" for check, ok, detail in checks if not ok]
    if wrong:
        raise KnownFault(f"{described(url)} was restored but does not check ({'; '.join(wrong)}).")
    again = undone(kept[0], target) if kept and not _is_log(kept[0]) else Undone(known=not kept)
    words = " ".join(filter(None, (_kept_words(kept), again.words, remark(held))))
    lists = {"open_again": again.open, "open_wider": again.wider, "back_again": again.back}
    return {**held, "kept": ", ".join(map(str, kept)), **lists, "words": words}


def _is_log(kept: Path) -> bool:
    return kept.name.endswith(LOGS)


def _kept_words(kept: list[Path]) -> str:
    if not kept:
        return "There was nothing there before."
    names = ", ".join(map(str, kept))
    if _is_log(kept[0]):
        return f"The record that was there is gone, but not its log, which may hold what was entered last: it is kept in {names}."
    return f"What was there before is kept in {names}."


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


def _restore_file(backup: Path, path: Path, progress: Progress | None) -> list[Path]:
    refuse_network_share(path)
    was = KEYS.key_of(path)
    new, kept = restored(path), path.with_name(f"{path.stem}.before-restore-{_stamp()}{path.suffix}")
    discard(new)
    try:
        _rehearse(backup, new, progress)
        if was is not None and KEYS.key_of(new) != was:
            rewrite(new, was, progress)
        if path.exists():
            _replace(path, new, kept)
            return [kept]
        logs = _logs_aside(path, kept)  # SQLite would read them into the file that takes the name
        new.replace(path)
        return logs
    except OSError as error:
        raise KnownFault(f"{path} could not be replaced ({error.strerror}) and is as it was.") from error
    finally:
        discard(new)


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


def _replace(path: Path, new: Path, kept: Path) -> None:
    """Keep what is at ``path`` as ``kept`` and give ``new`` its name, while nobody else can open it."""
    try:
        with ExitStack() as alone:
            try:
                _keep_file(alone.enter_context(_alone(path)), path, kept)
            except driver_errors():
                alone.close()
                _keep_damaged(path, kept)
            else:
                if os.name != "nt":  # on Windows nobody can have it replaced who has it open
                    take_its_place(new, path)
        if new.exists():
            new.replace(path)
    except BaseException:
        if new.exists():  # and so nothing was replaced
            if not logs_of(kept):
                discard(kept)
            _write_ahead_again(path)
        raise


@contextmanager
def _alone(path: Path) -> Iterator[Any]:
    """A connection to a file beside which nobody can read or write.  Raises what the driver says of a damaged one."""
    if not path.stat().st_size:  # SQLite takes the log of an empty file away
        raise sqlite3.DatabaseError
    with closing(connect(path, timeout=1, isolation_level=None)) as live:
        try:
            # Leaving the write-ahead log works only where nobody else has the file open, and empties the log into it.
            live.execute("PRAGMA journal_mode = DELETE")
            live.execute("PRAGMA locking_mode = EXCLUSIVE")
            live.execute(ALONE)  # and alone it stays, but not inside a transaction: those cannot be copied
            live.execute("COMMIT")
            alone = live.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        except driver_errors("OperationalError"):
            alone = False
        if not alone:
            raise KnownFault(f"{path} is open in another program. Close it everywhere, then restore again.")
        yield live


def _keep_file(live: Any, path: Path, kept: Path) -> None:
    """Copy the record aside; not as a file, which would give up the lock on it."""
    make_private_file(kept)
    with closing(connect(kept, KEYS.key_of(path))) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")


def _keep_damaged(path: Path, kept: Path) -> None:
    """A damaged file is kept as it is, with its log, for whoever can still read something in it."""
    discard(kept)  # of the first try
    shutil.copy2(path, kept)
    _logs_aside(path, kept)


def _logs_aside(path: Path, kept: Path) -> list[Path]:
    """Put the logs of a file beside ``kept``; gives where they are."""
    logs = [log.replace(f"{kept}{log.name.removeprefix(path.name)}") for log in logs_of(path)]
    path.with_name(path.name + "-shm").unlink(missing_ok=True)
    return logs


def _write_ahead_again(path: Path) -> None:
    """Have our record as it was, where nothing came of replacing it."""
    with suppress(*driver_errors()), closing(connect(path, timeout=1)) as raw:
        if raw.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,):
            raw.execute("PRAGMA journal_mode = WAL")


def _restore_server(backup: Path, url: URL, progress: Progress | None) -> list[Path]:
    """Empty the server's schema and copy the backup in, in one transaction; the old record goes to a file first.

    It is rehearsed before that, because from then on nobody else can save.
    """
    where, engine = described(url), make_engine(url)
    kept = backup.with_name(f"{url.database}.before-restore-{_stamp()}.db")
    try:
        with speaking(where), engine.connect() as connection, connection.begin():
            refuse_members(signed_in(connection))
            there = schema_of(connection) is not None
        if there:  # of this version, and ours to replace
            open_store(url.render_as_string(hide_password=False)).close()
        with _rehearsed_copy(backup) as source, speaking(where), engine.connect() as target, target.begin():
            if there:
                _lock_everything(target)
            try:
                if there:
                    _keep_server(target, kept)
                _drop_everything(target)
                bring_up_to_date(target)
                copy_record(source, target, progress)
            except BaseException:  # but not where nobody knows whether it was committed
                kept.unlink(missing_ok=True)
                manifest_of(kept).unlink(missing_ok=True)
                raise
    finally:
        engine.dispose()
    return [kept] if there else []


def _keep_server(live: Connection, kept: Path) -> None:
    """Copy the record aside, as the last save left it."""
    copy_of(live, kept)


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


def _lock_everything(connection: Connection) -> None:
    """Wait for those who are saving, then let nobody save or read until the transaction ends."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": WRITE_LOCK})
    connection.execute(text(f"LOCK TABLE {', '.join(METADATA.tables)} IN ACCESS EXCLUSIVE MODE"))


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
