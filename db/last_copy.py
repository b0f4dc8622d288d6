"""The copy of somebody's own cases for the time the server cannot be reached: an encrypted file of this schema.

It is made from one snapshot of the server, as that person sees it, under another name beside the last one, compared row by
row, and only then takes its place; so a desk killed meanwhile leaves the last good one.  Not in it: files of restricted
children, other people's cases, what documents say (their names are), who opened what, and the rest of the journal.
"""

from __future__ import annotations

import os
import time
from collections.abc import Collection
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, Table, insert, literal, select

from db.backup import empty_file
from db.cipher import KEYS, FileKey, connect
from db.copying import copy_rows, tables_in_order
from db.engine import make_private_file
from db.errors import speaking
from db.opening import discard, mark_of
from db.store import SqlStore
from db.tables import (
    METADATA,
    BlobRecord,
    DocumentRecord,
    JournalRecord,
    SettingRecord,
)
from db.uow import ReadUnit
from ehcp_desk.domain.errors import KnownFault
from ehcp_desk.domain.last_copy import MARK, Copied
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.ports.work import Progress

_OF_CASES = ("case_summary", "case_words", "deadlines", "facts", "documents")
_WHOLE = ("teams", "officers")
_OTHERS = "audit.%"
"""Settings that name cases, whoever holds them."""
_LEFTOVER_SECONDS = 3600


def make_copy(store: SqlStore, path: Path, key: FileKey, copied: Copied, progress: Progress | None = None) -> Copied:
    """Put a copy of the cases ``copied`` names the person of in place of the one at ``path``; what it holds.

    Raises KnownFault, and leaves the last one as it is, where it cannot be made or does not agree with the server.
    """
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _forget_leftovers(path)
        discard(part)
        make_private_file(part)
        with speaking(str(path)):
            made = _fill(store, part, key, copied, progress)
        with part.open("r+b") as file:
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise KnownFault(
            f"No copy of your cases could be kept at {path} ({error.strerror}); the last one is as it was."
        ) from error
    finally:
        discard(part)
    KEYS.learn(key)
    return made


def _fill(store: SqlStore, part: Path, key: FileKey, copied: Copied, progress: Progress | None) -> Copied:
    with empty_file(part, key) as copy, store.read() as snapshot:
        cases, left_out = own_cases(snapshot, copied.name)
        made = Copied(copied.at, copied.of, copied.name, copied.roles, len(cases), left_out)
        copy_rows(snapshot.connection, copy, _chosen(snapshot, cases, copied.name), progress)
        _anchor(snapshot, copy)
        copy.execute(insert(SettingRecord), {"key": MARK, "value": made.as_setting()})
    with closing(connect(part, key)) as raw:
        if raw.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise KnownFault("The copy of your cases does not check, so it was thrown away; the last one is as it was.")
    return made


def own_cases(work: ReadUnit, name: str) -> tuple[frozenset[int], int]:
    """The live cases somebody holds whose files are open to everybody, and how many restricted ones are left out.

    A reason to open a restricted file holds for a working day and is kept; a copy could do neither.
    """
    officer = work.staff().named(name)
    if officer is None:
        return frozenset(), 0
    held = frozenset(work.case_ids(CaseQuery(datetime.now(UTC).date(), Scope.LIVE, owners=(officer.id,))))
    shut = held & (work.restricted_cases() | work.closed.hidden | work.closed.unopened)
    return held - shut, len(shut)


def _chosen(work: ReadUnit, cases: Collection[int], name: str) -> dict[Table, Select[Any]]:
    """What of each table goes along, in the order tables are filled in."""
    tables = METADATA.tables
    heads = tables["cases"]
    found = work.connection.execute(select(heads.c.child_id).where(heads.c.id.in_(cases))).scalars()
    children = work.family(frozenset(found))
    absences, views, settings = tables["absences"], tables["saved_views"], tables["settings"]
    blobs, documents = tables[BlobRecord.__tablename__], tables[DocumentRecord.__tablename__]
    mine = select(documents.c.sha256).where(documents.c.case_id.in_(cases))
    chosen = {
        **{name: select(tables[name]) for name in _WHOLE},
        **{name: select(tables[name]).where(tables[name].c.case_id.in_(cases)) for name in _OF_CASES},
        "settings": select(settings).where(~settings.c.key.like(_OTHERS)),
        "absences": _masked(absences, "reason", ""),
        "saved_views": select(views).where(views.c.owner == name),
        "children": select(tables["children"]).where(tables["children"].c.id.in_(children)),
        "contactables": select(tables["contactables"]).where(tables["contactables"].c.child_id.in_(children)),
        "cases": select(heads).where(heads.c.id.in_(cases)),
        "blobs": _masked(blobs, "content", b"").where(blobs.c.sha256.in_(mine)),
        "journal": select(tables["journal"]).where(tables["journal"].c.case_id.in_(cases)),
    }
    return {table: chosen[table.name] for table in tables_in_order() if table.name in chosen}


def _masked(table: Table, column: str, value: str | bytes) -> Select[Any]:
    """Every row of a table with one of its columns emptied."""
    return select(*(literal(value).label(column) if c.name == column else c for c in table.c))


def _anchor(work: ReadUnit, copy: Connection) -> None:
    """The seal of the record the copy was taken from, for its papers: number, hash and time of its head, and no words."""
    seq, head, at = work.record_head()
    journal = JournalRecord.__table__
    if seq and copy.execute(select(journal.c.seq).where(journal.c.seq == seq)).first() is None:
        empty = {"actor": "", "case_id": None, "kind": "copied", "payload": None, "payload_digest": "", "previous": ""}
        copy.execute(insert(JournalRecord), {"seq": seq, "hash": head, "at": at, **empty})


def _forget_leftovers(path: Path) -> None:
    """What desks that were killed left behind; one that is being made is never an hour old."""
    for part in path.parent.glob(f"{path.name}.*.part"):
        with suppress(OSError):
            if time.time() - part.stat().st_mtime > _LEFTOVER_SECONDS:
                discard(part)


def look_at(path: Path) -> Copied | None:
    """What a copy is; None where there is none.  Raises PassphraseWanted where nothing opens it, KnownFault where it is
    damaged."""
    if not path.exists():
        return None
    with speaking(str(path)), closing(connect(path)) as raw:
        return mark_of(raw)


def destroy(path: Path) -> bool:
    """Take a copy away, with what was left of making one; False where there was none."""
    there = path.exists()
    for part in (path, *path.parent.glob(f"{path.name}.*.part")):
        discard(part)
    return there
