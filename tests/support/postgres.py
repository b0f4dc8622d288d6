"""A private PostgreSQL server for the tests: started on demand, on loopback, stopped at the end.

Nothing of an installed server is touched: its own data folder, its own socket, a free port.  Durability is off,
because a test's data need not outlive a power cut.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg

PASSWORD = "only-for-these-tests"
TEMPLATE = "ehcp_template"
_CARELESS = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"


def program(name: str) -> str | None:
    """Where a program of the server is: on the path, or the newest of Debian's own places."""
    found = shutil.which(name)
    if found and Path(found).resolve().name == name:  # and not Debian's wrapper, which stands for several
        return str(Path(found).resolve())
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda p: int(p.parts[-3]))
    return str(places[-1]) if places else None


def installed() -> bool:
    """True where a server can be started here."""
    return program("initdb") is not None and program("pg_ctl") is not None


@dataclass
class PostgresServer:
    """A running server.  ``url`` gives the address of one of its databases."""

    home: Path
    port: int
    settings: str = ""
    _names: count[int] = field(default_factory=count)

    def url(self, database: str, host: str = "", password: str = PASSWORD) -> str:
        """The address of a database: over the socket, or over loopback where ``host`` is given."""
        if host:
            return f"postgresql+psycopg://ehcp:{password}@{host}:{self.port}/{database}"
        return f"postgresql+psycopg://ehcp@/{database}?host={self.home}&port={self.port}"

    def admin(self) -> psycopg.Connection:
        """A connection that may make and drop databases."""
        return psycopg.connect(host=str(self.home), port=self.port, user="ehcp", dbname="postgres", autocommit=True)

    def new_database(self, template: str = "template0") -> str:
        """Make a database and give its name."""
        name = f"desk_{next(self._names)}"
        with contextlib.closing(self.admin()) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8'")
        return name

    def drop(self, name: str) -> None:
        """Drop a database, whoever is still connected to it."""
        with contextlib.closing(self.admin()) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def stop(self) -> None:
        """Stop the server, unless it is, and remove everything it wrote."""
        with contextlib.suppress(RuntimeError):
            self.halt("immediate")
        shutil.rmtree(self.home, ignore_errors=True)

    def halt(self, how: str = "fast") -> None:
        """Stop it and keep its data; ``immediate`` is as a power cut."""
        _run(self.home, "pg_ctl", "-D", str(self.home / "data"), "-m", how, "-w", "stop")

    def resume(self) -> None:
        """Start it again where it was."""
        _start(self.home, self.port, self.settings)

    def follow(self) -> PostgresServer:
        """Start a standby that streams everything this server commits; it answers for nothing until ``promote``."""
        home = _new_home()
        data, port = str(home / "data"), _free_port()
        _run(home, "pg_basebackup", "-h", str(self.home), "-p", str(self.port), "-U", "ehcp", "-D", data, "-X", "stream",
             "-R", "-c", "fast")  # fmt: skip
        _start(home, port, self.settings)
        return PostgresServer(home, port, self.settings)

    def promote(self) -> None:
        """Make a standby the server that is written to."""
        _run(self.home, "pg_ctl", "-D", str(self.home / "data"), "-w", "promote")


def start(durable: bool = False, connections: int = 60) -> PostgresServer:
    """Start a server on a free port, as somebody who is not root; ``durable`` as a council's would be."""
    home = _new_home()
    password = home / "password"
    password.write_text(PASSWORD)
    shutil.chown(password, *_account())
    port = _free_port()
    _run(home, "initdb", "-D", str(home / "data"), "-U", "ehcp", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8",
         "--auth-local=trust", "--auth-host=scram-sha-256", f"--pwfile={password}")  # fmt: skip
    settings = f"{'' if durable else _CARELESS} -c max_connections={connections}"
    _start(home, port, settings)
    return PostgresServer(home, port, settings)


def _new_home() -> Path:
    home = Path(tempfile.mkdtemp(prefix="ehcp-pg-"))
    shutil.chown(home, *_account())
    return home


def _start(home: Path, port: int, settings: str) -> None:
    options = f"{settings} -c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={home}"
    _run(home, "pg_ctl", "-D", str(home / "data"), "-l", str(home / "log"), "-o", options, "-w", "start")


def _account() -> tuple[str, int]:
    """The account the server runs under: PostgreSQL refuses root."""
    import pwd  # not there on Windows, where these tests are skipped

    if os.geteuid() != 0:
        own = pwd.getpwuid(os.geteuid())
        return own.pw_name, own.pw_gid
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            account = pwd.getpwnam(name)
            return account.pw_name, account.pw_gid
    raise RuntimeError("there is no account but root to run PostgreSQL under")


def _run(home: Path, name: str, *arguments: str) -> None:
    user, group = _account()
    as_somebody = {"user": user, "group": group, "extra_groups": []} if os.geteuid() == 0 else {}
    # The server inherits what it is given, so its output goes to a file: a pipe would stay open with it.
    with (home / "said").open("ab") as said:
        command = [str(program(name)), *arguments]
        done = subprocess.run(command, stdout=said, stderr=said, cwd=home, check=False, **as_somebody)
    if done.returncode != 0:
        raise RuntimeError(f"{name} failed: {(home / 'said').read_text()[-2000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
