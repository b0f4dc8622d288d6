"""The one place that keeps text from the record from running as a formula in whatever opens our files (``domain.safe_text``).

A spreadsheet program runs a cell of a CSV file that begins with one of a few characters, and one of XLSX too once a
person edits it.  In CSV an apostrophe goes before it; in XLSX the cell is text and carries the mark of a typed
apostrophe, which shows nothing and stays through editing and saving.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from ehcp_desk.domain.safe_text import could_run, safe_text
from ehcp_desk.exchange.cells import text_of

_LONGEST_TEXT = 32_767  # the most characters a cell of XLSX holds
NO_PROPERTIES: Mapping[str, Any] = MappingProxyType({})


class Plain(str):
    """Text of our own that no data can change: written as it is."""

    __slots__ = ()


class TextOut(Protocol):
    """What the file is written to."""

    def write(self, text: str, /) -> object: ...


def csv_writer(target: TextOut, line_end: str = "\r\n") -> Callable[[Iterable[object]], None]:
    """A function that writes a row of CSV with every text made safe; numbers and days (ISO) are written as they are.

    The only writer of CSV there is: a test holds that no other room makes its own.
    """
    writer = csv.writer(target, lineterminator=line_end)
    return lambda cells: writer.writerow([cell_text(cell) for cell in cells])


def cell_text(cell: Any) -> str:
    """A cell as a CSV file of ours has it, made safe."""
    if isinstance(cell, Plain):
        return str(cell)
    if isinstance(cell, str):
        return safe_text(cell)
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return text_of(cell) if cell is None or isinstance(cell, bool | int | float | date) else safe_text(str(cell))


class Look(NamedTuple):
    """A look of text in a workbook, and the same marked as typed with an apostrophe."""

    plain: Any
    quoted: Any


def look(book: Any, properties: Mapping[str, Any] = NO_PROPERTIES) -> Look:
    """A look with these properties, for :func:`write_text`."""
    plain = book.add_format(dict(properties)) if properties else None
    return Look(plain, book.add_format({**properties, "quote_prefix": True}))


def write_text(page: Any, row: int, column: int, text: str, drawn: Look) -> None:
    """Write text into a cell of XLSX: never a formula, never a link, and quoted where a person's edit could run it."""
    page.write_string(row, column, text[:_LONGEST_TEXT], drawn.quoted if could_run(text) else drawn.plain)
