"""What was typed and not yet saved: kept with the person's settings until it is saved or thrown away."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from ui.settings_store import SettingsStore

FORMER = "draft."
"""How the names of their settings began before they told records apart; none is read any more."""


def drafts_of(record: str) -> str:
    """How the names of a record's drafts begin.  ``record`` is where it lies, as the store describes it: a case of the
    same number in another record, the try-out's say, is another child."""
    return f"drafts/{sha256(record.encode()).hexdigest()[:12]}/"


class Draft:
    """The words of one unfinished form, by the names of its fields.  ``key`` tells forms and cases of a record apart.

    One about a ``restricted`` case is kept for as long as the window is open and never written down.
    """

    def __init__(self, settings: SettingsStore, key: str, record: str, restricted: bool = False) -> None:
        self._settings = settings
        self._name = f"{drafts_of(record)}{key}"
        if restricted:
            settings.keep_in_memory(self._name)

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
