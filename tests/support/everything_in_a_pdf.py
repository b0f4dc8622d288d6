"""Everything that could be read out of a PDF by whoever is determined to, so that a test can look for a word in it."""

from __future__ import annotations

import io
import re
import unicodedata
import zlib
from collections.abc import Iterator
from functools import lru_cache

import pikepdf
import pypdfium2
from pypdf import PdfReader

ENCODINGS = ("utf-8", "latin-1", "utf-16-be", "utf-16-le", "utf-32-be", "utf-32-le")


def traces(content: bytes, *words: str) -> list[str]:
    """Where any of these words is found in a PDF: in its bytes, in any object, stream or string, or by text readers."""
    found = set()
    for where, text in _texts(content):
        said = _plain(text)
        found |= {f"{word}: {where}" for word in words if _plain(word) in said}
    for where, data in _bytes(content):
        low = data.lower()
        found |= {f"{word}: {where}" for word in words if any(form in low for form in _coded(word))}
    return sorted(found)


def _texts(content: bytes) -> Iterator[tuple[str, str]]:
    for page in PdfReader(io.BytesIO(content)).pages:
        yield "pypdf", page.extract_text()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for number, thing in enumerate(pdf.objects, 1):
            yield from ((f"object {number}", text) for text in _strings(thing, 0))
        yield "trailer", " ".join(_strings(pdf.trailer, 0))
        yield "xmp", str(pdf.open_metadata())
    opened = pypdfium2.PdfDocument(content)
    for page in opened:
        yield "pdfium", page.get_textpage().get_text_range()
    opened.close()


def _strings(thing: pikepdf.Object, depth: int) -> Iterator[str]:
    if depth > 12 or (depth and isinstance(thing, pikepdf.Object) and thing.is_indirect):
        return  # what stands by itself is looked at by itself
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        items = thing.items() if isinstance(thing, pikepdf.Dictionary) else thing.stream_dict.items()
        for key, value in items:
            yield str(key)
            yield from _strings(value, depth + 1)
        if isinstance(thing, pikepdf.Stream):
            yield from _shown(thing)
    elif isinstance(thing, pikepdf.Array):
        for value in thing:
            yield from _strings(value, depth + 1)
    elif isinstance(thing, pikepdf.String | pikepdf.Name):
        yield str(thing)
        if isinstance(thing, pikepdf.String):
            yield bytes(thing).decode("latin-1")
    elif isinstance(thing, str):
        yield thing


def _shown(stream: pikepdf.Stream) -> Iterator[str]:
    """Every string operand of a content stream, joined, so that text broken by kerning is whole again."""
    if "/Length1" in stream or stream.get("/Subtype") == "/Image":
        return
    try:
        operations = pikepdf.parse_content_stream(stream)
    except Exception:  # noqa: BLE001 - most streams hold no content
        return
    found = []
    for operands, _operator in operations:
        for operand in operands:
            parts = operand if isinstance(operand, pikepdf.Array) else [operand]
            found += [bytes(part).decode("latin-1") for part in parts if isinstance(part, pikepdf.String)]
    yield "".join(found)


def _bytes(content: bytes) -> Iterator[tuple[str, bytes]]:
    yield "raw bytes", content
    for match in re.finditer(rb"stream\r?\n", content):
        end = content.find(b"endstream", match.end())
        yield "raw stream", _inflated(content[match.end() : end])
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for number, thing in enumerate(pdf.objects, 1):
            if isinstance(thing, pikepdf.Stream):
                yield f"stream {number} as it is", thing.read_raw_bytes()
                try:
                    yield f"stream {number}", thing.read_bytes()
                except pikepdf.PdfError:
                    continue


def _inflated(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data)
    except zlib.error:
        return data


@lru_cache(maxsize=64)
def _coded(word: str) -> tuple[bytes, ...]:
    forms = [word.encode(code).lower() for code in ENCODINGS if _can(word, code)]
    return (*forms, *(form.hex().encode() for form in forms))


def _can(word: str, code: str) -> bool:
    try:
        word.encode(code)
    except UnicodeEncodeError:
        return False
    return True


def _plain(text: str) -> str:
    return re.sub(r"[\s\u00ad\x00]", "", unicodedata.normalize("NFKD", text)).casefold()
