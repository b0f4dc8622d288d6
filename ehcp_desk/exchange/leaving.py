"""A file about to leave, read for what it holds and hides: spreadsheets by sheet, other papers by their words."""

from __future__ import annotations

import hashlib
import io
import mimetypes
import re
import zipfile
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.leaving_files import LeavingFile, Part, as_rows, whole_number
from ehcp_desk.exchange.beside_pdf import earlier_versions
from ehcp_desk.exchange.beside_words import beside_the_words
from ehcp_desk.exchange.cells import Cell, Sheet, UnreadableFile
from ehcp_desk.exchange.document_text import decoded, document_by_line
from ehcp_desk.exchange.table_cells import table_rows
from ehcp_desk.exchange.tables import LARGEST_FILE, read_book_bytes

_TABLES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv")
# Parts of an Office file that nobody sees on its pages.
_UNSEEN = (
    ("xl/pivotCache/", "the data behind a pivot table"), ("xl/externalLinks/", "links to other files"),
    ("xl/comments", "comments"), ("xl/threadedComments/", "comments"), ("word/comments", "comments"),
    ("word/embeddings/", "files inside it"), ("xl/embeddings/", "files inside it"), ("customXml/", ""),
)  # fmt: skip
_TEXT = re.compile(r"word/(?:glossary/)?(?:document|header|footer|footnotes|endnotes|comments)[^/]*\.xml")
_MARKS = (
    (re.compile(rb"<w:del[ />]"), "words that were deleted, kept as changes"),
    (re.compile(rb"<w:ins[ />]"), "words that were put in, kept as changes"),
    (re.compile(rb"<w:move(?:From|To)[ />]"), "words that were moved, kept as changes"),
    (re.compile(rb"<w:vanish[ />]"), "hidden words"),
)
_WHO = (
    (re.compile(rb"<dc:creator>[^<]"), "its author’s name"), (re.compile(rb"<cp:lastModifiedBy>[^<]"), "who saved it last"),
)  # fmt: skip


def read_leaving(path: Path) -> LeavingFile:
    """Read a file.  Raises BadInput where it is not there, is a folder or too large."""
    if not path.is_file():
        raise BadInput(f"{path} is not a file; name the file that is to leave.")
    if path.stat().st_size > LARGEST_FILE:
        raise BadInput(f"{path.name} is too large to look through; split it.")
    data = path.read_bytes()
    beside, unsaid = beside_the_words(data)
    whole = (Part("", (path.stem, *beside), (), tuple(dict.fromkeys(_unseen(data)))),)
    sha256 = hashlib.sha256(data).hexdigest()
    if path.suffix.lower() in _TABLES:
        try:
            parts = tuple(map(_sheet, read_book_bytes(data, path.name).sheets))
        except UnreadableFile as trouble:
            # A list in one column is no table, and names children all the same.
            lines = tuple(decoded(data).splitlines()) if path.suffix.lower() == ".csv" else ()
            unread = "; ".join(filter(None, (str(trouble).rstrip("."), unsaid)))
            return LeavingFile(path.name, sha256, (Part("", lines, _numbers(lines)), *whole), unread)
        return LeavingFile(path.name, sha256, (*parts, *whole), unsaid)
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    read = document_by_line(data, kind)
    rows = table_rows(data, kind) if read.text else ()
    unread = "; ".join(filter(None, (read.unread.rstrip("."), unsaid)))
    words = (*as_rows(read.text), *map(" ".join, rows))
    return LeavingFile(path.name, sha256, (Part("", words, _numbers(chain(*rows))), *whole), unread)


def _sheet(sheet: Sheet) -> Part:
    rows = tuple(" ".join(_shown(row)) for row in sheet.rows)
    said = tuple(said for said in sheet.said if "hidden" in said)
    return Part(sheet.name, (sheet.name, *rows), _numbers(chain(*sheet.rows)), said)


def _numbers(cells: Iterable[Cell]) -> tuple[float, ...]:
    """The cells that are numbers, also those written as text: in a CSV every cell is."""
    found = (whole_number(cell) if isinstance(cell, str) else cell for cell in cells)
    return tuple(float(cell) for cell in found if isinstance(cell, int | float) and not isinstance(cell, bool))


def _shown(row: object) -> Iterator[str]:
    cells: tuple[Cell, ...] = tuple(row)  # type: ignore[arg-type]
    yield from (str(cell) for cell in cells if cell is not None)


def _unseen(data: bytes) -> Iterator[str]:
    if b"/EmbeddedFile" in data and data.startswith(b"%PDF"):
        yield "files inside it"
    if earlier_versions(data):
        yield "earlier versions of its pages"
    if not data.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as inside:
            names = inside.namelist()
            yield from (said for begun, said in _UNSEEN if said and any(name.startswith(begun) for name in names))
            for name in names:
                marks = _WHO if name == "docProps/core.xml" else _MARKS if _TEXT.fullmatch(name) else ()
                if marks and inside.getinfo(name).file_size < LARGEST_FILE:
                    xml = inside.read(name)
                    yield from (said for mark, said in marks if mark.search(xml))
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
        return
