"""What the record held when each field of a form was filled, so that only what is changed here is saved from here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ui.dialogs.controls import Control, put_back, stands_at


class Filled:
    """Give ``fill`` what the record holds each time it is read; ``seen`` is then what each field was changed from."""

    def __init__(self, fields: Mapping[str, Control]) -> None:
        self._fields = dict(fields)
        self._words: dict[str, str] = {}
        self._told = False
        self.seen: dict[str, Any] = {}

    def fill(self, values: Mapping[str, Any], words: Mapping[str, str]) -> None:
        """Fill every field nobody touched; one that was touched keeps what it says and what it was changed from."""
        for name, field in self._fields.items():
            touched = self.touched(name)
            if not touched and stands_at(field) != words[name]:
                put_back(field, words[name])
            if not touched or self._told:
                self.seen[name] = values[name]
                self._words[name] = words[name] if touched else stands_at(field)
        self._told = False

    def touched(self, name: str) -> bool:
        """True where a field no longer stands as it was filled."""
        return name in self._words and stands_at(self._fields[name]) != self._words[name]

    def told(self) -> None:
        """Somebody else changed the same and the person has been told: what they save after this is meant."""
        self._told = True

    def forget(self) -> None:
        """It is saved: every field is filled anew."""
        self._words.clear()
