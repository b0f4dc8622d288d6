"""What a file says beside its words: titles, headers and footers, notes, text boxes, names of sheets, fields to fill in."""

from __future__ import annotations

import io
import logging
import re
import zipfile
from collections.abc import Iterator
from html import unescape

from ehcp_desk.exchange.document_text import PAGES
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


def beside_the_words(data: bytes) -> tuple[tuple[str, ...], str]:
    """Rows of what is said beside the words, and why some of it could not be read; both empty where there is nothing."""
    too_large: list[str] = []
    try:
        if data[:1024].lstrip().startswith(b"%PDF"):
            rows = _of_pdf(data)
        else:
            rows = _of_archive(data, too_large) if data.startswith(b"PK") else iter(())
        read = tuple(dict.fromkeys(row for said in rows if (row := " ".join(said.split()))))
        return read, f"a part of it is too large to look through ({', '.join(too_large)})" if too_large else ""
    except Exception:  # noqa: BLE001 - a damaged file makes its reader fail in any way there is
        return (), "its titles, headers and notes could not be read"


def _of_archive(data: bytes, too_large: list[str]) -> Iterator[str]:
    """Row by row what the parts say; the names of those too large to read are added to ``too_large``."""
    with zipfile.ZipFile(io.BytesIO(data)) as inside:
        for part in inside.infolist():
            sheet = _SHEETS.fullmatch(part.filename)
            if not sheet and not _PARTS.fullmatch(part.filename):
                continue
            if part.file_size > LARGEST_FILE:
                too_large.append(part.filename)
            elif sheet:
                xml = inside.read(part).decode("utf-8", "replace")
                yield from (_CODES.sub(" ", unescape(head)) for head in _HEADS.findall(xml))
            else:
                xml = inside.read(part).decode("utf-8", "replace")
                yield from (unescape(value) for tag in _NAMES.findall(xml) for value in _VALUES.findall(tag))
                yield from (unescape(_TAG.sub("", row)) for row in _ROW.split(xml))


def _of_pdf(data: bytes) -> Iterator[str]:
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is wrong is said in a sentence
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        return  # that it cannot be read is said already
    yield from (str(value) for value in (reader.metadata or {}).values())
    yield from _headings(reader.outline)
    for number in range(min(len(reader.pages), PAGES)):
        for one in reader.pages[number].get("/Annots") or ():
            note = one.get_object()
            yield from (str(note[name]) for name in ("/Contents", "/RC", "/T", "/TU", "/V", "/Subj") if name in note)


def _headings(outline: object) -> Iterator[str]:
    for one in outline if isinstance(outline, list) else ():
        yield from _headings(one) if isinstance(one, list) else (str(one.title),)
