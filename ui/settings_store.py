"""Where the window keeps what a person set: column widths, density, theme.  Injected, so tests keep it in memory."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol


class SettingsStore(Protocol):
    """Small remembered choices by name; anything JSON can hold."""

    def get(self, name: str, default: Any) -> Any: ...
    def put(self, name: str, value: Any) -> None: ...
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

    def keep_in_memory(self, start: str) -> None:
        """Never write down a value whose name begins so; here none ever is."""


class FileSettings(MemorySettings):
    """Choices in one JSON file in the person's settings folder.  A file nobody can read is started afresh:
    losing a column width must never keep the desk from opening.

    ``given`` is what holds until the person chooses: the machine's policy.  It is never written into their file."""

    def __init__(self, path: Path, given: Mapping[str, Any] | None = None) -> None:
        super().__init__()
        self._path, self._given = path, dict(given or {})
        self._unwritten: tuple[str, ...] = ()
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            kept = {}
        if isinstance(kept, dict):
            self._values = kept

    def get(self, name: str, default: Any) -> Any:
        """The person's own value, else the one given to every desk, else ``default``."""
        return super().get(name, self._given.get(name, default))

    def put(self, name: str, value: Any) -> None:
        """Remember a value and write the file whole, so that a crash leaves the old one or the new one."""
        super().put(name, value)
        self._write()

    def keep_in_memory(self, start: str) -> None:
        """Never write down a value whose name begins so, and take from the file what is there; it holds for this run."""
        self._unwritten = (*self._unwritten, start)
        if any(name.startswith(start) for name in self._values):
            self._write()

    def _write(self) -> None:
        kept = {name: value for name, value in self._values.items() if not name.startswith(self._unwritten)}
        part = self._path.with_suffix(".part")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps(kept, indent=1, sort_keys=True), encoding="utf-8")
            part.replace(self._path)
        except OSError:
            return
