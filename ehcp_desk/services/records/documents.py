"""Documents on a case: a copy to read, checked against the digest it was filed under, and never run."""

from __future__ import annotations

import hashlib
import re
import stat
from pathlib import Path

from ehcp_desk.domain.documents import LEGACY_OFFICE, shortened, suffix_of, why_not_opened
from ehcp_desk.domain.errors import BadInput, KnownFault
from ehcp_desk.domain.record import DocumentRow
from ehcp_desk.ports.work import Progress
from ehcp_desk.services.desk import Desk

_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_MACROS = "_VBA_PROJECT".encode("utf-16-le")
"""What an Office file of before 2007 calls the folder of its macros."""


def read_only_copy(desk: Desk, document: DocumentRow, folder: Path, progress: Progress | None = None) -> Path:
    """Write a copy that cannot be changed into ``folder``, to be opened, and say where it is.

    Raises BadInput for a document that could run, and KnownFault where the bytes kept are no longer those that were
    filed, or the copy cannot be written.
    """
    refused = why_not_opened(document.filename)
    if refused:
        raise BadInput(refused)
    path = folder / f"{document.id} {safe_name(document.filename)}"
    macros = _write(desk, document, path, progress, looks=suffix_of(document.filename) in LEGACY_OFFICE)
    if macros:
        path.chmod(stat.S_IRUSR | stat.S_IWUSR)
        path.unlink()
        raise BadInput(
            f"{document.filename} holds macros, which are programs, so the desk does not open it. Save a copy."
        )
    path.chmod(stat.S_IRUSR)
    return path


def save_copy(desk: Desk, document: DocumentRow, path: Path, progress: Progress | None = None) -> None:
    """Write a document where a person chose, whatever it is; nothing opens it.  Raises KnownFault as above."""
    _write(desk, document, path, progress)


def _write(desk: Desk, document: DocumentRow, path: Path, progress: Progress | None, looks: bool = False) -> bool:
    """Write the bytes, whole or not at all; True where they were looked at and hold macros."""
    part, found, tail, done = path.with_name(f"{path.name}.part"), False, b"", 0
    seen = hashlib.sha256()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with desk.store.read() as work, part.open("wb") as file:
            for piece in work.document_pieces(document.id):
                file.write(piece)
                seen.update(piece)
                found = found or (looks and _MACROS in tail + piece)
                tail, done = piece[-len(_MACROS) :], done + len(piece)
                if progress is not None:
                    progress(done, document.size, f"Copying {document.filename}")
        if seen.hexdigest() != document.sha256:
            raise KnownFault(
                f"{document.filename} is not what was filed: its digest differs. Tell whoever looks after the record."
            )
        if path.exists():
            path.chmod(stat.S_IRUSR | stat.S_IWUSR)
        part.replace(path)
    except OSError as fault:
        raise KnownFault(f"{document.filename} cannot be copied: {fault.strerror or fault}.") from fault
    finally:
        part.unlink(missing_ok=True)
    return found


def safe_name(name: str) -> str:
    """A file name that every system accepts, without a path in it, its suffix whole."""
    return shortened(_UNSAFE.sub("-", name).strip(". "), 120) or "document"
