"""A network cable on loopback that a test can cut: before a word goes out, or after it and before its answer."""

from __future__ import annotations

import contextlib
import select
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

COMMIT = b"COMMIT\0"  # and not the "read committed" that a transaction begins with


@dataclass
class Cable:
    """Carries what is said between a desk and a server at ``port``; ``port`` of its own is where the desk goes.

    ``cut`` says where it breaks the next time the desk commits: ``unsent``, and the server never hears of it, or
    ``unanswered``, and the desk never hears that it was done.  It breaks once and whoever connects again gets through,
    unless ``pulled``.  With ``answered`` the desk hears it, and finds the cable pulled when it asks anything more.
    """

    server_port: int
    cut: str = ""
    pulled: bool = False
    cuts: int = 0
    _open: list[socket.socket] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def pull(self) -> None:
        """Cut whatever is open, and let nobody through until ``plug_in``."""
        self.pulled = True
        for one in self._open:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def plug_in(self) -> None:
        """Let whoever connects through again."""
        self.pulled = False

    def close(self) -> None:
        """Take it away."""
        self.pull()
        self._listening.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                desk, _ = self._listening.accept()
                threading.Thread(target=self._carry, args=(desk,), daemon=True).start()

    def _carry(self, desk: socket.socket) -> None:
        with contextlib.suppress(OSError), desk:
            if self.pulled:
                return
            with socket.create_connection(("127.0.0.1", self.server_port)) as server:
                self._open += [desk, server]
                self._both_ways(desk, server)

    def _both_ways(self, desk: socket.socket, server: socket.socket) -> None:
        while True:
            for one in select.select([desk, server], [], [])[0]:
                said = one.recv(65536)
                if not said:
                    return
                if one is desk and self.cut and COMMIT in said:
                    how, self.cut = self.cut, ""
                    self.cuts += 1
                    if how == "answered":
                        server.sendall(said)
                        self.pulled = True  # before the desk hears, who may connect again at once
                        desk.sendall(server.recv(65536))
                    if how == "unanswered":
                        server.sendall(said)
                        server.recv(65536)
                    return
                (server if one is desk else desk).sendall(said)


@contextlib.contextmanager
def cable_to(port: int) -> Iterator[Cable]:
    """A cable to the server at this port, taken away at the end."""
    cable = Cable(port)
    try:
        yield cable
    finally:
        cable.close()
