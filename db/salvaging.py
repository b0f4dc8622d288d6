"""Saving what can be read of a damaged file into a new one, and counting what cannot (docs/decisions/store-salvage.md).

The damaged file is never opened itself: opening a file may change it.  A copy is read, with the log that lay beside it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Date, Integer, Table
from sqlalchemy.types import TypeEngine

from db.backup import checked_under_another_name
from db.cipher import KEYS, FileKey, connect, driver_errors
from db.copying import tables_in_order
from db.damaged import DamagedFile, Row
from db.engine import APPLICATION_ID, address, make_engine
from db.errors import speaking
from db.mapping.facts import attrs
from db.standing_in import StandIns
from db.tables import METADATA
from db.types import UtcDateTime
from db.uow import WriteUnit
from db.upgrade import SCHEMA, bring_up_to_date, refuse_newer, run_migrations
from ehcp_desk.domain.errors import KnownFault, Unreadable
from ehcp_desk.ports.work import Progress

_DERIVED = ("case_summary", "case_words", "deadlines", "presence")
"""Tables that are made again from the others, or that nobody misses."""


@dataclass(frozen=True, slots=True)
class Saved:
    """``rows`` that were saved and the numbers of those ``lost``, by table, as far as the file still names them;
    ``stand_ins`` for lost rows that something led to, by table; ``emptied`` references that could not be kept; ``cut``
    tables of which rows are lost and nobody can say how many."""

    schema: str
    rows: dict[str, int]
    lost: dict[str, list[int]]
    stand_ins: dict[str, list[int | str]]
    emptied: int
    cut: tuple[str, ...] = ()


def salvage_file(damaged: Path, new: Path, progress: Progress | None = None) -> Saved:
    """Save what can be read of ``damaged`` in a new record at ``new``.  Its deadlines are not worked out yet.

    Raises BadInput where ``new`` is there already, KnownFault where nothing can be read or saved.
    """
    if not damaged.is_file():
        raise KnownFault(f"There is no file at {damaged}. Check the name.")
    key = KEYS.key_of(damaged)
    with (
        checked_under_another_name(new) as part,
        _copied(damaged, new) as copy,
        closing(DamagedFile(copy, key)) as file,
    ):
        try:
            known = [table for table in tables_in_order() if file.columns(table.name)]
            schema = file.schema()
        except driver_errors("DatabaseError"):
            known = []
        if not {"journal", "cases", "facts"} <= {table.name for table in known}:
            raise KnownFault(f"No table of a record can be found in {damaged}, so nothing was saved. Restore a backup.")
        refuse_newer(schema, str(damaged))
        with speaking(str(new)):
            saved = _Saving(file, schema or SCHEMA, progress).into(part, known, key)
    return saved


@contextmanager
def _copied(damaged: Path, new: Path) -> Iterator[Path]:
    copy = new.with_name(f"{new.name}.damaged")
    ends = ("", "-wal", "-shm")
    try:
        for end in ends[:2]:
            if Path(f"{damaged}{end}").exists():
                shutil.copyfile(f"{damaged}{end}", f"{copy}{end}")
                Path(f"{copy}{end}").chmod(0o600)
        yield copy
    except OSError as error:
        raise KnownFault(
            f"{damaged} cannot be copied beside {new} ({error.strerror}). Choose another place."
        ) from error
    finally:
        for end in ends:
            Path(f"{copy}{end}").unlink(missing_ok=True)


class _Saving:
    """One salvage: table by table into a file of the damaged one's own version, which is then brought up to date."""

    def __init__(self, file: DamagedFile, schema: str, progress: Progress | None) -> None:
        self._file, self._schema, self._progress = file, schema, progress
        self._rows: dict[str, int] = {}
        self._lost: dict[str, list[int]] = {}
        self._cut: list[str] = []

    def into(self, part: Path, known: list[Table], key: FileKey | None) -> Saved:
        with closing(connect(part, key)) as bare:
            bare.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            bare.execute("PRAGMA journal_mode = WAL")
        engine = make_engine(address(part), key=key)
        try:
            with engine.connect() as connection:
                raw: Any = connection.connection.driver_connection
                raw.execute("PRAGMA foreign_keys = OFF")  # a row is saved before the one it leads to, or without
                with connection.execution_options(write=True).begin():
                    run_migrations(connection, self._schema)
                    for done, table in enumerate(known):
                        if self._progress is not None:
                            self._progress(done, len(known), "Reading what can be read")
                        if table.name not in _DERIVED:
                            self._save(raw, table)
                    stand_ins = StandIns(raw, self._lines())
                    stand_ins.mend()
                    bring_up_to_date(connection, self._progress)
                    _list_every_case(WriteUnit(connection, "", datetime.now(UTC)))
        finally:
            engine.dispose()
        return Saved(self._schema, self._rows, self._lost, dict(stand_ins.made), stand_ins.emptied, tuple(self._cut))

    def _lines(self) -> Iterator[Row]:
        """(case, reference, surname, forenames, setting) of the old lists, for what the tables themselves lost."""
        name, columns = "case_summary", ["case_id", "ref", "surname", "forenames", "setting"]
        makes_sense = _sense(METADATA.tables[name], columns)
        for rows in self._file.rows(name, columns, self._file.named(name)):
            yield from (row[1:] for row in rows if makes_sense(row))

    def _save(self, raw: Any, table: Table) -> None:
        name = table.name
        kept = {row[1] for row in raw.execute(f"PRAGMA table_info({name})")}
        columns = [column for column in self._file.columns(name) if column in kept]
        makes_sense = _sense(table, columns)
        sql = f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
        named, saved, at_once = self._file.named(name), set[int](), 1 if name == "blobs" else 2000
        refused: set[int] = set()
        for rows in self._read(name, columns, named, at_once):
            for row in rows:
                here = saved if makes_sense(row) and _inserted(raw, sql, row) else refused
                here.add(row[0])
        self._rows[name] = len(saved)
        lost = (named | refused) - saved
        if name == "journal" and saved:  # its numbers have no gaps
            lost |= set(range(1, max(saved))) - saved
        if lost:
            self._lost[name] = sorted(lost)

    def _read(self, table: str, columns: list[str], named: set[int], at_once: int) -> Iterator[list[Row]]:
        if self._file.numbered(table):
            yield from self._file.rows(table, columns, named, at_once)
            return
        rows, whole = self._file.by_key(table, columns)
        if not whole:
            self._cut.append(table)
        yield rows


