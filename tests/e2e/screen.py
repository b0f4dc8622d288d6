"""A screen of this test run's own: a virtual display, a window manager, and eyes that read windows."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import ImageGrab

READER = Path(__file__).with_name("reader.py")
WAKE = (
    *("dbus-send", "--session", "--print-reply", "--dest=org.a11y.Bus"),
    *("/org/a11y/bus", "org.a11y.Bus.GetAddress"),
)
"""Starts the bus of assistive tools, which the desk must find when it starts."""
NEEDED = ("Xvfb", "openbox", "xdotool", "dbus-daemon", "dbus-send")


@dataclass(frozen=True)
class Seen:
    """One thing a screen reader finds in a window; ``box`` is left, top, width and height on the screen."""

    role: str
    name: str
    description: str
    text: str
    depth: int
    focused: bool
    enabled: bool
    checked: bool
    active: bool
    box: tuple[int, int, int, int]

    def says(self, words: str) -> bool:
        return words in self.name or words in self.text


class Screen:
    """A virtual display with a window manager and a bus for assistive tools; ``env`` is for programs on it."""

    def __init__(self, env: dict[str, str], reader: subprocess.Popen[str]) -> None:
        self.env, self._reader = env, reader

    def read(self, process: int) -> list[Seen]:
        """What a program shows now, in reading order."""
        assert self._reader.stdin is not None
        assert self._reader.stdout is not None
        self._reader.stdin.write(f"{process}\n")
        self._reader.stdin.flush()
        answer = json.loads(self._reader.stdout.readline())
        return [Seen(**{**one, "box": tuple(one["box"])}) for one in answer]

    def picture(self, path: Path) -> Path:
        """Keep a picture of the whole screen."""
        ImageGrab.grab(xdisplay=self.env["DISPLAY"]).save(path)
        return path

    def xdotool(self, *words: str) -> str:
        """Move, click, type or ask, as a person's hands would."""
        done = subprocess.run(["xdotool", *words], env=self.env, capture_output=True, text=True)
        return done.stdout.strip()


@contextmanager
def virtual_screen() -> Iterator[Screen]:
    """Start a display on a free number with all that belongs to it; end it all afterwards.

    Raises RuntimeError naming what is not installed.
    """
    missing = [program for program in NEEDED if shutil.which(program) is None]
    if missing:
        raise RuntimeError(f"{', '.join(missing)}: not installed; make test installs it, or names the packages.")
    with ExitStack() as stack:
        env = {name: value for name, value in os.environ.items() if not name.startswith(("QT_", "EHCP_"))}
        env |= {"DISPLAY": f":{stack.enter_context(_display())}", "QT_QPA_PLATFORM": "xcb", "LC_ALL": "C.UTF-8",
                "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "BROWSER": "true"}  # fmt: skip
        env["DBUS_SESSION_BUS_ADDRESS"] = stack.enter_context(_bus(env))
        ask = (
            "dbus-send",
            "--session",
            "--print-reply",
            "--dest=org.a11y.Bus",
            "/org/a11y/bus",
            "org.a11y.Bus.GetAddress",
        )
        subprocess.run(ask, env=env, check=True, capture_output=True)
        stack.enter_context(_running(["openbox"], env))
        yield Screen(env, stack.enter_context(_reader(env)))


@contextmanager
def _display() -> Iterator[str]:
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1366x768x24", "-nolisten", "tcp"],
        pass_fds=(write,), stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    with os.fdopen(read) as said:
        number = re.sub(r"\D", "", said.readline())
    try:
        yield number
    finally:
        _end(server)


@contextmanager
def _bus(env: dict[str, str]) -> Iterator[str]:
    """A session bus of the screen's own; gives its address."""
    words = ["dbus-daemon", "--session", "--nofork", "--print-address"]
    with subprocess.Popen(words, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as bus:
        assert bus.stdout is not None
        try:
            yield bus.stdout.readline().strip()
        finally:
            _end(bus)


@contextmanager
def _reader(env: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """The eyes: the system's own Python, as what reads AT-SPI comes as a system package."""
    python = shutil.which("python3", path=os.defpath) or "python3"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([python, str(READER)], env=env, text=True, **pipes) as reader:
        assert reader.stdout is not None
        try:
            if reader.stdout.readline().strip() != "ready":
                raise RuntimeError("python3-pyatspi: not installed; make test installs it, or names the package.")
            yield reader
        finally:
            _end(reader)


@contextmanager
def _running(words: list[str], env: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen(words, env=env, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes] | subprocess.Popen[str]) -> None:
    if process.poll() is None:
        process.terminate()
        process.wait(20)
