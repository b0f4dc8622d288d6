"""Alerts of the person at the keyboard: the count at the bell, and a notice when something new comes while the desk is open.

The notice goes to the system's tray; where there is none it is said in the window.  It names references and counts,
never a child.  What was read is remembered on this computer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSystemTrayIcon

from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.news import News, news
from ui.events import Changed
from ui.settings_store import SettingsStore
from ui.theme import icons
from ui.theme.appearance import current

if TYPE_CHECKING:
    from ui.main_window import MainWindow

ON, OFF = "on", "off"
TRAY = "alerts/tray"
"""The setting that lets a notice be shown, ``on`` or ``off``."""
KIND = "alerts"
"""What ``AppEvents`` is told of when alerts were read."""
LOOK_MS = 10 * 60 * 1000
"""How often the record is asked without a change: a day can end while the desk is open."""
NAMED = 3
Tell = Callable[[str, str], bool]


def read_keys(settings: SettingsStore, user: str) -> frozenset[str]:
    """The alerts this person has read."""
    return frozenset(str(key) for key in settings.get(f"alerts/read/{user}", []))


def mark_read(settings: SettingsStore, user: str, keys: Iterable[str], there: Iterable[str]) -> None:
    """Remember these as read, and forget those that are no longer ``there``."""
    kept = (read_keys(settings, user) | set(keys)) & set(there)
    settings.put(f"alerts/read/{user}", sorted(kept))


def sentence(fresh: Sequence[News]) -> str:
    """``2 things for you: SEN/26118, SEN/26119``; references only."""
    refs = list(dict.fromkeys(one.ref for one in fresh))
    more = f" and {len(refs) - NAMED} more" if len(refs) > NAMED else ""
    things = "1 thing" if len(fresh) == 1 else f"{len(fresh)} things"
    return f"{things} for you: {', '.join(refs[:NAMED])}{more}."


class Tray:
    """The system's tray, made at the first notice; False where the system has none."""

    def __init__(self) -> None:
        self._icon: QSystemTrayIcon | None = None

    def __call__(self, title: str, words: str) -> bool:
        if not QSystemTrayIcon.isSystemTrayAvailable() or not QSystemTrayIcon.supportsMessages():
            return False
        if self._icon is None:
            self._icon = QSystemTrayIcon(icons.icon("bell", current().tokens.ink), QGuiApplication.instance())
            self._icon.setToolTip("EHCP Desk")
            self._icon.show()
        self._icon.showMessage(title, words, QSystemTrayIcon.MessageIcon.Information)
        return True


class Alerts(QObject):
    """Asks the record at the start, after every change and now and then; what it finds first is no news."""

    def __init__(self, window: MainWindow, desk: Desk, tell: Tell | None = None) -> None:
        super().__init__(window)
        self._window, self._desk = window, desk
        self._tell = tell or Tray()
        self._seen: set[str] | None = None
        self._now: tuple[News, ...] = ()
        window.events.changed.connect(self._changed)
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self.look()

    def look(self) -> None:
        """Ask now, on a reader thread."""
        desk = self._desk
        self._window.dispatcher.read(self, lambda _progress: news(desk), self._found)

    def _changed(self, changed: Changed) -> None:
        if changed.kinds == frozenset({KIND}):
            self._count()
        else:
            self.look()

    def _found(self, found: tuple[News, ...]) -> None:
        fresh = [one for one in found if self._seen is not None and one.key not in self._seen]
        self._seen = (self._seen or set()) | {one.key for one in found}
        self._now = found
        self._count()
        if fresh and self._window.settings.get(TRAY, ON) == ON:
            words = sentence(fresh)
            if not self._tell("EHCP Desk", words):
                self._window.messages.done(words)

    def _count(self) -> None:
        read = read_keys(self._window.settings, self._desk.user)
        self._window.top.bell.show_count(sum(one.key not in read for one in self._now))
