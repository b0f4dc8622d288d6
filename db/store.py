"""A database of either kind, opened: what the services call a store (:class:`ehcp_desk.ports.work.Store`)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from db.cipher import FileKey, way_of
from db.engine import FileAddress, address, described, is_standby, make_engine
from db.errors import speaking
from db.files import BUSY_SECONDS, FileConnection, FileConnections
from db.location import is_unc, refuse_network_share
from db.opening import prepare_file, prepare_server
from db.shape import damage_marked
from db.team.names import SignedIn
from db.uow import ReadUnit, WriteUnit
from db.upgrade import refuse_other_on_server
from ehcp_desk.domain.errors import KnownFault, NotAllowed, ServerGone
from ehcp_desk.domain.last_copy import READ_ONLY, Copied
from ehcp_desk.ports.work import Patience, Progress

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from db.engine import Address
    from db.files import Link

U = TypeVar("U", ReadUnit, WriteUnit)
ASK_SECONDS, ASK_AGAIN = 20.0, 0.5
"""How long, where nobody is told of it, a store asks whether a save whose answer was lost was committed."""
_UNSURE = (
    "The connection to {where} was lost in the very moment of saving, and it does not answer. "
    "Look whether it is there before you save it again."
)


def open_store(
    url_or_path: str | Path,
    *,
    create: bool = False,
    migrate: bool = True,
    busy_seconds: float = BUSY_SECONDS,
    user: str = "",
    new_key: FileKey | None = None,
) -> SqlStore:
    """Open the record at a path (SQLite) or URL (PostgreSQL).

    ``create`` makes a new record where there is none.  ``migrate`` lets an older file be brought up to date, after a
    backup beside it; an older server is only ever brought up to date by :func:`db.upgrading.upgrade_store`.  ``user`` is
    who reads: restricted files not open to them are left out; on a team's server it is whoever signed in.  ``new_key``
    encrypts a file that is made.  Raises :class:`ehcp_desk.domain.errors.KnownFault` with one sentence for everything
    that can be wrong with a database, and PassphraseWanted for an encrypted file that nothing opens yet.
    """
    if is_unc(str(url_or_path)):  # before anything makes a local file of that name
        refuse_network_share(str(url_or_path))
    url = address(url_or_path)
    if isinstance(url, FileAddress):
        copied = prepare_file(url.path, create=create, migrate=migrate, busy_seconds=busy_seconds, new_key=new_key)
        return SqlStore(_Ways(url, busy_seconds, read_only=copied is not None), url, user, copied=copied)
    ways = _Ways(url, busy_seconds)
    try:
        who = prepare_server(ways.engine, described(url), create=create)
    except BaseException:
        ways.close()
        raise
    return SqlStore(ways, url, user, who)


def create_store(url_or_path: str | Path) -> SqlStore:
    """Open the record, making it where there is none."""
    return open_store(url_or_path, create=True)


class _Ways:
    """The ways to a record: connections to a file, and an engine, which for a file is made when it is first asked for."""

    def __init__(self, url: Address, busy_seconds: float, read_only: bool = False) -> None:
        self._url, self._busy, self._read_only = url, busy_seconds, read_only
        self._making = threading.Lock()
        self._engine: Engine | None = None
        self.files = FileConnections(url.path, busy_seconds, read_only) if isinstance(url, FileAddress) else None

    @property
    def engine(self) -> Engine:
        """SQLAlchemy's engine."""
        with self._making:
            if self._engine is None:
                self._engine = make_engine(self._url, self._busy, read_only=self._read_only)
            return self._engine

    def close(self) -> None:
        """Close every connection that nobody is using."""
        if self.files is not None:
            self.files.close()
        if self._engine is not None:
            self._engine.dispose()


