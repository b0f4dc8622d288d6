"""Encrypting a file, decrypting it and giving it another key: one act, a whole new file beside the old.

The old file stands, and nobody else can open it, until the new one has been compared with it row by row, checked and
put on the disk; only then does the new one take its name.  So an act that is killed leaves one or the other whole.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from db.backup import empty_file
from db.cipher import KEYS, FileKey, connect, driver_errors, held, way_of
from db.copying import copy_record
from db.engine import ALONE, APPLICATION_ID, address, file_of, is_file, make_engine, make_private_file
from db.errors import speaking
from db.opening import discard, rewritten
from db.store import open_store
from ehcp_desk.domain.errors import BadInput, DeskError, KnownFault
from ehcp_desk.ports.work import Progress

_PIECE = 1024 * 1024
_ID_AT = 68  # where SQLite keeps the application's id in a file
_PLAIN = b"SQLite format 3\0"
_OURS = _PLAIN.ljust(_ID_AT, b"\0") + APPLICATION_ID.to_bytes(4, "big")


def local_file(target: str) -> Path:
    """The file a path means.  Raises BadInput for a server, whose own disks are its keeper's to encrypt."""
    url = address(target)
    if not is_file(url):
        raise BadInput(
            "Only a record in a file is encrypted here; a server's disks are encrypted by whoever looks after it."
        )
    return file_of(url)


def rewrite(path: Path, key: FileKey | None, progress: Progress | None = None) -> None:
    """Put the record at ``path`` under another key, or under none.

    A plain file that was encrypted is written over as it goes (not on Windows, which lets nobody).  Raises KnownFault,
    and leaves the file as it was, where somebody else has it open or the new one does not check.
    """
    open_store(path).close()  # of this version, ours and sound enough to open
    new = rewritten(path)
    discard(new)  # of an act that was killed
    try:
        make_private_file(new)  # first: by it the next opening knows of an act that was killed
        with speaking(str(path)), _alone(path) as source:
            _fill(source, new, key, progress)
            if os.name != "nt":  # while nobody else can open it; on Windows nobody can have it replaced who has it open
                take_its_place(new, path, whole=not way_of(path))
        if os.name == "nt":
            new.replace(path)
    except OSError as error:
        raise KnownFault(f"{path} could not be rewritten ({error.strerror}) and is as it was.") from error
    finally:
        with suppress(DeskError):
            open_store(path).close()  # which has it write ahead again, where nothing came of it
        discard(new)


@contextmanager
def _alone(path: Path) -> Iterator[Connection]:
    """The record in a transaction beside which nobody can read or write."""
    engine = make_engine(address(path), busy_seconds=1)
    refused: tuple[type[Exception], ...] = (OperationalError, *driver_errors("OperationalError"))
    try:
        with engine.connect() as connection:
            raw: Any = connection.connection.driver_connection
            try:
                # Leaving the write-ahead log works only where nobody else has the file open, and empties the log into it.
                raw.execute("PRAGMA journal_mode = DELETE")
                connection = connection.execution_options(write=ALONE)
                connection.begin()
                alone = raw.execute("PRAGMA journal_mode").fetchone() == ("delete",)
            except refused:
                alone = False
            if not alone:
                raise KnownFault(f"{path} is open in another program. Close it everywhere, then try again.")
            yield connection
    finally:
        engine.dispose()


def _fill(source: Connection, new: Path, key: FileKey | None, progress: Progress | None) -> None:
    with empty_file(new, key) as copy:
        copy_record(source, copy, progress)
    if key is not None:
        KEYS.learn(key)
    with closing(connect(new, key)) as raw:
        raw.execute("PRAGMA journal_mode = WAL")
    with closing(open_store(new)) as store:
        wrong = [f"{check}: {detail}" for check, ok, detail in store.check() if not ok]
    if wrong:
        raise KnownFault(f"The new file does not check ({'; '.join(wrong)}), so nothing was changed.")
    with new.open("r+b") as file:
        os.fsync(file.fileno())


def take_its_place(new: Path, path: Path, whole: bool = False) -> None:
    """Give the new file the old one's name, and write over the beginning, or the ``whole``, of what has none any more.

    Somebody who waits for the old file finds no database there, rather than one whose changes would be lost.
    """
    with path.open("r+b") as old:  # closed last: closing it gives up the lock on it
        new.replace(path)
        try:
            _to_disk(path.parent)
            for _ in range(0, os.fstat(old.fileno()).st_size if whole else 1, _PIECE):
                old.write(os.urandom(_PIECE))
            old.flush()
            os.fsync(old.fileno())
        except OSError as error:
            raise KnownFault(
                f"{path} is rewritten, but what it was could not be written over ({error.strerror}). Check the disk."
            ) from error


def _to_disk(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def in_clear(folder: Path) -> list[Path]:
    """The plain records in a folder, such as backups from before: anybody who has them can read them."""
    found = []
    for path in sorted(folder.iterdir()):
        with suppress(OSError):
            if held(path):
                start = b"" if way_of(path) else _OURS
            else:
                with path.open("rb") as file:
                    start = file.read(_ID_AT + 4)
            if start.startswith(_PLAIN) and start[_ID_AT:] == _OURS[_ID_AT:]:
                found.append(path)
    return found
