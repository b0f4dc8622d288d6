"""The desk locks with the computer's own lock: logind's words over a private D-Bus, and Windows' own by their numbers."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import session_lock
from ui.app import make_window
from ui.locking import MINUTES, Locking
from ui.main_window import MainWindow
from ui.session_lock import LOGIND, MANAGER_PATH, SCREEN_SAVERS, SessionBus, follow, means_locked, session_path
from ui.session_lock import logind as words_of_logind
from ui.settings_store import MemorySettings

linux = pytest.mark.skipif(sys.platform != "linux", reason="logind is Linux's")
OTHERS, OWN = session_path("2"), session_path("31")


class Logind:
    """Says what logind says, as logind, on a bus of this test's own."""

    def __init__(self, address: str) -> None:
        from PySide6.QtDBus import QDBusConnection

        self.bus = QDBusConnection.connectToBus(address, "as-logind")
        self.desk = QDBusConnection.connectToBus(address, "as-the-desk")
        assert self.bus.registerService(LOGIND)

    def say(self, path: str, interface: str, name: str, *what: object) -> None:
        from PySide6.QtDBus import QDBusMessage

        message = QDBusMessage.createSignal(path, interface, name)
        message.setArguments(list(what))
        assert self.bus.send(message)


@pytest.fixture
def logind(qapp: QApplication) -> Iterator[Logind]:
    from PySide6.QtDBus import QDBusConnection

    program = shutil.which("dbus-daemon")
    if program is None:
        pytest.skip("dbus-daemon is not installed; what is done with each word is tested without it")
    daemon = subprocess.Popen([program, "--session", "--nofork", "--nopidfile", "--print-address=1"],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)  # fmt: skip
    assert daemon.stdout is not None
    yield Logind(daemon.stdout.readline().strip())
    for name in ("as-logind", "as-the-desk"):
        QDBusConnection.disconnectFromBus(name)
    daemon.kill()
    daemon.wait()
    daemon.stdout.close()


@linux
def test_what_logind_says_of_this_session_locks_and_nothing_else_does(qtbot: QtBot, logind: Logind) -> None:
    locked: list[str] = []
    listening = SessionBus(logind.desk, [*words_of_logind("31"), *SCREEN_SAVERS], lambda: locked.append("locked"))
    for path, interface, name, what in (
        (OTHERS, f"{LOGIND}.Session", "Lock", ()),
        (OWN, f"{LOGIND}.Session", "Unlock", ()),
        (MANAGER_PATH, f"{LOGIND}.Manager", "PrepareForSleep", (False,)),
        ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", (False,)),
    ):
        logind.say(path, interface, name, *what)
    logind.say(OWN, f"{LOGIND}.Session", "Lock")  # said last, and what is said is heard in its order
    qtbot.waitUntil(lambda: bool(locked), timeout=5_000)
    assert locked == ["locked"]
    logind.say(MANAGER_PATH, f"{LOGIND}.Manager", "PrepareForSleep", True)
    qtbot.waitUntil(lambda: len(locked) == 2, timeout=5_000)
    for number, saver in enumerate(("gnome", "freedesktop"), 3):
        logind.say(f"/org/{saver}/ScreenSaver", f"org.{saver}.ScreenSaver", "ActiveChanged", True)
        qtbot.waitUntil(lambda number=number: len(locked) == number, timeout=5_000)  # type: ignore[misc]
    listening.deleteLater()


class Bus:
    """A bus that lets the desk listen, or not, and says nothing."""

    def __init__(self, there: bool = True, listens: bool = True) -> None:
        self.there, self.listens = there, listens
        self.asked: list[tuple[object, ...]] = []

    def isConnected(self) -> bool:
        return self.there

    def connect(self, *asked: object) -> bool:
        self.asked.append(asked[:4])
        return self.listens


def test_what_is_done_with_each_word(qapp: QApplication) -> None:
    locked: list[int] = []
    bus = Bus()
    listening = SessionBus(bus, words_of_logind("c2"), lambda: locked.append(1))
    assert [asked[1:] for asked in bus.asked] == [
        (MANAGER_PATH, f"{LOGIND}.Manager", "PrepareForSleep"),
        (session_path("c2"), f"{LOGIND}.Session", "Lock"),
    ]
    listening.begins(False)
    assert not locked
    listening.begins(True)
    listening.locks()
    assert len(locked) == 2
    assert len(words_of_logind("")) == 1  # whose session it is is not known, so nobody's lock counts


@pytest.mark.parametrize("bus", [Bus(there=False), Bus(listens=False)])
def test_a_bus_that_is_not_there_or_does_not_tell_is_an_error(qapp: QApplication, bus: Bus) -> None:
    with pytest.raises(OSError, match="D-Bus"):
        SessionBus(bus, SCREEN_SAVERS, list)


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_a_computer_that_does_not_tell_stops_nothing(
    qtbot: QtBot, window: MainWindow, platform: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(session_lock.sys, "platform", platform)
    monkeypatch.setattr(session_lock, "SessionBus", None)
    with caplog.at_level("INFO"):
        assert follow(window, list) == []
    assert ("not followed" in caplog.text) is (platform != "darwin")


@pytest.mark.parametrize(
    ("session", "path"), [("31", "_331"), ("c2", "c2"), ("", ""), ("a-b", "a_2db"), ("1", "_31"), ("é", "_c3_a9")]
)
def test_a_session_is_named_as_logind_names_it(session: str, path: str) -> None:
    assert session_path(session) == f"{MANAGER_PATH}/session/{path}"


def test_of_what_windows_says_the_lock_and_the_sleep_alone_lock() -> None:
    """WM_WTSSESSION_CHANGE with WTS_SESSION_LOCK, WM_POWERBROADCAST with PBT_APMSUSPEND."""
    assert means_locked(0x02B1, 0x7) and means_locked(0x0218, 0x4)
    for message, what in ((0x02B1, 0x8), (0x02B1, 0x1), (0x0218, 0x7), (0x0218, 0x12), (0x0100, 0x7)):
        assert not means_locked(message, what)


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    made = make_window(qapp, MemorySettings())
    qtbot.addWidget(made)
    made.show()
    yield made
    made.dispatcher.close()


@pytest.mark.parametrize(("minutes", "locked"), [(0, False), (10, True)])
def test_a_desk_that_locks_itself_locks_with_the_computer(
    window: MainWindow, minutes: int, locked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []
    monkeypatch.setattr("ui.locking.follow", lambda _window, lock: told.append(lock))
    window.settings.put(MINUTES, minutes)
    locking = Locking(window, None)
    told[0]()  # type: ignore[operator]
    assert locking.locked is locked and window.isVisible() is not locked
    if locking.shown is not None:
        locking.shown.button.click()
        assert not locking.locked
