"""What was typed and not yet saved: kept with the person's settings until it is saved or thrown away."""

from __future__ import annotations

from collections.abc import Mapping

from ui.settings_store import SettingsStore

DRAFTS = "draft."
"""How the names of their settings begin."""


class Draft:
    """The words of one unfinished form, by the names of its fields.  ``key`` tells forms and cases apart."""

    def __init__(self, settings: SettingsStore, key: str) -> None:
        self._settings = settings
        self._name = f"{DRAFTS}{key}"

    def recall(self) -> dict[str, str]:
        """What was kept; empty where nothing was."""
        kept = self._settings.get(self._name, None)
        return {str(k): str(v) for k, v in kept.items()} if isinstance(kept, dict) else {}

    def keep(self, words: Mapping[str, str]) -> None:
        """Keep these words; empty ones are left out, and a form with none leaves no draft."""
        typed = {k: v for k, v in words.items() if v.strip()}
        if typed or self.recall():
            self._settings.put(self._name, typed or None)

    def forget(self) -> None:
        """It is saved, or thrown away."""
        if self._settings.get(self._name, None) is not None:
            self._settings.put(self._name, None)
