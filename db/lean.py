"""Rows straight to the driver, for the few tables that grow by millions.

SQLAlchemy's own executemany spends more time preparing a row than the database spends storing it.  Here rows are
tuples in the order of ``columns``, already as the driver wants them: text for days and moments on SQLite, the values
themselves on PostgreSQL, where ``COPY`` takes them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from db.files import driver_of, on_file
from db.moments import moment_text, utc

if TYPE_CHECKING:
    from db.files import Link

_FEW = 20  # rows below which to ask whether COPY may be used takes longer than doing without
_day_text = lru_cache(maxsize=32768)(date.isoformat)
_moment_text = lru_cache(maxsize=32768)(moment_text)


class Lean:
    """How one kind of driver wants its values."""

    def __init__(self, connection: Link) -> None:
        self.connection = connection
        self._is_file = on_file(connection)
        self.day: Callable[[date], Any] = _day_text if self._is_file else _as_it_is
        self.moment: Callable[[datetime], Any] = _moment_text if self._is_file else utc

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        """Insert ``rows`` into ``table``."""
        if not rows:
            return
        names = ", ".join(columns)
        cursor = driver_of(self.connection).cursor()
        try:
            if self._is_file:
                marks = ", ".join("?" * len(columns))
                cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
                return
            if len(rows) < _FEW or self._ruled(cursor, table):
                marks = ", ".join(["%s"] * len(columns))
                cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
                return
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        finally:
            cursor.close()

    def _ruled(self, cursor: Any, table: str) -> bool:
        """Whether rules on its rows hold for whoever writes: then ``COPY`` is refused."""
        cursor.execute("SELECT row_security_active(%s::regclass)", (table,))
        return bool(cursor.fetchone()[0])


def _as_it_is(day: date) -> date:
    return day
