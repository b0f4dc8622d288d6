"""Backups that need nobody: one folder, a new one each time, older ones thinned out to the newest of days and weeks."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from db.backup import BREAK, manifest_of
from db.restoring import rehearse
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.ports.work import Progress, Store

_NAME = re.compile(r"ehcp-desk-(\d{8}-\d{6})\.db")
_MOMENT = "%Y%m%d-%H%M%S"


def backup_into(
    store: Store, folder: Path, days: int, weeks: int, at: datetime, progress: Progress | None = None
) -> tuple[Mapping[str, str], list[Path]]:
    """A new backup in ``folder``, its restore rehearsed, and only then the older ones thinned out.

    Gives what it holds and the paths removed.  Raises KnownFault, with no older backup touched, where the new one
    cannot be made or restored, and BadInput where fewer than one day would be kept.
    """
    if days < 1 or weeks < 0:
        raise BadInput("--keep takes how many days and how many weeks, at least 1 and 0, like --keep 7 4.")
    held = store.backup(next_backup(folder, at), progress)
    rehearse(Path(held["file"]))
    return held, thin_out(folder, held["record"], days, weeks, at)


def next_backup(folder: Path, at: datetime) -> Path:
    """The path of a backup taken into ``folder`` at ``at`` (by the clock of Greenwich, which never repeats an hour)."""
    return folder / f"ehcp-desk-{at.astimezone(UTC):{_MOMENT}}.db"


def thin_out(folder: Path, record: str, days: int, weeks: int, until: datetime | None = None) -> list[Path]:
    """Remove the backups of ``record`` that are neither the newest of one of the last ``days`` days that have one, nor
    of one of the last ``weeks`` weeks (Monday to Sunday) that have one, nor the newest whose journal fits together;
    gives the paths removed, oldest first.

    Only files that :func:`next_backup` named and whose manifest names the record are touched.  What is dated after
    ``until`` was made while the clock was wrong: it neither counts nor goes.
    """
    ours = [one for one in sorted(_backups(folder, record), reverse=True) if until is None or one[0] <= until]
    whole = [path for _, path in ours if BREAK not in _manifest(path)]
    kept = {*_newest(ours, days, lambda at: at.date()), *_newest(ours, weeks, lambda at: at.isocalendar()[:2])}
    gone = [path for _, path in reversed(ours) if path not in kept and path not in whole[:1]]
    for path in gone:
        path.unlink(missing_ok=True)  # first: a manifest without its backup misleads nobody
        manifest_of(path).unlink(missing_ok=True)
    return gone


def dated_after(folder: Path, record: str, at: datetime) -> list[Path]:
    """The backups of ``record`` whose names give a later moment than ``at``, the earliest first."""
    return [path for taken, path in sorted(_backups(folder, record)) if taken > at]


def _backups(folder: Path, record: str) -> Iterator[tuple[datetime, Path]]:
    for path in folder.iterdir():
        found = _NAME.fullmatch(path.name)
        if found and _manifest(path).get("record") == record:
            yield datetime.strptime(found[1], _MOMENT).replace(tzinfo=UTC), path


def _manifest(path: Path) -> Mapping[str, Any]:
    """The manifest of a backup that says of which record it is; empty where it has none that can be read."""
    try:
        said: Mapping[str, Any] = json.loads(manifest_of(path).read_text(encoding="utf-8"))
        return {**said, "record": str(said["record"])}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _newest(ours: Iterable[tuple[datetime, Path]], most: int, period: Callable[[datetime], object]) -> list[Path]:
    """The newest of each of the newest ``most`` periods; ``ours`` are newest first."""
    first: dict[object, Path] = {}
    for at, path in ours:
        first.setdefault(period(at), path)
    return list(first.values())[:most]
