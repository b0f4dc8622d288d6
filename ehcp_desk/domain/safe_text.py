"""Text that a spreadsheet program would run, made safe: in a file of ours, and in what is copied from a list."""

from __future__ import annotations

import re
from collections.abc import Iterable

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_BREAKS = re.compile(r"[\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")


def could_run(value: str) -> bool:
    """True for text that a spreadsheet program may take for a formula."""
    return value.startswith(_FORMULA_STARTS)


def safe_text(value: str) -> str:
    """Text that no spreadsheet program will run: an apostrophe goes before a dangerous first character."""
    return f"'{value}" if could_run(value) else value


def unsafe_text(value: str) -> str:
    """Text as it was before :func:`safe_text` put an apostrophe in front of it."""
    return value[1:] if value.startswith("'") and could_run(value[1:]) else value


def pasted_cell(value: str) -> str:
    """Text as one cell of lines that are pasted: no tab or line end in it begins another cell, and nothing in it runs.

    A quotation mark at the start is disarmed too: a spreadsheet program takes it for the start of a quoted cell, whose
    end may be lines away and whose inside may run.
    """
    words = _BREAKS.sub(" ", value).strip()
    return f"'{words}" if words.startswith('"') else safe_text(words)


def csv_text(rows: Iterable[Iterable[str]]) -> str:
    """Rows of a table in view as CSV (RFC 4180): every cell made safe and quoted.  Files are written by ``exchange``."""
    quoted = (",".join('"' + safe_text(cell).replace('"', '""') + '"' for cell in row) for row in rows)
    return "".join(f"{line}\r\n" for line in quoted)
