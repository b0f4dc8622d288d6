"""The file in which faults of ours are kept for whoever mends them: where in the code, and never what was on record.

A Python report ends in the fault's own words, which may quote a child's name; so only its kind and the places are kept.
"""

from __future__ import annotations

import traceback
from datetime import datetime
from pathlib import Path

from platformdirs import user_log_path

from ehcp_desk.domain.errors import DeskError
from ehcp_desk.policy import policy
from ehcp_desk.version import VERSION

MOST = 1_000_000
"""Bytes after which the file begins anew; the one before is kept beside it."""


def log_folder() -> Path:
    """Where faults are kept: the policy's folder, else the user's own for logs."""
    try:
        named = policy().logs
    except DeskError:
        named = ""
    folder = Path(named) if named else user_log_path("ehcp-desk", appauthor=False)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def keep_fault(fault: BaseException) -> Path:
    """Write down a fault, and those it came from, in ``faults.log``; the path of that file."""
    path = log_folder() / "faults.log"
    if path.exists() and path.stat().st_size > MOST:
        path.replace(path.with_suffix(".old.log"))
    with path.open("a", encoding="utf-8") as log:
        log.write(f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S %z} EHCP Desk {VERSION}\n{told(fault)}\n")
    return path


def told(fault: BaseException) -> str:
    """The kinds of fault and the places they passed through, without their words or any value."""
    lines: list[str] = []
    seen: set[int] = set()
    here: BaseException | None = fault
    while here is not None and id(here) not in seen:
        seen.add(id(here))
        lines.append(type(here).__qualname__)
        frames = traceback.extract_tb(here.__traceback__, limit=50)
        lines += [f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
        here = here.__cause__ or here.__context__
    return "\n".join(lines) + "\n"
