"""What has changed, told once to every page: our own acts at once, other people's by asking the journal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from ui.tasks import Dispatcher

POLL_MS = 500
"""How often other people's work is asked for: what they save is on screen within a second."""


@dataclass(frozen=True, slots=True)
class Changed:
    """Kinds of thing and ids of cases that changed.  ``initiator`` is the widget that did it, None for others' work.

    Empty ``kinds`` or ``cases`` means any.
    """

    kinds: frozenset[str] = frozenset()
    cases: frozenset[int] = frozenset()
    initiator: object | None = None

    def touches(self, case_id: int) -> bool:
        """True where this case may have changed."""
        return not self.cases or case_id in self.cases

    def about(self, *kinds: str) -> bool:
        """True where any of these kinds may have changed."""
        return not self.kinds or not self.kinds.isdisjoint(kinds)


class AppEvents(QObject):
    """The one signal pages listen to: ``changed`` carries a :class:`Changed`."""

    changed = Signal(object)

    def tell(self, kinds: frozenset[str], cases: frozenset[int], initiator: object | None = None) -> None:
        """Say what a service changed (its ``Changes.kinds`` and ``Changes.cases``)."""
        self.changed.emit(Changed(kinds, cases, initiator))


class JournalPoller(QObject):
    """Asks twice a second, on a reader thread, whether other people have changed anything."""

    def __init__(
        self, events: AppEvents, dispatcher: Dispatcher, poll: Callable[[], Changed | None], interval_ms: int = POLL_MS
    ) -> None:
        super().__init__(events)
        self._events, self._dispatcher, self._poll = events, dispatcher, poll
        self._asking = False
        self._timer = QTimer(self, interval=interval_ms)
        self._timer.timeout.connect(self.ask)
        self._timer.start()

    def ask(self) -> None:
        """Ask now, unless an answer is still on its way."""
        if self._asking:
            return
        self._asking = True
        self._dispatcher.read(self, lambda _progress: self._poll(), self._answered, self._failed)

    def _answered(self, change: Changed | None) -> None:
        self._asking = False
        if change is not None:
            self._events.changed.emit(change)

    def _failed(self, error: Exception) -> None:
        """A lost database is news too; the next tick asks again."""
        self._asking = False
        self._dispatcher.unhandled.emit(error)
