"""Backup: a copy made while people work, checked before anybody relies on it.

A backup is always one SQLite file, whichever kind of database it was taken from, so that it can be opened, verified
and restored anywhere (docs/decisions/store-backup.md).  Beside it lies a manifest that says what it holds and carries
the head of the journal.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select

from db.cipher import KEYS, FileKey, connect
from db.copying import BROKEN, broken_at, copy_record, refuse_other_break
from db.engine import APPLICATION_ID, address, file_of, make_engine, make_private_file
from db.errors import speaking
from db.opening import logs_of
from db.tables import CaseRecord, DocumentRecord, FactRecord, JournalRecord
from db.upgrade import bring_up_to_date, refuse_newer, schema_of
from ehcp_desk.domain.errors import BadInput, KnownFault
from ehcp_desk.domain.journal import GENESIS, seal_words
from ehcp_desk.ports.work import Progress

if TYPE_CHECKING:
    from db.store import SqlStore

BREAK = "chain_breaks_at"
"""What a manifest calls the first entry that does not fit the journal's chain; it is not there where all do."""
_REMARK = (
    "LOOK: the journal of this record does not fit together at entry {entry}, and so it is in the backup. Run verify."
)
_PAGES = 2048


def backup(store: SqlStore, target: Path, progress: Progress | None = None) -> Mapping[str, str]:
    """Copy the record to ``target`` while people work on it, check the copy, and say what it holds.

    A record whose own journal does not fit together (after a salvage, say) is copied as it is, and ``chain_breaks_at``
    says from which entry on.  Raises KnownFault, and leaves nothing behind, where the copy cannot be made or does not
    check.
    """
    if not store.is_file:
        with store.read() as snapshot:
            return copy_of(snapshot.connection, target, progress)
    with store.connection() as source:
        return _kept(target, source, lambda part: _copy_pages(file_of(store.url), part, progress))


def copy_of(snapshot: Connection, target: Path, progress: Progress | None = None) -> Mapping[str, str]:
    """The same of a server as its ``snapshot`` has it: row by row into a new file, and compared row by row."""

    def fill(part: Path) -> None:
        with empty_file(part) as copy:
            copy_record(snapshot, copy, progress)

    return _kept(target, snapshot, fill)


