"""A server that does not answer: said once, calmly; what was asked for waits, and goes on by itself."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from ehcp_desk.domain.errors import ServerGone
from ehcp_desk.services.going_on import go_on
from ui.messages import Messages

if TYPE_CHECKING:
    from ehcp_desk.ports.work import Store
    from ui.tasks import Job

T = TypeVar("T")
AGAIN_SECONDS = 3.0
"""How long the window waits before it tries the server again."""
WAITING = "The server is not answering; what you typed is kept. Trying again…"
BACK = "The server answers again."


class Outage(QObject):
    """Stands between a worker and the record: what failed because the server is gone is done again when it is back.

    A save is done again only where the store knows that nothing of it was saved; one that its dialog was closed over
    is given up.  ``lost`` and ``found`` are emitted once an outage, on the GUI thread; ``on`` while it lasts.
    """

    lost = Signal()
    found = Signal()
    _waits = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store: Store | None = None
        self._here = threading.local()
        self._again = threading.Condition()
        self._tries = 0
        self._waiting = 0
        self._closed = False
        self.on = False
        self._waits.connect(self._count, Qt.ConnectionType.QueuedConnection)

    def watch(self, store: Store) -> None:
        """Wait for this record's server from now on."""
        self._store = store
        store.patience = self.wait

    def tell(self, messages: Messages) -> None:
        """Say it in the window, with a way to try at once."""
        self.lost.connect(lambda: messages.trouble(WAITING, "Try now", self.try_now))
        self.found.connect(messages.over)
        self.found.connect(lambda: messages.status(BACK))

    def through(self, job: Job, work: Callable[[], T]) -> T:
        """Do ``work`` (on a worker), again and again while the server is gone and somebody wants the answer."""
        if self._store is None:
            return work()
        self._here.job = job
        try:
            return go_on(self._store, work, self.wait) if job.writes else self._read(work)
        finally:
            self._here.job = None
            if getattr(self._here, "waits", False):
                self._here.waits = False
                self._waits.emit(False)

    def _read(self, work: Callable[[], T]) -> T:
        while True:
            try:
                return work()
            except ServerGone as gone:
                if not self.wait(gone):
                    raise

    def wait(self, gone: ServerGone) -> bool:
        """On a worker: wait a while; True where it is worth another try."""
        if not self._wanted(gone):
            return False
        if not getattr(self._here, "waits", False):
            self._here.waits = True
            self._waits.emit(True)
        with self._again:
            before = self._tries
            self._again.wait_for(lambda: self._closed or self._tries != before, AGAIN_SECONDS)
        return self._wanted(gone)

    def _wanted(self, gone: ServerGone) -> bool:
        """A save that may have been made is asked after to the end; any other is dropped with whoever asked for it."""
        job: Job | None = getattr(self._here, "job", None)
        return not self._closed and (gone.unsure or job is None or (not job.cancelled and job.owned))

    def try_now(self) -> None:
        """Do not wait any longer."""
        with self._again:
            self._tries += 1
            self._again.notify_all()

    def close(self) -> None:
        """Nobody waits any more: the window closes."""
        with self._again:
            self._closed = True
            self._again.notify_all()

    def _count(self, more: bool) -> None:
        self._waiting += 1 if more else -1
        if bool(self._waiting) != self.on:
            self.on = bool(self._waiting)
            (self.lost if self.on else self.found).emit()
