"""Saying exactly where a rule file is wrong, and reading plain values out of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from ehcp_desk.clock.facts import did_you_mean

_E = TypeVar("_E", bound=StrEnum)


class RuleError(ValueError):
    """A rule file cannot be used; the message names file, rule, key and what was probably meant."""


class Place:
    """Where in the rule files we are reading: a file, and a rule where there is one."""

    def __init__(self, file: str, rule: str = "") -> None:
        self.file = file
        self.rule = rule

    def wrong(self, what: str) -> RuleError:
        """An error that says what is wrong here."""
        return RuleError(f"{self.file}{f', rule {self.rule}' if self.rule else ''}: {what}.")

    def unknown(self, what: str, word: str, known: Iterable[str]) -> RuleError:
        """An error for a word that is not among the known ones, with the nearest of them."""
        return self.wrong(f"unknown {what} {word!r}{did_you_mean(word, known)}")

    def table(self, given: Any, known: set[str], needed: Iterable[str] = ()) -> Mapping[str, Any]:
        """A table with no key but the known ones and with every needed one."""
        if not isinstance(given, Mapping):
            raise self.wrong(f"expected a table, found {given!r}")
        for key in given:
            if key not in known:
                raise self.unknown("key", key, known)
        for key in needed:
            if key not in given:
                raise self.wrong(f"key {key!r} is missing")
        return given

    def text(self, table: Mapping[str, Any], key: str, default: str = "") -> str:
        """A piece of text, or ``default`` where the key is absent."""
        value = table.get(key, default)
        if not isinstance(value, str):
            raise self.wrong(f"key {key!r} must be text, not {value!r}")
        return value.strip()

    def words(self, table: Mapping[str, Any], key: str) -> tuple[str, ...]:
        """A list of texts, empty where the key is absent."""
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.wrong(f"key {key!r} must be a list of texts")
        return tuple(value)

    def items(self, table: Mapping[str, Any], key: str) -> list[Any]:
        """A list of anything, empty where the key is absent."""
        value = table.get(key, [])
        if not isinstance(value, list):
            raise self.wrong(f"key {key!r} must be a list, not {value!r}")
        return value

    def flag(self, table: Mapping[str, Any], key: str) -> bool:
        """A true or false, false where the key is absent."""
        value = table.get(key, False)
        if not isinstance(value, bool):
            raise self.wrong(f"key {key!r} must be true or false")
        return value

    def number(self, table: Mapping[str, Any], key: str) -> int:
        """A whole number, 0 where the key is absent."""
        value = table.get(key, 0)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.wrong(f"key {key!r} must be a whole number, not {value!r}")
        return value

    def day(self, table: Mapping[str, Any], key: str) -> date | None:
        """A date, None where the key is absent."""
        return self.needed_day(table, key) if key in table else None

    def needed_day(self, table: Mapping[str, Any], key: str) -> date:
        """A date of a table that has been asked for it (:meth:`table`)."""
        value = table[key]
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.wrong(f"key {key!r} must be a date such as 2014-09-01, not {value!r}")
        return value

    def one_of(self, table: Mapping[str, Any], key: str, kind: type[_E], default: _E | None = None) -> _E:
        """A member of an enumeration, by its value."""
        value = table.get(key, default)
        known = [member.value for member in kind]
        if value not in known:
            raise self.unknown(key, str(value), known)
        return kind(value)
