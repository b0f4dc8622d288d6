"""Anchoring the journal outside the database: a daily seal file, added to and compared."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

from ehcp_desk.domain.errors import BadInput, KnownFault
from ehcp_desk.domain.journal import seal_words
from ehcp_desk.domain.seal_file import HEADINGS, NAME, SealLine, check_of, first_unfit, read_lines
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.desk import Desk

Check = tuple[str, bool, str]
FOLDER = "seals.folder"
"""The setting of the folder that ``notify`` adds to each day; empty for none."""


def add_seal(desk: Desk, folder: Path) -> tuple[Path, SealLine, bool]:
    """Add today's line to the seal file of a folder; one line a day, so a second run the same day adds nothing.

    Nothing already in the file is ever changed.  Raises BadInput where the file was altered, or does not fit this
    record; KnownFault where it cannot be written.
    """
    path, today = folder / NAME, desk.today()
    if folder.exists() and not folder.is_dir():
        raise BadInput(f"{folder} is a file, not a folder; give a folder to write the seal into.")
    with desk.store.read() as work:
        kept = _read(path) if path.exists() else []
        unfit = first_unfit(kept, _hashes(work, kept).get)
        if unfit is not None:
            raise BadInput(
                f"{path} does not fit this record: {_unfit(unfit)}. Keep it, and find out why, before you seal."
            )
        if kept and kept[-1].day >= today:
            return path, kept[-1], False
        line = _line(work, today, kept[-1].check if kept else "")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(f"{line.text}\n" if kept or path.stat().st_size else f"{HEADINGS}\n{line.text}\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as fault:
        raise KnownFault(f"{path} cannot be written: {fault.strerror or fault}.") from fault
    return path, line, True


def verify_seals(desk: Desk, path: Path) -> list[Check]:
    """A seal file against the journal as it is now."""
    try:
        lines = _read(path)
    except BadInput as bad:
        return [("seals", False, str(bad))]
    if not lines:
        return [("seals", False, f"{path} holds no seal, so there is nothing to compare")]
    with desk.store.read() as work:
        unfit = first_unfit(lines, _hashes(work, lines).get)
    if unfit is not None:
        return [("seals", False, _unfit(unfit))]
    last = f", the last of {lines[-1].day.isoformat()}: {lines[-1].words}"
    return [("seals", True, f"{len(lines)} daily seals fit this record’s journal{last}")]


def verify_kept_seals(desk: Desk) -> list[Check]:
    """The seal file of the folder in Settings; nothing where none is set."""
    with desk.store.read() as work:
        folder = work.setting(FOLDER)
    if not folder:
        return []
    path = Path(folder) / NAME
    if not path.is_file():
        return [("seals", False, f"there is no seal file at {path}, although Settings names that folder")]
    return verify_seals(desk, path)


def _read(path: Path) -> list[SealLine]:
    try:
        return read_lines(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as fault:
        raise BadInput(f"{path} cannot be read as a seal file: {fault}.") from fault
    except ValueError as wrong:
        raise BadInput(f"{path}: {wrong}.") from wrong


def _hashes(work: ReadWork, lines: list[SealLine]) -> dict[int, str]:
    wanted = {line.number for line in lines}
    first = min(wanted, default=1)
    return {entry.seq: entry.hash for entry in work.journal(first - 1) if entry.seq in wanted} if wanted else {}


def _line(work: ReadWork, today: date, before: str) -> SealLine:
    seq, head, _ = work.journal_head()
    bare = SealLine(today, seq, head, *work.counts())
    return replace(bare, check=check_of(bare.body, before))


def _unfit(line: SealLine) -> str:
    said = f"on {line.day.isoformat()} the journal stood at entry {line.number}, sealed {seal_words(line.head)}"
    return f"{said}; it no longer does, so its history was written again or this is another record"