def _inserted(raw: Any, sql: str, row: Row) -> bool:
    try:
        raw.execute(sql, row[1:])
    except driver_errors("IntegrityError"):
        return False
    return True


def _sense(table: Table, columns: list[str]) -> Callable[[Row], bool]:
    """Whether every value of a row is one its column can hold: a damaged page may be read as anything."""
    kinds = [(table.c[name].type, table.c[name].nullable) if name in table.c else None for name in columns]
    said = columns.index("attrs") + 1 if table.name == "facts" and "attrs" in columns else None

    def makes_sense(row: Row) -> bool:
        try:
            attrs(None if said is None else row[said])
            return all(
                _fits(kind[0], value) if value is not None else kind[1]
                for kind, value in zip(kinds, row[1:], strict=True)
                if kind is not None
            )
        except (TypeError, ValueError, Unreadable):
            return False

    return makes_sense


def _fits(kind: TypeEngine[Any], value: Any) -> bool:
    """ValueError or TypeError, or false, where a column of this kind cannot hold the value."""
    if isinstance(kind, Date):
        return bool(date.fromisoformat(value))
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value).tzinfo is not None
    wanted = kind.python_type
    if wanted is bool or isinstance(kind, Integer):
        return isinstance(value, int)
    return isinstance(value, int | float) if wanted is float else isinstance(value, wanted)


def _list_every_case(work: WriteUnit) -> None:
    """A line of the lists for every case, to be worked out from its facts."""
    names = work.officer_names()
    for number, _ref, _child in list(work.every_identity()):
        case = work.case(number)
        owner = None if case.owner_id is None else names.get(case.owner_id)
        work.keep_line(case, owner)
