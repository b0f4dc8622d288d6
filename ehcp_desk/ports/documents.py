"""What the desk asks of whoever reads a document for its words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from ehcp_desk.domain.finding import DocumentText
    from ehcp_desk.domain.leaving_files import LeavingFile
    from ehcp_desk.ports.work import Progress


class ReadsDocuments(Protocol):
    """Reads the words of a document so that it can be searched.

    Never refuses: what cannot be read is said in the answer.  Raises only what ``progress`` raises to stop it.
    """

    def __call__(self, content: bytes, media_type: str, progress: Progress | None = None) -> DocumentText: ...


class ReadsLeaving(Protocol):
    """Reads a file that is about to leave for what it holds and hides.  Raises BadInput where there is no such file."""

    def __call__(self, path: Path) -> LeavingFile: ...
