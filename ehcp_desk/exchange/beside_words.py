"""What a file says beside its words: titles, headers and footers, notes, text boxes, names of sheets, fields to fill in."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from html import unescape

from ehcp_desk.domain.leaving_files import as_rows
from ehcp_desk.exchange.beside_pdf import beside_pages, earlier_versions, is_pdf
from ehcp_desk.exchange.document_text import document_by_line
from ehcp_desk.exchange.tables import LARGEST_FILE

_PARTS = re.compile(
    r"docProps/.+\.xml|meta\.xml|styles\.xml|xl/workbook\.xml|(?:xl|word|ppt)/(?:threaded)?[cC]omments.*\.xml"
    r"|xl/(?:drawings|charts|tables)/[^/]+\.xml|word/(?:charts|diagrams)/[^/]+\.xml"
)
_SHEETS = re.compile(r"xl/(?:worksheets|chartsheets)/[^/]+\.xml")
_HEADS = re.compile(r"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)>(.*?)</", re.DOTALL)
_CODES = re.compile(r'&(?:"[^"]*"|\d+|[A-Z])')
# One run of words may be cut into many; a paragraph, a note or a property is one row.
_ROW = re.compile(
    r"</(?:\w+:)?(?:p|comment|text|title|subject|creator|description|keywords|category|lastModifiedBy|Manager|Company|lpstr|"
    r"lpwstr|initial-creator|keyword|user-defined|definedName|header|footer|annotation)>"
)
_NAMES = re.compile(r"<(?:\w+:)?(?:sheet|definedName|tableColumn|cNvPr)\b[^>]*>")
_VALUES = re.compile(r'\b(?:name|descr|title|displayName)="([^"]*)"')
_TAG = re.compile(r"<[^>]*>")
_VERSIONS = 20
"""How many versions a PDF was saved over are read, the newest first."""


def beside_the_words(data: bytes) -> tuple[tuple[str, ...], str]:
    """Rows of what is said beside the words, and why some of it could not be read; both empty where there is nothing."""
    unread: list[str] = []
    read: dict[str, None] = {}
    try:
        for said in _of_pdf(data, unread) if is_pdf(data) else _of_archive(data, unread):
            read[" ".join(said.split())] = None
    except Exception:  # noqa: BLE001 - a damaged file makes its reader fail in any way there is
        unread.append("its titles, headers and notes could not be read")
    return tuple(filter(None, read)), "; ".join(dict.fromkeys(unread))


def _of_archive(data: bytes, unread: list[str]) -> Iterator[str]:
    """Row by row what the parts say; what cannot be read of them is added to ``unread``."""
    if not data.startswith(b"PK"):
        return
    with zipfile.ZipFile(io.BytesIO(data)) as inside:
        for part in inside.infolist():
            sheet = _SHEETS.fullmatch(part.filename)
            if not sheet and not _PARTS.fullmatch(part.filename):
                continue
            if part.file_size > LARGEST_FILE:
                unread.append(f"a part of it is too large to look through ({part.filename})")
            elif sheet:
                xml = inside.read(part).decode("utf-8", "replace")
                yield from (_CODES.sub(" ", unescape(head)) for head in _HEADS.findall(xml))
            else:
                xml = inside.read(part).decode("utf-8", "replace")
                yield from (unescape(value) for tag in _NAMES.findall(xml) for value in _VALUES.findall(tag))
                yield from (unescape(_TAG.sub("", row)) for row in _ROW.split(xml))


def _of_pdf(data: bytes, unread: list[str]) -> Iterator[str]:
    """Row by row what a PDF says beside its pages, now and in the versions it was saved over, whose pages are read too."""
    yield from beside_pages(data)
    ends = earlier_versions(data)
    if ends[_VERSIONS:]:
        unread.append(f"of its {len(ends)} earlier versions only {_VERSIONS} were read")
    for end in reversed(ends[-_VERSIONS:]):
        before = data[:end]
        read = document_by_line(before, "application/pdf")
        if read.unread:
            unread.append(f"of an earlier version: {read.unread.rstrip('.')}")
        else:
            yield from as_rows(read.text)
            yield from beside_pages(before)
