"""What a PDF says beside the words of its pages: properties, headings, notes, fields to fill in, and the pages it had before."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from ehcp_desk.exchange.document_text import PAGES, decoded

_END = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*")
# A file made for the web also ends once near its beginning, and says there that its table is at 0.
_WEB = 0
_SAID = re.compile(r'>([^<>]+)<|="([^"]*)"')
_NOTED = ("/Contents", "/RC", "/T", "/TU", "/TM", "/V", "/DV", "/RV", "/Opt", "/Subj")


def earlier_versions(data: bytes) -> list[int]:
    """Where in the file each version of it before this one ends: a PDF may be saved by adding to what was there."""
    ends = [found.end() for found in _END.finditer(data) if int(found[1]) != _WEB] if is_pdf(data) else []
    return ends[:-1]


def is_pdf(data: bytes) -> bool:
    """True for what begins as a PDF does."""
    return data[:1024].lstrip().startswith(b"%PDF")


def values_in(xml: str) -> Iterator[str]:
    """Every text and every attribute of XML whose names nobody knows."""
    return (unescape(one[1] or one[2]) for one in _SAID.finditer(xml))


def beside_pages(data: bytes) -> Iterator[str]:
    """Row by row what is said beside the words; nothing of a file behind a password.  Raises what pypdf raises."""
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is wrong is said in a sentence
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        return  # that it cannot be read is said already
    yield from (str(value) for value in (reader.metadata or {}).values())
    if (described := reader.root_object.get("/Metadata")) is not None:
        yield from values_in(decoded(described.get_object().get_data()))
    yield from _headings(reader.outline)
    met: set[int] = set()
    form = reader.root_object.get("/AcroForm")
    yield from _fields(form.get_object().get("/Fields") if form is not None else None, met)
    for number in range(min(len(reader.pages), PAGES)):
        yield from _fields(reader.pages[number].get("/Annots"), met)


def _fields(listed: Any, met: set[int]) -> Iterator[str]:
    """What notes and fields say, and those above and below them, each once: a box on a page may leave its value to the
    field it belongs to."""
    waiting = list(listed.get_object()) if listed is not None else []
    while waiting:
        named = waiting.pop()
        one = named.get_object()
        number = getattr(named, "idnum", id(one))
        if number in met or not hasattr(one, "get"):
            continue
        met.add(number)
        yield from (_words(one[name]) for name in _NOTED if name in one)
        waiting += [one.raw_get("/Parent")] if "/Parent" in one else []
        waiting += one.get("/Kids", [])


def _words(value: Any) -> str:
    return decoded(value.get_data()) if hasattr(value, "get_data") else str(value)


def _headings(outline: object) -> Iterator[str]:
    for one in outline if isinstance(outline, list) else ():
        yield from _headings(one) if isinstance(one, list) else (str(one.title),)
