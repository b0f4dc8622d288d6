"""From an address to an engine whose transactions keep the store's promises (DESIGN.md, Promises of the store).

SQLAlchemy's own SQLite transactions lose updates between threads, so the driver is kept out of it: it runs in
autocommit and ``BEGIN``, or ``BEGIN IMMEDIATE`` for a unit of work that writes, is ours.
"""

from __future__ import annotations

import os
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from db.cipher import KEYS, FileKey, connect, connect_plain, driver
from db.team.names import BECOME_OWNER
from ehcp_desk.domain.errors import BadInput

APPLICATION_ID = 0x45484350  # "EHCP", kept in the file's header so that another program's file is known for one
BUSY_SECONDS = 10.0
ALONE = "BEGIN EXCLUSIVE"
"""The ``write`` of a unit of work on a file beside which nobody may even read."""
_PRAGMAS = (
    "foreign_keys = ON",
    "synchronous = FULL",
    "recursive_triggers = ON",  # without it INSERT OR REPLACE slips past the triggers that refuse a delete
    "secure_delete = ON",
    "temp_store = MEMORY",
    "cache_size = -32768",
)
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


def address(url_or_path: str | Path) -> URL:
    """The address a path or URL means: a path is a SQLite file, ``postgresql://`` is PostgreSQL through psycopg.

    Raises :class:`BadInput` for an address that cannot be read or another kind of database.
    """
    text = str(url_or_path)
    if "://" not in text:
        return URL.create("sqlite", database=str(Path(text).expanduser().resolve()))
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise BadInput(
            "The address of the database cannot be read; it looks like postgresql+psycopg://server/database."
        ) from None
    if url.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return url.set(drivername="postgresql+psycopg")
    if url.drivername == "sqlite" and url.database:
        return url.set(database=str(Path(url.database).resolve()))
    raise BadInput(f"{url.drivername} is not a database this program knows: use a file, or postgresql+psycopg://.")


def is_file(url: URL) -> bool:
    """True for a SQLite file."""
    return url.get_backend_name() == "sqlite"


def file_of(url: URL) -> Path:
    """The file a SQLite address names."""
    return Path(url.database or "")


def described(url: URL) -> str:
    """The address as it may be shown: a path, or a server and database without a password."""
    return str(file_of(url)) if is_file(url) else url.render_as_string(hide_password=True)


def make_engine(
    url: URL, busy_seconds: float = BUSY_SECONDS, key: FileKey | None = None, read_only: bool = False
) -> Engine:
    """An engine over ``url``; a lock held by somebody else is waited for ``busy_seconds``.

    ``key`` is for a file that is still empty; through one that is ``read_only`` a file is never changed.  Raises
    PassphraseWanted for an encrypted one whose key nobody gives.
    """
    return _file_engine(url, busy_seconds, key, read_only) if is_file(url) else _server_engine(url, busy_seconds)


def _file_engine(url: URL, busy_seconds: float, key: FileKey | None, read_only: bool) -> Engine:
    options: dict[str, Any] = {"timeout": busy_seconds, "check_same_thread": False}
    path, known = file_of(url), key or KEYS.key_of(file_of(url))
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


def prepare_file_connection(connection: Any) -> None:
    """The settings every SQLite connection works under."""
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _server_engine(url: URL, busy_seconds: float) -> Engine:
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
