"""A desk on the screen: the real program, read by its words and worked by its keys and its mouse."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from threading import Event

from ehcp_desk.services.desk import Desk as Record
from tests.e2e.screen import Screen, Seen

OpenWindow = Callable[..., "Desk"]
Look = Callable[..., AbstractContextManager[Record]]

DAY = date(2026, 10, 30)
WHO = "Joy Addo"
PATIENCE = 40.0
PACE = 0.1
TITLE = "EHCP Desk"


class NeverHappened(AssertionError):
    """What was waited for did not come in time; a picture of the screen is beside the test's files."""


class Desk:
    """One window of the program.  Every wait is for a condition; nothing sleeps for a fixed time."""

    def __init__(self, screen: Screen, folder: Path, *words: str) -> None:
        self.screen, self.folder = screen, folder
        self.strokes = 0
        self.home = folder / "home"
        (self.home / "Documents").mkdir(parents=True, exist_ok=True)
        env = {**screen.env, "HOME": str(self.home), "XDG_CONFIG_HOME": str(self.home / "config")}
        self._said = (folder / f"said-{len(list(folder.glob('said-*')))}.txt").open("wb+")
        self.process = subprocess.Popen([sys.executable, "-m", "ehcp_desk", *words], env=env, stderr=self._said)

    # -- eyes -------------------------------------------------------------------------------------------------

    def look(self) -> list[Seen]:
        """Everything it shows now."""
        return self.screen.read(self.process.pid)

    def shows(self, words: str, role: str = "") -> bool:
        """True where something shown says these words."""
        return any(one.says(words) and role in ("", one.role) for one in self.look())

    def wait_for(self, words: str, role: str = "") -> Seen:
        """Wait until something shown says these words; gives it."""
        found: list[Seen] = []

        def there() -> bool:
            found[:] = [one for one in self.look() if one.says(words) and role in ("", one.role)]
            return bool(found)

        self.until(there, f"“{words}”")
        return found[0]

    def wait_for_end(self, words: str, role: str = "") -> None:
        """Wait until nothing shown says these words."""
        self.until(lambda: not self.shows(words, role), f"the end of “{words}”")

    def until(self, happened: Callable[[], object], what: str) -> None:
        """Wait for something to be so, looking a few times a second."""
        deadline, pause = time.monotonic() + PATIENCE, Event()
        while not happened():
            if self.process.poll() is not None:
                raise NeverHappened(f"{what} never came: the desk ended with code {self.process.returncode}")
            if time.monotonic() > deadline:
                shown = [f"{one.role}: {one.name or one.text}" for one in self.look() if one.name or one.text]
                raise NeverHappened(f"{what} never came; see {self.picture('never-happened')}\n" + "\n".join(shown))
            pause.wait(PACE)

    def wait_for_keys_in(self, words: str) -> None:
        """Wait until the field or table of this name has the keys."""
        self.until(lambda: any(one.focused and one.says(words) for one in self.look()), f"the keys in “{words}”")

    def title(self) -> str:
        """The title of the window in front, whosever it is."""
        return self.screen.xdotool("getactivewindow", "getwindowname")

    def wait_for_title(self, words: str) -> None:
        """Wait until the window in front has these words in its title."""
        self.until(lambda: words in self.title(), f"a window titled “{words}”")

    def picture(self, name: str) -> Path:
        """Keep a picture of the whole screen."""
        return self.screen.picture(self.folder / f"{name}.png")

    def said(self) -> str:
        """What it has written to its error stream."""
        self._said.flush()
        self._said.seek(0)
        return self._said.read().decode()

    # -- hands ------------------------------------------------------------------------------------------------

    def press(self, *keys: str) -> None:
        """Press keys, as xdotool names them: ``ctrl+2``, ``F2``, ``Return``."""
        for key in keys:
            self.screen.xdotool("key", "--clearmodifiers", key)
            self.strokes += 1

    def type(self, words: str) -> None:
        """Type words into whatever has the keys."""
        self.screen.xdotool("type", "--delay", "8", words)
        self.strokes += len(words)

    def click(self, words: str, role: str = "") -> None:
        """Click the middle of the first thing that says these words."""
        self.wait_for(words, role)
        matching = [one for one in self.look() if one.says(words) and role in ("", one.role)]
        exact = [one for one in matching if words == one.name] or matching
        left, top, width, height = exact[-1].box
        self.screen.xdotool("mousemove", str(left + width // 2), str(top + height // 2), "click", "1")

    def choose(self, words: str) -> None:
        """Click one of a row of choices, and see that it is the one chosen."""
        self.click(words, "radio button")
        self.until(lambda: any(s.checked and s.name == words for s in self.look()), f"“{words}” chosen")

    def come_forward(self) -> None:
        """Bring this desk's window in front of the others."""
        found = self.screen.xdotool("search", "--all", "--onlyvisible", "--pid", str(self.process.pid), "--name", TITLE)
        self.screen.xdotool("windowactivate", "--sync", found.split()[-1])

    # -- the file dialog --------------------------------------------------------------------------------------

    def answer_file_dialog(self, path: Path, title: str) -> None:
        """Type a path into the system's question for a file or folder."""
        self.wait_for_title(title)
        self.press("ctrl+a")
        self.type(str(path))
        self.press("Return")

    def close(self) -> int:
        """Close it by its window's button, and give its exit code."""
        if self.process.poll() is None:
            self.come_forward()
            self.screen.xdotool("key", "alt+F4")
        return self.process.wait(PATIENCE)

    def end(self) -> None:
        """End it whatever it is doing."""
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)
        self._said.close()
