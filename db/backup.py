"""Backup and restore.  A copy is always checked before anybody relies on it, and nothing is replaced unrehearsed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from db.engine import file_of, make_private_file
from ehcp_desk.domain.errors import KnownFault
from ehcp_desk.ports.work import Progress

if TYPE_CHECKING:
    from db.store import SqlStore

_PAGES = 4096


def backup(store: SqlStore, target: Path, progress: Progress | None = None) -> Mapping[str, str]:
    """Copy the record to ``target`` while people work on it, and check the copy."""
    copy_file(file_of(store.url), target, progress)
    return {"file": str(target)}


def copy_file(source: Path, target: Path, progress: Progress | None = None) -> None:
    """Copy a live SQLite file page by page (never as a file: its newest pages are in the log beside it).

    The copy is made under another name and takes ``target``'s only once it has been checked.
    """
    if target.exists():
        raise KnownFault(f"{target} is there already and was left as it is. Choose another name for the backup.")
    if not target.parent.is_dir():
        raise KnownFault(f"There is no folder {target.parent}. Make it first, or choose another place for the backup.")
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    make_private_file(part)
    try:
        with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(part)) as copy:
            live.backup(copy, pages=_PAGES, progress=_told(progress))
            copy.execute("PRAGMA journal_mode = DELETE")
            if copy.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise KnownFault(f"The copy of {source} is damaged, so no backup was made. Check the database.")
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _told(progress: Progress | None) -> Callable[[int, int, int], None] | None:
    if progress is None:
        return None

    def tell(_status: int, remaining: int, total: int) -> None:
        progress(total - remaining, total, "Copying the record")

    return tell
