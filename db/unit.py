"""The ground every part of a unit of work stands on: one connection, one transaction, one thread."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from db.closed import NOTHING_CLOSED
from db.files import FileConnection, driver_of, on_file
from db.shape import Shape, file_value, is_no_day, server_value
from ehcp_desk.domain.errors import Unreadable

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from db.files import Link

Values = Mapping[str, Any]
_NONE: Values = {}
_NO_VALUE = object()
_FETCH = 2000
_NUMBERS = count(1)  # two streams of one unit of work are two cursors of the server
_VALUE = re.compile(r"(?<!:):([a-z_0-9]+)")
_SEVERAL = re.compile(r" IN \(:([a-z_0-9]+)\)")


class Unit:
    """A unit of work over an open transaction; ``team`` where the database's own rules hold for whoever works in it.

    Statements given as text mark their values ``:name``, and ``IN (:name)`` takes a tuple; both databases read them.
    """

    def __init__(self, connection: Link, team: bool = False) -> None:
        self._connection = connection
        self._is_file = on_file(connection)
        self._driver = driver_of(connection)
        self.closed = NOTHING_CLOSED
        self.copied = False  # the copy of somebody's own cases, which leaves out restricted ones and does not say which
        self._team = team
        self._streams: WeakSet[Generator[Any]] = WeakSet()

    @property
    def connection(self) -> Connection:
        """SQLAlchemy's connection, for copying a server's record; a unit of work on a file has none."""
        assert not isinstance(self._connection, FileConnection)
        return self._connection

    def _stream(self, sql: str, values: Values = _NONE) -> Iterator[Any]:
        """Rows as the driver gives them, a few at a time, so that a whole authority never sits in memory."""
        rows = self._fetched(sql, values)
        self._streams.add(rows)
        return rows

    def end_streams(self) -> None:
        """End every list still half read, as when a read was cancelled: the connection may serve another next."""
        for rows in list(self._streams):
            rows.close()

    def _fetched(self, sql: str, values: Values) -> Generator[Any]:
        if self._is_file:
            cursor = self._run(sql, values)
        else:
            cursor = self._driver.cursor(f"ehcp_stream_{next(_NUMBERS)}")
            cursor.itersize = _FETCH
            cursor.execute(_for_server(sql), _for(server_value, values))
        try:
            yield from cursor
        except Exception as wrong:
            _refuse_no_day(wrong)
            raise
        finally:
            cursor.close()

    def _rows(self, sql: str, values: Values = _NONE) -> list[Any]:
        """Rows as the driver gives them."""
        try:
            rows: list[Any] = self._run(sql, values).fetchall()
        except Exception as wrong:
            _refuse_no_day(wrong)
            raise
        return rows

    def value(self, sql: str, values: Values = _NONE) -> Any:
        """The first value of the first row; None where there is no row."""
        try:
            row = self._run(sql, values).fetchone()
        except Exception as wrong:
            _refuse_no_day(wrong)
            raise
        return None if row is None else row[0]

    def shaped(self, shape: Shape, tail: str, values: Values = _NONE) -> list[Sequence[Any]]:
        """Rows of a shape, as values; ``tail`` is the statement from its FROM on."""
        return list(map(self._reader(shape), self._rows(f"SELECT {shape.sql} {tail}", values)))

    def _shaped_stream(self, shape: Shape, tail: str, values: Values = _NONE) -> Iterator[Sequence[Any]]:
        return map(self._reader(shape), self._stream(f"SELECT {shape.sql} {tail}", values))

    def _reader(self, shape: Shape) -> Any:
        return shape.from_file if self._is_file else shape.from_server

    def _run(self, sql: str, values: Values = _NONE) -> Any:
        """Run a statement and give the driver's cursor."""
        if self._is_file:
            return self._driver.execute(_for_file(sql), _for(file_value, values))
        return self._driver.execute(_for_server(sql), _for(server_value, values))


def _refuse_no_day(wrong: Exception) -> None:
    """A day of a server's that no desk can read is Unreadable, as one of a file is."""
    if is_no_day(wrong):
        raise Unreadable("a day") from wrong


def _for(kind: Any, values: Values) -> dict[str, Any]:
    return {name: kind(value) for name, value in values.items()}


@lru_cache(maxsize=1024)
def _for_file(sql: str) -> str:
    return _SEVERAL.sub(r" IN (SELECT value FROM json_each(:\1))", sql)


@lru_cache(maxsize=1024)
def _for_server(sql: str) -> str:
    return _VALUE.sub(r"%(\1)s", _SEVERAL.sub(r" = ANY(:\1)", sql.replace("%", "%%")))


class WritingUnit(Unit):
    """A unit of work that writes: it knows who acts and when."""

    actor: str
    _at: Any

    def _insert(self, table: str, values: Values, key: str = "id") -> int:
        """Insert one row and give its number."""
        names, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
        sql = f"INSERT INTO {table} ({names}) VALUES ({marks}) RETURNING {key}"
        return int(self._run(sql, values).fetchone()[0])

    def _insert_all(self, table: str, rows: Sequence[Values]) -> None:
        """Insert rows that all have the same columns."""
        if not rows:
            return
        names, marks = ", ".join(rows[0]), ", ".join(f":{name}" for name in rows[0])
        sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"
        prepared, kind = (_for_file(sql), file_value) if self._is_file else (_for_server(sql), server_value)
        cursor = self._driver.cursor()
        cursor.executemany(prepared, [_for(kind, row) for row in rows])
        cursor.close()

    def _update(self, table: str, key: str, number: int, values: Values) -> bool:
        """Change a row to ``values``, touching only the columns that differ: an index is rewritten when a column of
        it is set, whatever it is set to.  False where there is no such row."""
        try:
            old = self._rows(f"SELECT {', '.join(values)} FROM {table} WHERE {key} = :number", {"number": number})
        except Unreadable:  # what stands there is no value: every one is written, and that is put right
            old = [[_NO_VALUE] * len(values)]
        if not old:
            return False
        kind = file_value if self._is_file else server_value
        new = {name: value for (name, value), was in zip(values.items(), old[0], strict=True) if kind(value) != was}
        if new:
            marks = ", ".join(f"{name} = :{name}" for name in new)
            self._run(f"UPDATE {table} SET {marks} WHERE {key} = :number", {**new, "number": number})
        return True