def _kept(target: Path, source: Connection, fill: Callable[[Path], None]) -> Mapping[str, str]:
    """``fill`` a new backup, check it against its source, and only then give it its name and its manifest."""
    with speaking(str(target)), checked_under_another_name(target) as part:
        fill(part)
        held = {**_looked_into(part), "file": str(target)}
        if BREAK in held:
            refuse_other_break(int(held[BREAK]), source)
    manifest = manifest_of(target)
    try:
        manifest.write_text(json.dumps(held, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    except OSError as error:
        target.unlink(missing_ok=True)
        raise KnownFault(f"{manifest} cannot be written ({error.strerror}). Choose another place.") from error
    return held


def remark(held: Mapping[str, str]) -> str:
    """What is to be said of a backup whose journal does not fit together, as a sentence; nothing where it does."""
    return _REMARK.format(entry=held[BREAK]) if BREAK in held else ""


def copy_file(source: Path, target: Path, progress: Progress | None = None) -> None:
    """Copy a live SQLite file page by page (never as a file: its newest pages are in the log beside it).

    The copy is made under another name and takes ``target``'s only once it has been checked.  The copy of an encrypted
    file is encrypted, with its key.
    """
    with checked_under_another_name(target) as part:
        _copy_pages(source, part, progress)


def _copy_pages(source: Path, part: Path, progress: Progress | None) -> None:
    key = KEYS.key_of(source)
    with closing(connect(source, key)) as live, closing(connect(part, key)) as copy:
        live.backup(copy, pages=_PAGES, progress=_told(progress))
        copy.execute("PRAGMA journal_mode = DELETE")
        if copy.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise KnownFault(f"{source} is damaged, so no copy of it was made. Restore the last good backup.")


@contextmanager
def empty_file(path: Path, key: FileKey | None = None) -> Iterator[Connection]:
    """A new record in the empty file at ``path``, encrypted where a key is given, open in a transaction that commits at
    the end of the block."""
    with closing(connect(path, key)) as raw:
        raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    engine = make_engine(address(path), key=key)
    try:
        with engine.connect() as connection, connection.execution_options(write=True).begin():
            bring_up_to_date(connection)
            yield connection
    finally:
        engine.dispose()


@contextmanager
def checked_under_another_name(target: Path) -> Iterator[Path]:
    """A path to make ``target`` under; it takes ``target``'s name at the end of the block, and goes where that fails."""
    if target.exists():
        raise BadInput(f"{target} is there already and was left as it is. Choose another name.")
    if logs := logs_of(target):
        raise BadInput(f"{logs[0]}, the log of a file that is gone, would be read into {target}. Choose another name.")
    if not target.parent.is_dir():
        raise KnownFault(f"There is no folder {target.parent}. Make it first, or choose another place.")
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    try:
        make_private_file(part)
        yield part
        part.replace(target)
    except OSError as error:
        raise KnownFault(f"{target} cannot be written ({error.strerror}). Choose another place.") from error
    finally:
        part.unlink(missing_ok=True)


def describe(path: Path) -> dict[str, str]:
    """What a backup holds, after checking it: its pages, its schema and the journal's chain.

    Raises KnownFault for a file that is damaged, altered, of another program or of a newer one, and for a journal that
    does not fit together, unless its manifest says that it did not when the backup was made.
    """
    held = _looked_into(path)
    if BREAK in held and _said(path).get(BREAK) != held[BREAK]:
        raise KnownFault(BROKEN.format(entry=held[BREAK]))
    return held


def _looked_into(path: Path) -> dict[str, str]:
    """The same, with where the journal's chain breaks, if it does."""
    engine = make_engine(address(path))
    try:
        with speaking(str(path)), engine.connect() as connection, connection.begin():
            if connection.exec_driver_sql("PRAGMA application_id").scalar() != APPLICATION_ID:
                raise KnownFault(f"{path} is not a backup of an EHCP Desk record. Choose another file.")
            schema = schema_of(connection) or ""
            refuse_newer(schema, str(path))
            if connection.exec_driver_sql("PRAGMA quick_check").scalar() != "ok":
                raise KnownFault(f"{path} is damaged. Choose another backup.")
            held, broken = _contents(connection), broken_at(connection)
    finally:
        engine.dispose()
    whole = {"file": str(path), "sha256": _digest(path), "schema": schema, **held}
    return whole if broken is None else {**whole, BREAK: str(broken)}


def _contents(connection: Connection) -> dict[str, str]:
    def count(table: type) -> str:
        return str(connection.execute(select(func.count()).select_from(table)).scalar_one())

    newest = select(JournalRecord.seq, JournalRecord.hash).order_by(JournalRecord.seq.desc()).limit(1)
    first = select(JournalRecord.hash).order_by(JournalRecord.seq).limit(1)
    row = connection.execute(newest).first()
    seq, head = (0, GENESIS) if row is None else (row.seq, row.hash)
    return {
        "record": connection.execute(first).scalar() or GENESIS,  # the same in every backup of one record, and no other's
        "journal_seq": str(seq), "journal_head": head, "seal": seal_words(head), "cases": count(CaseRecord),
        "facts": count(FactRecord), "documents": count(DocumentRecord),
        "checked_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }  # fmt: skip


def refuse_altered(path: Path) -> None:
    """Raise KnownFault where a backup is not there, or no longer the file its manifest was written for."""
    if not path.is_file():
        raise KnownFault(f"There is no backup at {path}. Check the name.")
    said = _said(path)
    if said and said["sha256"] != _digest(path):
        raise KnownFault(f"{path} is not the file its manifest describes: it was changed since. Choose another backup.")


def _said(path: Path) -> Mapping[str, str]:
    """What the manifest of a backup says, with its digest at least; nothing where it has none."""
    manifest = manifest_of(path)
    if not manifest.is_file():
        return {}
    try:
        said = json.loads(manifest.read_text(encoding="utf-8"))
        return {**said, "sha256": said["sha256"]}
    except (ValueError, KeyError, TypeError, OSError):
        raise KnownFault(f"{manifest} cannot be read; remove it if you trust the backup without it.") from None


def manifest_of(path: Path) -> Path:
    """Where the manifest of a backup lies."""
    return path.with_name(path.name + ".manifest.json")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _told(progress: Progress | None) -> Callable[[int, int, int], None] | None:
    if progress is None:
        return None

    def tell(_status: int, remaining: int, total: int) -> None:
        progress(total - remaining, total, "Copying the record")

    return tell
