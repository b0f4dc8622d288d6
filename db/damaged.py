"""Reading a damaged file: every row that can be read, and the numbers of those that were there and cannot.

SQLite gives up a whole statement at the first damaged page.  So a table is asked for a range of rows; where that fails
the range is halved until only the rows on the damaged page are missing.  A table's indexes lie on other pages and
still name the rows that are gone.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from sqlite3 import SQLITE_ERROR
from typing import Any

from db.cipher import FileKey, connect, driver_errors

_ROWS = 2000
_HIGHEST = 1_000_000_000  # a number beyond it was read off a damaged page: no record has so many rows of anything
_GUESS = 5000  # rows looked for behind the last one named anywhere, where the end of a table cannot be read

Row = tuple[Any, ...]


class DamagedFile:
    """A copy of the damaged file, opened; nothing is ever written through it."""

    def __init__(self, copy: Path, key: FileKey | None = None) -> None:
        self._copy, self._key = copy, key
        self._open()

    def _open(self) -> None:
        self._raw = connect(self._copy, self._key, isolation_level=None)
        self._raw.execute("PRAGMA query_only = ON")
        self._raw.execute("PRAGMA cell_size_check = ON")
        self._raw.text_factory = _text

    def close(self) -> None:
        """Leave the copy."""
        self._raw.close()

    def _after(self, error: Exception) -> None:
        """After a damaged page the driver of encrypted files may take whole ones for damaged, until it is opened anew."""
        no_such_thing = getattr(error, "sqlite_errorcode", None) == SQLITE_ERROR  # a table whose rows have no number
        if self._key is not None and not no_such_thing:
            self.close()
            self._open()

    def columns(self, table: str) -> list[str]:
        """The columns of a table; none where it is not in the file."""
        return [row[1] for row in self._raw.execute(f"PRAGMA table_info({table})")]

    def schema(self) -> str:
        """The revision the file is at; empty where that page cannot be read."""
        try:
            row = self._raw.execute("SELECT version_num FROM alembic_version").fetchone()
        except driver_errors("DatabaseError") as error:
            self._after(error)
            return ""
        return str(row[0]) if row else ""

    def named(self, table: str) -> set[int]:
        """The numbers of a table's rows that its indexes name, as far as those can be read, from both ends."""
        names = self._raw.execute("SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = ?", (table,))
        found: set[int] = set()
        for (index,) in names.fetchall():
            columns = [row[2] for row in self._raw.execute(f"PRAGMA index_info('{index}')")]
            for way in ("ASC", "DESC"):
                order = ", ".join(f"{column} {way}" for column in columns)
                if self._collect(f'SELECT rowid FROM {table} INDEXED BY "{index}" ORDER BY {order}', found):
                    break
        return {number for number in found if number <= _HIGHEST}

    def _collect(self, sql: str, found: set[int]) -> bool:
        """Whether the whole index could be read; a partial one cannot be asked for all rows and names none."""
        try:
            for (number,) in self._raw.execute(sql):
                found.add(number)
        except driver_errors("DatabaseError") as error:
            self._after(error)
            return False
        return True

    def rows(self, table: str, columns: list[str], named: set[int], at_once: int = _ROWS) -> Iterator[list[Row]]:
        """(its number, its values) of every row that can be read, some at a time; ``named`` are those looked for."""
        sql = f"SELECT rowid, {', '.join(columns)} FROM {table} WHERE rowid BETWEEN ? AND ?"
        last = self._last(table, named)
        for start in range(1, last + 1, at_once):
            yield from self._span(sql, start, min(start + at_once - 1, last))

    def by_key(self, table: str, columns: list[str]) -> tuple[list[Row], bool]:
        """The same of a table whose rows have no number but their key, from both ends, and whether that was all of them.

        They are counted in the order they were read.  Between two damaged pages nothing is read.
        """
        key = ", ".join(row[1] for row in self._raw.execute(f"PRAGMA table_info({table})") if row[5])
        found: dict[Row, None] = {}
        whole = False
        for way in ("ASC", "DESC"):
            order = key.replace(",", f" {way},") + f" {way}"
            whole = whole or self._take(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {order}", found)
        return [(place, *row) for place, row in enumerate(found, 1)], whole

    def _take(self, sql: str, found: dict[Row, None]) -> bool:
        try:
            for row in self._raw.execute(sql):
                found[tuple(row)] = None
        except driver_errors("DatabaseError") as error:
            self._after(error)
            return False
        return True

    def numbered(self, table: str) -> bool:
        """Whether the rows of a table have numbers."""
        try:
            self._raw.execute(f"SELECT rowid FROM {table} LIMIT 0")
        except driver_errors("DatabaseError") as error:
            self._after(error)
            return "no such column" not in str(error)
        return True

    def _last(self, table: str, named: set[int]) -> int:
        try:
            (last,) = self._raw.execute(f"SELECT max(rowid) FROM {table}").fetchone()
            return min(last or 0, _HIGHEST)
        except driver_errors("DatabaseError") as error:
            self._after(error)
            return max(named, default=0) + _GUESS

    def _span(self, sql: str, low: int, high: int) -> Iterator[list[Row]]:
        try:
            yield [row for row in self._raw.execute(sql, (low, high)).fetchall() if low <= row[0] <= high]
        except driver_errors("DatabaseError") as error:
            self._after(error)
            if low < high:
                middle = (low + high) // 2
                yield from self._span(sql, low, middle)
                yield from self._span(sql, middle + 1, high)


def _text(value: bytes) -> str:
    """Text with the marks of what could not be read in it, rather than none of the row."""
    return value.decode("utf-8", "replace")
