"""What was typed and not yet saved: kept with the person's settings until it is saved or thrown away."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256

from ui.settings_store import SettingsStore

FORMER = "draft."
"""How the names of their settings began before they told records apart; none is read any more."""


_ABOUT = ""
"""The name, which no field has, under which a draft keeps the cases it is about."""


def drafts_of(record: str) -> str:
    """How the names of a record's drafts begin.  ``record`` is where it lies, as the store describes it: a case of the
    same number in another record, the try-out's say, is another child."""
    return f"drafts/{sha256(record.encode()).hexdigest()[:12]}/"


def unfinished(settings: SettingsStore, record: str) -> list[tuple[int | str, ...]]:
    """The cases, by number or reference, of each form of a record that was begun and not saved; none where the form is
    about none, or was kept before drafts said it."""
    kept = settings.beginning(drafts_of(record)).values()
    return [tuple(words.get(_ABOUT, ())) for words in kept if isinstance(words, dict)]


def keep_back(settings: SettingsStore, record: str, restricted: Collection[int | str]) -> None:
    """Take the drafts of a record that are about these cases out of what is written down; here they hold on."""
    for name, words in settings.beginning(drafts_of(record)).items():
        if isinstance(words, dict) and not set(words.get(_ABOUT, ())).isdisjoint(restricted):
            settings.keep_in_memory(name)


class Draft:
    """The words of one unfinished form, by the names of its fields.  ``key`` tells forms and cases of a record apart;
    ``about`` are its cases, by number or reference.

    One about a case that is among the ``restricted`` whenever words are kept is kept for as long as the window is open
    and never written down: a case may be restricted while a form about it is open.
    """

    def __init__(
        self,
        settings: SettingsStore,
        key: str,
        record: str,
        restricted: Collection[int | str] = (),
        about: Sequence[int | str] = (),
    ) -> None:
        self._settings, self._about, self._restricted = settings, list(about), restricted
        self._name = f"{drafts_of(record)}{key}"
        self._kept_back = False
        self._keep_back()

    def _keep_back(self) -> None:
        if not self._kept_back and not set(self._about).isdisjoint(self._restricted):
            self._kept_back = True
            self._settings.keep_in_memory(self._name)

    def recall(self) -> dict[str, str]:
        """What was kept; empty where nothing was."""
        kept = self._settings.get(self._name, None)
        if not isinstance(kept, dict):
            return {}
        return {str(k): str(v) for k, v in kept.items() if k != _ABOUT}

    def keep(self, words: Mapping[str, str]) -> None:
        """Keep these words; empty ones are left out, and a form with none leaves no draft."""
        self._keep_back()
        typed = {k: v for k, v in words.items() if v.strip()}
        if typed or self.recall():
            self._settings.put(self._name, {_ABOUT: self._about, **typed} if typed else None)

    def forget(self) -> None:
        """It is saved, or thrown away."""
        if self._settings.get(self._name, None) is not None:
            self._settings.put(self._name, None)
