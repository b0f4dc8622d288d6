"""The files beside a frozen copy: each named with its digest when it is written, held against it when it is verified."""

from __future__ import annotations

import hashlib
import json
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


def frozen_copy_of(path: Path) -> Path | None:
    """The frozen copy that names a file, in its folder or the one above: by its name there, or else by its digest."""
    path = path.resolve()
    own, by_digest = file_digest(path)["sha256"], None
    for folder in (path.parent, path.parent.parent):
        for copy in sorted(folder.glob("*.json")):
            named = _files_of(copy)
            if path.relative_to(folder).as_posix() in named:  # two returns may hold the same list of nobody
                return copy
            by_digest = by_digest or (copy if own in named.values() else None)
    return by_digest


def _files_of(copy: Path) -> dict[str, str]:
    """The files a frozen copy names, with their digests; none of what is no frozen copy."""
    try:
        body = json.loads(copy.read_bytes())
        return {str(one["name"]): str(one["sha256"]) for one in body["files"]} if body["seal"] else {}
    except (OSError, ValueError, LookupError, TypeError):
        return {}
