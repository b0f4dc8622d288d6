"""What a plain reading of an XLSX sheet does not say, found in its XML a piece at a time: what it hides, how far its cells
reach, how much text they share, formulas nobody ever calculated and those that ended in an error.

The XML of a sheet takes more room than its cells, so it is never held whole: it is cut after cells and looked through
as text, which costs a third of parsing it.
"""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

_STEP = 1_000_000
_PREFIX = re.compile(rb"<(?:(\w+):)?sheetData")
_COLUMN_NAMES = re.compile(rb'r="([A-Z]{1,3})[0-9]')
_NOT_THESE = rb'r="(?!(?:%s)[0-9])([A-Z]{1,3})[0-9]'
"""The same for columns that were not met before: a sheet of fifty thousand rows names each of its few a million times."""
_ROW_NUMBER = re.compile(rb'r="([0-9]{1,7})"')
_COLUMN = re.compile(rb"<(?:\w+:)?col\s[^>]*>")
_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*>")
_HIDDEN = re.compile(rb'\shidden="(?:1|true)"')
_ERROR = re.compile(
    rb'<(?:\w+:)?c\s([^>]*)r="([A-Z]{1,3})([0-9]{1,7})"([^>]*)>(?:(?!</?(?:\w+:)?[vc]\b).)*<(?:\w+:)?v>([^<]*)<',
    re.DOTALL,
)
_SHARED = re.compile(
    rb"""<(?:\w+:)?c\s[^>]*\bt\s*=\s*["']s["'][^>]*>(?:(?!<(?:\w+:)?[vc]\b).)*<(?:\w+:)?v[^>]*>\s*([0-9]+)""", re.DOTALL
)
_TEXT_END = re.compile(rb"</(?:\w+:)?si\s*>")
_TAG = re.compile(rb"<[^>]*>")
_TEXTS = "xl/sharedstrings.xml"


@dataclass(slots=True)
class SheetSeen:
    """``hidden_columns`` are (first, last), counted from 0; ``last_row`` and ``width`` how far the cells reach, from 1.

    ``never_calculated`` are (column, formula) by row, both counted from 0: formulas that came without an answer;
    ``errors`` are (column, error) of those that came to ``#N/A`` and its like.  ``sharing`` is how many cells name a text
    that others may name too.
    """

    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    hidden_rows: int = 0
    last_row: int = 0
    width: int = 0
    sharing: int = 0
    never_calculated: dict[int, list[tuple[int, str]]] = field(default_factory=dict)
    errors: dict[int, list[tuple[int, str]]] = field(default_factory=dict)


def look_through(inside: zipfile.ZipFile | None, member: str) -> SheetSeen:
    """What the member of the archive says; nothing where there is no archive or no member.

    Raises what a damaged archive raises (``archives.DAMAGE``).
    """
    seen = SheetSeen()
    if inside is None or not member:
        return seen
    columns: dict[bytes, int] = {}
    another_column = _COLUMN_NAMES
    prefix: bytes | None = None
    for piece in _pieces(inside, member):
        if prefix is None and (found := _PREFIX.search(piece)):
            prefix = found[1] + b":" if found[1] else b""
            seen.hidden_columns = _hidden_columns(piece[: found.start()])
        if b"hidden=" in piece and _HIDDEN.search(piece):  # to look for a fixed text takes a tenth of the time
            seen.hidden_rows += sum(1 for row in _ROW.findall(piece) if _HIDDEN.search(row))
        place = piece.rfind(b"row r=")
        if place >= 0 and (number := _ROW_NUMBER.search(piece, place)):
            seen.last_row = int(number[1])
        if new := set(another_column.findall(piece)):
            columns.update((letters, column_number(letters)) for letters in new)
            another_column = re.compile(_NOT_THESE % b"|".join(columns))
        seen.sharing += piece.count(b'"s"')
        if b"'" in piece:  # one letter is found five times as fast as three
            seen.sharing += piece.count(b"'s'")
        if b't="e"' in piece:
            _note_errors(piece, columns, seen)
        if prefix is not None and b"<%sf" % prefix in piece:
            _note_never_calculated(piece, prefix, columns, seen)
    seen.width = max(columns.values(), default=-1) + 1
    return seen


