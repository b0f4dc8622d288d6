"""Comma-separated files in and out: encoding by mark or by evidence, delimiter by agreement of the rows."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from charset_normalizer import from_bytes

from ehcp_desk.domain.packed import Packed
from ehcp_desk.exchange.cells import Cell, Sheet, UnreadableFile
from ehcp_desk.exchange.safe_cells import csv_writer

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig", "UTF-8"),
    (b"\xff\xfe", "utf-16", "UTF-16"),
    (b"\xfe\xff", "utf-16", "UTF-16"),
)
# What British office programs write when they do not write UTF-8: nearly always the first.
_OFFICE_ENCODINGS = ["cp1252", "mac_roman", "cp850", "latin_1"]
_CALLED = {
    "cp1252": "Windows-1252",
    "mac_roman": "Mac Roman",
    "cp850": "the old DOS code page 850",
    "latin_1": "Latin-1",
}
# What letters with accents of another encoding turn into when read as Windows-1252: marks nobody writes inside a word.
_NOT_WINDOWS = re.compile(
    r"[a-z][\u2021\u02c6\u2039\u201e\u02dc\u203a\u2020\u2022][a-z]|[a-z][\u0160\u0152\u017d\u2030\u0192\u201a\u2018]"
)
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SAMPLE = 65_536
_LEAST_UTF_16 = 8  # characters, before bytes of 0 are taken for halves of letters
_LONGEST_CELL = 1_000_000


def read_csv(data: bytes, name: str) -> tuple[Sheet, str]:
    """A CSV file's one sheet and how it was read.  Raises :class:`UnreadableFile` with one sentence.

    The text is never held whole: it is decoded as it is read, and the rows are packed.
    """
    codec, encoding = _encoding(data, name)
    guessed = encoding in _CALLED.values()
    with _text(data, codec) as text:
        delimiter = _delimiter(text.read(_SAMPLE + 1), name)
    csv.field_size_limit(_LONGEST_CELL)
    rows: Packed[Sequence[Cell]] = Packed()
    with _text(data, codec) as text:
        try:
            rows.extend(csv.reader(text, delimiter=delimiter, strict=True))
        except csv.Error as fault:
            raise UnreadableFile(_quoting_sentence(name, len(rows) + 1, str(fault))) from fault
    said = (f"{name} does not say how its letters are written: read as {encoding}; look at a name with an accent.",)
    return Sheet(Path(name).stem, rows, sentences=said if guessed else ()), f"CSV, {_DELIMITERS[delimiter]}, {encoding}"


def _quoting_sentence(name: str, row: int, fault: str) -> str:
    if "field larger" in fault or "unexpected end" in fault:
        return f"{name}, row {row}: a quotation mark is opened and never closed; close it, or save the file again."
    return f"{name}, row {row}: the quotation marks do not pair up; double the ones inside the text, or save it again."


def _encoding(data: bytes, name: str) -> tuple[str, str]:
    """The codec of the text and what people call it, once all of it could be read so."""
    for mark, codec, called in _MARKS:
        if data.startswith(mark):
            if not _reads(data, codec, name):
                raise UnreadableFile(f"{name} says it is {called} text but is not: save it again as CSV.")
            return codec, called
    if codec := _unmarked_utf_16(data):
        if not _reads(data, codec, name):
            raise UnreadableFile(f"{name} looks like UTF-16 text but is not: save it again as CSV.")
        return codec, "UTF-16 without its mark"
    if _reads(data, "utf-8", name):
        return "utf-8", "UTF-8"
    if _is_windows(data):
        _reads(data, "cp1252", name)
        return "cp1252", _CALLED["cp1252"]
    guess = from_bytes(data[:_SAMPLE], cp_isolation=_OFFICE_ENCODINGS).best()
    if guess is None:
        raise UnreadableFile(f"{name} is not a table of text: choose a CSV, XLSX, XLS or ODS file.")
    if not _reads(data, guess.encoding, name):
        raise UnreadableFile(f"{name} mixes several encodings: save it again as CSV UTF-8.")
    return guess.encoding, _CALLED.get(guess.encoding, guess.encoding.replace("_", "-"))


def _is_windows(data: bytes) -> bool:
    """True for text that can be Windows-1252 (no byte stands for nothing there) and reads as words."""
    try:
        with _text(data, "cp1252") as text:
            while piece := text.read(_SAMPLE):
                if not piece.isascii() and _NOT_WINDOWS.search(piece):
                    return False
    except UnicodeDecodeError:
        return False
    return True


def _text(data: bytes, codec: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(data), encoding=codec, newline="")


def _reads(data: bytes, codec: str, name: str) -> bool:
    """True when the bytes are text in this codec, looked at piece by piece.

    Refuses a file with nothing but blanks, and one with NUL in it: some other kind, or UTF-16 without its mark.
    """
    nul = written = False
    with _text(data, codec) as text:
        try:
            while piece := text.read(_SAMPLE):
                nul = nul or "\0" in piece
                written = written or not piece.isspace()
        except UnicodeDecodeError:
            return False
    if nul:
        raise UnreadableFile(f"{name} is not a table of text: choose a CSV, XLSX, XLS or ODS file.")
    if not written:
        raise UnreadableFile(f"{name} is empty: choose the file with the rows in it.")
    return True


def _unmarked_utf_16(data: bytes) -> str:
    """The codec of text in which nearly every second byte is 0, as Latin letters in UTF-16 are; empty for any other.

    A unit that is a comma, bar, tab or line end must stand there too, which no other kind of file has by chance.
    """
    sample = data[: _SAMPLE & ~1]
    halves = len(sample) // 2
    if halves < _LEAST_UTF_16:
        return ""
    for codec, zeros, letters in (("utf-16-le", sample[1::2], sample[::2]), ("utf-16-be", sample[::2], sample[1::2])):
        if zeros.count(0) >= 0.9 * halves and letters.count(0) == 0 and any(c in letters for c in b",;\t|"):
            return codec
    return ""


def _delimiter(text: str, name: str) -> str:
    """The delimiter that cuts the first rows into the largest block: rows of one width, times the cuts in each."""
    sample = text[:_SAMPLE]
    if len(text) > _SAMPLE:
        sample = sample[: sample.rfind("\n") + 1] or sample
    scores: dict[str, int] = {}
    for delimiter in _DELIMITERS:
        if delimiter not in sample:
            continue
        try:
            widths = Counter(len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter))
        except csv.Error:
            continue
        useful = {width: rows for width, rows in widths.items() if width > 1}
        if useful:
            scores[delimiter] = max(rows * (width - 1) for width, rows in useful.items())
    if not scores:
        raise UnreadableFile(f"{name} has only one column: a tracker has a column for each thing it tracks.")
    best = max(scores.values())
    winners = [delimiter for delimiter, score in scores.items() if score == best]
    if len(winners) > 1:
        both = " and ".join(_DELIMITERS[winner] for winner in winners)
        raise UnreadableFile(f"{name} could be cut at {both} alike: save it again as CSV with commas.")
    return winners[0]


def write_csv(path: Path, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write rows as CSV (UTF-8 with a mark, so Excel reads accents; commas; Windows line ends).

    Text cells are made safe (see ``safe_cells``); numbers and dates (ISO) are written as they are.  The bytes depend
    on nothing but the arguments.  Raises ``OSError`` when the file cannot be written.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as target:
        write = csv_writer(target)
        write(headings)
        for row in rows:
            write(row)
