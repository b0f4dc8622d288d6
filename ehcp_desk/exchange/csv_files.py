"""Comma-separated files in and out: encoding by mark or by evidence, delimiter by agreement of the rows."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from charset_normalizer import from_bytes

from ehcp_desk.exchange.cells import Cell, Sheet, UnreadableFile, text_of

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig", "UTF-8"),
    (b"\xff\xfe", "utf-16", "UTF-16"),
    (b"\xfe\xff", "utf-16", "UTF-16"),
)
# What British office programs write when they do not write UTF-8.
_OFFICE_ENCODINGS = ["cp1252", "mac_roman", "cp850", "latin_1"]
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SAMPLE = 65_536
_LONGEST_CELL = 1_000_000
# A cell that begins with one of these is run as a formula by spreadsheet programs (dependencies.md 5.2).
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def read_csv(data: bytes, name: str) -> tuple[Sheet, str]:
    """A CSV file's one sheet and how it was read.  Raises :class:`UnreadableFile` with one sentence."""
    text, encoding = _decode(data, name)
    if not text.strip():
        raise UnreadableFile(f"{name} is empty: choose the file with the rows in it.")
    delimiter = _delimiter(text, name)
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Sequence[Cell]] = []
    try:
        rows.extend(reader)
    except csv.Error as fault:
        raise UnreadableFile(_quoting_sentence(name, len(rows) + 1, str(fault))) from fault
    return Sheet(Path(name).stem, rows), f"CSV, {_DELIMITERS[delimiter]}, {encoding}"


def _quoting_sentence(name: str, row: int, fault: str) -> str:
    if "field larger" in fault or "unexpected end" in fault:
        return f"{name}, row {row}: a quotation mark is opened and never closed; close it, or save the file again."
    return f"{name}, row {row}: the quotation marks do not pair up; double the ones inside the text, or save it again."


def _decode(data: bytes, name: str) -> tuple[str, str]:
    for mark, codec, called in _MARKS:
        if data.startswith(mark):
            try:
                return _printable(data.decode(codec), name), called
            except UnicodeDecodeError as fault:
                raise UnreadableFile(f"{name} says it is {called} text but is not: save it again as CSV.") from fault
    try:
        return _printable(data.decode("utf-8"), name), "UTF-8"
    except UnicodeDecodeError:
        guess = from_bytes(data[:_SAMPLE], cp_isolation=_OFFICE_ENCODINGS).best()
    if guess is None:
        raise UnreadableFile(f"{name} is not a table of text: choose a CSV, XLSX, XLS or ODS file.")
    try:
        return _printable(data.decode(guess.encoding), name), guess.encoding.replace("_", "-")
    except UnicodeDecodeError as fault:
        raise UnreadableFile(f"{name} mixes several encodings: save it again as CSV UTF-8.") from fault


def _printable(text: str, name: str) -> str:
    """Refuse text with NUL in it: it is some other kind of file, or UTF-16 without its mark."""
    if "\0" in text:
        raise UnreadableFile(f"{name} is not a table of text: choose a CSV, XLSX, XLS or ODS file.")
    return text


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


def safe_text(value: str) -> str:
    """Text that no spreadsheet program will run as a formula: an apostrophe goes before a dangerous first character."""
    return f"'{value}" if value.startswith(_FORMULA_STARTS) else value


def unsafe_text(value: str) -> str:
    """Text as it was before :func:`safe_text` put an apostrophe in front of it."""
    return value[1:] if value.startswith("'") and value[1:].startswith(_FORMULA_STARTS) else value


def write_csv(path: Path, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write rows as CSV (UTF-8 with a mark, so Excel reads accents; commas; Windows line ends).

    Text cells are made safe with :func:`safe_text`; numbers and dates (ISO) are written as they are.  The bytes depend
    on nothing but the arguments.  Raises ``OSError`` when the file cannot be written.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as target:
        writer = csv.writer(target, lineterminator="\r\n")
        writer.writerow([safe_text(heading) for heading in headings])
        for row in rows:
            writer.writerow([safe_text(cell) if isinstance(cell, str) else text_of(cell) for cell in row])
