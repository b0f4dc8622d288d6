"""The door to other people's tables: any CSV, XLSX, XLSB, XLS or ODS file in, safe CSV and XLSX out.

A file is known by its first bytes, never by its name: a PDF renamed to ``.xlsx`` is called a PDF.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from ehcp_desk.exchange.archives import open_archive
from ehcp_desk.exchange.cells import Book, Sheet, UnreadableFile
from ehcp_desk.exchange.csv_files import read_csv
from ehcp_desk.exchange.workbooks import read_workbook

__all__ = ["LARGEST_FILE", "UnreadableFile", "read_book", "read_book_bytes"]

LARGEST_FILE = 200_000_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_KINDS = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"BM", "a picture (BMP)"),
    (b"{\\rtf", "a Word document (RTF)"),
    (b"SQLite format 3\0", "a database"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"MZ", "a program"),
)
_INSIDE_A_ZIP = (
    ("xl/workbook.xml", "xlsx"),
    ("xl/workbook.bin", "xlsb"),
    ("content.xml", "ods"),
)


def read_book(path: Path) -> Book:
    """Every sheet of a file with its digest.

    Raises :class:`UnreadableFile` (one sentence) when it is not a table, is empty, locked, damaged or too large.
    """
    name = path.name
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise UnreadableFile(f"{name} is {size // 1_000_000} MB, too large for a tracker: choose another file.")
        data = path.read_bytes()
    except FileNotFoundError as fault:
        raise UnreadableFile(f"{name} is not there: choose the file again.") from fault
    except IsADirectoryError as fault:
        raise UnreadableFile(f"{name} is a folder: choose a file inside it.") from fault
    except OSError as fault:
        raise UnreadableFile(f"{name} cannot be opened ({fault.strerror}): close it and try again.") from fault
    return read_book_bytes(data, name)


def read_book_bytes(data: bytes, name: str) -> Book:
    """The same from bytes already in hand.  Raises :class:`UnreadableFile` with one sentence."""
    if not data.strip(b"\0\r\n\t ") and not data.startswith(b"PK"):
        raise UnreadableFile(f"{name} is empty: choose the file with the rows in it.")
    kind = _kind(data, name)
    sheets: list[Sheet]
    if kind == "csv":
        sheet, how = read_csv(data, name)
        sheets = [sheet]
    else:
        sheets, how = read_workbook(data, name, kind)
    if not any(sheet.last_used_row for sheet in sheets):
        raise UnreadableFile(f"{name} has no sheet with anything on it: choose the file with the rows in it.")
    return Book(name, hashlib.sha256(data).hexdigest(), tuple(sheets), how)


def _kind(data: bytes, name: str) -> str:
    """xlsx, xlsb, ods, xls or csv, by content."""
    if data.startswith(b"%PDF") and b"/Encrypt" in data:
        raise UnreadableFile(f"{name} is a PDF locked with a password: ask for the table itself, as CSV or XLSX.")
    for start, called in _OTHER_KINDS:
        if data.startswith(start) and not (len(start) == 2 and data[:64].isascii() and b"," in data[:64]):
            raise UnreadableFile(f"{name} is {called}, not a spreadsheet: choose a CSV, XLSX, XLS or ODS file.")
    if data.startswith(b"PK"):
        return _kind_of_archive(data, name)
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise UnreadableFile(f"{name} is locked with a password: save a copy without one and choose that.")
        if "WordDocument".encode("utf-16-le") in data:
            raise UnreadableFile(f"{name} is a Word document, not a spreadsheet: choose a CSV, XLSX, XLS or ODS file.")
        return "xls"
    opening = data[:512].lstrip(b"\xef\xbb\xbf\r\n\t ").lower()
    if opening.startswith((b"<!doctype html", b"<html", b"<table")):
        raise UnreadableFile(f"{name} is a web page, not a spreadsheet: open it, save it as XLSX and choose that.")
    if opening.startswith(b"<"):
        raise UnreadableFile(f"{name} is XML, not a spreadsheet: choose a CSV, XLSX, XLS or ODS file.")
    return "csv"


def _kind_of_archive(data: bytes, name: str) -> str:
    with open_archive(data, name) as inside:
        members = set(inside.namelist())
    for member, kind in _INSIDE_A_ZIP:
        if member in members:
            return kind
    called = "a Word document" if "word/document.xml" in members else "an archive of files"
    raise UnreadableFile(f"{name} is {called}, not a spreadsheet: choose a CSV, XLSX, XLS or ODS file.")
