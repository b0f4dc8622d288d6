"""The computer's own lock, and its going to sleep: told to whoever locks the desk.  Where a platform does not tell, or not
through what is installed, nothing happens and the log of the program says why.

Linux: logind over the system's D-Bus (``Lock``, ``PrepareForSleep``), and the screen lock over the session's.  Windows: the
session's notifications to a window.  Written for Windows and not run there yet.
"""

from __future__ import annotations

import logging
import os
import re
import sys
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from PySide6.QtCore import SLOT, QAbstractNativeEventFilter, QCoreApplication, QObject, Slot
from PySide6.QtWidgets import QWidget

LOGIND = "org.freedesktop.login1"
MANAGER_PATH = "/org/freedesktop/login1"
Word = tuple[str, str, str, str, str]
"""Service, path, interface and name of a signal, and the slot that hears it; an empty service or path is any."""
SCREEN_SAVERS: tuple[Word, ...] = (
    ("", "", "org.freedesktop.ScreenSaver", "ActiveChanged", "begins(bool)"),
    ("", "", "org.gnome.ScreenSaver", "ActiveChanged", "begins(bool)"),
)
"""The person's own screen lock, on the session's D-Bus."""
_WM_WTSSESSION_CHANGE, _WTS_SESSION_LOCK = 0x02B1, 0x7
_WM_POWERBROADCAST, _PBT_APMSUSPEND = 0x0218, 0x0004
_LOG = logging.getLogger(__name__)


def follow(window: QWidget, lock: Callable[[], object]) -> list[object]:
    """Have ``lock`` called when the computer is locked or goes to sleep; what listens, nothing where nobody tells."""
    platform: str = sys.platform
    if platform == "win32":
        return [one for one in (_tried(lambda: WindowsSession(window, lock)),) if one is not None]
    if platform == "linux":
        session = os.environ.get("XDG_SESSION_ID", "")
        ways = (("systemBus", logind(session)), ("sessionBus", SCREEN_SAVERS))
        made = [_tried(partial(_on_bus, which, words, lock, window)) for which, words in ways]
        return [one for one in made if one is not None]
    return []


def _tried(make: Callable[[], object]) -> object | None:
    try:
        return make()
    except Exception as error:  # noqa: BLE001 - nobody's work stops because a computer does not tell of its lock
        _LOG.info("The lock of the computer is not followed: %s", type(error).__name__)
        return None


def _on_bus(which: str, words: Iterable[Word], lock: Callable[[], object], window: QWidget) -> object:
    from PySide6.QtDBus import QDBusConnection

    return SessionBus(getattr(QDBusConnection, which)(), words, lock, window)


def session_path(session: str) -> str:
    """Where logind tells of a session: its number, with what D-Bus does not allow in a path written in hexadecimal."""
    escaped = re.sub(
        r"^[0-9]|[^A-Za-z0-9]", lambda found: "".join(f"_{b:02x}" for b in found.group().encode()), session
    )
    return f"{MANAGER_PATH}/session/{escaped}"


def logind(session: str) -> list[Word]:
    """What logind says that means a lock: of this session, where its number is known, and of the computer's sleep."""
    sleep = (LOGIND, MANAGER_PATH, f"{LOGIND}.Manager", "PrepareForSleep", "begins(bool)")
    own = (LOGIND, session_path(session), f"{LOGIND}.Session", "Lock", "locks()")
    return [sleep, own] if session else [sleep]


class SessionBus(QObject):
    """Listens to ``words`` on a connection to D-Bus.  Raises OSError where nobody can be listened to there."""

    def __init__(
        self, bus: Any, words: Iterable[Word], lock: Callable[[], object], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._lock = lock
        if not bus.isConnected():
            raise OSError("no D-Bus")
        for service, path, interface, name, slot in words:
            if not bus.connect(service, path, interface, name, self, SLOT(slot)):
                raise OSError("D-Bus does not let the desk listen")

    @Slot(bool)
    def begins(self, on: bool) -> None:
        """The computer goes to sleep or its screen is locked; or it has woken up, or been unlocked."""
        if on:
            self._lock()

    @Slot()
    def locks(self) -> None:
        """Somebody asked for the session to be locked."""
        self._lock()


def means_locked(message: int, what: int) -> bool:
    """Whether what Windows sends a window means that the session is locked or the computer goes to sleep."""
    return (message, what) in ((_WM_WTSSESSION_CHANGE, _WTS_SESSION_LOCK), (_WM_POWERBROADCAST, _PBT_APMSUSPEND))


class WindowsSession(QAbstractNativeEventFilter):
    """Listens to what Windows tells a window of its session."""

    def __init__(self, window: QWidget, lock: Callable[[], object]) -> None:
        super().__init__()
        self._lock = lock
        app = QCoreApplication.instance()
        import ctypes  # takes longer to load than the rest of this, and only here is it of use

        windll: Any = getattr(ctypes, "windll")  # noqa: B009 - known to Windows alone
        if app is None or not windll.wtsapi32.WTSRegisterSessionNotification(int(window.winId()), 0):
            raise OSError("Windows does not tell")
        app.installNativeEventFilter(self)

    def nativeEventFilter(self, _kind: Any, message: Any) -> tuple[bool, int]:
        """Look at every message and stop none."""
        from ctypes import wintypes

        said = wintypes.MSG.from_address(int(message))
        if means_locked(said.message, said.wParam):
            self._lock()
        return False, 0
