"""The files beside a frozen copy: each named with its digest when it is written, held against it when it is verified."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def file_digest(path: Path) -> dict[str, Any]:
    """The name, SHA-256 and bytes of a file.  Raises OSError where it cannot be read."""
    with path.open("rb") as file:
        return {
            "name": path.name,
            "sha256": hashlib.file_digest(file, "sha256").hexdigest(),
            "bytes": path.stat().st_size,
        }


def what_changed(folder: Path, named: Mapping[str, Any], of: str) -> str:
    """Why a file a frozen copy names is no longer what was written; empty where it is.  ``of`` says what it is part of."""
    name = str(named.get("name", ""))
    if Path(name).name != name:
        return f"{name} is no file of {of}"
    where = folder / name
    if not where.is_file():
        return f"{name} is missing"
    return "" if file_digest(where)["sha256"] == named.get("sha256") else f"{name} was changed"
