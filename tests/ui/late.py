"""Work on a reader thread whose first answer comes late: it is held back until a later one has been shown."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any


class Late:
    """Stands in for ``work``: the first call does it, and answers only once ``let_go`` was called; later ones at once.

    ``calls`` and ``answered`` say how many were begun and have their answer, told or still held back.
    """

    def __init__(self, work: Callable[..., Any]) -> None:
        self._work, self._go, self._lock = work, threading.Event(), threading.Lock()
        self.calls, self.answered = 0, 0

    def __call__(self, *args: Any, **kw: Any) -> Any:
        with self._lock:
            self.calls += 1
            first = self.calls == 1
        made = self._work(*args, **kw)
        self.answered += 1
        if first:
            assert self._go.wait(60), "the test never let the late answer go"
        return made

    def let_go(self) -> None:
        """The late answer comes now."""
        self._go.set()
