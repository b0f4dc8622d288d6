"""The ground every part of a unit of work stands on: one connection, one transaction, one thread."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Select

AnySelect = Select[*tuple[Any, ...]]
_FETCH = 2000
_VALUE = re.compile(r"(?<!:):([a-z_]+)")
_SEVERAL = re.compile(r" IN \(:([a-z_]+)\)")


class Unit:
    """A unit of work over an open transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._is_file = connection.dialect.name == "sqlite"

    @property
    def connection(self) -> Connection:
        """The connection, for the other modules of this room."""
        return self._connection

    def _rows(self, query: AnySelect) -> Sequence[Any]:
        return self._connection.execute(query).all()

    def _first(self, query: AnySelect) -> Any:
        return self._connection.execute(query).first()

    def _stream(self, query: AnySelect) -> Iterator[Any]:
        """Rows a few thousand at a time, so that a whole authority never sits in memory."""
        with self._connection.execute(query.execution_options(yield_per=_FETCH)) as answer:
            yield from answer

    def _lean(self, sql: str, values: Mapping[str, Any] | None = None) -> list[Any]:
        """Rows as the driver gives them, for the few questions where SQLAlchemy would take longer than the answer.

        ``sql`` marks its values ``:name``; ``IN (:name)`` takes a tuple.
        """
        cursor = self._cursor(sql, values or {}, streamed=False)
        try:
            rows: list[Any] = cursor.fetchall()
            return rows
        finally:
            cursor.close()

    def _lean_stream(self, sql: str, values: Mapping[str, Any] | None = None) -> Iterator[Any]:
        """The same, streamed."""
        cursor = self._cursor(sql, values or {}, streamed=True)
        try:
            yield from cursor
        finally:
            cursor.close()

    def _cursor(self, sql: str, values: Mapping[str, Any], streamed: bool) -> Any:
        pooled: Any = self._connection.connection
        if self._is_file:
            return pooled.driver_connection.execute(_for_file(sql), {k: _file_value(v) for k, v in values.items()})
        cursor = pooled.driver_connection.cursor(*(("ehcp_stream",) if streamed else ()))
        if streamed:
            cursor.itersize = _FETCH
        cursor.execute(_for_server(sql), {k: list(v) if isinstance(v, tuple) else v for k, v in values.items()})
        return cursor


@lru_cache(maxsize=512)
def _for_file(sql: str) -> str:
    return _SEVERAL.sub(r" IN (SELECT value FROM json_each(:\1))", sql)


@lru_cache(maxsize=512)
def _for_server(sql: str) -> str:
    return _VALUE.sub(r"%(\1)s", _SEVERAL.sub(r" = ANY(:\1)", sql.replace("%", "%%")))


def _file_value(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value) if isinstance(value, tuple) else value


class WritingUnit(Unit):
    """A unit of work that writes: it knows who acts and when."""

    actor: str
    _at: Any

    def _insert(self, table: Any, values: dict[str, Any]) -> int:
        """Insert one row and give its number."""
        key = self._connection.execute(table.__table__.insert(), values).inserted_primary_key
        return int(key[0]) if key is not None else 0
