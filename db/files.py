"""Connections to a local file, kept to be used again, and transactions over them: what an engine is for a server.

A file needs so little of SQLAlchemy here that its driver does it, and nothing of SQLAlchemy is imported to open, read or
change one: that takes a fifth of a second of the processor, for which the first list and every command would wait.  What
copies whole tables, or makes them, has a connection of SQLAlchemy's (:meth:`db.store.SqlStore.connection`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeAlias

from db.cipher import KEYS, connect, driver_errors

if TYPE_CHECKING:
    from sqlalchemy import Connection

Link: TypeAlias = "Connection | FileConnection"
"""A connection that a unit of work is put together over."""

BUSY_SECONDS = 10.0
KEPT = 5
"""Connections kept open to be used again; more may be in use at once."""
_PRAGMAS = (
    "foreign_keys = ON",
    "synchronous = FULL",
    "recursive_triggers = ON",  # without it INSERT OR REPLACE slips past the triggers that refuse a delete
    "secure_delete = ON",
    "temp_store = MEMORY",
    "cache_size = -32768",
)


@dataclass(frozen=True, slots=True)
class FileConnection:
    """A connection to a file: the driver's own, and ``info``, what is remembered for as long as it is open."""

    driver: Any
    info: dict[str, Any] = field(default_factory=dict)


def on_file(link: Link) -> bool:
    """True for a connection to a file, whoever made it."""
    return isinstance(link, FileConnection) or link.dialect.name == "sqlite"


def driver_of(link: Link) -> Any:
    """The driver's own connection."""
    return link.driver if isinstance(link, FileConnection) else link.connection.driver_connection


def prepare_file_connection(connection: Any) -> None:
    """The settings every SQLite connection works under."""
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


class FileConnections:
    """The connections to the file at ``path``; a lock held by somebody else is waited for ``busy_seconds``.

    Through those that are ``read_only`` the file is never changed.  Threads may share them: each unit of work has one of
    its own.  Raises PassphraseWanted for an encrypted file whose key nobody gives.
    """

    def __init__(self, path: Path, busy_seconds: float = BUSY_SECONDS, read_only: bool = False) -> None:
        self._path, self._busy, self._read_only = path, busy_seconds, read_only
        self._key = KEYS.key_of(path)
        self._lock = Lock()
        self._idle: list[FileConnection] | None = []

    def open(self) -> FileConnection:
        """A connection of the caller's own, outside any transaction; whoever asked for it closes it."""
        driver = connect(self._path, self._key, timeout=self._busy, check_same_thread=False)
        try:
            prepare_file_connection(driver)
            if self._read_only:
                driver.execute("PRAGMA query_only = ON")
        except BaseException:
            driver.close()
            raise
        return FileConnection(driver)

    @contextmanager
    def begun(self, begin: str = "BEGIN", commit: bool = True) -> Iterator[FileConnection]:
        """A connection in a transaction, committed at the end of the block, and taken back where that raises or there is nothing
        to ``commit``."""
        connection = self._take()
        try:
            connection.driver.execute(begin)
            yield connection
            if commit:
                self.commit(connection)
        finally:
            self._give_back(connection)

    def commit(self, connection: FileConnection) -> None:
        """Commit what was begun."""
        connection.driver.commit()

    def close(self) -> None:
        """Close those nobody is using; one that is in use closes as its unit of work ends."""
        with self._lock:
            idle, self._idle = self._idle or [], None
        for connection in idle:
            connection.driver.close()

    def _take(self) -> FileConnection:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return self.open()

    def _give_back(self, connection: FileConnection) -> None:
        try:
            connection.driver.rollback()  # nothing where it was committed
        except driver_errors():
            connection.driver.close()
            return
        with self._lock:
            if self._idle is not None and len(self._idle) < KEPT:
                self._idle.append(connection)
                return
        connection.driver.close()