class SqlStore:
    """A record in SQLite or PostgreSQL.  Every unit of work has a connection of its own, so threads may share it."""

    def __init__(
        self,
        ways: _Ways,
        url: Address,
        user: str = "",
        signed_in: SignedIn | None = None,
        copied: Copied | None = None,
    ) -> None:
        self._ways, self._files = ways, ways.files
        self.url = url
        self.user = user
        self.signed_in = signed_in
        self.copied = copied
        # Whoever looks after the server works as the owner of the tables, for whom nothing is closed.
        self._ruled = signed_in is not None and not signed_in.owner
        self.description = described(url)
        self.encrypted = isinstance(url, FileAddress) and bool(way_of(url.path))
        self._polling: FileConnection | None = None
        self._polled = threading.Lock()
        self._seen = (-1, 0)
        self.saves = 0
        self._without_restricted = False
        self.patience: Patience | None = None

    @property
    def is_file(self) -> bool:
        """True for a SQLite file."""
        return self._files is not None

    def for_the_team(self) -> SqlStore:
        """The same record without its restricted files, whoever reads: for papers of the team."""
        store = SqlStore(self._ways, self.url, self.user, self.signed_in, self.copied)
        store.patience, store._without_restricted = self.patience, True
        return store

    @contextmanager
    def read(self, as_found: bool = False) -> Iterator[ReadUnit]:
        """A snapshot to read from: everything read in one unit of work agrees with itself.

        ``as_found`` gives damaged text of a file with marks in place of what is no letter, instead of refusing the row.
        """
        stack, unit = self._begun(lambda stack: self._begin_reading(stack, as_found))
        with speaking(self.description), stack:
            yield unit

    @contextmanager
    def write(self, actor: str, at: datetime, alone: bool = False) -> Iterator[WriteUnit]:
        """A unit of work that writes: committed whole at the end of the block, or not at all where it raises.

        ``alone`` waits for every other one to end and lets none begin meanwhile, which on a file is always so.  Where
        the connection breaks in the moment of the commit, the record is asked whether it holds the lines this unit of
        work sealed: if it does, all is well and the block ends as ever.  So :class:`ServerGone` always means that
        nothing was saved, but where it is ``unsure`` because nobody answered.  Raises NotAllowed on a copy.
        """
        if self.copied is not None:
            raise NotAllowed(READ_ONLY)
        stack, unit = self._begun(lambda stack: self._begin_writing(stack, actor, at, alone))
        sealed: tuple[int, str] | None = None
        try:
            with speaking(self.description), stack:
                yield unit
                sealed = unit.seal_queue()
        except KnownFault as trouble:
            if sealed is None or not self._was_saved(sealed, trouble):
                raise
        self.saves += sealed is not None

    def _begun(self, begin: Callable[[ExitStack], U]) -> tuple[ExitStack, U]:
        """Begin a unit of work; where the server is gone, as often as patience lasts, as nothing was done yet."""
        while True:
            try:
                with speaking(self.description), ExitStack() as stack:
                    unit = begin(stack)
                    stack.callback(unit.end_streams)
                    return stack.pop_all(), unit
            except ServerGone as gone:
                if self.patience is None or not self.patience(gone):
                    raise

    def _begin_reading(self, stack: ExitStack, as_found: bool = False) -> ReadUnit:
        unit = ReadUnit(self._reading(stack, as_found), self._ruled)
        unit.copied = self.copied is not None
        self._learn(unit, datetime.now(UTC))
        return unit

    def _begin_writing(self, stack: ExitStack, actor: str, at: datetime, alone: bool) -> WriteUnit:
        unit = WriteUnit(self._writing(stack), actor, at)
        if not self.is_file:
            unit.take_turn(alone)
        if self._ruled and self.signed_in is not None:
            unit.sign(self.signed_in.name)
        self._learn(unit, datetime.now(UTC))
        return unit

    def _reading(self, stack: ExitStack, as_found: bool) -> Link:
        """A connection in a transaction that sees one state of the record."""
        if self._files is not None:
            file = stack.enter_context(self._files.begun())
            if as_found:
                stack.enter_context(damage_marked(file.driver))
            return file
        connection = stack.enter_context(self._engine.connect())
        connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        stack.enter_context(connection.begin())
        return connection

    def _writing(self, stack: ExitStack) -> Link:
        """A connection in a transaction that may change the record; on a file it has the write lock from the start."""
        if self._files is not None:
            return stack.enter_context(self._files.begun("BEGIN IMMEDIATE"))
        connection = stack.enter_context(self._engine.connect())
        stack.enter_context(connection.begin())
        return connection

    @property
    def _engine(self) -> Engine:
        return self._ways.engine

    def _was_saved(self, sealed: tuple[int, str], trouble: KnownFault) -> bool:
        """Whether the record holds what was sealed, asked anew until it answers or patience ends."""
        patience = self.patience or _few_tries()
        unsure = ServerGone(_UNSURE.format(where=self.description), unsure=True)
        while True:
            try:
                with speaking(self.description), ExitStack() as stack:
                    if self._files is not None:
                        connection: Link = stack.enter_context(self._files.begun(commit=False))
                    else:
                        connection = stack.enter_context(self._engine.connect())
                        connection.begin()  # and nothing to commit: closing it takes it back
                        if is_standby(connection):  # may not have been told yet
                            raise ServerGone(str(trouble))
                    unit = WriteUnit(connection, "", datetime.now(UTC), self._ruled)
                    return unit.holds_line(*sealed)
            except KnownFault as again:
                if not patience(unsure):
                    raise unsure from again

    def _learn(self, unit: ReadUnit | WriteUnit, at: datetime) -> None:
        """What must be known before anything is read: that a server is still of this version, and what is closed."""
        if not self.is_file and not self._ruled:
            unit.learn_schema()
        if self._ruled or (self.user and self.signed_in is None):
            unit.learn_closed(self.user, at)
        if unit.schema:
            refuse_other_on_server(unit.schema, self.description)
        if self._without_restricted:
            unit.leave_out_restricted()

    def changes_since(self, seq: int) -> tuple[int, frozenset[int]]:
        """The newest journal number and the cases touched after ``seq``.

        On SQLite nothing is read while no other connection has written (``PRAGMA data_version``).
        """
        with speaking(self.description), self._polled:
            if self.is_file and self._data_version() == self._seen[0] and self._seen[1] == seq:
                return seq, frozenset()
            with self.read() as work:
                newest = work.journal_head()[0]
                touched = work.cases_touched(seq) if newest > seq else frozenset()
            self._seen = (self._seen[0], newest)
            return newest, touched

    def _data_version(self) -> int:
        """Changes when another connection commits; a connection of its own asks, or our own saves would not count."""
        if self._polling is None:
            # Outside any transaction: one that stays open would see no change and hold up the log.
            assert self._files is not None
            self._polling = self._files.open()
        version = int(self._polling.driver.execute("PRAGMA data_version").fetchone()[0])
        if version != self._seen[0]:
            self._seen = (version, -1)
        return version

    def backup(self, target: Path, progress: Progress | None = None) -> Mapping[str, str]:
        """Copy the record online to ``target``, check the copy, and say what it holds."""
        from db.backup import backup

        return backup(self, target, progress)

    def check(self) -> list[tuple[str, bool, str]]:
        """(check, ok, detail): what the database itself can say of its health."""
        from db import checking

        with self.connection() as connection:
            return checking.check(connection, words=not self._ruled)

    def leave_no_trace(self) -> None:
        """After a disposal: empty a file's log, which still holds what was there before.  A server sees to its own."""
        if self._files is not None:
            from db.disposing import leave_no_trace

            with closing(self._files.open().driver) as raw:
                leave_no_trace(raw)

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """The whole record as it stands at one moment, to copy it from."""
        if self._files is not None:
            with self.connection() as connection:
                yield connection
            return
        with self.read() as work:
            yield work.connection

    @contextmanager
    def connection(self, write: bool = False) -> Iterator[Connection]:
        """SQLAlchemy's connection inside a transaction, for the other modules of this room."""
        with speaking(self.description), self._engine.connect() as connection:
            connection = connection.execution_options(write=write)
            with connection.begin():
                yield connection

    def close(self) -> None:
        """Close every connection.  A unit of work still open keeps its own until it ends."""
        with self._polled:
            if self._polling is not None:
                self._polling.driver.close()
                self._polling = None
        self._ways.close()


def _few_tries() -> Patience:
    """Patience for a while, for a command that nobody watches."""
    until = time.monotonic() + ASK_SECONDS

    def wait(_gone: ServerGone) -> bool:
        time.sleep(ASK_AGAIN)
        return time.monotonic() < until

    return wait


def restore(backup: str | Path, target: str | Path, progress: Progress | None = None) -> dict[str, Any]:
    """Put a backup in place of the record at ``target``; see :func:`db.restoring.restore_into`."""
    from db.restoring import restore_into

    return restore_into(Path(backup), str(target), progress)


def migrate(target: str | Path, progress: Progress | None = None) -> dict[str, str]:
    """Bring the record at ``target`` to this version, after a backup; see :func:`db.upgrading.upgrade_record`."""
    from db.upgrading import upgrade_record

    return upgrade_record(str(target), progress)


def move(source: str | Path, target: str | Path, progress: Progress | None = None) -> dict[str, str]:
    """Copy a whole record into an empty one of either kind, verified row by row and chain by chain."""
    from db.moving import move_record

    return move_record(str(source), str(target), progress)
