"""Where the window keeps what a person set: column widths, density, theme.  Injected, so tests keep it in memory."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from platformdirs import user_config_path

_OWN = 0o600
"""For the person alone; on Windows the folder's own rights say so."""


def window_file() -> Path:
    """Where the window's settings lie for whoever is signed in to this computer."""
    return user_config_path("ehcp-desk", appauthor=False) / "window.json"


class SettingsStore(Protocol):
    """Small remembered choices by name; anything JSON can hold."""

    def get(self, name: str, default: Any) -> Any: ...
    def put(self, name: str, value: Any) -> None: ...
    def beginning(self, start: str) -> dict[str, Any]: ...
    def keep_in_memory(self, start: str) -> None: ...


class MemorySettings:
    """Choices for the length of a run (tests, screenshots)."""

    def __init__(self) -> None:
        self._values: dict[str, Any] = {}

    def get(self, name: str, default: Any) -> Any:
        """The remembered value, or ``default``."""
        return self._values.get(name, default)

    def put(self, name: str, value: Any) -> None:
        """Remember a value."""
        self._values[name] = value

    def beginning(self, start: str) -> dict[str, Any]:
        """Every value there is whose name begins so, by name."""
        return {name: value for name, value in sorted(self._values.items()) if name.startswith(start) and value}

    def keep_in_memory(self, start: str) -> None:
        """Never write down a value whose name begins so; here none ever is."""


class FileSettings(MemorySettings):
    """Choices in one JSON file in the person's settings folder.  A file nobody can read is started afresh:
    losing a column width must never keep the desk from opening.

    It holds drafts of what is said about children, so that nobody else on the computer may read it.

    ``given`` is what holds until the person chooses: the machine's policy.  It is never written into their file."""

    def __init__(self, path: Path, given: Mapping[str, Any] | None = None) -> None:
        super().__init__()
        self._path, self._given = path, dict(given or {})
        self._unwritten: tuple[str, ...] = ()
        self._changed: set[str] = set()
        self._values = self._in_the_file() or {}
        with suppress(OSError):  # it is not there yet, or is somebody else's to change
            path.chmod(_OWN)

    def get(self, name: str, default: Any) -> Any:
        """The person's own value, else the one given to every desk, else ``default``."""
        return super().get(name, self._given.get(name, default))

    def put(self, name: str, value: Any) -> None:
        """Remember a value and write the file whole, so that a crash leaves the old one or the new one."""
        super().put(name, value)
        self._changed.add(name)
        self._write()

    def keep_in_memory(self, start: str) -> None:
        """Never write down a value whose name begins so, and take from the file what is there; it holds for this run."""
        self._unwritten = tuple(dict.fromkeys((*self._unwritten, start)))
        if any(name.startswith(start) for name in self._in_the_file() or {}):
            self._write()

    def _in_the_file(self) -> dict[str, Any] | None:
        """What the file holds now; None where it is not there or cannot be read."""
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return kept if isinstance(kept, dict) else None

    def _write(self) -> None:
        """What this window changed, over what the file holds now: another window's choices and drafts stay."""
        there = self._in_the_file()
        now = self._values if there is None else {**there, **{name: self._values[name] for name in self._changed}}
        kept = {name: value for name, value in now.items() if not name.startswith(self._unwritten)}
        part = self._path.with_suffix(".part")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            part.unlink(missing_ok=True)
            part.touch(_OWN)
            part.write_text(json.dumps(kept, indent=1, sort_keys=True), encoding="utf-8")
            part.replace(self._path)
        except OSError:
            return
        self._changed.clear()
