"""What a search of the words on the record answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

Snippet = tuple[tuple[str, bool], ...]
"""A passage in pieces; True marks the words that were looked for."""


@dataclass(frozen=True, slots=True)
class TextHit:
    """An entry or a document that holds the words: where it is, what it is and the passage they stand in.

    ``fact_id`` is None for a document and ``document_id`` for an entry.  ``kind`` is the kind of fact, or empty for a
    document, which has its ``filename``.  ``on`` is the day it happened or was filed.  ``corrected`` says that a later
    entry corrected or withdrew it.
    """

    case_id: int
    ref: str
    child: str
    on: date
    kind: str
    snippet: Snippet
    written_by: str
    corrected: bool = False
    fact_id: int | None = None
    document_id: int | None = None
    filename: str = ""

    @property
    def passage(self) -> str:
        """The passage without its marks."""
        return "".join(piece for piece, _ in self.snippet)


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The words of a document, and where some or all of them could not be read, a sentence that says why.

    ``standing`` is what a reader finds in the body of a Word document: ``text`` also has what is struck out, hidden or at
    the edges of its pages, since whoever gets the file can find it there.
    """

    text: str = ""
    unread: str = ""
    standing: str = ""


NO_TEXT = DocumentText()
"""Of a document nobody tried to read, or that holds no words."""
