"""Rows as the drivers give them, and the values they stand for.

Reading through SQLAlchemy costs a tenth of a millisecond a statement before the database is asked anything, which a
save of nine statements feels.  So the statements of every day are text, and a :class:`Shape` says what their columns
hold: SQLite's driver gives days and moments as text and truth as 0 or 1, PostgreSQL's gives the values themselves.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import lru_cache, partial
from typing import Any

from db.moments import moment_text, utc
from ehcp_desk.domain.errors import Unreadable


@lru_cache(maxsize=32768)
def day(text: str) -> date:
    """A date from its text; a council's dates are few, its facts many.  Raises Unreadable for what is no date."""
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError) as wrong:
        raise Unreadable("a day") from wrong


def is_no_day(error: BaseException) -> bool:
    """Whether PostgreSQL's driver could not read a day that the server holds: ``infinity``, or one before the year 1."""
    said = str(error)
    return type(error).__name__ == "DataError" and said.startswith(("date too", "timestamp too", "can't parse"))


def day_or_none(text: Any) -> date | None:
    """A date from its text; None for what is no date."""
    try:
        return day(text)
    except Unreadable:
        return None


_READABLE = "CASE WHEN {0} BETWEEN '0001-01-01' AND '9999-12-31' THEN {0} END"


class Shape:
    """The columns of an answer, in order: ``f.kind f.happened_on:day f.approximate:flag f.recorded_at:moment``.  Of a
    ``day?`` that cannot be read nothing is known; any other is Unreadable."""

    def __init__(self, columns: str) -> None:
        parts = [column.partition(":") for column in columns.split()]
        self.sql = ", ".join(_READABLE.format(name) if kind == "day?" else name for name, _, kind in parts)
        readers: dict[str, Callable[[Any], Any]] = {
            "day": day,
            "day?": day_or_none,
            "flag": bool,
            "moment": datetime.fromisoformat,
        }
        self._readers = [(place, readers[kind]) for place, (_, _, kind) in enumerate(parts) if kind]
        self._moments = [place for place, (_, _, kind) in enumerate(parts) if kind == "moment"]

    def from_file(self, row: Sequence[Any]) -> Sequence[Any]:
        """The values of a row of SQLite's driver.  Raises Unreadable for a day or a moment that is none."""
        values = list(row)
        try:
            for place, read in self._readers:
                if values[place] is not None:
                    values[place] = read(values[place])
        except (TypeError, ValueError) as wrong:
            raise Unreadable("a time") from wrong
        return values

    def from_server(self, row: Sequence[Any]) -> Sequence[Any]:
        """The values of a row of PostgreSQL's driver."""
        if not self._moments:
            return row
        values = list(row)
        for place in self._moments:
            values[place] = values[place].astimezone(UTC)
        return values


@contextmanager
def damage_marked(raw: Any) -> Iterator[None]:
    """Text that a file's connection reads meanwhile has marks where a byte is of no letter; the driver refuses the row."""
    before, raw.text_factory = raw.text_factory, partial(str, encoding="utf-8", errors="replace")
    try:
        yield
    finally:
        raw.text_factory = before


def file_value(value: Any) -> Any:
    """A value as SQLite holds it; a tuple becomes the JSON list that ``IN`` takes apart."""
    if isinstance(value, date):
        return moment_text(value) if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, tuple):
        return json.dumps(value)
    return int(value) if isinstance(value, bool) else value


def server_value(value: Any) -> Any:
    """A value as PostgreSQL's driver takes it."""
    if isinstance(value, datetime):
        return utc(value)
    return list(value) if isinstance(value, tuple) else value