def column_number(name: bytes) -> int:
    """The 0-based number of a column by its letters: A is 0, Z is 25, AA is 26."""
    number = 0
    for letter in name:
        number = number * 26 + letter - 64
    return number - 1


def shared_text(inside: zipfile.ZipFile, member: str, sharing: int, enough: int) -> int:
    """How many characters the ``sharing`` cells of a sheet that name shared texts come to; 0 where it cannot be more than
    ``enough``.
    """
    texts = next((name for name in inside.namelist() if name.lower() == _TEXTS), "")
    if not texts or inside.getinfo(texts).file_size * sharing <= enough:
        return 0
    ends = (b"</si>", b":si>")
    longest = max(
        max(map(len, piece.split(ends[0] if ends[0] in piece else ends[1]))) for piece in _pieces(inside, texts, ends)
    )
    if longest * sharing <= enough:
        return 0
    lengths: list[int] = []
    for piece in _pieces(inside, texts, ends):
        lengths += [len(_TAG.sub(b"", text)) for text in _TEXT_END.split(piece)[:-1]]
    known = len(lengths)
    return sum(
        lengths[number]
        for piece in _pieces(inside, member)
        for found in _SHARED.findall(piece)
        if (number := int(found)) < known
    )


def _note_errors(xml: bytes, columns: dict[bytes, int], seen: SheetSeen) -> None:
    for before, letters, row, after, error in _ERROR.findall(xml):
        if (b't="e"' in before or b't="e"' in after) and letters in columns:
            seen.errors.setdefault(int(row) - 1, []).append((columns[letters], error.decode("utf-8", "replace")))


def _pieces(inside: zipfile.ZipFile, member: str, ends: tuple[bytes, bytes] = (b"</c>", b":c>")) -> Iterator[bytes]:
    """The member in pieces, each cut after an end (of a cell), or before a tag where there is none."""
    rest = b""
    with inside.open(member) as xml:
        while read := xml.read(_STEP):
            rest += read
            cut = max(rest.rfind(end) + len(end) for end in ends)
            if cut <= len(ends[0]):
                cut = max(rest.rfind(b"<"), 0)
            if cut:
                yield rest[:cut]
                rest = rest[cut:]
    yield rest


def _hidden_columns(head: bytes) -> list[tuple[int, int]]:
    return [(_edge(found, b"min"), _edge(found, b"max")) for found in _COLUMN.findall(head) if _HIDDEN.search(found)]


def _edge(column: bytes, edge: bytes) -> int:
    found = re.search(rb'%s="(\d+)"' % edge, column)
    return int(found[1]) - 1 if found else -1


def _note_never_calculated(xml: bytes, p: bytes, columns: dict[bytes, int], seen: SheetSeen) -> None:
    """Every formula without a usable answer.  An answer of "" given by a spreadsheet stays blank.

    The text is cut where a cell's formula begins.
    """
    opening, closing, cell_start = b"><%sf" % p, b"</%sf>" % p, b'<%sc r="' % p
    no_answer = tuple(text % p for text in (b"<%sv></", b"<%sv/>", b"<%sv />", b"</%sc>", b"<%sv>0</"))
    before, *cuts = xml.split(opening)
    for cut in cuts:
        start = before.rfind(cell_start) + len(cell_start)
        name, quote, attributes = before[start:].partition(b'"')
        before = cut
        tag, _, rest = cut.partition(b">")
        if not quote or b">" in attributes or b't="str"' in attributes or tag[:1] not in (b"", b" ", b"/"):
            continue
        formula, _, after = (b"", b"", rest) if tag.endswith(b"/") else rest.partition(closing)
        letters = name.rstrip(b"0123456789")
        if not after.startswith(no_answer) or len(letters) == len(name) or letters not in columns:
            continue
        row = int(name[len(letters) :]) - 1
        text = html.unescape(formula.decode("utf-8", "replace"))
        seen.never_calculated.setdefault(row, []).append((columns[letters], text))
