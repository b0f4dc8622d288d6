"""A document on its way into the record: looked at once before anything is locked, and read again as it is kept."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ehcp_desk.domain.documents import clean_name
from ehcp_desk.domain.errors import BadInput, KnownFault
from ehcp_desk.domain.finding import NO_TEXT, DocumentText
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.record import DocumentRow
from ehcp_desk.ports.work import Progress, WriteWork
from ehcp_desk.services.desk import Desk

LARGEST_DOCUMENT = 200 * 1024 * 1024
LARGEST_READ = 50 * 1024 * 1024
"""A document larger than this is kept and not read for its words."""
_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class OnDisk:
    """The content of a file, never whole in memory: ``size`` bytes that had the digest ``sha256`` when looked at."""

    path: Path
    size: int
    sha256: str

    def pieces(self, progress: Progress | None = None) -> Iterator[bytes]:
        """The bytes a piece at a time, from the disk."""
        yield from _read(self.path, self.size, f"Filing {self.path.name}", progress)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document to file: its name, its bytes or where they are, and the words read from it (see :func:`with_words`)."""

    filename: str
    content: bytes | OnDisk
    words: DocumentText = NO_TEXT

    @property
    def media_type(self) -> str:
        """What its name says it is."""
        return mimetypes.guess_type(clean_name(self.filename))[0] or "application/octet-stream"


def attachment_from(path: Path, progress: Progress | None = None) -> Attachment:
    """Look at a document on disk.  Raises BadInput where it is missing, empty, a folder or over 200 MB, and
    KnownFault where it cannot be read."""
    try:
        if not path.is_file():
            raise BadInput(f"There is no document at {clean_name(str(path))}; check the name and try again.")
        size = path.stat().st_size
    except (OSError, ValueError) as fault:
        raise BadInput(f"There is no document at {clean_name(str(path))}; check the name and try again.") from fault
    if size == 0:
        raise BadInput(f"{path.name} is empty, so there is nothing to file; attach the document itself.")
    if size > LARGEST_DOCUMENT:
        raise BadInput(f"{path.name} is larger than 200 MB; split it and attach the parts.")
    seen = hashlib.sha256()
    for piece in _read(path, size, f"Reading {path.name}", progress):
        seen.update(piece)
    return Attachment(path.name, OnDisk(path, size, seen.hexdigest()))


def with_words(desk: Desk, attach: Attachment, progress: Progress | None = None) -> Attachment:
    """The document with its words, so that it can be searched; read before anything is locked.  Never refuses."""
    content = attach.content
    if desk.documents is None:
        return attach
    if isinstance(content, OnDisk):
        if content.size > LARGEST_READ:
            return replace(attach, words=DocumentText(unread="too large to be searched"))
        content = b"".join(content.pieces(progress))
    return replace(attach, words=desk.documents(content, attach.media_type, progress))


def _read(path: Path, size: int, what: str, progress: Progress | None) -> Iterator[bytes]:
    done = 0
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece
                done += len(piece)
                if progress is not None:
                    progress(done, max(size, done), what)
    except OSError as fault:
        raise KnownFault(f"{path.name} cannot be read: {fault.strerror or fault}. Nothing was filed.") from fault


def keep(
    work: WriteWork, case_id: int, attach: Attachment, media_type: str = "", progress: Progress | None = None
) -> DocumentRow:
    """File a document on a case, inside a unit of work, with its line in the journal.  Raises BadInput where the file
    changed since it was looked at, or is empty."""
    name = clean_name(attach.filename)
    media = media_type or attach.media_type
    content = attach.content
    if isinstance(content, OnDisk):
        filed = work.add_document_in_pieces(
            case_id, name, media, content.sha256, content.size, content.pieces(progress), attach.words
        )
    elif content:
        filed = work.add_document(case_id, name, media, content, attach.words)
    else:
        raise BadInput(f"{name} is empty, so there is nothing to file; attach the document itself.")
    work.append(NewEntry("document_filed", case_id, {"document": filed.id, "sha256": filed.sha256,
                                                     "filename": filed.filename}))  # fmt: skip
    return filed
