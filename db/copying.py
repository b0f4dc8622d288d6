"""A whole record from one database to another of either kind, and the proof that it arrived."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import closing
from itertools import zip_longest
from typing import Any

from sqlalchemy import Connection, Select, Table, func, insert, select, text

from db.blobs import BlobReading, BlobWriting
from db.tables import METADATA, BlobRecord, JournalRecord, TeamRecord
from db.text_index import rebuild_text
from ehcp_desk.domain.errors import KnownFault
from ehcp_desk.domain.journal import JournalEntry, first_broken
from ehcp_desk.ports.work import Progress

BROKEN = "The journal does not fit together at entry {entry}: somebody or something altered it."
_CHUNK = 2000
_DIFFERS = "The copy differs from the record in its {}, so it was thrown away. Try again."
_BLOBS: Table = METADATA.tables[BlobRecord.__tablename__]
# Teams and officers name each other; a team comes first because its key is only checked at the commit.
_FIRST: tuple[Table, ...] = (METADATA.tables[TeamRecord.__tablename__],)


def tables_in_order() -> list[Table]:
    """Every table, each after those it leads to."""
    return [*_FIRST, *(table for table in METADATA.sorted_tables if table not in _FIRST)]


def copy_record(source: Connection, target: Connection, progress: Progress | None = None) -> int | None:
    """Copy every row of ``source`` into ``target``, an empty record of the same schema, inside its transaction.

    ``source`` must be a snapshot.  Gives the first entry at which the journal's own chain breaks, in both alike; None
    where it is whole.  Raises KnownFault where ``target`` holds anything, or differs from ``source`` afterwards in any
    row or in the journal's chain.
    """
    tables = tables_in_order()
    copy_rows(source, target, {table: select(table) for table in tables}, progress)
    if target.dialect.name == "postgresql":
        _set_sequences(target, tables)
    broken = broken_at(target)
    if broken is not None:
        refuse_other_break(broken, source)
    return broken


def copy_rows(
    source: Connection, target: Connection, chosen: Mapping[Table, Select[Any]], progress: Progress | None = None
) -> None:
    """Copy what is ``chosen`` of each table of ``source`` into ``target``, and compare it there row by row.

    The tables stand in the order they are filled in.  Raises KnownFault as :func:`copy_record` does.
    """
    for table in tables_in_order():
        if target.execute(select(func.count()).select_from(table)).scalar_one():
            raise KnownFault("The database to copy into is not empty; nothing was changed. Choose an empty one.")
    for done, (table, query) in enumerate(chosen.items()):
        if progress is not None:
            progress(done, 2 * len(chosen), "Copying the record")
        if _in_pieces(table, query):
            _copy_blobs(source, target)
            continue
        for rows in _chunks(source, table, query):
            target.execute(insert(table), rows)
    rebuild_text(target, progress)
    for done, (table, query) in enumerate(chosen.items(), len(chosen)):
        if progress is not None:
            progress(done, 2 * len(chosen), "Checking the copy")
        _refuse_difference(source, target, table, query)


def _in_pieces(table: Table, query: Select[Any]) -> bool:
    """Whether the bytes of documents are meant, and not only their digests."""
    return table is _BLOBS and query.selected_columns.contains_column(_BLOBS.c.content)


def _chunks(connection: Connection, table: Table, query: Select[Any]) -> Iterator[list[dict[str, Any]]]:
    for rows in _ordered(connection, table, query).mappings().partitions(_CHUNK):
        yield [dict(row) for row in rows]


def _ordered(connection: Connection, table: Table, query: Select[Any] | None = None) -> Any:
    rows = select(table) if query is None else query
    return connection.execute(rows.order_by(*table.primary_key).execution_options(yield_per=_CHUNK))


def _digests(connection: Connection) -> Iterator[str]:
    rows = connection.execute(select(_BLOBS.c.sha256).order_by(_BLOBS.c.sha256)).scalars()
    yield from rows.all()


def _copy_blobs(source: Connection, target: Connection) -> None:
    """Documents one at a time, in pieces: two thousand of them at once would fill the memory of any PC."""
    reader, writer = BlobReading(source), BlobWriting(target)
    for digest in _digests(source):
        size = source.execute(select(func.length(_BLOBS.c.content)).where(_BLOBS.c.sha256 == digest)).scalar_one()
        writer.keep_blob(digest, size, reader.blob_pieces(digest))


def _blobs_differ(source: Connection, target: Connection) -> bool:
    ours, theirs = list(_digests(source)), list(_digests(target))
    readers = BlobReading(source), BlobReading(target)
    return ours != theirs or any(_seen(readers[0], d) != _seen(readers[1], d) for d in ours)


def _seen(reader: BlobReading, digest: str) -> str:
    found = hashlib.sha256()
    for piece in reader.blob_pieces(digest):
        found.update(piece)
    return found.hexdigest()


def _refuse_difference(source: Connection, target: Connection, table: Table, query: Select[Any]) -> None:
    if _in_pieces(table, query):
        if _blobs_differ(source, target):
            raise KnownFault(_DIFFERS.format(table.name))
        return
    with closing(_ordered(source, table, query)) as old, closing(_ordered(target, table)) as new:
        for ours, theirs in zip_longest(old, new):
            if ours is None or theirs is None or tuple(ours) != tuple(theirs):
                raise KnownFault(_DIFFERS.format(table.name))


def broken_at(connection: Connection) -> int | None:
    """The first entry of the journal that does not fit its chain; None where all do."""
    with closing(_ordered(connection, METADATA.tables[JournalRecord.__tablename__])) as rows:  # it stops at a break
        return first_broken(JournalEntry(*row) for row in rows)


def refuse_other_break(broken: int, source: Connection) -> None:
    """Raise KnownFault where a copy's journal breaks at an entry at which that of its source does not."""
    if broken != broken_at(source):
        raise KnownFault(BROKEN.format(entry=broken))


def _set_sequences(target: Connection, tables: list[Table]) -> None:
    for table in tables:
        if "id" in table.c:
            last = f"SELECT max(id) FROM {table.name}"
            if table.name == "cases":  # a number that was disposed of is never given again
                last = "SELECT max(n) FROM (SELECT id AS n FROM cases UNION ALL SELECT case_id FROM disposals) x"
            target.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), greatest(n, 1), coalesce(n >= 1, false)) "
                    f"FROM ({last}) AS held (n)"
                )
            )
