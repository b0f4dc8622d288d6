"""What the desk asks of whoever makes bundles: a document in, pages out; entries in, one PDF out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ehcp_desk.domain.bundles import Bound, BundlePaper, Prepared, Source
    from ehcp_desk.ports.work import Progress


class Binds(Protocol):
    """Makes documents into pages, and pages into a bundle.  Never loses a document: a slip page says what is wrong."""

    def prepare(self, source: Source, folder: Path, ocr: bool = False) -> Prepared:
        """The document as a PDF in ``folder``, with what was found in it.  The same document again is not made again."""

    def words(self, prepared: Prepared) -> Sequence[str]:
        """The words of each page of a document made into pages, from its first; none where they cannot be read."""

    def front(self, paper: BundlePaper) -> tuple[int, int]:
        """How many pages cover and index take, and how many the chronology."""

    def bind(self, paper: BundlePaper, path: Path, progress: Progress | None = None) -> Bound:
        """Write the bundle, whole or not at all.  Raises KnownFault where it cannot be written, and what ``progress``
        raises to stop it."""

    def note(self, paragraphs: Sequence[str], path: Path) -> None:
        """Write a note that can be edited: Word where the path ends in ``.docx``, else plain text or PDF."""
