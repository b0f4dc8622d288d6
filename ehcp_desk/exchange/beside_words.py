"""What a file says beside its words: titles, headers and footers, notes, text boxes, names of sheets, fields to fill in."""

from __future__ import annotations

import io
import mimetypes
import re
import zipfile
from collections.abc import Callable, Iterator
from html import unescape
from urllib.parse import unquote

from ehcp_desk.domain.leaving_files import as_rows
from ehcp_desk.exchange.beside_pdf import beside_pages, earlier_versions, is_pdf, values_in
from ehcp_desk.exchange.document_text import document_by_line
from ehcp_desk.exchange.tables import LARGEST_FILE

_PARTS = re.compile(
    r"docProps/.+\.xml|meta\.xml|styles\.xml|xl/workbook\.xml|(?:xl|ppt)/(?:threaded)?[cC]omments.*\.xml"
    r"|xl/(?:drawings|charts|tables)/[^/]+\.xml|word/.+\.(?:xml|svg)"
)
_VALUES_ONLY = re.compile(r"(?:customXml|docMetadata)/.+\.xml")
_LINKS = re.compile(r"(?:.+/)?_rels/[^/]*\.rels")
_CHUNKS = re.compile(r"word/afchunk[^/]*", re.IGNORECASE)
# Of a Word file: what holds no words, and what is said to be inside it.
_WORDLESS = re.compile(
    r".*/|\[Content_Types\]\.xml|(?:word|docProps)/.+\.(?:png|jpe?g|jfif|gif|bmp|tiff?|emf|wmf|webp|ico|odttf|ttf)"
    r"|word/(?:embeddings|printerSettings)/.+", re.IGNORECASE
)  # fmt: skip
_SHEETS = re.compile(r"xl/(?:worksheets|chartsheets)/[^/]+\.xml")
_HEADS = re.compile(r"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)>(.*?)</", re.DOTALL)
_CODES = re.compile(r'&(?:"[^"]*"|\d+|[A-Z])')
_FORMULAS = re.compile(r"<(?:\w+:)?(?:f|formula\d?)(?:\s[^>]*[^/>])?>([^<]+)</")
_ASKED = re.compile(r"<(?:\w+:)?(?:hyperlink|dataValidation)\s[^>]*>")
_ASKED_VALUES = re.compile(r'\b(?:display|tooltip|location|prompt|promptTitle|error|errorTitle)="([^"]*)"')
_TARGETS = re.compile(r'<Relationship\b(?=[^>]*\bTargetMode="External")[^>]*\bTarget="([^"]*)"')
_AUTHORS = re.compile(r'\bauthor="([^"]*)"')
_BREAKS = re.compile(r"<w:(?:tab|br|cr)\b[^>]*>")
# One run of words may be cut into many; a paragraph, a note or a property is one row.
_ROW = re.compile(
    r"</(?:\w+:)?(?:p|comment|text|title|subject|creator|description|keywords|category|lastModifiedBy|Manager|Company|lpstr|"
    r"lpwstr|initial-creator|keyword|user-defined|definedName|header|footer|annotation)>"
)
_NAMES = re.compile(r"<(?:\w+:)?(?:sheet|definedName|tableColumn|cNvPr|docPr)\b[^>]*>")
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
        is_word = "word/document.xml" in inside.namelist()
        for part in inside.infolist():
            reader = _reader(part.filename)
            if reader is None:
                if is_word and not _WORDLESS.fullmatch(part.filename):
                    unread.append(f"a part of it is not read ({part.filename})")
            elif part.file_size > LARGEST_FILE:
                unread.append(f"a part of it is too large to look through ({part.filename})")
            else:
                yield from reader(inside.read(part).decode("utf-8", "replace"))
        for name in filter(_CHUNKS.fullmatch, inside.namelist()):
            yield from _of_chunk(inside.read(name), name, unread)


def _reader(name: str) -> Callable[[str], Iterator[str]] | None:
    """How a part is read by its name; None where its words are not read as XML."""
    known = (
        (_LINKS, _of_links),
        (_SHEETS, _of_sheet),
        (_VALUES_ONLY, _of_values),
        (_CHUNKS, _of_nothing),
        (_PARTS, _of_part),
    )
    return next((reader for pattern, reader in known if pattern.fullmatch(name)), None)


def _of_links(xml: str) -> Iterator[str]:
    return (unquote(unescape(target)) for target in _TARGETS.findall(xml))


def _of_sheet(xml: str) -> Iterator[str]:
    yield from (_CODES.sub(" ", unescape(head)) for head in _HEADS.findall(xml))
    yield from map(unescape, _FORMULAS.findall(xml))
    yield from (unescape(value) for tag in _ASKED.findall(xml) for value in _ASKED_VALUES.findall(tag))


def _of_values(xml: str) -> Iterator[str]:
    return iter(as_rows("\n".join(values_in(xml))))


def _of_part(xml: str) -> Iterator[str]:
    yield from (unescape(value) for tag in _NAMES.findall(xml) for value in _VALUES.findall(tag))
    yield from map(unescape, _AUTHORS.findall(xml))
    for row in _ROW.split(_BREAKS.sub(" ", xml)):
        words = unescape(_TAG.sub("", row))
        yield words
        yield unquote(words)


def _of_nothing(_xml: str) -> Iterator[str]:
    return iter(())


def _of_chunk(content: bytes, name: str, unread: list[str]) -> Iterator[str]:
    """The words of another paper that a Word file takes in when it is opened."""
    read = document_by_line(content, mimetypes.guess_type(name)[0] or "application/octet-stream")
    if read.unread:
        unread.append(f"a part of it is not read ({name})")
    return iter(as_rows(read.text))


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
