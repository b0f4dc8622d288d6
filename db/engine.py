"""From an address to an engine whose transactions keep the store's promises (DESIGN.md, Promises of the store).

SQLAlchemy's own SQLite transactions lose updates between threads, so the driver is kept out of it: it runs in
autocommit and ``BEGIN``, or ``BEGIN IMMEDIATE`` for a unit of work that writes, is ours.  A file is read and changed without
an engine (:mod:`db.files`), so SQLAlchemy is imported where one is made, and not before.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from db.cipher import KEYS, FileKey, connect, connect_plain, driver
from db.files import BUSY_SECONDS, prepare_file_connection
from db.team.names import BECOME_OWNER
from ehcp_desk.domain.errors import BadInput

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import URL


Address: TypeAlias = "URL | FileAddress"

APPLICATION_ID = 0x45484350  # "EHCP", kept in the file's header so that another program's file is known for one
ALONE = "BEGIN EXCLUSIVE"
"""The ``write`` of a unit of work on a file beside which nobody may even read."""
_SERVER_SETTINGS = (
    "-c timezone=UTC -c statement_timeout=300000 -c lock_timeout={lock} "
    "-c idle_in_transaction_session_timeout=300000 -c default_transaction_isolation=read\\ committed "
    # A desk whose cable was pulled must not hold its locks for hours.
    "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"
)
_LOOKED_AFTER = "client_connection_check_interval", "5000"
"""How often a server looks whether a desk it works for is still there, in milliseconds.  Said after connecting: a server on
Windows cannot look, and would refuse the connection."""
_PULSE = {"connect_timeout": 5, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3,
          "tcp_user_timeout": 25000}  # fmt: skip
"""The same at our end: a cable pulled is noticed within half a minute.  Seconds, the last in milliseconds."""


@dataclass(frozen=True, slots=True)
class FileAddress:
    """The address of a local file."""

    path: Path


def address(url_or_path: str | Path) -> Address:
    """The address a path or URL means: a path is a SQLite file, ``postgresql://`` is PostgreSQL through psycopg.

    Raises :class:`BadInput` for an address that cannot be read or another kind of database.
    """
    text = str(url_or_path)
    if "://" not in text:
        return FileAddress(Path(text).expanduser().resolve())
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise BadInput(
            "The address of the database cannot be read; it looks like postgresql+psycopg://server/database."
        ) from None
    if url.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return url.set(drivername="postgresql+psycopg")
    if url.drivername == "sqlite" and url.database:
        return FileAddress(Path(url.database).resolve())
    raise BadInput(f"{url.drivername} is not a database this program knows: use a file, or postgresql+psycopg://.")


def is_file(url: Address) -> bool:
    """True for a SQLite file."""
    return isinstance(url, FileAddress)


def file_of(url: Address) -> Path:
    """The file an address names."""
    return url.path if isinstance(url, FileAddress) else Path(url.database or "")


def described(url: Address) -> str:
    """The address as it may be shown: a path, or a server and database without a password."""
    return str(url.path) if isinstance(url, FileAddress) else written(url, password=False)


def written(url: Address, password: bool = True) -> str:
    """The address as text that means it again, with the ``password`` or with stars in its place."""
    return f"sqlite:///{url.path}" if isinstance(url, FileAddress) else url.render_as_string(hide_password=not password)


def make_engine(
    url: Address, busy_seconds: float = BUSY_SECONDS, key: FileKey | None = None, read_only: bool = False
) -> Engine:
    """An engine over ``url``; a lock held by somebody else is waited for ``busy_seconds``.

    ``key`` is for a file that is still empty; through one that is ``read_only`` a file is never changed.  Raises
    PassphraseWanted for an encrypted one whose key nobody gives.
    """
    if isinstance(url, FileAddress):
        return _file_engine(url.path, busy_seconds, key, read_only)
    return _server_engine(url, busy_seconds)


def _file_engine(path: Path, busy_seconds: float, key: FileKey | None, read_only: bool) -> Engine:
    from sqlalchemy import create_engine, event
    from sqlalchemy.engine import URL

    options: dict[str, Any] = {"timeout": busy_seconds, "check_same_thread": False}
    url, known = URL.create("sqlite", database=str(path)), key or KEYS.key_of(path)
    if known is None:
        engine = create_engine(url, creator=lambda: connect_plain(path, **options))
    else:  # the key is the first thing said on a connection, before SQLAlchemy says anything
        engine = create_engine(url, module=driver(), creator=lambda: connect(path, known, **options))

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        prepare_file_connection(connection)
        if read_only:
            connection.execute("PRAGMA query_only = ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("write")
        connection.exec_driver_sql(str(writes) if writes == ALONE else "BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _server_engine(url: URL, busy_seconds: float) -> Engine:
    from sqlalchemy import create_engine, event

    options = _SERVER_SETTINGS.format(lock=int(busy_seconds * 1000))
    given = str(url.query.get("options", ""))
    engine = create_engine(
        able_to_write(verified(url)).difference_update_query(["options"]),
        pool_pre_ping=True,
        isolation_level="READ COMMITTED",
        connect_args={"options": f"{options} {given}".strip(), **_PULSE},
    )

    @event.listens_for(engine, "connect")
    def become_owner(connection: Any, _record: object) -> None:
        try:
            connection.autocommit = True
            connection.execute(BECOME_OWNER)
            with suppress(connection.DataError):
                connection.execute("SELECT set_config(%s, %s, false)", _LOOKED_AFTER)
            connection.autocommit = False
        except BaseException:  # gone already
            connection.close()
            raise

    return engine


def verified(url: URL) -> URL:
    """The address with the server's certificate verified, name and all, unless it says otherwise itself.

    On this computer, over loopback or a socket, nobody listens in between.  A service file may name any server.
    """
    address = url.query.get("hostaddr", os.environ.get("PGHOSTADDR", ""))
    named = [url.query.get("host", url.host or os.environ.get("PGHOST", "")), address]
    if "service" in url.query or os.environ.get("PGSERVICE"):
        named = ["by a service"]
    hosts = [host for one in named for part in ((one,) if isinstance(one, str) else one) for host in part.split(",")]
    if "sslmode" in url.query or all(is_loopback(h) or is_loopback(h.rpartition(":")[0] or h) for h in hosts):
        return url
    return url.update_query_dict({"sslmode": "verify-full"})


def able_to_write(url: URL) -> URL:
    """Of several servers in an address, the one that can be written to, unless the address says otherwise itself."""
    hosts = url.query.get("host", "")
    several = len(hosts) > 1 if not isinstance(hosts, str) else "," in hosts
    if not several or "target_session_attrs" in url.query:
        return url
    return url.update_query_dict({"target_session_attrs": "read-write"})


def is_loopback(host: str) -> bool:
    """True for this computer, by name, by address or through a socket."""
    from ipaddress import ip_address

    name = host.strip("[]")
    if name.lower() in ("", "localhost") or name.startswith(("/", "@")):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def is_standby(connection: Connection) -> bool:
    """True for a server that only follows another one."""
    if connection.dialect.name == "sqlite":
        return False
    return bool(connection.exec_driver_sql("SELECT pg_is_in_recovery()").scalar())


def make_private_file(path: Path) -> None:
    """Create ``path`` readable and writable by its owner alone; the log files beside it inherit the mode."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
