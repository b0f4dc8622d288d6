"""The copy of one's own cases: kept while the server is there, and offered to be looked at where it is not for long.

It is shown in a window of its own over the other, which stays as it is: what was typed there is kept, and what was being
saved goes on by itself when the server is there again.  Then the window of the copy goes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout

from ehcp_desk.domain.errors import Cancelled, DeskError
from ehcp_desk.domain.wording import Mark
from ui.messages import UNEXPECTED
from ui.theme import icons
from ui.theme.type_scale import Role
from ui.widgets.notices import MarkIcon
from ui.widgets.text import label

if TYPE_CHECKING:
    from ehcp_desk.services.desk import Desk
    from ui.main_window import MainWindow
    from ui.rooms import Surroundings

LOOK_MS = 60_000
"""How often a desk looks whether its copy is to be made again."""
LONG_MS = 60_000
"""How long a server does not answer before the copy is offered."""
AGAIN_MS = 10_000
"""How often a desk that could not open its record tries again behind the copy."""
ROOMS = frozenset({"today", "cases", "finding", "case"})
"""What can be looked at in a copy: rooms that count a whole team's cases would count wrong."""
OFFERED = "The server is still not answering; what you typed is kept, and the desk goes on trying."
NONE_KEPT = (
    "The server is still not answering; what you typed is kept. There is no copy of your cases to look at: {why}"
)
NO_COPY = "none was made on this computer."


@dataclass(frozen=True, slots=True)
class Copies:
    """How copies are kept and opened: ``keep`` makes one where it is time and says why there is none, empty where there is
    one; ``there`` says whether there is one; ``open_desk`` opens it."""

    keep: Callable[[Desk], str]
    there: Callable[[], bool]
    open_desk: Callable[[], Desk]


class LastCopy(QObject):
    """Keeps the copy of whoever is at ``window`` and shows it; ``open_again`` tries the record itself once more."""

    def __init__(self, window: MainWindow, copies: Copies, open_again: Callable[[], object]) -> None:
        super().__init__(window)
        self._window, self._copies = window, copies
        self.why = NO_COPY
        self.shown: MainWindow | None = None
        self._desk: Desk | None = None
        self._again = QTimer(self, interval=AGAIN_MS)
        self._again.timeout.connect(open_again)
        self._long = QTimer(self, interval=LONG_MS, singleShot=True)
        self._long.timeout.connect(self.offer)
        self._time = QTimer(self, interval=LOOK_MS)
        outage = window.dispatcher.outage
        outage.lost.connect(self._long.start)
        outage.found.connect(self.close)
        window.closing.connect(self.close)

    # -- keeping -----------------------------------------------------------------------------------------------

    def keep_for(self, desk: Desk) -> None:
        """The record is open: look at once, and every minute, whether its copy is to be made again."""
        self.close()
        self._time.timeout.connect(lambda: self.keep(desk))
        self._time.start()
        self.keep(desk)

    def keep(self, desk: Desk) -> None:
        """Look now, off this thread, unless the server is gone."""
        if not self._window.dispatcher.outage.on:
            self._window.dispatcher.read(self, lambda _progress: self._copies.keep(desk), self._kept, self._not_kept)

    def _kept(self, why: str) -> None:
        self.why = why

    def _not_kept(self, error: Exception) -> None:
        """Said in passing: the last one stands, and it is tried again in a minute."""
        if not isinstance(error, Cancelled):
            self.why = str(error) if isinstance(error, DeskError) else UNEXPECTED
            self._window.messages.status(self.why)

    # -- looking -----------------------------------------------------------------------------------------------

    def offer(self) -> None:
        """The server has not answered for long."""
        outage, messages = self._window.dispatcher.outage, self._window.messages
        if not outage.on:
            return
        if self._copies.there():
            from ui.app import LOOK

            messages.trouble(OFFERED, LOOK, self.look)
        else:
            messages.trouble(NONE_KEPT.format(why=self.why or NO_COPY), "Try now", outage.try_now)

    @property
    def there(self) -> bool:
        """Whether there is a copy to look at."""
        return self._copies.there()

    def look(self) -> None:
        """Show the copy in a window of its own, or bring that to the front."""
        if self.shown is not None:
            self.shown.activateWindow()
            return
        from ui.app import make_window
        from ui.locking import Locking

        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self.shown = shown = make_window(app, self._window.settings)
        shown.closing.connect(self._gone)
        shown.show()

        def opened(answer: tuple[Desk, Surroundings]) -> None:
            self._desk = answer[0]
            take_copy(shown, *answer)
            if self._window.context is None:  # there is no desk behind it, whose lock would cover this window too
                shown.locking = Locking(shown, None)
                self._again.start()

        shown.dispatcher.read(shown, lambda _progress: self._opened(), opened, self._refused)

    def _opened(self) -> tuple[Desk, Surroundings]:
        from ui.frame import look_around

        desk = self._copies.open_desk()
        return desk, look_around(desk)

    def _refused(self, error: Exception) -> None:
        self.close()
        self._window.messages.failed(error)

    def close(self) -> None:
        """The server is there again, or nobody wants to look any more."""
        self._long.stop()
        self._again.stop()
        if self.shown is not None:
            self.shown.close()
            self._window.activateWindow()

    def _gone(self) -> None:
        """With the copy's window go its threads and its record."""
        shown, desk = self.shown, self._desk
        self.shown = self._desk = None
        self._again.stop()
        if shown is not None:
            shown.dispatcher.close()
            shown.deleteLater()
        if desk is not None:
            desk.store.close()


class CopyBar(QFrame):
    """Stands over every page of a copy and cannot be closed."""

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self.setProperty("part", "banner")
        self.setAccessibleName(sentence)
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 6, 12, 6)
        line.setSpacing(10)
        line.addWidget(MarkIcon("clock-counter-clockwise", 16, icons.REGULAR, Mark.OVERDUE))
        line.addWidget(label(sentence, Role.STRONG, wrap=True), 1)


def take_copy(window: MainWindow, desk: Desk, around: Surroundings) -> None:
    """Show a copy: its rooms alone, its stamp over every page and in the title, the search; nobody else's work."""
    from ui.frame import Finder

    copied = desk.store.copied
    assert copied is not None
    window.rooms = {key: room for key, room in window.rooms.items() if key in ROOMS}
    window.rail.only(ROOMS)
    window.name = f"EHCP Desk, {copied.words[0].lower()}{copied.words[1:]}"
    window.at_the_head(CopyBar(copied.stamp))
    window.take_desk(desk, around, "today")
    Finder(window, desk)
