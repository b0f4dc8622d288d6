"""Work off the GUI thread: one writer, a few readers, and one signal that brings every result back.

The signal belongs to one long-lived object (a runnable that owns its own loses results), and a callback is scoped
to the widget that asked: where the widget has gone, its result is dropped.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count
from threading import Event, Lock
from typing import TYPE_CHECKING, Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from ehcp_desk.domain.errors import Cancelled
from ui.outage import Outage

if TYPE_CHECKING:
    from ehcp_desk.ports.work import Progress

T = TypeVar("T")
OnDone = Callable[[T], object]
OnError = Callable[[Exception], object]
OnProgress = Callable[[int, int, str], object]

READERS = 2
"""Reader threads: enough that a slow read does not hold up a list, few enough for a two-core council PC."""


class Job:
    """A piece of work under way.  ``cancel`` makes its next progress call raise ``Cancelled``."""

    def __init__(
        self,
        number: int,
        owner: QObject,
        title: str,
        on_done: OnDone[Any] | None,
        on_error: OnError | None,
        on_progress: OnProgress | None,
        writes: bool = False,
        about: str | None = None,
    ) -> None:
        self.number = number
        self.writes = writes
        self.about = about
        self.title = title
        self.finished = False
        self._owner = owner
        self._stop = Event()
        self._on_done, self._on_error, self._on_progress = on_done, on_error, on_progress

    @property
    def cancelled(self) -> bool:
        """True once somebody asked it to stop."""
        return self._stop.is_set()

    @property
    def wanted(self) -> bool:
        """True while the widget that asked is still there and nobody has cancelled.

        What was written stands even where somebody asked for a stop too late, so its result is always wanted.
        """
        return (self.writes or not self.cancelled) and self.owned

    @property
    def owned(self) -> bool:
        """True while the widget that asked is still there."""
        return shiboken6.isValid(self._owner)

    def asked_by(self, owner: QObject, about: str) -> bool:
        """True for what ``latest`` was asked by this owner about the same thing."""
        return self._owner is owner and self.about == about

    @property
    def has_error_handler(self) -> bool:
        """True where the one who asked also said what to do with an error."""
        return self._on_error is not None

    def cancel(self) -> None:
        """Ask it to stop; a result of reading already on its way is dropped."""
        self._stop.set()

    def drop(self) -> None:
        """Stop it and tell nobody: whoever asked wants something newer now."""
        self.cancel()
        self._on_done = self._on_error = self._on_progress = None

    def check(self) -> None:
        """Raise ``Cancelled`` where somebody asked for a stop (called from the worker's progress)."""
        if self._stop.is_set():
            raise Cancelled("Stopped.")

    def deliver(self, result: Any) -> None:
        """Hand the result to the one who asked (GUI thread)."""
        if self._on_done is not None:
            self._on_done(result)

    def fail(self, error: Exception) -> None:
        """Hand the error to the one who asked (GUI thread)."""
        if self._on_error is not None:
            self._on_error(error)

    def report(self, done: int, total: int, what: str) -> None:
        """Hand progress to the one who asked (GUI thread)."""
        if self._on_progress is not None:
            self._on_progress(done, total, what)


class Dispatcher(QObject):
    """The only way from the window to a service and back.

    ``started``, ``progressed`` and ``ended`` let the shell show long work; ``unhandled`` carries an error whose
    caller gave no ``on_error``, so that none is ever lost.
    """

    started = Signal(object)
    progressed = Signal(object, int, int, str)
    ended = Signal(object)
    unhandled = Signal(object)
    _arrived = Signal(object, object, object)
    _moved = Signal(object, int, int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._numbers = count(1)
        self._lock = Lock()
        self._open: dict[int, tuple[Job, Future[None]]] = {}
        self._closed = False
        self.outage = Outage(self)
        self._writer = ThreadPoolExecutor(1, "desk-write")
        self._readers = ThreadPoolExecutor(READERS, "desk-read")
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._moved.connect(self._progress, Qt.ConnectionType.QueuedConnection)

    def read(
        self,
        owner: QObject,
        work: Callable[[Progress], T],
        on_done: OnDone[T] | None = None,
        on_error: OnError | None = None,
        on_progress: OnProgress | None = None,
        title: str = "",
    ) -> Job:
        """Run ``work`` on a reader thread.  It is given a progress callable that raises ``Cancelled`` to stop it.

        ``title`` names work long enough to be shown ("Printing 31 chronologies"); leave it empty for quick reads.
        """
        return self._submit(self._readers, owner, work, on_done, on_error, on_progress, title)

    def latest(
        self,
        owner: QObject,
        work: Callable[[Progress], T],
        on_done: OnDone[T] | None = None,
        on_error: OnError | None = None,
        title: str = "",
        about: str = "",
    ) -> Job:
        """As ``read``, where only the newest answer is of use: a late one never overwrites what was asked for after it.

        ``about`` tells apart what one owner shows several of.
        """
        self.forget(owner, about)
        return self._submit(self._readers, owner, work, on_done, on_error, None, title, about=about)

    def forget(self, owner: QObject, about: str = "") -> None:
        """Nobody waits any longer for what the owner asked ``latest`` for."""
        for job, _future in list(self._open.values()):
            if job.asked_by(owner, about):
                job.drop()

    def write(
        self,
        owner: QObject,
        work: Callable[[Progress], T],
        on_done: OnDone[T] | None = None,
        on_error: OnError | None = None,
        on_progress: OnProgress | None = None,
        title: str = "",
    ) -> Job:
        """Run ``work`` on the one writing thread, after every write asked for before it."""
        return self._submit(self._writer, owner, work, on_done, on_error, on_progress, title, writes=True)

    @property
    def busy(self) -> bool:
        """True while any work has not yet been delivered."""
        return bool(self._open)

    def close(self) -> None:
        """Take no more work, drop what is queued, stop readers and wait for the write that is running."""
        self._closed = True
        self.outage.close()
        for job, future in list(self._open.values()):
            if future.cancel() or job.title:
                job.cancel()
        self._readers.shutdown(wait=True, cancel_futures=True)
        self._writer.shutdown(wait=True, cancel_futures=True)
        self._open.clear()

    def _submit(
        self,
        pool: ThreadPoolExecutor,
        owner: QObject,
        work: Callable[[Progress], Any],
        on_done: OnDone[Any] | None,
        on_error: OnError | None,
        on_progress: OnProgress | None,
        title: str,
        writes: bool = False,
        about: str | None = None,
    ) -> Job:
        job = Job(next(self._numbers), owner, title, on_done, on_error, on_progress, writes, about)
        if self._closed:
            job.cancel()
            return job
        with self._lock:
            self._open[job.number] = (job, pool.submit(self._run, job, work))
        self.started.emit(job)
        return job

    def _run(self, job: Job, work: Callable[[Progress], Any]) -> None:
        """On a worker thread: every way out sends exactly one message back."""

        def progress(done: int, total: int, what: str) -> None:
            job.check()
            self._moved.emit(job, done, total, what)

        result, error = None, None
        try:
            job.check()
            result = self.outage.through(job, lambda: work(progress))
        except Exception as caught:  # noqa: BLE001 - the one place where a thread's error is handed to its caller
            error = caught
        if not self._closed:
            self._arrived.emit(job, result, error)

    def _deliver(self, job: Job, result: object, error: Exception | None) -> None:
        with self._lock:
            self._open.pop(job.number, None)
        job.finished = True
        self.ended.emit(job)
        if isinstance(error, Cancelled) and shiboken6.isValid(job._owner):
            job.fail(error)
        elif not job.wanted:
            return
        elif error is None:
            job.deliver(result)
        elif job.has_error_handler:
            job.fail(error)
        else:
            self.unhandled.emit(error)

    def _progress(self, job: Job, done: int, total: int, what: str) -> None:
        if job.wanted and not job.finished:
            job.report(done, total, what)
            self.progressed.emit(job, done, total, what)
