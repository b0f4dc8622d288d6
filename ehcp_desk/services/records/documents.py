"""Documents on a case: a copy to read, checked against the digest it was filed under."""

from __future__ import annotations

import hashlib
import re
import stat
from pathlib import Path

from ehcp_desk.domain.errors import KnownFault
from ehcp_desk.domain.record import DocumentRow
from ehcp_desk.services.desk import Desk

_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


def read_only_copy(desk: Desk, document: DocumentRow, folder: Path) -> Path:
    """Write a copy that cannot be changed into ``folder`` and say where it is.

    Raises KnownFault where the bytes kept are no longer those that were filed, or the copy cannot be written.
    """
    with desk.store.read() as work:
        content = work.document_bytes(document.id)
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise KnownFault(
            f"{document.filename} is not what was filed: its digest differs. Tell whoever looks after the record."
        )
    path = folder / f"{document.id} {safe_name(document.filename)}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if path.exists():
            path.chmod(stat.S_IRUSR | stat.S_IWUSR)
        path.write_bytes(content)
        path.chmod(stat.S_IRUSR)
    except OSError as fault:
        raise KnownFault(f"{document.filename} cannot be opened: {fault.strerror or fault}.") from fault
    return path


def safe_name(name: str) -> str:
    """A file name that every system accepts, without a path in it."""
    return _UNSAFE.sub("-", name).strip(". ")[:120] or "document"
