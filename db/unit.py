"""The ground every part of a unit of work stands on: one connection, one transaction, one thread."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Select

AnySelect = Select[*tuple[Any, ...]]
_FETCH = 2000


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

    def _lean(self, sql: str, values: tuple[Any, ...] = ()) -> Iterator[Any]:
        """Rows as the driver gives them, streamed: for the few queries where the layer between would cost more than
        the answer.  ``sql`` marks its values with ``?``."""
        pooled: Any = self._connection.connection
        cursor = pooled.cursor() if self._is_file else pooled.cursor(name="ehcp_stream")
        try:
            cursor.execute(sql if self._is_file else sql.replace("?", "%s"), values)
            while rows := cursor.fetchmany(_FETCH):
                yield from rows
        finally:
            cursor.close()


class WritingUnit(Unit):
    """A unit of work that writes: it knows who acts and when."""

    actor: str
    _at: Any

    def _insert(self, table: Any, values: dict[str, Any]) -> int:
        """Insert one row and give its number."""
        key = self._connection.execute(table.__table__.insert(), values).inserted_primary_key
        return int(key[0]) if key is not None else 0
