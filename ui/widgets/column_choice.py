"""What a person chose of a table's columns: those shown, those asked for by name, and how wide; remembered by its name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from ui.models.columns import Column
from ui.settings_store import MemorySettings, SettingsStore


class ColumnChoice:
    """``kind`` tells lists of one table apart that are chosen for apart; ``left_out`` are columns empty in lists of it."""

    def __init__(self, name: str, columns: Sequence[Column[Any]], settings: SettingsStore | None) -> None:
        self._name, self._columns = name, columns
        self._settings: SettingsStore = settings or MemorySettings()
        self._own = settings is not None
        self.kind = ""
        self.left_out: frozenset[str] = frozenset()

    def remember_in(self, settings: SettingsStore | None) -> bool:
        """Remember there from now on, unless it was said before where; True where that is new."""
        if self._own or settings is None:
            return False
        self._settings, self._own = settings, True
        return True

    def _key(self, what: str) -> str:
        return f"table/{self._name}/{what}"

    def _of_kind(self, what: str) -> str:
        return self._key(what) + (f"/{self.kind}" if self.kind else "")

    @property
    def compact(self) -> bool:
        """Whether its rows stand close."""
        return bool(self._settings.get(self._key("compact"), False))

    @compact.setter
    def compact(self, on: bool) -> None:
        self._settings.put(self._key("compact"), on)

    @property
    def widths(self) -> dict[str, int]:
        """How wide the columns were made, by key."""
        kept = self._settings.get(self._key("widths"), {})
        return {str(key): int(width) for key, width in kept.items()} if isinstance(kept, dict) else {}

    def keep_width(self, key: str, width: int) -> None:
        """A column was made this wide (pixels)."""
        self._settings.put(self._key("widths"), {**self.widths, key: width})

    @property
    def hidden(self) -> set[str]:
        """The columns not wanted: as chosen, else as usual and without those left out."""
        kept = self._settings.get(self._of_kind("hidden"), None)
        if isinstance(kept, list):
            return set(kept)
        usual = self._settings.get(self._key("hidden"), None)
        hidden = usual if isinstance(usual, list) else [c.key for c in self._columns if c.hidden]
        return {*hidden, *self.left_out}

    @property
    def asked(self) -> frozenset[str]:
        """The columns asked for by name: others give way to them."""
        kept = self._settings.get(self._of_kind("asked"), [])
        return frozenset(kept if isinstance(kept, list) else ())

    def show(self, key: str, on: bool) -> None:
        """Want a column, or want it no more."""
        hidden, asked = self.hidden, self.asked
        self._settings.put(self._of_kind("hidden"), sorted(hidden - {key} if on else hidden | {key}))
        self._settings.put(self._of_kind("asked"), sorted(asked | {key} if on else asked - {key}))


def settings_above(widget: QWidget) -> SettingsStore | None:
    """Where the window a widget stands in, or over, remembers what a person chose; None where it stands in none."""
    above: QWidget | None = widget
    while above is not None:
        found = getattr(above, "settings", None)
        if isinstance(found, MemorySettings):
            return found
        above = above.parentWidget()
    return None
